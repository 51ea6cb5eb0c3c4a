"""Publishing later: the time that was set for a draft, and what follows when it comes.

The time stands with the draft; the task in the queue only wakes us. So a task that was lost is made anew, one that
comes too early goes back to sleep, and the wall clock decides, also when it was set meanwhile.
"""

from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from fedart import log
from fedart.domain.draft import FURTHEST, UTC_ZONE, Draft, DraftFileId, DraftId, Kept
from fedart.domain.ids import WorkId
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import drafts as keeping
from fedart.services import queue
from fedart.storage import actors, drafts, notifications
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import say

_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zones() -> tuple[str, ...]:
    """The time zones that can be chosen: UTC, then the cities by their regions."""
    return (UTC_ZONE, *sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS))


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name if name in zones() else UTC_ZONE)
    except ZoneInfoNotFoundError:
        return ZoneInfo(UTC_ZONE)


async def set_time(it: Instance, actor: str, ident: str, publish_at: int | None, zone: str) -> None:
    """Publish an own draft at that time (ms). Raises NotFound, Invalid for a time that is none, over, or too far."""
    now = it.clock()
    if publish_at is None:
        raise Invalid({"date": say("Please choose a day and a time.")})
    if zone not in zones():
        raise Invalid({"zone": say("Please choose a time zone from the list.")})
    if publish_at <= now:
        raise Invalid({"date": say("That time is over. Please choose a later one, or publish now.")})
    if publish_at > now + FURTHEST:
        raise Invalid({"date": say("Please choose a day within the next year.")})

    def store(tx: Tx) -> None:
        draft = keeping.own(tx, actor, ident)
        drafts.schedule(tx, draft.id, publish_at, zone, now)
        drafts.set_zone(tx, actor, zone)
        queue.publish(tx, draft.id, now, due=publish_at)

    await it.db.write(store)
    it.wake.set()


async def cancel(it: Instance, actor: str, ident: str) -> None:
    """Have a draft wait for its artist again. Raises NotFound."""

    def store(tx: Tx) -> None:
        draft = keeping.own(tx, actor, ident)
        drafts.schedule(tx, draft.id, None, draft.zone, it.clock())
        queue.publish_never(tx, draft.id, it.clock())

    await it.db.write(store)


def due(tx: Tx, ident: str) -> Kept | None:
    """A draft that a time is set for, with its files; None when there is none any more."""
    draft = drafts.by_id(tx, ident)
    return None if draft is None or draft.publish_at is None else Kept(draft, drafts.files(tx, ident))


def may_publish(tx: Tx, draft: Draft) -> bool:
    """Whether its artist is still one who can publish."""
    actor = actors.by_id(tx, draft.actor_id)
    return actor is not None and not (actor.deleted or actor.suspended)


def published(tx: Tx, it: Instance, ident: DraftId, work: WorkId, *, by_itself: bool = False) -> list[DraftFileId]:
    """What belongs to the transaction in which a draft becomes a work; returns the files to drop afterwards.

    Raises NotFound when it is no draft any more: it was published, or discarded, in the same moment.
    """
    draft = drafts.by_id(tx, ident)
    if draft is None:
        raise NotFound("that draft is published already, or gone")
    if by_itself:
        notifications.add(tx, draft.actor_id, Notice.PUBLISHED, it.clock(), work=work)
    return keeping.forget(tx, it, draft.id)


async def failed(it: Instance, ident: str, trouble: Mapping[str, str]) -> None:
    """The time came, and it could not be published: the draft stays, and its artist is told why."""

    def store(tx: Tx) -> None:
        draft = drafts.by_id(tx, ident)
        if draft is None or draft.publish_at is None:
            return
        told = f"{draft.id} {draft.publish_at}"
        drafts.fail(tx, draft.id, trouble, it.clock())
        notifications.add(tx, draft.actor_id, Notice.UNPUBLISHED, it.clock(), detail=told)
        log.info("not_published", draft=draft.id, fields=" ".join(trouble))

    await it.db.write(store)


def waken(tx: Tx, now: int) -> None:
    """Have the queue wake us for every draft when its time comes, whatever happened to clocks and tasks."""
    for draft in drafts.scheduled(tx):
        if draft.publish_at is not None:
            queue.publish(tx, draft.id, now, due=draft.publish_at)


async def at_start(it: Instance) -> None:
    """Make the tasks anew that were lost."""
    await it.db.write(lambda tx: waken(tx, it.clock()))
