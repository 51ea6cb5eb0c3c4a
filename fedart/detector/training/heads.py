"""Heads on the tower's features: a regularised line, and a small perceptron whose several runs are averaged.

Plain numpy: a few thousand pictures of a few thousand features take seconds, and every run gives the same result.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]

CLIP = 6.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Brings every feature to mean 0 and deviation 1, cut off at +-CLIP."""

    mean: Floats
    deviation: Floats

    def __call__(self, features: NDArray[np.float16] | Floats) -> Floats:
        found: Floats = np.clip((features.astype(np.float32) - self.mean) / self.deviation, -CLIP, CLIP)
        return found

    def same(self, other: "Scale") -> bool:
        """Whether the other one does exactly the same."""
        return np.array_equal(self.mean, other.mean) and np.array_equal(self.deviation, other.deviation)


def scale_of(features: NDArray[np.float16] | Floats) -> Scale:
    """The scale of a collection of features, rows x features."""
    wide = features.astype(np.float32)
    return Scale(wide.mean(axis=0), wide.std(axis=0) + 1e-4)


@dataclass(frozen=True, slots=True)
class Line:
    """weight . x + bias"""

    weight: Floats
    bias: float

    def __call__(self, scaled: Floats) -> Floats:
        return (scaled @ self.weight + self.bias).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Perceptron:
    """One hidden layer of rectified units; several runs stand side by side in it, so the output is their mean."""

    first: Floats
    offset: Floats
    second: Floats
    bias: float

    def __call__(self, scaled: Floats) -> Floats:
        hidden: Floats = np.maximum(scaled @ self.first + self.offset, 0)
        return (hidden @ self.second + self.bias).astype(np.float32)


def line(scaled: Floats, labels: NDArray[np.int64], weights: NDArray[np.float64], strength: float = 0.003) -> Line:
    """Weighted logistic regression with a quadratic penalty; `strength` is the inverse of its size (as C elsewhere)."""
    target, weight = labels.astype(np.float32), weights.astype(np.float32)
    rows, columns = scaled.shape

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slope = point[:-1].astype(np.float32)
        logit = scaled @ slope + np.float32(point[-1])
        error = weight * (_sigmoid(logit) - target)
        value = (weight * (np.logaddexp(0, logit) - target * logit)).sum() + (slope @ slope) / (2 * strength)
        gradient = np.append(scaled.T @ error + slope / np.float32(strength), error.sum())
        return float(value) / rows, gradient.astype(np.float64) / rows

    found = minimize(loss, np.zeros(columns + 1), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return Line(found.x[:-1].astype(np.float32), float(found.x[-1]))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a perceptron is fitted; a fixed choice that was not tuned to the final examination."""

    hidden: int = 128
    epochs: int = 10
    rate: float = 1e-3
    decay: float = 0.05
    drop_in: float = 0.2
    drop: float = 0.5
    noise: float = 0.1
    smooth: float = 0.03
    batch: int = 256


def perceptron(
    scaled: Floats,
    labels: NDArray[np.int64],
    weights: NDArray[np.float64],
    seeds: Sequence[int],
    recipe: Recipe | None = None,
) -> Perceptron:
    """The mean of one run for each seed (AdamW with a one-cycle rate, dropout, noise, smoothed labels)."""
    runs = [_run(scaled, labels, weights.astype(np.float32), seed, recipe or Recipe()) for seed in seeds]
    return Perceptron(
        np.concatenate([run.first for run in runs], axis=1),
        np.concatenate([run.offset for run in runs]),
        (np.concatenate([run.second for run in runs]) / len(runs)).astype(np.float32),
        sum(run.bias for run in runs) / len(runs),
    )


def _run(scaled: Floats, labels: NDArray[np.int64], weights: Floats, seed: int, recipe: Recipe) -> Perceptron:
    rng = np.random.default_rng(seed)
    rows, columns = scaled.shape
    target = (labels * (1 - 2 * recipe.smooth) + recipe.smooth).astype(np.float32)
    values = [
        _spread(rng, (columns, recipe.hidden), columns),
        np.zeros(recipe.hidden, np.float32),
        _spread(rng, (recipe.hidden,), recipe.hidden),
        np.zeros(1, np.float32),
    ]
    steps = _Adam(values, recipe.decay)
    batches = max(1, rows // recipe.batch)
    for epoch in range(recipe.epochs):
        order = rng.permutation(rows)
        for number in range(batches):
            chosen = order[number * recipe.batch : (number + 1) * recipe.batch]
            x = scaled[chosen] + np.float32(recipe.noise) * rng.standard_normal((len(chosen), columns), np.float32)
            x *= (rng.random(x.shape, np.float32) >= recipe.drop_in) / np.float32(1 - recipe.drop_in)
            done = (epoch * batches + number) / (recipe.epochs * batches)
            steps.step(gradients(values, x, target[chosen], weights[chosen], recipe, rng), _cycle(recipe.rate, done))
    return Perceptron(values[0], values[1], values[2], float(values[3][0]))


def _spread(rng: np.random.Generator, shape: tuple[int, ...], inputs: int) -> Floats:
    """First weights of a unit with so many inputs."""
    return rng.uniform(-1, 1, shape).astype(np.float32) / np.float32(np.sqrt(inputs))


def gradients(
    values: list[Floats], x: Floats, target: Floats, weights: Floats, recipe: Recipe, rng: np.random.Generator
) -> list[Floats]:
    """How the mean weighted cross entropy grows with each of `values`: both layers' weights and offsets."""
    first, offset, second, bias = values
    before = x @ first + offset
    kept = (rng.random(before.shape, np.float32) >= recipe.drop) / np.float32(1 - recipe.drop)
    hidden = np.maximum(before, 0) * kept
    error = weights * (_sigmoid(hidden @ second + bias[0]) - target) / np.float32(len(x))
    back = np.outer(error, second) * kept * (before > 0)
    return [x.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(keepdims=True)]


class _Adam:
    """AdamW (Loshchilov and Hutter, 2019)."""

    def __init__(self, values: list[Floats], decay: float) -> None:
        self._values, self._decay, self._count = values, decay, 0
        self._means = [np.zeros_like(v) for v in values]
        self._squares = [np.zeros_like(v) for v in values]

    def step(self, gradients: list[Floats], rate: float) -> None:
        self._count += 1
        first, second = 1 - 0.9**self._count, 1 - 0.999**self._count
        for value, gradient, mean, square in zip(self._values, gradients, self._means, self._squares, strict=True):
            _toward(mean, gradient, 0.9)
            _toward(square, gradient * gradient, 0.999)
            np.multiply(value, np.float32(1 - rate * self._decay), out=value)
            change = np.float32(rate / first) * mean / (np.sqrt(square / np.float32(second)) + np.float32(1e-8))
            np.subtract(value, change, out=value)


def _toward(running: Floats, value: Floats, kept: float) -> None:
    """A running mean in place."""
    np.multiply(running, np.float32(kept), out=running)
    np.add(running, np.float32(1 - kept) * value, out=running)


def _cycle(rate: float, done: float) -> float:
    """Up in the first third, then down along a cosine."""
    rise = 0.3
    if done < rise:
        return rate * (0.04 + 0.96 * done / rise)
    return rate * float(0.5 + 0.5 * np.cos(np.pi * (done - rise) / (1 - rise))) + 1e-6


def _sigmoid(logit: Floats) -> Floats:
    found: Floats = (0.5 * (1 + np.tanh(0.5 * logit))).astype(np.float32)
    return found
