"""Colour profiles: small RGB profiles stay, everything else becomes sRGB (THREATS MED-04)."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from fedart.media.colour import PROFILE_LIMIT, to_rgb
from tests.support import icc, paint
from tests.support.icc import curve, profile, rgb

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def grey(gamma: float) -> bytes:
    return profile(b"GRAY", "Grey", {b"kTRC": curve(gamma)})


def _same(one: Image.Image, other: Image.Image) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(other))


def test_med_04_a_small_rgb_profile_is_kept_with_its_values() -> None:
    image, kept, _ = to_rgb(paint.painting(), rgb())
    assert kept == rgb()
    assert _same(image, paint.painting())


def test_srgb_goes_without_saying() -> None:
    image, kept, _ = to_rgb(paint.painting(), SRGB)
    assert kept is None
    assert _same(image, paint.painting())


@pytest.mark.parametrize(
    "made",
    [
        rgb(mmod=b"mmod" + bytes(36)),
        rgb(priv=b"data" + b"x" * 100),
        rgb(cprt=b"text" + bytes(4) + b"x" * PROFILE_LIMIT),
    ],
)
def test_med_04_a_profile_that_carries_more_than_colours_is_applied_and_dropped(made: bytes) -> None:
    image, kept, _ = to_rgb(paint.painting(), made)
    assert kept is None
    assert image.mode == "RGB"
    assert not _same(image, paint.painting())


def test_adobe_red_becomes_as_red_as_srgb_can_show() -> None:
    image, _, _ = to_rgb(Image.new("RGB", (4, 4), (200, 30, 30)), rgb(priv=b"data" + bytes(8)))
    red = image.getpixel((0, 0))
    assert isinstance(red, tuple)
    assert red[0] > 220


@pytest.mark.parametrize("broken", [b"", b"rubbish", SRGB[:200], b"\0" * 500, rgb()[:130]])
def test_a_profile_that_cannot_be_read_is_ignored(broken: bytes) -> None:
    image, kept, _ = to_rgb(paint.painting(), broken)
    assert kept is None
    assert _same(image, paint.painting())


def test_alpha_survives_a_conversion() -> None:
    picture = paint.cutout()
    image, kept, _ = to_rgb(picture, rgb(priv=b"data" + bytes(8)))
    assert (image.mode, kept) == ("RGBA", None)
    assert _same(image.getchannel("A"), picture.getchannel("A"))


def test_alpha_survives_with_a_kept_profile() -> None:
    image, kept, _ = to_rgb(paint.cutout(), rgb())
    assert (image.mode, kept) == ("RGBA", rgb())


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
    image, kept, _ = to_rgb(picture, rgb())
    assert kept is None
    assert _same(image, picture.convert("RGB"))


@pytest.mark.parametrize("mode", ["YCbCr", "HSV", "CMYK"])
def test_every_other_mode_becomes_rgb(mode: str) -> None:
    image, kept, _ = to_rgb(paint.painting().convert(mode), None)
    assert (image.mode, kept) == ("RGB", None)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        # Sharma, Wu, Dalal: The CIEDE2000 color-difference formula, table 1
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_our_measure_of_colours_is_the_published_one(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert icc.delta_e(np.array(one), np.array(other)) == pytest.approx(difference, abs=0.0005)
