"""Which addresses may be dialled, in every spelling we could think of (THREATS NET-02)."""

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.config import TestBed as Bed
from fedart.federation.addresses import allowed, in_nets, is_public, literal
from fedart.federation.errors import FetchRefused
from fedart.federation.target import read_target

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
    "2a00:1450:4001::1",
    "2003::1",
    "2400:cb00::1",
]
FORBIDDEN = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.1.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:3::1",
    "2001:4:112::1",
    "2001:10::1",
    "2001:20::1",
    "2001:30::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2620:4f:8000::1",
    "3ffe::1",
    "3fff::1",
    "2a00:1450::5efe:7f00:1",
    "2a00:1450::200:5efe:7f00:1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%eth0",
    "2a00:1450:4001::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "ffff::1",
]
HOSTS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.0.0.1.",
    "127.0.0.01",
    "0127.0.0.1",
    "0177.0.0.1",
    "00000177.0.0.1",
    "0x7f.0.0.1",
    "0x7f.1",
    "0X7F.0.0.0X1",
    "0x7f000001",
    "0x7f000001.",
    "2130706433",
    "2130706433.",
    "017700000001",
    "127.0.0.0x1",
    "127.0.0.1..",
    ".127.0.0.1",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "१२७.०.०.१",
    "١٢٧.٠.٠.١",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏",
    "127.0.0.1%00",
    "127.0.0.1%2eexample.com",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[fe80::1%25lo]",
    "[::1%lo]",
    "[v1.127]",
    "::1",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "router",
    "example.com.",
    "example..com",
    ".example.com",
    "-a.example.com",
    "a-.example.com",
    "exa mple.com",
    "exa_mple.123",
    "example.com%2f",
    "user@example.com",
    "user:pass@example.com",
    "127.0.0.1@example.com",
    "example.com\\@127.0.0.1",
    "",
    "*.example.com",
    "a" * 64 + ".example.com",
    "a." * 127 + "example.com",
    "xn--.",
    "8.8.8.8",
    "[2606:4700:4700::1111]",
]
PEER = (ip_network("127.0.0.2/32"), ip_network("fd00:1::/64"))


@pytest.mark.parametrize("text", PUBLIC)
def test_net_02_global_unicast_is_allowed(text: str) -> None:
    assert is_public(ip_address(text))
    assert allowed(ip_address(text), ())


@pytest.mark.parametrize("text", FORBIDDEN)
def test_net_02_everything_else_is_forbidden(text: str) -> None:
    assert not is_public(ip_address(text))
    assert not allowed(ip_address(text), PEER)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("127.0.0.2", True),
        ("127.0.0.3", False),
        ("127.0.0.1", False),
        ("fd00:1::5", True),
        ("fd00:1::5%lo", False),
        ("fd00:2::5", False),
        ("::ffff:127.0.0.2", False),
        ("::127.0.0.2", False),
    ],
)
def test_net_02_a_test_bed_allows_exactly_its_networks(text: str, *, yes: bool) -> None:
    assert in_nets(ip_address(text), PEER) is yes
    assert allowed(ip_address(text), PEER) is yes
    assert not allowed(ip_address(text), ())


@given(st.ip_addresses(v=4))
def test_net_02_we_never_allow_what_the_standard_library_calls_private(address: object) -> None:
    found = ip_address(str(address))
    if is_public(found):
        assert found.is_global
        assert not found.is_multicast


@given(st.ip_addresses(v=6))
def test_net_02_no_ipv6_outside_global_unicast_is_allowed(address: object) -> None:
    found = ip_address(str(address))
    if is_public(found):
        assert found.is_global
        assert int(found) >> 125 == 1


def test_only_the_canonical_spelling_is_a_literal() -> None:
    assert literal("127.0.0.1") == ip_address("127.0.0.1")
    assert literal("2606:4700::1") == ip_address("2606:4700::1")
    for text in ("127.1", "0127.0.0.1", "2606:4700:0::1", "2606:4700::A", "fe80::1%lo", "[::1]", "", "example.com"):
        assert literal(text) is None


@pytest.mark.parametrize("host", HOSTS)
def test_net_01_no_spelling_of_a_forbidden_host_gets_through(host: str) -> None:
    assert read_target("https://example.com/x", ports=(443,), testbed=Bed()).host == "example.com"
    for url in (f"https://{host}/x", f"https://{host}:443/x"):
        with pytest.raises(FetchRefused):
            read_target(url, ports=(443,), testbed=Bed())


@pytest.mark.parametrize("host", [host for host in HOSTS if "example" not in host])
def test_net_01_a_test_bed_does_not_open_them_either(host: str) -> None:
    bed = Bed(allow_nets=PEER, allow_http=True)
    assert read_target("http://127.0.0.2:8080/x", ports=(443,), testbed=bed).host == "127.0.0.2"
    for scheme in ("http", "https"):
        with pytest.raises(FetchRefused):
            read_target(f"{scheme}://{host}/x", ports=(443,), testbed=bed)
