"""Actors that live here: making them with their keys, and signing in their names."""

import asyncio
from dataclasses import dataclass

from fedart.domain.actor import Actor, ActorType
from fedart.domain.ids import ActorId, new_id
from fedart.errors import NotFound
from fedart.federation import keys
from fedart.federation.signatures import Signer
from fedart.instance import Instance
from fedart.services import keys as ours
from fedart.services import queue
from fedart.storage import actors
from fedart.storage import keys as stored
from fedart.storage.database import Tx
from fedart.storage.keys import ProofKey

INSTANCE = ActorId("instance")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An actor that is not stored yet, with its locked private key and its key for proofs."""

    actor: Actor
    private_key: str
    proof_key: ProofKey


async def prepare(it: Instance, username: str) -> Prepared:
    """A new artist with keys of their own; generating them takes tens of milliseconds in a thread."""
    pair = await asyncio.to_thread(keys.generate, it.secret)
    ident, now, urls = ActorId(new_id(it.clock())), it.clock(), it.urls
    actor = Actor(
        id=ident,
        uri=urls.actor(ident),
        local=True,
        type=ActorType.PERSON,
        username=username,
        host=urls.host,
        name="",
        summary="",
        summary_source="",
        fields=(),
        url=urls.profile(username),
        inbox=urls.actor_part(ident, "inbox"),
        shared_inbox=urls.shared_inbox,
        outbox=urls.actor_part(ident, "outbox"),
        followers=urls.actor_part(ident, "followers"),
        following=urls.actor_part(ident, "following"),
        featured=urls.actor_part(ident, "featured"),
        key_id=urls.key(ident),
        public_key=pair.public,
        icon=None,
        image=None,
        locked=False,
        discoverable=True,
        indexable=True,
        created=now,
        updated=now,
    )
    return Prepared(actor, pair.private, await ours.for_proofs(it, actor.uri))


def insert(tx: Tx, it: Instance, prepared: Prepared) -> None:
    """Store a new local actor with its keys."""
    actors.insert(tx, prepared.actor, it.clock())
    actors.add_private_key(tx, prepared.actor.id, prepared.private_key, it.clock())
    stored.put_proof_key(tx, prepared.actor.id, prepared.proof_key, it.clock())


async def ensure_instance_actor(it: Instance) -> Actor:
    """The actor that signs what the instance itself asks for; made on the first call."""
    known = it.db.glance(lambda tx: actors.by_id(tx, INSTANCE))
    if known is not None:
        return known
    pair = await asyncio.to_thread(keys.generate, it.secret)
    proof_key = await ours.for_proofs(it, it.urls.instance_actor)
    prepared = Prepared(_instance_actor(it, pair.public), pair.private, proof_key)

    def create(tx: Tx) -> Actor:
        found = actors.by_id(tx, INSTANCE)
        if found is None:
            insert(tx, it, prepared)
        return found or prepared.actor

    return await it.db.write(create)


def _instance_actor(it: Instance, public_key: str) -> Actor:
    urls, now = it.urls, it.clock()
    return Actor(
        id=INSTANCE,
        uri=urls.instance_actor,
        local=True,
        type=ActorType.APPLICATION,
        username=urls.host,
        host=urls.host,
        name=it.config.instance.name,
        summary="",
        summary_source="",
        fields=(),
        url=urls.page("/about"),
        inbox=urls.page("/actor/inbox"),
        shared_inbox=urls.shared_inbox,
        outbox=urls.page("/actor/outbox"),
        followers=urls.page("/actor/followers"),
        following=urls.page("/actor/following"),
        featured=urls.page("/actor/featured"),
        key_id=urls.instance_key,
        public_key=public_key,
        icon=None,
        image=None,
        locked=True,
        discoverable=False,
        indexable=False,
        created=now,
        updated=now,
    )


async def signer(it: Instance, actor: ActorId, inbox: str = "") -> Signer:
    """Signs in the name of one of ours, for whoever has that `inbox`. Raises NotFound for an actor without a key here.

    While the actor's keys are being changed, a server that was told of the new one gets it from then on, and all others
    the one that they know.
    """
    found = it.db.glance(lambda tx: _new_key(tx, actor, inbox) or actors.signing_key(tx, actor))
    if found is None:
        raise NotFound(f"no key of {actor}")
    key_id, pem = found
    return Signer(key_id, keys.load_private(pem, it.secret))


def _new_key(tx: Tx, actor: ActorId, inbox: str) -> tuple[str, str] | None:
    coming = stored.upcoming(tx, actor) if inbox else None
    who = actors.by_id(tx, actor) if coming else None
    if coming is None or who is None or not stored.told(tx, queue.lane(who.uri, inbox), coming.begun):
        return None
    return coming.signing.id, coming.signing.pem


async def instance_signer(it: Instance) -> Signer:
    """Signs the instance's own requests: keys, actors, pictures."""
    await ensure_instance_actor(it)
    return await signer(it, INSTANCE)
