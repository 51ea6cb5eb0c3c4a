"""Artists who move: others' Moves carry our people along, and ours tell their followers (FEP-7628, THREATS AUT-06)."""

from dataclasses import dataclass
from enum import StrEnum

from fedart import log
from fedart.domain import moving
from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import Uri
from fedart.domain.moving import Check
from fedart.errors import FedartError, Invalid, NotFound
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import follows as following
from fedart.services import lookup, outbox, remote_actors, search, throttle
from fedart.services.outbox import Outgoing
from fedart.storage import actors, blocks, follows, moves, notifications
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import render
from fedart.wire.activities import Move
from fedart.words import say

ALIASES = 10
"""How many other accounts one may go by."""


async def move(it: Instance, activity: Move, budget: Budget) -> None:
    """Somebody goes on elsewhere: our people who follow them follow the new actor, when that names the old one.

    The new actor is fetched anew, always. At most one Move a week for each actor. Raises FetchFailed to be tried again.
    """
    if activity.origin != activity.actor or activity.target == activity.origin:
        return
    old = await it.db.read(lambda tx: actors.by_uri(tx, activity.actor))
    if old is None:
        return
    try:
        new = await remote_actors.by_uri(it, activity.target, budget, fresh=True)
    except FedartError as error:
        if error.retry:
            raise
        log.info("move_dropped", reason=error)
        return
    if activity.actor not in new.also_known_as or new.moved_to is not None:
        log.info("move_dropped", rule="AUT-06")
        return

    def store(tx: Tx) -> None:
        if not moving.rested(moves.moved_at(tx, old.id), it.clock()):
            return
        moves.moved(tx, old.id, new.uri, it.clock())
        _carry(tx, it, old, new)

    await it.db.write(store)


def _carry(tx: Tx, it: Instance, old: Actor, new: Actor) -> None:
    """Our people who follow the old actor follow the new one instead."""
    for each in moves.local_following(tx, old.id):
        if each.follower == new.id or blocks.between(tx, each.follower, new.id):
            continue
        if following.wants(tx, each.follower, new.id) is None:
            following.ask(tx, it, each.follower, new)
            notifications.add(tx, each.follower, Notice.MOVED, it.clock(), by=new.id)
        following.end(tx, it, each.follower, old.id)


@dataclass(frozen=True, slots=True)
class Plan:
    """A move as it would be now. `followers` elsewhere are told, those of this server (`here`) are carried along."""

    new: Actor
    checks: tuple[Check, ...]
    followers: int
    here: int

    @property
    def ready(self) -> bool:
        return all(check.passed for check in self.checks)


