"""Handlers for follows, likes and their ends."""

from fedart.domain.follow import Follow as Following
from fedart.domain.follow import FollowState, may_become
from fedart.domain.ids import new_id
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import audience, remote_actors
from fedart.services import follows as following
from fedart.storage import activities, actors, follows, notifications, reactions, works
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.reactions import Reaction
from fedart.wire.activities import Accept, Block, Follow, Like, Reject, Undo


async def follow(it: Instance, activity: Follow, budget: Budget) -> None:
    """Accept at once, or ask the artist when the account is locked. A second Follow is accepted again."""
    parsed = it.urls.parse(activity.target)
    if parsed is None or parsed.kind != "actor":
        return
    follower = await remote_actors.by_uri(it, activity.actor, budget)

    def store(tx: Tx) -> None:
        followed = actors.by_id(tx, parsed.id)
        if followed is None or activities.buried(tx, activity.id, activity.actor):
            return
        now = it.clock()
        known = follows.by_pair(tx, follower.id, followed.id)
        again = known is not None and known.state is FollowState.ACCEPTED
        state = FollowState.REQUESTED if followed.locked and not again else FollowState.ACCEPTED
        made = Following(known.id if known else new_id(now), activity.id, follower.id, followed.id, state, now)
        follows.put(tx, made, now)
        if state is FollowState.REQUESTED:
            notifications.add(tx, followed.id, Notice.REQUEST, now, by=follower.id)
            return
        if not again:
            notifications.add(tx, followed.id, Notice.FOLLOW, now, by=follower.id)
        following.reply(tx, it, made, accepted=True)

    await it.db.write(store)


async def accept(it: Instance, activity: Accept, budget: Budget) -> None:
    """A Follow of ours was accepted: it counts only for one that we sent to that very actor (AUT-05)."""
    await _answered(it, activity, FollowState.ACCEPTED)


async def reject(it: Instance, activity: Reject, budget: Budget) -> None:
    """A Follow of ours was rejected, or ended after it had been accepted."""
    await _answered(it, activity, FollowState.REJECTED)


async def _answered(it: Instance, activity: Accept | Reject, state: FollowState) -> None:
    def store(tx: Tx) -> None:
        answering = actors.by_uri(tx, activity.actor)
        known = follows.by_uri(tx, activity.follow_id) if activity.follow_id else None
        if known is None or answering is None or known.followed != answering.id or not may_become(known.state, state):
            return
        follows.set_state(tx, known.id, state, it.clock())
        if state is FollowState.ACCEPTED:
            notifications.add(tx, known.follower, Notice.ACCEPTED, it.clock(), by=answering.id)

    await it.db.write(store)


async def undo(it: Instance, activity: Undo, budget: Budget) -> None:
    """Take back a Follow, a Like or an Announce. One that we never saw is remembered, in case it comes late."""

    def store(tx: Tx) -> None:
        actor = actors.by_uri(tx, activity.actor)
        if actor is not None and (_undo_by_id(tx, it, activity, actor.id) or _undo_by_pair(tx, it, activity, actor.id)):
            return
        if activity.inner_id:
            activities.bury(tx, activity.inner_id, activity.actor, it.clock())

    await it.db.write(store)


def _undo_by_id(tx: Tx, it: Instance, activity: Undo, actor: str) -> bool:
    inner = activity.inner_id
    if inner is None:
        return False
    for found, kind in (
        (reactions.like_by_uri(tx, inner), Notice.LIKE),
        (reactions.boost_by_uri(tx, inner), Notice.BOOST),
    ):
        if found is not None and found.actor_id == actor:
            _take_back(tx, found, kind)
            return True
    known = follows.by_uri(tx, inner)
    if known is None or known.follower != actor:
        return False
    _end(tx, it, known)
    return True


def _undo_by_pair(tx: Tx, it: Instance, activity: Undo, actor: str) -> bool:
    """Peers that do not keep the id of what they undo send the whole inner activity."""
    target = activity.inner_target
    if target is None:
        return False
    if activity.inner_type == "Follow":
        followed = actors.by_uri(tx, target)
        known = follows.by_pair(tx, actor, followed.id) if followed else None
        if known is None:
            return False
        _end(tx, it, known)
        return True
    work = works.by_uri(tx, target)
    if work is None or activity.inner_type not in ("Like", "Announce"):
        return False
    like = activity.inner_type == "Like"
    found = reactions.like_of(tx, actor, work.id) if like else reactions.boost_of(tx, actor, work.id)
    if found is None:
        return False
    _take_back(tx, found, Notice.LIKE if like else Notice.BOOST)
    return True


def _take_back(tx: Tx, found: Reaction, kind: Notice) -> None:
    (reactions.remove_like if kind is Notice.LIKE else reactions.remove_boost)(tx, found.id)
    works.count_reactions(tx, found.work_id)
    work = works.by_id(tx, found.work_id)
    if work is not None:
        notifications.withdraw(tx, work.actor_id, kind, found.actor_id, work.id, found.emoji)


def _end(tx: Tx, it: Instance, known: Following) -> None:
    if may_become(known.state, FollowState.ENDED):
        follows.set_state(tx, known.id, FollowState.ENDED, it.clock())
    for kind in (Notice.FOLLOW, Notice.REQUEST):
        notifications.withdraw(tx, known.followed, kind, known.follower, None)


async def like(it: Instance, activity: Like, budget: Budget) -> None:
    """A like of something we have, from somebody who may see it. An emoji is kept beside it."""
    if await it.db.read(lambda tx: works.by_uri(tx, activity.target)) is None:
        return
    liker = await remote_actors.by_uri(it, activity.actor, budget)

    def store(tx: Tx) -> None:
        work = works.by_uri(tx, activity.target)
        if work is None or activities.buried(tx, activity.id, activity.actor):
            return
        if not audience.may_see(tx, work, liker):
            return
        emoji = activity.emoji or ""
        made = Reaction(new_id(it.clock()), activity.id, liker.id, work.id, emoji)
        if reactions.add_like(tx, made, it.clock()):
            works.count_reactions(tx, work.id)
            if work.local:
                notifications.add(tx, work.actor_id, Notice.LIKE, it.clock(), by=liker.id, work=work.id, detail=emoji)

    await it.db.write(store)


async def block(it: Instance, activity: Block, budget: Budget) -> None:
    """Somebody elsewhere blocks one of ours: the relations end both ways."""

    def store(tx: Tx) -> None:
        blocker, blocked = actors.by_uri(tx, activity.actor), actors.by_uri(tx, activity.target)
        if blocker is None or blocked is None or not blocked.local:
            return
        for one, other in ((blocker.id, blocked.id), (blocked.id, blocker.id)):
            known = follows.by_pair(tx, one, other)
            if known is not None:
                _end(tx, it, known)

    await it.db.write(store)
