"""Albums and sections: what an artist puts together of their own works, in an order of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from fedart.domain.ids import ActorId, WorkId
from fedart.words import number, say

AlbumId = NewType("AlbumId", str)
LinkId = NewType("LinkId", str)

MAX_ALBUMS = 200
MAX_SECTIONS = 12
MAX_WORKS = 500
MAX_LINKS = 20
TITLE_LIMIT = 120
SECTION_LIMIT = 40
WORDS_LIMIT = 5_000
LABEL_LIMIT = 80
ROOM = 1 << 20
"""How far apart positions are when there is room; a work that moves goes half way between its new neighbours."""
DAY = 86_400_000
LASTS = (7, 30, 90, 365)
"""For how many days a link can be made."""


class AlbumKind(StrEnum):
    """ALBUM has a page and federates; SECTION is a tag that sorts the portfolio."""

    ALBUM = "album"
    SECTION = "section"


class Layout(StrEnum):
    """How a portfolio hangs. SQUARES is the only one that crops."""

    ROWS = "rows"
    MASONRY = "masonry"
    SQUARES = "squares"
    COLUMN = "column"
    SLIDES = "slides"

    @classmethod
    def read(cls, text: str) -> "Layout":
        """A layout as a form or a row names it; an unknown one is ROWS."""
        return cls(text) if text in set(cls) else cls.ROWS


@dataclass(frozen=True, slots=True)
class Album:
    """An album or section as we store it. `content` is sanitised HTML of `source`; times are epoch milliseconds.

    `closed`: only its artist sees it, and whoever has one of its links.
    """

    id: AlbumId
    actor_id: ActorId
    kind: AlbumKind
    title: str
    source: str
    content: str
    closed: bool
    cover: WorkId | None
    position: int
    created: int
    changed: int
    deleted: int | None = None

    @property
    def path(self) -> str:
        """Its page on this server."""
        return f"/albums/{self.id}"

    @property
    def public(self) -> bool:
        """Whether other servers and strangers may know of it."""
        return self.kind is AlbumKind.ALBUM and not self.closed and self.deleted is None


@dataclass(frozen=True, slots=True)
class AlbumForm:
    """An album as its artist typed it; `words` are Markdown."""

    title: str
    words: str = ""
    closed: bool = False

    def problems(self, kind: AlbumKind = AlbumKind.ALBUM) -> dict[str, str]:
        """What has to change: field name to sentence. Empty when all is well."""
        most = TITLE_LIMIT if kind is AlbumKind.ALBUM else SECTION_LIMIT
        problems = {}
        if not self.title.strip():
            problems["title"] = say("Please give it a name.")
        elif len(self.title.strip()) > most:
            problems["title"] = say("Please keep the name under %(most)s characters.", most=most)
        if len(self.words) > WORDS_LIMIT:
            problems["words"] = say("Please keep the words under %(most)s characters.", most=number(WORDS_LIMIT))
        return problems


@dataclass(frozen=True, slots=True)
class Link:
    """A link that opens a closed album. Times are epoch milliseconds; `views` is how often it was opened."""

    id: LinkId
    album_id: AlbumId
    label: str
    created: int
    expires: int
    revoked: int | None
    views: int

    def opens(self, now: int) -> bool:
        """Whether it still leads anywhere at that time."""
        return self.revoked is None and now < self.expires


def between(before: int | None, after: int | None) -> int | None:
    """A position between two neighbours (None: there is none on that side); None when there is no room left."""
    if before is None and after is None:
        return ROOM
    if after is None:
        return (before or 0) + ROOM
    if before is None:
        return after - ROOM
    middle = (before + after) // 2
    return middle if before < middle < after else None


def moved(order: Sequence[str], ident: str, to: int) -> list[str]:
    """The order once `ident` stands at place `to`, counted from 1; places beyond the ends are the ends.

    Raises ValueError when it is not among them.
    """
    if ident not in order:
        raise ValueError(f"{ident} is not in this order")
    rest = [each for each in order if each != ident]
    at = min(max(to, 1), len(order)) - 1
    return [*rest[:at], ident, *rest[at:]]
