"""How the pictures and words of a project stand together, as it is stored."""

import pytest

from fedart.domain.arranged import PLAIN, Joined, Part
from fedart.domain.ids import MediaId
from fedart.domain.work import Work
from fedart.storage import arranged, media
from fedart.storage.sqlite import SqliteTx
from tests.support.things import Things

WORDS = Part("Ebb", Joined.BELOW, "https://vimeo.com/76979871", "<p>Ebb</p>")
PAIR = Part(joined=Joined.COMPARED)


@pytest.fixture
def work(things: Things) -> Work:
    return things.work(things.actor("ada"))


def hang(tx: SqliteTx, things: Things, work: Work, *parts: Part) -> list[MediaId]:
    """A picture for each part, in that order."""
    hung = []
    for position, part in enumerate(parts):
        owned = things.picture(things.actor(), work)
        media.hang(tx, owned.media.id, work.id, position)
        arranged.put(tx, owned.media.id, part)
        hung.append(owned.media.id)
    return hung


def test_parts_come_back_in_the_order_of_the_pictures(tx: SqliteTx, things: Things, work: Work) -> None:
    first, second, third = hang(tx, things, work, WORDS, PLAIN, PAIR)
    assert list(arranged.hung(tx, work.id)) == [(first, WORDS), (second, PLAIN), (third, PAIR)]
    media.hang(tx, first, work.id, 7)
    assert [ident for ident, _ in arranged.hung(tx, work.id)] == [second, third, first]


def test_nothing_said_leaves_no_row(tx: SqliteTx, things: Things, work: Work) -> None:
    (ident,) = hang(tx, things, work, WORDS)
    assert len(tx.all("SELECT 1 AS one FROM arranged_parts")) == 1
    arranged.put(tx, ident, PLAIN)
    assert tx.all("SELECT 1 AS one FROM arranged_parts") == []


def test_a_project_has_an_opening_and_all_words_in_order(tx: SqliteTx, things: Things, work: Work) -> None:
    assert arranged.of(tx, work.id) is None
    other = Part("Flood", html="<p>Flood</p>")
    hang(tx, things, work, WORDS, PAIR, other)
    assert arranged.settle(tx, work.id, "<p>Tide</p>") == "<p>Tide</p><p>Ebb</p><p>Flood</p>"
    found = arranged.of(tx, work.id)
    assert found is not None
    assert found[0] == "<p>Tide</p>"
    assert [part for _, part in found[1]] == [WORDS, PAIR, other]


def test_a_work_is_no_project_any_more_once_nothing_is_said(tx: SqliteTx, things: Things, work: Work) -> None:
    (ident,) = hang(tx, things, work, WORDS)
    arranged.settle(tx, work.id, "<p>Tide</p>")
    assert arranged.opening(tx, work.id) == "<p>Tide</p>"
    arranged.put(tx, ident, PLAIN)
    assert arranged.settle(tx, work.id, "<p>Tide</p>") == "<p>Tide</p>"
    assert arranged.opening(tx, work.id) is None


def test_what_stands_around_a_picture_passes_to_another(tx: SqliteTx, things: Things, work: Work) -> None:
    first, second = hang(tx, things, work, WORDS, PAIR)
    arranged.pass_on(tx, first, second)
    assert list(arranged.hung(tx, work.id)) == [(first, PLAIN), (second, WORDS)]


def test_a_deleted_picture_takes_its_words_with_it(tx: SqliteTx, things: Things, work: Work) -> None:
    first, second = hang(tx, things, work, WORDS, PAIR)
    media.remove(tx, first)
    assert list(arranged.hung(tx, work.id)) == [(second, PAIR)]
    assert len(tx.all("SELECT 1 AS one FROM arranged_parts")) == 1


def test_a_deleted_work_is_no_project(tx: SqliteTx, things: Things, work: Work) -> None:
    hang(tx, things, work, WORDS)
    arranged.settle(tx, work.id, "")
    assert arranged.opening(tx, work.id) == ""
    arranged.remove(tx, work.id)
    assert arranged.opening(tx, work.id) is None
