"""Read models of what only other servers ask for: threads, highlights, tags.

Whatever is not public is left out of every list and every count (THREATS WEB-09).
"""

from fedart.domain.ids import Uri
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views_federation import FIRST, Cursor, Listing, page_of

SQL = statements.load("views_collections.sql")
DEPTH = 100
MOST = 10_000
"""How deep a thread is walked, and how many posts of it: deeper or longer ones are shown up to there."""
PINS = 20
TAGS = 8


def root(tx: Tx, work: str) -> str | None:
    """The work of ours that began the thread of `work` (FEP-7888).

    None when it began elsewhere or too far up, and for one that not everybody may see: answers are read by others
    than that was for (WEB-09).
    """
    row = tx.one(SQL.root, id=work, depth=DEPTH)
    return row["id"] if row else None


def thread(tx: Tx, work: str, *, cursor: Cursor = FIRST, limit: int) -> Listing[Uri]:
    """A page of the public posts of the thread that `work` began, oldest first."""
    sql = SQL.thread_back if cursor.back else SQL.thread
    rows = tx.all(sql, work=work, depth=DEPTH, most=MOST, cursor=cursor.at, limit=limit + 1)
    return page_of(rows, cursor, limit, lambda row: Uri(row["uri"]))


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
