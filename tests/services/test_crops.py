"""Chosen parts of pictures: made in the background, forgotten with the file; other servers hear of the focal point."""

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from fedart.domain.actor import Viewer
from fedart.domain.crop import Part, Shape, cut, following
from fedart.domain.forms import Rehanging, Upload
from fedart.domain.ids import MediaId, WorkId
from fedart.domain.media import Media, Rendition
from fedart.errors import Invalid, NotFound, Unavailable
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.media.developed import Encoded, Wish
from fedart.media.refused import Fault, PictureRefused
from fedart.media.studio import Studio as MediaStudio
from fedart.services import crops as services
from fedart.services import queue
from fedart.services import works as publishing
from fedart.services.crops import Choice
from fedart.storage import crops, media
from tests.support import paint, uploads
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger, count, hear, settle

SIZE = (1200, 900)
LEFT = cut(SIZE, Shape.SQUARE, 0.2, 0.5, 1.5)
RIGHT = cut(SIZE, Shape.SQUARE, 0.8, 0.5, 1.5)
WIDE = cut(SIZE, Shape.WIDE, 0.5, 0.3, 1.2)


def halves() -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", SIZE, (200, 30, 30))
    image.paste((30, 30, 200), (SIZE[0] // 2, 0, *SIZE))
    return paint.png(image)


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def hung(it: Instance, maren: Person, tmp_path: Path) -> tuple[WorkId, MediaId]:
    """A work with one picture, all of whose copies are made."""
    path = tmp_path / "halves.png"
    path.write_bytes(halves())
    made = await publishing.publish(it, maren.actor.id, uploads.FORM, [Upload(path, "halves.png", "Halves")])
    await settle(it)
    [picture] = await it.db.read(lambda tx: media.by_work(tx, made.work_id))
    return made.work_id, picture.id


async def picture(it: Instance, ident: MediaId) -> Media:
    owned = await it.db.read(lambda tx: media.by_id(tx, ident))
    assert owned is not None
    return owned.media


def parts_of(picture: Media) -> list[Rendition]:
    return [each for each in picture.renditions if each.shape]


async def choose(
    it: Instance,
    viewer: Viewer,
    hung: tuple[WorkId, MediaId],
    parts: Mapping[Shape, Part],
    focus: tuple[float, float] | None = None,
) -> None:
    await services.choose(it, viewer, *hung, Choice(parts, focus))


def colours(it: Instance, rendition: Rendition) -> tuple[Image.Image, set[str]]:
    """The copy, and which half it shows."""
    image = Image.open(io.BytesIO(it.blobs.read(rendition.blob, Area.PUBLIC))).convert("RGB")
    middle = image.height // 2
    seen = [image.getpixel((x, middle)) for x in (2, image.width // 2, image.width - 3)]
    return image, {"red" if isinstance(c, tuple) and c[0] > c[2] else "blue" for c in seen}


async def test_the_chosen_part_is_made_in_the_background_and_shows_what_was_chosen(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    whole = (await picture(it, hung[1])).renditions
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    assert parts_of(await picture(it, hung[1])) == [], "nobody waits for them"
    await settle(it)
    found = await picture(it, hung[1])
    made = parts_of(found)
    assert {each.name for each in made} == {f"1x1-{LEFT.key}-{side}" for side in (640, 480, 320)}
    assert {each.mime for each in made} == {"image/avif", "image/webp", "image/jpeg"}
    assert [each for each in found.renditions if not each.shape] == list(whole), "the whole picture stays"
    for each in made:
        image, halves_seen = colours(it, each)
        assert image.size == (each.width, each.height)
        assert each.width == each.height == min(600, int(each.name.rpartition("-")[2]))
        assert halves_seen == {"red"}
        assert len(it.blobs.read(each.blob, Area.PUBLIC)) == each.size


async def test_another_choice_has_another_name_and_the_old_files_go(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT, Shape.WIDE: WIDE})
    await settle(it)
    before = parts_of(await picture(it, hung[1]))
    wide = [each for each in before if each.shape is Shape.WIDE]
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT, Shape.WIDE: WIDE})
    assert parts_of(await picture(it, hung[1])) == wide, "what no longer is chosen is not shown a moment longer"
    await settle(it)
    after = parts_of(await picture(it, hung[1]))
    assert [each for each in after if each.shape is Shape.WIDE] == wide
    square = [each for each in after if each.shape is Shape.SQUARE]
    assert {colours(it, each)[1] == {"blue"} for each in square} == {True}
    assert not {each.name for each in square} & {each.name for each in before}
    for each in before:
        assert it.blobs.exists(each.blob, Area.PUBLIC) is (each in wide)


async def test_the_same_choice_again_makes_nothing_anew(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    await settle(it)
    before = await picture(it, hung[1])
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    assert await count(it, "tasks", "kind = 'crops' AND state IN ('due', 'waiting')") == 0
    assert await picture(it, hung[1]) == before
    await choose(it, viewer, hung, {})
    assert parts_of(await picture(it, hung[1])) == []
    assert await it.db.read(lambda tx: crops.of_media(tx, hung[1])) == {}


async def test_a_choice_that_was_overtaken_leaves_no_files(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Encoded] = []
    honest = MediaStudio.parts

    async def slow(self: MediaStudio, data: bytes, wish: Wish, wanted: Mapping[str, Part]) -> tuple[Encoded, ...]:
        found = await honest(self, data, wish, wanted)
        if not made:
            made.extend(found)
            await choose(it, viewer, hung, {Shape.SQUARE: RIGHT})
        return found

    monkeypatch.setattr(MediaStudio, "parts", slow)
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    await settle(it)
    found = parts_of(await picture(it, hung[1]))
    assert {each.key for each in found} == {RIGHT.key}
    blobs = {each.blob for each in (await picture(it, hung[1])).renditions}
    assert set(it.blobs.listing(Area.PUBLIC)) == blobs


@pytest.mark.parametrize(("focus", "then"), [((0.5, 0.5), (0.5, 0.5)), (None, (0, 0))])
async def test_replacing_the_file_drops_what_was_chosen(
    it: Instance,
    viewer: Viewer,
    hung: tuple[WorkId, MediaId],
    tmp_path: Path,
    focus: tuple[float, float] | None,
    then: tuple[float, float],
) -> None:
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT}, focus)
    await settle(it)
    path = tmp_path / "other.png"
    path.write_bytes(paint.png(paint.painting(9, SIZE)))
    other = Rehanging(replaced={hung[1]: Upload(path, "other.png")})
    await publishing.edit(it, viewer.actor.id, hung[0], uploads.FORM, {}, {}, other)
    await settle(it)
    [now] = await it.db.read(lambda tx: media.by_work(tx, hung[0]))
    assert now.id != hung[1]
    assert parts_of(now) == []
    assert now.focus == then, "a point of one's own stays, one that followed does not"
    assert await count(it, "crops", "1 = 1") == 0
    assert await count(it, "focal_points", "1 = 1") == 0


async def test_deleting_the_work_leaves_nothing_of_them(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    await settle(it)
    await publishing.delete(it, viewer.actor.id, hung[0])
    await settle(it)
    assert await count(it, "crops", "1 = 1") == 0
    assert list(it.blobs.listing(Area.PUBLIC)) == []


async def by_hand(it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]) -> tuple[float, float] | None:
    """The focal point, where the artist has set it."""
    return (await it.db.read(lambda tx: services.own(tx, viewer.actor.id, *hung))).choice.focus


async def test_the_focal_point_follows_until_it_is_set(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT})
    assert (await picture(it, hung[1])).focus == RIGHT.focus
    assert await by_hand(it, viewer, hung) is None
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT, Shape.WIDE: WIDE})
    assert (await picture(it, hung[1])).focus == WIDE.focus == following({Shape.WIDE: WIDE, Shape.SQUARE: RIGHT})
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT}, (0.0, 0.0))
    assert (await picture(it, hung[1])).focus == (0, 0)
    assert await by_hand(it, viewer, hung) == (0, 0), "the middle can be chosen too"
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT}, None)
    assert (await picture(it, hung[1])).focus == LEFT.focus


