"""How far looks through all rows of a kind have come, so that they go on there after a restart."""

from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("walks.sql")


def reached(tx: Tx, name: str) -> str:
    """The last id that a walk has looked at; empty before the first."""
    row = tx.one(SQL.reached, name=name)
    return row["after"] if row else ""


def reach(tx: Tx, name: str, after: str) -> None:
    """Note the last id that a walk has looked at."""
    tx.run(SQL.put, name=name, after=after)
