"""Followers synchronisation (FEP-8fcf): both sides of a follow notice when they no longer agree about it."""

import orjson

from fedart import log
from fedart.domain import synchronisation
from fedart.domain.actor import Actor
from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import ActorId, Uri, new_id, same_origin
from fedart.domain.synchronisation import Stated
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import outbox, paging, queue
from fedart.storage import actors, follows, moves
from fedart.storage.database import Tx

PEOPLE = 1_000


def followers_digest(tx: Tx, actor_id: ActorId, host: str) -> str:
    """The digest of an artist's accepted followers on one host, as a receiver there computes it."""
    return synchronisation.digest(followers_on(tx, actor_id, host))


def followers_on(tx: Tx, actor_id: ActorId, host: str) -> list[Uri]:
    """The followers that the digest is about: what that host, and nobody else, may read."""
    return moves.followers_on(tx, actor_id, host)


def stated(tx: Tx, it: Instance, actor: Actor, host: str) -> str:
    """The header that goes with what an artist of ours sends to followers on a host alone (guide section 9)."""
    url = it.urls.actor_part(actor.id, "followers_synchronization")
    return synchronisation.header(Stated(actor.followers, url, followers_digest(tx, actor.id, host)))


def noticed(tx: Tx, it: Instance, sender: str, header: str) -> None:
    """A verified delivery came with the header: when its digest is not ours, the list is fetched soon.

    Only the sender's own followers count, and only a list on their own origin.
    """
    stated = synchronisation.read(header)
    actor = actors.by_uri(tx, sender)
    if stated is None or actor is None or not actor.followers or stated.collection != actor.followers:
        return
    if not same_origin(stated.url, actor.uri) or _ours(tx, actor.id) == stated.digest:
        return
    queue.synchronise(tx, actor.id, stated.url, stated.digest, it.clock())


def _ours(tx: Tx, actor: ActorId) -> str:
    local = moves.local_following(tx, actor)
    return synchronisation.digest(each.follower_uri for each in local if each.state is FollowState.ACCEPTED)


async def run(it: Instance, payload: bytes) -> None:
    """The task: fetch the part of the list that is about our people, and bring our follows in line.

    A list that does not have the digest that came with the delivery changes nothing. Raises what can be tried again.
    """
    wanted = orjson.loads(payload)
    stated = Stated("", wanted["url"], wanted["digest"])
    actor = await it.db.read(lambda tx: actors.by_id(tx, wanted["actor"]))
    if actor is None or actor.deleted or actor.suspended:
        return
    try:
        listed = await paging.items(it, stated.url, Budget(), most=PEOPLE)
    except FedartError as error:
        if error.retry:
            raise
        log.info("followers_missing", reason=error)
        return
    if synchronisation.digest(listed) != stated.digest:
        log.info("followers_changed", host=actor.host)
        return
    await it.db.write(lambda tx: _repair(tx, it, actor.id, set(listed)))


def _repair(tx: Tx, it: Instance, followed: ActorId, listed: set[Uri]) -> None:
    """Follows that they do not list end; those that they list and nobody here wants are taken back there."""
    now = it.clock()
    wanted: set[Uri] = set()
    for each in moves.local_following(tx, followed):
        wanted.add(each.follower_uri)
        if each.follower_uri in listed:
            if each.state is FollowState.REQUESTED:
                follows.set_state(tx, each.id, FollowState.ACCEPTED, now)
        elif each.state is FollowState.ACCEPTED:
            follows.set_state(tx, each.id, FollowState.ENDED, now)
    for uri in sorted(listed - wanted):
        parsed = it.urls.parse(uri)
        actor = actors.by_id(tx, parsed.id) if parsed is not None and parsed.kind == "actor" else None
        if actor is None or not actor.local:
            continue
        known = follows.by_pair(tx, actor.id, followed)
        ended = FollowState.ENDED
        made = known or Follow(new_id(now), outbox.new_activity(it), actor.id, followed, ended, now)
        following.take_back(tx, it, made)
