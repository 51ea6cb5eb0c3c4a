"""When the works of a remote artist were last fetched because somebody here looked, and what came of it."""

from dataclasses import dataclass

from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("backfills.sql")


@dataclass(frozen=True, slots=True)
class Backfill:
    """Times in ms. `posts`, `followers`, `following`: what the other server says, shown and never used (AUT-07)."""

    begun: int
    finished: int | None
    found: int
    posts: int | None
    followers: int | None
    following: int | None


def due(tx: Tx, actor: str, now: int, wait: int) -> bool:
    """Whether `begin` would begin: a look that does not wait for the writer."""
    known = of_actor(tx, actor)
    return known is None or known.begun <= now - wait


def begin(tx: Tx, actor: str, now: int, wait: int) -> bool:
    """Whether to fetch now: not within `wait` ms of the last time. Notes the time when it is."""
    return tx.run(SQL.begin, actor_id=actor, now=now, before=now - wait) == 1


def hint(tx: Tx, actor: str, *, posts: int | None, followers: int | None, following: int | None) -> None:
    """Keep the numbers that the other server shows."""
    tx.run(SQL.hint, actor_id=actor, posts=posts, followers=followers, following=following)


def finish(tx: Tx, actor: str, now: int, found: int) -> None:
    """It is over; `found` works were new."""
    tx.run(SQL.finish, actor_id=actor, now=now, found=found)


def of_actor(tx: Tx, actor: str) -> Backfill | None:
    row = tx.one(SQL.of_actor, actor_id=actor)
    if row is None:
        return None
    return Backfill(row["begun"], row["finished"], row["found"], row["posts"], row["followers"], row["following"])
