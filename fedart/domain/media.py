"""Pictures: what we know about each, where its renditions lie, and the states it can be in."""

from dataclasses import dataclass
from enum import StrEnum

from fedart.domain.ids import MediaId


class MediaState(StrEnum):
    FETCHED = "fetched"
    KEPT = "kept"
    HELD = "held"
    DROPPED = "dropped"


TRANSITIONS: dict[MediaState, frozenset[MediaState]] = {
    MediaState.FETCHED: frozenset({MediaState.KEPT, MediaState.HELD, MediaState.DROPPED}),
    MediaState.HELD: frozenset({MediaState.KEPT, MediaState.DROPPED}),
    MediaState.KEPT: frozenset(),
    MediaState.DROPPED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What decoding a picture told us. Width and height are in pixels after the orientation was applied.

    `color` is `#rrggbb`, `lightness` the mean in ten steps 0 to 9 (the page's grey placeholder).
    """

    mime: str
    width: int
    height: int
    blurhash: str
    color: str
    lightness: int
    animated: bool


@dataclass(frozen=True, slots=True)
class Rendition:
    """One re-encoded picture. `blob` is its sha256, `size` in bytes.

    `name` is `320`, `640`, `1280`, `2048` (the longest side it fits in) or `federation`.
    """

    name: str
    mime: str
    width: int
    height: int
    size: int
    blob: str

    @property
    def file_name(self) -> str:
        """The last part of its address: `1280.webp`."""
        return f"{self.name}.{EXTENSIONS[self.mime]}"


EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/avif": "avif"}


@dataclass(frozen=True, slots=True)
class Media:
    """A picture's place in a work (or an avatar's, or a banner's), with or without a picture behind it.

    `focus` counts from -1 to 1, the second value upwards. `reason` says why a held or dropped picture is not shown.
    `facts` and `renditions` are there only when it is kept (or held, for the person who decides).
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

    def rendition(self, name: str, mime: str | None = None) -> Rendition | None:
        """The rendition of that name (and type, where one is asked for)."""
        return next((r for r in self.renditions if r.name == name and mime in (None, r.mime)), None)

    @property
    def federated(self) -> Rendition | None:
        """The one file that other servers are given."""
        return self.rendition("federation")


def may_become(now: MediaState, then: MediaState) -> bool:
    return then in TRANSITIONS[now]
