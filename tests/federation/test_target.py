from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.config import TestBed as Bed
from fedart.federation.errors import FetchRefused
from fedart.federation.target import Target, is_name, read_target, redirected

PRODUCTION = Bed()
BED = Bed(allow_nets=(ip_network("127.0.0.2/32"), ip_network("fd00::/16")), allow_http=True)
BED_HTTPS = Bed(allow_nets=(ip_network("127.0.0.2/32"),))
PORTS = (443, 8443)


def read(url: str, bed: Bed = PRODUCTION) -> Target:
    return read_target(url, ports=PORTS, testbed=bed)


@pytest.mark.parametrize(
    ("url", "again", "netloc", "path"),
    [
        ("https://peer.example", "https://peer.example/", "peer.example", "/"),
        ("https://peer.example/a#main-key", "https://peer.example/a", "peer.example", "/a"),
        ("https://PEER.example:443/A?b=C", "https://peer.example/A?b=C", "peer.example", "/A?b=C"),
        ("https://peer.example:8443/a", "https://peer.example:8443/a", "peer.example:8443", "/a"),
        ("https://peer.example/a?", "https://peer.example/a", "peer.example", "/a"),
        ("https://peer.example/a%2Fb/../c;d", "https://peer.example/a%2Fb/../c;d", "peer.example", "/a%2Fb/../c;d"),
        ("https://peer.example/é?ü=ö", "https://peer.example/%C3%A9?%C3%BC=%C3%B6", "peer.example", None),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example", "/"),
        ("https://a_b.peer-1.example/", "https://a_b.peer-1.example/", "a_b.peer-1.example", "/"),
    ],
)
def test_net_01_an_address_is_taken_apart(url: str, again: str, netloc: str, path: str | None) -> None:
    target = read(url)
    assert (target.url, target.netloc, target.bed) == (again, netloc, False)
    assert path is None or target.path == path
    assert read(target.url) == target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "peer.example/a",
        "//peer.example/a",
        "/a",
        "https:///a",
        "https:peer.example",
        "ftp://peer.example/a",
        "file:///etc/passwd",
        "gopher://peer.example/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "http://peer.example/a",
        "https://peer.example:80/a",
        "https://peer.example:8080/a",
        "https://peer.example:0/a",
        "https://peer.example:99999/a",
        "https://peer.example:x/a",
        "https://user@peer.example/a",
        "https://user:pass@peer.example/a",
        "https://@peer.example/a",
        "https://peer.example/a b",
        "https://peer.example/a\r\nHost: x",
        "https://peer.example/\x00",
        "https://peer.example\t/",
        "https://peer.example\\a",
        "https://[::1/",
        "https://peer.example/\ud800",
        "https://peer.example/" + "a" * 2048,
        "https://127.0.0.2/a",
        "https://8.8.8.8/a",
    ],
)
def test_net_01_everything_else_is_refused(url: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        read(url)
    assert caught.value.rule == "NET-01"
    assert not caught.value.retry


@pytest.mark.parametrize(
    ("url", "bed", "only_bed"),
    [
        ("http://127.0.0.2:8080/a", BED, True),
        ("http://127.0.0.2/a", BED, True),
        ("https://127.0.0.2/a", BED, True),
        ("https://127.0.0.2:9999/a", BED_HTTPS, True),
        ("https://[fd00::1]:8080/a", BED, True),
        ("http://peer.example:8080/a", BED, True),
        ("https://peer.example:9999/a", BED_HTTPS, True),
        ("https://peer.example/a", BED, False),
        ("https://peer.example:8443/a", BED_HTTPS, False),
    ],
)
def test_a_test_bed_opens_other_ports_and_http_for_its_networks_only(url: str, bed: Bed, *, only_bed: bool) -> None:
    target = read(url, bed)
    assert target.bed is only_bed
    assert target.url == url


@pytest.mark.parametrize(
    ("url", "bed"),
    [
        ("http://127.0.0.9:8080/a", BED),
        ("http://127.0.0.1/a", BED),
        ("http://[::1]/a", BED),
        ("http://127.0.0.2:8080/a", BED_HTTPS),
        ("http://peer.example/a", BED_HTTPS),
        ("http://127.0.0.2/a", Bed(allow_http=True)),
        ("https://peer.example:9999/a", Bed(allow_http=True)),
    ],
)
def test_a_test_bed_opens_nothing_else(url: str, bed: Bed) -> None:
    with pytest.raises(FetchRefused):
        read(url, bed)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://other.example/b", "https://other.example/b"),
        ("/b?c", "https://peer.example/b?c"),
        ("b", "https://peer.example/x/b"),
        ("//other.example/b", "https://other.example/b"),
        ("", "https://peer.example/x/y"),
    ],
)
def test_a_redirect_is_read_relative_to_where_it_came_from(location: str, url: str) -> None:
    assert redirected(read("https://peer.example/x/y"), location) == url


def test_a_redirect_to_no_address_is_refused() -> None:
    with pytest.raises(FetchRefused):
        redirected(read("https://peer.example/"), "https://[::1")


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://peer.example/{text}"):
        try:
            target = read(url, BED)
        except FetchRefused:
            continue
        assert target.path.isascii()
        assert is_name(target.host) or target.host.startswith(("127.0.0.2", "fd"))
        assert read(target.url, BED) == target
