"""The copies that the public and other servers get: new pixels in new files, nothing of the source but its colours.

THREATS MED-04. Sizes count along the longer side. Runs in the sandbox only.
"""

import io
from collections.abc import Iterator

from PIL import Image

from fedart.media.decode import Decoded, reduced
from fedart.media.developed import Encoded
from fedart.media.sniff import JPEG, PNG, WEBP

SIZES = (2048, 1280, 640, 320)
FEDERATION_BYTES = 8_000_000

_JPEG_QUALITY = 90
_WEBP_QUALITY = 84
_WEBP_METHOD = 2
_PNG_LEVEL = 3
_PNG_PIXELS = 12_000_000
_FALLBACKS = ((90, 1.0), (82, 1.0), (74, 1.0), (82, 0.75), (82, 0.5), (74, 0.35), (60, 0.2))


def renditions(picture: Decoded) -> Iterator[Encoded]:
    """The federation copy, then each size in WebP and JPEG, every size made from the one before.

    A picture smaller than the largest size gets the next size up at its own dimensions; nothing is enlarged.
    """
    yield federation(picture)
    image = picture.image
    longest = max(image.size)
    for size, below in zip(SIZES, (*SIZES[1:], 0), strict=True):
        if longest <= below:
            continue
        image = reduced(image, size)
        yield _encoded(str(size), WEBP, image, _webp(image, picture.profile, _WEBP_QUALITY))
        yield _encoded(str(size), JPEG, image, _jpeg(image, picture.profile, _JPEG_QUALITY))


def federation(picture: Decoded) -> Encoded:
    """The one file other servers are given: at most 4096 pixels and FEDERATION_BYTES.

    JPEG when opaque. With transparency PNG, which every server takes, and WebP where a PNG would be too large.
    """
    image, profile = picture.image, picture.profile
    if image.mode == "RGBA" and image.width * image.height <= _PNG_PIXELS:
        data = _save(image, profile, "PNG", compress_level=_PNG_LEVEL)
        if len(data) <= FEDERATION_BYTES:
            return _encoded("federation", PNG, image, data)
    encode, mime = (_webp, WEBP) if image.mode == "RGBA" else (_jpeg, JPEG)
    for quality, factor in _FALLBACKS:
        smaller = reduced(image, max(1, round(max(image.size) * factor)))
        data = encode(smaller, profile, quality)
        if len(data) <= FEDERATION_BYTES:
            break
    return _encoded("federation", mime, smaller, data)


def flattened(image: Image.Image, grey: int) -> Image.Image:
    """RGB, with transparency laid on a grey of that value (255 is white)."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, (grey, grey, grey))
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _jpeg(image: Image.Image, profile: bytes | None, quality: int) -> bytes:
    """4:4:4, because line art and red on blue suffer visibly from halved colour."""
    return _save(flattened(image, 255), profile, "JPEG", quality=quality, subsampling=0)


def _webp(image: Image.Image, profile: bytes | None, quality: int) -> bytes:
    return _save(image, profile, "WEBP", quality=quality, method=_WEBP_METHOD)


def _save(image: Image.Image, profile: bytes | None, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, icc_profile=profile, **options)
    return out.getvalue()


def _encoded(name: str, mime: str, image: Image.Image, data: bytes) -> Encoded:
    return Encoded(name, mime, image.width, image.height, data)
