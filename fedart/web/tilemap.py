"""Where in a picture an estimate comes from: the model's tiles as a drawing over the picture, and as words."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedart.domain.policy import Tile
from fedart.words import later, number, say

SHORT = 100.0
"""The shorter side of a drawing, in its own units."""

LEVELS = 5
_PLACES = (
    (later("top left"), later("top"), later("top right")),
    (later("left"), later("middle"), later("right")),
    (later("bottom left"), later("bottom"), later("bottom right")),
)


def mark(value: float) -> str:
    """A probability in two digits, and never as certainty: an estimate is no proof."""
    if value >= 0.995:
        return say("over %(number)s", number=number(0.99, 2))
    return say("under %(number)s", number=number(0.01, 2)) if value < 0.005 else number(value, 2)


@dataclass(frozen=True, slots=True)
class Cell:
    """One tile as it is drawn, in units of the drawing. `level` from 0 to 4 is how dark it is."""

    number: int
    x: float
    y: float
    width: float
    height: float
    level: int
    score: float
    place: str

    @property
    def middle(self) -> tuple[float, float]:
        """Where its number stands."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class TileMap:
    """A drawing of `width` x `height` units, in the shape of its picture; `cells` from the highest estimate down."""

    width: float
    height: float
    cells: tuple[Cell, ...]

    @property
    def told(self) -> str:
        """The map in one sentence, for those who do not see it."""
        places = ", ".join(f"{cell.place} {mark(cell.score)}" for cell in self.cells)
        return say("The picture in parts, each with its estimate: %(places)s.", places=places)


def tilemap(tiles: Sequence[Tile], box: tuple[int, int]) -> TileMap | None:
    """The map of a picture of `box` (width, height in pixels); None when the model looked at the whole alone."""
    if not tiles or min(box) < 1:
        return None
    scale = SHORT / min(box)
    width, height = box[0] * scale, box[1] * scale
    across = _spans([(tile.left, tile.width) for tile in tiles])
    down = _spans([(tile.top, tile.height) for tile in tiles])
    ranked = sorted(tiles, key=lambda tile: -tile.score)
    cells = []
    for place, tile in enumerate(ranked, 1):
        (left, right), (top, bottom) = across[tile.left], down[tile.top]
        cells.append(
            Cell(
                number=place,
                x=round(left * width, 2),
                y=round(top * height, 2),
                width=round((right - left) * width, 2),
                height=round((bottom - top) * height, 2),
                level=level(tile.score),
                score=tile.score,
                place=_place(tile),
            )
        )
    return TileMap(round(width, 2), round(height, 2), tuple(cells))


def level(score: float) -> int:
    """How dark a tile is drawn: five equal steps."""
    return max(0, min(LEVELS - 1, int(score * LEVELS)))


def _spans(found: Sequence[tuple[float, float]]) -> dict[float, tuple[float, float]]:
    """Start and end of each row or column, by where its tiles begin: neighbours that overlap meet in the middle."""
    starts = sorted({start: start + length for start, length in found}.items())
    ends = [min(1.0, end) for _, end in starts]
    spans = {}
    for at, (start, _) in enumerate(starts):
        first, last = max(0.0, start), ends[at]
        if at and ends[at - 1] > first:
            first = (first + ends[at - 1]) / 2
        if at + 1 < len(starts) and starts[at + 1][0] < last:
            last = (last + starts[at + 1][0]) / 2
        spans[start] = (first, max(first, last))
    return spans


def _place(tile: Tile) -> str:
    """Where a tile lies, in words: `top left`, `middle`."""
    down = _third(tile.top + tile.height / 2, tile.height)
    across = _third(tile.left + tile.width / 2, tile.width)
    return say(_PLACES[down][across])


def _third(middle: float, length: float) -> int:
    """In which third of a side a tile lies: 0, 1 or 2; what is as long as the side lies in the middle."""
    if length >= 0.999:
        return 1
    return 0 if middle < 0.4 else 2 if middle > 0.6 else 1
