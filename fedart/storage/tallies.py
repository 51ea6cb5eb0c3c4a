"""Monthly counts of what the check did, which everybody may read. They stay when the pictures go."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fedart.domain.policy import Action
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("tallies.sql")


@dataclass(frozen=True, slots=True)
class Tally:
    """One month (`2026-11`, UTC): pictures looked at, held, dropped and marked; appeals; decisions that overturned."""

    month: str
    checked: int = 0
    held: int = 0
    dropped: int = 0
    labelled: int = 0
    appealed: int = 0
    overturned: int = 0


def month_of(now: int) -> str:
    """The month of a time in ms, UTC."""
    return f"{datetime.fromtimestamp(now / 1000, UTC):%Y-%m}"


def count(
    tx: Tx,
    now: int,
    *,
    checked: int = 0,
    held: int = 0,
    dropped: int = 0,
    labelled: int = 0,
    appealed: int = 0,
    overturned: int = 0,
) -> None:
    """Add to the counts of this month."""
    tx.run(
        SQL.count,
        month=month_of(now),
        checked=checked,
        held=held,
        dropped=dropped,
        labelled=labelled,
        appealed=appealed,
        overturned=overturned,
    )


def count_verdict(tx: Tx, now: int, action: Action, *, checked: int = 1) -> None:
    """Count what became of a picture; `checked` is 0 for one that was counted as looked at before."""
    tx.run(
        SQL.count,
        month=month_of(now),
        checked=checked,
        held=int(action is Action.HOLD),
        dropped=int(action is Action.DROP),
        labelled=int(action is Action.LABEL),
        appealed=0,
        overturned=0,
    )


def _tally(row: Row) -> Tally:
    names = ("month", "checked", "held", "dropped", "labelled", "appealed", "overturned")
    return Tally(*(row[name] for name in names))


def months(tx: Tx, limit: int) -> tuple[Tally, ...]:
    """The newest months in which anything was counted, newest first."""
    return tuple(_tally(row) for row in tx.all(SQL.months, limit=limit))


def month(tx: Tx, name: str) -> Tally:
    """The counts of one month."""
    row = tx.one(SQL.month, month=name)
    return _tally(row) if row else Tally(name)
