"""Fitting heads, and examining them only on sources that they have not seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training.dataset import Views
from fedart.detector.training.folds import folds
from fedart.detector.training.fragment import Head
from fedart.detector.training.heads import line, perceptron, scale_of

LAYERS = (2, 4, 6, 8, 10)
"""The tower's blocks whose class tokens are used, counted from 0."""

SEEDS = (1, 2, 3, 4, 5)
CROSS_SEEDS = (1,)
FOLDS = 5


def fitted(views: Views, seeds: Sequence[int] = SEEDS) -> Head:
    """A head from all rows; sources count alike, both labels weigh the same."""
    scale = scale_of(views.features)
    scaled, labels, weights = scale(views.features), views.labels, views.weights
    return Head(LAYERS, scale, perceptron(scaled, labels, weights, seeds))


def crossfitted(
    views: Views, keys: Sequence[str], seeds: Sequence[int] = SEEDS, count: int = FOLDS
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For every row the logit of a head that saw no row of the same key, and the row's fold.

    `keys` are what must be new to the head: sources, or the generator's family and the human works' kind.
    """
    fold = folds(views.labels.tolist(), keys, count)
    logits = np.full(len(keys), np.nan)
    for number in range(count):
        inside = fold == number
        logits[inside] = fitted(views.where(~inside), seeds)(views.features[inside])
    return logits, fold


def calibrated(
    logits: NDArray[np.float64], labels: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[float, ...]:
    """Bias and one weight a column, so that sigmoid(bias + weights . logits) is a probability (Platt's scaling).

    `logits` is rows x columns, or rows alone for one column.
    """
    columns = logits[:, None] if logits.ndim == 1 else logits
    found = line(columns.astype(np.float32), labels, weights, strength=1e6)
    return (found.bias, *(float(weight) for weight in found.weight))


def probability(logits: NDArray[np.float64], combination: Sequence[float]) -> NDArray[np.float64]:
    """What `calibrated` found, applied."""
    columns = logits[:, None] if logits.ndim == 1 else logits
    logit = combination[0] + columns @ np.asarray(combination[1:])
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logit)))
