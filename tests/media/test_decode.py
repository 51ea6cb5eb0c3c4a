"""Bytes to pixels: limits first, then orientation, eight bits, alpha."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from fedart.media.decode import Decoded, Limits, decode
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sizes import LARGEST, fit
from fedart.media.sniff import sniff
from tests.support import blocks, paint

LIMITS = Limits(pixels=40_000_000, side=16_384, frames=300, frames_pixels=300_000_000)


def _decode(data: bytes, limits: Limits = LIMITS) -> Decoded:
    return decode(data, sniff(data), limits)


def _fault(data: bytes, limits: Limits = LIMITS) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        _decode(data, limits)
    return caught.value


def _close(one: Image.Image, other: Image.Image) -> float:
    """Mean difference of two pictures of one size, in steps of 255."""
    first, second = (np.asarray(image.convert("RGB"), dtype=np.int16) for image in (one, other))
    return float(np.abs(first - second).mean())


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_format_is_decoded_to_what_was_painted(form: str) -> None:
    options = {"speed": 10} if form == "AVIF" else {}
    found = _decode(paint.encode(paint.painting(), form, **options))
    assert (found.width, found.height, found.image.mode, found.animated) == (320, 240, "RGB", False)
    assert _close(found.image, paint.painting()) < (10 if form == "GIF" else 6)


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        (Limits(320 * 240 - 1, 16_384, 300, 10**9), Fault.PIXELS),
        (Limits(10**8, 319, 300, 10**9), Fault.SIDE),
    ],
)
def test_med_02_a_picture_over_a_limit_is_refused(limits: Limits, fault: Fault) -> None:
    assert _decode(paint.png(), Limits(320 * 240, 320, 1, 1)).width == 320
    assert _fault(paint.png(), limits).fault is fault


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF"])
def test_med_02_an_animation_over_a_limit_is_refused(form: str) -> None:
    data = paint.animation(form, 5)
    assert _decode(data, Limits(10**6, 1000, 5, 5 * 64 * 48)).animated
    assert _fault(data, Limits(10**6, 1000, 4, 10**9)).fault is Fault.FRAMES
    refusal = _fault(data, Limits(10**6, 1000, 5, 5 * 64 * 48 - 1))
    assert refusal.fault is Fault.FRAMES
    assert "all frames" in refusal.public


def test_counting_frames_stops_at_the_limit() -> None:
    frame = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    many = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 500_000 + b";"
    assert _fault(many).fault is Fault.FRAMES
    assert _decode(many[: 19 + 300 * len(frame)] + b";").animated


def test_a_gif_with_comments_between_its_frames_is_counted_right() -> None:
    data = paint.animation("GIF", 4)
    assert _fault(blocks.into_gif(data, 0xFE, b"hello"), Limits(10**6, 1000, 3, 10**9)).fault is Fault.FRAMES
    assert _decode(blocks.into_gif(data, 0xFE, b"hello"), Limits(10**6, 1000, 4, 10**9)).animated


def test_an_animation_shows_its_first_frame() -> None:
    assert _close(_decode(paint.animation("PNG")).image, paint.painting(1, (64, 48))) == 0


def test_a_photo_with_further_pictures_in_it_is_no_animation() -> None:
    data = paint.encode(paint.painting(), "MPO", save_all=True, append_images=[paint.painting(2)])
    found = _decode(data, Limits(10**6, 1000, 1, 1))
    assert not found.animated
    assert found.image.size == (320, 240)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_med_04_the_orientation_is_applied(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = Image.new("RGB", (64, 48), "black")
    picture.paste((255, 255, 255), (0, 0, 32, 24))
    found = _decode(paint.encode(picture, form, exif=exif))
    sideways = orientation >= 5
    assert (found.width, found.height) == ((48, 64) if sideways else (64, 48))
    assert found.image.size == (found.width, found.height)
    # Where the corner that was at the top left has to be (TIFF 6.0, tag 274): x and y, 0 left or top.
    x, y = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
    corner = found.image.getpixel((2 if x == 0 else found.width - 3, 2 if y == 0 else found.height - 3))
    assert isinstance(corner, tuple)
    assert corner[0] > 200
    assert found.image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)) == pytest.approx((64, 64, 64), abs=4)


@pytest.mark.parametrize("exif", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 60])
def test_exif_that_cannot_be_read_is_no_reason_to_refuse(exif: bytes) -> None:
    found = _decode(blocks.into_jpeg(paint.jpeg(), (0xE1, exif)))
    assert found.image.size == (320, 240)


def test_a_senseless_orientation_is_ignored() -> None:
    raw = struct.pack("<HHIHH", 0x0112, 3, 1, 77, 0)
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + raw + bytes(4)
    assert _decode(blocks.into_jpeg(paint.jpeg(), (0xE1, exif))).image.size == (320, 240)


def test_nothing_of_the_source_rides_along() -> None:
    data = paint.jpeg(comment=b"secret", dpi=(72, 72), exif=b"Exif\0\0" + blocks.tiff([blocks.ascii_tag(0x131, "x")]))
    found = _decode(data)
    assert found.image.info == {}
    assert type(found.image) is Image.Image


@pytest.mark.parametrize(
    ("picture", "mode"),
    [
        (paint.cutout(), "RGBA"),
        (paint.cutout().convert("LA"), "RGBA"),
        (paint.cutout().quantize(64), "RGBA"),
        (paint.painting().convert("RGBA"), "RGB"),
        (paint.painting().quantize(64), "RGB"),
        (paint.painting().convert("L"), "RGB"),
        (paint.painting().convert("1"), "RGB"),
        (paint.painting().convert("I;16"), "RGB"),
    ],
)
def test_alpha_stays_where_it_does_something(picture: Image.Image, mode: str) -> None:
    assert _decode(paint.png(picture)).image.mode == mode


def test_a_transparent_colour_becomes_alpha() -> None:
    picture = Image.new("RGB", (10, 10), "red")
    picture.paste((0, 0, 255), (0, 0, 5, 10))
    found = _decode(paint.png(picture, transparency=(255, 0, 0)))
    assert found.image.getpixel((9, 0)) == (255, 0, 0, 0)
    assert found.image.getpixel((0, 0)) == (0, 0, 255, 255)


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    ramp = np.linspace(0, 65_535, 256 * 4, dtype=np.uint16).reshape(4, 256)
    found = _decode(paint.png(Image.fromarray(ramp)))
    assert np.array_equal(np.asarray(found.image)[:, :, 0], (ramp >> 8).astype(np.uint8))


def test_cmyk_becomes_rgb() -> None:
    found = _decode(paint.jpeg(paint.painting().convert("CMYK"), quality=95))
    assert found.image.mode == "RGB"
    assert _close(found.image, paint.painting()) < 12


def test_grey_jpeg_becomes_rgb() -> None:
    found = _decode(paint.jpeg(paint.painting().convert("L")))
    assert found.image.mode == "RGB"
    assert _close(found.image, paint.painting().convert("L").convert("RGB")) < 3


def test_nothing_longer_than_the_largest_rendition_is_kept() -> None:
    found = _decode(paint.jpeg(Image.new("RGB", (9000, 60), "teal")))
    assert (found.width, found.height) == (9000, 60)
    assert found.image.size == (LARGEST, 27)


def test_a_strip_of_one_pixel_keeps_it() -> None:
    assert _decode(paint.png(Image.new("RGB", (12_000, 1)))).image.size == (LARGEST, 1)


@pytest.mark.parametrize(
    ("size", "side", "fitted"),
    [
        ((100, 50), 200, (100, 50)),
        ((100, 50), 100, (100, 50)),
        ((100, 50), 50, (50, 25)),
        ((50, 100), 50, (25, 50)),
        ((1000, 1), 10, (10, 1)),
        ((333, 1000), 100, (33, 100)),
    ],
)
def test_fitting_keeps_the_aspect_and_never_enlarges(size: tuple[int, int], side: int, fitted: tuple[int, int]) -> None:
    assert fit(size, side) == fitted


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_cut_off_in_the_middle_is_damaged(form: str) -> None:
    data = paint.encode(paint.painting(), form)
    assert _fault(data[: len(data) // 2]).fault is Fault.BROKEN


@pytest.mark.parametrize("data", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x04\0\0\0WEBP"])
def test_a_mere_signature_is_damaged(data: bytes) -> None:
    assert _fault(data).fault is Fault.BROKEN


def test_the_type_told_is_the_only_one_tried() -> None:
    with pytest.raises(PictureRefused):
        decode(paint.png(), "image/jpeg", LIMITS)
    assert Image.open(io.BytesIO(paint.png())).format == "PNG"
