"""What feed readers and frames on other sites get: works that anybody may see, of artists who allow it."""

from collections.abc import Sequence

import orjson

from fedart.domain.ids import WorkId
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_syndication.sql")


def entries(tx: Tx, ids: Sequence[WorkId]) -> tuple[Post, ...]:
    """Those of our works that anybody may see, with every kept picture, newest first; others are left out."""
    return tuple(posts_in(tx.all(SQL.entries, ids=orjson.dumps(list(ids)).decode())))
