"""Searches on the job board that people saved, and the log of jobs that moderators took away."""

import json
from dataclasses import asdict, dataclass, replace

from fedart.domain.ids import new_id
from fedart.storage import statements
from fedart.storage.database import Row, Tx
from fedart.storage.views import NEWEST, Page, page_of
from fedart.storage.views_jobs import Wish

SQL = statements.load("job_searches.sql")
FIRST = ""


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody wants to hear of. `query` is the part of the board's address after the question mark."""

    id: str
    actor_id: str
    query: str
    wish: Wish
    created: int


@dataclass(frozen=True, slots=True)
class Removed:
    """What anybody may know of a job that was taken away. `at` is an epoch in milliseconds; `reason` may be empty."""

    work_id: str
    title: str
    reason: str
    at: int


def add(tx: Tx, actor: str, query: str, wish: Wish, now: int) -> None:
    """Save a search; the same one again changes nothing. A saved search looks at new jobs, whenever it was made."""
    stored = json.dumps(asdict(replace(wish, since=0)))
    tx.run(SQL.add, id=new_id(now), actor=actor, query=query, wish=stored, now=now)


def of_actor(tx: Tx, actor: str) -> list[Search]:
    """Somebody's saved searches."""
    return [_search(row) for row in tx.all(SQL.of_actor, actor=actor)]


def number(tx: Tx, actor: str) -> int:
    """How many searches somebody saved."""
    row = tx.one(SQL.number, actor=actor)
    return int(row["n"]) if row else 0


def some(tx: Tx, limit: int, after: str = FIRST) -> list[Search]:
    """Everybody's, from one id on."""
    return [_search(row) for row in tx.all(SQL.some, after=after, limit=limit)]


def forget(tx: Tx, actor: str, ident: str) -> None:
    """Forget one search of somebody."""
    tx.run(SQL.forget, actor=actor, id=ident)


def note_removed(tx: Tx, work: str, title: str, reason: str, now: int) -> None:
    """Write down that a moderator took a job away."""
    tx.run(SQL.note_removed, work=work, title=title, reason=reason, now=now)


def removed(tx: Tx, work: str) -> Removed | None:
    """What is known of a job that was taken away; None for any other."""
    row = tx.one(SQL.removed, work=work)
    return _removed(row) if row else None


def all_removed(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Removed]:
    """Jobs that were taken away, the youngest first."""
    rows = tx.all(SQL.all_removed, before=before, limit=limit + 1)
    return page_of([_removed(row) for row in rows], [row["work_id"] for row in rows], limit)


def _removed(row: Row) -> Removed:
    return Removed(row["work_id"], row["title"], row["reason"], row["at"])


def _search(row: Row) -> Search:
    return Search(row["id"], row["actor_id"], row["query"], Wish(**json.loads(row["wish"])), row["created"])
