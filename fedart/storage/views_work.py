"""Read models for one work with its replies.

Who may see what is in the statements (THREATS WEB-09): a work that is not for the viewer is read as absent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from fedart.domain.actor import Viewer
from fedart.domain.follow import FollowState
from fedart.domain.ids import WorkId
from fedart.domain.media import Media
from fedart.domain.poll import Poll
from fedart.domain.work import Work
from fedart.storage import emojis, polls, statements
from fedart.storage.database import Row, Tx
from fedart.storage.emojis import Reacted
from fedart.storage.views import Person, media_in, person_in
from fedart.storage.works import work_of

SQL = statements.load("views_work.sql")
DEPTH = 8
REPLIES = 300


@dataclass(frozen=True, slots=True)
class Post:
    """A work or reply with its author and pictures. `depth`: how many answers deep in a thread, 0 outside of one.

    In a home feed: `place` is where it stands there, `passed_by` who brought it there, beside its author. `opened`:
    its viewer wants to see it at once, whatever it is marked with.
    """

    work: Work
    by: Person
    pictures: tuple[Media, ...]
    likes: int
    boosts: int
    replies: int
    depth: int = 0
    liked: bool = False
    boosted: bool = False
    followed: bool = False
    poll: Poll | None = None
    place: str = ""
    passed_by: Person | None = None
    opened: bool = False

    @property
    def path(self) -> str:
        return f"/works/{self.work.id}"

    @property
    def covered(self) -> bool:
        """Whether a warning stands before it."""
        return not self.opened and (self.work.sensitive or bool(self.work.warning))


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A work's page. `newer`, `older`: its neighbours in the portfolio; `parent`: what it answers, with its title.

    `pinned`: whether it is among its artist's highlights.
    """

    post: Post
    thread: tuple[Post, ...]
    follow: FollowState | None
    newer: WorkId | None
    older: WorkId | None
    parent: tuple[WorkId, str] | None
    reactions: tuple[Reacted, ...] = ()
    pinned: bool = False

    def showing(self, pictures: tuple[Media, ...]) -> "WorkPage":
        """The same page with these pictures only."""
        return replace(self, post=replace(self.post, pictures=pictures))


@dataclass(frozen=True, slots=True)
class OwnWork:
    """One's own work as the edit form needs it."""

    work: Work
    pictures: tuple[Media, ...]


def _by_work(rows: Iterable[Row]) -> Iterator[tuple[Row, tuple[Media, ...]]]:
    """Rows come once per picture: one row for each work, with all of its pictures."""
    for _, group in groupby(rows, key=lambda row: row["id"]):
        own = list(group)
        yield own[0], tuple(media for row in own if (media := media_in(row, "m_")) is not None)


def posts_in(rows: Iterable[Row]) -> list[Post]:
    """Works with their authors, from rows that come once per picture."""
    return [
        Post(
            work=work_of(row),
            by=person_in(row),
            pictures=pictures,
            likes=row["likes"],
            boosts=row["boosts"],
            replies=row["replies"],
            depth=row.get("depth", 0),
            liked=bool(row.get("liked")),
            boosted=bool(row.get("boosted")),
            followed=bool(row.get("followed")),
            poll=polls.poll_of(row.get("poll")),
        )
        for row, pictures in _by_work(rows)
    ]


def work(tx: Tx, ident: str, viewer: Viewer | None = None) -> WorkPage | None:
    """A work that this viewer may see, with the replies they may see; None for all others."""
    who = {"viewer": viewer.actor.id if viewer else "", "viewer_uri": viewer.actor.uri if viewer else ""}
    rows = tx.all(SQL.work, id=ident, **who)
    if not rows:
        return None
    first = rows[0]
    return WorkPage(
        post=posts_in(rows)[0],
        thread=tuple(posts_in(tx.all(SQL.thread, id=ident, depth=DEPTH, limit=REPLIES, **who))),
        follow=None if first["follow_state"] is None else FollowState(first["follow_state"]),
        newer=first["newer"],
        older=first["older"],
        parent=None if first["q_id"] is None else (WorkId(first["q_id"]), first["q_title"]),
        reactions=emojis.reactions(tx, ident),
        pinned=bool(first["pinned"]),
    )


def own_work(tx: Tx, ident: str, actor: str) -> OwnWork | None:
    """A work of that artist (THREATS WEB-10), held or live; None for all others."""
    found = next(_by_work(tx.all(SQL.own_work, id=ident, actor=actor)), None)
    return OwnWork(work_of(found[0]), found[1]) if found else None
