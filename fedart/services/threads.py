"""Conversations shown whole: parents that are missing are fetched, and replies when somebody here looks (NET-06)."""

from functools import partial

import orjson

from fedart import log
from fedart.domain.ids import ActorId, Uri, WorkId, same_origin
from fedart.domain.work import Work, WorkState
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import incoming, paging, queue
from fedart.storage import follows, threads, works
from fedart.storage.database import Tx

HOUR = 3_600_000
NEWEST_ANSWERS = 5
"""How many answers of other servers are asked for what answers them."""


async def climb(it: Instance, work: Work, budget: Budget) -> None:
    """Fetch the parents of a post that we lack, level by level, as far as the budget goes.

    What cannot be had is left out; trouble that passes is tried again by a task of its own.
    """
    passed: set[WorkId] = set()
    while work.id not in passed:
        passed.add(work.id)
        missing = work.in_reply_to
        if missing is None or it.urls.parse(missing) is not None:
            return
        known = await _known(it, missing)
        if known is None:
            try:
                budget = budget.deeper()
                reader = await it.db.read(partial(_reader, work=work))
                known = await incoming.adopt(it, missing, budget, reader=reader)
            except FedartError as error:
                log.info("parent_missing", reason=error)
                if error.retry:
                    await _again(it, work.id)
                return
        work = known


def _reader(tx: Tx, work: Work) -> ActorId | None:
    """Who of ours may ask for what a post answers, when both are for followers on the same server.

    Nobody else is shown who of ours reads what.
    """
    private = not work.visibility.anyone and not work.local
    same = work.in_reply_to is not None and same_origin(work.in_reply_to, work.uri)
    return follows.reader(tx, work.actor_id) if private and same else None


async def _known(it: Instance, uri: str) -> Work | None:
    return await it.db.read(lambda tx: works.by_uri(tx, uri))


async def _again(it: Instance, work: WorkId) -> None:
    await it.db.write(lambda tx: queue.thread(tx, work, it.clock(), replies=False))


async def opened(it: Instance, work: Work) -> None:
    """Somebody here opens a work: answers that we may lack are looked for elsewhere, at most once an hour."""
    if not work.visibility.anyone or work.state is not WorkState.LIVE:
        return
    if work.local and not it.db.glance(lambda tx: threads.elsewhere(tx, work.id, 1)):
        return

    def begin(tx: Tx) -> None:
        if threads.begin(tx, work.id, it.clock(), HOUR):
            queue.thread(tx, work.id, it.clock(), replies=True)

    await it.db.write(begin)
    it.wake.set()


async def look(it: Instance, payload: bytes) -> None:
    """The task: fetch what lies above a work, and what lies below it. Raises what can be tried again."""
    wanted = orjson.loads(payload)
    work = await it.db.read(lambda tx: works.by_id(tx, wanted["work"]))
    if work is None or work.state is not WorkState.LIVE:
        return
    budget = Budget(fetches=it.config.federation.fetches_per_activity)
    if wanted["replies"]:
        if not work.local:
            await _replies(it, work, budget)
            await climb(it, work, budget)
        await _deeper(it, work, budget)
    elif work.in_reply_to is not None and work.in_reply_to_id is None:
        await _parent(it, work.in_reply_to, budget)


async def _parent(it: Instance, uri: Uri, budget: Budget) -> None:
    """The second try: here the task's own table says how often it is repeated."""
    try:
        parent = await incoming.adopt(it, uri, budget.deeper())
    except FedartError as error:
        if error.retry:
            raise
        log.info("parent_missing", reason=error)
        return
    await climb(it, parent, budget.deeper())


async def _deeper(it: Instance, work: Work, budget: Budget) -> None:
    """What answers the answers: these are told to whoever wrote those, and to nobody else in the thread."""

    def below(tx: Tx) -> list[Work | None]:
        return [works.by_id(tx, ident) for ident in threads.elsewhere(tx, work.id, NEWEST_ANSWERS)]

    for answer in await it.db.read(below):
        if answer is not None:
            await _replies(it, answer, budget)


async def _replies(it: Instance, work: Work, budget: Budget) -> None:
    try:
        note = await incoming.from_home(it, work.uri, budget)
        if note.replies is None or not same_origin(note.replies, work.uri):
            return
        listed = await paging.items(it, note.replies, budget.deeper())
    except FedartError as error:
        log.info("replies_missing", reason=error)
        return
    for uri in listed:
        try:
            await _reply(it, uri, budget)
        except FedartError as error:
            log.info("reply_missing", reason=error)
            if error.rule == "NET-06":
                return


async def _reply(it: Instance, uri: Uri, budget: Budget) -> None:
    """One entry of a list that anybody may write: fetched from its home, kept only when it answers what we have."""
    if it.urls.parse(uri) is not None or await _known(it, uri) is not None:
        return
    note = await incoming.from_home(it, uri, budget)
    if note.in_reply_to is not None and await _known(it, note.in_reply_to) is not None:
        await incoming.receive(it, note, budget, wanted=True)
