"""When the answers to a work were last looked for, and which of them may have answers that we lack."""

from fedart.domain.ids import WorkId
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("threads.sql")

DEPTH = 10
MOST = 500
"""How far and how much of a thread is looked at."""


def begin(tx: Tx, work: str, now: int, wait: int) -> bool:
    """Whether to look now: not within `wait` ms of the last time. Notes the time when it is."""
    return tx.run(SQL.begin, work_id=work, now=now, before=now - wait) == 1


def elsewhere(tx: Tx, work: str, limit: int) -> list[WorkId]:
    """Public answers of other servers below a work, the newest first: only their homes know what answers them."""
    rows = tx.all(SQL.elsewhere, work_id=work, depth=DEPTH, most=MOST, limit=limit)
    return [WorkId(row["id"]) for row in rows]
