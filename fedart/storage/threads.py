"""When the answers to a remote work were last looked for."""

from fedart.storage import statements
from fedart.storage.database import Tx

SQL = statements.load("threads.sql")


def begin(tx: Tx, work: str, now: int, wait: int) -> bool:
    """Whether to look now: not within `wait` ms of the last time. Notes the time when it is."""
    return tx.run(SQL.begin, work_id=work, now=now, before=now - wait) == 1
