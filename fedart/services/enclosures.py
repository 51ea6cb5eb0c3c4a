"""What comes along with an application from another server: its PDF, and the works that it leads to.

Both are fetched once, by tasks, from the artist's own server. The file is asked for in the poster's name, must be a PDF
and lies beside those that were sent here (THREATS NET-04, XSS-03); pictures of works pass the door like any other.
"""

import asyncio

import orjson

from fedart import log
from fedart.domain.applying import PDF_BYTES, PDF_START
from fedart.domain.ids import ActorId, Uri
from fedart.errors import FedartError, NotFound
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import ending, incoming, outside, parcels
from fedart.storage import applications, jobs, offers
from fedart.storage.database import Tx
from fedart.storage.offers import FileState


async def fetch_file(it: Instance, payload: bytes) -> None:
    """The task: fetch the PDF of an application. Raises FetchFailed and Unavailable to be tried again."""
    ident = str(orjson.loads(payload)["application"])
    wanted = await it.db.read(lambda tx: _wanted(tx, ident))
    if wanted is None:
        return
    url, poster = wanted
    try:
        data = await outside.file(it, url, reader=poster, most=PDF_BYTES)
        if not data.startswith(PDF_START):
            raise NotFound("a file that is no PDF")
    except FedartError as error:
        if error.retry:
            raise
        log.info("enclosure_lost", reason=error)
        await it.db.write(lambda tx: offers.lose_file(tx, ident))
        return
    await asyncio.to_thread(parcels.put, ending.folder(it), ident, data)
    if not await it.db.write(lambda tx: _came(tx, ident, len(data))):
        await asyncio.to_thread(parcels.drop, ending.folder(it), [ident])


def _wanted(tx: Tx, ident: str) -> tuple[Uri, ActorId] | None:
    """Where a file is that was not fetched yet, and for whom; None when nobody wants it any more."""
    offered, application = offers.of(tx, ident), applications.by_id(tx, ident)
    job = jobs.by_work(tx, application.work_id) if application else None
    if offered is None or job is None or not job.local or offered.file_state is not FileState.WAITS:
        return None
    return Uri(offered.file_url), job.actor_id


def _came(tx: Tx, ident: str, size: int) -> bool:
    return applications.by_id(tx, ident) is not None and offers.file_came(tx, ident, size)


async def lose_file(it: Instance, payload: bytes) -> None:
    """The task was given up: the file stays where it is."""
    ident = str(orjson.loads(payload)["application"])
    await it.db.write(lambda tx: offers.lose_file(tx, ident))


async def fetch_work(it: Instance, payload: bytes) -> None:
    """The task: get to know a work of an application, so that its picture can be shown. Raises to be tried again."""
    said = orjson.loads(payload)
    ident, position = str(said["application"]), int(said["work"])
    links = await it.db.read(lambda tx: offers.works(tx, ident))
    if position >= len(links):
        return
    budget = Budget(fetches=it.config.federation.fetches_per_activity)
    try:
        work = await incoming.adopt(it, links[position].uri, budget)
    except FedartError as error:
        if error.retry:
            raise
        log.info("enclosed_work_dropped", reason=error)
        return

    def store(tx: Tx) -> None:
        application = applications.by_id(tx, ident)
        if application is not None and work.actor_id == application.actor_id:
            offers.show(tx, ident, position, work.id)

    await it.db.write(store)
