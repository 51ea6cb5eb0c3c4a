"""Heads learn what can be learnt, the same way every time, along the right gradients."""

import numpy as np
import pytest
from numpy.typing import NDArray

from fedart.detector.training.figures import auc
from fedart.detector.training.heads import CLIP, Floats, Line, Perceptron, Recipe, gradients, line, perceptron, scale_of

SMALL = Recipe(hidden=16, epochs=12, batch=32)


def cloud(rows: int = 400, columns: int = 6, seed: int = 1) -> tuple[Floats, NDArray[np.int64]]:
    """Two clouds that a line can tell apart but for some strays."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, rows)
    points = rng.standard_normal((rows, columns))
    points[:, 0] += 3.0 * labels - 1.5
    return points.astype(np.float32), labels


def ring(rows: int = 600, seed: int = 2) -> tuple[Floats, NDArray[np.int64]]:
    """A cloud inside a ring, which no line can tell apart."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 2, rows)
    angle, radius = rng.uniform(0, 2 * np.pi, rows), 0.4 + 1.4 * labels + rng.normal(0, 0.15, rows)
    return np.stack([np.cos(angle) * radius, np.sin(angle) * radius], axis=1).astype(np.float32), labels


def ones(labels: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.ones(len(labels))


def auc_of(labels: NDArray[np.int64], logits: Floats) -> float:
    return auc(labels, logits.astype(np.float64))


# --- scale ------------------------------------------------------------------------------------------------------------


def test_scaled_features_have_mean_0_and_deviation_1() -> None:
    features = np.random.default_rng(3).normal(5, 3, (500, 4)).astype(np.float16)
    scaled = scale_of(features)(features)
    assert scaled.dtype == np.float32
    assert scaled.mean(axis=0) == pytest.approx(0, abs=1e-3)
    assert scaled.std(axis=0) == pytest.approx(1, abs=1e-3)


def test_far_and_constant_features_are_cut_off() -> None:
    features = np.array([[0, 7], [1, 7], [2, 7]], np.float32)
    scale = scale_of(features)
    assert scale(np.array([[1000, 7], [-1000, 7.5]], np.float32)).tolist() == [[CLIP, 0], [-CLIP, CLIP]]


def test_scales_are_the_same_when_they_do_the_same() -> None:
    features, _ = cloud()
    assert scale_of(features).same(scale_of(features))
    assert not scale_of(features).same(scale_of(features * 2))


# --- line -------------------------------------------------------------------------------------------------------------


def test_a_line_tells_clouds_apart() -> None:
    (points, labels), (others, truth) = cloud(), cloud(seed=9)
    found = line(points, labels, ones(labels), strength=1.0)
    assert auc_of(truth, found(others)) > 0.97
    assert abs(found.weight[0]) > 5 * np.abs(found.weight[1:]).max()


def test_a_line_is_fitted_the_same_way_every_time() -> None:
    points, labels = cloud()
    first, second = (line(points, labels, ones(labels)) for _ in range(2))
    assert np.array_equal(first.weight, second.weight)
    assert first.bias == second.bias


@pytest.mark.parametrize("strength", [0.01, 1.0])
def test_the_line_is_where_the_loss_is_lowest(strength: float) -> None:
    points, labels = cloud()
    weights = np.random.default_rng(4).uniform(0.5, 2, len(labels))
    found = line(points, labels, weights, strength)

    def loss(weight: NDArray[np.float64], bias: float) -> float:
        logit = points.astype(np.float64) @ weight + bias
        return float((weights * (np.logaddexp(0, logit) - labels * logit)).sum() + weight @ weight / (2 * strength))

    lowest = loss(found.weight.astype(np.float64), found.bias)
    for column in range(points.shape[1]):
        for step in (-0.05, 0.05):
            beside = found.weight.astype(np.float64)
            beside[column] += step
            assert loss(beside, found.bias) > lowest
    assert loss(found.weight.astype(np.float64), found.bias + 0.05) > lowest
    assert loss(found.weight.astype(np.float64), found.bias - 0.05) > lowest


def test_a_weaker_penalty_gives_a_steeper_line() -> None:
    points, labels = cloud()
    steepness = [float(np.linalg.norm(line(points, labels, ones(labels), s).weight)) for s in (0.001, 0.01, 1.0)]
    assert steepness == sorted(steepness)


def test_a_work_without_weight_counts_for_nothing() -> None:
    points, labels = cloud()
    weights = ones(labels)
    weights[200:] = 0
    turned = labels.copy()
    turned[200:] = 1 - turned[200:]
    first, second = line(points, labels, weights), line(points, turned, weights)
    assert first.weight == pytest.approx(second.weight, abs=1e-4)


def test_a_line_computes_what_it_says() -> None:
    found = Line(np.array([2, -1], np.float32), 0.5)(np.array([[1, 1], [0, 3]], np.float32))
    assert found.tolist() == [1.5, -2.5]
    assert found.dtype == np.float32


# --- perceptron -------------------------------------------------------------------------------------------------------


def test_a_perceptron_learns_what_no_line_can() -> None:
    (points, labels), (others, truth) = ring(), ring(seed=8)
    recipe = Recipe(hidden=32, epochs=40, rate=1e-2, drop_in=0.0, drop=0.0, batch=64)
    bent = perceptron(points, labels, ones(labels), [1], recipe)
    assert auc_of(truth, bent(others)) > 0.97
    assert auc_of(truth, line(points, labels, ones(labels))(others)) < 0.65


def test_a_perceptron_is_fitted_the_same_way_every_time() -> None:
    points, labels = cloud()
    first, second = (perceptron(points, labels, ones(labels), [1, 2], SMALL) for _ in range(2))
    assert np.array_equal(first(points), second(points))
    other = perceptron(points, labels, ones(labels), [3, 4], SMALL)
    assert not np.array_equal(first(points), other(points))


def test_the_mean_of_runs_is_the_mean_of_their_outputs() -> None:
    points, labels = cloud()
    seeds = [1, 2, 3]
    together = perceptron(points, labels, ones(labels), seeds, SMALL)
    alone = [perceptron(points, labels, ones(labels), [seed], SMALL)(points) for seed in seeds]
    assert together.first.shape == (6, 3 * SMALL.hidden)
    assert together(points) == pytest.approx(np.mean(alone, axis=0), abs=1e-5)


def test_everything_in_a_perceptron_is_of_single_precision() -> None:
    points, labels = cloud()
    found = perceptron(points, labels, ones(labels), [1, 2], SMALL)
    assert {found.first.dtype, found.offset.dtype, found.second.dtype, found(points).dtype} == {np.dtype(np.float32)}


def test_a_perceptron_computes_what_it_says() -> None:
    found = Perceptron(
        np.array([[1, -1], [0, 1]], np.float32), np.array([0, 1], np.float32), np.array([2, 3], np.float32), 0.25
    )
    assert found(np.array([[2, 0], [-1, 1]], np.float32)).tolist() == [4.25, 9.25]


def test_a_few_works_are_enough_to_run() -> None:
    points, labels = cloud(rows=5)
    assert np.isfinite(perceptron(points, labels, ones(labels), [1], SMALL)(points)).all()


def test_the_gradients_are_those_of_the_loss() -> None:
    rng = np.random.default_rng(5)
    points, labels = cloud(rows=40, columns=4)
    weights = rng.uniform(0.5, 2, 40).astype(np.float32)
    target = labels.astype(np.float32)
    values = [rng.normal(0, 0.5, shape).astype(np.float32) for shape in ((4, 5), (5,), (5,), (1,))]
    found = gradients(values, points, target, weights, Recipe(drop=0.0), rng)

    def loss(at: list[NDArray[np.float64]]) -> float:
        hidden = np.maximum(points.astype(np.float64) @ at[0] + at[1], 0)
        logit = hidden @ at[2] + at[3][0]
        return float((weights * (np.logaddexp(0, logit) - target * logit)).mean())

    for number, gradient in enumerate(found):
        for place in np.ndindex(gradient.shape):
            ends = []
            for step in (1e-5, -1e-5):
                beside = [value.astype(np.float64) for value in values]
                beside[number][place] += step
                ends.append(loss(beside))
            assert gradient[place] == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-5)


def test_units_that_are_dropped_learn_nothing_and_the_others_more() -> None:
    points, labels = cloud(rows=40, columns=4)
    values = [np.full(shape, 0.5, np.float32) for shape in ((4, 50), (50,), (50,), (1,))]
    weights, target = np.ones(1, np.float32), labels[:1].astype(np.float32)
    found = gradients(values, points[:1], target, weights, Recipe(drop=0.5), np.random.default_rng(6))
    silent = np.flatnonzero(found[2] == 0)
    assert 10 < len(silent) < 40
    assert not found[0][:, silent].any()
    kept = np.delete(found[2], silent)
    assert kept == pytest.approx(np.full(len(kept), kept[0]))
