"""What artists are promised about their colours, bits and sizes, from the file to the pixels of every copy."""

import io
import struct
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from PIL import Image, ImageDraw, JpegImagePlugin

from fedart.domain.media import Colours
from fedart.media.decode import Decoded, Limits, decode
from fedart.media.developed import Encoded
from fedart.media.renditions import AVIF_PIXELS, later, renditions
from fedart.media.sniff import sniff
from tests.support import deep, icc, paint

LIMITS = Limits(40_000_000, 32_768, 300, 300_000_000)


def picture(data: bytes) -> Decoded:
    return decode(data, sniff(data, own=True), LIMITS)


def copies(data: bytes) -> list[Encoded]:
    """Everything that is ever made of a still picture."""
    found = picture(data)
    return [*renditions(found), *later(found)]


def opened(copy: Encoded) -> Image.Image:
    shown = Image.open(io.BytesIO(copy.data))
    shown.load()
    return shown


def patches(size: tuple[int, int] = (320, 320)) -> Image.Image:
    """Sixteen flat fields of strong colours, some of them outside of sRGB when read with a wide profile."""
    made = Image.new("RGB", size)
    side = size[0] // 4
    for place, (red, green, blue) in enumerate(product((60, 225), (50, 235), (60, 128, 200, 250))):
        left, top = place % 4 * side, place // 4 * side
        made.paste((red, green, blue), (left, top, left + side, top + side))
    return made


