"""Read models for moderators: reports, what they are about, and who is kept out. Nobody else may see any of this.

A moderator sees no report about themselves while somebody else can decide: it would tell them who reported them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fedart.domain.ids import WorkId
from fedart.domain.work import WorkState
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.storage.reports import Report, report_of
from fedart.storage.views import NEWEST, Page, Person, page_of, person_in
from fedart.storage.views_admin import Neighbours
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_reports.sql")


@dataclass(frozen=True, slots=True)
class Filed:
    """A report with whom it is about and who sent it: `by` is None for somebody we do not know.

    `suspended`: the person is, now. `gone`: their account was deleted. `decided_by` is a user name.
    """

    report: Report
    about: Person
    by: Person | None
    suspended: bool
    gone: bool
    decided_by: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something a moderator did; `created` in ms, `by` a user name."""

    action: str
    note: str
    created: int
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one report. `works`: those it names that are still here; `lost`: how many are not.

    `earlier`: other reports about the same person, newest first; `acts`: what was done about them or their server.
    """

    filed: Filed
    works: tuple[Post, ...]
    lost: int
    earlier: tuple[Filed, ...]
    acts: tuple[Act, ...]
    around: Neighbours


@dataclass(frozen=True, slots=True)
class Suspended:
    """Somebody who is suspended, since then (ms)."""

    person: Person
    since: int
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedDomain:
    """A domain that nobody here hears of, since then (ms)."""

    domain: str
    reason: str
    since: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things of each sort wait for a moderator. `again`: shown pictures that today's rule would withhold."""

    reports: int
    appeals: int
    held: int
    again: int


def _filed(rows: Iterable[Row]) -> list[Filed]:
    return [
        Filed(
            report=report_of(row),
            about=person_in(row),
            by=None if row["q_id"] is None else person_in(row, "q_", "q_face_"),
            suspended=row["suspended"] is not None,
            gone=row["deleted"] is not None,
            decided_by=row["decider"] or "",
        )
        for row in rows
    ]


def listed(tx: Tx, viewer: str, *, closed: bool, before: str = NEWEST, limit: int) -> Page[Filed]:
    """Reports that are open, or those that were decided, newest first; the cursor is the report's id."""
    found = _filed(tx.all(SQL.closed if closed else SQL.open, viewer=viewer, before=before, limit=limit + 1))
    return page_of(found, [item.report.id for item in found], limit)


def case(tx: Tx, viewer: str, ident: str, *, limit: int) -> Case | None:
    """One report with all that belongs to it, up to `limit` earlier reports and acts; None when there is none."""
    filed = next(iter(_filed(tx.all(SQL.report, viewer=viewer, id=ident))), None)
    if filed is None:
        return None
    about = filed.about
    works = [post for work in filed.report.works for post in _named(tx, work, about.id)]
    host = "" if about.local else about.host.partition(":")[0]
    return Case(
        filed=filed,
        works=tuple(works),
        lost=len(filed.report.works) - len(works),
        earlier=tuple(_filed(tx.all(SQL.earlier, about=about.id, id=ident, limit=limit))),
        acts=tuple(_act(row) for row in tx.all(SQL.acts, about=about.id, host=host, limit=limit)),
        around=around(tx, viewer, ident),
    )


def _named(tx: Tx, work: WorkId, about: str) -> list[Post]:
    """A work that a report names, whoever it was for; none when it is gone or somebody else's."""
    return [post for post in posts_in(tx.all(SQL.work, id=work, about=about)) if _here(post)]


def _here(post: Post) -> bool:
    return post.work.state is not WorkState.DELETED


def _act(row: Row) -> Act:
    return Act(row["action"], row["note"], row["created"], row["username"])


def around(tx: Tx, viewer: str, ident: str) -> Neighbours:
    """The next newer and the next older open report, and how many are open."""
    row = tx.one(SQL.around, viewer=viewer, id=ident)
    return Neighbours(row["newer"], row["older"], row["waiting"]) if row else Neighbours(None, None, 0)


def suspended(tx: Tx, *, before: tuple[int, str], limit: int) -> Page[Suspended]:
    """Who is suspended, the latest first. The cursor is `time|id` of the last one shown."""
    rows = tx.all(SQL.suspended, before=before[0], before_id=before[1], limit=limit + 1)
    found = [Suspended(person_in(row), row["suspended"], row["reason"] or "") for row in rows]
    return page_of(found, [f"{item.since}|{item.person.id}" for item in found], limit)


def refused(tx: Tx) -> tuple[RefusedDomain, ...]:
    """Every refused domain, by name."""
    return tuple(RefusedDomain(row["domain"], row["reason"], row["created"]) for row in tx.all(SQL.refused))


def waiting(tx: Tx, viewer: str) -> Waiting:
    """What waits for a moderator."""
    row = tx.one(SQL.waiting, viewer=viewer)
    return Waiting(row["reports"], row["appeals"], row["held"], row["again"]) if row else Waiting(0, 0, 0, 0)
