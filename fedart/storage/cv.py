"""Entries of artists' CVs."""

from fedart.domain.cv import CvEntry, CvKind, EntryId
from fedart.domain.ids import ActorId
from fedart.storage import statements
from fedart.storage.database import Row, Tx, Value

SQL = statements.load("cv.sql")


def of_actor(tx: Tx, actor: str) -> tuple[CvEntry, ...]:
    """All entries of somebody, by the year in which they began, newest first."""
    return tuple(_entry(row) for row in tx.all(SQL.of_actor, actor=actor))


def has(tx: Tx, actor: str) -> bool:
    """Whether there is any entry."""
    row = tx.one(SQL.has, actor=actor)
    return bool(row and row["found"])


def add(tx: Tx, entry: CvEntry) -> None:
    tx.run(SQL.add, **_values(entry))


def edit(tx: Tx, entry: CvEntry) -> bool:
    """Replace an entry of that very artist; whether it was there (WEB-10)."""
    return tx.run(SQL.edit, **_values(entry)) > 0


def remove(tx: Tx, actor: str, ident: str) -> bool:
    """Delete an entry of that very artist; whether it was there (WEB-10)."""
    return tx.run(SQL.remove, actor=actor, id=ident) > 0


def _values(entry: CvEntry) -> dict[str, Value]:
    return {
        "id": entry.id,
        "actor": entry.actor_id,
        "kind": entry.kind.value,
        "began": entry.began,
        "ended": entry.ended,
        "lasting": int(entry.lasting),
        "title": entry.title,
        "place": entry.place,
        "link": entry.link,
    }


def _entry(row: Row) -> CvEntry:
    return CvEntry(
        id=EntryId(row["id"]),
        actor_id=ActorId(row["actor_id"]),
        kind=CvKind(row["kind"]),
        began=row["began"],
        ended=row["ended"],
        lasting=bool(row["lasting"]),
        title=row["title"],
        place=row["place"],
        link=row["link"],
    )
