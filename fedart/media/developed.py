"""What comes out of developing a picture. Plain values: the server holds them without loading an image library."""

from dataclasses import dataclass

from fedart.domain.media import Facts


@dataclass(frozen=True, slots=True)
class Encoded:
    """One rendition before it has a place on disk. `name` as in `domain.media.Rendition`; sizes in pixels."""

    name: str
    mime: str
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Sample:
    """The detector's view of a picture: `rgb` holds width * height * 3 bytes, row by row. All zero when not asked."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Developed:
    """Everything one decoding gave: facts, renditions still without a place, the detector's view."""

    facts: Facts
    renditions: tuple[Encoded, ...]
    sample: Sample
