"""Which hosts answer, and what that means for the deliveries that wait for them (THREATS CAP-02)."""

from fedart.domain import breaker
from fedart.domain.breaker import FRESH, Health, Standing
from fedart.storage import statements, tasks
from fedart.storage.database import Tx

SQL = statements.load("breakers.sql")

DORMANT = "the host is dormant: failures on seven days"


def health(tx: Tx, host: str) -> Health:
    """What deliveries to a host came to since the last success."""
    row = tx.one(SQL.health, host=host)
    if row is None:
        return FRESH
    return Health(
        failures=int(row["failures"]),
        pause=int(row["pause"]),
        closed_until=int(row["closed_until"]),
        failed_days=int(row["failed_days"]),
        last_failed=int(row["last_failed"]),
        dormant=None if row["dormant"] is None else int(row["dormant"]),
    )


def fail(tx: Tx, host: str, now: int) -> Health:
    """Book a failure. Deliveries to a host wait for the end of its pause; those to a dormant one end."""
    before = health(tx, host)
    after = breaker.failed(before, now)
    if after == before:
        return after
    _put(tx, host, after)
    match breaker.standing(after, now):
        case Standing.PAUSED:
            tasks.hold_back(tx, host, after.closed_until)
        case Standing.DORMANT:
            tasks.end_deliveries(tx, host, now, DORMANT)
        case _:
            pass
    return after


def succeed(tx: Tx, host: str, now: int) -> None:
    """Book an answer: the host works, and what was postponed may go."""
    _change(tx, host, FRESH, now)


def revive(tx: Tx, host: str, now: int) -> None:
    """A verified message came from there (guide section 9). Writes nothing for a host without trouble."""
    _change(tx, host, breaker.revived(health(tx, host), now), now)


def _change(tx: Tx, host: str, after: Health, now: int) -> None:
    before = health(tx, host)
    if after == before:
        return
    _put(tx, host, after)
    if before.closed_until > now:
        tasks.let_go(tx, host, before.closed_until, now)


def _put(tx: Tx, host: str, found: Health) -> None:
    tx.run(
        SQL.put,
        host=host,
        failures=found.failures,
        pause=found.pause,
        closed_until=found.closed_until,
        failed_days=found.failed_days,
        last_failed=found.last_failed,
        dormant=found.dormant,
    )


def dormant(tx: Tx) -> list[tuple[str, int]]:
    """The dormant hosts, each with since when (ms)."""
    return [(str(row["host"]), int(row["dormant"])) for row in tx.all(SQL.dormant)]


def shift(tx: Tx, by: int) -> None:
    """Move the pauses by as much as the clock was set (DUR-05)."""
    tx.run(SQL.shift, by=by)


def sweep(tx: Tx, before: int) -> int:
    """Forget failures from before then (ms): nothing was sent to these hosts since. Returns how many hosts."""
    return tx.run(SQL.forget, before=before) + tx.run(SQL.forgive, before=before)
