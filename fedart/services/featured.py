"""Works on top of a profile: others' as their `featured` collection says, ours told with Add and Remove (guide 6)."""

import orjson

from fedart import log
from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import Uri, WorkId
from fedart.domain.work import Work, WorkState
from fedart.errors import FedartError, Invalid
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import incoming, outbox, paging, queue
from fedart.services import works as publishing
from fedart.services.outbox import Outgoing
from fedart.storage import actors, follows, pins, works
from fedart.storage.database import Tx
from fedart.wire import render
from fedart.wire.activities import Add, Remove
from fedart.words import say

MOST = 8
MOST_REMOTE = 40


async def add(it: Instance, activity: Add, budget: Budget) -> None:
    """Somebody puts a work of theirs on top; one that we lack is fetched when people here follow them.

    Add and Remove do not say when they were meant: the collection itself is read once no more of them come.
    """
    work = await it.db.read(lambda tx: works.by_uri(tx, activity.object_id))
    if work is None and await it.db.read(lambda tx: _followed(tx, activity.actor)):
        work = await _adopted(it, activity.object_id, budget)

    def store(tx: Tx) -> None:
        _look_later(tx, it, activity.actor)
        if work is None or not _shown(work, activity.actor) or len(pins.of_actor(tx, work.actor_id)) >= MOST_REMOTE:
            return
        pins.add(tx, work.actor_id, work.id, it.clock())

    await it.db.write(store)


async def remove(it: Instance, activity: Remove, budget: Budget) -> None:
    """Somebody takes a work of theirs off the top."""

    def store(tx: Tx) -> None:
        _look_later(tx, it, activity.actor)
        work = works.by_uri(tx, activity.object_id)
        if work is not None and work.actor_uri == activity.actor:
            pins.remove(tx, work.actor_id, work.id)

    await it.db.write(store)


def _look_later(tx: Tx, it: Instance, uri: Uri) -> None:
    actor = actors.by_uri(tx, uri)
    if actor is not None and not actor.local and actor.featured:
        queue.featured_later(tx, actor, it.clock())


def _followed(tx: Tx, uri: str) -> bool:
    actor = actors.by_uri(tx, uri)
    return actor is not None and follows.has_local_follower(tx, actor.id)


def _shown(work: Work, owner: str) -> bool:
    """Only what is theirs, and only what everybody may see: a collection widens no audience (AUT-06)."""
    return work.actor_uri == owner and work.visibility.anyone and work.state is WorkState.LIVE


async def _adopted(it: Instance, uri: Uri, budget: Budget) -> Work | None:
    try:
        return await incoming.adopt(it, uri, budget)
    except FedartError as error:
        if error.retry or error.rule == "NET-06":
            raise
        log.info("pin_dropped", reason=error)
        return None


def look(tx: Tx, it: Instance, actor: Actor) -> None:
    """Have a remote artist's highlights read soon."""
    if not actor.local and actor.featured:
        queue.featured(tx, actor.id, it.clock())


async def run(it: Instance, payload: bytes) -> None:
    """The task: see `refresh`. What a stranger's own news made us read brings no works that we do not know."""
    job = orjson.loads(payload)
    actor = await it.db.read(lambda tx: actors.by_id(tx, job["actor"]))
    if actor is None:
        return
    wanted = "later" not in job or await it.db.read(lambda tx: _followed(tx, actor.uri))
    await refresh(it, actor, Budget(fetches=it.config.federation.fetches_per_activity), adopting=wanted)


async def refresh(it: Instance, actor: Actor, budget: Budget, *, adopting: bool = True) -> int:
    """Replace what is on top of a remote profile by what its collection holds now; how many works that are.

    At most 40, each fetched from its home where we lack it and are `adopting`, as far as the budget goes; somebody
    else's works do not count. Raises FetchFailed to be tried again; a collection that cannot be had for good leaves
    things as they are.
    """
    if actor.local or not actor.featured or actor.deleted or actor.suspended:
        return 0
    try:
        listed = await paging.items(it, actor.featured, budget, most=MOST_REMOTE)
    except FedartError as error:
        if error.retry:
            raise
        log.info("featured_missing", reason=error)
        return 0
    found: list[WorkId] = []
    for uri in listed:
        work = await _listed(it, uri, budget, adopting=adopting)
        if work is not None and _shown(work, actor.uri):
            found.append(work.id)
    await it.db.write(lambda tx: pins.replace(tx, actor.id, found, it.clock()))
    return len(found)


async def _listed(it: Instance, uri: Uri, budget: Budget, *, adopting: bool) -> Work | None:
    known = await it.db.read(lambda tx: works.by_uri(tx, uri))
    if known is not None or not adopting or it.urls.parse(uri) is not None:
        return known
    try:
        return await _adopted(it, uri, budget)
    except FedartError as error:
        log.info("pin_dropped", reason=error)
        return None


async def pin(it: Instance, viewer: Viewer, work_id: WorkId) -> None:
    """Put a work of one's own on top and tell the followers. Raises NotFound, Invalid."""

    def store(tx: Tx) -> None:
        work = publishing.own(tx, viewer.actor.id, work_id)
        if not work.visibility.anyone or work.state is not WorkState.LIVE:
            raise Invalid({"pin": say("Only works that everybody may see can be among the highlights.")})
        known = pins.of_actor(tx, viewer.actor.id)
        if work_id in known:
            return
        if len(known) >= MOST:
            raise Invalid(
                {
                    "pin": say(
                        "You have %(most)s highlights, and that is the most. Please take one out first.", most=MOST
                    )
                }
            )
        pins.add(tx, viewer.actor.id, work_id, it.clock())
        _tell(tx, it, viewer.actor, work, added=True)

    await it.db.write(store)
    it.wake.set()


async def unpin(it: Instance, viewer: Viewer, work_id: WorkId) -> None:
    """Take a work off the top and tell the followers; one that is not there stays so. Raises NotFound."""

    def store(tx: Tx) -> None:
        work = publishing.own(tx, viewer.actor.id, work_id)
        if pins.remove(tx, viewer.actor.id, work_id):
            _tell(tx, it, viewer.actor, work, added=False)

    await it.db.write(store)
    it.wake.set()


def _tell(tx: Tx, it: Instance, actor: Actor, work: Work, *, added: bool) -> None:
    make, kind = (render.add, "Add") if added else (render.remove, "Remove")
    document = make(outbox.new_activity(it), actor.uri, work.uri, Uri(actor.featured), actor.followers)
    outgoing = Outgoing(actor, kind, work.uri, document, public=True)
    outbox.enqueue(tx, it, outgoing, follows.inboxes(tx, actor.id))
