"""Colour profiles: small RGB profiles stay, everything else becomes sRGB (THREATS MED-04)."""

import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

from fedart.media.colour import PROFILE_LIMIT, to_rgb
from tests.support import paint

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _curve(gamma: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def _text(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(raw)) + raw + bytes(78)


def profile(space: bytes, name: str, tags: dict[bytes, bytes], **extra: bytes) -> bytes:
    """An ICC version 2 profile (ICC.1:2001-04) written by hand."""
    parts = {b"desc": _text(name), b"wtpt": _xyz(0.9642, 1, 0.8249), b"cprt": b"text" + bytes(4) + b"none\0", **tags}
    parts |= {key.encode(): value for key, value in extra.items()}
    at = 132 + 12 * len(parts)
    table, body = struct.pack(">I", len(parts)), b""
    for key, value in parts.items():
        padded = value + bytes(-len(value) % 4)
        table += key + struct.pack(">II", at + len(body), len(value))
        body += padded
    head = struct.pack(">I", at + len(body)) + bytes(4) + b"\2\x10\0\0mntr" + space + b"XYZ " + bytes(12) + b"acsp"
    head += bytes(28) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body


def wide(name: str = "Adobe RGB (1998)", **extra: bytes) -> bytes:
    tags = {
        b"rXYZ": _xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": _xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": _xyz(0.14919, 0.06322, 0.74457),
        b"rTRC": _curve(2.2),
        b"gTRC": _curve(2.2),
        b"bTRC": _curve(2.2),
    }
    return profile(b"RGB ", name, tags, **extra)


def grey(gamma: float) -> bytes:
    return profile(b"GRAY", "Grey", {b"kTRC": _curve(gamma)})


def _same(one: Image.Image, other: Image.Image) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(other))


def test_med_04_a_small_rgb_profile_is_kept_with_its_values() -> None:
    image, kept, _ = to_rgb(paint.painting(), wide())
    assert kept == wide()
    assert _same(image, paint.painting())


def test_srgb_goes_without_saying() -> None:
    image, kept, _ = to_rgb(paint.painting(), SRGB)
    assert kept is None
    assert _same(image, paint.painting())


@pytest.mark.parametrize(
    "made",
    [
        wide(mmod=b"mmod" + bytes(36)),
        wide(priv=b"data" + b"x" * 100),
        wide(cprt=b"text" + bytes(4) + b"x" * PROFILE_LIMIT),
    ],
)
def test_med_04_a_profile_that_carries_more_than_colours_is_applied_and_dropped(made: bytes) -> None:
    image, kept, _ = to_rgb(paint.painting(), made)
    assert kept is None
    assert image.mode == "RGB"
    assert not _same(image, paint.painting())


def test_adobe_red_becomes_as_red_as_srgb_can_show() -> None:
    image, _, _ = to_rgb(Image.new("RGB", (4, 4), (200, 30, 30)), wide(priv=b"data" + bytes(8)))
    red = image.getpixel((0, 0))
    assert isinstance(red, tuple)
    assert red[0] > 220


@pytest.mark.parametrize("broken", [b"", b"rubbish", SRGB[:200], b"\0" * 500, wide()[:130]])
def test_a_profile_that_cannot_be_read_is_ignored(broken: bytes) -> None:
    image, kept, _ = to_rgb(paint.painting(), broken)
    assert kept is None
    assert _same(image, paint.painting())


def test_alpha_survives_a_conversion() -> None:
    picture = paint.cutout()
    image, kept, _ = to_rgb(picture, wide(priv=b"data" + bytes(8)))
    assert (image.mode, kept) == ("RGBA", None)
    assert _same(image.getchannel("A"), picture.getchannel("A"))


def test_alpha_survives_with_a_kept_profile() -> None:
    image, kept, _ = to_rgb(paint.cutout(), wide())
    assert (image.mode, kept) == ("RGBA", wide())


def test_a_grey_profile_is_applied() -> None:
    middle = Image.new("L", (4, 4), 128)
    assert to_rgb(middle, None)[0].getpixel((0, 0)) == (128, 128, 128)
    darker, kept, _ = to_rgb(middle, grey(3.0))
    assert kept is None
    value = darker.getpixel((0, 0))
    assert isinstance(value, tuple)
    assert value[0] == value[1] == value[2] < 110


def test_grey_with_alpha_keeps_both() -> None:
    image, _, _ = to_rgb(paint.cutout().convert("LA"), grey(3.0))
    assert image.mode == "RGBA"
    assert _same(image.getchannel("A"), paint.cutout().getchannel("A"))


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_a_profile_for_another_kind_of_picture_is_ignored(mode: str) -> None:
    picture = paint.painting().convert(mode)
    image, kept, _ = to_rgb(picture, wide())
    assert kept is None
    assert _same(image, picture.convert("RGB"))


@pytest.mark.parametrize("mode", ["YCbCr", "HSV", "CMYK"])
def test_every_other_mode_becomes_rgb(mode: str) -> None:
    image, kept, _ = to_rgb(paint.painting().convert(mode), None)
    assert (image.mode, kept) == ("RGB", None)
