"""Artists who do not want feeds and frames of their works on other sites; the others offer them."""

from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("syndication.sql")


def offered(tx: Tx, actor: str) -> bool:
    """Whether an artist offers feeds and frames; they do until they say no."""
    row = tx.one(SQL.offered, actor=actor)
    return bool(row and row["offered"])


def choose(tx: Tx, actor: str, *, offer: bool, now: int) -> None:
    """Keep an artist's choice. `now` in ms."""
    if offer:
        tx.run(SQL.offer, actor=actor)
    else:
        tx.run(SQL.refuse, actor=actor, now=now)
