"""Pictures: what we know about each, where its renditions lie, and the states it can be in."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.crop import Shape
from fedart.domain.ids import MediaId


class MediaState(StrEnum):
    FETCHED = "fetched"
    KEPT = "kept"
    HELD = "held"
    DROPPED = "dropped"


TRANSITIONS: dict[MediaState, frozenset[MediaState]] = {
    MediaState.FETCHED: frozenset({MediaState.KEPT, MediaState.HELD, MediaState.DROPPED}),
    MediaState.HELD: frozenset({MediaState.KEPT, MediaState.DROPPED}),
    # Only by a person, who looked at it again.
    MediaState.KEPT: frozenset({MediaState.DROPPED}),
    MediaState.DROPPED: frozenset(),
}


class Label(StrEnum):
    """Why a kept picture is marked as generated: its file says so, a model estimates it, or a person decided it."""

    NONE = ""
    DECLARED = "declared"
    ESTIMATED = "estimated"
    DECIDED = "decided"

    @property
    def public(self) -> bool:
        """Whether visitors may see the mark: an estimate is no proof, and only the artist and moderators see it."""
        return self in (Label.DECLARED, Label.DECIDED)


class Colours(StrEnum):
    """What became of a file's colours in its copies.

    KEPT: its profile goes along; SRGB: they are sRGB; CONVERTED: turned into sRGB with its profile; ASSUMED: turned
    into sRGB without one.
    """

    UNKNOWN = ""
    KEPT = "kept"
    SRGB = "srgb"
    CONVERTED = "converted"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What decoding a picture told us. Width and height are in pixels after the orientation was applied.

    `color` is `#rrggbb`, `lightness` the mean in ten steps 0 to 9 (the page's grey placeholder). `phash` is the
    64-bit perceptual hash in 16 hex digits, empty for pictures of before 0.2. Of the file itself: `size` in bytes,
    `frames`, `space` (`RGB`, `grey`, `palette`, `CMYK`, `Lab`), `depth` in bits of a channel, the name of its
    `profile`, and what became of its `colours`; empty or 0 for pictures of before 0.3. `clear`: whether the ground
    shines through some of it; False for pictures of before 0.5.
    """

    mime: str
    width: int
    height: int
    blurhash: str
    color: str
    lightness: int
    animated: bool
    phash: str = ""
    size: int = 0
    frames: int = 0
    space: str = ""
    depth: int = 0
    profile: str = ""
    colours: str = Colours.UNKNOWN
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """What the detector is shown of a picture, or of one frame: `rgb` holds width * height * 3 bytes, row by row.

    `part` is what the sample shows of the picture: left, top, width and height in shares of its sides.
    """

    width: int
    height: int
    rgb: bytes
    part: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Rendition:
    """One re-encoded picture. `blob` is its sha256, `size` in bytes.

    `name` is `320`, `480` ... `2048` (the longest side it fits in, of a strip its width), the same with `-moving` for
    an animation, or `federation`. Of a chosen part it is `1x1-0a1b2c3d-640`: shape, the part's key, and the size.
    `edition`: empty until what it says of itself is written anew; then the first digits of its `blob`.
    """

    name: str
    mime: str
    width: int
    height: int
    size: int
    blob: str
    edition: str = ""

    @property
    def file_name(self) -> str:
        """The last part of its address: `1280.webp`, or `1280.0a1b2c3d.webp` where it was written anew."""
        edition = f".{self.edition}" if self.edition else ""
        return f"{self.name}{edition}.{EXTENSIONS[self.mime]}"

    def was(self, file_name: str) -> bool:
        """Whether that is the last part of an address that an earlier edition of it had."""
        name, _, rest = file_name.partition(".")
        return name == self.name and rest.rpartition(".")[2] == EXTENSIONS[self.mime] and rest.count(".") < 2

    @property
    def shape(self) -> Shape | None:
        """The shape of the chosen part it shows; None when it shows the whole picture."""
        return _SHAPES.get(self.name.partition("-")[0])

    @property
    def key(self) -> str:
        """The key of the chosen part it shows (see `domain.crop.Part`); empty for the whole picture."""
        return self.name.split("-")[1] if self.shape else ""

    @property
    def moving(self) -> bool:
        """Whether it plays: only animations are kept as GIF."""
        return self.name.endswith(MOVING) or self.mime == "image/gif"


MOVING = "-moving"
_SHAPES = {shape.value: shape for shape in Shape}
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/avif": "avif",
    "image/tiff": "tif",
    "video/mp4": "mp4",
    "video/webm": "webm",
}


@dataclass(frozen=True, slots=True)
class Media:
    """A picture's place in a work (or an avatar's, or a banner's), with or without a picture behind it.

    `focus` counts from -1 to 1, the second value upwards. `reason` says why a held or dropped picture is not shown.
    `facts` and `renditions` are there only when it is kept (or held, for the person who decides). `label` marks a kept
    picture as generated.
    """

    id: MediaId
    position: int
    alt: str
    focus: tuple[float, float]
    state: MediaState
    sha256: str
    facts: Facts | None
    renditions: tuple[Rendition, ...]
    remote_url: str | None
    reason: str
    label: Label = Label.NONE

    def rendition(self, name: str, mime: str | None = None) -> Rendition | None:
        """The rendition of that name (and type, where one is asked for)."""
        return next((r for r in self.renditions if r.name == name and mime in (None, r.mime)), None)

    @property
    def federated(self) -> Rendition | None:
        """The one file that other servers are given."""
        return self.rendition("federation")


def may_become(now: MediaState, then: MediaState) -> bool:
    return then in TRANSITIONS[now]


NEAR = 4
"""Bits in which the perceptual hashes of copies of one picture may differ, of 64."""

_TELLING = 16


def distance(one: str, other: str) -> int | None:
    """In how many of 64 bits two perceptual hashes differ; None when one is empty."""
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else None


def near(one: str, other: str) -> bool:
    """Whether two perceptual hashes say that the pictures are copies of one another.

    Half of a picture's bits are set; where few are, it is so flat that its hash says nothing.
    """
    bits = distance(one, other)
    return bits is not None and bits <= NEAR and int(one, 16).bit_count() >= _TELLING
