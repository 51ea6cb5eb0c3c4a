"""Re-scoring of stored pictures with another model: how far it is, and what it found."""

from dataclasses import dataclass

from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("rejudgings.sql")


@dataclass(frozen=True, slots=True)
class Rejudging:
    """One run over the stored pictures; times in ms. `place`: the id of the last picture that was looked at.

    `released`: held pictures that are shown now; `waiting`: shown ones that a person should look at; `failed`: those
    whose files could not be read or judged.
    """

    id: str
    model: str
    model_hash: str
    since: int
    held_only: bool
    started: int
    finished: int | None
    place: str
    total: int
    checked: int
    released: int
    waiting: int
    failed: int


def _rejudging(row: Row) -> Rejudging:
    return Rejudging(**{**row, "held_only": bool(row["held_only"])})


def start(tx: Tx, run: Rejudging) -> bool:
    """Store a new run; False while another one is not finished."""
    held = int(run.held_only)
    values = {"id": run.id, "model": run.model, "model_hash": run.model_hash}
    return tx.run(SQL.start, since=run.since, held_only=held, started=run.started, total=run.total, **values) == 1


def by_id(tx: Tx, ident: str) -> Rejudging | None:
    row = tx.one(SQL.by_id, id=ident)
    return _rejudging(row) if row else None


def newest(tx: Tx) -> Rejudging | None:
    row = tx.one(SQL.newest)
    return _rejudging(row) if row else None


def advance(tx: Tx, ident: str, place: str, *, released: int = 0, waiting: int = 0, failed: int = 0) -> bool:
    """Count one picture; False when another worker was there before."""
    return tx.run(SQL.advance, id=ident, place=place, released=released, waiting=waiting, failed=failed) == 1


def finish(tx: Tx, ident: str, now: int) -> None:
    tx.run(SQL.finish, id=ident, now=now)