class Pointing(StrEnum):
    """Where an account on another server says that it has moved."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"


async def plan(it: Instance, viewer: Viewer, target: str) -> Plan:
    """What would happen if one of ours moved to another account, found by handle or address, and whether it can.

    That account is fetched anew. Raises Invalid, NotFound, Forbidden, TooFast, FetchError.
    """
    new = await _fresh(it, viewer, target)

    def read(tx: Tx) -> Plan:
        here = len(moves.local_following(tx, viewer.actor.id))
        return Plan(new, _checks(tx, it, viewer.actor.id, new), moves.followers_elsewhere(tx, viewer.actor.id), here)

    return await it.db.read(read)


async def _fresh(it: Instance, viewer: Viewer, target: str) -> Actor:
    """An account as its own server shows it now; each look counts like a search (WEB-05)."""
    bucket, now = f"search {viewer.actor.id}", it.clock()
    await it.db.write(lambda tx: throttle.count(tx, bucket, now, most=search.TRIES, window=search.WINDOW_MS))
    found = await lookup.actor(it, target)
    return await remote_actors.by_uri(it, found.uri, fresh=True)


def _checks(tx: Tx, it: Instance, who: str, new: Actor) -> tuple[Check, ...]:
    me = actors.by_id(tx, who)
    if me is None:
        raise NotFound("the actor is gone")
    blocked = blocks.between(tx, who, new.id)
    return moving.checks(me, new, moved=moves.moved_at(tx, who), now=it.clock(), blocked=blocked)


async def leave(it: Instance, viewer: Viewer, target: str) -> Actor:
    """Move one of ours to another account, found by handle or address; returns it.

    Both ends are checked first: the new account has to name this one in its `alsoKnownAs`. Raises Invalid with what to
    do, and what `plan` raises.
    """
    new = await _fresh(it, viewer, target)

    def store(tx: Tx) -> None:
        wrong = next((check for check in _checks(tx, it, viewer.actor.id, new) if not check.passed), None)
        if wrong is not None:
            raise Invalid({"target": wrong.words})
        moves.moved(tx, viewer.actor.id, new.uri, it.clock())
        _tell(tx, it, viewer.actor, new)
        _carry(tx, it, viewer.actor, new)
        profiles.announce_profile(tx, it, viewer.actor.id)

    await it.db.write(store)
    it.wake.set()
    return new


def _tell(tx: Tx, it: Instance, me: Actor, new: Actor) -> None:
    document = render.move(outbox.new_activity(it), me.uri, new.uri, me.followers)
    outbox.enqueue(tx, it, Outgoing(me, "Move", me.uri, document, public=False), follows.inboxes(tx, me.id))


async def come_back(it: Instance, viewer: Viewer) -> None:
    """Let a profile of ours point to no other account any more. Followers who went stay away, the week goes on.

    Raises NotFound when it points to none.
    """

    def store(tx: Tx) -> None:
        if not moves.came_back(tx, viewer.actor.id, it.clock()):
            raise NotFound("not moved")
        profiles.announce_profile(tx, it, viewer.actor.id)

    await it.db.write(store)
    it.wake.set()


async def add_alias(it: Instance, viewer: Viewer, other: str) -> Actor:
    """Let one of ours go by another account too, found by handle or address; returns it.

    Whoever is named may send their followers here. Raises Invalid, NotFound, Forbidden, TooFast, FetchError.
    """
    found = await _fresh(it, viewer, other)
    if found.id == viewer.actor.id:
        raise Invalid({"account": say("This is the account you are in. Please give the other one.")})

    def store(tx: Tx) -> None:
        names = _names(tx, viewer)
        if found.uri in names:
            return
        if len(names) >= ALIASES:
            raise Invalid({"account": say("%(most)s accounts are the most. Please remove one first.", most=ALIASES)})
        _rename(tx, it, viewer, (*names, found.uri))

    await it.db.write(store)
    it.wake.set()
    return found


async def remove_alias(it: Instance, viewer: Viewer, uri: str) -> None:
    """No longer go by that account, wherever it is and whether it answers or not. Raises NotFound."""

    def store(tx: Tx) -> None:
        names = _names(tx, viewer)
        if uri not in names:
            raise NotFound("no such alias")
        _rename(tx, it, viewer, tuple(name for name in names if name != uri))

    await it.db.write(store)
    it.wake.set()


def _names(tx: Tx, viewer: Viewer) -> tuple[Uri, ...]:
    me = actors.by_id(tx, viewer.actor.id)
    return me.also_known_as if me is not None else ()


def _rename(tx: Tx, it: Instance, viewer: Viewer, names: tuple[Uri, ...]) -> None:
    moves.set_aliases(tx, viewer.actor.id, names, it.clock())
    profiles.announce_profile(tx, it, viewer.actor.id)


async def pointing(it: Instance, viewer: Viewer, uri: str) -> Pointing:
    """Whether another account of theirs has moved here, as its server says now. Raises what `plan` raises."""
    if uri not in await it.db.read(lambda tx: _names(tx, viewer)):
        raise NotFound("no such alias")
    target = (await _fresh(it, viewer, uri)).moved_to
    if target is None:
        return Pointing.NOWHERE
    return Pointing.HERE if target == viewer.actor.uri else Pointing.ELSEWHERE
