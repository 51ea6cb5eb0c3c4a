"""The queue: tasks are added in the transaction that causes them, claimed with a lease, and end done or dead.

Of a lane, only the oldest task is due or leased; the others wait for it. What is claimed next: `storage.claims`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fedart.domain.ids import new_id
from fedart.domain.task import Flow, TaskState
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("tasks.sql")

REASON_LIMIT = 300
CLOCK_JUMP = 60_000
"""By how much (ms) the wall clock must leave the steady one to have been set."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A task of a lane that is not over. Only what is leased has been begun in its present attempt."""

    id: str
    kind: str
    state: TaskState
    payload: bytes
    attempts: int
    due: int


def add(
    tx: Tx,
    kind: str,
    payload: bytes,
    now: int,
    *,
    lane: str = "",
    due: int | None = None,
    flow: Flow = Flow.OWN,
    host: str = "",
) -> str:
    """Put a task into the queue; it is due at once, or at `due` (ms), when nothing older is in its lane.

    Returns its id.
    """
    ident = new_id(now)
    tx.run(
        SQL.add,
        id=ident,
        kind=kind,
        lane=lane,
        payload=payload,
        due=now if due is None else due,
        created=now,
        flow=flow.value,
        host=host,
    )
    return ident


def add_delivery(tx: Tx, kind: str, payload: bytes, now: int, *, lane: str, host: str, due: int) -> bool:
    """Put a delivery into the queue, due when a pause of its host is over; False when the host is dormant (CAP-02)."""
    count = tx.run(
        SQL.add_delivery, id=new_id(now), kind=kind, lane=lane, payload=payload, due=due, created=now, host=host
    )
    return count == 1


def any_due(tx: Tx, now: int) -> bool:
    """Whether there may be something to claim: a cheap look that does not wait for the writer."""
    return tx.one(SQL.any_due, now=now) is not None


def done(tx: Tx, task: str, now: int) -> None:
    if tx.run(SQL.done, id=task, now=now):
        tx.run(SQL.next_in_lane, id=task)


def later(tx: Tx, task: str, due: int, reason: str) -> None:
    """Try again at `due` (ms); the reason is kept for the operator."""
    tx.run(SQL.later, id=task, due=due, reason=reason[:REASON_LIMIT])


def postpone(tx: Tx, task: str, due: int, reason: str) -> None:
    """Put off to `due` (ms) what was claimed and could not be tried: this was no attempt."""
    tx.run(SQL.postpone, id=task, due=due, reason=reason[:REASON_LIMIT])


def release(tx: Tx, tasks: Sequence[str]) -> None:
    """Give back tasks that were claimed but not finished. A delivery counts as tried: its request may have arrived."""
    for task in tasks:
        tx.run(SQL.release, id=task)


def dead(tx: Tx, task: str, now: int, reason: str) -> None:
    """Give up on a task, keeping it with its reason."""
    if tx.run(SQL.dead, id=task, now=now, reason=reason[:REASON_LIMIT]):
        tx.run(SQL.next_in_lane, id=task)


def in_lane(tx: Tx, lane: str) -> list[Pending]:
    """What is not over in a lane, oldest first."""
    return [
        Pending(
            str(row["id"]),
            str(row["kind"]),
            TaskState(row["state"]),
            _bytes(row["payload"]),
            int(row["attempts"]),
            int(row["due"]),
        )
        for row in tx.all(SQL.in_lane, lane=lane)
    ]


def _bytes(payload: bytes | str) -> bytes:
    return payload if isinstance(payload, bytes) else str(payload).encode()


def cancel(tx: Tx, tasks: Iterable[str], now: int) -> int:
    """End tasks that have not begun, because something newer replaces them; returns how many."""
    ended = [task for task in tasks if tx.run(SQL.cancel, id=task, now=now)]
    for task in ended:
        tx.run(SQL.next_in_lane, id=task)
    return len(ended)


def cancel_lane(tx: Tx, lane: str, now: int) -> int:
    """End what has not begun in a lane because something newer replaces it; returns how many."""
    return cancel(tx, [task.id for task in in_lane(tx, lane)], now)


def hold_back(tx: Tx, host: str, until: int) -> None:
    """Postpone every delivery to a host; this counts as no attempt."""
    tx.run(SQL.hold_back, host=host, until=until)


def let_go(tx: Tx, host: str, until: int, now: int) -> None:
    """Make due what was postponed up to `until`, also what stands behind something else and then waits no longer."""
    tx.run(SQL.let_go, host=host, until=until, now=now)
    tx.run(SQL.let_go_waiting, host=host, until=until, now=now)


def end_deliveries(tx: Tx, host: str, now: int, reason: str) -> int:
    """End every delivery to a host that has not begun; returns how many."""
    short = reason[:REASON_LIMIT]
    waiting = tx.run(SQL.end_waiting, host=host, now=now, reason=short)
    return waiting + tx.run(SQL.end_due, host=host, now=now, reason=short)


def received(tx: Tx, domain: str, most: int) -> int:
    """How much from that domain is not yet handled or in progress; counting ends somewhere past `most`."""
    row = tx.one(SQL.received, host=domain, most=most)
    return int(row["n"]) if row else 0


def follow_clock(tx: Tx, ahead: int, now: int) -> int:
    """Move everything that waits when the wall clock was set, so that it waits as long as it was to (DUR-05).

    `ahead`: by how much the wall clock is ahead of the time since the machine started, in ms; the first who notices a
    change moves the tasks for all. What was added or leased by the new time already stays, as far as it can be told.
    Returns by how much they moved.
    """
    known = tx.one(SQL.ahead)
    by = ahead - int(known["ahead"]) if known else 0
    if known is None or abs(by) > CLOCK_JUMP:
        tx.run(SQL.keep_ahead, ahead=ahead)
    if abs(by) <= CLOCK_JUMP:
        return 0
    low, high = (0, now) if by > 0 else (now - by // 2, now - 2 * by)
    tx.run(SQL.shift_due, by=by, before=now - by // 2 if by > 0 else now - by)
    tx.run(SQL.shift_leases, by=by, low=low, high=high)
    return by


def keep_ahead(tx: Tx, ahead: int) -> None:
    """Begin to follow the clock: the machine may have been started anew since somebody last looked."""
    tx.run(SQL.keep_ahead, ahead=ahead)


def sweep(tx: Tx, before: int) -> int:
    """Delete tasks that ended before then; returns how many."""
    return tx.run(SQL.sweep, before=before)


def counts(tx: Tx) -> dict[str, int]:
    """How many tasks are in each state."""
    return {str(row["state"]): int(row["n"]) for row in tx.all(SQL.counts)}
