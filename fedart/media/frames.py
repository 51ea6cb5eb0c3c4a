"""What the detector is shown: a picture, or some frames of an animation, each as a sample. Runs in the sandbox only."""

import time
import warnings
from collections.abc import Iterator

from PIL import Image

from fedart.domain.media import Sample
from fedart.media.decode import READ_ERRORS, Decoded, develop, opened
from fedart.media.refused import PictureRefused
from fedart.media.renditions import flattened

PIXELS = 100_000_000
"""Frames are looked for among the first that have this many pixels together: reading them takes about two seconds."""

SECONDS = 3.0
"""No further frame is read after this much computing."""

_GREY = 128
_ASPECT = 4


def samples(data: bytes, mime: str, picture: Decoded, side: int, most: int) -> Iterator[Sample]:
    """The sample of a decoded file and, when it is an animation, of up to `most` frames of it in all.

    `side`: the shorter side of a sample in pixels; below 1 there is none. Raises MemoryError.
    """
    if side < 1:
        return
    yield sampled(picture.image, side)
    for frame in _later(data, mime, picture, most):
        yield sampled(frame, side)


def sampled(image: Image.Image, side: int) -> Sample:
    """RGB with a shorter side of exactly `side`, transparency on grey; the middle of strips longer than four times it.

    Models are trained with the same steps: see `fedart.detector.training.canvas`.
    """
    image = flattened(image, _GREY)
    short = min(image.size)
    left, top = ((length - min(length, short * _ASPECT)) // 2 for length in image.size)
    middle = image.crop((left, top, image.width - left, image.height - top)) if left or top else image
    width, height = (max(side, round(length * side / short)) for length in middle.size)
    scaled = middle.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0)
    part = (left / image.width, top / image.height, middle.width / image.width, middle.height / image.height)
    return Sample(width, height, scaled.tobytes(), part)


def chosen(frames: int, most: int, pixels: int) -> list[int]:
    """Which frames are looked at, the first one always: spread evenly as far as PIXELS reach. `pixels` of one frame."""
    last = min(frames, max(1, PIXELS // max(1, pixels))) - 1
    count = min(most, last + 1)
    return sorted({last * place // (count - 1) for place in range(count)}) if count > 1 else [0]


def _later(data: bytes, mime: str, picture: Decoded, most: int) -> Iterator[Image.Image]:
    """The chosen frames after the first. One that cannot be read ends them: the first is what people see."""
    wanted = chosen(picture.frames, most, picture.width * picture.height)[1:]
    if not wanted:
        return
    end = time.process_time() + SECONDS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            source = opened(data, mime)
            for place in range(1, wanted[-1] + 1):
                # One after the other, because most formats store only what changed.
                source.seek(place)
                if place in wanted:
                    yield develop(source, picture.frames).image
                else:
                    source.load()
                if time.process_time() > end:
                    return
        except (*READ_ERRORS, PictureRefused):
            return
