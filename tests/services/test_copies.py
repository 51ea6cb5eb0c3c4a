"""What is made of our own people's pictures once a work is out, and what their files may say in public."""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from fedart.domain.actor import Viewer
from fedart.domain.forms import Upload
from fedart.domain.ids import MediaId
from fedart.domain.media import Media, MediaState
from fedart.domain.policy import Action
from fedart.domain.said import Said
from fedart.errors import NotFound, Unavailable
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.developed import Encoded, Wish
from fedart.media.refused import Fault, PictureRefused
from fedart.media.studio import Studio as MediaStudio
from fedart.services import copies, moderation, queue
from fedart.services import said as saying
from fedart.services import works as publishing
from fedart.services.works import Published
from fedart.storage import media, said
from fedart.storage.media import Owned
from tests.support import clips, deep, paint, uploads
from tests.support.instance import Clock, Person, Studio
from tests.support.pictures import with_signal
from tests.support.remote import count, settle

FILM = deep.film("WEBP", [60, 70, 80])


async def publish(
    it: Instance, by: Person, folder: Path, data: bytes, show: frozenset[Said] = frozenset()
) -> Published:
    path = folder / "upload"
    path.write_bytes(data)
    return await publishing.publish(it, by.actor.id, uploads.FORM, [Upload(path, "upload", "A ferry", show=show)])


async def owned(it: Instance, made: Published) -> Owned:
    found = await it.db.read(lambda tx: media.by_id(tx, media.by_work(tx, made.work_id)[0].id))
    assert found is not None
    return found


def mimes(picture: Media) -> set[str]:
    return {rendition.mime for rendition in picture.renditions}


async def waiting(it: Instance) -> int:
    return await count(it, "tasks", "kind = 'copies' AND state IN ('due', 'waiting')")


ORIGINALS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: paint.jpeg(exif=deep.camera()),
    "jpeg cmyk": lambda: paint.jpeg(paint.painting().convert("CMYK")),
    "png 16 bit": lambda: deep.png16(deep.ramp()),
    "png transparent": lambda: paint.png(paint.cutout()),
    "tiff": lambda: deep.pages(paint.painting(1), paint.painting(2)),
    "tiff 16 bit": lambda: deep.tiff16(deep.ramp()),
    "webp": paint.webp,
    "avif": paint.avif,
    "gif moving": lambda: deep.film("GIF", [50, 60]),
    "webp moving": lambda: FILM,
    "png moving": lambda: deep.film("PNG", [50, 60]),
    "avif moving": lambda: deep.film("AVIF", [50, 60]),
}


@pytest.mark.parametrize("name", ORIGINALS)
async def test_the_original_stays_byte_for_byte_and_copies_follow(
    it: Instance, maren: Person, tmp_path: Path, name: str
) -> None:
    data = ORIGINALS[name]()
    made = await publish(it, maren, tmp_path, data)
    first = await owned(it, made)
    assert first.original == first.media.sha256 == hashlib.sha256(data).hexdigest()
    assert it.blobs.read(first.original, Area.PRIVATE) == data
    assert "image/avif" not in mimes(first.media), "publishing does not wait for it"
    await settle(it)
    then = await owned(it, made)
    assert "image/avif" in mimes(then.media)
    assert then.original is not None
    assert it.blobs.read(then.original, Area.PRIVATE) == data
    assert any(r.moving and r.name != "federation" for r in then.media.renditions) is ("moving" in name)
    for rendition in then.media.renditions:
        assert len(it.blobs.read(rendition.blob, Area.PUBLIC)) == rendition.size
    names = [rendition.file_name for rendition in then.media.renditions]
    assert len(names) == len(set(names))


async def test_copies_name_the_artist_and_reserve_training(it: Instance, maren: Person, tmp_path: Path) -> None:
    made = await publish(it, maren, tmp_path, paint.png())
    await settle(it)
    for rendition in (await owned(it, made)).media.renditions:
        data = it.blobs.read(rendition.blob, Area.PUBLIC)
        for text in (maren.actor.display_name, f"© 2026 {maren.actor.display_name}, {maren.actor.url}", "AIMLTRAINING"):
            assert text.encode() in data, (rendition.file_name, text)


