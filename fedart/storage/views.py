"""Read models for pages: what each page shows, read in one or two statements. Nothing here decides or writes.

This module holds the shapes that pages share and the lists anybody may see; `views_work`, `views_home` and
`views_admin` hold the rest. Lists are paged by id, newest first: `before` is the last id of the page before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from fedart.domain.actor import Actor, ActorType
from fedart.domain.follow import FollowState
from fedart.domain.ids import ActorId, MediaId, Uri, WorkId
from fedart.domain.mature import NONE, Mature, of_bits
from fedart.domain.media import Label, Media, MediaState
from fedart.domain.work import Visibility, WorkState
from fedart.storage import statements
from fedart.storage.actors import actor_of
from fedart.storage.database import Row, Tx
from fedart.storage.media import facts_of, renditions_of

SQL = statements.load("views.sql")
NEWEST = "~"
"""Sorts after every id: the cursor of a first page."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a byline shows them."""

    id: ActorId
    local: bool
    type: ActorType
    username: str
    host: str
    name: str
    uri: Uri
    url: str
    face: Media | None

    @property
    def display_name(self) -> str:
        return self.name or self.username

    @property
    def handle(self) -> str:
        return f"@{self.username}@{self.host}"

    @property
    def path(self) -> str:
        """Their page on this server."""
        return f"/@{self.username}" if self.local else f"/{self.handle}"


@dataclass(frozen=True, slots=True)
class Card:
    """A work in a list: its first picture, who made it, when it was published (epoch milliseconds).

    `year`: when it was made, in the artist's words; empty where they do not say. `opened`: its viewer wants to see it
    at once, whatever it is marked with.
    """

    id: WorkId
    title: str
    published: int
    warning: str
    sensitive: bool
    visibility: Visibility
    state: WorkState
    language: str
    pictures: int
    by: Person
    cover: Media
    year: str = ""
    mature: Mature = NONE
    opened: bool = False

    @property
    def path(self) -> str:
        return f"/works/{self.id}"

    @property
    def covered(self) -> bool:
        """Whether lists show its warning instead of the picture."""
        return not self.opened and (self.sensitive or bool(self.warning))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; `more` is the cursor of the next, empty when there is none."""

    items: tuple[T, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist in a list, with the first pictures of the two newest works that carry no warning.

    `warning` is that of the newest work: what stands where pictures would be when every work carries one.
    """

    person: Person
    works: int
    covers: tuple[Media, ...]
    warning: str


@dataclass(frozen=True, slots=True)
class ArtistPage:
    """The head of an artist's page. `follow`: the viewer's follow; `follows_viewer`: theirs of the viewer.

    `passes`: whether the viewer wants to see what they pass on.
    """

    actor: Actor
    person: Person
    banner: Media | None
    followers: int
    following: int
    follow: FollowState | None
    follows_viewer: bool
    passes: bool


def media_in(row: Row, prefix: str) -> Media | None:
    """The picture whose columns carry `prefix`; None when the join found none. Columns left out count as empty."""
    found = {name: row.get(prefix + name) for name in _MEDIA}
    if found["id"] is None:
        return None
    return Media(
        id=MediaId(found["id"]),
        position=found["position"] or 0,
        alt=found["alt"] or "",
        focus=(found["focus_x"] or 0.0, found["focus_y"] or 0.0),
        state=MediaState(found["state"] or MediaState.KEPT),
        sha256=found["sha256"] or "",
        facts=facts_of(found),
        renditions=renditions_of({"renditions": found["renditions"] or "[]"}),
        remote_url=found["remote_url"],
        reason=found["reason"] or "",
        label=Label(found["label"] or ""),
    )


_MEDIA = (
    "id", "position", "alt", "focus_x", "focus_y", "state", "sha256", "facts", "renditions", "remote_url", "reason",
    "label",
)  # fmt: skip


