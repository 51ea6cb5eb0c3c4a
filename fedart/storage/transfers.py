"""Lists to export, and imports: what a file brought, line by line, and what became of each line."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fedart.domain.ids import ActorId
from fedart.domain.transfers import Act, Line, List, RowState, State
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.storage.views import Page, page_of
from fedart.words import stored

SQL = statements.load("transfers.sql")

REASON_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Import:
    """Somebody's import. `replaces`: what is not in the file goes; `surplus`: that is among the rows. Times in ms."""

    id: str
    actor: ActorId
    list: List
    replaces: bool
    state: State
    surplus: bool
    created: int
    finished: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `total` rows, so many are still `due`, and so many have `failed`; `again` of these can be tried once more.

    `removals`: rows for what is not in the file.
    """

    total: int
    due: int
    failed: int
    again: int
    removals: int

    @property
    def done(self) -> int:
        return self.total - self.due - self.failed


@dataclass(frozen=True, slots=True)
class Job:
    """A row that is not over. `host` is empty where no other server is asked; `actor`: whom it is about, if known."""

    position: int
    target: str
    host: str
    act: Act
    actor: ActorId | None
    tries: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that could not be done, and why."""

    position: int
    target: str
    act: Act
    reason: str


# --- lists ------------------------------------------------------------------------------------------------------------

_PEOPLE: dict[List, str] = {
    List.FOLLOWING: SQL.following,
    List.FOLLOWERS: SQL.followers,
    List.BLOCKED: SQL.blocked,
    List.MUTED: SQL.muted,
}


def entries(tx: Tx, actor: str, what: List) -> list[tuple[str, str]]:
    """A whole list as (id, target): handles as `name@host`; servers stand for themselves.

    Mutes that end by themselves are left out: in a file they would last for good.
    """
    if what is List.DOMAINS:
        return [(row["domain"], row["domain"]) for row in tx.all(SQL.domains, actor=actor)]
    return [(row["id"], f"{row['username']}@{row['host']}") for row in tx.all(_PEOPLE[what], actor=actor)]


def counts(tx: Tx, actor: str) -> dict[List, int]:
    """How long each list is."""
    row = tx.one(SQL.counts, actor=actor)
    return {what: int(row[what.value]) if row else 0 for what in List}


# --- imports ----------------------------------------------------------------------------------------------------------


def add(tx: Tx, ident: str, actor: str, what: List, *, replaces: bool, now: int) -> None:
    """A new import, without rows, that waits for a yes."""
    values = {"id": ident, "actor_id": actor, "list": what.value, "state": State.READY.value}
    tx.run(SQL.add, **values, replaces=int(replaces), now=now)


def add_lines(tx: Tx, ident: str, lines: Iterable[Line], own_host: str) -> None:
    """The lines of a file as rows; those that cannot be read have failed already."""
    rows = [
        (
            line.target,
            "" if line.problem or line.host == own_host or "@" not in line.target else line.host,
            Act.ADD.value,
            (RowState.FAILED if line.problem else RowState.DUE).value,
            None,
            line.problem,
        )
        for line in lines
    ]
    tx.run(SQL.add_rows, import_id=ident, rows=json.dumps(rows))


def add_surplus(tx: Tx, ident: str, surplus: Iterable[tuple[str, str]]) -> None:
    """What is to be removed, as rows: (id, target)."""
    rows = [(target, "", Act.REMOVE.value, RowState.DUE.value, entry, "") for entry, target in surplus]
    tx.run(SQL.add_rows, import_id=ident, rows=json.dumps(rows))
    tx.run(SQL.set_surplus, id=ident)


def _import(row: Row) -> Import:
    return Import(
        id=row["id"],
        actor=ActorId(row["actor_id"]),
        list=List(row["list"]),
        replaces=bool(row["replaces"]),
        state=State(row["state"]),
        surplus=bool(row["surplus"]),
        created=row["created"],
        finished=row["finished"],
    )


def by_id(tx: Tx, ident: str) -> Import | None:
    row = tx.one(SQL.by_id, id=ident)
    return _import(row) if row else None


