"""What came from elsewhere and nobody here has to do with any more: found, and forgotten without a trace (CAP-03)."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedart.storage import jobs, media, statements, works
from fedart.storage.database import Row, Tx

SQL = statements.load("retention.sql")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a table: the ids of the stale rows in it, and of its last row; `last` is empty at the end."""

    stale: tuple[str, ...]
    last: str


def posts(tx: Tx, after: str, before: int, limit: int) -> Window:
    """Posts of others, by id, that came before then (ms) and hang on nothing of ours.

    What hangs on something of ours stays: what our people liked, boosted or answered, what names them or is a message
    to them, whatever belongs to a conversation of ours, and posts of people with an open report.
    """
    return _window(tx.all(SQL.posts, after=after, before=before, limit=limit), limit)


def actors(tx: Tx, after: str, before: int, limit: int) -> Window:
    """People elsewhere, by id, whom nobody asked about since then (ms), and of whom nothing is left here.

    Who was suspended or is gone stays: that is what we know of them.
    """
    return _window(tx.all(SQL.actors, after=after, before=before, limit=limit), limit)


def keys(tx: Tx, after: str, before: int, limit: int) -> Window:
    """Keys, by id, that were fetched before then (ms) and whose owner is not known any more."""
    return _window(tx.all(SQL.keys, after=after, before=before, limit=limit), limit)


def _window(rows: Sequence[Row], limit: int) -> Window:
    last = str(rows[-1]["id"]) if len(rows) == limit else ""
    return Window(tuple(str(row["id"]) for row in rows if row["stale"]), last)


def forget_post(tx: Tx, ident: str, before: int) -> list[str]:
    """Forget a post if it is stale still; returns the files (`area/sha256`) that nothing needs any more."""
    row = tx.one(SQL.post, id=ident, before=before)
    if row is None:
        return []
    freed = [file for picture in tx.all(SQL.pictures, id=ident) for file in _forget_picture(tx, str(picture["id"]))]
    for sql in (
        SQL.forget_tags,
        SQL.forget_people,
        SQL.forget_likes,
        SQL.forget_boosts,
        SQL.forget_pins,
        SQL.forget_thread,
        SQL.forget_asked,
        SQL.forget_elsewhere,
    ):
        tx.run(sql, id=ident)
    jobs.remove(tx, ident)
    tx.run(SQL.forget_post, id=ident)
    if row["parent"] is not None:
        works.recount_replies(tx, str(row["parent"]))
    return freed


def _forget_picture(tx: Tx, ident: str) -> list[str]:
    """Nobody appeals for what is forgotten, so only what a person decided stays on record."""
    freed = media.remove(tx, ident)
    tx.run(SQL.forget_verdicts, id=ident)
    tx.run(SQL.forget_picture, id=ident)
    return freed


def forget_actor(tx: Tx, ident: str, before: int) -> list[str]:
    """Forget somebody elsewhere if they are stale still; returns the files that nothing needs any more."""
    row = tx.one(SQL.actor, id=ident, before=before)
    if row is None:
        return []
    tx.run(SQL.forget_portraits, id=ident)
    freed = [file for picture in (row["icon"], row["image"]) if picture for file in _forget_picture(tx, str(picture))]
    if tx.one(SQL.has_pictures, id=ident) is None:
        for sql in (SQL.forget_backfill, SQL.forget_backlinks, SQL.forget_actor):
            tx.run(sql, id=ident)
    return freed


def forget_key(tx: Tx, ident: str, before: int) -> list[str]:
    """Forget a key that was fetched before then (ms); it frees no files."""
    tx.run(SQL.forget_key, id=ident, before=before)
    return []


def sizes(tx: Tx) -> list[tuple[str, int]]:
    """Each table with its indexes in bytes, the largest first. Reads the whole database."""
    return [(str(row["name"]), int(row["bytes"])) for row in tx.all(SQL.sizes)]
