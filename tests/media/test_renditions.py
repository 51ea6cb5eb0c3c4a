"""Copies for the public: sizes, types, limits, and nothing of the source but its pixels (THREATS MED-04)."""

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageCms

from fedart.media import renditions as module
from fedart.media.decode import Decoded, Limits, decode
from fedart.media.developed import Encoded
from fedart.media.renditions import federation, flattened, renditions
from fedart.media.sniff import sniff
from tests.support import blocks, paint

LIMITS = Limits(40_000_000, 16_384, 300, 300_000_000)


def _picture(image: Image.Image, profile: bytes | None = None) -> Decoded:
    return Decoded(image, image.width, image.height, frames=1, profile=profile)


def _opened(encoded: Encoded) -> Image.Image:
    picture = Image.open(io.BytesIO(encoded.data))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("size", "names"),
    [
        ((2500, 50), ["2048", "1280", "640", "320"]),
        ((2048, 50), ["2048", "1280", "640", "320"]),
        ((1000, 50), ["1280", "640", "320"]),
        ((50, 640), ["640", "320"]),
        ((320, 50), ["320"]),
        ((5, 5), ["320"]),
    ],
)
def test_sizes_go_up_to_the_first_that_holds_the_whole_picture(size: tuple[int, int], names: list[str]) -> None:
    made = list(renditions(_picture(paint.painting(1, size))))
    assert made[0].name == "federation"
    assert [r.name for r in made[1:]] == [name for name in names for _ in range(2)]
    assert [r.mime for r in made[1:]] == ["image/webp", "image/jpeg"] * len(names)
    for rendition in made[1:]:
        assert max(rendition.width, rendition.height) == min(int(rendition.name), max(size))
        assert _opened(rendition).size == (rendition.width, rendition.height)
        assert sniff(rendition.data) == rendition.mime


def test_copies_look_like_the_picture() -> None:
    original = paint.painting(2, (1300, 900))
    for rendition in renditions(_picture(original)):
        small = original.resize((rendition.width, rendition.height), Image.Resampling.LANCZOS)
        copy = np.asarray(_opened(rendition).convert("RGB"), dtype=np.int16)
        assert np.abs(copy - np.asarray(small, dtype=np.int16)).mean() < 4, rendition.name


def test_colour_is_not_halved_in_jpeg() -> None:
    stripes = Image.new("RGB", (64, 64), (0, 0, 255))
    for x in range(0, 64, 2):
        stripes.paste((255, 0, 0), (x, 0, x + 1, 64))
    copy = np.asarray(_opened(federation(_picture(stripes))), dtype=np.int16)
    assert copy[:, 0::2, 0].mean() > 230
    assert copy[:, 1::2, 0].mean() < 25


def test_transparency_survives_in_webp_and_lies_on_white_in_jpeg() -> None:
    picture = Image.new("RGBA", (400, 400), (200, 0, 0, 0))
    picture.paste((0, 200, 0, 255), (100, 100, 300, 300))
    made = {(r.name, r.mime): _opened(r) for r in renditions(_picture(picture))}
    corner = made["320", "image/webp"].getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert corner[3] == 0
    assert made["320", "image/jpeg"].getpixel((2, 2)) == pytest.approx((255, 255, 255), abs=3)
    assert made["federation", "image/png"].mode == "RGBA"
    assert np.array_equal(np.asarray(made["federation", "image/png"]), np.asarray(picture))


def test_an_opaque_picture_federates_as_jpeg() -> None:
    made = federation(_picture(paint.painting()))
    assert (made.name, made.mime, made.width, made.height) == ("federation", "image/jpeg", 320, 240)


@pytest.mark.parametrize("alpha", [False, True])
def test_the_federation_copy_gets_smaller_until_it_fits(*, alpha: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    noise = Image.fromarray(random.integers(0, 256, (300, 400, 4 if alpha else 3), dtype=np.uint8))
    free = federation(_picture(noise))
    assert free.width == 400
    for limit in (len(free.data) - 1, len(free.data) // 3, len(free.data) // 12):
        monkeypatch.setattr(module, "FEDERATION_BYTES", limit)
        made = federation(_picture(noise))
        assert len(made.data) <= limit
        assert made.mime == ("image/webp" if alpha else "image/jpeg")
        assert made.width < 400 or alpha
        if not alpha:
            # Fewer pixels, not a lower quality: the table of brightness is still that of quality 90.
            assert getattr(_opened(made), "quantization", 0) == getattr(_opened(free), "quantization", 1)


def test_the_worst_picture_fits_into_the_limit_of_other_servers() -> None:
    random = np.random.default_rng(1)
    noise = Image.fromarray(random.integers(0, 256, (2400, 3000, 3), dtype=np.uint8))
    assert len(federation(_picture(noise)).data) <= module.FEDERATION_BYTES


@cache
def _everything() -> dict[str, bytes]:
    """Files with a secret in every place that metadata can take."""
    exif = blocks.tiff([blocks.ascii_tag(0x13B, "SECRET"), blocks.ascii_tag(0x131, "SECRET")], b"ASCII\0\0\0SECRET")
    packet = blocks.xmp('photoshop:Credit="SECRET"')
    jpeg = paint.jpeg(comment=b"SECRET", exif=b"Exif\0\0" + exif, xmp=packet)
    resource = blocks.iim_jpeg((120, "SECRET"))
    png = blocks.into_png(blocks.text_png(Comment="SECRET", Author="SECRET"), blocks.chunk(b"eXIf", exif))
    return {
        "jpeg": blocks.into_jpeg(jpeg, (0xED, b"SECRET"), (0xEB, b"JP\0\1SECRET")),
        "iim": resource,
        "png": blocks.into_png(png, blocks.chunk(b"caBX", b"SECRET")),
        "png-xmp": blocks.xmp_png('photoshop:Credit="SECRET"'),
        "webp": paint.webp(exif=exif, xmp=packet),
        "gif": paint.gif(comment=b"SECRET"),
        "avif": paint.avif(exif=exif, xmp=packet),
        "png-alpha": blocks.into_png(paint.png(paint.cutout()), blocks.chunk(b"tEXt", b"Comment\0SECRET")),
    }


@pytest.mark.parametrize("name", _everything())
def test_med_04_no_metadata_is_left_in_any_copy(name: str) -> None:
    data = _everything()[name]
    assert b"SECRET" in data
    for rendition in renditions(decode(data, sniff(data), LIMITS)):
        assert b"SECRET" not in rendition.data
        opened = _opened(rendition)
        kept = {key for key in opened.info if key in ("exif", "xmp", "comment", "icc_profile", "photoshop", "Comment")}
        assert not kept
        assert not opened.getexif()


def test_med_04_position_data_is_removed() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    exif[0x8825] = exif.get_ifd(0x8825)
    data = paint.jpeg(exif=exif)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    for rendition in renditions(decode(data, "image/jpeg", LIMITS)):
        assert not _opened(rendition).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("alpha", [False, True])
def test_a_kept_profile_is_in_every_copy(*, alpha: bool) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for rendition in renditions(_picture(paint.cutout() if alpha else paint.painting(), profile)):
        assert _opened(rendition).info.get("icc_profile") == profile


def test_flattening_lays_transparency_on_the_grey_asked_for() -> None:
    clear = Image.new("RGBA", (3, 3), (9, 9, 9, 0))
    assert flattened(clear, 128).getpixel((1, 1)) == (128, 128, 128)
    assert flattened(paint.painting(), 128).mode == "RGB"
