"""Read models of albums: their pages, the walk through one, the choice of works for one, and what other servers read.

A work that the viewer may not see is in no list and no count (THREATS WEB-09). Cursors name a work of the album: one
that was taken out since still marks its place.
"""

from dataclasses import dataclass

from fedart.domain.actor import Viewer
from fedart.domain.album import Album, AlbumId, AlbumKind
from fedart.domain.ids import Uri, WorkId
from fedart.domain.media import Media
from fedart.storage import media, statements
from fedart.storage.albums import album_of
from fedart.storage.database import Tx, Value
from fedart.storage.views import NEWEST, Card, Page, Person, cards_in, media_in, person_in

SQL = statements.load("views_albums.sql")


@dataclass(frozen=True, slots=True)
class AlbumHead:
    """An album with its artist. `indexable`: whether the artist lets search engines list their works."""

    album: Album
    by: Person
    indexable: bool


@dataclass(frozen=True, slots=True)
class Hanging:
    """A picture of a work that is in an album; `title` is the work's, empty for the one that stands for the album."""

    work: WorkId
    media: Media
    title: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An album in a list: how many of its works the viewer may see, and the picture that stands for it."""

    album: Album
    works: int
    cover: Media | None


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a work hangs in an album, for this viewer: its number, of how many, and its neighbours."""

    album: Album
    number: int
    total: int
    previous: WorkId | None
    next: WorkId | None


@dataclass(frozen=True, slots=True)
class Slide:
    """A work that hangs alone on a page: its number, of how many, and its neighbours."""

    card: Card
    number: int
    total: int
    previous: WorkId | None
    next: WorkId | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of an album as other servers read it: ids, with the cursors of the pages on both sides, or empty."""

    items: tuple[Uri, ...]
    before: str
    after: str


def _who(viewer: Viewer | None) -> dict[str, Value]:
    return {"viewer": viewer.actor.id if viewer else "", "viewer_uri": viewer.actor.uri if viewer else ""}


def head(tx: Tx, ident: str) -> AlbumHead | None:
    """An album or section, deleted and closed ones included; None when unknown, or when its artist is gone."""
    row = tx.one(SQL.album, id=ident)
    return AlbumHead(album_of(row), person_in(row), bool(row["a_indexable"])) if row else None


def visible(tx: Tx, ident: str, viewer: Viewer | None) -> AlbumHead | None:
    """An album that this viewer may see; None for sections, and for closed ones of others. Deleted ones come as they
    are, when everybody could see them."""
    found = head(tx, ident)
    if found is None or found.album.kind is not AlbumKind.ALBUM:
        return None
    own = viewer is not None and viewer.actor.id == found.album.actor_id
    return None if found.album.closed and not own else found


def works(tx: Tx, album: str, viewer: Viewer | None, *, after: str = "", limit: int) -> Page[Card]:
    """A page of an album for this viewer, in its order."""
    return cards_in(tx.all(SQL.works, album=album, after=after, limit=limit + 1, **_who(viewer)), limit)


def count(tx: Tx, album: str, viewer: Viewer | None, *, until: str = "") -> int:
    """How many works of an album the viewer may see: all, or those up to `until`."""
    row = tx.one(SQL.before, album=album, until=until, **_who(viewer))
    return int(row["n"]) if row else 0


def walk(tx: Tx, album: Album, work: str, viewer: Viewer | None) -> Walk:
    """Where a work that is in that album, and that the viewer may see, hangs in it."""
    who = {"album": album.id, "work": work, **_who(viewer)}
    previous, following = tx.one(SQL.previous, **who), tx.one(SQL.next, **who)
    return Walk(
        album=album,
        number=count(tx, album.id, viewer, until=work),
        total=count(tx, album.id, viewer),
        previous=WorkId(previous["work_id"]) if previous else None,
        next=WorkId(following["work_id"]) if following else None,
    )


def of_artist(tx: Tx, actor: str, viewer: Viewer | None, kind: AlbumKind = AlbumKind.ALBUM) -> tuple[Shelf, ...]:
    """An artist's albums or sections in their order; those in which others would see nothing only for the artist."""
    own = viewer is not None and viewer.actor.id == actor
    rows = tx.all(SQL.of_artist, actor=actor, kind=kind.value, **_who(viewer))
    found = (Shelf(album_of(row), row["works"], media_in(row, "m_")) for row in rows)
    return tuple(shelf for shelf in found if own or shelf.works)


