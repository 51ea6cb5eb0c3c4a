"""How long to wait between attempts."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.task import JITTER, next_delay

DELAYS = (60.0, 300.0, 1200.0)


class Middle(random.Random):
    """Luck that always lies in the middle."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


@pytest.mark.parametrize(("attempts", "expected"), [(1, 60.0), (2, 300.0), (3, 1200.0), (4, None), (400, None)])
def test_each_failure_waits_for_its_place_in_the_table(attempts: int, expected: float | None) -> None:
    found = next_delay(attempts, DELAYS, Middle())
    assert found == (None if expected is None else pytest.approx(expected))


def test_an_empty_table_means_one_attempt() -> None:
    assert next_delay(1, (), Middle()) is None


@given(attempts=st.integers(1, 3), seed=st.integers())
def test_jitter_stays_within_a_fifth(attempts: int, seed: int) -> None:
    found = next_delay(attempts, DELAYS, random.Random(seed))
    middle = DELAYS[attempts - 1]
    assert found is not None
    assert middle * (1 - JITTER) <= found <= middle * (1 + JITTER)


def test_tasks_that_failed_together_do_not_come_back_together() -> None:
    luck = random.Random(1)
    assert len({next_delay(1, DELAYS, luck) for _ in range(50)}) > 45
