"""Likes (with or without an emoji) and boosts."""

from dataclasses import dataclass

from fedart.domain.ids import ActorId, Uri, WorkId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("reactions.sql")


@dataclass(frozen=True, slots=True)
class Reaction:
    """A like or a boost; `emoji` is empty for plain likes and for boosts."""

    id: str
    uri: Uri
    actor_id: ActorId
    work_id: WorkId
    emoji: str = ""


def _reaction(row: Row) -> Reaction:
    return Reaction(
        row["id"], Uri(row["uri"]), ActorId(row["actor_id"]), WorkId(row["work_id"]), str(row.get("emoji", ""))
    )


def add_like(tx: Tx, like: Reaction, now: int) -> bool:
    """Store a like; False when that person likes that work in that way already."""
    values = {"id": like.id, "uri": like.uri, "actor_id": like.actor_id, "work_id": like.work_id}
    return tx.run(SQL.add_like, **values, emoji=like.emoji, created=now) == 1


def like_by_uri(tx: Tx, uri: str) -> Reaction | None:
    row = tx.one(SQL.like_by_uri, uri=uri)
    return _reaction(row) if row else None


def like_of(tx: Tx, actor: str, work: str, emoji: str = "") -> Reaction | None:
    """Somebody's like of a work: the plain one, or that with an emoji."""
    row = tx.one(SQL.like_of, actor_id=actor, work_id=work, emoji=emoji)
    return _reaction(row) if row else None


def since(tx: Tx, ident: str) -> int:
    """When a like or a boost was stored, in ms; 0 when it is not there."""
    row = tx.one(SQL.since, id=ident)
    return int(row["created"]) if row else 0


def rename(tx: Tx, ident: str, uri: str) -> None:
    """The same like or boost under the id of a newer activity."""
    tx.run(SQL.rename_like, id=ident, uri=uri)
    tx.run(SQL.rename_boost, id=ident, uri=uri)


def remove_like(tx: Tx, ident: str) -> None:
    tx.run(SQL.remove_like, id=ident)


def add_boost(tx: Tx, boost: Reaction, now: int) -> bool:
    """Store a boost; False when that person boosted that work already."""
    values = {"id": boost.id, "uri": boost.uri, "actor_id": boost.actor_id, "work_id": boost.work_id}
    return tx.run(SQL.add_boost, **values, created=now) == 1


def boost_by_uri(tx: Tx, uri: str) -> Reaction | None:
    row = tx.one(SQL.boost_by_uri, uri=uri)
    return _reaction(row) if row else None


def boost_of(tx: Tx, actor: str, work: str) -> Reaction | None:
    row = tx.one(SQL.boost_of, actor_id=actor, work_id=work)
    return _reaction(row) if row else None


def remove_boost(tx: Tx, ident: str) -> None:
    tx.run(SQL.remove_boost, id=ident)


def remove_all(tx: Tx, actor: str) -> list[WorkId]:
    """Every like and every boost of somebody who is gone; of which works."""
    found = [WorkId(row["work_id"]) for row in tx.all(SQL.reacted, actor_id=actor)]
    tx.run(SQL.remove_likes_of, actor_id=actor)
    tx.run(SQL.remove_boosts_of, actor_id=actor)
    return found


def fans(tx: Tx, work: str) -> list[str]:
    """Inboxes of everybody elsewhere who liked or boosted a work: they hold a copy."""
    return [row["shared_inbox"] or row["inbox"] for row in tx.all(SQL.fans, work_id=work)]
