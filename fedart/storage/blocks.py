"""Who blocks whom, here and elsewhere, and whom our people do not want to see."""

from dataclasses import dataclass

from fedart.domain.ids import ActorId, Uri
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("blocks.sql")


@dataclass(frozen=True, slots=True)
class Blocking:
    """`blocker` blocks `blocked`; `uri` is the id of the Block activity, `created` in ms."""

    id: str
    uri: Uri
    blocker: ActorId
    blocked: ActorId
    created: int


def _blocking(row: Row | None) -> Blocking | None:
    if row is None:
        return None
    return Blocking(row["id"], Uri(row["uri"]), ActorId(row["blocker"]), ActorId(row["blocked"]), row["created"])


def add(tx: Tx, made: Blocking) -> bool:
    """Store a block; False when that pair has one."""
    values = {"id": made.id, "uri": made.uri, "blocker": made.blocker, "blocked": made.blocked}
    return tx.run(SQL.add, **values, created=made.created) == 1


def by_uri(tx: Tx, uri: str) -> Blocking | None:
    return _blocking(tx.one(SQL.by_uri, uri=uri))


def by_pair(tx: Tx, blocker: str, blocked: str) -> Blocking | None:
    return _blocking(tx.one(SQL.by_pair, blocker=blocker, blocked=blocked))


def rename(tx: Tx, ident: str, uri: str) -> None:
    """The same block under the id of a newer activity."""
    tx.run(SQL.rename, id=ident, uri=uri)


def remove(tx: Tx, ident: str) -> None:
    tx.run(SQL.remove, id=ident)


def remove_all(tx: Tx, blocker: str) -> None:
    """Every block of somebody who is gone."""
    tx.run(SQL.remove_all, blocker=blocker)


def between(tx: Tx, one: str, other: str) -> bool:
    """Whether either of two actors blocks the other."""
    return tx.one(SQL.between, one=one, other=other) is not None


def mute(tx: Tx, actor: str, muted: str, now: int, until: int | None = None) -> None:
    """One of ours does not want to see somebody, until then (ms) or for good."""
    tx.run(SQL.mute, actor_id=actor, muted=muted, until=until, now=now)


def unmute(tx: Tx, actor: str, muted: str) -> bool:
    """False when there was no such mute."""
    return tx.run(SQL.unmute, actor_id=actor, muted=muted) == 1


def muted(tx: Tx, actor: str, other: str, now: int) -> bool:
    return tx.one(SQL.muted, actor_id=actor, muted=other, now=now) is not None
