"""What a page shows before a picture has loaded: blurhash, dominant colour, lightness; and the perceptual hash.

Blurhash follows the published algorithm (https://github.com/woltapp/blurhash, Algorithm.md).
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_THUMB, _SHORTEST = 32, 8
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"
_MOST, _LEAST = 5, 3
_PRINT, _FREQUENCIES = 32, 8

Floats = NDArray[np.float64]


def thumbnail(image: Image.Image) -> Image.Image:
    """Sides of 8 to 32 pixels, in RGB, transparency on white."""
    return _on_white(image.resize(_thumb_size(image.size), Image.Resampling.BOX, reducing_gap=2.0))


def blurhash(thumb: Image.Image) -> str:
    """The hash of an RGB picture of a few pixels, with three to five components a side, more along the longer one."""
    width, height = thumb.size
    across, down = _components(width, height)
    factors = _factors(_linear(thumb), across, down)
    rest = factors.reshape(-1, 3)[1:]
    largest = float(np.abs(rest).max())
    scale = int(min(82, max(0, np.floor(largest * 166 - 0.5))))
    head = _base83(across - 1 + (down - 1) * 9, 1) + _base83(scale, 1)
    return head + _base83(_average(factors[0, 0]), 4) + "".join(_detail(f, (scale + 1) / 166) for f in rest)


def dominant(thumb: Image.Image) -> str:
    """`#rrggbb`: the most frequent of the eight colours that describe the picture best."""
    few = thumb.quantize(8, method=Image.Quantize.MEDIANCUT)
    counts = few.histogram()
    index = counts.index(max(counts))
    red, green, blue = (few.getpalette() or [0, 0, 0])[index * 3 : index * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def lightness(thumb: Image.Image) -> int:
    """Mean CIE lightness in ten steps: 0 is black, 9 white."""
    luminance = _linear(thumb) @ np.array([0.2126, 0.7152, 0.0722])
    curve = np.where(luminance > 216 / 24389, 116 * np.cbrt(luminance) - 16, luminance * 24389 / 27)
    return int(min(9, max(0, float(curve.mean()) // 10)))


def phash(image: Image.Image) -> str:
    """64 bits in 16 hex digits that stay nearly the same through recompression and scaling.

    The signs, against their median, of the 8 x 8 lowest frequencies of a 32 x 32 grey picture's cosine transform.
    """
    grey = _on_white(image.resize((_PRINT, _PRINT), Image.Resampling.BICUBIC, reducing_gap=3.0)).convert("L")
    places = np.arange(_PRINT)
    waves = np.cos(np.pi * np.outer(np.arange(_FREQUENCIES), 2 * places + 1) / (2 * _PRINT))
    low = (waves @ np.asarray(grey, dtype=np.float64) @ waves.T).ravel()
    # Rounded, so that a flat picture's noise of 1e-12 says the same on every machine.
    low = low.round(6)
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, (255, 255, 255))
    white.paste(image, mask=image.getchannel("A"))
    return white


def _thumb_size(size: tuple[int, int]) -> tuple[int, int]:
    """No side has fewer pixels than a blurhash needs to tell its components apart; a strip gets broader for it."""
    longest = max(size)
    width, height = (max(_SHORTEST, round(value * _THUMB / longest)) for value in size)
    return width, height


def _components(width: int, height: int) -> tuple[int, int]:
    if width >= height:
        return _MOST, max(_LEAST, min(_MOST, round(_MOST * height / width)))
    return max(_LEAST, min(_MOST, round(_MOST * width / height))), _MOST


def _linear(thumb: Image.Image) -> Floats:
    """Shape (height, width, 3), sRGB undone, 0 to 1."""
    values = np.asarray(thumb, dtype=np.float64) / 255
    linear: Floats = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return linear


def _factors(pixels: Floats, across: int, down: int) -> Floats:
    """Cosine components, shape (down, across, 3)."""
    height, width, _ = pixels.shape
    horizontal = np.cos(np.pi * np.outer(np.arange(across), np.arange(width)) / width)
    vertical = np.cos(np.pi * np.outer(np.arange(down), np.arange(height)) / height)
    sums: Floats = np.einsum("jy,ix,yxc->jic", vertical, horizontal, pixels)
    sums *= 2 / (width * height)
    sums[0, 0] /= 2
    return sums


def _average(colour: Floats) -> int:
    red, green, blue = (_srgb(float(value)) for value in colour)
    return (red << 16) + (green << 8) + blue


def _srgb(value: float) -> int:
    value = min(1.0, max(0.0, value))
    return int((12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055) * 255 + 0.5)


def _detail(colour: Floats, scale: float) -> str:
    steps = [int(min(18, max(0, np.floor(np.sign(v) * np.sqrt(abs(v) / scale) * 9 + 9.5)))) for v in colour]
    return _base83(steps[0] * 361 + steps[1] * 19 + steps[2], 2)


def _base83(value: int, length: int) -> str:
    return "".join(_DIGITS[value // 83**place % 83] for place in reversed(range(length)))
