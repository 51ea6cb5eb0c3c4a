"""Works that an artist put on top: ours as they chose, others' as their `featured` collection says."""

from collections.abc import Sequence

from fedart.domain.ids import Uri, WorkId
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("pins.sql")


def add(tx: Tx, actor: str, work: str, now: int) -> bool:
    """Put a work below those that are on top already; False when it is one of them."""
    return tx.run(SQL.add, actor_id=actor, work_id=work, created=now) == 1


def remove(tx: Tx, actor: str, work: str) -> bool:
    """False when it was not on top."""
    return tx.run(SQL.remove, actor_id=actor, work_id=work) == 1


def replace(tx: Tx, actor: str, works: Sequence[str], now: int) -> None:
    """Exactly these works are on top, in this order."""
    tx.run(SQL.clear, actor_id=actor)
    for work in works:
        add(tx, actor, work, now)


def of_actor(tx: Tx, actor: str) -> list[WorkId]:
    """What is on top and everybody may see, first things first."""
    return [WorkId(row["work_id"]) for row in tx.all(SQL.of_actor, actor_id=actor)]


def owner_of(tx: Tx, featured: str, actor: str) -> Uri | None:
    """Whose highlights that collection holds: `actor`'s when they say so, else whoever does; None when nobody."""
    row = tx.one(SQL.actor_by_featured, featured=featured, actor=actor) if featured else None
    return Uri(row["uri"]) if row else None