def cover(tx: Tx, album: str, viewer: Viewer | None) -> Hanging | None:
    """The picture that stands for an album, of those that the viewer may see; None without any."""
    row = tx.one(SQL.cover, album=album, **_who(viewer))
    shown = media_in(row, "m_") if row else None
    return Hanging(WorkId(row["work_id"]), shown) if row and shown else None


def pictures(tx: Tx, album: str, viewer: Viewer | None, *, limit: int) -> tuple[Hanging, ...]:
    """The pictures of an album's works that the viewer may see, in its order."""
    rows = tx.all(SQL.pictures, album=album, limit=limit, **_who(viewer))
    return tuple(Hanging(WorkId(row["work_id"]), shown, row["title"]) for row in rows if (shown := media_in(row, "m_")))


def with_work(tx: Tx, work: str, viewer: Viewer | None) -> tuple[Album, ...]:
    """The albums that a work is in, as far as the viewer may see them."""
    rows = tx.all(SQL.with_work, work=work, viewer=viewer.actor.id if viewer else "")
    return tuple(album_of(row) for row in rows)


def candidates(tx: Tx, album: str, viewer: Viewer, *, before: str = NEWEST, limit: int) -> Page[Card]:
    """The viewer's own works that are not in an album of theirs yet, newest first."""
    return cards_in(tx.all(SQL.candidates, album=album, before=before, limit=limit + 1, viewer=viewer.actor.id), limit)


def public_count(tx: Tx, album: str) -> int:
    """How many works of an album everybody may see."""
    row = tx.one(SQL.public_count, album=album)
    return int(row["n"]) if row else 0


def public_page(tx: Tx, album: str, *, after: str = "", before: str = "", limit: int) -> Listing:
    """The ids of works that everybody may see: those after a work of the album, or those just before one."""
    if before:
        rows = list(tx.all(SQL.public_until, album=album, cursor=before, limit=limit + 1))
        shown = rows[:limit][::-1]
        earlier, later = len(rows) > limit, True
    else:
        rows = list(tx.all(SQL.public_after, album=album, cursor=after, limit=limit + 1))
        shown = rows[:limit]
        earlier, later = bool(after), len(rows) > limit
    if not shown:
        return Listing((), "", "")
    first, last = shown[0]["id"], shown[-1]["id"]
    return Listing(tuple(Uri(row["uri"]) for row in shown), first if earlier else "", last if later else "")


def public_pictures(tx: Tx, album: Album, *, limit: int) -> tuple[Media, ...]:
    """A picture of each of the first works that everybody may see and that carry no warning; the cover's first."""
    rows = tx.all(SQL.public_pictures, album=album.id, cover=album.cover or "", limit=limit)
    return tuple(media.media_of(row) for row in rows)


def public_albums(tx: Tx, actor: str) -> tuple[AlbumId, ...]:
    """An artist's albums in which everybody finds something, in their order."""
    return tuple(AlbumId(row["id"]) for row in tx.all(SQL.public_albums, actor=actor))


def slide(tx: Tx, actor: str, viewer: Viewer | None, work: str = "") -> Slide | None:
    """One work of a portfolio, newest first; the newest unless another is named. None when there is none to see."""
    who = {"actor": actor, **_who(viewer)}
    rows = tx.all(SQL.slide, work=work, **who) if work else tx.all(SQL.newest_slide, **who)
    cards = cards_in(rows, 1).items
    if not cards:
        return None
    at = cards[0].id
    newer, older = tx.one(SQL.newer_slide, work=at, **who), tx.one(SQL.older_slide, work=at, **who)
    number, total = (tx.one(SQL.count_slides, work=start, **who) for start in (at, ""))
    return Slide(
        card=cards[0],
        number=int(number["n"]) if number else 0,
        total=int(total["n"]) if total else 0,
        previous=WorkId(newer["work_id"]) if newer else None,
        next=WorkId(older["work_id"]) if older else None,
    )


def section_slide(tx: Tx, section: Album, viewer: Viewer | None, work: str = "") -> Slide | None:
    """One work of a section, in its order; the first unless another is named. None when there is none to see."""
    if work:
        rows = tx.all(SQL.section_slide, album=section.id, work=work, **_who(viewer))
        cards = cards_in(rows, 1).items
    else:
        cards = works(tx, section.id, viewer, limit=1).items
    if not cards:
        return None
    at = walk(tx, section, cards[0].id, viewer)
    return Slide(cards[0], at.number, at.total, at.previous, at.next)