async def test_a_focal_point_from_the_form_of_the_work_stays(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    await publishing.edit(it, viewer.actor.id, hung[0], uploads.FORM, {}, {hung[1]: (0.7, 0.0)})
    assert await by_hand(it, viewer, hung) == (0.7, 0.0)


async def test_others_hear_of_a_new_focal_point_and_of_nothing_else(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId], net: Net, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(viewer.actor.uri))
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT})
    await settle(it)
    updates = [each for each in net.sent(ada.shared_inbox) if each["type"] == "Update"]
    assert len(updates) == 1
    [document] = updates[0]["object"]["attachment"]
    assert document["focalPoint"] == list(RIGHT.focus)
    assert document["url"].endswith("/federation.jpg"), "the picture itself stays whole"
    assert (document["width"], document["height"]) == SIZE
    assert updates[0]["object"]["updated"] > updates[0]["object"]["published"]
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT, Shape.PORTRAIT: cut(SIZE, Shape.PORTRAIT, 0.3, 0.5, 1)})
    await settle(it)
    assert len([each for each in net.sent(ada.shared_inbox) if each["type"] == "Update"]) == 1


@pytest.mark.parametrize(
    "choice",
    [
        Choice({Shape.SQUARE: Part(0, 0, 1, 1)}),
        Choice({Shape.SQUARE: Part(0.9, 0, 0.75, 1)}),
        Choice({}, (1.5, 0)),
        Choice({}, (0, float("nan"))),
    ],
)
async def test_what_lies_outside_is_refused(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId], choice: Choice
) -> None:
    with pytest.raises(Invalid):
        await services.choose(it, viewer, *hung, choice)
    await choose(it, viewer, hung, {Shape.SQUARE: Part(0, 0, 0.75, 1)}, (1, -1))