def progress(tx: Tx, ident: str) -> Progress:
    """How far an import is; reads all its rows."""
    found = tx.one(SQL.progress, id=ident) or {}
    return Progress(**{name: int(found.get(name, 0)) for name in ("total", "due", "failed", "again", "removals")})


def of_actor(tx: Tx, actor: str, *, limit: int) -> list[Import]:
    """Somebody's imports, the newest first."""
    return [_import(row) for row in tx.all(SQL.of_actor, actor=actor, limit=limit)]


def running(tx: Tx, actor: str) -> bool:
    """Whether one of somebody's imports is at work."""
    return tx.one(SQL.running, actor=actor) is not None


def forget_waiting(tx: Tx, actor: str) -> None:
    """Drop files of somebody that never got their yes."""
    _forget(tx, tx.all(SQL.waiting, actor=actor))


def set_state(tx: Tx, ident: str, before: State, after: State, finished: int | None = None) -> bool:
    """False when it was in another state than `before`."""
    return tx.run(SQL.set_state, id=ident, before=before.value, state=after.value, finished=finished) == 1


def next_row(tx: Tx, ident: str, now: int, spacing: int) -> Job | None:
    """The next row whose server was not asked within `spacing` ms, by any import."""
    row = tx.one(SQL.next, import_id=ident, now=now, since=now - spacing)
    return _job(row) if row else None


def next_due(tx: Tx, ident: str) -> int | None:
    """When (ms) the next row is due; None when all are over."""
    row = tx.one(SQL.next_due, import_id=ident)
    return int(row["due"]) if row else None


def row(tx: Tx, ident: str, position: int) -> Job | None:
    """A row that is not over."""
    found = tx.one(SQL.row, import_id=ident, position=position)
    return _job(found) if found else None


def _job(row: Row) -> Job:
    actor = None if row["actor_id"] is None else ActorId(row["actor_id"])
    return Job(row["position"], row["target"], row["host"], Act(row["act"]), actor, row["tries"])


def try_row(tx: Tx, ident: str, position: int, now: int) -> None:
    """Note that a row is being tried."""
    tx.run(SQL.try_row, import_id=ident, position=position, now=now)


def settle(tx: Tx, ident: str, position: int, state: RowState, *, actor: str | None = None, reason: str = "") -> None:
    """Book the end of a row."""
    kept = _kept(reason)
    tx.run(SQL.settle, import_id=ident, position=position, state=state.value, actor_id=actor, reason=kept)


def later(tx: Tx, ident: str, position: int, due: int, reason: str) -> None:
    """Try a row again at `due` (ms)."""
    tx.run(SQL.later, import_id=ident, position=position, due=due, reason=_kept(reason))


def _kept(reason: str) -> str:
    """A reason as it can be said again; one that is too long for that as it was said."""
    text = stored(reason)
    return text if len(text) <= REASON_LIMIT else reason[:REASON_LIMIT]


def wanted(tx: Tx, ident: str) -> tuple[list[str], frozenset[str]]:
    """Every target of the file, and the ids of those who were found."""
    rows = tx.all(SQL.wanted, import_id=ident)
    return [row["target"] for row in rows], frozenset(row["actor_id"] for row in rows if row["actor_id"] is not None)


def failures(tx: Tx, ident: str, *, after: int = -1, limit: int) -> Page[Failure]:
    """Rows that could not be done, in the order of the file; the cursor is a position."""
    rows: Sequence[Row] = tx.all(SQL.failures, import_id=ident, after=after, limit=limit + 1)
    found = [Failure(row["position"], row["target"], Act(row["act"]), row["reason"]) for row in rows]
    return page_of(found, [str(each.position) for each in found], limit)


def again(tx: Tx, ident: str) -> int:
    """Make rows due that were tried and failed; how many. Lines that could not be read stay as they are."""
    return tx.run(SQL.again, import_id=ident)


def sweep(tx: Tx, before: int) -> None:
    """Forget imports that are older and not at work."""
    _forget(tx, tx.all(SQL.old, before=before))


def _forget(tx: Tx, rows: Sequence[Row]) -> None:
    for each in rows:
        tx.run(SQL.forget_rows, id=each["id"])
        tx.run(SQL.forget, id=each["id"])
