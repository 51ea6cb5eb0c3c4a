"""The exact pixels of a file that keeps them, for the readers that look for marks in them."""

import io
import struct
import warnings
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fedart.detector.provenance.containers import png_chunks

LIMIT = 16_000_000
"""Larger pictures (in pixels) are not looked at: generators' own files are smaller, and each look decodes one."""

_CHUNKS = 10_000

Pixels = NDArray[np.uint8]

_READ_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
)


def exact(data: bytes) -> Pixels | None:
    """Height, width, 3 or 4 channels; None for files that keep no exact bits, are too large, or are broken."""
    if not (_orderly_png(data) or _lossless_webp(data) or data.startswith((b"II*\0", b"MM\0*"))):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=["PNG", "WEBP", "TIFF"]) as picture:
                if picture.mode not in ("RGB", "RGBA") or picture.width * picture.height > LIMIT:
                    return None
                return np.asarray(picture)
        except _READ_ERRORS:
            return None


def _orderly_png(data: bytes) -> bool:
    """A PNG that is not made of chunks beside its pixels: opening such a one takes seconds."""
    return data.startswith(b"\x89PNG") and next(islice(png_chunks(data), _CHUNKS, None), None) is None


def _lossless_webp(data: bytes) -> bool:
    """Whether the first frame of a still WebP is of the lossless kind: `VP8L`, alone or after an extended header."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        return False
    at = 12
    for _ in range(8):
        kind = data[at : at + 4]
        if kind in (b"VP8L", b"VP8 ", b"ANMF", b""):
            return kind == b"VP8L"
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + (size & 1)
    return False
