"""Reports, of people here and of other servers."""

import json
from dataclasses import dataclass

from fedart.domain.ids import AccountId, ActorId, Uri, WorkId
from fedart.domain.report import Decision, ReportState
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("reports.sql")


@dataclass(frozen=True, slots=True)
class Report:
    """A report about an actor and some of their works. `uri` is the Flag's id, None where it had none.

    `decision` and `reason` are a moderator's; None and empty while it is open. Times in ms.
    """

    id: str
    uri: Uri | None
    from_uri: Uri
    local: bool
    about: ActorId
    works: tuple[WorkId, ...]
    text: str
    forwarded: bool
    state: ReportState
    created: int
    closed: int | None = None
    decision: Decision | None = None
    reason: str = ""


def report_of(row: Row) -> Report:
    """A row of `reports`."""
    return Report(
        id=row["id"],
        uri=None if row["uri"] is None else Uri(row["uri"]),
        from_uri=Uri(row["from_uri"]),
        local=bool(row["local"]),
        about=ActorId(row["about"]),
        works=tuple(WorkId(work) for work in json.loads(row["works"])),
        text=row["text"],
        forwarded=bool(row["forwarded"]),
        state=ReportState(row["state"]),
        created=row["created"],
        closed=row["closed"],
        decision=Decision(row["decision"]) if row["decision"] else None,
        reason=row["reason"],
    )


def add(tx: Tx, report: Report) -> bool:
    """Store an open report; False when that Flag is known."""
    return (
        tx.run(
            SQL.add,
            id=report.id,
            uri=report.uri,
            from_uri=report.from_uri,
            local=int(report.local),
            about=report.about,
            works=json.dumps(report.works),
            text=report.text,
            forwarded=int(report.forwarded),
            created=report.created,
        )
        == 1
    )


def by_id(tx: Tx, ident: str) -> Report | None:
    row = tx.one(SQL.by_id, id=ident)
    return report_of(row) if row else None


def by_state(tx: Tx, state: ReportState, *, before: str = "~", most: int = 50) -> list[Report]:
    """Reports of that state, newest first, from the one before `before` on."""
    return [report_of(row) for row in tx.all(SQL.by_state, state=state.value, before=before, most=most)]


def close(tx: Tx, ident: str, decision: Decision, reason: str, by: AccountId, now: int) -> bool:
    """End an open report; False when it is not open."""
    values = {"state": decision.state.value, "decision": decision.value, "reason": reason}
    return tx.run(SQL.close, id=ident, by=by, now=now, **values) == 1


def names(tx: Tx, actor: str, work: str) -> bool:
    """Whether a report about that actor names that work, whatever became of it."""
    return any(work in json.loads(row["works"]) for row in tx.all(SQL.about, about=actor))


def recent(tx: Tx, from_uri: str, after: int) -> int:
    """How many reports came from there since then (ms)."""
    row = tx.one(SQL.recent, from_uri=from_uri, after=after)
    return int(row["n"]) if row else 0
