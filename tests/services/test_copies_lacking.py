"""Pictures from before there was AVIF get it in the background: a few an hour, when nothing else waits, each once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from fedart.domain.ids import MediaId
from fedart.domain.media import Rendition
from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.developed import Encoded
from fedart.media.refused import Fault, PictureRefused
from fedart.media.studio import Studio as MediaStudio
from fedart.services import copies, queue
from fedart.storage import media
from tests.support import paint
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import count, settle

HOUR = 3_600


@pytest.fixture
async def old(it: Instance, make: Studio, maren: Person) -> list[MediaId]:
    """Six pictures of works, as they were made before there was AVIF, and an avatar."""
    found = []
    for number in range(6):
        owned = await make.picture(maren.actor, await make.work(maren.actor))
        original = it.blobs.put(paint.png(paint.painting(number, (64, 48))), Area.PRIVATE)
        await it.db.write(partial(media.settle, picture=owned.media, original=original))
        found.append(owned.media.id)
    await make.picture(maren.actor, role="icon")
    return sorted(found)


async def with_avif(it: Instance, idents: Sequence[MediaId]) -> list[bool]:
    found = [await it.db.read(partial(media.by_id, media=ident)) for ident in idents]
    return [any(r.mime == "image/avif" for r in owned.media.renditions) for owned in found if owned]


async def planned(it: Instance, kind: str) -> int:
    return await count(it, "tasks", f"kind = '{kind}' AND state IN ('due', 'waiting')")


async def test_a_few_pictures_an_hour_get_what_they_lack(it: Instance, old: list[MediaId], clock: Clock) -> None:
    await copies.at_start(it)
    await settle(it)
    assert await with_avif(it, old) == [False] * 6, "not at once: a server that starts has other things to do"
    clock.advance(HOUR + 1)
    await settle(it)
    assert await with_avif(it, old) == [True] * copies.FEW + [False] * (6 - copies.FEW)
    clock.advance(HOUR + 1)
    await settle(it)
    assert await with_avif(it, old) == [True] * 6
    clock.advance(HOUR + 1)
    await settle(it)
    assert await planned(it, queue.LACKING) == 0, "nothing is left to look for"
    await copies.at_start(it)
    assert await planned(it, queue.LACKING) == 0


async def test_it_waits_while_copies_of_new_pictures_are_being_made(
    it: Instance, old: list[MediaId], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = MediaStudio.later

    async def trouble(*_: object) -> tuple[Encoded, ...]:
        raise Unavailable("no process")

    monkeypatch.setattr(MediaStudio, "later", trouble)
    await it.db.write(lambda tx: queue.copies(tx, old[5], it.clock(), delay_ms=(HOUR + 10) * 1000))
    await copies.at_start(it)
    clock.advance(HOUR + 1)
    await settle(it)
    assert await planned(it, queue.COPIES) == 1, "none was added"
    monkeypatch.setattr(MediaStudio, "later", honest)
    clock.advance(HOUR + 1)
    await settle(it)
    clock.advance(HOUR + 1)
    await settle(it)
    assert (await with_avif(it, old)).count(True) > 1


async def test_a_picture_that_cannot_have_them_is_not_tried_for_ever(
    it: Instance, old: list[MediaId], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bytes] = []

    async def refuse(_: MediaStudio, data: bytes, *__: object) -> tuple[Encoded, ...]:
        tried.append(data)
        raise PictureRefused(Fault.BROKEN)

    monkeypatch.setattr(MediaStudio, "later", refuse)
    for _ in range(5):
        await copies.at_start(it)
        clock.advance(HOUR + 1)
        await settle(it)
    assert len(tried) == len(set(tried)) == 6
    assert await planned(it, queue.LACKING) == 0


async def test_a_restart_does_not_begin_anew(it: Instance, old: list[MediaId], clock: Clock) -> None:
    await copies.at_start(it)
    await copies.at_start(it)
    assert await planned(it, queue.LACKING) == 1
    clock.advance(HOUR + 1)
    await settle(it)
    before = await with_avif(it, old)
    await copies.at_start(it)
    assert await planned(it, queue.LACKING) == 1
    clock.advance(HOUR + 1)
    await settle(it)
    assert before.count(True) == copies.FEW
    assert await with_avif(it, old) == [True] * 6


async def test_copies_of_a_part_do_not_count_as_copies_of_the_picture(
    it: Instance, old: list[MediaId], clock: Clock
) -> None:
    owned = await it.db.read(lambda tx: media.by_id(tx, old[0]))
    assert owned is not None
    part = Rendition("1x1-0a1b2c3d-320", "image/avif", 48, 48, 1, it.blobs.put(b"part", Area.PUBLIC))
    changed = replace(owned.media, renditions=(*owned.media.renditions, part))
    await it.db.write(lambda tx: media.settle(tx, changed, owned.original))
    await copies.at_start(it)
    clock.advance(HOUR + 1)
    await settle(it)
    now = await it.db.read(lambda tx: media.by_id(tx, old[0]))
    assert now is not None
    assert now.media.rendition("320", "image/avif") is not None
    assert part in now.media.renditions
