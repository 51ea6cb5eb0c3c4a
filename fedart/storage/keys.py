"""Keys of our actors beside those that sign requests: for proofs, to come, and retired."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fedart.domain.ids import ActorId, Uri, first_id
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("keys.sql")
WEEK = 7 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class ProofKey:
    """An Ed25519 key of one of ours: its id, the public half in multibase, the locked private half."""

    id: Uri
    multibase: str
    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An RSA key of one of ours: its id, the public half as SPKI PEM, the locked private half."""

    id: Uri
    public: str
    pem: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NextKeys:
    """What an actor changes to; `begun` in epoch milliseconds."""

    signing: SigningKey
    proof: ProofKey
    begun: int


@dataclass(frozen=True, slots=True)
class Retired:
    """A public key that is not used any more. `proves`: multibase, for proofs; else a PEM. Time in epoch ms."""

    id: Uri
    public_key: str
    proves: bool
    shown_until: int


def proof_key(tx: Tx, actor: str) -> ProofKey | None:
    row = tx.one(SQL.proof_key, actor=actor)
    return ProofKey(Uri(row["id"]), row["multibase"], row["pem"]) if row else None


def put_proof_key(tx: Tx, actor: str, key: ProofKey, now: int) -> None:
    """Give one of ours a key for proofs, in the place of an older one."""
    tx.run(SQL.put_proof_key, actor=actor, id=key.id, multibase=key.multibase, pem=key.pem, created=now)


def without_proof_key(tx: Tx, most: int) -> list[ActorId]:
    """Some of our actors that have no key for proofs yet."""
    return [ActorId(row["actor_id"]) for row in tx.all(SQL.without_proof_key, most=most)]


def upcoming(tx: Tx, actor: str) -> NextKeys | None:
    """The keys that one of ours is about to change to."""
    row = tx.one(SQL.next, actor=actor)
    if row is None:
        return None
    signing = SigningKey(Uri(row["id"]), row["public_key"], row["pem"])
    return NextKeys(signing, ProofKey(Uri(row["proof_id"]), row["multibase"], row["proof_pem"]), int(row["begun"]))


def put_upcoming(tx: Tx, actor: str, keys: NextKeys, updated: int) -> None:
    """Begin a change; `updated` (ms) is the time that the actor's document shows from now on."""
    tx.run(
        SQL.put_next,
        actor=actor,
        id=keys.signing.id,
        public_key=keys.signing.public,
        pem=keys.signing.pem,
        proof_id=keys.proof.id,
        multibase=keys.proof.multibase,
        proof_pem=keys.proof.pem,
        begun=keys.begun,
    )
    tx.run(SQL.touch, actor=actor, updated=updated)


def switch(tx: Tx, actor: str, keys: NextKeys, old: Sequence[Retired], now: int) -> None:
    """Change to the new keys; the old ones are listed until their time."""
    tx.run(SQL.switch_public, actor=actor, id=keys.signing.id, public_key=keys.signing.public)
    tx.run(SQL.switch_private, actor=actor, pem=keys.signing.pem, created=now)
    put_proof_key(tx, actor, keys.proof, now)
    for each in old:
        tx.run(
            SQL.retire,
            actor=actor,
            id=each.id,
            public_key=each.public_key,
            proves=int(each.proves),
            shown_until=each.shown_until,
        )
    tx.run(SQL.drop_next, actor=actor)


def retired(tx: Tx, actor: str, now: int) -> list[Retired]:
    """The old keys of one of ours that are still shown, the latest first."""
    rows = tx.all(SQL.retired, actor=actor, now=now)
    return [Retired(Uri(row["id"]), row["public_key"], bool(row["proves"]), int(row["shown_until"])) for row in rows]


def sweep(tx: Tx, now: int) -> None:
    """Forget retired keys whose time is over, and strangers' keys for proofs that were not looked up for a week."""
    tx.run(SQL.sweep, now=now)
    tx.run(SQL.sweep_remote, before=now - WEEK)


def keyed(tx: Tx) -> list[ActorId]:
    """All our actors that have keys."""
    return [ActorId(row["actor_id"]) for row in tx.all(SQL.keyed)]


def changing(tx: Tx) -> list[ActorId]:
    """Our actors whose keys are about to change."""
    return [ActorId(row["actor_id"]) for row in tx.all(SQL.changing)]


def told(tx: Tx, lane: str, since: int) -> bool:
    """Whether something that was put into this lane since then (ms) was delivered."""
    return tx.one(SQL.told, lane=lane, first=first_id(since)) is not None


def waiting(tx: Tx, lane: str) -> bool:
    """Whether a task of this lane is still to be done."""
    return tx.one(SQL.waiting, lane=lane) is not None


def forget_remote(tx: Tx, key: str, retry_after: int) -> None:
    """Forget a stranger's key that its owner does not list any more; not asked for before `retry_after` (ms)."""
    tx.run(SQL.forget_remote, id=key, retry_after=retry_after)
