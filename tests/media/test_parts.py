"""Copies of chosen parts: exact, never enlarged, in the picture's colours, from any file."""

import io
from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from fedart.domain.crop import Part, Shape, Size, cut
from fedart.media import sizes
from fedart.media.decode import Limits, decode
from fedart.media.developed import Encoded
from fedart.media.parts import parts
from fedart.media.renditions import later, renditions
from tests.support import icc, paint

LIMITS = Limits(pixels=50_000_000, side=20_000, frames=10, frames_pixels=50_000_000)


def gradient(size: Size) -> Image.Image:
    """Red grows from the left, green from above."""
    across = np.linspace(0, 255, size[0])[None, :].repeat(size[1], 0)
    down = np.linspace(0, 255, size[1])[:, None].repeat(size[0], 1)
    return Image.fromarray(np.stack([across, down, np.full_like(across, 90)], -1).astype(np.uint8))


def made(data: bytes, mime: str, wanted: Mapping[str, Part]) -> list[Encoded]:
    return list(parts(decode(data, mime, LIMITS), wanted, "<x/>"))


def opened(copy: Encoded) -> Image.Image:
    return Image.open(io.BytesIO(copy.data))


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("place", [(0.5, 0.5), (0.0, 1.0), (0.9, 0.1)])
def test_a_part_shows_exactly_what_was_chosen(shape: Shape, place: tuple[float, float]) -> None:
    size = (1000, 800)
    part = cut(size, shape, *place, 1.7)
    for copy in made(paint.png(gradient(size)), "image/png", {f"{shape}-k": part}):
        pixels = np.asarray(opened(copy).convert("RGB"), dtype=np.float64)
        edges = pixels[:, 1, 0].mean(), pixels[:, -2, 0].mean(), pixels[1, :, 1].mean(), pixels[-2, :, 1].mean()
        ends = (part.left, part.left + part.width, part.top, part.top + part.height)
        assert edges == pytest.approx([255 * end for end in ends], abs=4), copy.name
        assert copy.width / copy.height == pytest.approx(shape.ratio, rel=0.01)


@pytest.mark.parametrize(
    ("pixels", "names"),
    [(300, [320]), (320, [320]), (500, [640, 480, 320]), (1000, [1280, 960, 640, 480, 320]), (3000, list(sizes.PARTS))],
)
def test_nothing_is_enlarged_and_every_size_is_there(pixels: int, names: list[int]) -> None:
    data = paint.png(gradient((pixels, pixels)))
    found = made(data, "image/png", {"1x1-k": Part(0, 0, 1, 1)})
    assert {copy.name for copy in found} == {f"1x1-k-{name}" for name in names}
    for copy in found:
        assert copy.width == copy.height == min(pixels, int(copy.name.rpartition("-")[2]))
        assert opened(copy).size == (copy.width, copy.height)


def test_a_page_never_lacks_a_size_by_much_and_every_browser_is_served() -> None:
    assert all(one / two <= 1.5 for one, two in zip(sizes.PARTS, sizes.PARTS[1:], strict=False))
    found = made(paint.png(gradient((900, 900))), "image/png", {"1x1-k": Part(0, 0, 1, 1)})
    kinds = {mime: [c.width for c in found if c.mime == mime] for mime in ("image/avif", "image/webp", "image/jpeg")}
    assert kinds == {
        "image/avif": [900, 640, 480, 320],
        "image/webp": [900, 640, 480, 320],
        "image/jpeg": [900, 640, 320],
    }


def test_a_profile_goes_along_and_jpeg_keeps_its_colours_whole() -> None:
    profile = icc.rgb()
    data = paint.encode(gradient((400, 300)), "PNG", icc_profile=profile)
    for copy in made(data, "image/png", {"4x3-k": Part(0.1, 0.1, 0.5, 0.5)}):
        image = opened(copy)
        assert image.info["icc_profile"] == profile
        assert b"<x/>" in copy.data
        if copy.mime == "image/jpeg":
            layers = getattr(image, "layer", [])
            assert {layer[1:3] for layer in layers} == {(1, 1)}, "4:4:4"


def test_transparency_stays_where_the_format_has_it() -> None:
    found = made(paint.png(paint.cutout()), "image/png", {"1x1-k": Part(0, 0, 0.75, 1)})
    modes = {copy.mime: opened(copy).mode for copy in found}
    assert (modes["image/webp"], modes["image/jpeg"]) == ("RGBA", "RGB")


def test_a_turned_picture_is_cropped_upright() -> None:
    upright = gradient((600, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = paint.encode(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=95, exif=exif)
    part = Part(0.5, 0, 0.5, 0.75)
    [first, *_] = made(turned, "image/jpeg", {"1x1-k": part})
    pixels = np.asarray(opened(first).convert("RGB"), dtype=np.float64)
    assert pixels[:, 1, 0].mean() == pytest.approx(128, abs=6)
    assert pixels[1, :, 1].mean() == pytest.approx(0, abs=6)


# what the copies of the whole picture come from


@pytest.mark.parametrize("size", [(4200, 3201), (3000, 2999), (2047, 900), (1300, 3900)])
def test_what_can_wait_is_made_from_a_small_decoding_as_if_from_the_whole(size: Size) -> None:
    data = paint.encode(gradient(size), "JPEG", quality=60)
    whole = decode(data, "image/jpeg", LIMITS)
    small = decode(data, "image/jpeg", LIMITS, sizes.shown_on)
    assert small.image.width * small.image.height <= whole.image.width * whole.image.height
    assert (small.width, small.height) == size
    expected = {(c.name, c.mime): (c.width, c.height) for c in later(whole)}
    assert {(c.name, c.mime): (c.width, c.height) for c in later(small)} == expected


def test_a_picture_of_sixteen_megapixels_gets_webp_like_smaller_ones() -> None:
    data = paint.encode(Image.new("RGB", (4600, 3450), (90, 120, 60)), "JPEG", quality=50)
    found = list(renditions(decode(data, "image/jpeg", LIMITS)))
    assert {c.name for c in found if c.mime == "image/webp"} == {"2048", "1280", "640", "320"}
