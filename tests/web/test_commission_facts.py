"""What pages say of a desk in the reader's language, and what the buttons of its form do."""

from dataclasses import replace
from datetime import date

import pytest

from fedart.domain.commission import Extra, Standing, Status
from fedart.web import commission_facts as facts
from fedart.web import languages
from fedart.web.commission_form import Row, Typed, plain, pressed, stored
from fedart.words import speaking
from tests.support.commissions import BADGE, DESK, PORTRAIT

OPEN = Standing(DESK, 1, listed=True)
TYPED = Typed(rows=(Row("a"), Row("b"), Row("c")))


def test_prices_say_whether_they_are_exact() -> None:
    assert (facts.price(PORTRAIT, "EUR"), facts.price(BADGE, "USD")) == ("from €40", "US$12.50")
    assert (facts.charge(Extra("x", 15_00), "EUR"), facts.charge(Extra("x", 0), "EUR")) == ("+ €15", "included")
    assert facts.total((), "EUR") == ""
    assert facts.total((BADGE, BADGE), "EUR") == "€25"
    assert facts.total((BADGE, PORTRAIT), "EUR") == "from €67.50"


def test_a_badge_names_free_slots_only_while_it_is_open() -> None:
    assert facts.badge(OPEN) == "Commissions open · 1 of 2 slots free"
    assert facts.badge(replace(OPEN, taken=2)) == "Commissions: waitlist"
    assert facts.badge(replace(OPEN, listed=False)) == "Commissions closed"
    assert facts.offer(OPEN) == (Status.OPEN, "Commissions open · from €12.50")
    assert facts.offer(Standing(replace(DESK, menu=()), 0, listed=True)) == (Status.OPEN, "Commissions open")
    assert facts.least(Standing(replace(DESK, menu=()), 0, listed=True)) == ""


def test_other_languages_have_their_own_words_and_amounts() -> None:
    with speaking(languages.load()["de"]):
        assert facts.badge(OPEN) == "Aufträge: offen · 1 von 2 Plätzen frei"
        assert facts.price(BADGE, "EUR") == "12,50 €"
        assert facts.last_day(date(2026, 12, 31)) == "31. Dezember 2026"


@pytest.mark.parametrize(
    ("do", "names"),
    [
        ("add", ["a", "b", "c", ""]),
        ("remove 2", ["a", "c"]),
        ("earlier 2", ["b", "a", "c"]),
        ("later 2", ["a", "c", "b"]),
        ("earlier 1", ["a", "b", "c"]),
        ("later 3", ["a", "b", "c"]),
        ("remove 4", ["a", "b", "c"]),
        ("remove", ["a", "b", "c"]),
        ("extra 1", ["a", "b", "c"]),
    ],
)
def test_buttons_change_the_rows(do: str, names: list[str]) -> None:
    changed = pressed(TYPED, do)
    assert changed is not None
    assert [row.name for row in changed.rows] == names


@pytest.mark.parametrize("do", ["save", "", "anything else"])
def test_every_other_button_keeps_the_desk(do: str) -> None:
    assert pressed(TYPED, do) is None


def test_a_desk_comes_back_from_its_own_form() -> None:
    assert stored(DESK, Status.OPEN).desk() == DESK
    assert [plain(amount) for amount in (40_00, 12_50, 7, 0)] == ["40", "12.50", "0.07", "0"]


def test_rows_that_hold_nothing_are_left_out() -> None:
    typed = Typed(rows=(Row(), Row(about="  "), Row(extras=(("", "5"),)), Row("a")))
    assert [row.name for row in typed.filled().rows] == ["", "a"]