async def test_a_licence_is_named_by_its_address(it: Instance, maren: Person) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    made = await it.db.read(lambda tx: copies.wish(tx, maren.actor.id, "work", it.clock(), licence))
    assert f'xmpRights:WebStatement="{licence}"' in made.xmp
    without = await it.db.read(lambda tx: copies.wish(tx, maren.actor.id, "work", it.clock()))
    assert "WebStatement" not in without.xmp


async def test_an_avatar_names_nobody_and_gets_no_more_copies(it: Instance, maren: Person) -> None:
    made = await it.db.read(lambda tx: copies.wish(tx, maren.actor.id, "icon", it.clock()))
    assert (made.own, made.moving) == (True, False)
    assert "AIMLTRAINING" in made.xmp
    assert maren.actor.display_name not in made.xmp


async def test_pictures_from_elsewhere_get_nothing_that_is_not_theirs(it: Instance, make: Studio) -> None:
    ident = await uploads.from_elsewhere(it, make, paint.jpeg(exif=deep.camera()))
    found = await it.db.read(lambda tx: media.by_id(tx, ident))
    assert found is not None
    assert not any(b"adobe:ns:meta" in it.blobs.read(r.blob, Area.PUBLIC) for r in found.media.renditions)
    assert await it.db.read(lambda tx: said.of_media(tx, ident)) == ()
    assert await waiting(it) == 0


async def test_a_held_picture_gets_them_when_it_is_shown(
    it: Instance, maren: Person, moderator: Viewer, tmp_path: Path
) -> None:
    made = await publish(it, maren, tmp_path, with_signal("c2pa-png"))
    await settle(it)
    held = await owned(it, made)
    assert held.media.state is MediaState.HELD
    assert "image/avif" not in mimes(held.media)
    judged = await uploads.newest(it, held.media.id)
    await moderation.decide(it, moderator, judged.id, Action.KEEP, "sketches shown")
    await settle(it)
    assert "image/avif" in mimes((await owned(it, made)).media)


