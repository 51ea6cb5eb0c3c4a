"""Likes, emoji reactions and boosts."""

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, new_id
from fedart.domain.work import Work
from fedart.storage import actors, reactions
from fedart.storage.reactions import Reaction
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


@pytest.fixture
def work(things: Things) -> Work:
    return things.work(things.actor("maren", host="gallery.example", local=True))


def made(by: Actor, work: Work, name: str, emoji: str = "") -> Reaction:
    return Reaction(new_id(), Uri(f"{by.uri}/{name}"), by.id, work.id, emoji)


def test_a_like_counts_once(tx: SqliteTx, things: Things, work: Work) -> None:
    ada = things.actor("ada")
    first = made(ada, work, "like/1")
    assert reactions.add_like(tx, first, NOW)
    assert not reactions.add_like(tx, first, NOW)
    assert not reactions.add_like(tx, made(ada, work, "like/2"), NOW)
    assert reactions.like_by_uri(tx, first.uri) == first
    assert reactions.like_of(tx, ada.id, work.id) == first
    assert reactions.like_by_uri(tx, "none") is None


def test_each_emoji_is_a_reaction_of_its_own(tx: SqliteTx, things: Things, work: Work) -> None:
    ada = things.actor("ada")
    assert reactions.add_like(tx, made(ada, work, "1", "🎨"), NOW)
    assert reactions.add_like(tx, made(ada, work, "2", "🖼"), NOW)
    assert not reactions.add_like(tx, made(ada, work, "3", "🎨"), NOW)
    assert reactions.like_of(tx, ada.id, work.id) is None


def test_sig_11_one_address_is_one_like_whoever_sends_it(tx: SqliteTx, things: Things, work: Work) -> None:
    ada, eve = things.actor("ada"), things.actor("eve")
    first = made(ada, work, "like/1")
    assert reactions.add_like(tx, first, NOW)
    assert not reactions.add_like(tx, Reaction(new_id(), first.uri, eve.id, work.id), NOW)
    assert reactions.like_by_uri(tx, first.uri) == first


def test_a_like_that_was_taken_back_can_be_given_again(tx: SqliteTx, things: Things, work: Work) -> None:
    ada = things.actor("ada")
    first = made(ada, work, "like/1")
    reactions.add_like(tx, first, NOW)
    reactions.remove_like(tx, first.id)
    assert reactions.like_of(tx, ada.id, work.id) is None
    assert reactions.add_like(tx, made(ada, work, "like/2"), NOW)


def test_a_boost_counts_once(tx: SqliteTx, things: Things, work: Work) -> None:
    ada = things.actor("ada")
    first = made(ada, work, "boost/1")
    assert reactions.add_boost(tx, first, NOW)
    assert not reactions.add_boost(tx, made(ada, work, "boost/2"), NOW)
    assert reactions.boost_by_uri(tx, first.uri) == first
    assert reactions.boost_of(tx, ada.id, work.id) == first
    reactions.remove_boost(tx, first.id)
    assert reactions.boost_of(tx, ada.id, work.id) is None
    assert reactions.boost_by_uri(tx, first.uri) is None


def test_everybody_elsewhere_who_reacted_holds_a_copy(tx: SqliteTx, things: Things, work: Work) -> None:
    ada, bert = things.actor("ada"), things.actor("bert", host="small.example", shared=False)
    ours, gone = things.actor("lotte", local=True, host="gallery.example"), things.actor("gone", host="gone.example")
    for actor in (ada, ours, gone):
        reactions.add_like(tx, made(actor, work, "like"), NOW)
    for actor in (ada, bert):
        reactions.add_boost(tx, made(actor, work, "boost"), NOW)
    actors.mark_deleted(tx, gone.id, NOW)
    assert sorted(reactions.fans(tx, work.id)) == [
        "https://peer.example/inbox",
        "https://small.example/users/bert/inbox",
    ]


def test_whoever_is_gone_likes_and_boosts_nothing_any_more(tx: SqliteTx, things: Things, work: Work) -> None:
    ada, eve, other = things.actor("ada"), things.actor("eve"), things.work(things.actor("iris"))
    reactions.add_like(tx, made(ada, work, "1"), NOW)
    reactions.add_like(tx, made(ada, work, "2", "🎨"), NOW)
    reactions.add_boost(tx, made(ada, other, "3"), NOW)
    kept = made(eve, work, "4")
    reactions.add_like(tx, kept, NOW)
    assert set(reactions.remove_all(tx, ada.id)) == {work.id, other.id}
    assert reactions.like_of(tx, ada.id, work.id) is None
    assert reactions.boost_of(tx, ada.id, other.id) is None
    assert reactions.like_of(tx, eve.id, work.id) == kept
    assert reactions.remove_all(tx, ada.id) == []
