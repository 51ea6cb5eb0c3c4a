"""Copies of our own people's pictures: what is written into them, and those that are made once a work is out.

Publishing never waits for the second kind: a task makes them, one picture at a time, in a process that gives way to
all others. Until then pages show what was made at once.
"""

import asyncio
import time
from dataclasses import replace
from functools import partial

import orjson

from fedart import log
from fedart.domain.ids import MediaId
from fedart.domain.media import MediaState, Rendition
from fedart.errors import NotFound, Unavailable
from fedart.instance import Instance
from fedart.media import credit
from fedart.media.blobs import Area
from fedart.media.credit import Credit
from fedart.media.developed import Encoded, Wish
from fedart.media.refused import PictureRefused
from fedart.services import queue
from fedart.storage import actors, media, stated, walks, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned

WORK = "work"
TRIES = 4
AGAIN_MS = 60_000
WALK = "copies"
FEW = 4
"""Of the pictures from before there were such copies, so many get theirs in an hour."""
ROWS = 500
HOUR_MS = 3_600_000


def wish(tx: Tx, actor_id: str, role: str, created: int, licence: str = "") -> Wish:
    """What a picture of one of ours gets: author and rights where it is a work, and everywhere the data-mining code.

    `created` in epoch milliseconds; `licence` is the address of the licence, where the artist chose one.
    """
    artist = actors.by_id(tx, actor_id)
    if artist is None or role != WORK:
        return Wish(own=True, xmp=credit.packet(Credit()))
    year = time.gmtime(created / 1000).tm_year
    rights = f"© {year} {artist.display_name}, {artist.url}"
    return Wish(own=True, moving=True, xmp=credit.packet(Credit(artist.display_name, rights, licence)))


def plan(tx: Tx, owned: Owned, now: int) -> None:
    """Have the copies that can wait made, when it is a work's picture of ours that is shown."""
    if _lacks(owned):
        queue.copies(tx, owned.media.id, now)


def _lacks(owned: Owned) -> bool:
    kept = owned.media.state is MediaState.KEPT and owned.original is not None and owned.role == WORK
    return kept and not any(r.mime == "image/avif" and r.shape is None for r in owned.media.renditions)


async def make(it: Instance, payload: bytes) -> None:
    """The task: AVIF in every size, WebP between, and an animation's moving copies.

    Where the process is in trouble the picture goes to the end of the line: it must not hold up those behind it.
    """
    job = orjson.loads(payload)
    ident = MediaId(job["media"])
    owned = await it.db.read(lambda tx: media.by_id(tx, ident))
    if owned is None or owned.original is None or not _lacks(owned):
        return
    wished = await it.db.read(lambda tx: wish(tx, owned.actor_id, owned.role, owned.created, licence(tx, owned)))
    try:
        data = await asyncio.to_thread(it.blobs.read, owned.original, Area.PRIVATE)
        made = await it.studio.later(data, wished)
    except (NotFound, PictureRefused) as error:
        # It is shown in the copies it has.
        log.warning("copies_not_made", media=ident, reason=error)
        return
    except Unavailable as error:
        log.warning("copies_not_made", media=ident, reason=error, tries=job.get("tries", 0))
        if (tries := job.get("tries", 0) + 1) < TRIES:
            await it.db.write(lambda tx: queue.copies(tx, ident, it.clock(), tries=tries, delay_ms=AGAIN_MS))
        return
    stored = await asyncio.to_thread(partial(store, it, made))
    await it.db.write(lambda tx: _add(tx, it, ident, stored))
    log.info("copies_made", media=ident, count=len(stored))


def licence(tx: Tx, owned: Owned) -> str:
    """The address of the licence of a picture's work; empty without one."""
    return stated.of(tx, owned.work_id).licence_link if owned.work_id else ""


def relicensed(tx: Tx, work: str, before: str, now: int) -> None:
    """Have the copies of a work name its licence, where that is another one than `before` (an address)."""
    if stated.of(tx, work).licence_link != before:
        queue.imprint(tx, work, now)


def store(it: Instance, made: tuple[Encoded, ...]) -> tuple[Rendition, ...]:
    """Put copies where the public gets them. Blocks."""
    return tuple(
        Rendition(e.name, e.mime, e.width, e.height, len(e.data), it.blobs.put(e.data, Area.PUBLIC)) for e in made
    )


def _add(tx: Tx, it: Instance, ident: str, stored: tuple[Rendition, ...]) -> None:
    """Give the picture its new copies, unless it was taken away meanwhile: then their files go again."""
    owned = media.by_id(tx, ident)
    if owned is None or not _lacks(owned):
        queue.tidy(tx, [f"{Area.PUBLIC}/{rendition.blob}" for rendition in stored], it.clock())
        return
    new = {(rendition.name, rendition.mime) for rendition in stored}
    kept = tuple(r for r in owned.media.renditions if (r.name, r.mime) not in new)
    media.settle(tx, replace(owned.media, renditions=(*kept, *stored)), owned.original)
    if owned.work_id is not None:
        works.touch(tx, owned.work_id)


async def at_start(it: Instance) -> None:
    """Go on looking for pictures from before there were such copies."""

    def begin(tx: Tx) -> None:
        if not queue.lacking_sought(tx) and media.following(tx, walks.reached(tx, WALK), 1):
            queue.lacking(tx, it.clock(), due=it.clock() + HOUR_MS)

    await it.db.write(begin)


async def look(it: Instance, payload: bytes) -> None:
    """The task: have the copies of the next few pictures made that lack them, an hour later those of others.

    Not before all others have theirs. Each picture's turn comes once, whatever becomes of it.
    """

    def step(tx: Tx) -> None:
        now, after = it.clock(), walks.reached(tx, WALK)
        if queue.copying(tx):
            queue.lacking(tx, now, due=now + HOUR_MS)
            return
        found, planned = media.following(tx, after, ROWS), 0
        for owned in found:
            after = owned.media.id
            if _lacks(owned):
                plan(tx, owned, now)
                planned += 1
            if planned == FEW:
                break
        walks.reach(tx, WALK, after)
        if found:
            queue.lacking(tx, now, due=now + HOUR_MS if planned else now)

    await it.db.write(step)
