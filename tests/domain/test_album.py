"""Albums: what a form may say, where a work goes when it moves, when a link opens something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.album import (
    ROOM,
    SECTION_LIMIT,
    TITLE_LIMIT,
    WORDS_LIMIT,
    Album,
    AlbumForm,
    AlbumId,
    AlbumKind,
    Layout,
    Link,
    LinkId,
    between,
    moved,
)
from fedart.domain.ids import ActorId


@pytest.mark.parametrize(
    ("form", "kind", "wrong"),
    [
        (AlbumForm("Ferries"), AlbumKind.ALBUM, set()),
        (AlbumForm(" "), AlbumKind.ALBUM, {"title"}),
        (AlbumForm("x" * TITLE_LIMIT), AlbumKind.ALBUM, set()),
        (AlbumForm("x" * (TITLE_LIMIT + 1)), AlbumKind.ALBUM, {"title"}),
        (AlbumForm("x" * SECTION_LIMIT), AlbumKind.SECTION, set()),
        (AlbumForm("x" * (SECTION_LIMIT + 1)), AlbumKind.SECTION, {"title"}),
        (AlbumForm("Ferries", "x" * WORDS_LIMIT), AlbumKind.ALBUM, set()),
        (AlbumForm("", "x" * (WORDS_LIMIT + 1)), AlbumKind.ALBUM, {"title", "words"}),
    ],
)
def test_a_form_names_what_has_to_change(form: AlbumForm, kind: AlbumKind, wrong: set[str]) -> None:
    assert set(form.problems(kind)) == wrong


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [(None, None, ROOM), (5, None, 5 + ROOM), (None, 5, 5 - ROOM), (4, 8, 6), (4, 5, None), (7, 7, None)],
)
def test_a_position_lies_between_its_neighbours(before: int | None, after: int | None, found: int | None) -> None:
    assert between(before, after) == found


@given(st.lists(st.integers(0, 99), min_size=1, unique=True).map(lambda numbers: [str(n) for n in numbers]), st.data())
def test_moving_changes_one_place_and_loses_nothing(order: list[str], data: st.DataObject) -> None:
    ident, to = data.draw(st.sampled_from(order)), data.draw(st.integers(-3, len(order) + 3))
    found = moved(order, ident, to)
    assert sorted(found) == sorted(order)
    assert found.index(ident) == min(max(to, 1), len(order)) - 1
    assert [each for each in found if each != ident] == [each for each in order if each != ident]


def test_what_is_not_there_cannot_be_moved() -> None:
    assert moved(["a", "b"], "b", 1) == ["b", "a"]
    with pytest.raises(ValueError, match="not in this order"):
        moved(["a", "b"], "c", 1)


def test_a_link_opens_until_it_ends_or_is_taken_back() -> None:
    link = Link(LinkId("1"), AlbumId("2"), "", 0, 100, None, 0)
    assert link.opens(99)
    assert not link.opens(100)
    assert not Link(LinkId("1"), AlbumId("2"), "", 0, 100, 50, 0).opens(99)


@pytest.mark.parametrize(("text", "layout"), [("squares", Layout.SQUARES), ("", Layout.ROWS), ("boxes", Layout.ROWS)])
def test_an_unknown_layout_is_rows(text: str, layout: Layout) -> None:
    assert Layout.read(text) is layout


@pytest.mark.parametrize(
    ("kind", "closed", "deleted", "public"),
    [
        (AlbumKind.ALBUM, False, None, True),
        (AlbumKind.ALBUM, True, None, False),
        (AlbumKind.ALBUM, False, 5, False),
        (AlbumKind.SECTION, False, None, False),
    ],
)
def test_only_open_albums_that_stand_are_public(
    kind: AlbumKind, closed: bool, deleted: int | None, public: bool
) -> None:
    album = Album(AlbumId("1"), ActorId("2"), kind, "Ferries", "", "", closed, None, 1, 0, 0, deleted)
    assert album.public is public
    assert album.path == "/albums/1"
