"""Marks in the colours: found in exact pixels as their programs write them, and in nothing else."""

import numpy as np
import pytest

from fedart.detector.provenance import declared, watermark
from tests.support import paint
from tests.support.watermarks import watermarked

NAMES = [mark.name for mark in watermark.MARKS]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_mark_is_found_in_the_sizes_that_generators_make(name: str, swapped: bool) -> None:
    for size in ((512, 512), (640, 448)):
        plain = paint.painting(6, size)
        assert watermark.read(np.asarray(plain)) is None
        assert watermark.read(np.asarray(watermarked(name, plain, swapped=swapped))) == name


def test_a_mark_is_found_beside_an_alpha_channel() -> None:
    picture = watermarked("SDV2", paint.painting(6, (320, 256)))
    assert watermark.read(np.asarray(picture.convert("RGBA"))) == "SDV2"


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_does_not_survive_what_people_do_to_pictures(name: str) -> None:
    picture = watermarked(name, paint.painting(6, (512, 512)))
    assert [e.kind for e in declared(paint.png(picture))] == ["watermark"]
    assert declared(paint.jpeg(picture, quality=95)) == ()
    assert declared(paint.webp(picture, quality=95)) == ()
    assert declared(paint.png(picture.resize((400, 400)))) == ()
    assert declared(paint.png(picture.crop((4, 4, 508, 508)))) == ()


def test_a_mark_with_one_wrong_bit_is_none() -> None:
    bits = np.array(next([bit == "1" for bit in mark.bits] for mark in watermark.MARKS if mark.name == "SDV2"))
    rounds = np.tile(bits, 20)
    assert watermark._agrees(rounds, "".join("01"[int(bit)] for bit in bits))
    for place in range(len(bits)):
        wrong = bits.copy()
        wrong[place] = not wrong[place]
        assert not watermark._agrees(np.tile(wrong, 20), "".join("01"[int(bit)] for bit in bits))


def test_noise_patterns_and_flat_colours_hold_no_mark() -> None:
    chance = np.random.default_rng(7)
    ramp = np.linspace(0, 255, 320, dtype=np.uint8)
    pixels = [
        *(chance.integers(0, 256, (256, 320, 3), dtype=np.uint8) for _ in range(20)),
        *(np.asarray(paint.painting(seed)) for seed in range(20)),
        *(np.full((256, 320, 3), value, dtype=np.uint8) for value in (0, 7, 128, 255)),
        np.ascontiguousarray(np.broadcast_to(ramp[None, :, None], (256, 320, 3))),
        *(np.tile(chance.integers(0, 256, (side, side, 3), dtype=np.uint8), (8, 8, 1)) for side in (32, 64, 48, 128)),
    ]
    assert [watermark.read(picture) for picture in pixels] == [None] * len(pixels)


@pytest.mark.parametrize("size", [(255, 256), (1, 70_000), (70_000, 1), (3, 30_000), (8, 8_192)])
def test_pictures_of_strange_shapes_are_no_error(size: tuple[int, int]) -> None:
    width, height = size
    assert watermark.read(np.zeros((height, width, 3), dtype=np.uint8)) is None


def test_the_marks_are_those_of_the_programs() -> None:
    lengths = {mark.name: len(mark.bits) for mark in watermark.MARKS}
    assert lengths == {"StableDiffusionV1": 136, "SDV2": 32, "Stable Diffusion XL": 48, "FLUX": 46}
    assert all(0.3 < mark.bits.count("1") / len(mark.bits) < 0.7 for mark in watermark.MARKS)
