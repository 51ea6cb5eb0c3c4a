"""Read model of the answers that wait for an artist's yes. Every statement is scoped to whom it concerns (WEB-10)."""

from dataclasses import dataclass
from itertools import groupby

from fedart.domain.ids import WorkId
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views import Page, page_of
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_answers.sql")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits, and the work that it is for, with its title."""

    post: Post
    about: tuple[WorkId, str]


def waiting(tx: Tx, viewer: str, now: int, *, after: str = "", limit: int) -> Page[Waiting]:
    """The answers that wait for that artist, oldest first, without those by people whom they hide."""
    rows = tx.all(SQL.waiting, viewer=viewer, now=now, after=after, limit=limit + 1)
    works = {ident: next(group) for ident, group in groupby(rows, key=lambda row: row["id"])}
    found = [Waiting(p, (WorkId(works[p.work.id]["q_id"]), works[p.work.id]["q_title"])) for p in posts_in(rows)]
    return page_of(found, [each.post.work.id for each in found], limit)
