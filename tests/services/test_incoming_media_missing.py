"""Pictures from elsewhere that do not come, come late, or are none: an empty place says why."""

import asyncio
import json
from dataclasses import replace

import pytest

from fedart.domain.media import MediaState
from fedart.errors import Unavailable
from fedart.federation.errors import FetchFailed, FetchTooLarge
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.services import media, queue
from fedart.services.media import Admitted, Place
from fedart.storage import verdicts
from fedart.tasks.kinds import KINDS
from tests.support.arrivals import URL, arrives, files, picture, pictures_of
from tests.support.instance import Clock
from tests.support.pictures import with_signal
from tests.support.remote import Net, Stranger, count, hear, settle

UNREACHABLE = {
    "missing": Response(URL, 404, {}),
    "gone": Response(URL, 410, {}),
    "denied": Response(URL, 403, {}),
}


@pytest.mark.parametrize("name", UNREACHABLE)
async def test_a_picture_that_is_not_there_leaves_an_empty_place(
    name: str, it: Instance, net: Net, followed: Stranger
) -> None:
    net.pages[URL] = UNREACHABLE[name]
    note = followed.note(pictures=[URL])
    await hear(it, followed, followed.create(note))
    [found] = await pictures_of(it, note)
    assert (found.state, found.reason) == (MediaState.DROPPED, "unreachable")


async def test_a_picture_that_is_too_large_to_fetch_leaves_an_empty_place(
    it: Instance, net: Net, followed: Stranger
) -> None:
    net.broken[URL] = FetchTooLarge("more than 16 MiB")
    note = followed.note(pictures=[URL])
    await hear(it, followed, followed.create(note))
    [found] = await pictures_of(it, note)
    assert (found.state, found.reason) == (MediaState.DROPPED, "unreachable")


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 50], ids=repr)
async def test_what_is_no_picture_leaves_an_empty_place_that_says_why(
    data: bytes, it: Instance, net: Net, followed: Stranger
) -> None:
    _, found = await arrives(it, net, followed, data)
    assert found.state is MediaState.DROPPED
    assert found.reason.endswith(".")
    assert files(it) == []


async def test_med_06_a_judge_that_stalls_at_every_picture_delays_the_pictures_and_not_the_post(
    it: Instance, net: Net, followed: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [net.picture(f"https://peer.example/media/{n}.png", picture(n)) for n in range(4)]
    note = followed.note(pictures=addresses)
    door, begun = media.admit, []

    async def stalls(at: Instance, data: bytes, place: Place) -> Admitted:
        begun.append(place.position)
        if place.position > 0:
            await asyncio.Event().wait()
        return await door(at, data, place)

    monkeypatch.setattr(media, "admit", stalls)
    busy = replace(it, config=replace(it.config, tasks=replace(it.config.tasks, lease_seconds=4.0)))
    async with asyncio.timeout(4.0 * 0.9):
        await hear(busy, followed, followed.create(note))
    first, *others = await pictures_of(it, note)
    assert first.state is MediaState.KEPT
    assert [other.state for other in others] == [MediaState.FETCHED] * 3
    assert begun == [0, 1], "nobody waits for the third when the time is up"
    monkeypatch.setattr(media, "admit", door)
    clock.advance(60)
    await settle(it)
    assert {each.state for each in await pictures_of(it, note)} == {MediaState.KEPT}


TROUBLE = [FetchFailed("status 503"), Unavailable("no memory for the child")]


@pytest.mark.parametrize("trouble", TROUBLE, ids=repr)
async def test_trouble_that_passes_delays_the_picture_and_not_the_post(
    trouble: Exception, it: Instance, net: Net, followed: Stranger, clock: Clock
) -> None:
    net.broken[URL] = trouble
    note = followed.note(pictures=[URL])
    await hear(it, followed, followed.create(note))
    [found] = await pictures_of(it, note)
    assert found.state is MediaState.FETCHED
    del net.broken[URL]
    net.picture(URL, picture())
    clock.advance(60)
    await settle(it)
    [found] = await pictures_of(it, note)
    assert found.state is MediaState.KEPT
    assert found.alt == f"alt of {URL}"


async def test_a_picture_that_never_comes_says_so_when_the_tries_are_used_up(
    it: Instance, net: Net, followed: Stranger
) -> None:
    net.broken[URL] = FetchFailed("status 503")
    note = followed.note(pictures=[URL])
    await hear(it, followed, followed.create(note))
    [found] = await pictures_of(it, note)
    assert (found.state, found.reason) == (MediaState.FETCHED, "waiting")
    lost = KINDS[queue.PICTURE].lost
    assert lost is not None
    for _ in range(2):
        await lost(it, json.dumps({"media": found.id}).encode())
        [gone] = await pictures_of(it, note)
        assert (gone.id, gone.state, gone.reason) == (found.id, MediaState.DROPPED, "unreachable")
        assert gone.alt == f"alt of {URL}"
    assert files(it) == []


async def test_a_picture_that_comes_late_is_judged_like_any_other(
    it: Instance, net: Net, followed: Stranger, clock: Clock
) -> None:
    net.broken[URL] = FetchFailed("status 503")
    note = followed.note(pictures=[URL])
    await hear(it, followed, followed.create(note))
    del net.broken[URL]
    net.picture(URL, with_signal("a1111-png"))
    clock.advance(60)
    await settle(it)
    [found] = await pictures_of(it, note)
    assert (found.state, found.reason) == (MediaState.DROPPED, "declared")
    assert files(it) == []
    judged = await it.db.read(lambda tx: verdicts.newest(tx, found.id))
    assert judged is not None
    assert judged.source == "peer.example"


async def test_a_post_that_is_deleted_while_its_picture_waits_gets_none(
    it: Instance, net: Net, followed: Stranger, clock: Clock
) -> None:
    net.broken[URL] = FetchFailed("status 503")
    note = followed.note(pictures=[URL])
    await hear(it, followed, followed.create(note), followed.delete(str(note["id"])))
    del net.broken[URL]
    net.picture(URL, picture())
    clock.advance(60)
    await settle(it)
    assert await count(it, "media") == 0
    assert files(it) == []
