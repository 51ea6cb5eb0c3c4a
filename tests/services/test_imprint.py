"""What copies say of author, rights and licence after it changed: written anew, told once, found at new addresses."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from fedart.domain.actor import Viewer
from fedart.domain.forms import ProfileForm, Rehanging, Upload
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import Media, MediaState, Rendition
from fedart.domain.policy import Action
from fedart.domain.stated import Licence, Stated
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import actors, imprint, licensing, moderation, queue
from fedart.services import works as publishing
from fedart.storage import media, tasks, verdicts, works
from fedart.storage.database import Tx
from tests.support import deep, paint, uploads
from tests.support.door import Mood
from tests.support.instance import Clock, Person
from tests.support.remote import Json, Net, Stranger, count, hear, settle

BY = Stated(licence=Licence.CC_BY)
LINK = BY.licence_link
PAUSE = queue.IMPRINT_PAUSE_MS / 1000 + 1


async def publish(it: Instance, by: Person, folder: Path, data: bytes) -> WorkId:
    path = folder / "upload"
    path.write_bytes(data)
    made = await publishing.publish(it, by.actor.id, uploads.FORM, [Upload(path, "upload", "A ferry")])
    await settle(it)
    return made.work_id


async def picture(it: Instance, work: WorkId) -> Media:
    [found] = await it.db.read(lambda tx: media.by_work(tx, work))
    return found


def said(it: Instance, rendition: Rendition) -> str:
    """The packet in a copy, as Pillow finds it."""
    shown = Image.open(io.BytesIO(it.blobs.read(rendition.blob, Area.PUBLIC)))
    shown.load()
    raw = shown.info.get("xmp") or shown.info.get("XML:com.adobe.xmp", "")
    return raw.decode() if isinstance(raw, bytes) else str(raw)


def pixels(it: Instance, rendition: Rendition) -> bytes:
    return Image.open(io.BytesIO(it.blobs.read(rendition.blob, Area.PUBLIC))).convert("RGBA").tobytes()


def named(name: str, bio: str = "") -> ProfileForm:
    return ProfileForm(name, bio, (), locked=False, discoverable=True, indexable=True)


async def later(it: Instance, clock: Clock, seconds: float = PAUSE) -> None:
    clock.advance(seconds)
    await settle(it)


@pytest.fixture
async def fan(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    await hear(it, ada, ada.follow(maren.actor.uri))
    return ada


def updates(net: Net, who: Stranger) -> list[Json]:
    return [each for each in net.sent(who.shared_inbox) if each["type"] == "Update"]


async def test_another_licence_is_written_into_every_copy(
    it: Instance, net: Net, maren: Person, artist: Viewer, fan: Stranger, clock: Clock, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, paint.png(paint.painting(1, (700, 500))))
    before = await picture(it, work)
    assert {r.mime for r in before.renditions} == {"image/jpeg", "image/webp", "image/avif"}
    shown = {(r.name, r.mime): pixels(it, r) for r in before.renditions}
    await licensing.give(it, artist, work, BY)
    await settle(it)
    assert await picture(it, work) == before, "not before its artist is done"
    net.inboxes.clear()
    await later(it, clock)
    after = await picture(it, work)
    for old, new in zip(before.renditions, after.renditions, strict=True):
        assert (new.name, new.mime, new.width, new.height) == (old.name, old.mime, old.width, old.height)
        assert LINK in said(it, new)
        assert pixels(it, new) == shown[new.name, new.mime]
        assert new.file_name != old.file_name, "an address stands for ever"
        assert re.fullmatch(rf"{old.name}\.[0-9a-f]{{8}}\.\w+", new.file_name)
        assert not it.blobs.exists(old.blob, Area.PUBLIC)
    [update] = updates(net, fan)
    [attachment] = update["object"]["attachment"]
    assert after.federated is not None
    assert attachment["url"].endswith(f"/{after.federated.file_name}")


async def test_twice_is_once_and_many_changes_are_one(
    it: Instance, net: Net, maren: Person, artist: Viewer, fan: Stranger, clock: Clock, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, paint.png(paint.painting(1, (300, 200))))
    for wanted in (BY, Stated(licence=Licence.CC_BY_NC), Stated(), BY):
        await licensing.give(it, artist, work, wanted)
    assert await count(it, "tasks", "kind = 'imprint' AND state = 'due'") == 1
    await settle(it)
    net.inboxes.clear()
    await later(it, clock)
    found = await picture(it, work)
    assert len(updates(net, fan)) == 1
    await imprint.write(it, f'{{"work": "{work}"}}'.encode())
    await settle(it)
    assert (await picture(it, work), len(updates(net, fan))) == (found, 1)
    await licensing.give(it, artist, work, BY)
    assert await count(it, "tasks", "kind = 'imprint' AND state = 'due'") == 0, "the same licence changes nothing"


async def test_another_name_is_written_without_a_word_to_other_servers(
    it: Instance, net: Net, maren: Person, artist: Viewer, fan: Stranger, clock: Clock, tmp_path: Path
) -> None:
    made = [await publish(it, maren, tmp_path, paint.png(paint.painting(n, (90, 60)))) for n in range(7)]
    await actors.edit_profile(it, artist, named("Maren Ø"), None, None)
    await settle(it)
    net.inboxes.clear()
    await later(it, clock)
    for work in made:
        assert all("Maren Ø" in said(it, r) for r in (await picture(it, work)).renditions)
    assert updates(net, fan) == []
    stood = [await picture(it, work) for work in made]
    await actors.edit_profile(it, artist, named("Maren Ø", "Hello"), None, None)
    await later(it, clock)
    assert [await picture(it, work) for work in made] == stood


async def test_an_edit_writes_another_licence_and_gives_it_to_new_pictures(
    it: Instance, maren: Person, artist: Viewer, clock: Clock, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, paint.png(paint.painting(1, (90, 60))))
    await licensing.give(it, artist, work, BY)
    await later(it, clock)
    narrower = Stated(licence=Licence.CC_BY_NC_ND)
    assert await edited(it, maren, work, tmp_path, narrower, 2) == [LINK, narrower.licence_link], "new ones at once"
    await later(it, clock)
    assert await links(it, work) == [narrower.licence_link] * 2
    assert await edited(it, maren, work, tmp_path, BY, 3) == [narrower.licence_link] * 3, "looser is another step"


async def edited(it: Instance, by: Person, work: WorkId, folder: Path, wish: Stated, seed: int) -> list[str]:
    """Edit a work, with another picture; the licences that its pictures name then."""
    path = folder / "new"
    path.write_bytes(paint.png(paint.painting(seed, (90, 60))))
    wanted = Rehanging(added=(Upload(path, "new", "A pier"),))
    await publishing.edit(it, by.actor.id, work, replace(uploads.FORM, stated=wish), {}, {}, wanted)
    return await links(it, work)


async def links(it: Instance, work: WorkId) -> list[str]:
    found = []
    for each in await it.db.read(lambda tx: media.by_work(tx, work)):
        [link] = {re.findall(r'WebStatement="([^"]+)"', said(it, r))[0] for r in each.renditions}
        found.append(link)
    return found


async def test_what_was_held_meanwhile_says_it_when_it_is_released(
    it: Instance, maren: Person, artist: Viewer, moderator: Viewer, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    judge.score = 0.95
    work = await publish(it, maren, tmp_path, paint.png(paint.painting(1, (90, 60))))
    assert (await picture(it, work)).state is MediaState.HELD
    await licensing.give(it, artist, work, BY)
    await later(it, clock)
    held = await picture(it, work)
    await release(it, moderator, held)
    await later(it, clock)
    kept = await picture(it, work)
    assert kept.state is MediaState.KEPT
    assert all(LINK in said(it, r) for r in kept.renditions)


async def release(it: Instance, moderator: Viewer, held: Media) -> None:
    judged = await it.db.read(lambda tx: verdicts.newest(tx, held.id))
    assert judged is not None
    await moderation.decide(it, moderator, judged.id, Action.KEEP, "I saw the sketches")


async def test_an_animation_keeps_its_frames_and_its_gif(
    it: Instance, maren: Person, artist: Viewer, clock: Clock, tmp_path: Path
) -> None:
    work = await publish(it, maren, tmp_path, deep.film("WEBP", [60, 70, 80]))
    before = await picture(it, work)
    await licensing.give(it, artist, work, BY)
    await later(it, clock)
    after = await picture(it, work)
    for old, new in zip(before.renditions, after.renditions, strict=True):
        data = it.blobs.read(new.blob, Area.PUBLIC)
        assert getattr(Image.open(io.BytesIO(data)), "n_frames", 1) == (3 if new.moving else 1)
        assert (new == old) is (new.mime == "image/gif")


@pytest.mark.parametrize("gone", ["picture", "work"])
async def test_what_is_taken_away_meanwhile_leaves_no_file(
    gone: str,
    it: Instance,
    maren: Person,
    artist: Viewer,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = await publish(it, maren, tmp_path, paint.png(paint.painting(1, (90, 60))))
    await licensing.give(it, artist, work, BY)
    put, done = it.blobs.put, []

    def late(data: bytes, area: Area) -> str:
        blob = put(data, area)
        done.append(blob)
        return blob

    monkeypatch.setattr(it.blobs, "put", late)
    swap = imprint._swap

    def deleted(tx: Tx, its: Instance, ident: MediaId, stale: list[imprint._Stale]) -> int:
        known = works.by_id(tx, work)
        assert known is not None
        publishing.withdraw(tx, it, known)
        return swap(tx, its, ident, stale)

    monkeypatch.setattr(imprint, "_swap", deleted if gone == "work" else swap)
    await later(it, clock)
    assert done
    assert all(it.blobs.exists(blob, Area.PUBLIC) is (gone == "picture") for blob in done)


async def test_a_work_that_is_gone_is_no_trouble(it: Instance, maren: Person) -> None:
    for payload in (b'{"work": "0"}', f'{{"actor": "{maren.actor.id}", "before": "~"}}'.encode()):
        await imprint.write(it, payload)
    assert await it.db.read(lambda tx: tasks.in_lane(tx, f"imprint all {maren.actor.id}")) == []
