"""Lists that come and go as CSV files: follows, blocks, mutes and hidden servers (THREATS WEB-12).

Each line of an import is a task, one after the other, with a pause between two that ask the same server. A row whose
server does not answer is tried again later; one that cannot be done is kept with the reason.
"""

import asyncio
from dataclasses import dataclass

import orjson

from fedart import log
from fedart.domain import transfers as lists
from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId, new_id
from fedart.domain.task import TaskState
from fedart.domain.transfers import Act, List, RowState, State
from fedart.errors import FedartError, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import blocks, follows, hiding, lookup, queue, throttle, trouble
from fedart.storage import actors, tasks, transfers
from fedart.storage.database import Tx
from fedart.storage.transfers import Import, Job
from fedart.words import later, say

SPACING_MS = 3_000
"""No server is asked more often than this, by all imports together (NET-06)."""
DELAYS_MS = (600_000, 7_200_000)
"""When a row whose server does not answer is tried again."""
FILES, WINDOW_MS = 20, 3_600_000
_LOOK = -1


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a row. `reason` is empty when it was done; `retry`: it may work later."""

    actor: ActorId | None = None
    reason: str = ""
    retry: bool = False


async def export(it: Instance, viewer: Viewer, what: List) -> bytes:
    """One of somebody's lists as a file."""
    found = await it.db.read(lambda tx: transfers.entries(tx, viewer.actor.id, what))
    return await asyncio.to_thread(lists.write, what, [target for _, target in found])


async def bring(it: Instance, viewer: Viewer, what: List, data: bytes, *, replaces: bool) -> str:
    """Read a file; returns the id of an import that waits for a yes. An older one without it goes.

    Raises Invalid for what is no such list, TooFast.
    """
    if what not in lists.IMPORTED:
        raise Invalid({"list": say("Please choose what is in the file.")})
    lines = await asyncio.to_thread(lists.read, what, data)
    ident, now = new_id(it.clock()), it.clock()

    def store(tx: Tx) -> None:
        throttle.count(tx, f"import {viewer.actor.id}", now, most=FILES, window=WINDOW_MS)
        transfers.forget_waiting(tx, viewer.actor.id)
        transfers.add(tx, ident, viewer.actor.id, what, replaces=replaces, now=now)
        transfers.add_lines(tx, ident, lines, it.urls.host)

    await it.db.write(store)
    return ident


def own(tx: Tx, viewer: Viewer, ident: str) -> Import:
    """An import of that very person. Raises NotFound (THREATS WEB-10)."""
    found = transfers.by_id(tx, ident)
    if found is None or found.actor != viewer.actor.id:
        raise NotFound("no such import")
    return found


def surplus(tx: Tx, found: Import) -> list[tuple[str, str]]:
    """What somebody's list has beyond the file, as (id, target): what goes when the file replaces the list."""
    wanted, touched = transfers.wanted(tx, found.id)
    return lists.surplus(transfers.entries(tx, found.actor, found.list), wanted, touched)


async def start(it: Instance, viewer: Viewer, ident: str) -> None:
    """Begin an import that waits; a second time changes nothing. Raises NotFound, Invalid while another is at work."""

    def begin(tx: Tx) -> None:
        _begin(tx, it, own(tx, viewer, ident), State.READY)

    await it.db.write(begin)
    it.wake.set()


async def again(it: Instance, viewer: Viewer, ident: str) -> None:
    """Try once more what failed in an import that is over. Raises NotFound, Invalid while another is at work."""

    def begin(tx: Tx) -> None:
        found = own(tx, viewer, ident)
        if found.state is State.DONE and transfers.again(tx, ident):
            _begin(tx, it, found, State.DONE)

    await it.db.write(begin)
    it.wake.set()


def _begin(tx: Tx, it: Instance, found: Import, before: State) -> None:
    if found.state is not before:
        return
    if transfers.running(tx, found.actor):
        raise Invalid({"import": say("Another import is at work. Please wait until it is done, or stop it.")})
    transfers.set_state(tx, found.id, before, State.RUNNING)
    _go_on(tx, it, found.id)


async def stop(it: Instance, viewer: Viewer, ident: str) -> None:
    """End an import; what it did stays. One that never began is forgotten. Raises NotFound."""

    def end(tx: Tx) -> None:
        found = own(tx, viewer, ident)
        if found.state is State.READY:
            transfers.forget_waiting(tx, found.actor)
        transfers.set_state(tx, ident, State.RUNNING, State.STOPPED, it.clock())

    await it.db.write(end)


# --- the task ---------------------------------------------------------------------------------------------------------


