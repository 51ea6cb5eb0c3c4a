"""How other servers want to be spoken to. Whether they answer: `storage.breakers`."""

from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("hosts.sql")


def dialect(tx: Tx, host: str) -> str:
    """The name of the signature dialect that the host took last after it had refused another; empty when unknown."""
    row = tx.one(SQL.dialect, host=host)
    return str(row["dialect"]) if row else ""


def speak(tx: Tx, host: str, name: str) -> None:
    """Remember the dialect to begin with at that host."""
    tx.run(SQL.speak, host=host, dialect=name)
