"""Error rates in words that people can picture: "about 4 of 1,000"."""

from collections.abc import Sequence

from fedart.domain.policy import Point
from fedart.words import number, say

FEW = 0.95
"""Below this many of a thousand, a rate is told in ten thousands."""


def of_thousand(rate: float, high: float | None = None) -> str:
    """A rate per thousand: `about 4 of 1,000`. One of zero is told by the upper end of its interval."""
    if rate <= 0:
        return _upper(high) if high else say("none so far")
    if rate >= FEW:
        return say("about %(found)s of %(all)s", found=number(rate), all=number(1_000))
    return say("about %(found)s of %(all)s", found=number(max(1, round(rate * 10))), all=number(10_000))


def _upper(high: float) -> str:
    found, every = (round(high), 1_000) if high >= FEW else (round(high * 10), 10_000)
    return say("fewer than %(found)s of %(all)s", found=number(max(1, found)), all=number(every))


def between(low: float | None, high: float | None) -> str:
    """A 95 % interval per thousand: `between 3.1 and 7.0 of 1,000`; empty where it was not measured."""
    if low is None or high is None:
        return ""
    return say("between %(low)s and %(high)s of %(all)s", low=figure(low), high=figure(high), all=number(1_000))


def figure(value: float | None) -> str:
    """A rate in a table: one digit after the point, two for small ones, a dash where nobody measured."""
    if value is None:
        return "–"
    return number(value, 2 if 0 < value < 0.1 else 1)


def threshold(value: float | None) -> str:
    """A threshold as it is compared: as many digits as it takes to tell it from its neighbours."""
    if value is None:
        return "–"
    digits = len(f"{value:.4f}".rstrip("0").partition(".")[2])
    return number(value, max(2, digits))


def measured(points: Sequence[Point]) -> bool:
    """Whether anybody measured how often a model errs."""
    return any(point.wrong is not None for point in points)


def at(points: Sequence[Point], score: float | None) -> tuple[Point, bool] | None:
    """The measured point that speaks for a threshold, and whether it is that very threshold.

    Between two points it is the lower one, whose rate is the higher: nothing is made to look better than it is.
    """
    known = [point for point in points if point.wrong is not None]
    if score is None or not known:
        return None
    below = [point for point in known if point.threshold <= score + 1e-9]
    if not below:
        return None
    nearest = max(below, key=lambda point: point.threshold)
    return nearest, abs(nearest.threshold - score) < 1e-9
