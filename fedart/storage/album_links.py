"""Links that open closed albums. Tokens are stored hashed; of visits only the number is kept."""

from fedart.domain.album import AlbumId, Link, LinkId
from fedart.storage import statements
from fedart.storage.database import Row, Tx

SQL = statements.load("album_links.sql")


def _link(row: Row | None) -> Link | None:
    if row is None:
        return None
    return Link(
        id=LinkId(row["id"]),
        album_id=AlbumId(row["album_id"]),
        label=row["label"],
        created=row["created"],
        expires=row["expires"],
        revoked=row["revoked"],
        views=row["views"],
    )


def insert(tx: Tx, link: Link, token_hash: str) -> None:
    tx.run(
        SQL.insert,
        id=link.id,
        album_id=link.album_id,
        token_hash=token_hash,
        label=link.label,
        created=link.created,
        expires=link.expires,
    )


def by_id(tx: Tx, ident: str) -> Link | None:
    return _link(tx.one(SQL.by_id, id=ident))


def by_hash(tx: Tx, token_hash: str) -> Link | None:
    return _link(tx.one(SQL.by_hash, token_hash=token_hash))


def of_album(tx: Tx, album: str) -> tuple[Link, ...]:
    """Every link of an album, the newest first, also those that ended."""
    found = (_link(row) for row in tx.all(SQL.of_album, album=album))
    return tuple(link for link in found if link is not None)


def revoke(tx: Tx, album: str, ident: str, now: int) -> bool:
    """End a link of that album; False when there is none that stands."""
    return tx.run(SQL.revoke, album=album, id=ident, at=now) == 1


def count_view(tx: Tx, ident: str) -> None:
    tx.run(SQL.count_view, id=ident)
