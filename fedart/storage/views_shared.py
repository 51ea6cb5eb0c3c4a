"""Read models of closed albums for people who have a link: every work in it that stands, whomever else it is for."""

from dataclasses import dataclass

from fedart.domain.album import Album
from fedart.domain.ids import WorkId
from fedart.storage import statements
from fedart.storage.database import Tx
from fedart.storage.views_work import Post, posts_in

SQL = statements.load("views_shared.sql")


@dataclass(frozen=True, slots=True)
class Step:
    """A work in the walk through a shared album: its number, of how many, and its neighbours."""

    post: Post
    number: int
    total: int
    previous: WorkId | None
    next: WorkId | None


def works(tx: Tx, album: Album) -> tuple[Post, ...]:
    """The works of an album with the pictures that are kept, in its order. What is held or deleted is left out."""
    return tuple(posts_in(tx.all(SQL.works, album=album.id, work="")))


def step(tx: Tx, album: Album, work: str) -> Step | None:
    """One work of an album; None when it is not in it, or does not stand."""
    found = posts_in(tx.all(SQL.works, album=album.id, work=work)) if work else []
    order = [WorkId(row["id"]) for row in tx.all(SQL.order_of, album=album.id)]
    if not found or found[0].work.id not in order:
        return None
    at = order.index(found[0].work.id)
    before, after = order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None
    return Step(found[0], at + 1, len(order), before, after)


def holds(tx: Tx, album: str, work: str) -> bool:
    """Whether a work is in an album now."""
    return tx.one(SQL.holds, album=album, work=work) is not None