def middles(values: icc.Floats) -> list[tuple[int, int]]:
    """The middle of each field in a copy of `patches` of any size."""
    side = values.shape[0] // 4
    return [(side // 2 + side * row, side // 2 + side * column) for row in range(4) for column in range(4)]


@pytest.mark.parametrize("name", ["Display P3", "Adobe RGB (1998)"])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_a_wide_profile_stays_and_every_colour_with_it(form: str, name: str) -> None:
    exact: dict[str, dict[str, int | bool]] = {
        "JPEG": {"quality": 100, "subsampling": 0},
        "WEBP": {"lossless": True},
        "AVIF": {"quality": 100},
    }
    data = paint.encode(patches(), form, icc_profile=icc.rgb(name), **exact.get(form, {}))
    meant = icc.lab(patches(), name)
    found = picture(data)
    assert (found.profile_name, found.colours, found.depth, found.space) == (name, Colours.KEPT, 8, "RGB")
    made = copies(data)
    assert {copy.mime for copy in made} == {"image/jpeg", "image/webp", "image/avif"}
    for copy in made:
        shown = opened(copy)
        assert shown.info["icc_profile"] == icc.rgb(name), copy.name
        seen = icc.lab(shown, name)
        off = [icc.delta_e(meant[one], seen[other]) for one, other in zip(middles(meant), middles(seen), strict=True)]
        assert sum(off) / len(off) < 1, (copy.name, copy.mime, off)
        # A step or two of 255, which every lossy format takes, can be that much in a single light or dark field.
        assert max(off) < 3, (copy.name, copy.mime, off)
    wrong = icc.lab(patches(), "sRGB")
    assert max(icc.delta_e(meant[at], wrong[at]) for at in middles(meant)) > 4, "the test would see a lost profile"


def overprints() -> dict[tuple[int, int, int, int], tuple[float, float, float]]:
    """Lab colours of a soft ink set, all within sRGB."""
    found = {}
    for cyan, magenta, yellow, black in product((0, 1), repeat=4):
        light = (100 - 30 * cyan - 25 * magenta - 5 * yellow) * (0.25 if black else 1)
        found[cyan, magenta, yellow, black] = (
            light, (30 * magenta - 20 * cyan) * (0.2 if black else 1), (30 * yellow - 20 * cyan) * (0.2 if black else 1)
        )  # fmt: skip
    return found


@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_cmyk_is_converted_with_the_inks_of_its_profile(form: str) -> None:
    inks = overprints()
    sheet = Image.new("CMYK", (320, 320))
    for place, corner in enumerate(inks):
        left, top = place % 4 * 80, place // 4 * 80
        sheet.paste(tuple(255 * ink for ink in corner), (left, top, left + 80, top + 80))
    options = {"quality": 100, "subsampling": 0} if form == "JPEG" else {"compression": "tiff_lzw"}
    data = paint.encode(sheet, form, icc_profile=icc.cmyk(inks), **options)
    found = picture(data)
    assert (found.space, found.profile_name, found.colours) == ("CMYK", "Test inks", Colours.CONVERTED)
    for copy in copies(data):
        shown = opened(copy)
        assert "icc_profile" not in shown.info
        seen = icc.lab(shown, "sRGB")
        for at, (corner, meant) in zip(middles(seen), inks.items(), strict=True):
            # Paper black becomes screen black, so what is printed with black only has to be dark.
            near = seen[at][0] < 30 if corner[3] else icc.delta_e(seen[at], np.array(meant)) < 3
            assert near, (copy.name, copy.mime, meant, seen[at])
    plain = picture(paint.encode(sheet, form, **options))
    assert plain.colours is Colours.ASSUMED
    assert np.abs(np.asarray(plain.image, dtype=int) - np.asarray(found.image, dtype=int)).max() > 60


@pytest.mark.parametrize("write", [deep.png16, deep.tiff16])
def test_sixteen_bits_are_scaled_and_not_cut_off(write: Callable[[deep.Wide], bytes]) -> None:
    pixels = deep.ramp()
    found = picture(write(pixels))
    assert (found.depth, found.space) == (16, "RGB")
    values = np.asarray(found.image, dtype=np.int32)
    assert np.abs(values - (pixels / 257).round()).max() <= 1
    assert values[:, 0, 0].max() == 0
    assert values[:, -1, 0].min() == 255
    for copy in copies(write(pixels)):
        shown = np.asarray(opened(copy).convert("RGB").resize((256, 64)), dtype=np.int32)
        assert np.abs(shown - pixels / 257).mean() < 3, copy.mime


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_are_scaled_too(form: str) -> None:
    grey = deep.ramp()[:, :, 0]
    found = picture(paint.encode(Image.fromarray(grey), form))
    assert (found.depth, found.space) == (16, "grey")
    assert np.abs(np.asarray(found.image, dtype=int)[:, :, 1] - (grey / 257).round()).max() <= 1


def test_floating_greys_are_shares_of_white() -> None:
    floats = (deep.ramp()[:, :, 0] / 65535).astype(np.float32)
    found = picture(paint.encode(Image.fromarray(floats), "TIFF"))
    assert found.depth == 32
    assert np.abs(np.asarray(found.image, dtype=int)[:, :, 0] - floats * 255).max() <= 1


def test_lab_is_converted() -> None:
    meant = Image.new("LAB", (64, 64))
    meant.frombytes(bytes((140, 40, 216)) * 64 * 64)
    found = picture(paint.encode(meant, "TIFF"))
    assert (found.space, found.colours) == ("Lab", Colours.CONVERTED)
    assert icc.delta_e(icc.lab(found.image, "sRGB")[5, 5], np.array((54.9, 40.0, -40.0))) < 2


def test_jpeg_copies_are_full_colour_of_quality_ninety() -> None:
    best = Image.open(io.BytesIO(paint.jpeg(quality=90)))
    assert isinstance(best, JpegImagePlugin.JpegImageFile)
    for copy in copies(paint.png(paint.painting(1, (1500, 900)))):
        shown = opened(copy)
        if isinstance(shown, JpegImagePlugin.JpegImageFile):
            assert JpegImagePlugin.get_sampling(shown) == 0
            assert shown.quantization == best.quantization


@pytest.mark.parametrize("size", [(40, 30), (500, 300), (1300, 90), (300, 900), (700, 2300)])
def test_nothing_is_enlarged_and_nothing_cropped(size: tuple[int, int]) -> None:
    for copy in copies(paint.png(paint.painting(1, size))):
        assert copy.width <= size[0]
        assert copy.height <= size[1]
        assert copy.width / copy.height == pytest.approx(size[0] / size[1], rel=0.03)
        assert opened(copy).size == (copy.width, copy.height)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG"])
def test_every_copy_stands_upright(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = Image.new("RGB", (96, 64), "black")
    turned.paste((255, 255, 255), (0, 0, 48, 32))
    x, y = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
    for copy in copies(paint.encode(turned, form, exif=exif)):
        assert (copy.width, copy.height) == ((64, 96) if orientation > 4 else (96, 64))
        grey = opened(copy).convert("L")
        seen = grey.getpixel((copy.width // 4 + x * copy.width // 2, copy.height // 4 + y * copy.height // 2))
        assert isinstance(seen, int | float)
        assert seen > 200
        assert 50 < np.asarray(grey).mean() < 80


def test_transparency_is_kept_by_all_who_can() -> None:
    cut = paint.cutout(1, (400, 300))
    for copy in copies(paint.png(cut)):
        shown = opened(copy)
        if copy.mime == "image/jpeg":
            assert shown.getpixel((1, 1)) == pytest.approx((255, 255, 255), abs=4)
        else:
            meant = np.asarray(cut.getchannel("A").resize(shown.size), dtype=int)
            assert np.abs(np.asarray(shown.getchannel("A"), dtype=int) - meant).mean() < 3, copy.mime


def strip(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A tall page with a ruler: black and white bars of 16 pixels at its very end."""
    page = Image.new(mode, size, "white")
    draw = ImageDraw.Draw(page)
    for top in range(size[1] - 320, size[1], 32):
        draw.rectangle((0, top, size[0], top + 15), "black")
    return page


def contrast(copy: Encoded, height: int) -> float:
    """How well the ruler of a strip of that height can still be told apart, 0 to 255."""
    lines = np.asarray(opened(copy).convert("L").resize((1, copy.height)), dtype=float)[:, 0]
    scale = copy.height / height
    tops = np.arange(height - 320, height - 32, 32)
    black, white = ((tops + middle) * scale for middle in (8, 24))
    return float((lines[white.astype(int)] - lines[black.astype(int)]).mean())


def test_a_long_strip_stays_readable_down_to_its_end() -> None:
    made = copies(paint.png(strip((800, 20_000)), compress_level=1))
    largest = [copy for copy in made if copy.name == "1280"]
    assert {(copy.mime, copy.width, copy.height) for copy in largest} == {
        ("image/jpeg", 800, 20_000),
        ("image/avif", 800, 20_000),
    }
    for copy in made:
        if copy.name == "federation":
            assert max(copy.width, copy.height) <= 5000
        else:
            assert copy.width == min(800, int(copy.name))
            assert contrast(copy, 20_000) > 180, (copy.name, copy.mime)


def test_a_strip_that_webp_can_hold_is_webp_as_well() -> None:
    made = copies(paint.png(strip((600, 9_000)), compress_level=1))
    assert {copy.mime for copy in made if (copy.width, copy.height) == (600, 9_000)} == {
        "image/jpeg",
        "image/webp",
        "image/avif",
    }


def test_a_strip_with_transparency_is_made_smaller_until_it_keeps_it() -> None:
    page = strip((400, 20_000), "RGBA")
    page.paste((0, 0, 0, 0), (0, 0, 400, 100))
    made = copies(paint.png(page, compress_level=1))
    webp = max((copy for copy in made if copy.mime == "image/webp"), key=lambda copy: copy.width)
    assert (webp.width, webp.height) == (328, 16_383)
    corner = opened(webp).getpixel((5, 5))
    assert isinstance(corner, tuple)
    assert corner[3] == 0
    assert contrast(webp, 20_000) > 150


def test_what_is_too_large_for_avif_has_no_avif() -> None:
    size = (1280, AVIF_PIXELS // 1280 + 10)
    assert not list(later(Decoded(Image.new("RGB", size), *size, frames=1, profile=None)))
    size = (64, 48)
    assert [copy.mime for copy in later(Decoded(Image.new("RGB", size), *size, frames=1, profile=None))] == [
        "image/avif"
    ]


def test_later_copies_fill_the_steps_between() -> None:
    made = list(later(picture(paint.png(paint.painting(1, (1300, 800))))))
    assert [(copy.name, copy.mime.removeprefix("image/"), copy.width) for copy in made] == [
        ("2048", "avif", 1300),
        ("1280", "avif", 1280),
        ("960", "avif", 960),
        ("960", "webp", 960),
        ("640", "avif", 640),
        ("480", "avif", 480),
        ("480", "webp", 480),
        ("320", "avif", 320),
    ]


def test_only_the_first_page_of_a_tiff_is_shown() -> None:
    found = picture(deep.pages(paint.painting(1), paint.painting(2), paint.painting(3)))
    assert (found.frames, found.animated) == (1, False)
    assert np.array_equal(np.asarray(found.image), np.asarray(paint.painting(1)))


def test_a_profile_is_not_taken_for_srgb_because_of_its_name() -> None:
    linear = icc.profile(
        b"RGB ",
        "sRGB linear",
        {
            **{
                key: icc.xyz(*v)
                for key, v in zip((b"rXYZ", b"gXYZ", b"bXYZ"), icc.PRIMARIES["Display P3"], strict=True)
            },
            **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), b"curv" + bytes(4) + struct.pack(">I", 0)),
        },
    )
    found = picture(paint.png(icc_profile=linear))
    assert (found.colours, found.profile) == (Colours.KEPT, linear)
