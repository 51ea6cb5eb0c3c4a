"""Which part of a picture is shown where pages crop it: geometry in shares (0 to 1) of the upright picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import isfinite
from typing import Final

Size = tuple[int, int]
"""Width and height of the upright picture, in pixels."""

SENSIBLE: Final = 640
"""A chosen part whose longer side has fewer pixels looks soft where pages show it large."""
LEAST: Final = 64
"""No part is chosen whose shorter side has fewer pixels."""
MOST_ZOOM: Final = 12.0
_STEP: Final = 0.1
"""By which share of itself a part moves in one step."""
_CLOSER: Final = 1.2
_SAME: Final = 0.0005
_DIGITS: Final = 6


class Shape(StrEnum):
    """The forms in which pages and other places show parts of pictures, width by height."""

    SQUARE = "1x1"
    LANDSCAPE = "4x3"
    PORTRAIT = "3x4"
    WIDE = "16x9"

    @property
    def ratio(self) -> float:
        """Width divided by height."""
        across, _, down = self.value.partition("x")
        return int(across) / int(down)


FIRST: Final = (Shape.WIDE, Shape.SQUARE, Shape.LANDSCAPE, Shape.PORTRAIT)
"""The shapes in the order in which the focal point follows them: other servers mostly crop to wide forms."""


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle inside a picture; all four are shares of its width or height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, top, width and height."""
        return float(self.left), float(self.top), float(self.width), float(self.height)

    @property
    def focus(self) -> tuple[float, float]:
        """Its middle as a focal point: -1 to 1, the second value upwards."""
        across, down = self.middle
        return round(across * 2 - 1, 4) + 0.0, round(1 - down * 2, 4) + 0.0

    @property
    def key(self) -> str:
        """Eight hex digits that change when the part does: names of files made from it never mean another part."""
        text = " ".join(f"{each:.{_DIGITS}f}" for each in self.sides)
        return sha256(text.encode()).hexdigest()[:8]

    def near(self, other: "Part") -> bool:
        """Whether both show the same, as far as anybody sees."""
        pairs = zip(self.sides, other.sides, strict=True)
        return all(abs(one - two) <= _SAME for one, two in pairs)


class Step(StrEnum):
    """What a button does with a part."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    CLOSER = "closer"
    WIDER = "wider"


_WAYS: Final = {Step.LEFT: (-1, 0), Step.RIGHT: (1, 0), Step.UP: (0, -1), Step.DOWN: (0, 1)}


def _largest(size: Size, shape: Shape) -> tuple[float, float]:
    """Width and height (shares) of the largest part of that shape."""
    own = size[0] / size[1]
    return min(1.0, shape.ratio / own), min(1.0, own / shape.ratio)


def most_zoom(size: Size, shape: Shape) -> float:
    """How far one may go closer: MOST_ZOOM, or until the shorter side has LEAST pixels; 1 is not at all."""
    width, height = _largest(size, shape)
    return max(1.0, min(MOST_ZOOM, min(width * size[0], height * size[1]) / LEAST))


def cut(size: Size, shape: Shape, across: float, down: float, zoom: float) -> Part:
    """The part of that shape whose middle is nearest to that place and which lies inside the picture.

    `zoom` 1 is the largest part; 2 is half as wide and half as high. Values out of range become the nearest possible.
    """
    factor = min(most_zoom(size, shape), max(1.0, zoom)) if isfinite(zoom) else 1.0
    width, height = (round(side / factor, _DIGITS) for side in _largest(size, shape))
    return Part(_within(across, width), _within(down, height), width, height)


def _within(middle: float, length: float) -> float:
    """Where a part of that length begins whose middle is as near to `middle` as the picture allows."""
    wanted = (middle if isfinite(middle) else 0.5) - length / 2
    return round(min(1.0 - length, max(0.0, wanted)), _DIGITS)


def zoom_of(size: Size, shape: Shape, part: Part) -> float:
    """The zoom with which `cut` makes a part of that size."""
    return max(1.0, _largest(size, shape)[0] / part.width)


def stepped(size: Size, shape: Shape, part: Part, step: Step) -> Part:
    """The part after one press of a button; at an edge it stays."""
    across, down = part.middle
    zoom = zoom_of(size, shape, part)
    if step in _WAYS:
        right, below = _WAYS[step]
        return cut(size, shape, across + right * _STEP * part.width, down + below * _STEP * part.height, zoom)
    return cut(size, shape, across, down, zoom * _CLOSER if step is Step.CLOSER else zoom / _CLOSER)


def point_of(focus: tuple[float, float]) -> tuple[float, float]:
    """A focal point as shares from the left and from above."""
    return (focus[0] + 1) / 2, (1 - focus[1]) / 2


def around(size: Size, shape: Shape, focus: tuple[float, float]) -> Part:
    """The part that is shown where nothing was chosen: the largest, around the focal point."""
    return cut(size, shape, *point_of(focus), 1.0)


def elsewhere(size: Size, focus: tuple[float, float]) -> Part:
    """What a server shows that crops to 16:9 by the focal point, as Mastodon does.

    It lays the point's share of the picture over the same share of the frame, so the point is seldom in the middle.
    """
    width, height = _largest(size, Shape.WIDE)
    across, down = point_of(focus)
    return Part((1 - width) * across, (1 - height) * down, width, height)


def following(parts: Mapping[Shape, Part]) -> tuple[float, float]:
    """The focal point that follows the chosen parts: the middle of the first by FIRST, of the picture without any."""
    chosen = next((parts[shape] for shape in FIRST if shape in parts), None)
    return chosen.focus if chosen else (0.0, 0.0)


def pixels(size: Size, part: Part) -> Size:
    """Width and height of a part in pixels of the picture."""
    return max(1, round(part.width * size[0])), max(1, round(part.height * size[1]))


def soft(size: Size, part: Part) -> bool:
    """Whether a part has too few pixels to look sharp where it is shown large (see SENSIBLE)."""
    return max(pixels(size, part)) < SENSIBLE


def fits(size: Size, shape: Shape, part: Part) -> bool:
    """Whether a part lies inside the picture and has that shape, to a pixel."""
    inside = all(isfinite(side) for side in part.sides) and part.left >= 0 and part.top >= 0
    within = part.left + part.width <= 1 + _SAME and part.top + part.height <= 1 + _SAME
    if not (inside and within and part.width > 0 and part.height > 0):
        return False
    across, down = part.width * size[0], part.height * size[1]
    return abs(across - down * shape.ratio) <= 1 + across * _SAME


def box(size: Size, part: Part) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a part in pixels of a picture of that size."""
    width, height = size
    left, top = max(0.0, part.left * width), max(0.0, part.top * height)
    return left, top, min(width, left + part.width * width), min(height, top + part.height * height)
