"""Changing an actor's keys without losing anybody (guide section 2.5).

The followers' servers are told first, with the old key: a server that meets the new one unannounced may take the actor
for somebody else. When all were told, or after ten minutes, the new keys are used, and the old ones are still listed
for two days. Every step is a transaction of its own, and the next one waits as a task.
"""

import asyncio
import re

import orjson

from fedart import log
from fedart.domain.actor import Account, Actor
from fedart.domain.ids import ActorId, Uri
from fedart.domain.policy import PUBLIC
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.federation import keys as crypto
from fedart.instance import Instance
from fedart.services import documents, local_actors, outbox, queue
from fedart.services.outbox import Outgoing
from fedart.storage import accounts, activities, actors, follows, keys
from fedart.storage.database import Tx
from fedart.storage.keys import NextKeys, ProofKey, Retired, SigningKey
from fedart.wire import render
from fedart.words import say

MINUTE = 60_000
PATIENCE = 10 * MINUTE
LISTED = 48 * 60 * MINUTE
LOOK = 5_000
_NUMBERED = re.compile(r"(.*)-([0-9]{1,9})", re.DOTALL)


async def begin(it: Instance, by: Account, actor_id: ActorId) -> None:
    """Make new keys for one of ours and tell its followers' servers. Raises Forbidden, NotFound, Invalid.

    Takes tens of milliseconds in a thread.
    """
    if not by.role.administers:
        raise Forbidden("only administrators change keys")
    pair = await asyncio.to_thread(crypto.generate, it.secret)
    proof = await asyncio.to_thread(crypto.generate_for_proofs, it.secret)

    def store(tx: Tx) -> None:
        actor, now = actors.by_id(tx, actor_id), it.clock()
        if actor is None or not actor.local or actor.deleted:
            raise NotFound("no such actor of ours")
        if keys.upcoming(tx, actor.id) is not None:
            raise Invalid({"name": say("The keys of %(username)s are being changed already.", username=actor.username)})
        signing = SigningKey(following(actor.key_id), pair.public, pair.private)
        known = keys.proof_key(tx, actor.id)
        proves = ProofKey(following(known.id if known else f"{actor.uri}#ed25519-key"), proof.public, proof.private)
        keys.put_upcoming(tx, actor.id, NextKeys(signing, proves, now), max(now, actor.updated + 1000))
        _announce(tx, it, actor.id)
        queue.rotate(tx, actor.id, now)
        activities.audit(tx, by.id, "change keys", actor.uri, "", now)

    await it.db.write(store)
    it.wake.set()


async def begin_for(it: Instance, by: Account, name: str | None, *, people: bool) -> list[str]:
    """Change the keys of the account of that `name`; without one, those of the instance's own actor, and with `people`
    those of every account. Returns whose keys are being changed now. Raises like `begin`.

    Of several, those whose keys are being changed already are left out.
    """
    await local_actors.ensure_instance_actor(it)
    chosen = await it.db.read(lambda tx: _chosen(tx, it, name, people=people))
    begun = []
    for actor in chosen:
        try:
            await begin(it, by, actor.id)
        except Invalid:
            if len(chosen) == 1:
                raise
            continue
        begun.append(actor.username)
    return begun


def _chosen(tx: Tx, it: Instance, name: str | None, *, people: bool) -> list[Actor]:
    if name is not None:
        found = accounts.by_username(tx, name)
        if found is None:
            raise NotFound(f"nobody here is called {name}", public=say("Nobody here is called %(name)s.", name=name))
        return [actor for actor in [actors.by_id(tx, found[0].actor_id)] if actor and not actor.deleted]
    idents = [local_actors.INSTANCE, *(keys.keyed(tx) if people else [])]
    everybody = {ident: actors.by_id(tx, ident) for ident in idents}
    return [actor for actor in everybody.values() if actor and not actor.deleted]


def following(key_id: str) -> Uri:
    """The id of the key after this one: `#main-key` leads to `#key-2`, that to `#key-3`."""
    base, _, name = key_id.partition("#")
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        return Uri(f"{base}#{numbered[1]}-{int(numbered[2]) + 1}")
    return Uri(f"{base}#{'key' if name == 'main-key' else name}-2")


def _announce(tx: Tx, it: Instance, actor_id: ActorId) -> None:
    actor = actors.by_id(tx, actor_id)
    inboxes = follows.inboxes(tx, actor_id)
    if actor is None or not inboxes:
        return
    document = documents.actor(tx, it, actor, announcing=True)
    activity = render.update(outbox.new_activity(it), document, at=it.clock(), to=[PUBLIC], cc=[actor.followers])
    outbox.enqueue(tx, it, Outgoing(actor, "Update", actor.uri, activity, public=True), inboxes)


async def at_start(it: Instance) -> None:
    """Go on with changes whose task was lost."""

    def resume(tx: Tx) -> None:
        for actor in keys.changing(tx):
            if not keys.waiting(tx, queue.rotation_lane(actor)):
                queue.rotate(tx, actor, it.clock())

    await it.db.write(resume)


async def step(it: Instance, payload: bytes) -> None:
    """Use the new keys if everybody was told or ten minutes have passed; else look again in a few seconds."""
    actor_id = ActorId(orjson.loads(payload)["actor"])

    def store(tx: Tx) -> None:
        actor, coming, now = actors.by_id(tx, actor_id), keys.upcoming(tx, actor_id), it.clock()
        if actor is None or coming is None:
            return
        if now < coming.begun + PATIENCE and _still_telling(tx, actor):
            queue.rotate(tx, actor_id, now, due=now + LOOK)
            return
        keys.switch(tx, actor_id, coming, _retiring(tx, actor, now), now)
        log.info("keys_changed", actor=actor.uri, key=coming.signing.id)

    await it.db.write(store)
    it.wake.set()


def _still_telling(tx: Tx, actor: Actor) -> bool:
    return any(keys.waiting(tx, queue.lane(actor.uri, inbox)) for inbox in follows.inboxes(tx, actor.id))


def _retiring(tx: Tx, actor: Actor, now: int) -> list[Retired]:
    old, until = keys.proof_key(tx, actor.id), now + LISTED
    found = [Retired(Uri(actor.key_id), actor.public_key, proves=False, shown_until=until)]
    return [*found, Retired(old.id, old.multibase, proves=True, shown_until=until)] if old else found
