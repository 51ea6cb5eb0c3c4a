"""The studio for our own people: TIFF, what a file says of itself, moving copies, and what can wait."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image

from fedart.config import MediaSettings
from fedart.domain.crop import Part
from fedart.media.developed import Wish
from fedart.media.refused import Fault, PictureRefused
from fedart.media.studio import Studio, open_studio
from tests.support import deep, paint, processes

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator[Studio]:
    opened = open_studio(MediaSettings())
    yield opened
    await opened.close()


async def test_med_01_a_tiff_is_taken_from_our_own_people_alone(studio: Studio) -> None:
    data = paint.encode(paint.painting(1, (300, 200)), "TIFF", compression="tiff_lzw")
    with pytest.raises(PictureRefused) as caught:
        await studio.develop(data)
    assert caught.value.fault is Fault.TYPE
    assert "TIFF" in caught.value.public
    developed = await studio.develop(data, 32, wish=Wish(own=True))
    assert (developed.facts.mime, developed.facts.width, developed.facts.height) == ("image/tiff", 300, 200)
    assert await studio.samples(data, 32, own=True) == developed.samples
    with pytest.raises(PictureRefused):
        await studio.samples(data, 32)


@pytest.mark.parametrize(
    ("mode", "packing"),
    [
        ("RGB", "tiff_adobe_deflate"),
        ("RGB", "jpeg"),
        ("RGBA", "tiff_lzw"),
        ("CMYK", "tiff_lzw"),
        ("I;16", "tiff_lzw"),
        ("L", None),
        ("1", "group4"),
        ("P", "packbits"),
    ],
)
async def test_every_kind_of_tiff_passes_the_locked_sandbox(studio: Studio, mode: str, packing: str | None) -> None:
    picture = paint.cutout() if mode == "RGBA" else paint.painting().convert("L" if mode == "I;16" else "RGB")
    data = paint.encode(picture.convert(mode), "TIFF", compression=packing)
    developed = await studio.develop(data, 32, wish=Wish(own=True, moving=True, xmp="<x/>"))
    assert len(developed.renditions) >= 3
    assert developed.facts.clear == (mode == "RGBA"), "the ground shines through a cutout, and through nothing else"
    assert (await studio.later(data, Wish(own=True, moving=True, xmp="<x/>")))[0].mime == "image/avif"


async def test_a_broken_tiff_is_damaged_and_nothing_worse(studio: Studio) -> None:
    data = paint.encode(paint.painting(), "TIFF", compression="tiff_lzw")
    pid = studio.pids[0]
    for end in range(8, len(data), len(data) // 12):
        with pytest.raises(PictureRefused) as caught:
            await studio.develop(data[:end], wish=Wish(own=True))
        assert caught.value.fault is Fault.BROKEN, end
    assert studio.pids[0] == pid


async def test_what_a_file_says_is_read_for_our_own_people_alone(studio: Studio) -> None:
    data = paint.jpeg(exif=deep.camera())
    assert (await studio.develop(data)).said == {}
    said = (await studio.develop(data, wish=Wish(own=True))).said
    assert (said["camera"], said["place"]) == ("PENTAX K-1", "33.8600° S, 151.2150° E")


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
async def test_an_animation_is_federated_as_one_where_that_is_wished(studio: Studio, form: str) -> None:
    data = deep.film(form, [50, 60, 70])
    assert (await studio.develop(data)).renditions[0].mime == "image/jpeg"
    developed = await studio.develop(data, wish=Wish(own=True, moving=True))
    assert [r.mime for r in developed.renditions if r.name == "federation"] == ["image/gif"]
    assert developed.facts.frames == 3
    later = await studio.later(data, Wish(own=True, moving=True))
    assert [r.mime for r in later if r.name.endswith("-moving")] == ["image/webp"]


async def test_what_can_wait_is_made_in_a_process_that_gives_way(studio: Studio) -> None:
    data = paint.png(paint.painting(1, (700, 500)))
    before = set(studio.pids)
    made = await studio.later(data, Wish(own=True))
    assert {(r.name, r.mime) for r in made} >= {("1280", "image/avif"), ("480", "image/webp"), ("320", "image/avif")}
    others = set(studio.pids) - before
    niceness = {pid: os.getpriority(os.PRIO_PROCESS, pid) for pid in studio.pids}
    assert [niceness[pid] for pid in others] in ([19], [])
    assert sorted(niceness.values()) == [0, 19]


async def test_what_publishing_needs_does_not_wait_for_what_can(studio: Studio) -> None:
    slow = asyncio.create_task(studio.later(paint.png(paint.painting(1, (2000, 1600))), Wish(own=True)))
    await asyncio.sleep(0)
    await studio.develop(paint.png())
    assert not slow.done()
    assert await slow


@pytest.mark.slow
async def test_the_largest_pictures_stay_within_the_memory() -> None:
    """Forty megapixels of CMYK, and the longest strip, with everything that is made of them."""
    studio = open_studio(MediaSettings())
    sheet = Image.linear_gradient("L").resize((8_000, 5_000))
    for name, data in (
        ("cmyk tiff", paint.encode(Image.merge("CMYK", (sheet,) * 4), "TIFF", compression="tiff_adobe_deflate")),
        ("strip", paint.png(Image.linear_gradient("L").resize((1_300, 30_000)).convert("RGB"))),
        ("sideways", paint.jpeg(sheet.convert("RGB"), exif=_turned())),
    ):
        developed = await studio.develop(data, 448, wish=Wish(own=True, moving=True))
        await studio.later(data, Wish(own=True, moving=True))
        most = max(processes.memory(pid)[1] for pid in studio.pids)
        assert developed.facts.width * developed.facts.height in (40_000_000, 39_000_000), name
        assert most < 800 * 2**20, (name, most)
    await studio.close()


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
async def test_chosen_parts_are_made_in_the_locked_process(studio: Studio, form: str) -> None:
    data = paint.encode(paint.painting(1, (600, 400)), form)
    wanted = {"1x1-aaaaaaaa": Part(0, 0, 2 / 3, 1), "16x9-bbbbbbbb": Part(0.1, 0.2, 0.8, 0.675)}
    made = await studio.parts(data, Wish(own=True, xmp="<x/>"), wanted)
    assert {each.name.rpartition("-")[0] for each in made} == set(wanted)
    sizes = {each.name: (each.width, each.height) for each in made}
    assert sizes["1x1-aaaaaaaa-480"] == (400, 400)
    assert sizes["16x9-bbbbbbbb-320"] == (320, 180)
    assert {each.mime for each in made} == {"image/avif", "image/webp", "image/jpeg"}


async def test_a_part_outside_does_not_end_the_process(studio: Studio) -> None:
    data = paint.jpeg()
    assert await studio.parts(data, Wish(own=True), {"1x1-a": Part(0.9, 0.9, 5.0, 5.0)})
    assert await studio.parts(data, Wish(own=True), {"1x1-a": Part(0, 0, 0.5, 0.5)})


async def test_a_look_is_one_small_copy_without_what_the_file_says(studio: Studio) -> None:
    data = paint.encode(paint.painting(2, (1500, 900)), "TIFF", compression="tiff_lzw")
    made = await studio.look(data)
    assert (made.name, made.mime, made.width, made.height) == ("960", "image/webp", 960, 576)
    small = await studio.look(paint.png(paint.painting(3, (64, 48))))
    assert (small.width, small.height) == (64, 48), "nothing is enlarged"
    assert b"EXIF" not in made.data
    with pytest.raises(PictureRefused):
        await studio.look(b"no picture")
