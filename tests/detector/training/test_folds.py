"""No source is ever on both sides of a split, and the sides are of like size."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.detector.training.folds import folds

ROWS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from("abcdefghijkl")), max_size=150)


@given(ROWS, st.integers(2, 6))
def test_groups_stay_whole(rows: list[tuple[int, str]], count: int) -> None:
    found = folds([label for label, _ in rows], [group for _, group in rows], count)
    assert len(found) == len(rows)
    where: dict[tuple[int, str], int] = {}
    for row, fold in zip(rows, found.tolist(), strict=True):
        assert 0 <= fold < count
        assert where.setdefault(row, fold) == fold


@given(ROWS, st.integers(2, 6))
def test_no_fold_is_fuller_than_another_by_more_than_one_group(rows: list[tuple[int, str]], count: int) -> None:
    found = folds([label for label, _ in rows], [group for _, group in rows], count)
    sizes = Counter(rows)
    for label in (0, 1):
        loads = [sum(1 for row, f in zip(rows, found, strict=True) if row[0] == label and f == n) for n in range(count)]
        largest = max((size for (one, _), size in sizes.items() if one == label), default=0)
        assert max(loads) - min(loads) <= largest


@given(st.permutations([(0, "a"), (0, "a"), (0, "b"), (1, "c"), (1, "d"), (1, "d"), (1, "e"), (0, "f")]))
def test_the_order_of_pictures_changes_nothing(rows: list[tuple[int, str]]) -> None:
    found = dict(zip(rows, folds([a for a, _ in rows], [b for _, b in rows], 2).tolist(), strict=True))
    assert found == {(0, "a"): 0, (0, "b"): 1, (0, "f"): 1, (1, "d"): 0, (1, "c"): 1, (1, "e"): 1}


def test_the_largest_group_has_a_fold_for_itself() -> None:
    labels, groups = [0] * 12, ["big"] * 6 + ["a", "b", "c", "d", "e", "f"]
    found = folds(labels, groups, 2)
    assert set(found[:6].tolist()).isdisjoint(found[6:].tolist())


def test_every_row_needs_its_group() -> None:
    with pytest.raises(ValueError, match="shorter"):
        folds([0, 1], ["a"])


def test_nothing_gives_nothing() -> None:
    assert np.array_equal(folds([], []), np.array([], dtype=np.int64))
