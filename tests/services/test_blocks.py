"""Blocks and mutes, ours and others': relations end both ways, nothing is seen, and nobody is told of a mute."""

import pytest

from fedart.domain.follow import FollowState
from fedart.domain.ids import ActorId
from fedart.domain.work import Work
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import audience, blocks
from fedart.services import follows as following
from fedart.storage import actors, follows
from fedart.storage import blocks as stored
from fedart.storage.database import Tx
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger, count, hear, settle, told


@pytest.fixture
async def friends(it: Instance, followed: Stranger, maren: Person) -> ActorId:
    """Ada and Maren follow each other; Ada's id here."""
    await hear(it, followed, followed.follow(maren.actor.uri))
    ada = await it.db.read(lambda tx: actors.by_uri(tx, followed.uri))
    assert ada is not None
    return ada.id


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


async def standing(it: Instance) -> int:
    return await count(it, "follows", "state IN ('accepted', 'requested')")


async def sees(it: Instance, work: Work, actor: ActorId) -> bool:
    def look(tx: Tx) -> bool:
        return audience.may_see(tx, work, actors.by_id(tx, actor))

    return await it.db.read(look)


async def test_a_block_from_elsewhere_ends_both_follows_and_hides(
    it: Instance, followed: Stranger, friends: ActorId, maren: Person, work: Work
) -> None:
    assert (await standing(it), await sees(it, work, friends)) == (2, True)
    block = followed.activity("Block", object=maren.actor.uri)
    await hear(it, followed, block)
    assert (await standing(it), await sees(it, work, friends)) == (0, False)
    await hear(it, followed, followed.undo(block))
    assert (await standing(it), await sees(it, work, friends)) == (0, True)


async def test_a_block_of_somebody_who_is_not_ours_is_nothing_to_us(it: Instance, friends: ActorId) -> None:
    ada = Stranger("ada")
    await hear(it, ada, ada.activity("Block", object="https://other.example/actors/grace"))
    assert await count(it, "blocks") == 0
    assert await standing(it) == 2


async def test_our_block_is_told_and_ends_both_follows(
    it: Instance, net: Net, followed: Stranger, friends: ActorId, maren: Person, work: Work
) -> None:
    net.inboxes.clear()
    await blocks.block(it, maren.actor.id, friends)
    await settle(it)
    assert [a["type"] for a in net.sent(followed.inbox)] == ["Undo", "Reject", "Block"]
    sent = net.sent(followed.inbox)[-1]
    assert (sent["actor"], sent["object"]) == (maren.actor.uri, followed.uri)
    assert (await standing(it), await sees(it, work, friends)) == (0, False)
    await blocks.block(it, maren.actor.id, friends)
    await settle(it)
    assert len(net.sent(followed.inbox)) == 3


async def test_who_is_blocked_can_neither_follow_nor_react_and_is_not_heard(
    it: Instance, net: Net, followed: Stranger, friends: ActorId, maren: Person, work: Work
) -> None:
    await blocks.block(it, maren.actor.id, friends)
    await settle(it)
    before = await told(it, maren.actor.id)
    net.inboxes.clear()
    await hear(it, followed, followed.follow(maren.actor.uri), followed.like(work.uri), followed.announce(work.uri))
    assert [a["type"] for a in net.sent(followed.inbox)] == ["Reject"]
    assert await standing(it) == 0
    assert (await count(it, "likes"), await count(it, "boosts")) == (0, 0)
    await hear(it, followed, followed.create(followed.note("Still here", inReplyTo=work.uri, cc=[maren.actor.uri])))
    assert await told(it, maren.actor.id) == before
    await blocks.unblock(it, maren.actor.id, friends)
    await settle(it)
    await hear(it, followed, followed.follow(maren.actor.uri), followed.like(work.uri))
    assert (await standing(it), await count(it, "likes")) == (1, 1)


async def test_an_unblock_sends_the_undo_of_that_very_block(
    it: Instance, net: Net, followed: Stranger, friends: ActorId, maren: Person
) -> None:
    await blocks.block(it, maren.actor.id, friends)
    await blocks.unblock(it, maren.actor.id, friends)
    await settle(it)
    block, undo = net.sent(followed.inbox)[-2:]
    assert (undo["type"], undo["object"]["id"], undo["object"]["type"]) == ("Undo", block["id"], "Block")
    with pytest.raises(NotFound):
        await blocks.unblock(it, maren.actor.id, friends)


async def test_across_a_block_nobody_asks_to_follow(it: Instance, friends: ActorId, maren: Person) -> None:
    ada = Stranger("ada")
    await blocks.block(it, maren.actor.id, friends)
    with pytest.raises(NotFound):
        await following.follow(it, maren.actor.id, ada.uri)
    await blocks.unblock(it, maren.actor.id, friends)
    assert (await following.follow(it, maren.actor.id, ada.uri)).state is FollowState.REQUESTED


async def test_blocks_between_our_own_people_need_no_messenger(
    it: Instance, net: Net, make: Studio, maren: Person, work: Work
) -> None:
    iris = await make.person("iris")
    await make.follow(iris.actor, maren.actor)
    await blocks.block(it, maren.actor.id, iris.actor.id)
    await settle(it)
    assert net.inboxes == {}
    assert not await it.db.read(lambda tx: follows.accepted(tx, iris.actor.id, maren.actor.id))
    assert not await sees(it, work, iris.actor.id)


async def test_a_mute_changes_nothing_for_others(
    it: Instance, net: Net, friends: ActorId, maren: Person, clock: Clock
) -> None:
    net.inboxes.clear()
    me = maren.actor.id
    await blocks.mute(it, me, friends, until=it.clock() + 1_000)
    await settle(it)
    assert net.inboxes == {}
    assert await standing(it) == 2
    assert await it.db.read(lambda tx: stored.muted(tx, me, friends, it.clock()))
    clock.advance(1)
    assert not await it.db.read(lambda tx: stored.muted(tx, me, friends, it.clock()))
    await blocks.mute(it, me, friends)
    assert await it.db.read(lambda tx: stored.muted(tx, me, friends, it.clock() + 10**12))
    await blocks.unmute(it, me, friends)
    with pytest.raises(NotFound):
        await blocks.unmute(it, me, friends)


async def test_nobody_blocks_or_mutes_themselves_or_nobody(it: Instance, maren: Person) -> None:
    for act in (blocks.block, blocks.mute):
        with pytest.raises(Invalid):
            await act(it, maren.actor.id, maren.actor.id)
        with pytest.raises(NotFound):
            await act(it, maren.actor.id, ActorId("0" * 26))