def person_in(row: Row, prefix: str = "a_", face: str = "i_") -> Person:
    """The person whose columns carry `prefix`, with the avatar whose columns carry `face`."""
    return Person(
        id=ActorId(row[prefix + "id"]),
        local=bool(row[prefix + "local"]),
        type=ActorType(row[prefix + "type"]),
        username=row[prefix + "username"],
        host=row[prefix + "host"],
        name=row[prefix + "name"],
        uri=Uri(row[prefix + "uri"]),
        url=row[prefix + "url"],
        face=media_in(row, face),
    )


def page_of(items: Sequence[T], ids: Sequence[str], limit: int) -> Page[T]:
    """A page of at most `limit` from a list that was read one longer."""
    more = ids[limit - 1] if len(items) > limit else ""
    return Page(tuple(items[:limit]), more)


def _card(row: Row) -> Card:
    cover = media_in(row, "m_")
    if cover is None:
        raise ValueError("a card without a picture")
    return Card(
        id=WorkId(row["id"]),
        title=row["title"],
        published=row["published"],
        warning=row["warning"],
        sensitive=bool(row["sensitive"]),
        visibility=Visibility(row["visibility"]),
        state=WorkState(row["state"]),
        language=row["language"],
        pictures=row["pictures"],
        by=person_in(row),
        cover=cover,
        year=row.get("year") or "",
        mature=of_bits(row["sensitive"]),
    )


def cards_in(rows: Iterable[Row], limit: int) -> Page[Card]:
    """A page of at most `limit` works from rows that were read one longer."""
    cards = [_card(row) for row in rows]
    return page_of(cards, [card.id for card in cards], limit)


def newest(tx: Tx, *, before: str = NEWEST, limit: int) -> Page[Card]:
    """Public works of our artists, newest first."""
    return cards_in(tx.all(SQL.newest, before=before, limit=limit + 1), limit)


def tagged(tx: Tx, tag: str, *, viewer: str = "", before: str = NEWEST, limit: int) -> Page[Card]:
    """Public works with a tag (case ignored); those of other servers only for people who are signed in."""
    rows = tx.all(SQL.tagged, tag=tag.casefold(), viewer=viewer, before=before, limit=limit + 1)
    return cards_in(rows, limit)


def portfolio(
    tx: Tx,
    actor: str,
    *,
    viewer: str = "",
    viewer_uri: str = "",
    before: str = NEWEST,
    without: str = "",
    limit: int,
) -> Page[Card]:
    """An artist's works that the viewer may see (THREATS WEB-09): the artist also sees what is held."""
    rows = tx.all(
        SQL.portfolio,
        actor=actor,
        viewer=viewer,
        viewer_uri=viewer_uri,
        before=before,
        without=without,
        limit=limit + 1,
    )
    return cards_in(rows, limit)


def artists_in(rows: Iterable[Row]) -> list[Artist]:
    """Artists from rows that stand together, one row for each cover."""
    artists = []
    for _, group in groupby(rows, key=lambda row: row["a_id"]):
        own = list(group)
        covers = tuple(cover for row in own if (cover := media_in(row, "m_")) is not None)
        artists.append(Artist(person_in(own[0]), own[0]["works"], covers, own[0]["warning"]))
    return artists


def artists(tx: Tx, *, limit: int) -> tuple[Artist, ...]:
    """Artists whose work anybody may see, the one with the newest first."""
    return tuple(artists_in(tx.all(SQL.artists, limit=limit)))


def artist_count(tx: Tx) -> int:
    """How many people of ours have a work that anybody may see."""
    row = tx.one(SQL.artist_count)
    return row["n"] if row else 0


def artist(tx: Tx, username: str, host: str, *, viewer: str = "") -> ArtistPage | None:
    """The head of an artist's page; people of other servers are shown to signed-in viewers only."""
    row = tx.one(SQL.artist, username=username, host=host, viewer=viewer)
    if row is None:
        return None
    return ArtistPage(
        actor=actor_of(row),
        person=person_in(row, prefix=""),
        banner=media_in(row, "b_"),
        followers=row["follower_count"],
        following=row["following_count"],
        follow=None if row["follow_state"] is None else FollowState(row["follow_state"]),
        follows_viewer=row["follows_viewer"] == FollowState.ACCEPTED.value,
        passes=bool(row["passes"]),
    )
