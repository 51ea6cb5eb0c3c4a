"""What the collective chose is kept in its order, and read as everybody may see it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.storage import picks, views_picks
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


def order(tx: SqliteTx) -> list[str]:
    return [str(pick.work_id) for pick in picks.every(tx)]


def chosen(tx: SqliteTx, things: Things, count: int = 3) -> list[Work]:
    """Works with a picture, the last of them chosen first."""
    maren = things.actor("maren", host="gallery.example", local=True)
    made = [things.work(maren) for _ in range(count)]
    for work in reversed(made):
        things.picture(maren, work)
        picks.put(tx, work.id, NOW)
    return made


def test_what_was_chosen_last_stands_first(tx: SqliteTx, things: Things) -> None:
    one, two, three = chosen(tx, things)
    assert order(tx) == [one.id, two.id, three.id]
    assert not picks.put(tx, three.id, NOW), "it is there already"
    assert order(tx) == [one.id, two.id, three.id], "and keeps its place"
    picks.arrange(tx, [three.id, one.id, two.id])
    assert order(tx) == [three.id, one.id, two.id]
    assert picks.remove(tx, one.id)
    assert not picks.remove(tx, one.id)
    assert order(tx) == [three.id, two.id]


def test_words_belong_to_one_of_them(tx: SqliteTx, things: Things) -> None:
    one, two = chosen(tx, things, 2)
    picks.describe(tx, one.id, "The light.")
    assert [pick.words for pick in picks.every(tx)] == ["The light.", ""]
    assert picks.of_work(tx, one.id) == picks.every(tx)[0]
    picks.remove(tx, one.id)
    picks.put(tx, one.id, NOW)
    assert [pick.words for pick in picks.every(tx)] == ["", ""], "they go with the choice"
    assert [words for _, words in views_picks.shown(tx)] == ["", ""]
    assert picks.of_work(tx, "0" * 26) is None
    assert order(tx) == [one.id, two.id]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda work: replace(work, visibility=Visibility.FOLLOWERS), id="for followers"),
        pytest.param(lambda work: replace(work, visibility=Visibility.QUIET), id="not listed"),
        pytest.param(lambda work: replace(work, state=WorkState.HELD), id="held"),
        pytest.param(lambda work: replace(work, state=WorkState.DELETED), id="deleted"),
        pytest.param(lambda work: replace(work, kind=Kind.POST), id="a post"),
        pytest.param(lambda work: replace(work, local=False), id="from elsewhere"),
    ],
)
def test_only_works_for_everybody_are_shown(tx: SqliteTx, things: Things, changed: Callable[[Work], Work]) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    plain, other = things.work(maren), things.work(maren, changed)
    for work in (plain, other):
        things.picture(maren, work)
        picks.put(tx, work.id, NOW)
    assert [card.id for card, _ in views_picks.shown(tx)] == [plain.id]
    assert [(pick.work_id, pick.card is not None) for pick in views_picks.every(tx)] == [
        (other.id, False),
        (plain.id, True),
    ]


def test_works_without_a_picture_and_of_suspended_people_are_not_shown(tx: SqliteTx, things: Things) -> None:
    one, two, three = chosen(tx, things)
    tx.run("UPDATE media SET state = :state WHERE work_id = :work", state=MediaState.DROPPED, work=two.id)
    assert [card.id for card, _ in views_picks.shown(tx)] == [one.id, three.id]
    tx.run("UPDATE actors SET suspended = 1 WHERE id = :id", id=one.actor_id)
    assert views_picks.shown(tx) == ()
    assert len(views_picks.every(tx)) == 3
