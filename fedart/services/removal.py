"""Taking a work away with everything that hangs on it."""

from fedart.domain.work import Work
from fedart.services import ending, queue
from fedart.storage import (
    actors,
    answers,
    appeals,
    arranged,
    changes,
    crediting,
    jobs,
    media,
    picks,
    sought,
    stated,
    versions,
    works,
)
from fedart.storage.database import Tx


def picture(tx: Tx, ident: str, now: int) -> list[str]:
    """Delete a picture, and an appeal for it that is still open; returns the files that nothing needs any more."""
    return [*appeals.take_back(tx, ident, now), *media.remove(tx, ident)]


def remove(tx: Tx, work: Work, now: int) -> None:
    """Empty a work, free its pictures' files, and leave the tombstone."""
    freed: list[str] = []
    for ident in [*(each.id for each in media.by_work(tx, work.id)), *changes.waiting_of(tx, work.id)]:
        freed += picture(tx, ident, now)
    queue.tidy(tx, freed, now)
    sought.remove(tx, work.id)
    stated.remove(tx, work.id)
    arranged.remove(tx, work.id)
    versions.forget(tx, work.id)
    changes.forget(tx, work.id)
    answers.forget(tx, work.id, now)
    crediting.forget(tx, work.id)
    picks.remove(tx, work.id)
    ending.with_job(tx, work, now)
    jobs.remove(tx, work.id)
    works.remove(tx, work, now)
    if work.hangs:
        actors.count_work(tx, work.actor_id, -1, None)
