"""Read models for feeds: works as posts with their authors and pictures, newest first.

Whom the viewer hides, and who blocks them, is left out by the statements; words are looked at by `services.feeds`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import orjson

from fedart.domain.ids import ActorId, WorkId
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Page, page_of, person_in
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_feeds.sql")
WINDOW = 300
"""How many posts one page looks at before it ends early: hiding a busy server must not mean reading all it sent."""
DEPTH = 100
"""How many posts of each followed tag one page looks at, hidden ones among them."""
PASSES = 32
"""How many of the newest passes one page looks at: many may be of works that were passed on again since, or hidden."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a work stands in a home feed: the id of its post, or of the newest pass by somebody whom one follows."""

    at: str
    work: WorkId
    by: ActorId | None


def home(tx: Tx, viewer: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """Works of the people whom the viewer follows and what these pass on, works with tags that they follow, and their
    own; joined when read. Each stands once, at its newest pass or post. Pages may be short and have a next one.

    A page of n works can only hold works of the n people with the newest ones, so no more than these are looked at.
    """
    places, more = _places(tx, viewer, now, before, limit)
    posts = {
        post.work.id: post for post in posts_in(tx.all(SQL.home, viewer=viewer, works=_list(p.work for p in places)))
    }
    passers = {place.by for place in places if place.by is not None}
    people = {row["a_id"]: person_in(row) for row in tx.all(SQL.passers, people=_list(passers))} if passers else {}
    found = [
        replace(posts[place.work], place=place.at, passed_by=people.get(place.by) if place.by else None)
        for place in places
        if place.work in posts
    ]
    return Page(tuple(found), more)


def _list(ids: Iterable[str]) -> str:
    return orjson.dumps(list(ids)).decode()


def _places(tx: Tx, viewer: str, now: int, before: str, limit: int) -> tuple[list[_Place], str]:
    """The places of one page, and where the next begins (empty: nowhere)."""
    rows = tx.all(SQL.places, viewer=viewer, now=now, before=before, depth=DEPTH, window=PASSES, limit=limit + 1)
    posted = [str(row["place"]) for row in rows if row["passed_by"] is None]
    passed = [str(row["place"]) for row in rows if row["passed_by"] is not None]
    # Both lists are cut: what is older than the end of one may be missing from it, and belongs to the next page.
    floor = max(posted[-1] if len(posted) > limit else "", passed[-1] if len(passed) == PASSES else "")
    found: dict[WorkId, _Place] = {}
    for row in rows:
        if row["shown"] and row["place"] >= floor:
            found.setdefault(row["work_id"], _Place(row["place"], row["work_id"], row["passed_by"]))
    places = list(found.values())
    return (places[:limit], places[limit - 1].at) if len(places) > limit else (places, floor)


def near(tx: Tx, viewer: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """Works of this instance that are public, or for people here alone. A page may hold fewer than `limit` and have a
    next one."""
    return _windowed(tx, SQL.near, SQL.near_edge, viewer, now, before, limit)


def far(tx: Tx, viewer: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """Public works with pictures that came from elsewhere. A page may hold fewer than `limit` and have a next one."""
    return _windowed(tx, SQL.far, SQL.far_edge, viewer, now, before, limit)


def _windowed(tx: Tx, sql: str, edge: str, viewer: str, now: int, before: str, limit: int) -> Page[Post]:
    rows = tx.all(sql, viewer=viewer, now=now, before=before, window=WINDOW, limit=limit + 1)
    posts = posts_in(rows)
    if len(posts) > limit:
        return page_of(posts, [post.work.id for post in posts], limit)
    beyond = tx.all(edge, before=before, window=WINDOW - 1)
    return Page(tuple(posts), WorkId(beyond[0]["id"]) if len(beyond) > 1 else "")
