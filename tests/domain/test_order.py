"""Numbers that people type beside things, and the order that they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.order import by_number


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ([1, 2, 3], [0, 1, 2]),
        ([1, 2, 1], [2, 0, 1]),
        ([3, 2, 3], [1, 2, 0]),
        ([2, 1, 3], [1, 0, 2]),
        ([2, 3, 1], [2, 0, 1]),
        ([99, 2, 3], [1, 2, 0]),
        ([1, 1, 1], [1, 2, 0]),
        ([], []),
    ],
)
def test_a_typed_number_moves_a_thing_there_and_the_others_aside(typed: list[int], order: list[int]) -> None:
    assert by_number(enumerate(typed, 1)) == order


@given(st.permutations(range(1, 21)))
def test_numbers_that_each_stand_once_are_the_order(typed: list[int]) -> None:
    found = by_number(enumerate(typed, 1))
    assert [typed[at] for at in found] == sorted(typed)


@given(st.lists(st.integers(0, 21), max_size=20))
def test_nothing_is_lost_whatever_is_typed(typed: list[int]) -> None:
    assert sorted(by_number(enumerate(typed, 1))) == list(range(len(typed)))
