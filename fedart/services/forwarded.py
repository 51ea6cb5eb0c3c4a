"""What reaches us by way of others: a Group's Announce, a forwarded activity. Its home is asked; nothing is believed.

FEP-1b12; THREATS AUT-03, SIG-12.
"""

from fedart import log
from fedart.domain.actor import ActorType
from fedart.domain.ids import Uri
from fedart.domain.work import Work, WorkState
from fedart.errors import FedartError, Gone, NotFound
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import incoming, outside, remote_actors, removal, threads
from fedart.storage import activities, actors, follows, works
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import Activity, Announce, Create, Delete, Tombstone, Update


async def handle(it: Instance, activity: Activity, budget: Budget) -> None:
    """An activity whose signer is not its actor and that carries no proof. Raises FetchFailed to be tried again."""
    match activity:
        case Create() | Update():
            note = activity.note
            if note is not None and await it.db.read(lambda tx: incoming.may_concern(tx, it, note)):
                await _refetched(it, note.uri, budget)
        case Delete():
            await _vanished(it, activity.object_id, budget)
        case _:
            log.info("activity_dropped", rule="SIG-08")


async def unwrap(it: Instance, activity: Announce, budget: Budget) -> None:
    """A Group that people here follow passes an activity on: what it was about is fetched from its home."""
    group = await remote_actors.by_uri(it, activity.actor, budget)
    wanted = activity.wrapped_object
    if group.type is not ActorType.GROUP or wanted is None or it.urls.parse(wanted) is not None:
        return
    known = await it.db.read(lambda tx: works.by_uri(tx, wanted))
    match activity.wrapped:
        case "Create" if known is None:
            if await it.db.read(lambda tx: follows.has_local_follower(tx, group.id)):
                await _adopted(it, wanted, budget)
        case "Update" if known is not None:
            await _refetched(it, wanted, budget)
        case "Delete" if known is not None:
            await _vanished(it, wanted, budget)
        case _:
            pass


async def _adopted(it: Instance, uri: Uri, budget: Budget) -> None:
    try:
        work = await incoming.adopt(it, uri, budget)
    except FedartError as error:
        _passes(error)
        return
    await threads.climb(it, work, budget)


async def _refetched(it: Instance, uri: Uri, budget: Budget) -> None:
    try:
        work = await incoming.refetch(it, uri, budget)
    except FedartError as error:
        _passes(error)
        return
    if work is not None:
        await threads.climb(it, work, budget)


def _passes(error: FedartError) -> None:
    """What may pass is tried again; everything else is dropped."""
    if error.retry:
        raise error
    log.info("forwarded_dropped", reason=error)


async def _vanished(it: Instance, uri: Uri, budget: Budget) -> None:
    """A Delete that we only hear of is believed when its home has the thing no more (AUT-03)."""
    work, actor = await it.db.read(lambda tx: (works.by_uri(tx, uri), actors.by_uri(tx, uri)))
    if work is not None:
        known = not work.local and work.state is not WorkState.DELETED
        if known and await _gone(it, uri, budget, missing_too=True):
            await it.db.write(lambda tx: _remove(tx, it, work))
        return
    # For actors 410 is proof, 404 is not (guide section 8).
    known = actor is not None and not actor.local and not actor.deleted
    if known and await _gone(it, uri, budget, missing_too=False):
        await it.db.write(lambda tx: remote_actors.erase(tx, uri, it.clock()))


def _remove(tx: Tx, it: Instance, work: Work) -> None:
    activities.bury(tx, work.uri, work.actor_uri, it.clock())
    removal.remove(tx, work, it.clock())


async def _gone(it: Instance, uri: Uri, budget: Budget, *, missing_too: bool) -> bool:
    """Whether its home answers 410, a tombstone, or (with `missing_too`) 404. Raises what can be tried again."""
    try:
        document = await outside.document(it, uri, budget)
        return isinstance(await outside.parsed(parse.note, document.body), Tombstone)
    except Gone:
        return True
    except NotFound:
        return missing_too
    except FedartError as error:
        _passes(error)
        return False
