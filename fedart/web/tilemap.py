"""Where in a picture an estimate comes from: the model's tiles as a drawing over the picture, and as words."""

from collections.abc import Sequence
from dataclasses import dataclass

from fedart.domain.policy import Tile

SHORT = 100.0
"""The shorter side of a drawing, in its own units."""

LEVELS = 5
_ACROSS = ("left", "middle", "right")
_DOWN = ("top", "middle", "bottom")


def mark(value: float) -> str:
    """A probability in two digits, and never as certainty: an estimate is no proof."""
    if value >= 0.995:
        return "over 0.99"
    return "under 0.01" if value < 0.005 else f"{value:.2f}"


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
        return f"The picture in parts, each with its estimate: {places}."


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
    for number, tile in enumerate(ranked, 1):
        (left, right), (top, bottom) = across[tile.left], down[tile.top]
        cells.append(
            Cell(
                number=number,
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
    across = _third(tile.left + tile.width / 2, tile.width, _ACROSS)
    down = _third(tile.top + tile.height / 2, tile.height, _DOWN)
    words = [word for word in (down, across) if word != "middle"]
    return " ".join(words) or "middle"


def _third(middle: float, length: float, words: tuple[str, str, str]) -> str:
    if length >= 0.999:
        return words[1]
    return words[0] if middle < 0.4 else words[2] if middle > 0.6 else words[1]
