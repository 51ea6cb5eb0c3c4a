"""Permissions that others can look up: to quote a work (FEP-044f), to list an artist (FEP-7aa9), to answer a work."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import ActorId, Uri
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("stamps.sql")


class StampKind(StrEnum):
    QUOTE = "quote"
    FEATURE = "feature"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Stamp:
    """`actor_id` permits: `about` (a work or an artist of ours) may stand in `instrument` (a post or a collection).

    `request` is the id of the request, `asker` who asked; times in ms.
    """

    id: str
    kind: StampKind
    actor_id: ActorId
    request: Uri
    asker: Uri
    about: Uri
    instrument: Uri
    created: int
    revoked: int | None = None


def _stamp(row: Row | None) -> Stamp | None:
    if row is None:
        return None
    return Stamp(
        id=row["id"],
        kind=StampKind(row["kind"]),
        actor_id=ActorId(row["actor_id"]),
        request=Uri(row["request"]),
        asker=Uri(row["asker"]),
        about=Uri(row["about"]),
        instrument=Uri(row["instrument"]),
        created=row["created"],
        revoked=row["revoked"],
    )


def add(tx: Tx, stamp: Stamp) -> bool:
    """Store a permission; False when that thing has one, given or revoked."""
    return (
        tx.run(
            SQL.add,
            id=stamp.id,
            kind=stamp.kind.value,
            actor_id=stamp.actor_id,
            request=stamp.request,
            asker=stamp.asker,
            about=stamp.about,
            instrument=stamp.instrument,
            created=stamp.created,
        )
        == 1
    )


def by_id(tx: Tx, ident: str) -> Stamp | None:
    return _stamp(tx.one(SQL.by_id, id=ident))


def by_thing(tx: Tx, kind: StampKind, about: str, instrument: str) -> Stamp | None:
    """The permission for that very thing, also when it was revoked."""
    return _stamp(tx.one(SQL.by_thing, kind=kind.value, about=about, instrument=instrument))


def of_actor(tx: Tx, actor: str, most: int = 100) -> list[Stamp]:
    """What somebody permits at present, newest first."""
    return [found for row in tx.all(SQL.of_actor, actor_id=actor, most=most) if (found := _stamp(row))]


def revoke(tx: Tx, ident: str, now: int) -> bool:
    """Take a permission back; False when it was not in force."""
    return tx.run(SQL.revoke, id=ident, now=now) == 1
