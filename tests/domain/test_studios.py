"""What a domain may be, and what proves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.studios import Domain, domain_of, proves

DOMAIN = Domain("studio.example", "abc")


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_name_in_ascii_or_nothing(text: str) -> None:
    found = domain_of(text)
    assert found is None or (found.isascii() and found == found.lower() and "." in found and domain_of(found) == found)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("fedart-verification=abc", True),
        ("  fedart-verification=abc\r\n", True),
        ("other\nfedart-verification=abc\nmore", True),
        ("fedart-verification=abcd", False),
        ("fedart-verification=ab", False),
        ("abc", False),
        ("Fedart-Verification=abc", False),
        ("see fedart-verification=abc", False),
        ("", False),
    ],
)
def test_the_whole_proof_stands_on_a_line_of_its_own(text: str, right: object) -> None:
    assert proves(DOMAIN, text) is right


def test_where_the_proof_is_looked_for() -> None:
    assert DOMAIN.record == "_fedart.studio.example"
    assert DOMAIN.address == "https://studio.example/.well-known/fedart-verification"
