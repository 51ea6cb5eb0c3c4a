"""Is a file a picture worth learning from, and what is to be known about it? Broken ones raise, nothing is repaired."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fedart.detector.training.sources import Family, Medium

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".bmp", ".tif", ".tiff", ".tga")
PIXEL_LIMIT = 64_000_000

_FORMATS = ("PNG", "JPEG", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "TGA")
_FEW_COLOURS = frozenset({Medium.INK, Medium.VECTOR, Medium.PIXEL, Medium.PENCIL, Medium.SKETCH, Medium.COMIC})
_SIDE, _SIDE_OF_BOOKS, _ASPECT = 256, 200, 2.6
_COLOURS, _COLOURS_OF_INK = 150, 14
_DOMINANT, _OPAQUE = 0.85, 0.3
_REDUCED, _HASHED, _KEPT = 64, 32, 8
_GROUND = (128, 128, 128)


class Unsuitable(Exception):
    """The file is left; the message is a short reason that can be counted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The shorter side in pixels, and how many colours a 64 x 64 reduction has, at least."""

    side: int
    colours: int


@dataclass(frozen=True, slots=True)
class Looks:
    """`phash` is 64 bits; `opaque` the share of pixels that are not see-through, 0 to 1; sides in pixels."""

    format: str
    width: int
    height: int
    phash: int
    opaque: float


def limits(family: Family, medium: Medium) -> Limits:
    """Scans of books are small, and drawings have few colours."""
    side = _SIDE_OF_BOOKS if family is Family.BOOK_ILLUSTRATION else _SIDE
    return Limits(side, _COLOURS_OF_INK if medium in _FEW_COLOURS else _COLOURS)


def examine(data: bytes, least: Limits) -> Looks:
    """What the picture looks like, if it is fit for training. Raises Unsuitable with the reason."""
    with _opened(data) as image:
        width, height, kind = *image.size, str(image.format)
        _shape(width, height, least.side)
        if kind == "JPEG":
            image.draft("RGB", (512, 512))  # a quarter of the time, and the whole file is read all the same
        flat, opaque = _flat(image)
        _content(flat, opaque, least.colours)
        return Looks("JPEG" if kind == "MPO" else kind, width, height, perceptual(flat), round(opaque, 3))


def quarters(data: bytes) -> list[bytes]:
    """The four pictures of a 2 x 2 sheet as PNG, row by row. Raises Unsuitable."""
    with _opened(data) as image:
        whole = image.convert("RGB")
    half, middle = whole.width // 2, whole.height // 2
    return [_png(whole.crop((x, y, x + half, y + middle))) for y in (0, middle) for x in (0, half)]


def perceptual(image: Image.Image) -> int:
    """64 bits of the lowest frequencies of a 32 x 32 grey reduction, above or below their median (the usual pHash)."""
    grey = np.asarray(image.convert("L").resize((_HASHED, _HASHED), Image.Resampling.BOX), np.float64)
    basis = _cosines()
    low = (basis @ grey @ basis.T).ravel()
    bits = low > np.median(low[1:])
    return int.from_bytes(np.packbits(bits).tobytes())


def _cosines() -> NDArray[np.float64]:
    frequencies, places = np.arange(_KEPT)[:, None], np.arange(_HASHED)[None, :]
    return np.cos(np.pi * frequencies * (2 * places + 1) / (2 * _HASHED))


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata is no concern here; the pixel limit is checked below
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _still(image)
                yield image
    except Unsuitable:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError) as error:
        raise Unsuitable("broken") from error


def _still(image: Image.Image) -> None:
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise Unsuitable("animated")
    if image.width * image.height > PIXEL_LIMIT:
        raise Unsuitable("too many pixels")


def _shape(width: int, height: int, side: int) -> None:
    if min(width, height) < side:
        raise Unsuitable("too small")
    if max(width, height) > _ASPECT * min(width, height):
        raise Unsuitable("too long")


def _flat(image: Image.Image) -> tuple[Image.Image, float]:
    """The picture on grey and the share of its pixels that are opaque."""
    if not image.has_transparency_data:
        return image.convert("RGB"), 1.0
    layered = image.convert("RGBA")
    opaque = float(np.mean(np.asarray(layered.getchannel("A")) > 127))
    ground = Image.new("RGBA", layered.size, (*_GROUND, 255))
    return Image.alpha_composite(ground, layered).convert("RGB"), opaque


def _content(flat: Image.Image, opaque: float, colours: int) -> None:
    if opaque < _OPAQUE:
        raise Unsuitable("see-through")
    reduced = np.asarray(flat.resize((_REDUCED, _REDUCED), Image.Resampling.BOX), np.uint32).reshape(-1, 3)
    packed = reduced[:, 0] << 16 | reduced[:, 1] << 8 | reduced[:, 2]
    if np.unique(packed).size < colours:
        raise Unsuitable("few colours")
    coarse = packed & 0xF8F8F8
    if np.unique(coarse, return_counts=True)[1].max() > _DOMINANT * coarse.size:
        raise Unsuitable("one colour")


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
