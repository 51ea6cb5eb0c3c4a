"""Saved searches of the job board: who saved one hears of each new job that fits, once for each job."""

import orjson

from fedart.domain.ids import ActorId
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import queue
from fedart.storage import blocks, job_searches, notifications, views_jobs
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.storage.views_jobs import Wish
from fedart.words import say

MOST = 20
QUERY_LIMIT = 1_000
AT_ONCE = 200
"""How many searches are compared with a job before the next transaction."""


async def save(it: Instance, actor: ActorId, query: str, wish: Wish) -> None:
    """Save a search. Raises Invalid for one without filters and for too many."""
    if not query or len(query) > QUERY_LIMIT:
        raise Invalid({"search": say("Please choose a filter first.")})

    def store(tx: Tx) -> None:
        if job_searches.number(tx, actor) >= MOST:
            raise Invalid({"search": say("You have %(most)s searches. Please delete one first.", most=MOST)})
        job_searches.add(tx, actor, query, wish, it.clock())

    await it.db.write(store)


async def forget(it: Instance, actor: ActorId, ident: str) -> None:
    """Forget a search of one's own; one that is gone already is no error."""
    await it.db.write(lambda tx: job_searches.forget(tx, actor, ident))


async def tell(it: Instance, payload: bytes) -> None:
    """The task that compares a job which just came to the board with the saved searches."""
    job = orjson.loads(payload)
    await it.db.write(lambda tx: compare(tx, it, job["work"], job.get("after", job_searches.FIRST)))
    it.wake.set()


def compare(tx: Tx, it: Instance, work: str, after: str = job_searches.FIRST) -> None:
    """Tell whom the job fits, and go on with the next searches in another task."""
    found = job_searches.some(tx, AT_ONCE, after)
    posting = views_jobs.one(tx, work)
    if posting is None:
        return
    poster = posting.job.actor_id
    for search in found:
        wanted = search.actor_id != poster and not blocks.between(tx, search.actor_id, poster)
        if wanted and views_jobs.fits(tx, search.wish, work):
            notifications.add(tx, search.actor_id, Notice.JOB_FITS, it.clock(), by=poster, work=work)
    if len(found) == AT_ONCE:
        queue.tell_searches(tx, work, it.clock(), after=found[-1].id)
