"""Which works the collective shows first, and in which order."""

from collections.abc import Sequence

from fedart.domain.ids import WorkId
from fedart.domain.pick import Pick
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("picks.sql")
NEXT = -1
"""The position of one that was just put, before `arrange`: in front of all others."""


def _pick(row: Row) -> Pick:
    return Pick(WorkId(row["work_id"]), row["words"], row["added"])


def every(tx: Tx) -> list[Pick]:
    """All of them in their order, also those that not everybody may see at the moment."""
    return [_pick(row) for row in tx.all(SQL.all)]


def of_work(tx: Tx, work: str) -> Pick | None:
    row = tx.one(SQL.by_work, work=work)
    return _pick(row) if row else None


def put(tx: Tx, work: str, now: int) -> bool:
    """Make a work the first one; False when it is among them already."""
    if tx.run(SQL.put, work=work, position=NEXT, added=now) == 0:
        return False
    arrange(tx, [pick.work_id for pick in every(tx)])
    return True


def arrange(tx: Tx, order: Sequence[str]) -> None:
    """Give all of them the order that is given."""
    for number, work in enumerate(order):
        tx.run(SQL.place, work=work, position=number)


def describe(tx: Tx, work: str, words: str) -> None:
    """Replace the words beside one of them."""
    tx.run(SQL.say, work=work, words=words)


def remove(tx: Tx, work: str) -> bool:
    """Take a work from among them; False when it is not there."""
    return tx.run(SQL.remove, work=work) == 1
