"""Texts in the lowest bits of the pixels, as NovelAI and the "stealth PNG info" extension write them.

Column by column, one bit a pixel in alpha or three in RGB: a 15-letter mark, 32 bits of length (in bits), the text,
plain or gzip. The marks: stealth_pnginfo and stealth_pngcomp in alpha, stealth_rgbinfo and stealth_rgbcomp in RGB.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

from fedart.detector.provenance.pixels import Pixels

_MARKS = {"A": (b"stealth_pnginfo", b"stealth_pngcomp"), "RGB": (b"stealth_rgbinfo", b"stealth_rgbcomp")}
_MARK_BITS = 15 * 8
_TEXT = 1024 * 1024

Bits = NDArray[np.uint8]


def read(pixels: Pixels) -> tuple[str, str] | None:
    """The mark and the text behind it, or None. An empty text: the mark is there, what follows is damaged."""
    for channels, marks in _MARKS.items():
        if channels == "A" and pixels.shape[2] < 4:
            continue
        plane = pixels[:, :, 3:] if channels == "A" else pixels[:, :, :3]
        # Only the marks' columns are put in order first: a picture without one costs nothing more.
        columns = 1 + (_MARK_BITS + 32) // (plane.shape[0] * plane.shape[2])
        mark = np.packbits(_bits(plane[:, :columns])[:_MARK_BITS]).tobytes()
        if mark in marks:
            return mark.decode(), _text(_bits(plane), compressed=mark == marks[1])
    return None


def _bits(plane: NDArray[np.uint8]) -> Bits:
    """The lowest bits, down each column, columns from left to right."""
    return (plane.transpose(1, 0, 2).reshape(-1) & 1).astype(np.uint8)


def _text(bits: Bits, *, compressed: bool) -> str:
    length = int.from_bytes(np.packbits(bits[_MARK_BITS : _MARK_BITS + 32]).tobytes(), "big")
    start = _MARK_BITS + 32
    if length > len(bits) - start or length > 8 * _TEXT:
        return ""
    raw = np.packbits(bits[start : start + length]).tobytes()
    try:
        # 16 more than the window's 15 bits asks zlib for the gzip form.
        raw = zlib.decompressobj(31).decompress(raw, _TEXT) if compressed else raw
        return raw.decode("utf-8")
    except (zlib.error, UnicodeDecodeError):
        return ""
