"""What becomes of applications when their job goes, or one of the two sides: nothing of them stays (WEB-09).

Their files are dropped at once where somebody waits for that, and otherwise by the next sweep.
"""

import asyncio
from pathlib import Path

from fedart import log
from fedart.domain.applying import KEPT_DAYS, Application
from fedart.domain.ids import ActorId
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services import parcels, posters
from fedart.storage import actors, applications, jobs, notifications
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice

DAY = 86_400_000
AT_ONCE = 100
"""How many applications, or jobs, are looked at in one go."""


def folder(it: Instance) -> Path:
    """Where the files lie that were sent along, by the ids of their applications."""
    return it.config.data / "applications"


def forget(tx: Tx, poster: str, application: Application) -> None:
    """Delete an application, and what its poster was told of who sent it."""
    posters.untell(tx, poster, Notice.APPLIED, application.actor_id, application.work_id)
    applications.forget(tx, application.id)


def with_job(tx: Tx, work: Work, now: int, told: Notice = Notice.JOB_GONE) -> None:
    """A job is taken away: its applications go, and everybody who sent one is told."""
    for application in _of_job(tx, work):
        _tell(tx, application, told, now, work.title)
    applications.forget_job(tx, work.id)
    applications.take_work_out(tx, work.id)


def _tell(tx: Tx, application: Application, told: Notice, now: int, title: str) -> None:
    """Tell an artist of ours; another server tells its own."""
    artist = actors.by_id(tx, application.actor_id)
    if artist is not None and artist.local:
        notifications.add(tx, artist.id, told, now, detail=title)


def _of_job(tx: Tx, work: Work) -> list[Application]:
    """Forgets all applications for a job; which they were."""
    gone: list[Application] = []
    while found := applications.of_job(tx, work.id, AT_ONCE):
        for application in found:
            forget(tx, work.actor_id, application)
        gone += found
    return gone


def with_poster(tx: Tx, actor: ActorId, now: int) -> None:
    """Somebody who posts jobs is kept out: what was sent to them goes, and everybody who sent it is told."""
    titles: dict[str, str] = {}
    while found := applications.to_poster(tx, actor, AT_ONCE):
        for application in found:
            work = application.work_id
            if work not in titles:
                job = jobs.by_work(tx, work)
                titles[work] = job.terms.title if job else ""
            forget(tx, actor, application)
            _tell(tx, application, Notice.JOB_REMOVED, now, titles[work])


def with_artist(tx: Tx, actor: ActorId) -> int:
    """Forget some applications of somebody whose account closes; how many there were."""
    found = applications.of_artist(tx, actor, AT_ONCE)
    for application in found:
        job = jobs.by_work(tx, application.work_id)
        forget(tx, job.actor_id if job else "", application)
        if job is not None and job.local:
            applications.count_withdrawn(tx, application.work_id)
    return len(found)


async def sweep(it: Instance) -> None:
    """Forget the applications for jobs that have been over for long, and files that belong to none."""
    before = it.clock() - KEPT_DAYS * DAY

    def store(tx: Tx) -> int:
        gone = 0
        for ident in applications.stale(tx, before, AT_ONCE):
            job = jobs.by_work(tx, ident)
            while found := applications.of_job(tx, ident, AT_ONCE):
                for application in found:
                    forget(tx, job.actor_id if job else "", application)
                gone += len(found)
            applications.forget_job(tx, ident)
        return gone

    gone = await it.db.write(store)
    if gone:
        log.info("applications_forgotten", count=gone)
    lying = await asyncio.to_thread(parcels.lying, folder(it))
    lost = await it.db.read(lambda tx: [ident for ident in lying if not applications.has_file(tx, ident)])
    await asyncio.to_thread(parcels.drop, folder(it), lost)
