"""Read models for feeds: works as posts with their authors and pictures, newest first.

Whom the viewer hides, and who blocks them, is left out by the statements; words are looked at by `services.feeds`.
"""

from fedart.domain.ids import WorkId
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views import NEWEST, Page, page_of
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_feeds.sql")
WINDOW = 300
"""How many posts one page looks at before it ends early: hiding a busy server must not mean reading all it sent."""
DEPTH = 100
"""How many posts of each followed tag one page looks at, hidden ones among them."""


def home(tx: Tx, viewer: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """Works of the people whom the viewer follows, works with tags that they follow, and their own; joined when read.

    A page of n works can only hold works of the n people with the newest ones, so no more than these are looked at.
    """
    posts = posts_in(tx.all(SQL.home, viewer=viewer, now=now, before=before, depth=DEPTH, limit=limit + 1))
    return page_of(posts, [post.work.id for post in posts], limit)


def near(tx: Tx, viewer: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """Works of this instance that are public, or for people here alone. A page may hold fewer than `limit` and still have a next one."""
    return _windowed(tx, SQL.near, SQL.near_edge, viewer, now, before, limit)


def far(tx: Tx, viewer: str, now: int, *, before: str = NEWEST, limit: int) -> Page[Post]:
    """Public works with pictures that came from elsewhere. A page may hold fewer than `limit` and have a next one."""
    return _windowed(tx, SQL.far, SQL.far_edge, viewer, now, before, limit)


def _windowed(tx: Tx, sql: str, edge: str, viewer: str, now: int, before: str, limit: int) -> Page[Post]:
    rows = tx.all(sql, viewer=viewer, now=now, before=before, window=WINDOW, limit=limit + 1)
    posts = posts_in(rows)
    if len(posts) > limit:
        return page_of(posts, [post.work.id for post in posts], limit)
    beyond = tx.all(edge, before=before, window=WINDOW - 1)
    return Page(tuple(posts), WorkId(beyond[0]["id"]) if len(beyond) > 1 else "")
