"""The same picture twice, even after a resize or a recompression: equal content, or near-equal perceptual hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training.suitable import Unsuitable

NEAR = 4


class Fate(StrEnum):
    """What becomes of a picture."""

    KEPT = "kept"
    DUPLICATE = "duplicate"
    CONTESTED = "contested"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Print:
    """A picture's finger print. `phash` is 64 bits."""

    phash: int
    label: str
    excluded: bool = False


def judge(prints: Sequence[Print], near: int = NEAR) -> list[Fate]:
    """The fate of each picture, in order: the first of its like stays.

    Pictures whose hashes differ in at most `near` bits are alike. Under two labels nobody knows whose they are: all of
    them are contested and go. Pictures like an excluded one of their label are excluded too.
    """
    hashes = np.array([each.phash for each in prints], np.uint64)
    fates = [Fate.EXCLUDED if each.excluded else Fate.KEPT for each in prints]
    order = sorted(range(len(prints)), key=lambda place: not prints[place].excluded)
    seen = np.zeros(len(prints), bool)
    for place in order:
        alike = _alike(hashes, seen, place, near)
        if not prints[place].excluded:
            _settle(prints, fates, place, alike)
        seen[place] = fates[place] is not Fate.DUPLICATE
    return fates


def _alike(hashes: NDArray[np.uint64], seen: NDArray[np.bool_], place: int, near: int) -> list[int]:
    close = (np.bitwise_count(hashes ^ hashes[place]) <= near) & seen
    return [int(each) for each in np.flatnonzero(close)]


def _settle(prints: Sequence[Print], fates: list[Fate], place: int, alike: Sequence[int]) -> None:
    same = [each for each in alike if prints[each].label == prints[place].label]
    others = [each for each in alike if prints[each].label != prints[place].label and fates[each] is not Fate.EXCLUDED]
    if any(fates[each] is Fate.EXCLUDED for each in same):
        fates[place] = Fate.EXCLUDED
    elif others:
        for each in (place, *(each for each in alike if fates[each] is Fate.KEPT)):
            fates[each] = Fate.CONTESTED
    elif any(fates[each] is Fate.CONTESTED for each in same):
        fates[place] = Fate.CONTESTED
    elif same:
        fates[place] = Fate.DUPLICATE


def refuse(phash: int, seen: Sequence[int], near: int = NEAR) -> None:
    """Raises Unsuitable when `phash` is like one of `seen`."""
    if any((phash ^ other).bit_count() <= near for other in seen):
        raise Unsuitable("duplicate")
