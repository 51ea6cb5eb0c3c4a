"""Figures of merit, with their uncertainty. Labels: 1 generated, 0 made by a person; scores grow with "generated".

Weights let every source count alike, whatever its number of pictures. Pictures of one source resemble each other, so
intervals come from drawing whole sources again (a cluster bootstrap), and from Wilson's formula for plain shares.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

RATES = (0.05, 0.01, 0.001)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval: `hits` of `of`."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0


def share(hits: int, of: int) -> Share:
    """Wilson's interval (E. B. Wilson, 1927) of `hits` in `of` tries."""
    if of == 0:
        return Share(0, 0, 0.0, 1.0)
    z, p = 1.959964, hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return Share(hits, of, max(0.0, middle - half), min(1.0, middle + half))


def auc(labels: Labels, scores: Floats, weights: Floats | None = None) -> float:
    """The chance that a generated picture scores higher than a human one; ties count half."""
    weight = np.ones(len(labels)) if weights is None else weights
    values, place = np.unique(scores, return_inverse=True)
    positive = np.bincount(place, weight * (labels == 1), len(values))
    negative = np.bincount(place, weight * (labels == 0), len(values))
    below = np.concatenate([[0.0], np.cumsum(negative)[:-1]])
    total = positive.sum() * negative.sum()
    return float((positive * (below + negative / 2)).sum() / total) if total else math.nan


def threshold_at(labels: Labels, scores: Floats, rate: float, weights: Floats | None = None) -> float:
    """The lowest score above which at most `rate` of the human works lie."""
    human = labels == 0
    weight = np.ones(len(labels)) if weights is None else weights
    order = np.argsort(-scores[human], kind="stable")
    above = np.cumsum(weight[human][order])
    allowed = rate * above[-1]
    sorted_scores = scores[human][order]
    place = int(np.searchsorted(above, allowed * (1 + 1e-12), side="right"))
    return float(sorted_scores[min(place, len(sorted_scores) - 1)])


def found_at(labels: Labels, scores: Floats, threshold: float, weights: Floats | None = None) -> float:
    """The share of generated pictures that score above a threshold."""
    weight = np.ones(len(labels)) if weights is None else weights
    generated = labels == 1
    total = weight[generated].sum()
    return float((weight * (scores > threshold))[generated].sum() / total) if total else math.nan


def summary(labels: Labels, scores: Floats, weights: Floats | None = None) -> dict[str, float]:
    """`auc` and `tpr_5`, `tpr_1`, `tpr_01`: the share found when 5 %, 1 % and 0.1 % of human works are flagged."""
    found = {"auc": auc(labels, scores, weights)}
    for rate in RATES:
        threshold = threshold_at(labels, scores, rate, weights)
        found[f"tpr_{rate * 100:g}".replace("0.", "0")] = found_at(labels, scores, threshold, weights)
    return found


def intervals(
    labels: Labels,
    scores: Floats,
    groups: Sequence[str],
    weights: Floats | None = None,
    rounds: int = 400,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """95 % intervals of `summary`, drawing whole groups (sources) again, separately for each label."""
    weight = np.ones(len(labels)) if weights is None else weights
    members = _members(labels, groups)
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(rounds):
        rows = np.concatenate([np.concatenate([m[i] for i in rng.integers(0, len(m), len(m))]) for m in members])
        for name, value in summary(labels[rows], scores[rows], weight[rows]).items():
            drawn.setdefault(name, []).append(value)
    return {name: (float(np.quantile(v, 0.025)), float(np.quantile(v, 0.975))) for name, v in drawn.items()}


def rate_interval(
    flagged: NDArray[np.bool_], groups: Sequence[str], weights: Floats | None = None, rounds: int = 400, seed: int = 0
) -> tuple[float, float]:
    """The 95 % interval of a weighted share, drawing whole groups again."""
    weight = np.ones(len(flagged)) if weights is None else weights
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    hits = np.bincount(place, weight * flagged, len(names))
    totals = np.bincount(place, weight, len(names))
    drawn = np.random.default_rng(seed).integers(0, len(names), (rounds, len(names)))
    shares = hits[drawn].sum(axis=1) / totals[drawn].sum(axis=1)
    return float(np.quantile(shares, 0.025)), float(np.quantile(shares, 0.975))


def calibration(labels: Labels, probabilities: Floats, weights: Floats, bins: int = 10) -> list[dict[str, float]]:
    """The reliability curve: for each bin of estimates its mean, what was true, and its share of all."""
    edges = np.minimum((probabilities * bins).astype(int), bins - 1)
    rows = []
    for place in range(bins):
        inside = edges == place
        total = weights[inside].sum()
        if total:
            said = float((weights * probabilities)[inside].sum() / total)
            true = float((weights * labels)[inside].sum() / total)
            rows.append({"said": said, "true": true, "share": float(total / weights.sum())})
    return rows


def calibration_error(curve: Sequence[dict[str, float]]) -> float:
    """Expected calibration error: the mean distance between what was said and what was true."""
    return sum(abs(row["said"] - row["true"]) * row["share"] for row in curve)


def balanced(labels: Labels, sources: Sequence[str], cap: float = 150.0) -> Floats:
    """Weights by which no source counts for more than `cap` pictures and both labels weigh the same."""
    _, place, counts = np.unique(np.asarray(sources), return_inverse=True, return_counts=True)
    weights = np.minimum(1.0, cap / counts[place]).astype(np.float64)
    for label in (0, 1):
        weights[labels == label] /= max(weights[labels == label].sum(), 1e-12)
    return weights * len(labels) / 2


def _members(labels: Labels, groups: Sequence[str]) -> list[list[NDArray[np.int64]]]:
    names = np.asarray(groups)
    out = []
    for label in (0, 1):
        rows = np.flatnonzero(labels == label)
        out.append([rows[names[rows] == name] for name in np.unique(names[rows])])
    return [members for members in out if members]
