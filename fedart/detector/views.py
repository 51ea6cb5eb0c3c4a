"""What a model is shown of a picture: the whole, and tiles at a finer scale, each after one canonical compression.

The sandbox and the training use the same functions, so that a model meets in service what it met in training.
A sample is RGB, its shorter side `Input.resize` pixels (see `Input`).
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the sample."""


def whole(sample: Image.Image, side: int, margin: int, jpeg: int) -> Pixels:
    """The middle `side` x `side` of the sample whose shorter side is made `margin` pixels; one JPEG round of `jpeg`."""
    short = min(sample.size)
    if short != margin:
        width, height = (max(margin, round(length * margin / short)) for length in sample.size)
        sample = sample.resize((width, height), Image.Resampling.BICUBIC)
    view = compressed(sample, jpeg)
    left, top = (view.width - side) // 2, (view.height - side) // 2
    return np.asarray(view.crop((left, top, left + side, top + side)))


def boxes(width: int, height: int, side: int, most: int) -> list[Box]:
    """Tiles of `side` x `side` that cover a sample evenly, at most `most`; the ends before the middle.

    Neighbours overlap so that the outer ones touch the edges.
    """
    if most < 1 or min(width, height) < side:
        return []
    across, down = _places(width, side), _places(height, side)
    while len(across) * len(down) > most:
        longer = across if len(across) >= len(down) else down
        kept = _places_of(longer[-1], len(longer) - 1)
        if longer is across:
            across = kept
        else:
            down = kept
    return [(left, top, side, side) for top in down for left in across]


def tile(compressed_sample: Image.Image, box: Box) -> Pixels:
    """One tile of a sample that has been through `compressed`."""
    left, top, width, height = box
    return np.asarray(compressed_sample.crop((left, top, left + width, top + height)))


def compressed(image: Image.Image, jpeg: int) -> Image.Image:
    """One round of JPEG with halved colour, so that the source's own compression matters less; 0 for none."""
    if not jpeg:
        return image
    out = io.BytesIO()
    image.save(out, "JPEG", quality=jpeg, subsampling=2)
    with Image.open(out, formats=["JPEG"]) as again:
        return again.convert("RGB")


def _places(length: int, side: int) -> list[int]:
    return _places_of(length - side, -(-length // side))


def _places_of(last: int, count: int) -> list[int]:
    return [last // 2] if count < 2 else [round(last * i / (count - 1)) for i in range(count)]
