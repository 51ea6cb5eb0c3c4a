"""From scores to tables: what a head finds and what it gets wrong, by generator, by medium, by threshold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training import figures
from fedart.detector.training.dataset import Views

Floats = NDArray[np.float64]
Table = dict[str, object]

POINTS = (0.05, 0.03, 0.02, 0.01, 0.007, 0.005, 0.003, 0.002, 0.001)
"""The shares of human works flagged for which a threshold is looked up."""

LABEL, HOLD, DROP = 0.02, 0.005, 0.001
"""The shares of human works that the shipped thresholds may flag, each source counting alike."""

_DIGITS = 4
_FEWEST = 8


def whole(views: Views, probabilities: Floats) -> Table:
    """AUC and shares found at 5 %, 1 % and 0.1 %, with intervals, and how many works and sources they rest on."""
    labels, weights = views.labels, views.weights
    said = figures.summary(labels, probabilities, weights)
    around = figures.intervals(labels, probabilities, views.of("source"), weights)
    table: Table = {name: _measured(value, around[name]) for name, value in said.items()}
    return {**table, **_counts(views)}


def calibration(views: Views, probabilities: Floats) -> Table:
    """The reliability curve and the expected calibration error."""
    curve = figures.calibration(views.labels, probabilities, views.weights)
    rows = [{name: round(value, _DIGITS) for name, value in row.items()} for row in curve]
    return {"error": round(figures.calibration_error(curve), _DIGITS), "curve": rows}


def points(views: Views, probabilities: Floats) -> list[Table]:
    """The operating points: a threshold for each of POINTS, ascending, what it flags wrongly and what it finds.

    `wrong` counts in a thousand human works, `found` in a hundred generated ones; every source counts alike.
    """
    labels, weights = views.labels, views.weights
    human = labels == 0
    sources = np.asarray(views.of("source"))
    names = {LABEL: "label", HOLD: "hold", DROP: "drop"}
    rows: list[Table] = []
    for rate in POINTS:
        threshold = _above(figures.threshold_at(labels, probabilities, rate, weights))
        flagged = probabilities[human] >= threshold
        wrong = float((weights[human] * flagged).sum() / weights[human].sum())
        low, high = figures.rate_interval(flagged, sources[human].tolist(), weights[human])
        plain = figures.share(int(flagged.sum()), int(human.sum()))
        rows.append(
            {
                "name": names.get(rate, ""),
                "threshold": threshold,
                "wrong": round(1000 * wrong, 2),
                "wrong_low": round(1000 * min(low, plain.low), 2),
                "wrong_high": round(1000 * max(high, plain.high), 2),
                "flagged": plain.hits,
                "human": plain.of,
                "found": round(100 * figures.found_at(labels, probabilities, threshold - 1e-9, weights), 1),
            }
        )
    return rows


def threshold_of(rows: Sequence[Mapping[str, object]], name: str) -> float:
    """The threshold of a named operating point."""
    return next(number(row, "threshold") for row in rows if row["name"] == name)


def at(views: Views, said: Floats, edges: Mapping[str, float]) -> Table:
    """What the shipped thresholds do: wrongly flagged per thousand, found per hundred, sources counting alike."""
    labels, weights = views.labels, views.weights
    table: Table = {}
    for name, edge in edges.items():
        flagged = said >= edge
        human, generated = labels == 0, labels == 1
        plain = figures.share(int(flagged[human].sum()), int(human.sum()))
        table[name] = {
            "wrong": round(float(1000 * (weights * flagged)[human].sum() / weights[human].sum()), 2),
            "flagged": plain.hits,
            "human": plain.of,
            "wrong_low": round(1000 * plain.low, 2),
            "wrong_high": round(1000 * plain.high, 2),
            "found": round(float(100 * (weights * flagged)[generated].sum() / weights[generated].sum()), 1),
        }
    return table


def by(views: Views, probabilities: Floats, field: str, thresholds: Mapping[str, float], *, generated: bool) -> Table:
    """For each value of a field the share of pictures that reach each threshold, and the median estimate."""
    values = np.asarray(views.of(field))
    chosen = views.labels == int(generated)
    table: Table = {}
    for value, works in sorted(Counter(values[chosen].tolist()).items(), key=lambda item: (-item[1], item[0])):
        if works < _FEWEST:
            continue
        mine = probabilities[chosen & (values == value)]
        shares = {name: figures.share(int((mine >= edge).sum()), works) for name, edge in thresholds.items()}
        table[value] = {
            "works": works,
            "median": round(float(np.median(mine)), _DIGITS),
            **{name: _measured(share.value, (share.low, share.high)) for name, share in shares.items()},
        }
    return table


def separate(views: Views, probabilities: Floats, field: str) -> Table:
    """For each generator (or family): AUC and shares found against all human works."""
    labels, values = views.labels, np.asarray(views.of(field))
    weights = figures.balanced(labels, views.of("source"))
    table: Table = {}
    for value, works in sorted(Counter(values[labels == 1].tolist()).items(), key=lambda item: (-item[1], item[0])):
        if works >= _FEWEST:
            rows = (labels == 0) | (values == value)
            said = figures.summary(labels[rows], probabilities[rows], weights[rows])
            table[value] = {"works": works, **{name: round(v, _DIGITS) for name, v in said.items()}}
    return table


def part(table: Mapping[str, object], name: str) -> Table:
    """A table inside. Raises TypeError when something else is called so."""
    value = table[name]
    if not isinstance(value, dict):
        raise TypeError(f"{name}: a table was expected, not {value!r}")
    return value


def parts(table: Mapping[str, object]) -> Iterator[tuple[str, Table]]:
    """The tables inside, by their names. Raises TypeError when there is something else."""
    for name in table:
        yield name, part(table, name)


def rows_of(table: Mapping[str, object], name: str) -> list[Table]:
    """The rows inside. Raises TypeError when something else is called so."""
    value = table[name]
    if not isinstance(value, list):
        raise TypeError(f"{name}: rows were expected, not {value!r}")
    return value


def number(table: Mapping[str, object], name: str) -> float:
    """A number inside. Raises TypeError when something else is called so."""
    value = table[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name}: a number was expected, not {value!r}")
    return float(value)


def worst(views: Views, probabilities: Floats, count: int = 50) -> list[tuple[str, str, float]]:
    """The pictures that are judged most wrongly: sha256, label, probability."""
    wrong = np.where(views.labels == 1, 1 - probabilities, probabilities)
    order = np.argsort(-wrong, kind="stable")[:count]
    return [(views.pictures[i].sha256, views.pictures[i].label, float(probabilities[i])) for i in order]


def _above(threshold: float) -> float:
    """A little above a score, in four digits, so that the work with that very score is not flagged."""
    return min(1.0, float(np.ceil((threshold + 1e-9) * 10_000) / 10_000))


def _measured(value: float, around: tuple[float, float]) -> Table:
    return {"value": round(value, _DIGITS), "low": round(around[0], _DIGITS), "high": round(around[1], _DIGITS)}


def _counts(views: Views) -> Table:
    labels = views.labels
    sources = np.asarray(views.of("source"))
    return {
        "human": int((labels == 0).sum()),
        "generated": int((labels == 1).sum()),
        "human_sources": len(set(sources[labels == 0].tolist())),
        "generated_sources": len(set(sources[labels == 1].tolist())),
    }
