"""Parts of pictures that artists choose for thumbnails and covers, and the copies made from them in the background.

The picture that other servers get stays whole; what they learn is the focal point.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import orjson

from fedart import log
from fedart.domain.actor import Viewer
from fedart.domain.crop import Part, Shape, Size, fits, following
from fedart.domain.ids import MediaId
from fedart.domain.media import Media, MediaState, Rendition
from fedart.domain.work import Work, WorkState
from fedart.errors import Invalid, NotFound, Unavailable
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.refused import PictureRefused
from fedart.services import copies, queue
from fedart.services import works as publishing
from fedart.storage import actors, crops, media, works
from fedart.storage.database import Tx
from fedart.storage.media import Owned
from fedart.words import say


@dataclass(frozen=True, slots=True)
class Choice:
    """The parts of a picture that are shown, by shape; the focal point, None where it follows them."""

    parts: Mapping[Shape, Part]
    focus: tuple[float, float] | None = None

    @property
    def point(self) -> tuple[float, float]:
        """The focal point that holds."""
        return following(self.parts) if self.focus is None else self.focus


@dataclass(frozen=True, slots=True)
class Croppable:
    """A picture of one's own with its work, its upright size, and what was chosen of it."""

    work: Work
    owned: Owned
    size: Size
    choice: Choice

    @property
    def media(self) -> Media:
        return self.owned.media


def own(tx: Tx, actor: str, work: str, picture: str) -> Croppable:
    """A picture that hangs in a work of that very artist. Raises NotFound for anything else (WEB-10)."""
    known, owned = publishing.own(tx, actor, work), media.by_id(tx, picture)
    if owned is None or owned.work_id != known.id or owned.media.state is not MediaState.KEPT:
        raise NotFound("no such picture of theirs")
    if owned.media.facts is None or owned.original is None:
        raise NotFound("a picture without a file")
    parts = crops.of_media(tx, owned.media.id)
    choice = Choice(parts, owned.media.focus if crops.focus_stays(tx, owned.media) else None)
    return Croppable(known, owned, (owned.media.facts.width, owned.media.facts.height), choice)


async def choose(it: Instance, viewer: Viewer, work: str, picture: str, choice: Choice) -> None:
    """Show other parts of a picture, and tell others where its focal point is. Raises NotFound, Invalid."""

    def store(tx: Tx) -> None:
        found = own(tx, viewer.actor.id, work, picture)
        _check(found.size, choice)
        ident, now = found.media.id, it.clock()
        crops.put(tx, ident, choice.parts)
        crops.set_focus(tx, ident, by_hand=choice.focus is not None)
        media.describe(tx, ident, found.media.alt, choice.point)
        kept = _current(found.media.renditions, choice.parts)
        queue.tidy(tx, media.settle(tx, replace(found.media, renditions=kept), found.owned.original), now)
        if _lacking(replace(found.media, renditions=kept), choice.parts):
            queue.crops(tx, ident, now)
        works.touch(tx, found.work.id)
        if choice.point != found.media.focus:
            _tell(tx, it, found.work)

    await it.db.write(store)
    it.wake.set()


def _check(size: Size, choice: Choice) -> None:
    bad = [shape for shape, part in choice.parts.items() if not fits(size, shape, part)]
    if bad:
        raise Invalid({f"part-{bad[0]}": say("Please choose a part that lies inside the picture.")})
    if choice.focus is not None and not all(-1 <= place <= 1 for place in choice.focus):
        raise Invalid({"focus": say("Please choose a point inside the picture.")})


def _tell(tx: Tx, it: Instance, work: Work) -> None:
    """Have other servers take the new focal point: to them it is an edit, so its time has to be newer."""
    artist = actors.by_id(tx, work.actor_id)
    if work.state is not WorkState.LIVE or artist is None:
        return
    changed = replace(work, edited=max(it.clock(), (work.edited or work.published) + 1000))
    works.edit(tx, changed)
    publishing.send(tx, it, changed, artist, "Update")


def _current(renditions: tuple[Rendition, ...], parts: Mapping[Shape, Part]) -> tuple[Rendition, ...]:
    """The copies that show what they should: the whole picture, or a part as it is chosen now."""
    keys = {shape: part.key for shape, part in parts.items()}
    return tuple(r for r in renditions if r.shape is None or r.key == keys.get(r.shape))


def _lacking(picture: Media, parts: Mapping[Shape, Part]) -> dict[str, Part]:
    """The chosen parts of which there are no copies yet, each by its shape and key."""
    there = {(r.shape, r.key) for r in picture.renditions}
    return {f"{shape}-{part.key}": part for shape, part in parts.items() if (shape, part.key) not in there}


async def make(it: Instance, payload: bytes) -> None:
    """The task: copies of the chosen parts that have none. Where the process is in trouble it is tried again later."""
    job = orjson.loads(payload)
    ident = MediaId(job["media"])
    owned, parts = await it.db.read(lambda tx: (media.by_id(tx, ident), crops.of_media(tx, ident)))
    if owned is None or owned.original is None or owned.media.state is not MediaState.KEPT:
        return
    wanted, original = _lacking(owned.media, parts), owned.original
    if not wanted:
        return
    wish = await it.db.read(
        lambda tx: copies.wish(tx, owned.actor_id, owned.role, owned.created, copies.licence(tx, owned))
    )
    try:
        data = await asyncio.to_thread(it.blobs.read, original, Area.PRIVATE)
        made = await it.studio.parts(data, wish, wanted)
    except (NotFound, PictureRefused) as error:
        # Pages go on to crop by the focal point.
        log.warning("parts_not_made", media=ident, reason=error)
        return
    except Unavailable as error:
        log.warning("parts_not_made", media=ident, reason=error, tries=job.get("tries", 0))
        if (tries := job.get("tries", 0) + 1) < copies.TRIES:
            await it.db.write(lambda tx: queue.crops(tx, ident, it.clock(), tries=tries, delay_ms=copies.AGAIN_MS))
        return
    stored = await asyncio.to_thread(partial(copies.store, it, made))
    await it.db.write(lambda tx: _add(tx, it, ident, stored))
    log.info("parts_made", media=ident, count=len(stored))


def _add(tx: Tx, it: Instance, ident: str, stored: tuple[Rendition, ...]) -> None:
    """Give the picture the copies that still show what is chosen; the files of others go again."""
    owned = media.by_id(tx, ident)
    if owned is None or owned.media.state is not MediaState.KEPT:
        queue.tidy(tx, [f"{Area.PUBLIC}/{rendition.blob}" for rendition in stored], it.clock())
        return
    new = _current(stored, crops.of_media(tx, ident))
    names = {(rendition.name, rendition.mime) for rendition in new}
    kept = tuple(r for r in owned.media.renditions if (r.name, r.mime) not in names)
    media.settle(tx, replace(owned.media, renditions=(*kept, *new)), owned.original)
    unused = {rendition.blob for rendition in stored} - {rendition.blob for rendition in new}
    queue.tidy(tx, [f"{Area.PUBLIC}/{blob}" for blob in sorted(unused)], it.clock())
    if owned.work_id is not None:
        works.touch(tx, owned.work_id)
