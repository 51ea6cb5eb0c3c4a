"""Putting things in order by the numbers that somebody typed."""

from collections.abc import Iterable


def by_number(numbers: Iterable[tuple[int, int]]) -> list[int]:
    """The order that is meant, as indices. Of each thing in the present order: its number there, and the one typed.

    Whoever types a number means "to that place": what was there moves aside, towards where the thing came from.
    """

    def place(at: int) -> tuple[float, int, int]:
        was, typed = known[at]
        aside = 0.5 if typed > was else -0.5 if typed < was else 0.0
        return typed + aside, typed, at

    known = list(numbers)
    return sorted(range(len(known)), key=place)
