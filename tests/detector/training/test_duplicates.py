"""One picture of each kind stays, and nobody's when two sides claim it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.detector.training.duplicates import NEAR, Fate, Print, judge, refuse
from fedart.detector.training.suitable import Unsuitable

A, B = 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210
K, D, C, X = Fate.KEPT, Fate.DUPLICATE, Fate.CONTESTED, Fate.EXCLUDED


def near(value: int, bits: int) -> int:
    return value ^ ((1 << bits) - 1)


def mine(phash: int, *, excluded: bool = False) -> Print:
    return Print(phash, "human", excluded)


def theirs(phash: int, *, excluded: bool = False) -> Print:
    return Print(phash, "generated", excluded)


@pytest.mark.parametrize(
    ("prints", "fates"),
    [
        ([], []),
        ([mine(A), mine(B)], [K, K]),
        ([mine(A), mine(A)], [K, D]),
        ([mine(A), mine(near(A, 4))], [K, D]),
        ([mine(A), mine(near(A, 5))], [K, K]),
        ([mine(A), theirs(B)], [K, K]),
        ([mine(A), theirs(near(A, 4))], [C, C]),
        ([mine(A), theirs(near(A, 5))], [K, K]),
        ([mine(A), theirs(A), mine(A)], [C, C, C]),
        ([mine(A), mine(A), theirs(A)], [C, D, C]),
        ([mine(A, excluded=True), mine(B)], [X, K]),
        ([mine(A), mine(A, excluded=True)], [X, X]),
        ([mine(A), theirs(A, excluded=True)], [K, X]),
        ([theirs(A), theirs(near(A, 3), excluded=True), mine(B)], [X, X, K]),
    ],
)
def test_the_fate_of_pictures_that_are_alike(prints: list[Print], fates: list[Fate]) -> None:
    assert judge(prints) == fates


@given(st.lists(st.tuples(st.integers(0, 2**12 - 1), st.booleans()), max_size=30))
def test_no_two_that_stay_are_alike(pictures: list[tuple[int, bool]]) -> None:
    prints = [mine(phash) if human else theirs(phash) for phash, human in pictures]
    kept = [each.phash for each, fate in zip(prints, judge(prints), strict=True) if fate is Fate.KEPT]
    assert all((a ^ b).bit_count() > NEAR for i, a in enumerate(kept) for b in kept[:i])


def test_a_picture_like_one_that_was_seen_is_refused() -> None:
    refuse(B, [A])
    refuse(near(A, 5), [A])
    with pytest.raises(Unsuitable, match="duplicate"):
        refuse(near(A, 4), [B, A])
