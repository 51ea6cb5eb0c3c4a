"""What makes a work complete, and how tags are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.work import (
    ALT_LIMIT,
    MAX_PICTURES,
    TAG_LENGTH,
    TAG_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    WARNING_LIMIT,
    Visibility,
    clean_tags,
    work_problems,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (["#Ferry", "ferry", "FERRY"], ("Ferry",)),
        (["  oil paint "], ("oilpaint",)),
        (["##double"], ("double",)),
        (["snake_case", "kebab-case"], ("snake_case", "kebabcase")),
        (["2026", "№7", "art2026"], ("7", "art2026")),
        (["日本画", "Ölbild", "été"], ("日本画", "Ölbild", "été")),
        (["<script>", "a/b", 'x"y'], ("script", "ab", "xy")),
        (["", "#", "   ", "!!!"], ()),
        (["b", "a", "b"], ("b", "a")),
    ],
)
def test_tags_are_kept_bare_and_once(raw: list[str], clean: tuple[str, ...]) -> None:
    assert clean_tags(raw) == tuple(tag for tag in clean if not tag.isdigit())


def test_long_and_many_tags_are_cut() -> None:
    assert clean_tags(["x" * 500]) == ("x" * TAG_LENGTH,)
    assert len(clean_tags([f"tag{n}" for n in range(500)])) == TAG_LIMIT


@given(st.lists(st.text(max_size=100), max_size=40))
def test_cleaning_twice_changes_nothing(raw: list[str]) -> None:
    once = clean_tags(raw)
    assert clean_tags(once) == once
    assert all(c.isalnum() or c == "_" for tag in once for c in tag)


GOOD = ("Evening, ferry", "Seen from the pier.", "", ["A ferry"], 1)


def test_a_complete_work_has_no_problems() -> None:
    assert work_problems(*GOOD) == {}


@pytest.mark.parametrize(
    ("title", "text", "warning", "alts", "pictures", "field"),
    [
        ("", "", "", [], 1, "title"),
        (" \n ", "", "", [], 1, "title"),
        ("x" * (TITLE_LIMIT + 1), "", "", [], 1, "title"),
        ("T", "x" * (TEXT_LIMIT + 1), "", [], 1, "text"),
        ("T", "", "x" * (WARNING_LIMIT + 1), [], 1, "warning"),
        ("T", "", "", ["x" * (ALT_LIMIT + 1)], 1, "alt"),
        ("T", "", "", [], 0, "pictures"),
        ("T", "", "", [], MAX_PICTURES + 1, "pictures"),
    ],
)
def test_each_problem_names_its_field(
    title: str, text: str, warning: str, alts: list[str], pictures: int, field: str
) -> None:
    problems = work_problems(title, text, warning, alts, pictures)
    assert list(problems) == [field]
    assert problems[field].startswith("Please ")


def test_everything_at_its_limit_is_fine() -> None:
    fine = work_problems("x" * TITLE_LIMIT, "x" * TEXT_LIMIT, "x" * WARNING_LIMIT, ["x" * ALT_LIMIT], MAX_PICTURES)
    assert fine == {}


def test_all_problems_are_told_at_once() -> None:
    problems = work_problems("", "x" * (TEXT_LIMIT + 1), "x" * (WARNING_LIMIT + 1), ["x" * (ALT_LIMIT + 1)], 0)
    assert set(problems) == {"title", "text", "warning", "alt", "pictures"}


@pytest.mark.parametrize(
    ("visibility", "anyone"),
    [
        (Visibility.PUBLIC, True),
        (Visibility.QUIET, True),
        (Visibility.FOLLOWERS, False),
        (Visibility.DIRECT, False),
    ],
)
def test_quiet_works_are_for_anyone_as_well(visibility: Visibility, anyone: bool) -> None:
    assert visibility.anyone is anyone
