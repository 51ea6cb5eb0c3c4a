"""Activities we sent, ids of those we received, what was deleted, and the hosts we do not talk to."""

from dataclasses import dataclass

from fedart.domain.ids import ActorId, new_id
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("activities.sql")


@dataclass(frozen=True, slots=True)
class Sent:
    """An activity of ours, rendered once; each delivery sends these very bytes."""

    id: str
    uri: str
    actor_id: ActorId
    type: str
    object_uri: str
    public: bool
    body: bytes


def add(tx: Tx, sent: Sent, now: int) -> None:
    tx.run(
        SQL.add,
        id=sent.id,
        uri=sent.uri,
        actor_id=sent.actor_id,
        type=sent.type,
        object_uri=sent.object_uri,
        public=int(sent.public),
        body=sent.body,
        created=now,
    )


def by_id(tx: Tx, ident: str) -> tuple[ActorId, bytes, bool] | None:
    """Who sent it, the bytes, and whether anybody may read it."""
    row = tx.one(SQL.by_id, id=ident)
    return (ActorId(row["actor_id"]), row["body"], bool(row["public"])) if row else None


def deletion(tx: Tx, actor_id: str, object_uri: str) -> str | None:
    """The activity by which one of ours deleted something; None when it never was told to anybody."""
    row = tx.one(SQL.deletion, actor_id=actor_id, object_uri=object_uri)
    return str(row["id"]) if row else None


def remember(tx: Tx, actor_uri: str, activity_uri: str, now: int) -> bool:
    """Note that an activity arrived; False when it did before (SIG-11)."""
    return tx.run(SQL.remember, actor_uri=actor_uri, activity_uri=activity_uri, at=now) == 1


def bury(tx: Tx, uri: str, actor_uri: str, now: int) -> None:
    """Remember for good that this was deleted or undone by that actor."""
    tx.run(SQL.bury, uri=uri, actor_uri=actor_uri, at=now)


def buried(tx: Tx, uri: str, actor_uri: str) -> bool:
    """Whether that very actor deleted or undid this before; what others said about it counts for nothing."""
    return tx.one(SQL.buried, uri=uri, actor_uri=actor_uri) is not None


def sweep(tx: Tx, before: int) -> None:
    """Forget ids of activities received before then (ms)."""
    tx.run(SQL.sweep_received, before=before)


def block(tx: Tx, domain: str, reason: str, now: int) -> None:
    tx.run(SQL.block, domain=domain, reason=reason, created=now)


def unblock(tx: Tx, domain: str) -> bool:
    """Lift a block; False when there was none."""
    return tx.run(SQL.unblock, domain=domain) == 1


def blocks(tx: Tx) -> list[str]:
    """Every blocked domain."""
    return [row["domain"] for row in tx.all(SQL.blocks)]


def audit(tx: Tx, account: str, action: str, subject: str, note: str, now: int) -> None:
    """Write down who of us did what to whom."""
    tx.run(SQL.audit, id=new_id(now), account_id=account, action=action, subject=subject, note=note, created=now)


def last_note(tx: Tx, action: str, subject: str) -> str:
    """The reason of the latest such act about somebody; empty when there was none."""
    row = tx.one(SQL.last_note, action=action, subject=subject)
    return row["note"] if row else ""
