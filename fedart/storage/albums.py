"""Albums and sections, what is in them and in which order, and how an artist's portfolio is laid out."""

from collections.abc import Sequence

from fedart.domain.album import ROOM, Album, AlbumId, AlbumKind, Layout, between
from fedart.domain.ids import ActorId, WorkId, first_id
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("albums.sql")


def album_of(row: Row) -> Album:
    """A row of `albums` as the domain knows it."""
    return Album(
        id=AlbumId(row["id"]),
        actor_id=ActorId(row["actor_id"]),
        kind=AlbumKind(row["kind"]),
        title=row["title"],
        source=row["source"],
        content=row["content"],
        closed=bool(row["closed"]),
        cover=None if row["cover"] is None else WorkId(row["cover"]),
        position=row["position"],
        created=row["created"],
        changed=row["changed"],
        deleted=row["deleted"],
    )


def by_id(tx: Tx, ident: str) -> Album | None:
    """An album or section, also one that was deleted."""
    row = tx.one(SQL.by_id, id=ident)
    return album_of(row) if row else None


def of_actor(tx: Tx, actor: str, kind: AlbumKind) -> list[Album]:
    """An artist's albums or sections that stand, in their order."""
    return [album_of(row) for row in tx.all(SQL.of_actor, actor=actor, kind=kind.value)]


def insert(tx: Tx, album: Album) -> None:
    tx.run(
        SQL.insert,
        id=album.id,
        actor_id=album.actor_id,
        kind=album.kind.value,
        title=album.title,
        source=album.source,
        content=album.content,
        closed=int(album.closed),
        cover=album.cover,
        position=album.position,
        created=album.created,
        changed=album.changed,
    )


def edit(tx: Tx, album: Album) -> None:
    """Replace name, words, and whether it is closed."""
    tx.run(
        SQL.edit,
        id=album.id,
        title=album.title,
        source=album.source,
        content=album.content,
        closed=int(album.closed),
        changed=album.changed,
    )


def set_cover(tx: Tx, album: str, work: str | None, now: int) -> None:
    tx.run(SQL.set_cover, id=album, cover=work, changed=now)


def arrange(tx: Tx, order: Sequence[str]) -> None:
    """Give the albums of one artist the order that is given."""
    for number, ident in enumerate(order, 1):
        tx.run(SQL.place, id=ident, position=number * ROOM)


def remove(tx: Tx, album: str, now: int) -> None:
    """Empty an album and leave its tombstone; its works stay where they are."""
    tx.run(SQL.empty, album=album)
    tx.run(SQL.remove, id=album, at=now)


def works(tx: Tx, album: str) -> list[WorkId]:
    """What is in an album, in its order, also what not everybody may see."""
    return [WorkId(row["work_id"]) for row in tx.all(SQL.entries, album=album)]


def put(tx: Tx, album: str, work: str, now: int) -> bool:
    """Put a work at the end; False when it is in the album already."""
    row = tx.one(SQL.last, album=album)
    last = row["position"] if row else None
    if tx.run(SQL.put, album=album, work=work, position=between(last, None), added=now) == 0:
        return False
    tx.run(SQL.touch, id=album, changed=now)
    return True


def take_out(tx: Tx, album: str, work: str, now: int) -> bool:
    """Take a work out of an album, and off its cover; False when it is not in it."""
    if tx.run(SQL.take_out, album=album, work=work, at=now) == 0:
        return False
    tx.run(SQL.uncover, album=album, work=work)
    tx.run(SQL.touch, id=album, changed=now)
    return True


def move(tx: Tx, album: str, work: str, before: str | None, after: str | None, now: int) -> None:
    """Put a work between two neighbours (None: it is the first, or the last). The others keep their positions, unless
    there is no room left between these two."""
    found = _between(tx, album, before, after)
    if found is None:
        for number, row in enumerate(tx.all(SQL.all_entries, album=album), 1):
            tx.run(SQL.place_work, album=album, work=row["work_id"], position=number * ROOM)
        found = _between(tx, album, before, after)
    tx.run(SQL.place_work, album=album, work=work, position=found)
    tx.run(SQL.touch, id=album, changed=now)


def _between(tx: Tx, album: str, before: str | None, after: str | None) -> int | None:
    known = {row["work_id"]: int(row["position"]) for row in tx.all(SQL.all_entries, album=album)}
    return between(known.get(before or ""), known.get(after or ""))


def with_work(tx: Tx, work: str) -> frozenset[AlbumId]:
    """The albums and sections that a work is in."""
    return frozenset(AlbumId(row["album_id"]) for row in tx.all(SQL.with_work, work=work))


def announce(tx: Tx, work: str, album: str) -> None:
    """Note that a post tells of an album."""
    tx.run(SQL.announce, work=work, album=album)


def announced(tx: Tx, work: str) -> Album | None:
    """The album that a post tells of, while other servers may know of it."""
    row = tx.one(SQL.announced, work=work)
    album = by_id(tx, row["album_id"]) if row else None
    return album if album is not None and album.public else None


def announced_since(tx: Tx, album: Album, at_ms: int) -> bool:
    """Whether a post that stands has told of an album since that time."""
    return tx.one(SQL.announced_since, actor=album.actor_id, since=first_id(at_ms), album=album.id) is not None


def layout(tx: Tx, actor: str) -> Layout:
    """How an artist's portfolio is laid out: rows, until they choose."""
    row = tx.one(SQL.layout, actor=actor)
    return Layout.read(row["layout"]) if row else Layout.ROWS


def set_layout(tx: Tx, actor: str, chosen: Layout) -> None:
    tx.run(SQL.set_layout, actor=actor, layout=chosen.value)
