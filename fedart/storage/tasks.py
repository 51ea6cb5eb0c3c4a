"""The queue: every task is a row with a state, so a crash may delay it but cannot lose it."""

from collections.abc import Sequence

from fedart.domain.ids import new_id
from fedart.domain.task import Task
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("tasks.sql")

REASON_LIMIT = 300


def _task(row: Row) -> Task:
    payload = row["payload"]
    return Task(
        id=str(row["id"]),
        kind=str(row["kind"]),
        lane=str(row["lane"]),
        payload=payload if isinstance(payload, bytes) else str(payload).encode(),
        attempts=int(row["attempts"]),
        created=int(row["created"]),
    )


def add(tx: Tx, kind: str, payload: bytes, now: int, *, lane: str = "", due: int | None = None) -> str:
    """Put a task into the queue; it is due at once, or at `due` (ms). Returns its id."""
    ident = new_id(now)
    tx.run(SQL.add, id=ident, kind=kind, lane=lane, payload=payload, due=now if due is None else due, created=now)
    return ident


def claim(tx: Tx, now: int, lease_until: int, most: int) -> list[Task]:
    """Lease up to `most` due tasks; those whose lease ran out are due again (THREATS DUR-02). Times in ms."""
    tx.run(SQL.free, now=now)
    rows = tx.all(SQL.due, now=now, most=most)
    claimed = [_task(row) for row in rows if tx.run(SQL.lease, id=str(row["id"]), lease=lease_until) == 1]
    return [Task(t.id, t.kind, t.lane, t.payload, t.attempts + 1, t.created) for t in claimed]


def any_due(tx: Tx, now: int) -> bool:
    """Whether there may be something to claim: a cheap look that does not wait for the writer."""
    return tx.one(SQL.any_due, now=now) is not None


def done(tx: Tx, task: str, now: int) -> None:
    tx.run(SQL.done, id=task, now=now)


def later(tx: Tx, task: str, due: int, reason: str) -> None:
    """Try again at `due` (ms); the reason is kept for the operator."""
    tx.run(SQL.later, id=task, due=due, reason=reason[:REASON_LIMIT])


def release(tx: Tx, tasks: Sequence[str]) -> None:
    """Give back tasks that were claimed but not begun."""
    for task in tasks:
        tx.run(SQL.release, id=task)


def dead(tx: Tx, task: str, now: int, reason: str) -> None:
    """Give up on a task, keeping it with its reason."""
    tx.run(SQL.dead, id=task, now=now, reason=reason[:REASON_LIMIT])


def cancel_lane(tx: Tx, lane: str, now: int) -> int:
    """End what waits in a lane because something newer replaces it; returns how many."""
    return tx.run(SQL.cancel_lane, lane=lane, now=now)


def next_due(tx: Tx) -> int | None:
    """When the next waiting task is due (ms), or None when nothing waits."""
    row = tx.one(SQL.next_due)
    return None if row is None or row["due"] is None else int(row["due"])


def sweep(tx: Tx, before: int) -> int:
    """Delete tasks that ended before then; returns how many."""
    return tx.run(SQL.sweep, before=before)


def counts(tx: Tx) -> dict[str, int]:
    """How many tasks are in each state."""
    return {str(row["state"]): int(row["n"]) for row in tx.all(SQL.counts)}
