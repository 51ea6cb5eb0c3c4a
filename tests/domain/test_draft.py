"""Times on a wall somewhere, and what a draft says of itself."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.draft import Descriptions, Draft, DraftFile, DraftFileId, DraftId, Kept, moment, on_the_wall
from fedart.domain.ids import ActorId

ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("date", "time", "zone", "expected"),
    [
        ("2026-11-30", "18:05", "UTC", at(2026, 11, 30, 18, 5)),
        ("2026-11-30", "18:05", "Europe/Berlin", at(2026, 11, 30, 17, 5)),
        ("2026-07-01", "18:05", "Europe/Berlin", at(2026, 7, 1, 16, 5)),
        ("2026-11-30", "00:00", "Pacific/Auckland", at(2026, 11, 29, 11)),
        ("2026-11-30", "09:30:15", "UTC", at(2026, 11, 30, 9, 30) + 15_000),
        (" 2026-11-30 ", " 18:05 ", "UTC", at(2026, 11, 30, 18, 5)),
        # 02:30 does not exist on that night, and 02:30 in October comes twice.
        ("2026-03-29", "02:30", "Europe/Berlin", at(2026, 3, 29, 1, 30)),
        ("2026-10-25", "02:30", "Europe/Berlin", at(2026, 10, 25, 0, 30)),
    ],
)
def test_a_day_and_a_time_are_those_of_the_place(date: str, time: str, zone: str, expected: int) -> None:
    assert moment(date, time, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("date", "time"),
    [
        ("", ""),
        ("2026-11-30", ""),
        ("", "18:05"),
        ("2026-02-30", "10:00"),
        ("tomorrow", "noon"),
        ("2026-11-30", "25:00"),
        ("2026-11-30", "18:05+02:00"),
        ("99999-01-01", "10:00"),
        ("0001-01-01", "00:00T"),
    ],
)
def test_what_is_no_time_is_none(date: str, time: str) -> None:
    assert moment(date, time, ZoneInfo("UTC")) is None
    assert moment("2026-11-30", "10:00", ZoneInfo("UTC")) is not None


@given(st.integers(0, 4_000_000_000), st.sampled_from(ZONES))
def test_the_wall_shows_what_was_meant(seconds: int, name: str) -> None:
    zone = ZoneInfo(name)
    shown = on_the_wall(seconds * 1000, zone)
    found = moment(f"{shown:%Y-%m-%d}", f"{shown:%H:%M:%S}", zone)
    assert found is not None
    again = on_the_wall(found, zone)
    assert (again.replace(tzinfo=None, fold=0)) == shown.replace(tzinfo=None, fold=0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("remind", Descriptions.REMIND),
        ("require", Descriptions.REQUIRE),
        ("never", Descriptions.NEVER),
        ("", Descriptions.REMIND),
        ("REQUIRE", Descriptions.REMIND),
    ],
)
def test_an_unknown_choice_is_a_reminder(text: str, expected: Descriptions) -> None:
    assert Descriptions.read(text) is expected


def test_a_draft_knows_its_title_its_path_and_its_rows() -> None:
    draft = Draft(DraftId("d1"), ActorId("a1"), {"title": ("  Dusk ", "Dawn"), "tags": ()}, 1, 2)
    assert (draft.title, draft.text("tags"), draft.text("text"), draft.path) == ("Dusk", "", "", "/drafts/d1")
    part = DraftFile(DraftFileId("f1"), draft.id, 4, "a.png", 10, 3, "", 1)
    whole = DraftFile(DraftFileId("f2"), draft.id, 2, "b.png", 10, 10, "0" * 64, 1)
    assert (part.whole, whole.whole) == (False, True)
    assert Kept(draft, (part, whole)).by_row == {4: part, 2: whole}
