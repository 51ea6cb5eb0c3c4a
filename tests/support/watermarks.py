"""Writes the marks that `fedart.detector.provenance.watermark` reads, as their library does it; apart from the reader.

A bit a block of 4 x 4 in the U plane's lowest Haar band; see the reader for the method.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_BITS = {
    "StableDiffusionV1": "".join(f"{ord(letter):08b}" for letter in "StableDiffusionV1"),
    "SDV2": "".join(f"{ord(letter):08b}" for letter in "SDV2"),
    "Stable Diffusion XL": f"{0b101100111110110010010000011110111011000110011110:b}",
    "FLUX": f"{0b001010101111111010000111100111001111010100101110:b}",
}
_FRACTIONS = ("Stable Diffusion XL", "FLUX")

Plane = NDArray[np.float64]


def watermarked(name: str, picture: Image.Image, *, swapped: bool = False) -> Image.Image:
    """The picture with that mark; `swapped`: by a program that takes red for blue."""
    pixels = np.asarray(picture.convert("RGB")).astype(np.float64)
    pixels = pixels[:, :, ::-1] if swapped else pixels
    out = _marked(pixels, [int(bit) for bit in _BITS[name]], whole=name not in _FRACTIONS)
    out = out[:, :, ::-1] if swapped else out
    return Image.fromarray(np.ascontiguousarray(out))


def _marked(pixels: Plane, bits: list[int], *, whole: bool) -> NDArray[np.uint8]:
    red, green, blue = (pixels[:, :, n] for n in range(3))
    zero = 128.0 if whole else 0.5
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    u, v = (blue - luma) * 0.492 + zero, (red - luma) * 0.877 + zero
    if whole:
        luma, u, v = (np.clip(np.round(plane), 0, 255) for plane in (luma, u, v))
    u = _moved(u, bits)
    if whole:
        u = np.floor(np.clip(u, 0, 255))
    u, v = u - zero, v - zero
    colours = np.stack([luma + 1.140 * v, luma - 0.395 * u - 0.581 * v, luma + 2.032 * u], axis=2)
    return np.clip(np.round(colours), 0, 255).astype(np.uint8)


def _moved(plane: Plane, bits: list[int]) -> Plane:
    height, width = (side // 4 * 4 for side in plane.shape)
    part = plane[:height, :width]
    band = (part[::2, ::2] + part[1::2, ::2] + part[::2, 1::2] + part[1::2, 1::2]) / 2
    before, count = band.copy(), 0
    for top in range(0, band.shape[0] // 4 * 4, 4):
        for left in range(0, band.shape[1] // 4 * 4, 4):
            _write(band[top : top + 4, left : left + 4], bits[count % len(bits)])
            count += 1
    # Each coefficient of the band moves its four pixels by half of what it moves itself.
    out = plane.copy()
    out[:height, :width] += np.kron((band - before) / 2, np.ones((2, 2)))
    return out


def _write(block: Plane, bit: int) -> None:
    row, column = divmod(int(np.abs(block).ravel()[1:].argmax()) + 1, 4)
    value = block[row, column]
    moved = (abs(value) // 36 + 0.25 + 0.5 * bit) * 36
    block[row, column] = moved if value >= 0 else -moved
