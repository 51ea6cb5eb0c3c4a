"""The board: open jobs that anybody may see, newest first."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fedart.domain.ids import WorkId
from fedart.domain.job import Job
from fedart.domain.search import terms
from fedart.storage import statements
from fedart.storage.database import Row, Tx, Value
from fedart.storage.jobs import job_of
from fedart.storage.views import NEWEST, Page, Person, page_of, person_in
from fedart.storage.views_work import Post

SQL = statements.load("views_jobs.sql")
COUNTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for; empty and 0 mean anything. `floor` is the least pay in hundredths a year, in `currency`.

    `origin` is `here` or `elsewhere`; `since` is an epoch in milliseconds; `free`: calls without a fee alone.
    """

    text: str = ""
    discipline: str = ""
    type: str = ""
    mode: str = ""
    country: str = ""
    experience: str = ""
    currency: str = ""
    floor: int = 0
    no_ai: bool = False
    free: bool = False
    origin: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True)
class Posting:
    """A job in a list, and who posted it."""

    job: Job
    poster: Person


def board(tx: Tx, wish: Wish, *, before: str = NEWEST, limit: int) -> Page[Posting]:
    """Open jobs that fit everything that is asked for, newest first."""
    match = terms(wish.text)
    if wish.text.strip() and not match:
        return Page(())
    statement = SQL.board_by_words if match else SQL.board
    rows = tx.all(statement, **_values(wish, match), before=before, limit=limit + 1)
    return page_of([_posting(tx, row) for row in rows], [row["work_id"] for row in rows], limit)


@dataclass(frozen=True, slots=True)
class Total:
    """How many jobs fit, and how many of them came from other servers; `more`: there are more than `COUNTED`.

    `facets`: how many of them each type, mode and discipline has; empty while there are more.
    """

    number: int = 0
    elsewhere: int = 0
    more: bool = False
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def total(tx: Tx, wish: Wish) -> Total:
    """What fits, counted up to `COUNTED`: that bounds what a page of a large board costs."""
    match = terms(wish.text)
    if wish.text.strip() and not match:
        return Total()
    rows = tx.all(SQL.found_by_words if match else SQL.found, **_values(wish, match), limit=COUNTED + 1)
    elsewhere = sum(not row["local"] for row in rows[:COUNTED])
    if len(rows) > COUNTED:
        return Total(COUNTED, elsewhere, more=True)
    about = tx.all(SQL.about, works=json.dumps([row["work_id"] for row in rows]))
    facets = {
        "type": Counter(row["type"] for row in rows),
        "mode": Counter(row["mode"] for row in rows),
        "discipline": {row["discipline"]: int(row["n"]) for row in about},
    }
    return Total(len(rows), elsewhere, facets=facets)


def fits(tx: Tx, wish: Wish, work: str) -> bool:
    """Whether one open job is what somebody looks for."""
    match = terms(wish.text)
    if wish.text.strip() and not match:
        return False
    return tx.one(SQL.wanted_by_words if match else SQL.wanted, **_values(wish, match), work=work) is not None


def one(tx: Tx, work: str) -> Posting | None:
    """A job with its poster, wherever it stands; None for what is none, or for nobody to see."""
    row = tx.one(SQL.one, work=work)
    return _posting(tx, row) if row else None


def among(tx: Tx, posts: Iterable[Post]) -> dict[WorkId, Posting]:
    """Those of a feed's posts that are jobs, by their works. A job has a title, and no picture."""
    asked = [post.work.id for post in posts if post.work.title and not post.pictures]
    return {work: found for work in asked if (found := one(tx, work)) is not None}


def own(tx: Tx, work: str) -> Posting | None:
    """A job with its poster, seen by the poster: also one that nobody else sees."""
    row = tx.one(SQL.own, work=work)
    return _posting(tx, row) if row else None


def _posting(tx: Tx, row: Row) -> Posting:
    return Posting(job_of(tx, row), person_in(row))


def _values(wish: Wish, match: str) -> dict[str, Value]:
    words: dict[str, Value] = {"match": match} if match else {}
    return {
        **words,
        "discipline": wish.discipline,
        "type": wish.type,
        "mode": wish.mode,
        "country": wish.country,
        "experience": wish.experience,
        "currency": wish.currency,
        "floor": wish.floor,
        "no_ai": int(wish.no_ai),
        "free": int(wish.free),
        "origin": wish.origin,
        "since": wish.since,
    }