async def test_web_10_nobody_crops_what_is_not_theirs(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId], make: Studio, maren: Person
) -> None:
    other = await make.person("joost")
    with pytest.raises(NotFound):
        await services.choose(it, Viewer(other.account, other.actor, ""), *hung, Choice({}))
    elsewhere = await make.work(maren.actor)
    beside = await make.picture(maren.actor, elsewhere)
    with pytest.raises(NotFound):
        await services.choose(it, viewer, hung[0], beside.media.id, Choice({}))
    await services.choose(it, viewer, *hung, Choice({}))


async def test_trouble_is_tried_again_and_a_broken_file_is_not(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId], monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    tried: list[str] = []

    async def refuse(*_: object) -> tuple[Encoded, ...]:
        tried.append("")
        raise Unavailable("no process")

    honest = MediaStudio.parts
    monkeypatch.setattr(MediaStudio, "parts", refuse)
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    await settle(it)
    assert await count(it, "tasks", "kind = 'crops' AND state = 'due'") == 1
    monkeypatch.setattr(MediaStudio, "parts", honest)
    clock.advance(61)
    await settle(it)
    assert len(parts_of(await picture(it, hung[1]))) > 0

    async def broken(*_: object) -> tuple[Encoded, ...]:
        raise PictureRefused(Fault.BROKEN)

    monkeypatch.setattr(MediaStudio, "parts", broken)
    await choose(it, viewer, hung, {Shape.SQUARE: RIGHT})
    await settle(it)
    assert await count(it, "tasks", "kind = 'crops' AND state = 'due'") == 0
    assert parts_of(await picture(it, hung[1])) == []


async def test_a_task_for_what_is_gone_does_nothing(it: Instance, hung: tuple[WorkId, MediaId]) -> None:
    await it.db.write(lambda tx: queue.crops(tx, "0" * 26, it.clock()))
    await it.db.write(lambda tx: queue.crops(tx, hung[1], it.clock()))
    before = await picture(it, hung[1])
    await settle(it)
    assert await picture(it, hung[1]) == before


async def test_a_page_is_told_that_its_picture_changed(
    it: Instance, viewer: Viewer, hung: tuple[WorkId, MediaId]
) -> None:
    async def version() -> int:
        row = await it.db.read(lambda tx: tx.one("SELECT version FROM works WHERE id = :id", id=hung[0]))
        assert row is not None
        return int(row["version"])

    first = await version()
    await choose(it, viewer, hung, {Shape.SQUARE: LEFT})
    chosen = await version()
    await settle(it)
    assert first < chosen < await version()
