"""Pictures of any kind become upright RGB, and samples with a shorter side of exactly the wanted length."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fedart.detector.training import canvas
from tests.support.paint import animation, avif, cutout, encode, jpeg, painting, png, webp

SIDES = st.integers(1, 700)


def opened(folder: Path, data: bytes) -> Image.Image:
    file = folder / "picture"
    file.write_bytes(data)
    return canvas.opened(file)


@pytest.mark.parametrize("data", [jpeg(), png(), webp(), avif()], ids=["jpeg", "png", "webp", "avif"])
def test_every_format_is_read(tmp_path: Path, data: bytes) -> None:
    found = opened(tmp_path, data)
    assert (found.mode, found.size) == ("RGB", (320, 240))
    assert np.abs(np.asarray(found, np.float32) - np.asarray(painting(), np.float32)).mean() < 8


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "RGBA", "I;16"])
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    grey = mode in ("I;16", "LA")
    picture = painting().convert("L").convert(mode) if grey else painting().convert(mode)
    assert opened(tmp_path, encode(picture, form)).mode == "RGB"


@pytest.mark.parametrize("turn", range(1, 9))
def test_pictures_stand_upright(tmp_path: Path, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    found = opened(tmp_path, png(painting(), exif=exif))
    assert found.size == ((240, 320) if turn > 4 else (320, 240))
    ways: dict[int, list[Image.Transpose]] = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_270],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_90],
    }
    wanted = painting()
    for way in ways.get(turn, []):
        wanted = wanted.transpose(way)
    assert found.tobytes() == wanted.tobytes()


def test_transparency_lies_on_grey(tmp_path: Path) -> None:
    found = np.asarray(opened(tmp_path, png(cutout())))
    assert found[0, 0].tolist() == [canvas.GREY] * 3
    middle = np.asarray(painting(), np.float32)[100:140, 140:180]
    assert np.abs(found[100:140, 140:180] - middle).mean() < 20


def test_a_transparent_palette_lies_on_grey_too(tmp_path: Path) -> None:
    picture = Image.new("P", (40, 40), 1)
    picture.putpalette([0, 0, 0, 255, 0, 0])
    picture.paste(0, (0, 0, 20, 40))
    found = opened(tmp_path, png(picture, transparency=0))
    assert found.getpixel((5, 5)) == (canvas.GREY,) * 3
    assert found.getpixel((30, 5)) == (255, 0, 0)


def test_the_first_frame_stands_for_an_animation(tmp_path: Path) -> None:
    found = np.asarray(opened(tmp_path, animation("WEBP")), np.float32)
    near, far = (np.asarray(painting(seed, (64, 48)), np.float32) for seed in (1, 3))
    assert np.abs(found - near).mean() < np.abs(found - far).mean() / 3


def test_huge_pictures_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas, "MOST_PIXELS", 320 * 240)
    assert opened(tmp_path, png()).size == (320, 240)
    monkeypatch.setattr(canvas, "MOST_PIXELS", 320 * 240 - 1)
    with pytest.raises(ValueError, match="more than"):
        opened(tmp_path, png())


@pytest.mark.parametrize("data", [b"", b"no picture", png()[:2000], jpeg()[:2000]])
def test_what_cannot_be_read_says_so(tmp_path: Path, data: bytes) -> None:
    with pytest.raises((OSError, ValueError)):
        opened(tmp_path, data)


@given(SIDES, SIDES)
def test_a_sample_has_the_wanted_shorter_side(width: int, height: int) -> None:
    found = canvas.sampled(Image.new("RGB", (width, height)), 64)
    assert min(found.size) == 64
    longest = min(max(width, height) / min(width, height), canvas.LONGEST)
    assert max(found.size) / 64 == pytest.approx(longest, rel=0.02, abs=1.5 / min(width, height))
    assert found.width >= found.height if width > height else found.width <= found.height


def test_strips_are_cut_to_their_middle() -> None:
    strip = Image.new("RGB", (1000, 100))
    strip.paste((255, 255, 255), (300, 0, 700, 100))
    found = canvas.sampled(strip, 50)
    assert found.size == (200, 50)
    assert np.asarray(found).min() == 255


def test_a_sample_is_the_same_every_time() -> None:
    assert canvas.sampled(painting(), 100).tobytes() == canvas.sampled(painting(), 100).tobytes()
