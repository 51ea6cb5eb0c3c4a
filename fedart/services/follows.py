"""Following and being followed, across servers and within this one."""

from fedart.domain.actor import Actor
from fedart.domain.follow import Follow, FollowState, may_become
from fedart.domain.ids import ActorId, new_id
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import lookup, outbox, pace, remote_actors
from fedart.services.outbox import Outgoing
from fedart.services.pace import Deed
from fedart.storage import actors, blocks, follows, notifications
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import render
from fedart.words import say

_WANTED = (FollowState.REQUESTED, FollowState.ACCEPTED)


async def follow(it: Instance, who: ActorId, target: str) -> Follow:
    """Ask to follow a handle or address. Raises NotFound, Invalid, FetchError, TooFast (CAP-04)."""
    await it.db.write(lambda tx: pace.count(tx, it, who, Deed.FOLLOW))
    found = await lookup.actor(it, target)
    if found.moved_to is not None and not found.local:
        # They may have come back since; whoever does not follow them is not told.
        found = await remote_actors.by_uri(it, found.uri, fresh=True)
    return await follow_found(it, who, found)


async def follow_found(it: Instance, who: ActorId, followed: Actor) -> Follow:
    """Ask to follow somebody whom we know. Raises NotFound, Invalid for oneself and for who has moved away."""
    if followed.id == who:
        raise Invalid({"target": say("You cannot follow yourself.")})
    if followed.suspended or followed.deleted:
        raise NotFound("nobody there any more", public=say("This account is not here any more."))
    if followed.moved_to is not None:
        raise Invalid({"target": say("%(handle)s has moved. Their page says where to.", handle=followed.handle)})

    made = await it.db.write(lambda tx: wants(tx, who, followed.id) or ask(tx, it, who, followed))
    it.wake.set()
    return made


def _own(tx: Tx, who: str) -> Actor:
    actor = actors.by_id(tx, who)
    if actor is None:
        raise NotFound("no such actor of ours")
    return actor


def wants(tx: Tx, who: str, other: str) -> Follow | None:
    """The follow of that pair, when it is accepted or asked for."""
    known = follows.by_pair(tx, who, other)
    return known if known is not None and known.state in _WANTED else None


def ask(tx: Tx, it: Instance, who: ActorId, followed: Actor) -> Follow:
    """Ask to follow somebody, here or elsewhere; a pair that had a follow begins anew. Raises NotFound."""
    follower, known = _own(tx, who), follows.by_pair(tx, who, followed.id)
    if blocks.between(tx, who, followed.id):
        raise NotFound("there is a block", public=say("You cannot follow this account."))
    now, uri = it.clock(), outbox.new_activity(it)
    direct = followed.local and not followed.locked
    state = FollowState.ACCEPTED if direct else FollowState.REQUESTED
    made = Follow(known.id if known else new_id(now), uri, follower.id, followed.id, state, now)
    follows.put(tx, made, now)
    follows.set_passes(tx, made.id, wanted=True)
    if followed.local:
        notice = Notice.FOLLOW if direct else Notice.REQUEST
        notifications.add(tx, followed.id, notice, now, by=follower.id)
    else:
        document = render.follow(uri, follower.uri, followed.uri)
        outbox.enqueue(tx, it, Outgoing(follower, "Follow", uri, document, public=False), [followed.inbox])
    return made


async def unfollow(it: Instance, who: ActorId, other: ActorId) -> None:
    """End a follow. Raises NotFound when there is none."""

    def store(tx: Tx) -> None:
        if not end(tx, it, who, other):
            raise NotFound("no such follow")

    await it.db.write(store)
    it.wake.set()


async def show_passes(it: Instance, who: ActorId, other: ActorId, *, wanted: bool) -> None:
    """Have what somebody passes on in one's home feed, or not. Raises NotFound unless one follows or asked to."""

    def store(tx: Tx) -> None:
        known = wants(tx, who, other)
        if known is None:
            raise NotFound("no such follow")
        follows.set_passes(tx, known.id, wanted=wanted)

    await it.db.write(store)


def end(tx: Tx, it: Instance, who: ActorId, other: ActorId) -> bool:
    """End a follow of one of ours and send the Undo; False when there is none."""
    known = follows.by_pair(tx, who, other)
    if known is None or not may_become(known.state, FollowState.ENDED):
        return False
    followed = _own(tx, other)
    follows.set_state(tx, known.id, FollowState.ENDED, it.clock())
    notifications.withdraw(tx, other, Notice.FOLLOW, who, None)
    notifications.withdraw(tx, other, Notice.REQUEST, who, None)
    if not followed.local:
        take_back(tx, it, known)
    return True


def take_back(tx: Tx, it: Instance, known: Follow) -> None:
    """Send the Undo of a Follow that went elsewhere."""
    follower, followed = _own(tx, known.follower), _own(tx, known.followed)
    inner = render.follow(known.uri, follower.uri, followed.uri)
    document = render.undo(outbox.new_activity(it), follower.uri, inner)
    outbox.enqueue(tx, it, Outgoing(follower, "Undo", known.uri, document, public=False), [followed.inbox])


async def answer(it: Instance, who: ActorId, follow_id: str, *, accept: bool) -> None:
    """Accept or reject a request. Raises NotFound unless it waits for that very artist."""

    def decide(tx: Tx) -> None:
        known = follows.by_id(tx, follow_id)
        if known is None or known.followed != who or known.state is not FollowState.REQUESTED:
            raise NotFound("no such request")
        settle(tx, it, known, accepted=accept)

    await it.db.write(decide)
    it.wake.set()


def settle(tx: Tx, it: Instance, known: Follow, *, accepted: bool) -> None:
    """Book the answer to a request and tell the other server; the answer contains the complete Follow."""
    now = it.clock()
    state = FollowState.ACCEPTED if accepted else FollowState.REJECTED
    follows.set_state(tx, known.id, state, now)
    follower, followed = _own(tx, known.follower), _own(tx, known.followed)
    notifications.withdraw(tx, followed.id, Notice.REQUEST, follower.id, None)
    if accepted:
        notifications.add(tx, followed.id, Notice.FOLLOW, now, by=follower.id)
    if follower.local:
        if accepted:
            notifications.add(tx, follower.id, Notice.ACCEPTED, now, by=followed.id)
        return
    reply(tx, it, known, accepted=accepted)


def reply(tx: Tx, it: Instance, known: Follow, *, accepted: bool) -> None:
    """Send Accept or Reject for a Follow that came from elsewhere."""
    follower, followed = _own(tx, known.follower), _own(tx, known.followed)
    inner = render.follow(known.uri, follower.uri, followed.uri)
    make = render.accept if accepted else render.reject
    document = make(outbox.new_activity(it), followed.uri, inner)
    kind = "Accept" if accepted else "Reject"
    outbox.enqueue(tx, it, Outgoing(followed, kind, known.uri, document, public=False), [follower.inbox])
