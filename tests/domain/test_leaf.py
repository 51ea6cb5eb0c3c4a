"""Pages that artists write: what may be typed, and their addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.leaf import SLUG, SLUG_LIMIT, TITLE_LIMIT, LeafForm, slug_of
from fedart.domain.work import TEXT_LIMIT


def test_a_form_at_every_limit_is_taken() -> None:
    assert LeafForm("x" * TITLE_LIMIT, "x" * TEXT_LIMIT, "a" * SLUG_LIMIT).problems() == {}
    assert LeafForm("Prices", "", "prices-2026").problems() == {}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (LeafForm(" "), "title"),
        (LeafForm("x" * (TITLE_LIMIT + 1)), "title"),
        (LeafForm("x", "x" * (TEXT_LIMIT + 1)), "words"),
        (LeafForm("x", slug="a" * (SLUG_LIMIT + 1)), "slug"),
        *((LeafForm("x", slug=slug), "slug") for slug in ("A", "a/b", "../a", "-a", "a-", "a--b", "ä", "a b")),
    ],
)
def test_what_is_wrong_is_said_at_its_field(form: LeafForm, field: str) -> None:
    assert list(form.problems()) == [field]


@pytest.mark.parametrize(
    ("title", "taken", "slug"),
    [
        ("Contact", (), "contact"),
        ("  Prices & terms! ", (), "prices-terms"),
        ("Über mich", (), "uber-mich"),
        ("水彩", (), "page"),
        ("Contact", ("contact",), "contact-2"),
        ("Contact", ("contact", "contact-2"), "contact-3"),
        ("x" * 60, (), "x" * SLUG_LIMIT),
    ],
)
def test_an_address_follows_from_the_title(title: str, taken: tuple[str, ...], slug: str) -> None:
    assert slug_of(title, taken) == slug


@given(st.text(max_size=TITLE_LIMIT), st.integers(0, 10))
def test_every_title_has_an_address_that_nobody_else_has(title: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others + 1):
        found = slug_of(title, taken)
        assert found not in taken
        assert SLUG.match(found)
        assert len(found) <= SLUG_LIMIT
        taken.add(found)
