"""Broken files by the hundred: each is developed or refused, and the process survives them all (THREATS MED)."""

import random
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from fedart.config import MediaSettings
from fedart.media.developed import Wish
from fedart.media.refused import PictureRefused
from fedart.media.studio import CHILD, Studio
from fedart.sandbox import Sandbox
from tests.support import blocks, deep, paint, processes

SIZE = (48, 36)


def _seeds() -> dict[str, bytes]:
    small, oval = paint.painting(1, SIZE), paint.cutout(1, SIZE)
    exif = b"Exif\0\0" + blocks.tiff([blocks.ascii_tag(0x131, "a program")], b"ASCII\0\0\0hello")
    return {
        "jpeg": paint.jpeg(small, exif=exif, progressive=True),
        "jpeg-cmyk": paint.jpeg(small.convert("CMYK")),
        "png": paint.png(oval),
        "png-palette": paint.png(oval.quantize(16)),
        "apng": paint.animation("PNG", 2, SIZE),
        "webp": paint.webp(oval, exif=exif),
        "webp-lossless": paint.webp(small, lossless=True),
        "webp-animated": paint.animation("WEBP", 2, SIZE),
        "gif": paint.animation("GIF", 2, SIZE),
        "avif": paint.avif(oval),
        "avif-animated": paint.animation("AVIF", 2, SIZE),
        "tiff-packed": paint.encode(oval, "TIFF", compression="tiff_lzw"),
        "tiff-bare": paint.encode(small.convert("CMYK"), "TIFF"),
        "tiff-jpeg": paint.encode(small, "TIFF", compression="jpeg"),
        "tiff-deep": deep.tiff16(deep.ramp(SIZE)),
    }


OURS = Wish(own=True, moving=True, xmp="<x/>")


def _mutants(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """One to eight bytes changed, more often near the head, where the structure is."""
    chance = random.Random(seed)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            reach = len(data) if chance.random() < 0.5 else min(len(data), 160)
            changed[chance.randrange(reach)] = chance.randrange(256)
        yield bytes(changed)


def _truncations(data: bytes, count: int) -> Iterator[bytes]:
    for step in range(count):
        yield data[: len(data) * step // count]


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator[Studio]:
    settings = MediaSettings()
    opened = Studio(Sandbox(CHILD, 1, settings.memory_bytes, recycle_after=10_000), settings)
    yield opened
    await opened.close()


async def _survives(studio: Studio, files: Iterator[bytes]) -> tuple[int, int]:
    """How many were developed and refused; the process that did it is the same all the time."""
    await studio.develop(paint.png())
    pid = studio.pids[0]
    kept = refused = 0
    for data in files:
        try:
            await studio.develop(data, 32, wish=OURS)
            kept += 1
        except PictureRefused:
            refused += 1
    assert studio.pids == (pid,)
    await studio.develop(paint.png())
    return kept, refused


@pytest.mark.parametrize("name", _seeds())
async def test_truncations_and_mutants_are_developed_or_refused(studio: Studio, name: str) -> None:
    data = _seeds()[name]
    files = [*_truncations(data, 20), *_mutants(data, 30, 7)]
    kept, refused = await _survives(studio, iter(files))
    assert kept + refused == 50
    assert refused >= 10


@pytest.mark.slow
@pytest.mark.parametrize("name", _seeds())
async def test_med_two_hundred_truncations_and_five_hundred_mutants(studio: Studio, name: str) -> None:
    data = _seeds()[name]
    await studio.develop(data, 32, wish=OURS)
    before = processes.memory(studio.pids[0])[0]
    await _survives(studio, (f for part in (_truncations(data, 200), _mutants(data, 500, 11)) for f in part))
    after = processes.memory(studio.pids[0])[0]
    assert after < before * 1.2 + 40 * 2**20
