"""Which hosts share one place in the queue, and which domains a host lies under."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.domains import TWO_LEVEL, above, registrable


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("peer.example", "peer.example"),
        ("social.peer.example", "peer.example"),
        ("a.b.c.peer.example", "peer.example"),
        ("Social.Peer.EXAMPLE.", "peer.example"),
        ("peer.example:8443", "peer.example"),
        ("art.co.uk", "art.co.uk"),
        ("social.art.co.uk", "art.co.uk"),
        ("x.social.art.com.br:444", "art.com.br"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("localhost:8420", "localhost"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("127.0.0.2", "127.0.0.2"),
        ("127.0.0.2:8080", "127.0.0.2"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:8443", "2001:db8::1"),
        ("", ""),
    ],
)
def test_cap_01_a_host_counts_as_its_domain(host: str, expected: str) -> None:
    assert registrable(host) == expected


def test_neighbours_under_a_shared_suffix_are_strangers_and_subdomains_are_not() -> None:
    assert registrable("one.co.uk") != registrable("two.co.uk")
    assert registrable("one.peer.example") == registrable("two.peer.example")


def test_every_suffix_of_the_list_has_two_labels_in_lower_case() -> None:
    assert all(suffix.count(".") == 1 and suffix == suffix.lower() for suffix in TWO_LEVEL)


@given(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), min_size=1, max_size=6))
def test_the_domain_of_a_domain_is_itself(labels: list[str]) -> None:
    found = registrable(".".join(labels))
    assert registrable(found) == found
    assert ".".join(labels).endswith(found)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("peer.example", ("peer.example", "example")),
        ("a.B.peer.example.", ("a.b.peer.example", "b.peer.example", "peer.example", "example")),
        ("a.peer.example:8443", ("a.peer.example", "peer.example", "example")),
        ("xn--bcher-kva.example", ("xn--bcher-kva.example", "example")),
        ("localhost", ("localhost",)),
        ("", ()),
    ],
)
def test_aut_11_a_host_lies_under_itself_and_every_domain_over_it(host: str, expected: tuple[str, ...]) -> None:
    assert above(host) == expected
