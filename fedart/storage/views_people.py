"""Read models for finding people and works, for the page of somebody elsewhere, and for what a post answers.

What may be seen by whom is in the statements (THREATS WEB-09): people and posts of other servers are shown to people
who are signed in; visitors are led to where they live.
"""

from dataclasses import dataclass

from fedart.domain import policy
from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.media import Media
from fedart.storage import activities, backfills, statements
from fedart.storage.actors import actor_of
from fedart.storage.backfills import Backfill
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Card, Page, Person, cards_in, media_in, person_in
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_people.sql")
ABOVE = 20


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Somebody elsewhere, as their page here shows them. `blocked`: by the viewer; `blocking`: the viewer.

    `passes`: whether the viewer, who follows them, wants to see what they pass on.
    """

    actor: Actor
    person: Person
    banner: Media | None
    follow: FollowState | None
    follows_viewer: bool
    passes: bool
    blocked: bool
    blocking: bool
    backfill: Backfill | None

    @property
    def apart(self) -> bool:
        """Whether one of the two blocks the other."""
        return self.blocked or self.blocking


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where something lives that visitors do not see here. `handle` is its author's, or its own."""

    host: str
    handle: str
    url: str


def _inside(words: str) -> str:
    """A pattern for LIKE that finds the words anywhere."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def people(tx: Tx, words: str, *, viewer: str = "", limit: int) -> tuple[Person, ...]:
    """People whose name or handle has these words in it; those of other servers only for a viewer."""
    barred = policy.blocklist(activities.blocks(tx))
    rows = tx.all(SQL.people, words=words.lstrip("@"), inside=_inside(words), viewer=viewer, limit=limit)
    found = (person_in(row) for row in rows)
    return tuple(person for person in found if person.local or not policy.barred(person.host, barred))


def works(tx: Tx, words: str, *, before: str = NEWEST, limit: int) -> Page[Card]:
    """Public works of ours with these words in the title, or with them as a tag; newest first."""
    tag = words.replace(" ", "").casefold()
    rows = tx.all(SQL.works, inside=_inside(words), tag=tag, before=before, limit=limit + 1)
    return cards_in(rows, limit)


def person(tx: Tx, ident: str, *, viewer: str) -> PersonPage | None:
    """Somebody of another server; None when unknown, deleted, suspended, or on a blocked server (AUT-10)."""
    row = tx.one(SQL.person, id=ident, viewer=viewer)
    if row is None or policy.blocked(str(row["host"]), activities.blocks(tx)):
        return None
    return PersonPage(
        actor=actor_of(row),
        person=person_in(row, prefix=""),
        banner=media_in(row, "b_"),
        follow=None if row["follow_state"] is None else FollowState(row["follow_state"]),
        follows_viewer=row["follows_viewer"] == FollowState.ACCEPTED.value,
        passes=bool(row["passes"]),
        blocked=bool(row["blocked"]),
        blocking=bool(row["blocking"]),
        backfill=backfills.of_actor(tx, ident),
    )


def grid(tx: Tx, actor: str, *, viewer: str, viewer_uri: str, before: str = NEWEST, limit: int) -> Page[Card]:
    """Works with pictures of somebody elsewhere, newest first; one whose pictures are withheld keeps its place."""
    rows = tx.all(SQL.grid, actor=actor, viewer=viewer, viewer_uri=viewer_uri, before=before, limit=limit + 1)
    return cards_in(rows, limit)


def highlights(tx: Tx, actor: str, *, limit: int) -> tuple[Card, ...]:
    """Works with pictures that somebody elsewhere put on top."""
    return cards_in(tx.all(SQL.highlights, actor=actor, limit=limit), limit).items


def ancestors(tx: Tx, ident: str, *, viewer: str, viewer_uri: str) -> tuple[Post, ...]:
    """What a post answers, up to twenty levels, the beginning first; what this viewer may not see is left out."""
    return tuple(posts_in(tx.all(SQL.ancestors, id=ident, viewer=viewer, viewer_uri=viewer_uri, limit=ABOVE)))


def lives_elsewhere(tx: Tx, ident: str) -> Elsewhere | None:
    """The origin of a public post or of somebody elsewhere; None for everything that is not public or not known."""
    row = tx.one(SQL.lives_elsewhere, id=ident)
    if row is None or policy.blocked(str(row["host"]), activities.blocks(tx)):
        return None
    return Elsewhere(row["host"], f"@{row['username']}@{row['host']}", row["url"])
