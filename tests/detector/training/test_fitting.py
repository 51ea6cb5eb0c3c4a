"""Heads are examined only on what they never saw, and their logits become probabilities."""

import numpy as np
import pytest

from fedart.detector.training import figures
from fedart.detector.training.fitting import LAYERS, calibrated, crossfitted, fitted, probability
from tests.support.synthetic import Kind, views_of

SEEDS = (1,)


def test_a_fitted_head_knows_its_layers_and_tells_the_labels_apart() -> None:
    views = views_of([Kind(f"{label}-{n}", label, 150) for label in ("human", "generated") for n in range(6)])
    head = fitted(views, SEEDS)
    assert head.layers == LAYERS
    assert figures.auc(views.labels, head(views.features).astype(np.float64)) > 0.9


def test_sources_that_were_not_seen_are_judged_when_there_is_something_to_learn() -> None:
    views = views_of([Kind(f"{label}-{n}", label, 150) for label in ("human", "generated") for n in range(6)])
    logits, fold = crossfitted(views, views.of("source"), SEEDS, 3)
    assert np.isfinite(logits).all()
    assert set(fold.tolist()) == {0, 1, 2}
    assert figures.auc(views.labels, logits) > 0.85


def test_learning_the_sources_by_heart_does_not_help() -> None:
    kinds = [Kind(f"{label}-{n}", label, 15) for label in ("human", "generated") for n in range(15)]
    views = views_of(kinds, memory_only=True)
    by_heart = fitted(views, SEEDS)(views.features).astype(np.float64)
    assert figures.auc(views.labels, by_heart) > 0.95
    unseen, _ = crossfitted(views, views.of("source"), SEEDS, 3)
    assert figures.auc(views.labels, unseen) < 0.75


@pytest.mark.parametrize(("bias", "weight"), [(0.0, 1.0), (-1.0, 0.5), (2.0, 3.0)])
def test_calibration_finds_what_the_logits_mean(bias: float, weight: float) -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 2, 20_000)
    true = 1 / (1 + np.exp(-(bias + weight * logits)))
    labels = (rng.random(20_000) < true).astype(np.int64)
    found = calibrated(logits, labels, np.ones(20_000))
    assert found == pytest.approx((bias, weight), abs=0.15)
    assert probability(logits, found) == pytest.approx(true, abs=0.03)


def test_calibration_of_two_columns_weighs_the_better_one_more() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 2, 5000)
    signal = 2.0 * labels - 1
    both = np.stack([signal + rng.normal(0, 1, 5000), signal + rng.normal(0, 3, 5000)], axis=1)
    bias, good, poor = calibrated(both, labels, np.ones(5000))
    assert good > 2 * poor > 0
    assert abs(bias) < 0.2


def test_probabilities_are_sigmoids_also_far_out() -> None:
    assert probability(np.array([0.0, 2.0, -2000.0, 2000.0]), (1.0, 0.5)) == pytest.approx(
        [1 / (1 + np.exp(-1)), 1 / (1 + np.exp(-2)), 0, 1]
    )
    assert probability(np.array([[1.0, 3.0]]), (0.5, 1.0, -1.0)) == pytest.approx([1 / (1 + np.exp(1.5))])
