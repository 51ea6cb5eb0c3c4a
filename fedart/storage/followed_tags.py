"""Tags that our people follow, without their `#`, case folded."""

from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("followed_tags.sql")


def add(tx: Tx, actor: str, tag: str, now: int) -> None:
    tx.run(SQL.add, actor_id=actor, tag=tag, now=now)


def remove(tx: Tx, actor: str, tag: str) -> None:
    tx.run(SQL.remove, actor_id=actor, tag=tag)


def of_actor(tx: Tx, actor: str) -> list[str]:
    """The tags that somebody follows, in order."""
    return [row["tag"] for row in tx.all(SQL.of_actor, actor_id=actor)]


def follows(tx: Tx, actor: str, tag: str) -> bool:
    return tx.one(SQL.follows, actor_id=actor, tag=tag) is not None
