"""Justified rows: which pictures stand side by side, worked out on the server, so that no picture is cropped.

Pictures of a line share its width in proportion to their ratios and come out equally high, because each `<img>` says a
size of `height` by `height` x ratio and shrinks in proportion to it. A list is cut into groups of one to four pictures;
wide pages show two groups as one row, narrow ones a group as a line of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

T = TypeVar("T")

GROUP = 2.2
"""The sum of ratios (width by height) that a group aims at."""
WIDEST_GROUP = 4
SLIM = 0.18
"""The share of a group's line under which a picture is too narrow to be seen on a phone: about 65 pixels there."""
ALONE = 3.4
"""A group this wide is a row of its own: beside another it would be a thin strip."""
FULL = 3.0
"""From this sum on a row fills the page's width; a smaller one keeps to `MODEST` pixels of height, or `LONE` alone."""
TALL = 1000
MODEST, LONE = 360, 560
NARROWEST, WIDEST = 0.3, 5.0
PAGE, GAP = 94.4, 1.0
"""What is left of the window between the margins, and the space between two pictures (vw); see tokens.css."""
PAGE_PHONE, GAP_PHONE = 92.8, 1.6
PAGE_REM, GAP_REM, SIDE_REM = 100.0, 0.875, 21.0
"""The widest page, the widest space, and the column at the side."""


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """An item with the size its `<img>` says, and its share (percent) of a row and of a group's line.

    `row` and `group`: how many pictures stand there, it among them. `rest`: the width, beside that height, of the empty
    end of its row on wide pages.
    """

    item: T
    width: int
    height: int
    in_row: float
    in_group: float
    row: int = 1
    group: int = 1
    rest: int = 0

    @property
    def sizes(self) -> str:
        """The `sizes` attribute: how wide the picture will be."""
        capped = self.in_row / 100 * (PAGE_REM - GAP_REM * (self.row - 1))
        wide = self.in_row / 100 * (PAGE - GAP * (self.row - 1))
        return f"(min-width: 106rem) {capped:.1f}rem, (min-width: 48.01rem) {wide:.1f}vw, {self._line:.1f}vw"

    @property
    def mini(self) -> str:
        """The same in a column beside a text, where each group is a line."""
        beside = self.in_group / 100 * (SIDE_REM - GAP_REM * (self.group - 1))
        return f"(min-width: 64rem) {beside:.1f}rem, {self._line:.1f}vw"

    @property
    def _line(self) -> float:
        return self.in_group / 100 * (PAGE_PHONE - GAP_PHONE * (self.group - 1))


Group = tuple[Placed[T], ...]
Row = tuple[Group[T], ...]


def ratio_of(width: int, height: int) -> float:
    """Width by height, kept within what a row can hold."""
    return min(WIDEST, max(NARROWEST, width / height)) if width > 0 and height > 0 else 1.0


def _cost(group: Sequence[float]) -> float:
    """How far a group is from the sum it aims at; too narrow is worse, for its pictures would be very tall.

    A narrow picture among wide ones costs as well, so that its group ends earlier.
    """
    total = sum(group)
    miss = total - GROUP
    slim = max(0.0, 1.0 - min(group) / total / SLIM)
    return miss * miss * (3.0 if total < 1.0 else 1.0) + 20.0 * slim


def cut(ratios: Sequence[float]) -> list[int]:
    """The sizes of the groups, in order, that come closest to the sum aimed at."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(ratios) + 1):
        options = [
            (best[end - size][0] + _cost(ratios[end - size : end]), size)
            for size in range(1, min(WIDEST_GROUP, end) + 1)
        ]
        best.append(min(options))
    sizes: list[int] = []
    end = len(ratios)
    while end:
        sizes.append(best[end][1])
        end -= best[end][1]
    return sizes[::-1]


def _paired(totals: Sequence[float]) -> list[int]:
    """How many groups each row takes: two, or one where a group is wide or is the last."""
    rows: list[int] = []
    at = 0
    while at < len(totals):
        single = totals[at] >= ALONE or at + 1 == len(totals) or totals[at + 1] >= ALONE
        rows.append(1 if single else 2)
        at += rows[-1]
    return rows


def justified(items: Sequence[tuple[T, float]]) -> list[Row[T]]:
    """The rows of a list of items with their ratios (see `ratio_of`), in order, each item once."""
    groups = []
    at = 0
    for size in cut([ratio for _, ratio in items]):
        groups.append(items[at : at + size])
        at += size
    totals = [sum(ratio for _, ratio in group) for group in groups]
    rows = []
    at = 0
    for count in _paired(totals):
        rows.append(groups[at : at + count])
        at += count
    usual = _usual(rows)
    low = MODEST if len(groups) > 1 else LONE
    return [_row(row, low, usual if row is rows[-1] else 0.0, usual) for row in rows]


def line(items: Sequence[tuple[T, float]]) -> list[Row[T]]:
    """A few items as one row, two to a line on phones."""
    groups = [items[at : at + 2] for at in range(0, len(items), 2)]
    return [_row(groups, MODEST, 0.0, 0.0)] if groups else []


def _sum(row: Sequence[Sequence[tuple[T, float]]]) -> float:
    return sum(ratio for group in row for _, ratio in group)


def _usual(rows: Sequence[Sequence[Sequence[tuple[T, float]]]]) -> float:
    """The median sum of the full rows before the last one; 0 without any."""
    full = [whole for whole in map(_sum, rows[:-1]) if whole >= FULL]
    return median(full) if full else 0.0


def _row(groups: Sequence[Sequence[tuple[T, float]]], low: int, least: float, usual: float) -> Row[T]:
    """A row. One whose sum is under FULL or `least` is no higher than `usual` ones: `rest` takes what is left."""
    whole = _sum(groups)
    short = whole < max(FULL, least)
    line = max(whole, usual or FULL) if short else whole
    height = low if short else TALL
    return tuple(
        tuple(
            Placed(
                item,
                max(1, round(height * ratio)),
                height,
                in_row=100.0 * ratio / line,
                in_group=100.0 * ratio / sum(each for _, each in group),
                row=sum(len(each) for each in groups),
                group=len(group),
                rest=round(height * (line - whole)) if usual else 0,
            )
            for item, ratio in group
        )
        for group in groups
    )


LABEL = 0.17
"""The height of a label and the space under it, in widths of a lane."""


def dealt(items: Sequence[tuple[T, float]], lanes: int) -> list[list[T]]:
    """Items with their ratios in lanes that stand side by side, each into the one that is shortest so far.

    So the first of them stand in the first line, from its beginning, and the lanes end at about the same height.
    """
    found: list[list[T]] = [[] for _ in range(max(1, min(lanes, len(items))))]
    heights = [0.0] * len(found)
    for item, ratio in items:
        at = heights.index(min(heights))
        found[at].append(item)
        heights[at] += 1.0 / ratio + LABEL
    return found
