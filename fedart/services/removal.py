"""Taking a work away with everything that hangs on it."""

from fedart.domain.work import Work
from fedart.services import queue
from fedart.storage import actors, media, works
from fedart.storage.database import Tx


def remove(tx: Tx, work: Work, now: int) -> None:
    """Empty a work, free its pictures' files, and leave the tombstone."""
    freed: list[str] = []
    for picture in media.by_work(tx, work.id):
        freed += media.remove(tx, picture.id)
    queue.tidy(tx, freed, now)
    works.remove(tx, work, now)
    if work.hangs:
        actors.count_work(tx, work.actor_id, -1, None)