async def run(it: Instance, payload: bytes) -> None:
    """The task: one row of an import, and what comes after it. A second time changes nothing."""
    step = orjson.loads(payload)
    ident, position = str(step["import"]), int(step["row"])
    taken = await it.db.write(lambda tx: _take(tx, it, ident, position))
    outcome = await _tried(it, *taken) if taken else None
    await it.db.write(lambda tx: _book(tx, it, ident, taken[1] if taken else None, outcome))
    it.wake.set()


async def give_up(it: Instance, payload: bytes) -> None:
    """The end of that task without success: the row has failed, and the next one comes."""
    step = orjson.loads(payload)
    ident, position = str(step["import"]), int(step["row"])

    def book(tx: Tx) -> None:
        transfers.settle(tx, ident, position, RowState.FAILED, reason=later("Something went wrong on our side."))
        _go_on(tx, it, ident)

    await it.db.write(book)
    it.wake.set()


def _take(tx: Tx, it: Instance, ident: str, position: int) -> tuple[Import, Job] | None:
    """A row to be done now; None when it is over, or its import is."""
    found = transfers.by_id(tx, ident)
    if found is None or found.state is not State.RUNNING:
        return None
    owner = actors.by_id(tx, found.actor)
    if owner is None or owner.suspended or owner.deleted:
        transfers.set_state(tx, ident, State.RUNNING, State.STOPPED, it.clock())
        return None
    job = transfers.row(tx, ident, position)
    if job is None:
        return None
    if job.tries > len(DELAYS_MS):
        transfers.settle(tx, ident, position, RowState.FAILED, reason=later("It never came to an end."))
        return None
    transfers.try_row(tx, ident, position, it.clock())
    return found, job


async def _tried(it: Instance, found: Import, job: Job) -> _Outcome:
    try:
        if job.act is Act.REMOVE:
            await _remove(it, found, job)
            return _Outcome()
        return _Outcome(await _add(it, found, job))
    except FedartError as error:
        log.info("import_row_failed", reason=error)
        return _Outcome(reason=trouble.words(error, job.target), retry=error.retry)


async def _add(it: Instance, found: Import, job: Job) -> ActorId | None:
    """Follow, block, mute or hide whom a row names; returns the actor."""
    if found.list is List.DOMAINS:
        await hiding.hide_domain(it, found.actor, job.target)
        return None
    actor = await lookup.actor(it, job.target)
    if found.list is List.FOLLOWING:
        await follows.follow_found(it, found.actor, actor)
    elif found.list is List.BLOCKED:
        await blocks.block(it, found.actor, actor.id)
    else:
        await blocks.mute(it, found.actor, actor.id)
    return actor.id


async def _remove(it: Instance, found: Import, job: Job) -> None:
    """Take back what is not in the file; what is gone already is no failure."""
    acts = {List.FOLLOWING: follows.unfollow, List.BLOCKED: blocks.unblock, List.MUTED: blocks.unmute}
    try:
        if found.list is List.DOMAINS:
            await hiding.show_domain(it, found.actor, job.target)
        elif job.actor is not None:
            await acts[found.list](it, found.actor, job.actor)
    except NotFound:
        return


def _book(tx: Tx, it: Instance, ident: str, job: Job | None, outcome: _Outcome | None) -> None:
    if job is not None and outcome is not None:
        if not outcome.reason:
            transfers.settle(tx, ident, job.position, RowState.DONE, actor=outcome.actor)
        elif outcome.retry and job.tries < len(DELAYS_MS):
            transfers.later(tx, ident, job.position, it.clock() + DELAYS_MS[job.tries], outcome.reason)
        else:
            transfers.settle(tx, ident, job.position, RowState.FAILED, reason=outcome.reason)
    _go_on(tx, it, ident)


def _go_on(tx: Tx, it: Instance, ident: str) -> None:
    """Let the next row be done, at once or when its server may be asked again; after the last one, end."""
    found = transfers.by_id(tx, ident)
    pending = any(task.state is not TaskState.LEASED for task in tasks.in_lane(tx, queue.import_lane(ident)))
    if found is None or found.state is not State.RUNNING or pending:
        return
    now = it.clock()
    job = transfers.next_row(tx, ident, now, SPACING_MS)
    if job is not None:
        queue.import_row(tx, ident, job.position, now, host=job.host, due=now)
        return
    due = transfers.next_due(tx, ident)
    if due is not None:
        queue.import_row(tx, ident, _LOOK, now, host="", due=max(due, now + SPACING_MS))
    elif found.replaces and not found.surplus:
        transfers.add_surplus(tx, ident, surplus(tx, found))
        _go_on(tx, it, ident)
    else:
        transfers.set_state(tx, ident, State.RUNNING, State.DONE, now)
