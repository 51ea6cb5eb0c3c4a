"""Blocks and mutes by our people: a block is told to the other server, a mute is nobody's business."""

from fedart.domain.actor import Actor
from fedart.domain.follow import Follow, FollowState, may_become
from fedart.domain.ids import ActorId, new_id
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import crediting, outbox
from fedart.services import follows as following
from fedart.services.outbox import Outgoing
from fedart.storage import actors, blocks, follows
from fedart.storage.blocks import Blocking
from fedart.storage.database import Tx
from fedart.wire import render
from fedart.words import say


async def block(it: Instance, who: ActorId, other: ActorId) -> None:
    """Block somebody, here or elsewhere: relations end both ways. A second time changes nothing.

    Raises NotFound, Invalid for oneself.
    """
    if who == other:
        raise Invalid({"target": say("You cannot block yourself.")})

    def store(tx: Tx) -> None:
        me, them = _welcome_pair(tx, who, other)
        made = Blocking(new_id(it.clock()), outbox.new_activity(it), me.id, them.id, it.clock())
        if not blocks.add(tx, made):
            return
        following.end(tx, it, me.id, them.id)
        crediting.part(tx, it, me.id, them.id)
        _dismiss(tx, it, them, me)
        if not them.local:
            document = render.block(made.uri, me.uri, them.uri)
            outbox.enqueue(tx, it, Outgoing(me, "Block", made.uri, document, public=False), [them.inbox])

    await it.db.write(store)
    it.wake.set()


def _pair(tx: Tx, who: str, other: str) -> tuple[Actor, Actor]:
    me, them = actors.by_id(tx, who), actors.by_id(tx, other)
    if me is None or not me.local or them is None:
        raise NotFound("no such actor")
    return me, them


def _welcome_pair(tx: Tx, who: str, other: str) -> tuple[Actor, Actor]:
    """The same, with somebody who is not suspended or gone: nobody learns that they were ever here (WEB-09)."""
    me, them = _pair(tx, who, other)
    if them.suspended or them.deleted:
        raise NotFound("no such actor")
    return me, them


def _dismiss(tx: Tx, it: Instance, follower: Actor, me: Actor) -> None:
    """End somebody's follow of one of ours, and say so with a Reject, so that no copy goes there any more."""
    known: Follow | None = follows.by_pair(tx, follower.id, me.id)
    if known is None or not may_become(known.state, FollowState.REJECTED):
        return
    follows.set_state(tx, known.id, FollowState.REJECTED, it.clock())
    if not follower.local:
        following.reply(tx, it, known, accepted=False)


async def unblock(it: Instance, who: ActorId, other: ActorId) -> None:
    """Lift a block; what it ended stays ended. Raises NotFound when there is none."""

    def store(tx: Tx) -> None:
        known = blocks.by_pair(tx, who, other)
        if known is None:
            raise NotFound("no such block")
        me, them = _pair(tx, who, other)
        blocks.remove(tx, known.id)
        if not them.local:
            inner = render.block(known.uri, me.uri, them.uri)
            document = render.undo(outbox.new_activity(it), me.uri, inner)
            outbox.enqueue(tx, it, Outgoing(me, "Undo", known.uri, document, public=False), [them.inbox])

    await it.db.write(store)
    it.wake.set()


async def mute(it: Instance, who: ActorId, other: ActorId, *, until: int | None = None) -> None:
    """Stop seeing somebody, until then (epoch ms) or for good; nobody is told. Raises NotFound, Invalid."""
    if who == other:
        raise Invalid({"target": say("You cannot mute yourself.")})

    def store(tx: Tx) -> None:
        _welcome_pair(tx, who, other)
        blocks.mute(tx, who, other, it.clock(), until)

    await it.db.write(store)


async def unmute(it: Instance, who: ActorId, other: ActorId) -> None:
    """See somebody again. Raises NotFound when they are not muted."""

    def store(tx: Tx) -> None:
        if not blocks.unmute(tx, who, other):
            raise NotFound("not muted")

    await it.db.write(store)
