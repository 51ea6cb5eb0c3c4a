"""Entries of a CV: what may be typed, how years read, and the order."""

from dataclasses import replace
from typing import Any

import pytest

from fedart.domain.cv import (
    AHEAD,
    FIRST_YEAR,
    LINK_LIMIT,
    PLACE_LIMIT,
    TITLE_LIMIT,
    CvEntry,
    CvForm,
    CvKind,
    EntryId,
    form_of,
    grouped,
)
from fedart.domain.ids import ActorId

YEAR = 2026
FORM = CvForm("award", "2020", "2022", False, " Prize of\nthe  sea ", "Kiel", "https://prize.example/2020")
ME = ActorId("me")


def entry(kind: CvKind, began: int, ended: int | None = None, *, lasting: bool = False) -> CvEntry:
    title = f"{began} {ended}"
    return CvEntry(EntryId(title), ME, kind, began, ended, lasting, title, "", "")


def test_a_form_becomes_an_entry_and_an_entry_a_form() -> None:
    assert FORM.problems(YEAR) == {}
    made = FORM.entry(EntryId("1"), ME)
    assert (made.kind, made.began, made.ended, made.title) == (CvKind.AWARD, 2020, 2022, "Prize of the sea")
    assert form_of(made) == replace(FORM, title="Prize of the sea")
    assert form_of(made).entry(made.id, ME) == made
    lasting = replace(FORM, lasting=True).entry(EntryId("1"), ME)
    assert (lasting.ended, lasting.lasting, form_of(lasting).ended) == (None, True, "")


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "x" * TITLE_LIMIT},
        {"place": "x" * PLACE_LIMIT},
        {"link": ""},
        {"link": "http://prize.example"},
        {"began": str(FIRST_YEAR)},
        {"began": str(YEAR + AHEAD), "ended": ""},
        {"ended": ""},
        {"ended": "2020"},
        {"ended": "nonsense", "lasting": True},
    ],
)
def test_what_is_within_the_limits_is_taken(changed: dict[str, Any]) -> None:
    assert replace(FORM, **changed).problems(YEAR) == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "crime"}, "kind"),
        ({"title": " "}, "title"),
        ({"title": "x" * (TITLE_LIMIT + 1)}, "title"),
        ({"place": "x" * (PLACE_LIMIT + 1)}, "place"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "prize.example"}, "link"),
        ({"link": 'https://prize.example/" onclick="x'}, "link"),
        ({"link": "https://me@prize.example/"}, "link"),
        ({"link": "https://prize.example/" + "x" * LINK_LIMIT}, "link"),
        ({"began": ""}, "began"),
        ({"began": "20"}, "began"),
        ({"began": "２０２０"}, "began"),
        ({"began": str(FIRST_YEAR - 1)}, "began"),
        ({"began": str(YEAR + AHEAD + 1)}, "began"),
        ({"ended": "2019"}, "ended"),
        ({"ended": "later"}, "ended"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed: dict[str, Any], field: str) -> None:
    assert list(replace(FORM, **changed).problems(YEAR)) == [field]


@pytest.mark.parametrize(
    ("shown", "years"),
    [
        (entry(CvKind.JOB, 2020), "2020"),
        (entry(CvKind.JOB, 2020, 2020), "2020"),
        (entry(CvKind.JOB, 2020, 2022), "2020–2022"),
        (entry(CvKind.JOB, 2020, lasting=True), "since 2020"),
    ],
)
def test_years_are_written_short(shown: CvEntry, years: str) -> None:
    assert shown.years == years


def test_a_cv_is_grouped_by_kind_with_the_newest_first() -> None:
    old, new = entry(CvKind.EXHIBITION, 2001, 2024), entry(CvKind.EXHIBITION, 2025)
    still = entry(CvKind.EXHIBITION, 1999, lasting=True)
    school = entry(CvKind.EDUCATION, 2030)
    assert grouped([school, old, new, still]) == [
        (CvKind.EXHIBITION, [still, new, old]),
        (CvKind.EDUCATION, [school]),
    ]
    assert grouped([]) == []


def test_every_kind_has_its_words() -> None:
    assert len({kind.heading for kind in CvKind}) == len({kind.words for kind in CvKind}) == len(CvKind)
