"""Read models of an artist's posts: what they say beside the works that hang, as each viewer may see it (WEB-09)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson

from fedart.domain.actor import Viewer
from fedart.domain.album import Album
from fedart.domain.ids import WorkId
from fedart.storage import albums, statements, views_albums
from fedart.storage.database import Row, Tx
from fedart.storage.views import NEWEST, Card, Page
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_faces.sql")
PICTURES = 4
"""Of an album, beside the post that tells of it."""
WINDOW = 100
"""How many of what was passed on one page looks at: much of it may be hidden from whoever looks."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a post answers: its title, which may be empty, and who wrote it."""

    id: WorkId
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Said:
    """A post of an artist, or one of somebody that they passed on. `place`: where it stands on the page.

    `answers` is None for what answers nothing, or nothing that the viewer may see. `album`: the one it tells of, with
    the first works in it (`shown`) that the viewer may see.
    """

    post: Post
    place: str
    passed: bool
    answers: Answered | None
    album: Album | None = None
    shown: tuple[Card, ...] = ()


def posts(tx: Tx, actor: str, viewer: Viewer | None, now: int, *, before: str = NEWEST, limit: int) -> Page[Said]:
    """An artist's posts and replies and what they passed on, newest first. Direct messages are never among them.

    Of what was passed on only what is for everybody; for people who are not signed in, only what was made here. A page
    may be short and have a next one.
    """
    who = viewer.actor.id if viewer else ""
    rows = tx.all(SQL.places, actor=actor, viewer=who, now=now, before=before, window=WINDOW, limit=limit + 1)
    found, more = _cut(rows, limit)
    works = orjson.dumps([row["work_id"] for row in found]).decode()
    known = {post.work.id: post for post in posts_in(tx.all(SQL.posts, viewer=who, works=works))}
    said = [_said(tx, known[row["work_id"]], row, viewer) for row in found if row["work_id"] in known]
    return Page(tuple(said), more)


def _cut(rows: Sequence[Row], limit: int) -> tuple[list[Row], str]:
    """The places of one page, and where the next begins (empty: nowhere).

    Both lists in `rows` are cut: what is older than the end of one may be missing from it, and belongs to the next
    page.
    """
    posted = [str(row["place"]) for row in rows if not row["passed"]]
    passed = [str(row["place"]) for row in rows if row["passed"]]
    floor = max(posted[-1] if len(posted) > limit else "", passed[-1] if len(passed) == WINDOW else "")
    found = [row for row in rows if row["shown"] and row["place"] >= floor]
    return (found[:limit], found[limit - 1]["place"]) if len(found) > limit else (found, floor)


def _said(tx: Tx, post: Post, row: Row, viewer: Viewer | None) -> Said:
    answers = _answered(tx, post, viewer.actor.id if viewer else "")
    return _told(tx, Said(post, row["place"], bool(row["passed"]), answers), viewer)


def _answered(tx: Tx, post: Post, viewer: str) -> Answered | None:
    row = tx.one(SQL.answered, work=post.work.id, viewer=viewer) if post.work.in_reply_to_id else None
    return Answered(WorkId(row["id"]), row["title"], row["name"] or row["username"]) if row else None


def _told(tx: Tx, said: Said, viewer: Viewer | None) -> Said:
    if said.passed or said.post.pictures or said.answers is not None:
        return said
    album = albums.announced(tx, said.post.work.id)
    if album is None:
        return said
    return replace(said, album=album, shown=views_albums.works(tx, album.id, viewer, limit=PICTURES).items)
