"""The copies that the public and other servers get: new pixels in new files, nothing of the source but its colours.

THREATS MED-04. What they say of themselves is `xmp`, which we write. Runs in the sandbox only.
"""

import io
from collections.abc import Iterator

from PIL import Image, PngImagePlugin

from fedart.media import sizes
from fedart.media.decode import Decoded, resized
from fedart.media.developed import Encoded
from fedart.media.sniff import AVIF, JPEG, PNG, WEBP

FEDERATION_BYTES = 8_000_000
WEBP_SIDE = 16_383
WEBP_PIXELS = 12_000_000
"""Above that a strip's WebP would take longer than the person who publishes it should wait."""
LOOK = 960
"""The longer side (pixels) of what is shown of a picture before it is published."""
AVIF_PIXELS = 17_000_000
"""Above that the encoder needs more memory than the process may have."""

_JPEG_QUALITY = 90
_WEBP_QUALITY = 84
_WEBP_METHOD = 2
_AVIF_QUALITY = 65
_AVIF_SPEED = 8
_PNG_LEVEL = 3
_PNG_PIXELS = 12_000_000
_SMALLER = (1.0, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1)
_XMP_KEY = "XML:com.adobe.xmp"


def renditions(picture: Decoded, xmp: str = "") -> Iterator[Encoded]:
    """The federation copy, then each size in WebP and JPEG, every size made from the one before.

    A picture smaller than the largest size gets the next size up at its own dimensions; nothing is enlarged. A strip
    too large for WebP is JPEG alone; one with transparency is made smaller until WebP can hold it.
    """
    yield federation(picture, xmp)
    size = _base(picture)
    names = sizes.steps(size, sizes.SIZES)
    both = _webp_holds(size, names)
    for name, image in _chain(picture.image, size, names):
        if both:
            yield _encoded(str(name), WEBP, image, _webp(image, picture.profile, xmp))
        yield _encoded(str(name), JPEG, image, jpeg(image, picture.profile, xmp))


def later(picture: Decoded, xmp: str = "") -> Iterator[Encoded]:
    """What can wait until a work is out: AVIF in every size, and WebP in the sizes between those of `renditions`.

    The picture need be no larger than `sizes.shown_on`: the copies come out as if made from the whole.
    """
    size = _base(picture)
    between = sizes.between(size)
    names = sorted({*sizes.steps(size, sizes.SIZES), *between}, reverse=True)
    avif, webp = size[0] * size[1] <= AVIF_PIXELS, _webp_holds(size, names)
    for name, image in _chain(picture.image, size, names):
        if avif:
            yield _encoded(str(name), AVIF, image, _avif(image, picture.profile, xmp))
        if webp and name in between:
            yield _encoded(str(name), WEBP, image, _webp(image, picture.profile, xmp))


def look(picture: Decoded) -> Encoded:
    """One small copy, for whoever has chosen a picture and not published it yet."""
    image = resized(picture.image, sizes.fit(picture.image.size, LOOK))
    return _encoded(str(LOOK), WEBP, image, _webp(image, picture.profile, ""))


def every(name: str, image: Image.Image, profile: bytes | None, xmp: str, *, plain: bool) -> Iterator[Encoded]:
    """One image in AVIF and WebP, and with `plain` in JPEG."""
    yield _encoded(name, AVIF, image, _avif(image, profile, xmp))
    yield _encoded(name, WEBP, image, _webp(image, profile, xmp))
    if plain:
        yield _encoded(name, JPEG, image, jpeg(image, profile, xmp))


def federation(picture: Decoded, xmp: str = "") -> Encoded:
    """The one file other servers are given: at most 4096 pixels a side and FEDERATION_BYTES.

    JPEG when opaque, in fewer pixels rather than of a lower quality where it would be too large. With transparency
    PNG, which every server takes, and WebP where a PNG would be too large.
    """
    image, profile = resized(picture.image, sizes.fit(picture.image.size, sizes.LARGEST)), picture.profile
    if image.mode == "RGBA" and image.width * image.height <= _PNG_PIXELS:
        data = png(image, profile, xmp)
        if len(data) <= FEDERATION_BYTES:
            return _encoded("federation", PNG, image, data)
    encode, mime = (_webp, WEBP) if image.mode == "RGBA" else (jpeg, JPEG)
    for factor in _SMALLER:
        smaller = resized(image, sizes.fit(image.size, max(1, round(max(image.size) * factor))))
        data = encode(smaller, profile, xmp)
        if len(data) <= FEDERATION_BYTES:
            break
    return _encoded("federation", mime, smaller, data)


def _within_webp(size: tuple[int, int]) -> tuple[int, int]:
    return sizes.fit_pixels(sizes.fit(size, WEBP_SIDE), WEBP_PIXELS)


def _base(picture: Decoded) -> tuple[int, int]:
    """The size from which the sizes of copies follow."""
    size = sizes.worked_on((picture.width, picture.height))
    return _within_webp(size) if picture.image.mode == "RGBA" and sizes.is_strip(size) else size


def _webp_holds(size: tuple[int, int], names: list[int]) -> bool:
    """Whether WebP can hold the largest copy."""
    largest = sizes.copy_of(size, names[0])
    return _within_webp(largest) == largest


def _chain(image: Image.Image, size: tuple[int, int], names: list[int]) -> Iterator[tuple[int, Image.Image]]:
    """The copies of those names of a picture of that size, largest first, each made from the one before."""
    for name in names:
        image = resized(image, sizes.copy_of(size, name))
        yield name, image


def flattened(image: Image.Image, grey: int) -> Image.Image:
    """RGB, with transparency laid on a grey of that value (255 is white)."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, (grey, grey, grey))
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def jpeg(image: Image.Image, profile: bytes | None, xmp: str) -> bytes:
    """4:4:4, because line art and red on blue suffer visibly from halved colour. Transparency lies on white."""
    return save(flattened(image, 255), "JPEG", profile, xmp, quality=_JPEG_QUALITY, subsampling=0)


def png(image: Image.Image, profile: bytes | None, xmp: str) -> bytes:
    """Without loss."""
    texts = PngImagePlugin.PngInfo()
    if xmp:
        texts.add_itxt(_XMP_KEY, xmp)
    return save(image, "PNG", profile, "", compress_level=_PNG_LEVEL, pnginfo=texts)


def _webp(image: Image.Image, profile: bytes | None, xmp: str) -> bytes:
    return save(image, "WEBP", profile, xmp, quality=_WEBP_QUALITY, method=_WEBP_METHOD)


def _avif(image: Image.Image, profile: bytes | None, xmp: str) -> bytes:
    options = {"quality": _AVIF_QUALITY, "speed": _AVIF_SPEED, "subsampling": "4:4:4", "max_threads": 1}
    return save(image, "AVIF", profile, xmp, **options)


def save(image: Image.Image, form: str, profile: bytes | None, xmp: str, **options: object) -> bytes:
    """A file of that format; `xmp` where the format takes it as an option."""
    out = io.BytesIO()
    if xmp:
        options["xmp"] = xmp.encode()
    image.save(out, form, icc_profile=profile, **options)
    return out.getvalue()


def _encoded(name: str, mime: str, image: Image.Image, data: bytes) -> Encoded:
    return Encoded(name, mime, image.width, image.height, data)
