"""What comes out of developing a picture. Plain values: the server holds them without loading an image library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fedart.domain.media import Facts, Sample


@dataclass(frozen=True, slots=True)
class Encoded:
    """One rendition before it has a place on disk. `name` as in `domain.media.Rendition`; sizes in pixels."""

    name: str
    mime: str
    width: int
    height: int
    data: bytes


class Make(StrEnum):
    """Which renditions a job is to make. LATER: those that can wait until a work is out; LOOK: one for its artist
    alone; PARTS: those of chosen parts.
    """

    NONE = "none"
    PUBLIC = "public"
    LATER = "later"
    LOOK = "look"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is done for a picture of our own people beyond what everybody's gets.

    `own`: TIFF is taken, and what the file says of itself is read. `moving`: an animation is federated as one. `xmp`
    is written into every copy (see `media.credit`).
    """

    own: bool = False
    moving: bool = False
    xmp: str = ""


@dataclass(frozen=True, slots=True)
class Developed:
    """Everything one decoding gave: facts, renditions still without a place, what the detector is shown.

    `samples` are the frames of an animation, the first one first, or one picture; none when they were not asked for.
    `said` is what the file says of itself (see `domain.said`), when that was wished for.
    """

    facts: Facts
    renditions: tuple[Encoded, ...]
    samples: tuple[Sample, ...]
    said: Mapping[str, str] = field(default_factory=dict)
