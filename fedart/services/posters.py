"""Who stands behind a job: the person who posted it, or everybody who acts for the studio that did."""

from fedart.storage import notifications, studios
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice


def tell(
    tx: Tx, poster: str, kind: Notice, now: int, *, by: str | None = None, work: str | None = None, detail: str = ""
) -> None:
    """Tell those who stand behind a job of that poster something."""
    for person in studios.told(tx, poster):
        notifications.add(tx, person, kind, now, by=by, work=work, detail=detail)


def untell(tx: Tx, poster: str, kind: Notice, by: str, work: str) -> None:
    """Take back what they were told."""
    for person in studios.told(tx, poster):
        notifications.withdraw(tx, person, kind, by, work)
