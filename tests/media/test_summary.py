"""Blurhash against a slow reading of the specification; colour and lightness against pictures one can name."""

import io
import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fedart.media import summary
from tests.support import paint

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _srgb(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return round((12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055) * 255)


def _number(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 83 + DIGITS.index(letter)
    return value


def _decoded(text: str, width: int, height: int) -> Image.Image:
    """The published decoding, step by step."""
    flag = _number(text[0])
    across, down = flag % 9 + 1, flag // 9 + 1
    assert len(text) == 4 + 2 * across * down
    scale = (_number(text[1]) + 1) / 166
    average = _number(text[2:6])
    colours = [[_linear((average >> shift & 255) / 255) for shift in (16, 8, 0)]]
    for at in range(6, len(text), 2):
        value = _number(text[at : at + 2])
        steps = [value // 361 - 9, value // 19 % 19 - 9, value % 19 - 9]
        colours.append([math.copysign((step / 9) ** 2, step) * scale for step in steps])
    picture = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            light = [0.0, 0.0, 0.0]
            for index, colour in enumerate(colours):
                basis = math.cos(math.pi * x * (index % across) / width) * math.cos(
                    math.pi * y * (index // across) / height
                )
                light = [sum(pair) for pair in zip(light, (c * basis for c in colour), strict=True)]
            picture.putpixel((x, y), (_srgb(light[0]), _srgb(light[1]), _srgb(light[2])))
    return picture


@pytest.mark.parametrize("size", [(320, 240), (240, 320), (100, 100), (900, 60), (60, 900)])
def test_a_blurhash_decodes_to_the_picture_out_of_focus(size: tuple[int, int]) -> None:
    ramp = np.linspace(20, 230, 64)
    values = np.stack(
        [np.broadcast_to(ramp, (64, 64)), np.broadcast_to(ramp[:, None], (64, 64)), np.full((64, 64), 90)]
    )
    picture = Image.fromarray(values.transpose(1, 2, 0).astype(np.uint8)).resize(size)
    thumb = summary.thumbnail(picture)
    again = _decoded(summary.blurhash(thumb), *thumb.size)
    difference = np.abs(np.asarray(again, dtype=np.int16) - np.asarray(thumb, dtype=np.int16))
    assert difference.mean() < 12


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 30, 90)])
def test_a_plain_picture_has_a_plain_blurhash(colour: tuple[int, int, int]) -> None:
    again = _decoded(summary.blurhash(summary.thumbnail(Image.new("RGB", (50, 40), colour))), 4, 4)
    assert again.getpixel((2, 2)) == pytest.approx(colour, abs=14)


@pytest.mark.parametrize(
    ("size", "across", "down"),
    [((400, 300), 5, 4), ((300, 400), 4, 5), ((100, 100), 5, 5), ((1000, 100), 5, 3), ((100, 1000), 3, 5)],
)
def test_the_longer_side_gets_more_components(size: tuple[int, int], across: int, down: int) -> None:
    flag = DIGITS.index(summary.blurhash(summary.thumbnail(paint.painting(1, size)))[0])
    assert (flag % 9 + 1, flag // 9 + 1) == (across, down)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 32), st.integers(1, 32), st.binary(min_size=3 * 32 * 32, max_size=3 * 32 * 32))
def test_any_picture_has_a_summary(width: int, height: int, raw: bytes) -> None:
    thumb = Image.frombytes("RGB", (width, height), raw[: 3 * width * height])
    text = summary.blurhash(thumb)
    flag = DIGITS.index(text[0])
    assert len(text) == 4 + 2 * (flag % 9 + 1) * (flag // 9 + 1)
    assert set(text) <= set(DIGITS)
    assert 0 <= summary.lightness(thumb) <= 9
    assert int(summary.dominant(thumb)[1:], 16) < 1 << 24


def test_the_dominant_colour_is_the_one_with_the_largest_area() -> None:
    picture = Image.new("RGB", (100, 100), (20, 120, 60))
    picture.paste((250, 250, 10), (0, 0, 100, 30))
    assert summary.dominant(summary.thumbnail(picture)) == "#14783c"


@pytest.mark.parametrize(("grey", "step"), [(0, 0), (60, 2), (119, 5), (185, 7), (255, 9)])
def test_lightness_goes_in_ten_steps_as_the_eye_sees(grey: int, step: int) -> None:
    assert summary.lightness(summary.thumbnail(Image.new("RGB", (9, 9), (grey, grey, grey)))) == step


def test_transparency_lies_on_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert summary.lightness(summary.thumbnail(clear)) == 9


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (7, 7), (33, 32)])
def test_a_thumbnail_has_sides_of_eight_to_thirty_two_pixels(size: tuple[int, int]) -> None:
    thumb = summary.thumbnail(Image.new("RGB", size, "red"))
    assert all(8 <= side <= 32 for side in thumb.size)
    assert _decoded(summary.blurhash(thumb), 2, 2).getpixel((1, 1)) == pytest.approx((255, 0, 0), abs=14)


# The perceptual hash


def _apart(one: Image.Image, other: Image.Image) -> int:
    return (int(summary.phash(one), 16) ^ int(summary.phash(other), 16)).bit_count()


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.resize((160, 120), Image.Resampling.LANCZOS),
        lambda image: image.resize((640, 480), Image.Resampling.BICUBIC),
        lambda image: Image.open(io.BytesIO(paint.jpeg(image, quality=40))),
        lambda image: Image.open(io.BytesIO(paint.webp(image, quality=50))).convert("RGB"),
        lambda image: image.convert("L").convert("RGB"),
    ],
)
def test_copies_of_a_picture_have_nearly_the_same_hash(change: Callable[[Image.Image], Image.Image]) -> None:
    for seed in range(1, 6):
        assert _apart(paint.painting(seed), change(paint.painting(seed))) <= 4


def test_other_pictures_have_another_hash() -> None:
    hashes = [paint.painting(seed) for seed in range(1, 12)]
    apart = [_apart(one, other) for place, one in enumerate(hashes) for other in hashes[:place]]
    assert min(apart) > 12


@pytest.mark.parametrize("size", [(1, 1), (5000, 3), (32, 32)])
def test_every_picture_has_a_hash_of_64_bits(size: tuple[int, int]) -> None:
    found = summary.phash(Image.new("RGBA", size, (10, 200, 30, 128)))
    assert len(found) == 16
    assert summary.phash(Image.new("RGB", size, "white")) == summary.phash(Image.new("RGBA", size, (0, 0, 0, 0)))
