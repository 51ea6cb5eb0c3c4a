"""What comes out of developing a picture. Plain values: the server holds them without loading an image library."""

from dataclasses import dataclass

from fedart.domain.media import Facts, Sample


@dataclass(frozen=True, slots=True)
class Encoded:
    """One rendition before it has a place on disk. `name` as in `domain.media.Rendition`; sizes in pixels."""

    name: str
    mime: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Developed:
    """Everything one decoding gave: facts, renditions still without a place, what the detector is shown.

    `samples` are the frames of an animation, the first one first, or one picture; none when they were not asked for.
    """

    facts: Facts
    renditions: tuple[Encoded, ...]
    samples: tuple[Sample, ...]
