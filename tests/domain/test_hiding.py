"""Hidden words and servers, as decisions."""

import pytest

from fedart.domain.hiding import OPEN, Sight, clean_words, domain_of
from fedart.domain.work import Visibility, narrowest

TEXTS = [
    (("coin",), "A coin on the quay", True),
    (("coin",), "COIN!", True),
    (("coin",), "Coins", False),
    (("coin",), "bitcoin", False),
    (("crypto coin",), "my crypto\n  coin", True),
    (("crypto coin",), "crypto and coin", False),
    (("größe",), "GRÖSSE", True),
    (("größe",), "Die GRÖẞE", True),
    (("c++",), "I write c++ daily", True),
    (("c++",), "c+", False),
    (("(",), "a ( b", True),
    (("海",), "海", True),
    (("sea", "coin"), "the sea", True),
    ((), "anything", False),
]


@pytest.mark.parametrize(("phrases", "text", "found"), TEXTS)
def test_words_are_found_whole_and_whatever_their_case(phrases: tuple[str, ...], text: str, found: bool) -> None:
    sight = Sight(phrases=tuple(clean_words(each) for each in phrases))
    assert sight.says([text]) == found
    assert sight.says(["", text]) == found


def test_people_and_hosts_are_hidden_each_by_themselves() -> None:
    sight = Sight(people=frozenset({"a"}), domains=frozenset({"loud.example"}))
    assert sight.hides("a", "quiet.example")
    assert sight.hides("b", "loud.example")
    assert not sight.hides("b", "quiet.example")
    for host in ("not.loud.example", "a.b.loud.example", "Loud.Example.", "loud.example:8443", "x.loud.example:8443"):
        assert sight.hides("b", host), host
    for host in ("example", "notloud.example", "loud.example.evil.example", ""):
        assert not sight.hides("b", host), host
    assert not OPEN.hides("a", "loud.example")


DOMAINS = [
    ("loud.example", "loud.example"),
    ("  Loud.Example. ", "loud.example"),
    ("https://loud.example/@ada/1", "loud.example"),
    ("@ada@loud.example", "loud.example"),
    ("ada@loud.example", "loud.example"),
    ("loud.example:8443", "loud.example"),
    ("https://Loud.example:8443/@ada", "loud.example"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("", ""),
    ("a b", ""),
    ("a..b", ""),
    ("-a.example", ""),
    ("https://", ""),
    ("x" * 64 + ".example", ""),
    ("é" * 300, ""),
]


@pytest.mark.parametrize(("text", "host"), DOMAINS)
def test_a_server_is_read_from_whatever_people_type(text: str, host: str) -> None:
    assert domain_of(text) == host


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (Visibility.PUBLIC, Visibility.QUIET, Visibility.QUIET),
        (Visibility.DIRECT, Visibility.FOLLOWERS, Visibility.DIRECT),
        (Visibility.FOLLOWERS, Visibility.PUBLIC, Visibility.FOLLOWERS),
        (Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PUBLIC),
    ],
)
def test_the_narrowest_audience_reaches_the_fewest(one: Visibility, other: Visibility, found: Visibility) -> None:
    assert narrowest(one, other) is narrowest(other, one) is found


@pytest.mark.parametrize("text", ["public", "quiet", "followers", "direct"])
def test_an_audience_is_read_by_its_name(text: str) -> None:
    assert Visibility.read(text) == text


@pytest.mark.parametrize("text", ["", "PUBLIC", "everybody", "public "])
def test_an_unknown_audience_is_the_narrowest(text: str) -> None:
    assert Visibility.read(text) is Visibility.DIRECT
