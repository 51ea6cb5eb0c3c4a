"""Who follows whom."""

from dataclasses import replace

import pytest

from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri
from fedart.storage import actors, follows
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


def test_a_follow_is_found_by_each_of_its_names(tx: SqliteTx, things: Things) -> None:
    ada, maren = things.actor("ada"), things.actor("maren", local=True)
    made = things.follow(ada, maren, FollowState.REQUESTED)
    assert follows.by_id(tx, made.id) == made
    assert follows.by_uri(tx, made.uri) == made
    assert follows.by_pair(tx, ada.id, maren.id) == made
    assert follows.by_pair(tx, maren.id, ada.id) is None
    assert follows.by_id(tx, "none") is None
    assert follows.by_uri(tx, "none") is None


@pytest.mark.parametrize("state", FollowState)
def test_aut_05_only_an_accepted_follow_opens_what_is_for_followers(
    tx: SqliteTx, things: Things, state: FollowState
) -> None:
    ada, maren = things.actor("ada"), things.actor("maren", local=True)
    made = things.follow(ada, maren, FollowState.REQUESTED)
    follows.set_state(tx, made.id, state, NOW)
    assert follows.accepted(tx, ada.id, maren.id) is (state is FollowState.ACCEPTED)
    assert not follows.accepted(tx, maren.id, ada.id)


def test_a_pair_that_begins_anew_keeps_one_row(tx: SqliteTx, things: Things) -> None:
    ada, maren = things.actor("ada"), things.actor("maren", local=True)
    first = things.follow(ada, maren, FollowState.ENDED)
    again = replace(first, id="other", uri=Uri("https://peer.example/again"), state=FollowState.REQUESTED)
    follows.put(tx, again, NOW + 1)
    found = follows.by_pair(tx, ada.id, maren.id)
    assert found is not None
    assert (found.id, found.uri, found.state) == (first.id, again.uri, FollowState.REQUESTED)
    assert follows.by_uri(tx, first.uri) is None


def test_each_server_gets_one_copy_at_its_shared_inbox(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    for name in ("ada", "bert"):
        things.follow(things.actor(name), maren)
    things.follow(things.actor("cara", host="small.example", shared=False), maren)
    things.follow(things.actor("dora", host="gallery.example", local=True), maren)
    things.follow(things.actor("emil", host="waiting.example"), maren, FollowState.REQUESTED)
    gone, out = things.actor("fred", host="gone.example"), things.actor("gina", host="out.example")
    for actor in (gone, out):
        things.follow(actor, maren)
    actors.mark_deleted(tx, gone.id, NOW)
    actors.suspend(tx, out.id, NOW)
    assert sorted(follows.inboxes(tx, maren.id)) == [
        "https://peer.example/inbox",
        "https://small.example/users/cara/inbox",
    ]


def test_local_followers_are_listed_by_id(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada")
    maren, lotte = (things.actor(name, host="gallery.example", local=True) for name in ("maren", "lotte"))
    assert not follows.has_local_follower(tx, ada.id)
    things.follow(maren, ada, FollowState.REQUESTED)
    assert follows.has_local_follower(tx, ada.id)
    assert follows.local_followers(tx, ada.id) == []
    things.follow(lotte, ada)
    things.follow(things.actor("bert"), ada)
    assert follows.local_followers(tx, ada.id) == [lotte.id]


def test_every_follow_of_somebody_who_left_ends(tx: SqliteTx, things: Things) -> None:
    ada, maren, lotte = things.actor("ada"), things.actor("maren", local=True), things.actor("lotte", local=True)
    made = [things.follow(ada, maren), things.follow(lotte, ada), things.follow(lotte, maren)]
    follows.end_all(tx, ada.id, NOW)
    found = [follows.by_id(tx, each.id) for each in made]
    assert [each.state for each in found if each] == [FollowState.ENDED, FollowState.ENDED, FollowState.ACCEPTED]
