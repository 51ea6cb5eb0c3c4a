"""How works hang beside one another: what templates ask of rows, lanes and even grids."""

from collections.abc import Callable, Sequence

from fedart.domain.media import Media
from fedart.storage.views import Card
from fedart.web import filters, fragments, rows


def wall(cards: Sequence[Card]) -> list[rows.Row[Card]]:
    """Cards as justified rows."""
    return _walls.get(tuple(card.id for card in cards), tuple(cards), lambda: _wall(cards))


_walls: fragments.Kept[list[rows.Row[Card]]] = fragments.Kept(64)


def _wall(cards: Sequence[Card]) -> list[rows.Row[Card]]:
    return rows.justified([(card, rows.ratio_of(*filters.extent(card.cover))) for card in cards])


def line(cards: Sequence[Card]) -> list[rows.Row[Card]]:
    """A few cards as one row."""
    return rows.line([(card, rows.ratio_of(*filters.extent(card.cover))) for card in cards])


def lanes(cards: Sequence[Card], count: int) -> list[list[Card]]:
    """Cards in lanes side by side, to be read across (see `rows.dealt`)."""
    return rows.dealt([(card, rows.ratio_of(*filters.extent(card.cover))) for card in cards], count)


def covers(found: Sequence[Media]) -> list[tuple[Media, int]]:
    """The covers of an artist in a list: each with the width its `<img>` says beside a height of 1000."""
    shown = map(filters.thumbnail, found)
    return [(media, max(1, round(1000 * rows.ratio_of(*filters.extent(media))))) for media in shown]


def framed(media: Media, width: int, height: int) -> tuple[int, int]:
    """The size that a picture's `<img>` says in a frame of that size: the frame's, but never more than its own.

    A picture longer or wider than rows hold (see `rows.ratio_of`) keeps its ratio and the frame's width.
    """
    own = filters.extent(media)
    if own[0] >= width and own[1] >= height and rows.ratio_of(*own) == own[0] / own[1]:
        return width, height
    across = min(width, own[0])
    return across, max(1, round(across * own[1] / own[0]))


SLIM = 0.8
TALLEST = 480


def plate(media: Media) -> tuple[int, int]:
    """The size that a picture's `<img>` says in an even grid: its own, but a long one stands narrower than the column,
    so that it is not much taller than its neighbours."""
    width, height = filters.extent(media)
    if width >= SLIM * height or height <= TALLEST:
        return width, height
    return max(1, round(TALLEST * width / height)), TALLEST


FILTERS: dict[str, Callable[..., object]] = {
    "covers": covers,
    "framed": framed,
    "lanes": lanes,
    "line": line,
    "plate": plate,
    "wall": wall,
}
