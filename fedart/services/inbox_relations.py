"""Handlers for follows, likes, blocks and their ends."""

from fedart.domain.follow import Follow as Relation
from fedart.domain.follow import FollowState, may_become
from fedart.domain.ids import Uri
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import applications_in, applications_out, edges, emojis, featured, relays, remote_actors, replying
from fedart.storage import actors, follows, notifications, reactions, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.undone import Edge
from fedart.wire.activities import Accept, Block, Follow, Like, Reject, Undo

ANSWERS = {"Accept": FollowState.ACCEPTED, "Reject": FollowState.REJECTED}


async def follow(it: Instance, activity: Follow, budget: Budget) -> None:
    """Accept at once, or ask the artist when the account is locked. A second Follow is accepted again."""
    parsed = it.urls.parse(activity.target)
    if parsed is not None and parsed.kind == "instance":
        await relays.welcome(it, activity)
    if parsed is None or parsed.kind != "actor":
        return
    await _arrive(it, Edge("Follow", activity.id, activity.actor, activity.target), budget)


async def like(it: Instance, activity: Like, budget: Budget) -> None:
    """A like of something we have, from somebody who may see it. An emoji is kept beside it."""
    if await it.db.read(lambda tx: works.by_uri(tx, activity.target)) is None:
        return
    await _arrive(it, Edge("Like", activity.id, activity.actor, activity.target, activity.emoji or ""), budget)

    def explain(tx: Tx) -> None:
        liker = actors.by_uri(tx, activity.actor)
        if liker is not None and reactions.like_by_uri(tx, activity.id) is not None:
            emojis.notice(tx, liker, activity.emojis, it.clock())

    if activity.emojis:
        await it.db.write(explain)


async def block(it: Instance, activity: Block, budget: Budget) -> None:
    """Somebody elsewhere blocks one of ours: the relations end both ways, and neither sees the other any more."""
    parsed = it.urls.parse(activity.target)
    if parsed is None or parsed.kind != "actor":
        return
    await _arrive(it, Edge("Block", activity.id, activity.actor, activity.target), budget)


async def _arrive(it: Instance, edge: Edge, budget: Budget) -> None:
    await remote_actors.by_uri(it, edge.actor_uri, budget)
    await it.db.write(lambda tx: edges.arrive(tx, it, edge))


async def accept(it: Instance, activity: Accept, budget: Budget) -> None:
    """A Follow of ours was accepted: it counts only for one that we sent to that very actor (AUT-05)."""
    await _answered(it, activity, FollowState.ACCEPTED)


async def reject(it: Instance, activity: Reject, budget: Budget) -> None:
    """A Follow of ours was rejected, or ended after it had been accepted."""
    await _answered(it, activity, FollowState.REJECTED)


def meant(tx: Tx, asker: Uri, asked: Uri | None, answering: Uri, state: FollowState) -> Relation | None:
    """Our Follow that an answer means whose copy of it has no id: of one of ours, of whoever answers, and waiting for
    that answer (AUT-05)."""
    follower, followed = actors.by_uri(tx, asker), actors.by_uri(tx, answering)
    if asked != answering or follower is None or not follower.local or followed is None:
        return None
    known = follows.by_pair(tx, follower.id, followed.id)
    return known if known is not None and may_become(known.state, state) else None


def _follow_of(tx: Tx, activity: Accept | Reject, state: FollowState) -> Relation | None:
    if activity.follow_id:
        return follows.by_uri(tx, activity.follow_id)
    if activity.follow_actor is None:
        return None
    return meant(tx, activity.follow_actor, activity.follow_target, activity.actor, state)


async def _answered(it: Instance, activity: Accept | Reject, state: FollowState) -> None:
    def store(tx: Tx) -> None:
        answering = actors.by_uri(tx, activity.actor)
        known = _follow_of(tx, activity, state)
        if known is None and not (replying.ruled(tx, it, activity) or applications_out.answered(tx, it, activity)):
            relays.answered(tx, activity.follow_id, activity.actor, state)
        if known is None or answering is None or known.followed != answering.id or not may_become(known.state, state):
            return
        follows.set_state(tx, known.id, state, it.clock())
        if state is FollowState.ACCEPTED:
            notifications.add(tx, known.follower, Notice.ACCEPTED, it.clock(), by=answering.id)
            featured.look(tx, it, answering)

    await it.db.write(store)
    it.wake.set()


async def undo(it: Instance, activity: Undo, budget: Budget) -> None:
    """Take back a Follow, a Like, an Announce or a Block; remembered for six hours, as the thing itself may be late.

    Or an application, of which nothing stays.
    """
    if not await applications_in.undo(it, activity):
        await it.db.write(lambda tx: edges.undo(tx, it, activity))
