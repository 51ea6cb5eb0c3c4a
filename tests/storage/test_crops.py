"""Chosen parts, focal points set by hand, covers, and how far a walk has come."""

from fedart.domain.crop import Part, Shape
from fedart.storage import crops, media, walks
from fedart.storage.sqlite import SqliteTx
from tests.support.things import Things

SQUARE, WIDE = Part(0.1, 0.2, 0.3, 0.4), Part(0, 0.25, 1, 0.5625)


def test_parts_come_back_to_the_last_digit_and_are_replaced_as_a_whole(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", local=True)
    one, two = (things.picture(maren, things.work(maren)) for _ in range(2))
    assert crops.of_media(tx, one.media.id) == {}
    crops.put(tx, one.media.id, {Shape.SQUARE: SQUARE, Shape.WIDE: WIDE})
    crops.put(tx, two.media.id, {Shape.SQUARE: WIDE})
    assert crops.of_media(tx, one.media.id) == {Shape.SQUARE: SQUARE, Shape.WIDE: WIDE}
    crops.put(tx, one.media.id, {Shape.PORTRAIT: SQUARE})
    assert crops.of_media(tx, one.media.id) == {Shape.PORTRAIT: SQUARE}
    assert crops.of_media(tx, two.media.id) == {Shape.SQUARE: WIDE}


def test_a_focal_point_is_set_by_hand_or_follows(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", local=True)
    ident = things.picture(maren, things.work(maren)).media.id
    assert not crops.focus_set(tx, ident)
    for _ in range(2):
        crops.set_focus(tx, ident, by_hand=True)
        assert crops.focus_set(tx, ident)
    crops.set_focus(tx, ident, by_hand=False)
    assert not crops.focus_set(tx, ident)


def test_a_removed_picture_leaves_no_choice_behind(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", local=True)
    gone, stays = (things.picture(maren, things.work(maren)).media.id for _ in range(2))
    for ident in (gone, stays):
        crops.put(tx, ident, {Shape.SQUARE: SQUARE})
        crops.set_focus(tx, ident, by_hand=True)
    media.remove(tx, gone)
    assert crops.of_media(tx, gone) == {}
    assert not crops.focus_set(tx, gone)
    assert crops.of_media(tx, stays) == {Shape.SQUARE: SQUARE}
    assert crops.focus_set(tx, stays)


def test_a_walk_goes_on_where_it_was(tx: SqliteTx) -> None:
    assert walks.reached(tx, "copies") == ""
    walks.reach(tx, "copies", "b")
    walks.reach(tx, "others", "x")
    walks.reach(tx, "copies", "c")
    assert walks.reached(tx, "copies") == "c"
