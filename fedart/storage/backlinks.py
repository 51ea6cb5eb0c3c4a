"""Pages that profiles point to, and whether they lead back."""

from collections.abc import Collection
from dataclasses import dataclass

from fedart.domain.ids import ActorId
from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("backlinks.sql")


@dataclass(frozen=True, slots=True)
class Backlink:
    """When a page was last looked at, and since when it leads back (None: it does not); times in ms."""

    url: str
    looked: int
    verified: int | None


def of_actor(tx: Tx, actor: str) -> dict[str, Backlink]:
    """What is known of the pages that an actor points to, by address."""
    rows = tx.all(SQL.of_actor, actor_id=actor)
    return {row["url"]: Backlink(row["url"], row["looked"], row["verified"]) for row in rows}


def put(tx: Tx, actor: str, link: Backlink) -> None:
    tx.run(SQL.put, actor_id=actor, url=link.url, looked=link.looked, verified=link.verified)


def keep_only(tx: Tx, actor: str, urls: Collection[str]) -> None:
    """Forget pages that an actor points to no more."""
    for url in of_actor(tx, actor):
        if url not in urls:
            tx.run(SQL.remove, actor_id=actor, url=url)


def never_looked(tx: Tx) -> list[ActorId]:
    """Artists here whose pages nobody has looked at."""
    return [ActorId(row["id"]) for row in tx.all(SQL.never_looked)]
