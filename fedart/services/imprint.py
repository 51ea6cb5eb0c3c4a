"""What copies say of author, rights and licence, brought in line with what holds now: not one pixel is encoded again.

A copy that says something else is another file with another address, because addresses of pictures stand for ever;
the old one leads to it. What says the right thing already is not touched, so doing it twice changes nothing.
"""

import asyncio
from dataclasses import dataclass, replace
from functools import partial

import orjson

from fedart import log
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import MediaState, Rendition
from fedart.domain.work import WorkState
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.rewriting import NotOurs, rewritten
from fedart.services import copies, queue
from fedart.services import works as publishing
from fedart.storage import media, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned

EDITION = 8
"""So many hex digits of a copy's hash stand in its address once it was written anew."""
AT_ONCE = 5
"""Works of an artist that one step looks at."""


@dataclass(frozen=True, slots=True)
class _Stale:
    """A copy, and what takes its place."""

    old: Rendition
    new: Rendition


async def write(it: Instance, payload: bytes) -> None:
    """The task: the copies of a work, and other servers hear of their addresses; or those of an artist's next works."""
    job = orjson.loads(payload)
    if "work" in job:
        await _work(it, WorkId(job["work"]), tell=True)
        return
    actor, before = job["actor"], job["before"]
    found = await it.db.read(lambda tx: works.by_actor(tx, actor, before=before, most=AT_ONCE))
    for work in found:
        # What others have says who made it in its text; their copies need not be fetched again for a name.
        await _work(it, work.id, tell=False)
    if found:
        await it.db.write(lambda tx: queue.imprint_all(tx, actor, it.clock(), before=found[-1].id))


async def _work(it: Instance, ident: WorkId, *, tell: bool) -> None:
    changed = [await _picture(it, picture.id) for picture in await it.db.read(lambda tx: media.by_work(tx, ident))]
    if not any(changed):
        return

    def store(tx: Tx) -> None:
        work = works.by_id(tx, ident)
        if work is None or not work.local or work.state is WorkState.DELETED:
            return
        works.touch(tx, ident)
        if tell and work.state is WorkState.LIVE:
            publishing.renew(tx, it, work)

    await it.db.write(store)
    it.wake.set()


async def _picture(it: Instance, ident: MediaId) -> bool:
    """Whether any copy of it was written anew. One that is held is seen to when it is released."""
    owned = await it.db.read(lambda tx: media.by_id(tx, ident))
    if owned is None or owned.original is None or owned.media.state is not MediaState.KEPT:
        return False
    wish = await it.db.read(
        lambda tx: copies.wish(tx, owned.actor_id, owned.role, owned.created, copies.licence(tx, owned))
    )
    stale = await asyncio.to_thread(partial(_stale, it, owned, wish.xmp))
    if not stale:
        return False
    done = await it.db.write(lambda tx: _swap(tx, it, ident, stale))
    log.info("copies_rewritten", media=ident, count=done)
    return done > 0


def _stale(it: Instance, owned: Owned, packet: str) -> list[_Stale]:
    """The copies that say something else, each with the one that takes its place, which is stored. Blocks."""
    found = []
    for old in owned.media.renditions:
        try:
            before = it.blobs.read(old.blob, Area.PUBLIC)
            data = rewritten(before, old.mime, packet)
        except (NotFound, NotOurs):
            # GIF carries no packet, and what was made before copies carried one may have no place for it.
            continue
        if data != before:
            blob = it.blobs.put(data, Area.PUBLIC)
            found.append(_Stale(old, replace(old, size=len(data), blob=blob, edition=blob[:EDITION])))
    return found


def _swap(tx: Tx, it: Instance, ident: MediaId, stale: list[_Stale]) -> int:
    """Give the picture its new copies, each only in the place of the very one it was made from; how many."""
    owned, by_blob = media.by_id(tx, ident), {each.old.blob: each.new for each in stale}
    made = {f"{Area.PUBLIC}/{each.new.blob}" for each in stale}
    if owned is None or owned.media.state is not MediaState.KEPT:
        queue.tidy(tx, sorted(made), it.clock())
        return 0
    renditions = tuple(
        replace(by_blob[r.blob], name=r.name, mime=r.mime) if r.blob in by_blob else r for r in owned.media.renditions
    )
    freed = media.settle(tx, replace(owned.media, renditions=renditions), owned.original)
    queue.tidy(tx, sorted({*freed, *made}), it.clock())
    return sum(r.blob in by_blob for r in owned.media.renditions)
