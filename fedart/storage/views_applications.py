"""Applications as pages show them: to the poster of a job, and to the artist who sent one. Every statement is scoped
to the one who asks (THREATS WEB-09, WEB-10); whoever moderates has no part in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fedart.domain.applying import Application, Step
from fedart.domain.ids import Uri, WorkId
from fedart.domain.job import JobState
from fedart.storage import statements
from fedart.storage.applications import application_of
from fedart.storage.database import Row, Tx
from fedart.storage.offers import Link
from fedart.storage.views import NEWEST, Card, Page, Person, cards_in, page_of, person_in

SQL = statements.load("views_applications.sql")


@dataclass(frozen=True, slots=True)
class Applied:
    """An application as the poster of its job sees it; `works` that anybody may still see.

    `links`: those of an artist elsewhere whose picture is not shown here.
    """

    application: Application
    artist: Person
    works: tuple[Card, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """An application as its artist sees it. `poster`, `title` and `state` are the job's."""

    application: Application
    poster: Person
    title: str
    state: JobState


@dataclass(frozen=True, slots=True)
class Letter:
    """A conversation that began with a private answer to a job; `words` is sanitised HTML, `at` in ms."""

    root: WorkId
    person: Person
    words: str
    at: int
    unread: bool


def of_job(tx: Tx, poster: str, job: str, *, before: str = NEWEST, limit: int) -> Page[Applied]:
    """The applications for a job of that poster, newest first."""
    rows = tx.all(SQL.of_job, poster=poster, job=job, before=before, limit=limit + 1)
    return page_of(_applied(tx, job, rows), [row["p_id"] for row in rows], limit)


def of_poster(tx: Tx, poster: str, ident: str) -> Applied | None:
    """An application for a job of that poster."""
    row = tx.one(SQL.of_poster, poster=poster, id=ident)
    return _applied(tx, row["p_work_id"], [row])[0] if row else None


def _applied(tx: Tx, job: str, rows: Sequence[Row]) -> list[Applied]:
    if not rows:
        return []
    idents = [row["p_id"] for row in rows]
    found = tx.all(SQL.works_of_job, job=job, first=max(idents), last=min(idents))
    works: dict[str, tuple[Card, ...]] = {}
    for ident, group in groupby(found, key=lambda row: str(row["application"])):
        own = list(group)
        works[ident] = cards_in(own, len(own)).items
    links: dict[str, list[Link]] = {}
    for row in tx.all(SQL.links_of_job, job=job, first=max(idents), last=min(idents)):
        links.setdefault(row["application_id"], []).append(Link(Uri(row["uri"]), row["title"]))
    return [
        Applied(application_of(tx, row), person_in(row), works.get(row["p_id"], ()), tuple(links.get(row["p_id"], ())))
        for row in rows
    ]


def total(tx: Tx, poster: str, job: str) -> tuple[int, int]:
    """How many applications a job of that poster has, and how many of them were never opened."""
    row = tx.one(SQL.total, poster=poster, job=job)
    return (int(row["n"]), int(row["unseen"] or 0)) if row else (0, 0)


def choosable(tx: Tx, actor: str, limit: int) -> tuple[Card, ...]:
    """Works of somebody that anybody may see, newest first: what they may send along."""
    return cards_in(tx.all(SQL.choosable, actor=actor, limit=limit), limit).items


def of_artist(tx: Tx, actor: str, *, before: str = NEWEST, limit: int) -> Page[Sent]:
    """What an artist has sent, newest first."""
    rows = tx.all(SQL.of_artist, actor=actor, before=before, limit=limit + 1)
    return page_of([_sent(tx, row) for row in rows], [row["p_id"] for row in rows], limit)


def sent(tx: Tx, actor: str, ident: str) -> Sent | None:
    """An application of that artist."""
    row = tx.one(SQL.one_of_artist, actor=actor, id=ident)
    return _sent(tx, row) if row else None


def of_pair(tx: Tx, actor: str, job: str) -> Sent | None:
    """What that artist sent for that job."""
    row = tx.one(SQL.of_pair, actor=actor, job=job)
    return _sent(tx, row) if row else None


def works_of(tx: Tx, application: Application) -> tuple[Card, ...]:
    """The works that were sent along and that anybody may still see."""
    rows = tx.all(SQL.works_of_job, job=application.work_id, first=application.id, last=application.id)
    return cards_in(rows, len(rows)).items


def _sent(tx: Tx, row: Row) -> Sent:
    return Sent(application_of(tx, row), person_in(row), row["job_title"], JobState(row["job_state"]))


def steps(tx: Tx, ident: str) -> tuple[Step, ...]:
    """The timeline of an application, which whoever calls may see; the first step first."""
    return tuple(Step(row["what"], row["at"]) for row in tx.all(SQL.steps, id=ident))


def letters(tx: Tx, poster: str, job: str, now: int, limit: int) -> tuple[Letter, ...]:
    """Conversations of the poster's that began with a private answer to their job, from whatever server."""
    rows = tx.all(SQL.letters, viewer=poster, job=job, now=now, limit=limit)
    once = {row["root"]: row for row in reversed(rows)}
    return tuple(
        Letter(WorkId(row["root"]), person_in(row), row["content"], row["published"], bool(row["unread"]))
        for row in reversed(once.values())
    )
