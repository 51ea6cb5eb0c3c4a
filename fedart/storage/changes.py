"""Pictures that came to a published work later: those that still wait for a person, and what each of them replaced."""

from fedart.domain.ids import MediaId, WorkId
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("changes.sql")


def note(tx: Tx, media: str, work: str, replaces: str | None, *, waits: bool) -> None:
    """Note that a picture comes to a work, in the place of another one or (None) beside the others."""
    tx.run(SQL.note, media=media, work=work, replaces=replaces, waits=int(waits))


def waiting(tx: Tx, media: str) -> tuple[WorkId, MediaId | None] | None:
    """The work that a picture waits to come to, and what it is to replace; None when it waits for no place."""
    row = tx.one(SQL.waiting, media=media)
    return (WorkId(row["work_id"]), row["replaces"]) if row else None


def waiting_of(tx: Tx, work: str) -> dict[MediaId, MediaId | None]:
    """The pictures that wait to come to a work, each with what it is to replace."""
    return {MediaId(row["media_id"]): row["replaces"] for row in tx.all(SQL.waiting_of, work=work)}


def replaced(tx: Tx, work: str) -> dict[str, str]:
    """Of the pictures that a work shows or showed: each that came in the place of another one, with that one."""
    return {row["media_id"]: row["replaces"] for row in tx.all(SQL.replaced, work=work)}


def drop(tx: Tx, media: str) -> None:
    """A picture waits no longer, and comes to no work."""
    tx.run(SQL.drop, media=media)


def forget(tx: Tx, work: str) -> None:
    """Nothing of a deleted work stays."""
    tx.run(SQL.forget, work=work)
