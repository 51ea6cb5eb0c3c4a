"""Values out of a table that a stranger wrote: of the right type and within bounds, or an error that names them."""

import math
from collections.abc import Mapping, Sequence

Table = Mapping[str, object]

_TEXT_LIMIT = 4_000


class BadValueError(Exception):
    """What is wrong, with the key's name."""


def known(table: Table, names: set[str], where: str = "") -> None:
    """Raises BadValueError for a key that means nothing here."""
    for name in table:
        if name not in names:
            raise BadValueError(f"unknown key {where}{name}")


def section(table: Table, name: str) -> Table:
    """A table inside; an empty one when it is not there."""
    value = table.get(name, {})
    if not isinstance(value, dict):
        raise BadValueError(f"{name} must be a table")
    return value


def rows(table: Table, name: str, most: int) -> list[Table]:
    """A list of tables; an empty one when it is not there."""
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value) or len(value) > most:
        raise BadValueError(f"{name} must be a list of at most {most} tables: write [[{name}]]")
    return value


def text(table: Table, name: str, default: str | None = None) -> str:
    """A text; it may only be empty where there is a default."""
    value = table.get(name, default)
    if not isinstance(value, str) or (default is None and not value.strip()) or len(value) > _TEXT_LIMIT:
        raise BadValueError(f"{name} must be a text")
    return value


def texts(table: Table, name: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
    """A list of texts; it may only be empty where there is a default."""
    value = table.get(name, list(default) if default is not None else None)
    if not isinstance(value, list) or (default is None and not value) or not all(isinstance(v, str) for v in value):
        raise BadValueError(f"{name} must be a list of texts")
    return tuple(str(v) for v in value)


def whole(table: Table, name: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number from `low` to `high`."""
    value = table.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadValueError(f"{name} must be a whole number from {low} to {high}")
    return value


def number(value: object, name: str) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadValueError(f"{name} must be a number")
    return float(value)


def between(table: Table, name: str, low: float, high: float) -> float:
    """A finite number from `low` to `high`."""
    value = number(table.get(name), name)
    if not low <= value <= high:
        raise BadValueError(f"{name} must lie between {low:g} and {high:g}")
    return value


def figures(table: Table, name: str) -> dict[str, float]:
    """A table of numbers by their names."""
    return {key: number(value, f"{name}.{key}") for key, value in section(table, name).items()}


def numbers(table: Table, name: str, count: int) -> tuple[float, ...]:
    """A list of that many numbers."""
    value = table.get(name)
    if not isinstance(value, list) or len(value) != count:
        words = {2: "two", 3: "three"}
        raise BadValueError(f"{name} must be {words.get(count, count)} numbers")
    return tuple(number(v, name) for v in value)
