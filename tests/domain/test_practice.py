"""What artists say of their practice, as it is typed, compared and shown."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.practice import (
    HEADLINE_LIMIT,
    MAX_ROLES,
    PLACE_LIMIT,
    PRONOUNS_LIMIT,
    ROLES,
    Open,
    Opening,
    Practice,
    PracticeForm,
    folded,
    last_day,
    roles_problem,
    today,
    written,
)

DAY = date(2026, 11, 22)
KNOWN = ("Painter", "Animator", "Sculptor", "Curator", "Writer", "Teacher")


def ms(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ölaf  Ärger", "olaf arger"),
        ("ÉCLAIR", "eclair"),
        ("Straße", "strasse"),
        ("水彩", "水彩"),
        (" a\tb ", "a b"),
        ("", ""),
    ],
)
def test_text_is_folded_without_case_and_marks(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (Open(Opening.FULL_TIME), "full-time work"),
        (Open(Opening.CONTRACT), "contract work"),
        (Open(Opening.COMMISSIONS, date(2026, 12, 31)), "commissions until 31 December 2026"),
        (Open(Opening.COLLABORATION, date(2027, 3, 1)), "collaboration until 1 March 2027"),
    ],
)
def test_an_opening_is_told_in_words_with_its_last_day(opening: Open, words: str) -> None:
    assert opening.words == words


@pytest.mark.parametrize(("day", "left"), [(date(2026, 12, 31), 2), (date(2027, 1, 1), 1)])
def test_an_opening_lapses_after_its_last_day(day: date, left: int) -> None:
    said = Practice(openings=(Open(Opening.CONTRACT), Open(Opening.COMMISSIONS, date(2026, 12, 31))))
    assert len(said.on(day).openings) == left


def test_the_next_lapse_is_the_first_moment_of_the_day_after() -> None:
    soon, late = Open(Opening.CONTRACT, date(2026, 12, 31)), Open(Opening.COMMISSIONS, date(2027, 6, 1))
    assert Practice(openings=(late, soon)).lapses == ms(2027, 1, 1)
    assert today(ms(2027, 1, 1)) == date(2027, 1, 1)
    assert today(ms(2027, 1, 1) - 1) == date(2026, 12, 31)
    assert Practice(openings=(Open(Opening.CONTRACT),)).lapses is None


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "31.12.2026", "2026-13-01"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert last_day(text) is None
    assert last_day(" 2026-12-31 ") == date(2026, 12, 31)


FULL = PracticeForm(
    "h" * HEADLINE_LIMIT,
    "p" * PRONOUNS_LIMIT,
    "b" * PLACE_LIMIT,
    KNOWN[:MAX_ROLES],
    ((Opening.CONTRACT, ""), (Opening.COMMISSIONS, "2026-11-22")),
)


def test_a_form_at_every_limit_is_taken() -> None:
    assert FULL.problems(KNOWN, DAY) == {}
    said = FULL.practice()
    assert said.roles == KNOWN[:MAX_ROLES]
    assert said.openings == (Open(Opening.CONTRACT), Open(Opening.COMMISSIONS, DAY))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (PracticeForm(headline="h" * (HEADLINE_LIMIT + 1)), "headline"),
        (PracticeForm(pronouns="p" * (PRONOUNS_LIMIT + 1)), "pronouns"),
        (PracticeForm(place="b" * (PLACE_LIMIT + 1)), "place"),
        (PracticeForm(roles=KNOWN), "roles"),
        (PracticeForm(roles=("Astronaut",)), "roles"),
        (PracticeForm(openings=((Opening.CONTRACT, "2026-11-21"),)), "until-contract"),
        (PracticeForm(openings=((Opening.FULL_TIME, "soon"),)), "until-full-time"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(form: PracticeForm, field: str) -> None:
    assert list(form.problems(KNOWN, DAY)) == [field]


def test_lines_stay_on_one_line_and_roles_count_once() -> None:
    said = PracticeForm(headline=" Ink\nand  weather ", roles=("Painter", "Painter")).practice()
    assert (said.headline, said.roles) == ("Ink and weather", ("Painter",))


@pytest.mark.parametrize(
    ("text", "kind"), [("commissions", Opening.COMMISSIONS), ("full-time", Opening.FULL_TIME), ("x", None)]
)
def test_only_the_four_openings_are_known(text: str, kind: Opening | None) -> None:
    assert Opening.read(text) == kind


def test_a_day_is_written_out() -> None:
    assert written(date(2026, 3, 9)) == "9 March 2026"


@pytest.mark.parametrize(
    "roles", [("Baker", "baker"), ("Bäcker", "Backer"), ("",), (" Baker",), ("a, b",), ("x" * 41,)]
)
def test_a_list_of_roles_names_each_once_in_words(roles: tuple[str, ...]) -> None:
    assert roles_problem(roles)
    assert roles_problem(ROLES) is None
    assert roles_problem(("Baker", "x" * 40)) is None
