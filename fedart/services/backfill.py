"""The works of somebody elsewhere, fetched when one of ours looks at their page for the first time (NET-06).

Their outbox is read page by page, newest first, each step a task with a small budget and a pause behind it, so that a
look at a profile is no burden to its server. Pictures pass the door like all others. Nothing that is not public is
kept, and nothing is told to anybody.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import orjson

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, same_origin
from fedart.errors import FedartError, Malformed
from fedart.federation.errors import BudgetSpent
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import featured, incoming, outside, queue
from fedart.storage import actors, backfills, works
from fedart.storage.database import Tx
from fedart.wire import outbox, parse
from fedart.wire.activities import RemoteNote
from fedart.wire.outbox import Entry, OutboxPage

EVERY_MS = 6 * 3_600_000
"""How long a profile is left alone after it was filled."""
WAITS_MS = 15 * 60_000
"""After this a page no longer says that works are being looked for."""
PAUSE_MS = 15_000
PAGES, ITEMS, SEEN, STEPS = 5, 40, 200, 12
"""At most so many pages, works, entries looked at, and tasks."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a backfill stands. `page` is read next, empty at the beginning; `rest` is left of the page before it.

    `read`: pages that are done; `seen`: how many entries they had.
    """

    actor: str
    page: str = ""
    rest: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    seen: int = 0
    found: int = 0
    steps: int = 0


async def opened(it: Instance, actor: Actor) -> bool:
    """One of ours looks at somebody elsewhere: their works are looked for, at most once in six hours.

    Whether that begins now.
    """
    if actor.local or actor.deleted or actor.suspended:
        return False
    if not it.db.glance(lambda tx: backfills.due(tx, actor.id, it.clock(), EVERY_MS)):
        return False

    def begin(tx: Tx) -> bool:
        if not backfills.begin(tx, actor.id, it.clock(), EVERY_MS):
            return False
        queue.backfill(tx, actor.id, asdict(Step(actor.id)), it.clock())
        featured.look(tx, it, actor)
        return True

    begun = await it.db.write(begin)
    it.wake.set()
    return begun


def looking(state: backfills.Backfill | None, now: int) -> bool:
    """Whether works are still being fetched, as far as a page should say so."""
    return state is not None and state.finished is None and now - state.begun < WAITS_MS


async def run(it: Instance, payload: bytes) -> None:
    """The task: one step. Raises FetchFailed to be tried again."""
    raw = orjson.loads(payload)
    step = Step(**{**raw, "rest": tuple(raw["rest"]), "read": tuple(raw["read"])})
    actor = await it.db.read(lambda tx: actors.by_id(tx, step.actor))
    done = _ended(step)
    if actor is not None and not (actor.local or actor.deleted or actor.suspended) and actor.outbox:
        done = await _step(it, actor, step, Budget(fetches=it.config.federation.fetches_per_activity))
    await it.db.write(lambda tx: _book(tx, it, done))


async def give_up(it: Instance, payload: bytes) -> None:
    """The end of that task without success: the page stops saying that works are looked for."""
    step = orjson.loads(payload)
    await it.db.write(lambda tx: backfills.finish(tx, step["actor"], it.clock(), step["found"]))


def _book(tx: Tx, it: Instance, step: Step) -> None:
    if step.found >= ITEMS or step.steps >= STEPS or not (step.rest or step.page):
        backfills.finish(tx, step.actor, it.clock(), step.found)
    else:
        queue.backfill(tx, step.actor, asdict(step), it.clock(), delay_ms=PAUSE_MS)


def _ended(step: Step) -> Step:
    return replace(step, page="", rest=(), steps=step.steps + 1)


async def _step(it: Instance, actor: Actor, step: Step, budget: Budget) -> Step:
    """Take in what is left of a page, else the next page; the step as it stands then."""
    if step.rest:
        entries: Sequence[Entry] = [Entry(Uri(uri), None) for uri in step.rest]
    else:
        try:
            step, entries = await _turn(it, actor, step, budget)
        except FedartError as error:
            if error.retry and not step.page:
                raise
            log.info("outbox_missing", reason=error)
            return _ended(step)
    found, rest = await _take(it, actor, entries, budget, ITEMS - step.found)
    return replace(step, found=step.found + found, rest=rest, steps=step.steps + 1)


async def _turn(it: Instance, actor: Actor, step: Step, budget: Budget) -> tuple[Step, Sequence[Entry]]:
    """Read the next page; most outboxes only name their first one, which is read at once."""
    page = await _page(it, actor, step.page, budget) if step.page else await _first(it, actor, budget)
    begun, step = not step.page, _turned(step, page, actor)
    if begun and step.page and not page.entries:
        page = await _page(it, actor, step.page, budget)
        step = _turned(step, page, actor)
    return step, page.entries


async def _first(it: Instance, actor: Actor, budget: Budget) -> OutboxPage:
    """The beginning of the outbox, with the numbers that their server shows of itself (AUT-07)."""
    page = await _page(it, actor, actor.outbox, budget)
    followers, following = [await _total(it, actor, part, budget) for part in (actor.followers, actor.following)]
    await it.db.write(
        lambda tx: backfills.hint(tx, actor.id, posts=page.total, followers=followers, following=following)
    )
    return page


def _turned(step: Step, page: OutboxPage, actor: Actor) -> Step:
    """The step with the page after this one, when there is one that may be read; never one twice."""
    read, seen = (*step.read, step.page or actor.outbox), step.seen + len(page.entries)
    following = page.first or page.next
    if following is None or following in read or len(read) > PAGES or seen >= SEEN:
        following = None
    return replace(step, page=following or "", read=read, seen=seen)


async def _page(it: Instance, actor: Actor, address: str, budget: Budget) -> OutboxPage:
    """A page of the outbox, which has to lie where its owner lives. Raises FetchError, Malformed."""
    if not same_origin(address, actor.uri):
        raise Malformed("a page elsewhere", rule="NET-06")
    document = await outside.document(it, address, budget)
    return await outside.parsed(lambda body: outbox.page(body, actor.uri), document.body)


async def _total(it: Instance, actor: Actor, address: str, budget: Budget) -> int | None:
    if not address or not same_origin(address, actor.uri):
        return None
    try:
        document = await outside.document(it, address, budget)
        return await outside.parsed(parse.total, document.body)
    except FedartError:
        return None


async def _take(
    it: Instance, actor: Actor, entries: Sequence[Entry], budget: Budget, room: int
) -> tuple[int, tuple[str, ...]]:
    """Take in works, at most `room`; how many were new, and which entries are left for the next step.

    Pictures that the budget does not cover keep their places and come by tasks of their own.
    """
    found = 0
    for at, entry in enumerate(entries):
        if found >= room:
            break
        if not same_origin(entry.uri, actor.uri) or await _known(it, entry.uri):
            continue
        try:
            note = entry.note or await incoming.from_home(it, entry.uri, budget)
            if _fits(note, actor):
                found += await incoming.receive(it, note, budget, wanted=True) is not None
        except BudgetSpent:
            return found, tuple(left.uri for left in entries[at:])
        except FedartError as error:
            log.info("work_missing", reason=error)
    return found, ()


async def _known(it: Instance, uri: str) -> bool:
    return await it.db.read(lambda tx: works.by_uri(tx, uri)) is not None


def _fits(note: RemoteNote, actor: Actor) -> bool:
    """Only what is theirs, for everybody, begins a thread, and has pictures."""
    own = note.author == actor.uri and note.in_reply_to is None
    return own and note.visibility(actor.followers).anyone and len(note.attachments) > 0
