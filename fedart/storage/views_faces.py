"""Read models of an artist's posts: what they say beside the works that hang, as each viewer may see it (WEB-09)."""

from dataclasses import dataclass, replace

from fedart.domain.actor import Viewer
from fedart.domain.album import Album
from fedart.domain.ids import WorkId
from fedart.storage import albums, statements, views_albums
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Card, Page, page_of
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_faces.sql")
PICTURES = 4
"""Of an album, beside the post that tells of it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a post answers: its title, which may be empty, and who wrote it."""

    id: WorkId
    title: str
    by: str


@dataclass(frozen=True, slots=True)
class Said:
    """A post of an artist. `answers` is None for what answers nothing, or nothing that the viewer may see.

    `album`: the one it tells of, with the first works in it (`shown`) that the viewer may see.
    """

    post: Post
    answers: Answered | None
    album: Album | None = None
    shown: tuple[Card, ...] = ()


def posts(tx: Tx, actor: str, viewer: Viewer | None, *, before: str = NEWEST, limit: int) -> Page[Said]:
    """An artist's posts and replies, newest first. Direct messages are never among them."""
    who = viewer.actor.id if viewer else ""
    found = posts_in(tx.all(SQL.posts, actor=actor, viewer=who, before=before, limit=limit + 1))
    said = [_told(tx, Said(post, _answered(tx, post, who)), viewer) for post in found]
    return page_of(said, [each.post.work.id for each in said], limit)


def _answered(tx: Tx, post: Post, viewer: str) -> Answered | None:
    row = tx.one(SQL.answered, work=post.work.id, viewer=viewer) if post.work.in_reply_to_id else None
    return Answered(WorkId(row["id"]), row["title"], row["name"] or row["username"]) if row else None


def _told(tx: Tx, said: Said, viewer: Viewer | None) -> Said:
    if said.post.pictures or said.answers is not None:
        return said
    album = albums.announced(tx, said.post.work.id)
    if album is None:
        return said
    return replace(said, album=album, shown=views_albums.works(tx, album.id, viewer, limit=PICTURES).items)
