"""The views of a picture that heads are fitted to and examined on.

A view's name says how it is made; its randomness comes from the picture's hash and the view's name alone.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fedart.detector import views
from fedart.detector.training import canvas, pipelines

SAMPLE = 448
MARGIN = 256
SIDE = 224
JPEG = 85
TILES = 6
WORKING = 1600

MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)

FIRST = ("whole", "whole-disturbed", "tile-disturbed")
EXAM = ("tiles", *(f"whole@{name}" for name in pipelines.NAMED if name != "clean"))
ATTACKED = tuple(f"whole@{name}" for name in pipelines.ATTACKS)

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


def shown(path: Path, sha256: str, names: tuple[str, ...]) -> Iterator[tuple[str, Pixels]]:
    """The named views of a picture file, each SIDE x SIDE x 3. Raises OSError and ValueError."""
    image = canvas.opened(path)
    for name in names:
        rng = np.random.default_rng(int.from_bytes(hashlib.sha256(f"{sha256} {name}".encode()).digest()[:8]))
        yield from _views(image, name, rng)


def prepared(view: Pixels) -> Floats:
    """A view as the tower wants it: 1 x 3 x SIDE x SIDE, normalised."""
    values = (view.astype(np.float32) / 255 - np.array(MEAN, np.float32)) / np.array(STD, np.float32)
    return np.ascontiguousarray(values.transpose(2, 0, 1)[None], dtype=np.float32)


def _views(image: Image.Image, name: str, rng: np.random.Generator) -> Iterator[tuple[str, Pixels]]:
    kind, _, pipeline = name.partition("@")
    if pipeline:
        image = {**pipelines.NAMED, **pipelines.ATTACKS}[pipeline](image)
    match kind:
        case "whole":
            yield name, views.whole(canvas.sampled(image, SAMPLE), SIDE, MARGIN, JPEG)
        case "tile":
            yield name, _tile(image, rng, JPEG)
        case "tiles":
            sample = canvas.sampled(image, SAMPLE)
            round_ = views.compressed(sample, JPEG)
            for place, box in enumerate(views.boxes(*sample.size, SIDE, TILES)):
                yield f"{name}/{place}", views.tile(round_, box)
        case "whole-disturbed":
            image = _turned(pipelines.disturbed(pipelines.within(image, WORKING), rng), rng)
            yield name, views.whole(canvas.sampled(image, SAMPLE), SIDE, MARGIN, int(rng.integers(70, 96)))
        case "crop-disturbed":
            image = _turned(pipelines.disturbed(_part(pipelines.within(image, WORKING), rng), rng), rng)
            yield name, views.whole(canvas.sampled(image, SAMPLE), SIDE, MARGIN, int(rng.integers(70, 96)))
        case "tile-disturbed":
            image = _turned(pipelines.disturbed(pipelines.within(image, WORKING), rng), rng)
            yield name, _tile(image, rng, int(rng.integers(70, 96)))
        case _:
            raise ValueError(f"no view is called {name}")


def _tile(image: Image.Image, rng: np.random.Generator, jpeg: int) -> Pixels:
    sample = canvas.sampled(image, SAMPLE)
    boxes = views.boxes(*sample.size, SIDE, TILES)
    return views.tile(views.compressed(sample, jpeg), boxes[int(rng.integers(len(boxes)))])


def _turned(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else image


def _part(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    share = float(rng.uniform(0.55, 1.0))
    width, height = (max(128, round(side * share)) for side in image.size)
    left, top = (int(rng.integers(0, max(1, a - b + 1))) for a, b in zip(image.size, (width, height), strict=True))
    return image.crop((left, top, min(image.width, left + width), min(image.height, top + height)))
