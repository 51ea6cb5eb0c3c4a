"""Ids sort by time and stay opaque; addresses are minted and parsed in one place."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain import ids
from fedart.domain.ids import ID_LENGTH, Parsed, Urls, first_id, host_of, is_id, new_id, origin_of, same_origin

URLS = Urls("https://gallery.example")
PORT = Urls("https://fedart.test:8443")


def test_ids_are_26_characters_without_any_that_look_alike() -> None:
    found = new_id()
    assert len(found) == ID_LENGTH
    assert is_id(found)
    assert not set(found) & set("ilou")


def test_ids_of_one_millisecond_keep_their_order() -> None:
    made = [new_id(1_700_000_000_000) for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == 1_000


def test_ids_sort_by_time() -> None:
    assert new_id(1_600_000_000_000) < new_id(1_600_000_000_001) < new_id(1_900_000_000_000)


@given(at=st.integers(0, 2**48 - 2))
def test_every_id_of_a_millisecond_lies_between_two_bounds(at: int) -> None:
    assert first_id(at) <= new_id(at) < first_id(at + 1)


def test_ids_made_by_several_threads_are_all_different() -> None:
    made: list[str] = []

    def work() -> None:
        made.extend([new_id(1_650_000_000_000) for _ in range(500)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2_000


@pytest.mark.parametrize("text", ["", "1" * 25, "1" * 27, "I" * 26, "l" * 26, "0" * 25 + "/", "0" * 25 + "\n"])
def test_other_texts_are_no_ids(text: str) -> None:
    assert not is_id(text)
    assert is_id("0" * 26)


def test_every_address_of_a_thing_is_read_back() -> None:
    ident = new_id()
    assert URLS.parse(URLS.actor(ident)) == Parsed("actor", ident)
    assert URLS.parse(URLS.key(ident)) == Parsed("actor", ident)
    assert URLS.parse(URLS.object(ident)) == Parsed("object", ident)
    assert URLS.parse(URLS.activity(ident)) == Parsed("activity", ident)
    assert URLS.parse(URLS.work(ident)) == Parsed("work", ident)
    assert URLS.parse(URLS.work(ident) + "?page=2#top") == Parsed("work", ident)
    assert URLS.parse(URLS.actor_part(ident, "followers")) == Parsed("followers", ident)
    assert URLS.parse(URLS.profile("maren")) == Parsed("profile", "maren")
    assert URLS.parse(URLS.instance_actor) == Parsed("instance", "")
    assert URLS.parse(URLS.instance_key) == Parsed("instance", "")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://gallery.example",
        "https://gallery.example/",
        "https://gallery.example/@",
        "https://gallery.example/about",
        "https://gallery.example/actors/1/inbox",
        "https://gallery.example/actors/1/followers/2",
        "https://gallery.example.evil.example/actors/1",
        "https://gallery.example@evil.example/actors/1",
        "http://gallery.example/actors/1",
        "https://gallery.example:8443/actors/1",
        "/actors/1",
    ],
)
def test_other_addresses_are_not_ours(url: str) -> None:
    assert URLS.parse(url) is None


def test_addresses_begin_with_the_origin() -> None:
    ident = new_id()
    minted = [
        PORT.actor(ident),
        PORT.actor_part(ident, "inbox"),
        PORT.object_part(ident, "replies"),
        PORT.shared_inbox,
        PORT.media(ident, "640.webp"),
        PORT.tag("ferry"),
        PORT.page("/about"),
    ]
    assert all(url.startswith("https://fedart.test:8443/") for url in minted)
    assert PORT.host == "fedart.test:8443"
    assert URLS.host == "gallery.example"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://peer.example/users/ada", ("https", "peer.example", 443)),
        ("https://PEER.example./users/ada", ("https", "peer.example", 443)),
        ("https://peer.example:443", ("https", "peer.example", 443)),
        ("https://peer.example:8443/x", ("https", "peer.example", 8443)),
        ("http://peer.example/x", ("http", "peer.example", 80)),
        ("https://bücher.example/x", ("https", "xn--bcher-kva.example", 443)),
        ("https://user@peer.example/x", None),
        ("https://user:pass@peer.example/x", None),
        ("https:///x", None),
        ("https://", None),
        ("ftp://peer.example/x", None),
        ("javascript:alert(1)", None),
        ("//peer.example/x", None),
        ("peer.example", None),
        ("", None),
        ("https://peer.example:99999/", None),
        ("https://peer.example:port/", None),
        ("https://peer example/", None),
        ("https://peer.example/\n", None),
        ("https://peer.example/a\x00b", None),
        ("https://peer.example\\@evil.example/", None),
        ("https://" + "a" * 70 + ".example/", None),
        ("https://[::1/", None),
    ],
)
def test_aut_01_the_origin_of_an_id(url: str, origin: tuple[str, str, int] | None) -> None:
    assert origin_of(url) == origin


def test_aut_01_origins_are_compared_after_parsing() -> None:
    assert same_origin("https://Peer.example/a", "https://peer.example:443/b")
    assert not same_origin("https://peer.example/", "http://peer.example/")
    assert not same_origin("https://peer.example/", "https://peer.example.evil.example/")
    assert not same_origin("https://peer.example/", "https://peer.example:8443/")
    assert not same_origin("nonsense", "nonsense")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://peer.example/x", "peer.example"),
        ("https://peer.example:443/x", "peer.example"),
        ("https://peer.example:8443/x", "peer.example:8443"),
        ("http://peer.example:80/x", "peer.example"),
        ("nonsense", ""),
    ],
)
def test_hosts_are_shown_with_unusual_ports_only(url: str, host: str) -> None:
    assert host_of(url) == host


@given(url=st.text(max_size=80))
def test_no_text_breaks_the_parsers(url: str) -> None:
    origin = origin_of(url)
    assert origin is None or origin[0] in ("http", "https")
    assert same_origin(url, url) is (origin is not None)
    found = URLS.parse(url)
    assert found is None or url.startswith(ids.Urls("https://gallery.example").origin)


def test_an_id_of_the_past_sorts_by_its_time_and_leaves_new_ids_in_order() -> None:
    first = ids.new_id(2_000)
    old, older = ids.id_of(1_000), ids.id_of(999)
    second = ids.new_id(2_000)
    assert older < old < first < second
    assert ids.is_id(old)
    assert ids.first_id(1_000) <= old < ids.first_id(1_001)