async def test_what_is_taken_away_meanwhile_gets_none_and_leaves_no_files(
    it: Instance, maren: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await publish(it, maren, tmp_path, paint.png())
    later = it.studio.later

    async def delete_first(data: bytes, wish: Wish) -> tuple[Encoded, ...]:
        await publishing.delete(it, maren.actor.id, made.work_id)
        return await later(data, wish)

    monkeypatch.setattr(MediaStudio, "later", lambda _, data, wish: delete_first(data, wish))
    await settle(it)
    assert [path for path in (it.config.data / "media").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("trouble", [PictureRefused(Fault.MEMORY), Unavailable("no process")])
async def test_a_picture_whose_copies_cannot_be_made_is_shown_in_those_it_has(
    it: Instance,
    clock: Clock,
    maren: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    made = await publish(it, maren, tmp_path, paint.png())
    before = await owned(it, made)

    async def fail(*_: object) -> Sequence[Encoded]:
        raise trouble

    monkeypatch.setattr(MediaStudio, "later", fail)
    await settle(it)
    for tries in range(1, copies.TRIES):
        assert await waiting(it) == int(isinstance(trouble, Unavailable)), tries
        clock.advance(copies.AGAIN_MS / 1000)
        await settle(it)
    assert await waiting(it) == 0
    assert (await owned(it, made)).media.renditions == before.media.renditions


async def test_a_task_that_runs_twice_adds_them_once(it: Instance, maren: Person, tmp_path: Path) -> None:
    made = await publish(it, maren, tmp_path, paint.png())
    await settle(it)
    once = await owned(it, made)
    await it.db.write(lambda tx: queue.copies(tx, once.media.id, it.clock()))
    await settle(it)
    assert (await owned(it, made)).media == once.media


async def test_copies_are_made_one_picture_at_a_time(it: Instance, maren: Person, tmp_path: Path) -> None:
    for seed in (1, 2, 3):
        await publish(it, maren, tmp_path, paint.png(paint.painting(seed)))
    assert await count(it, "tasks", "kind = 'copies' AND state = 'due'") == 1
    assert await waiting(it) == 3


async def test_an_animation_is_federated_as_gif(it: Instance, maren: Person, tmp_path: Path) -> None:
    picture = (await owned(it, await publish(it, maren, tmp_path, FILM))).media
    assert picture.federated is not None
    assert picture.federated.mime == "image/gif"
    shown = Image.open(io.BytesIO(it.blobs.read(picture.federated.blob, Area.PUBLIC)))
    assert getattr(shown, "n_frames", 1) == 3


async def test_a_short_film_is_a_picture_that_moves(it: Instance, make: Studio, maren: Person, tmp_path: Path) -> None:
    data = clips.film()
    made = await publish(it, maren, tmp_path, data)
    picture = await owned(it, made)
    assert picture.media.facts is not None
    assert (picture.media.facts.mime, picture.media.facts.animated) == ("video/mp4", True)
    assert picture.media.federated is not None
    assert picture.media.federated.mime == "image/gif"
    assert picture.original is not None
    assert it.blobs.read(picture.original, Area.PRIVATE) == data
    await settle(it)
    assert any(copy.moving for copy in (await owned(it, made)).media.renditions)


async def test_facts_about_the_file_are_kept_for_its_artist(it: Instance, maren: Person, tmp_path: Path) -> None:
    data = paint.jpeg(paint.painting().convert("CMYK"))
    facts = (await owned(it, await publish(it, maren, tmp_path, data))).media.facts
    assert facts is not None
    assert (facts.size, facts.space, facts.depth, facts.colours) == (len(data), "CMYK", 8, "assumed")


# What files say of themselves

PHOTO = paint.jpeg(exif=deep.camera())


async def shown(it: Instance, made: Published) -> dict[Said, str]:
    found = await it.db.read(lambda tx: said.shown(tx, made.work_id))
    return next(iter(found.values()), {})


async def test_nothing_is_shown_unless_it_was_chosen(it: Instance, maren: Person, tmp_path: Path) -> None:
    made = await publish(it, maren, tmp_path, PHOTO)
    assert await shown(it, made) == {}
    told = await saying.facts(it, maren.actor.id, made.work_id)
    [facts] = told.values()
    assert [(fact.name, fact.shown) for fact in facts] == [(fact, False) for fact in Said]


async def test_what_was_chosen_when_publishing_is_shown_and_can_change(
    it: Instance, maren: Person, tmp_path: Path
) -> None:
    made = await publish(it, maren, tmp_path, PHOTO, frozenset({Said.CAMERA, Said.TAKEN}))
    assert await shown(it, made) == {Said.CAMERA: "PENTAX K-1", Said.TAKEN: "2026-11-19"}
    ident = (await owned(it, made)).media.id
    await saying.choose(it, maren.actor.id, made.work_id, {ident: frozenset({Said.LENS})})
    assert await shown(it, made) == {Said.LENS: "Samyang 85mm F1.4"}
    await saying.choose(it, maren.actor.id, made.work_id, {MediaId("another"): frozenset(Said)})
    assert set(await shown(it, made)) == {Said.LENS}
    await saying.choose(it, maren.actor.id, made.work_id, {ident: frozenset()})
    assert await shown(it, made) == {}


async def test_web_10_nobody_else_reads_or_chooses(it: Instance, make: Studio, maren: Person, tmp_path: Path) -> None:
    made = await publish(it, maren, tmp_path, PHOTO)
    other = await make.person("joost")
    ident = (await owned(it, made)).media.id
    for act in (
        lambda by: saying.facts(it, by, made.work_id),
        lambda by: saying.choose(it, by, made.work_id, {ident: frozenset(Said)}),
    ):
        with pytest.raises(NotFound):
            await act(other.actor.id)
    assert await shown(it, made) == {}
    await saying.choose(it, maren.actor.id, made.work_id, {ident: frozenset({Said.PLACE})})
    assert set(await shown(it, made)) == {Said.PLACE}


async def test_what_a_file_said_goes_with_it(it: Instance, maren: Person, tmp_path: Path) -> None:
    made = await publish(it, maren, tmp_path, PHOTO, frozenset(Said))
    assert await count(it, "media_said") == len(Said)
    await publishing.delete(it, maren.actor.id, made.work_id)
    assert await count(it, "media_said") == 0


async def test_a_dropped_picture_says_nothing_any_more(it: Instance, maren: Person, tmp_path: Path) -> None:
    made = await publish(it, maren, tmp_path, PHOTO, frozenset(Said))
    picture = await owned(it, made)
    gone = replace(picture.media, state=MediaState.DROPPED, facts=None, renditions=())
    await it.db.write(lambda tx: media.settle(tx, gone, None))
    assert await count(it, "media_said") == 0
