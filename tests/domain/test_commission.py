"""A commission desk and a request: what can be kept, what can be sent, and how both go on."""

from dataclasses import replace
from datetime import date

import pytest

from fedart.domain.commission import (
    ABOUT_LIMIT,
    ITEMS,
    NAME_LIMIT,
    SLOTS,
    TASTE_LIMIT,
    TERMS_LIMIT,
    TRANSITIONS,
    WISH_LIMIT,
    Ask,
    Desk,
    Extra,
    Item,
    Purpose,
    Standing,
    Status,
    Step,
    sum_of,
)
from tests.support.commissions import BADGE, DESK, PORTRAIT, WANTED

TODAY = date(2026, 11, 22)


def test_a_whole_desk_has_no_problems_and_an_empty_menu_none_either() -> None:
    assert DESK.problems() == {}
    assert replace(DESK, menu=()).problems() == {}
    assert DESK.least == 12_50
    assert replace(DESK, menu=()).least is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(DESK, slots=0), "slots"),
        (replace(DESK, slots=SLOTS + 1), "slots"),
        (replace(DESK, currency="XXX"), "currency"),
        (replace(DESK, menu=(BADGE,) * (ITEMS + 1)), "menu"),
        (replace(DESK, usual="x" * 121), "usual"),
        (replace(DESK, will="x" * (TASTE_LIMIT + 1)), "will"),
        (replace(DESK, wont="x" * (TASTE_LIMIT + 1)), "wont"),
        (replace(DESK, terms="x" * (TERMS_LIMIT + 1)), "terms"),
        (replace(DESK, menu=(replace(PORTRAIT, name=""),)), "name1"),
        (replace(DESK, menu=(BADGE, replace(PORTRAIT, name="x" * (NAME_LIMIT + 1)))), "name2"),
        (replace(DESK, menu=(replace(PORTRAIT, about="x" * (ABOUT_LIMIT + 1)),)), "about1"),
        (replace(DESK, menu=(replace(PORTRAIT, price=0),)), "price1"),
        (replace(DESK, menu=(replace(PORTRAIT, price=-1),)), "price1"),
        (replace(DESK, menu=(replace(PORTRAIT, extras=(Extra("", 5_00),)),)), "extra1-1"),
        (replace(DESK, menu=(BADGE, replace(PORTRAIT, extras=(Extra("a", 0), Extra("b", -1))))), "charge2-2"),
    ],
)
def test_what_is_wrong_with_a_desk_is_said_at_its_field(wrong: Desk, field: str) -> None:
    assert list(wrong.problems()) == [field]
    assert wrong.problems()[field].endswith(".")


@pytest.mark.parametrize(
    ("status", "taken", "listed", "shown"),
    [
        (Status.OPEN, 0, True, Status.OPEN),
        (Status.OPEN, 1, True, Status.OPEN),
        (Status.OPEN, 2, True, Status.WAITLIST),
        (Status.OPEN, 3, True, Status.WAITLIST),
        (Status.WAITLIST, 0, True, Status.WAITLIST),
        (Status.CLOSED, 0, True, Status.OPEN),
        (Status.OPEN, 0, False, Status.CLOSED),
        (Status.WAITLIST, 2, False, Status.CLOSED),
    ],
)
def test_availability_closes_a_desk_and_a_full_queue_makes_a_waitlist(
    status: Status, taken: int, listed: bool, shown: Status
) -> None:
    standing = Standing(replace(DESK, status=status), taken, listed)
    assert standing.status is shown
    assert standing.free == max(0, 2 - taken)


def test_every_step_has_words_and_leads_somewhere_or_is_over() -> None:
    for step in Step:
        assert step.words
        assert step.told.endswith(".")
        assert bool(step.verb) == (step is not Step.NEW)
        assert TRANSITIONS[step] or step.over
        assert step not in TRANSITIONS[step]
    reachable = set().union(*TRANSITIONS.values())
    assert reachable == set(Step) - {Step.NEW}
    assert {step for step in Step if step.takes_slot} == {Step.ACCEPTED, Step.SKETCH, Step.PROGRESS}
    assert not any(step.takes_slot and step.over for step in Step)


def test_a_declined_or_cancelled_request_stays_so() -> None:
    assert not TRANSITIONS[Step.DECLINED]
    assert not TRANSITIONS[Step.CANCELLED]
    assert all(Step.NEW not in then for then in TRANSITIONS.values())


def test_a_whole_request_has_no_problems() -> None:
    assert WANTED.problems(TODAY) == {}
    assert Ask(wish="A boat", purpose=Purpose.COMMERCIAL, deadline=TODAY).problems(TODAY) == {}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(WANTED, wish="  "), "wish"),
        (replace(WANTED, wish="x" * (WISH_LIMIT + 1)), "wish"),
        (replace(WANTED, sources="x" * 1_501), "sources"),
        (replace(WANTED, budget="x" * 121), "budget"),
        (replace(WANTED, deadline=date(2026, 11, 21)), "deadline"),
        (replace(WANTED, purpose=None), "purpose"),
    ],
)
def test_what_is_wrong_with_a_request_is_said_at_its_field(wrong: Ask, field: str) -> None:
    assert list(wrong.problems(TODAY)) == [field]


def test_prices_add_up_with_add_ons_and_are_exact_only_together() -> None:
    assert sum_of((PORTRAIT, BADGE)) == (40_00 + 15_00 + 12_50, False)
    assert sum_of((BADGE, BADGE)) == (25_00, True)
    assert sum_of((replace(BADGE, extras=(Extra("Gold", 3_00),)),)) == (15_50, True)
    assert sum_of(()) == (0, True)


def test_an_item_needs_only_a_name_and_a_price() -> None:
    assert list(Item("Sketch", price=1).problems(1)) == []
