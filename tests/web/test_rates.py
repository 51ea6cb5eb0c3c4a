"""Error rates in words: never better than they were measured."""

import pytest

from fedart.domain.policy import UNMEASURED, Point
from fedart.web import rates

POINTS = (Point("", 0.5, 20.0, 15.0, 26.0, 90.0), Point("hold", 0.9, 4.0, 3.0, 6.0, 70.0), Point("drop", 0.99))


@pytest.mark.parametrize(
    ("rate", "high", "words"),
    [
        (4.2, 7.0, "about 4 of 1,000"),
        (0.95, 2.0, "about 1 of 1,000"),
        (0.3, 1.9, "about 3 of 10,000"),
        (0.01, 0.1, "about 1 of 10,000"),
        (0.0, 1.7, "fewer than 2 of 1,000"),
        (0.0, 0.4, "fewer than 4 of 10,000"),
        (0.0, None, "none so far"),
        (1000.0, None, "about 1,000 of 1,000"),
    ],
)
def test_a_rate_is_told_in_whole_works(rate: float, high: float | None, words: str) -> None:
    assert rates.of_thousand(rate, high) == words


@pytest.mark.parametrize(
    ("low", "high", "words"), [(3.1, 7.0, "between 3.1 and 7.0 of 1,000"), (None, 7.0, ""), (3.1, None, "")]
)
def test_an_interval_is_told_where_it_was_measured(low: float | None, high: float | None, words: str) -> None:
    assert rates.between(low, high) == words


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0.0, "0.0"), (0.04, "0.04"), (4.24, "4.2"), (1234.5, "1,234.5")]
)
def test_a_figure_in_a_table(value: float | None, text: str) -> None:
    assert rates.figure(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.9, "0.90"), (0.93, "0.93"), (0.998, "0.998"), (0.99951, "0.9995"), (1.0, "1.00")],
)
def test_a_threshold_keeps_the_digits_that_tell_it_apart(value: float | None, text: str) -> None:
    assert rates.threshold(value) == text


@pytest.mark.parametrize(
    ("score", "threshold", "exact"),
    [(0.9, 0.9, True), (0.95, 0.9, False), (0.995, 0.9, False), (0.6, 0.5, False), (0.5, 0.5, True)],
)
def test_between_two_marks_the_worse_rate_speaks(score: float, threshold: float, *, exact: bool) -> None:
    found = rates.at(POINTS, score)
    assert found is not None
    assert (found[0].threshold, found[1]) == (threshold, exact)


@pytest.mark.parametrize("score", [None, 0.4])
def test_below_every_mark_nothing_is_claimed(score: float | None) -> None:
    assert rates.at(POINTS, score) is None
    assert rates.at(UNMEASURED, 0.9) is None


def test_a_model_without_rates_is_unmeasured() -> None:
    assert rates.measured(POINTS)
    assert not rates.measured(UNMEASURED)
    assert not rates.measured(())
