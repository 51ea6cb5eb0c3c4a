"""Keys of our actors: made, listed in their documents, and used for proofs inside activities (FEP-521a, FEP-8b32)."""

import asyncio

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri
from fedart.federation import keys, proofs
from fedart.instance import Instance
from fedart.services import queue
from fedart.storage import actors
from fedart.storage import keys as stored
from fedart.storage.database import Tx
from fedart.storage.keys import ProofKey, Retired
from fedart.wire import proofs as wire
from fedart.wire.render import Json, Keys, Multikey

STEP = 20
"""How many older actors get their key for proofs in one task."""


async def for_proofs(it: Instance, actor: Uri) -> ProofKey:
    """A first key for proofs; making it takes a millisecond in a thread."""
    pair = await asyncio.to_thread(keys.generate_for_proofs, it.secret)
    return ProofKey(Uri(f"{actor}#ed25519-key"), pair.public, pair.private)


async def at_start(it: Instance) -> None:
    """See to it that actors of ours from before there were proofs get their keys."""

    def begin(tx: Tx) -> None:
        if stored.without_proof_key(tx, 1) and not stored.waiting(tx, queue.PROOF_KEYS):
            queue.proof_keys(tx, it.clock())

    await it.db.write(begin)


async def complete(it: Instance, payload: bytes) -> None:
    """Give some older actors their key for proofs, and go on while there are more. The payload says nothing."""
    found = it.db.glance(
        lambda tx: [actor for each in stored.without_proof_key(tx, STEP) if (actor := actors.by_id(tx, each))]
    )
    made = [(actor.id, await for_proofs(it, actor.uri)) for actor in found]

    def store(tx: Tx) -> None:
        for actor, key in made:
            if stored.proof_key(tx, actor) is None:
                stored.put_proof_key(tx, actor, key, it.clock())
        if len(made) == STEP:
            queue.proof_keys(tx, it.clock())

    await it.db.write(store)


def signed(tx: Tx, it: Instance, document: Json, actor: Actor) -> Json:
    """A public activity of ours with its proof; as it is when it is not public, or its actor has no key for that yet.

    Takes 0.3 ms of CPU, on the database's thread.
    """
    proved = wire.provable(document)
    key = stored.proof_key(tx, actor.id) if proved is not None else None
    if proved is None or key is None:
        return document
    options = wire.options(key.id, proved["@context"], at=it.clock())
    value = proofs.create(keys.load_for_proofs(key.pem, it.secret), options, proved)
    return {**proved, "proof": {**options, "proofValue": value}}


def shown(tx: Tx, it: Instance, actor: Actor, *, announcing: bool = False) -> Keys:
    """The keys that the document of one of ours lists.

    While keys are being changed, an announcement names the new one in `publicKey`, and everything else the old one,
    which requests are still signed with (guide section 2.5).
    """
    proof, coming = stored.proof_key(tx, actor.id), stored.upcoming(tx, actor.id)
    old = stored.retired(tx, actor.id, it.clock())
    assertion = [Multikey(proof.id, actor.uri, proof.multibase)] if proof else []
    others = [(Uri(actor.key_id), actor.public_key)]
    if coming is not None:
        assertion.append(Multikey(coming.proof.id, actor.uri, coming.proof.multibase))
        others.append((coming.signing.id, coming.signing.public))
        if announcing:
            others.reverse()
    assertion += [_ending(each, actor.uri) for each in old if each.proves]
    beside = [Multikey(ident, actor.uri, keys.as_multibase(pem)) for ident, pem in others[1:]]
    beside += [_ending(each, actor.uri) for each in old if not each.proves]
    return Keys(*others[0], tuple(assertion), tuple(beside))


def _ending(old: Retired, actor: Uri) -> Multikey:
    text = old.public_key if old.proves else keys.as_multibase(old.public_key)
    return Multikey(old.id, actor, text, expires=old.shown_until)
