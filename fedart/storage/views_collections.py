"""Read models of what only other servers ask for: threads, highlights, tags.

Whatever is not public is left out of every list and every count (THREATS WEB-09).
"""

from fedart.domain.ids import Uri
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("views_collections.sql")
OLDEST = ""
"""Sorts before every id: the cursor of a thread's first page."""
DEPTH = 100
MOST = 10_000
"""How deep a thread is walked, and how many posts of it: deeper or longer ones are shown up to there."""
PINS = 20
TAGS = 8


def root(tx: Tx, work: str) -> str | None:
    """The work of ours that began the thread of `work`; None when it began elsewhere or too far up (FEP-7888)."""
    row = tx.one(SQL.root, id=work, depth=DEPTH)
    return row["id"] if row else None


def thread(tx: Tx, work: str, *, after: str = OLDEST, limit: int) -> tuple[tuple[Uri, ...], str]:
    """A page of the public posts of the thread that `work` began, oldest first, and the cursor of the next page."""
    rows = tx.all(SQL.thread, work=work, depth=DEPTH, most=MOST, after=after, limit=limit + 1)
    return tuple(Uri(row["uri"]) for row in rows[:limit]), rows[limit - 1]["id"] if len(rows) > limit else ""


def thread_count(tx: Tx, work: str) -> int:
    """How many posts `thread` lists on all its pages."""
    row = tx.one(SQL.thread_count, work=work, depth=DEPTH, most=MOST)
    return int(row["n"]) if row else 0


def pinned(tx: Tx, actor: str) -> tuple[Uri, ...]:
    """The works that one of our artists put on top, in their order; only those that anybody may see."""
    return tuple(Uri(row["uri"]) for row in tx.all(SQL.pinned, actor=actor, limit=PINS))


def featured_tags(tx: Tx, actor: str) -> tuple[str, ...]:
    """The tags on most of an artist's public works, without `#`."""
    return tuple(row["tag"] for row in tx.all(SQL.featured_tags, actor=actor, limit=TAGS))
