"""The fixed marks that reference programs of Stable Diffusion and FLUX hide in the colours of what they make.

The method is `dwtDct` of the library invisible-watermark (ShieldMnt, MIT): the U plane's lowest Haar band in blocks of
4 x 4, one bit a block, bits in turn. In each block the coefficient furthest from zero, the first left out, is moved to
a quarter (0) or to three quarters (1) of a step. No lossy format keeps it, so that only exact pixels are looked at.

In smooth blocks a 0 is lost when a neighbour becomes the furthest one, so a fixed threshold misreads the original's
own marks. Here each bit's share of ones over all its blocks is compared with the other bits': a mark counts when every
1 of it lies above every 0 of it. Without a mark that happens once in C(32, 14) = 470 million pictures for the shortest
mark, and practically never for the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fedart.detector.provenance.pixels import Pixels

_LEAST = 256 * 256
_MOST = 1_000_000
_BLOCK = 4
_STEP = 36.0
_GAP = 0.2
_ROUNDS = 4

_Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mark:
    """`bits` as a text of 0 and 1; `floating`: written by a program that keeps pixels as fractions until the end."""

    name: str
    bits: str
    floating: bool


def _letters(text: str) -> str:
    return "".join(f"{byte:08b}" for byte in text.encode())


MARKS = (
    Mark("StableDiffusionV1", _letters("StableDiffusionV1"), floating=False),
    Mark("SDV2", _letters("SDV2"), floating=False),
    Mark("Stable Diffusion XL", "101100111110110010010000011110111011000110011110", floating=True),
    # 48 bits in the reference code, which writes them without the two leading zeros.
    Mark("FLUX", "1010101111111010000111100111001111010100101110", floating=True),
)
"""The marks of CompVis' and Stability's scripts, of diffusers and generative-models, of Black Forest Labs' code."""


def read(pixels: Pixels) -> str | None:
    """The name of the mark in a picture (height, width, 3 or 4 channels), or None."""
    height, width = pixels.shape[:2]
    if height * width < _LEAST:
        return None
    colours = pixels[: max(8, _MOST // width), :, :3]
    for floating in (False, True):
        # Some versions of these programs mistook the order of the channels.
        for swapped in (False, True):
            read_bits = _block_bits(_u_plane(colours[:, :, ::-1] if swapped else colours, floating=floating))
            for mark in MARKS:
                if mark.floating == floating and _agrees(read_bits, mark.bits):
                    return mark.name
    return None


def _u_plane(colours: Pixels, *, floating: bool) -> NDArray[np.float32]:
    """The U of OpenCV's YUV, in its arithmetic for bytes or for fractions: they differ in where zero lies."""
    if floating:
        red, green, blue = (colours[:, :, n].astype(np.float32) for n in range(3))
        luma = 0.299 * red + 0.587 * green + 0.114 * blue
        return np.asarray((blue - luma) * 0.492 + 0.5, dtype=np.float32)
    r, g, b = (colours[:, :, n].astype(np.int32) for n in range(3))
    half = 1 << 13
    grey = (4899 * r + 9617 * g + 1868 * b + half) >> 14
    plane = ((b - grey) * 8061 + (128 << 14) + half) >> 14
    return np.asarray(np.clip(plane, 0, 255), dtype=np.float32)


def _block_bits(plane: NDArray[np.float32]) -> _Bits:
    """The bit of each block, row by row."""
    height, width = (side // 4 * 4 for side in plane.shape)
    even = plane[:height, :width]
    band = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 2
    down, across = band.shape[0] // _BLOCK, band.shape[1] // _BLOCK
    cut = band[: down * _BLOCK, : across * _BLOCK].reshape(down, _BLOCK, across, _BLOCK)
    blocks = np.abs(cut.transpose(0, 2, 1, 3).reshape(down * across, _BLOCK * _BLOCK))[:, 1:]
    furthest = blocks.max(axis=1)
    return np.asarray(furthest % _STEP > _STEP / 2, dtype=np.bool_)


def _agrees(read_bits: _Bits, bits: str) -> bool:
    """Whether every 1 of the mark was read as one more often than every 0 of it, and clearly so on the whole."""
    ones = np.array([bit == "1" for bit in bits])
    rounds = len(read_bits) // len(ones)
    if rounds < _ROUNDS:
        return False
    votes = read_bits[: rounds * len(ones)].reshape(rounds, len(ones)).mean(axis=0)
    return bool(votes[ones].min() > votes[~ones].max() and votes[ones].mean() - votes[~ones].mean() >= _GAP)
