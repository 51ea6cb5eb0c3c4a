"""Figures of merit against their definitions, spelt out slowly, and against values that are known."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.detector.training import figures
from fedart.detector.training.figures import Floats, Labels

SHARES = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@st.composite
def judged(draw: st.DrawFn) -> tuple[Labels, Floats, Floats]:
    """At least one work of each label, scores with ties, small whole weights."""
    rest = draw(st.lists(st.integers(0, 1), max_size=20))
    labels = [0, 1, *rest]
    scores = [draw(st.integers(-3, 3)) / 2 for _ in labels]
    weights = [draw(st.integers(1, 5)) for _ in labels]
    return np.array(labels), np.array(scores, dtype=np.float64), np.array(weights, dtype=np.float64)


# --- ranking ----------------------------------------------------------------------------------------------------------


@given(judged())
def test_auc_is_the_share_of_pairs_in_the_right_order(given: tuple[Labels, Floats, Floats]) -> None:
    labels, scores, weights = given
    won = total = 0.0
    for i, j in itertools.product(np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)):
        pair = weights[i] * weights[j]
        total += pair
        won += pair * (1.0 if scores[i] > scores[j] else 0.5 if scores[i] == scores[j] else 0.0)
    assert figures.auc(labels, scores, weights) == pytest.approx(won / total)


@given(judged())
def test_auc_turns_round_with_the_scores(given: tuple[Labels, Floats, Floats]) -> None:
    labels, scores, weights = given
    assert figures.auc(labels, -scores, weights) == pytest.approx(1 - figures.auc(labels, scores, weights))
    assert figures.auc(labels, np.exp(scores), weights) == pytest.approx(figures.auc(labels, scores, weights))


@given(judged())
def test_a_weight_of_two_is_the_same_work_twice(given: tuple[Labels, Floats, Floats]) -> None:
    labels, scores, weights = given
    again = np.repeat(np.arange(len(labels)), weights.astype(int))
    weighted, repeated = (figures.auc(labels, scores, weights), figures.auc(labels[again], scores[again]))
    assert weighted == pytest.approx(repeated)


@pytest.mark.parametrize(
    ("labels", "scores", "wanted"),
    [
        ([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0.75),
        ([0, 1], [0.0, 1.0], 1.0),
        ([0, 1], [1.0, 0.0], 0.0),
        ([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5], 0.5),
    ],
)
def test_known_aucs(labels: list[int], scores: list[float], wanted: float) -> None:
    assert figures.auc(np.array(labels), np.array(scores)) == wanted


@pytest.mark.parametrize("label", [0, 1])
def test_one_label_alone_has_no_auc(label: int) -> None:
    assert math.isnan(figures.auc(np.array([label, label]), np.array([0.1, 0.2])))


# --- thresholds -------------------------------------------------------------------------------------------------------


@given(judged(), st.integers(0, 20))
def test_the_threshold_is_the_lowest_that_keeps_the_rate(given: tuple[Labels, Floats, Floats], twentieths: int) -> None:
    labels, scores, weights = given
    rate = Fraction(twentieths, 20)
    human = labels == 0
    total = int(weights[human].sum())

    def flagged(threshold: float) -> int:
        return int(weights[human & (scores > threshold)].sum())

    found = figures.threshold_at(labels, scores, float(rate), weights)
    assert found in scores[human]
    assert flagged(found) <= rate * total
    for lower in set(scores[human & (scores < found)].tolist()):
        assert flagged(lower) > rate * total


def test_one_in_ten_may_be_flagged() -> None:
    labels = np.array([0] * 10 + [1] * 4)
    scores = np.array([*range(10), 8.5, 9.5, 3.0, 8.0], dtype=np.float64)
    assert figures.threshold_at(labels, scores, 0.1) == 8
    assert figures.found_at(labels, scores, 8) == 0.5
    assert figures.threshold_at(labels, scores, 0.05) == 9
    assert figures.found_at(labels, scores, 9) == 0.25


@given(judged())
def test_what_is_found_counts_by_weight(given: tuple[Labels, Floats, Floats]) -> None:
    labels, scores, weights = given
    rows = [(w, s) for one, s, w in zip(labels, scores, weights, strict=True) if one == 1]
    wanted = sum(w for w, s in rows if s > 0.5) / sum(w for w, _ in rows)
    assert figures.found_at(labels, scores, 0.5, weights) == pytest.approx(wanted)


def test_nothing_can_be_found_where_nothing_is_generated() -> None:
    assert math.isnan(figures.found_at(np.zeros(3, np.int64), np.zeros(3), 0.5))


def test_the_summary_names_its_figures() -> None:
    labels = np.array([0] * 50 + [1] * 50)
    perfect = figures.summary(labels, labels.astype(np.float64))
    assert perfect == {"auc": 1.0, "tpr_5": 1.0, "tpr_1": 1.0, "tpr_01": 1.0}
    useless = figures.summary(labels, np.zeros(100))
    assert useless == {"auc": 0.5, "tpr_5": 0.0, "tpr_1": 0.0, "tpr_01": 0.0}


# --- intervals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 100, 0.0, 0.03699),
        (1, 1000, 0.0001766, 0.005643),
        (10, 100, 0.05523, 0.17437),
        (50, 100, 0.40383, 0.59617),
        (100, 100, 0.96301, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_known_intervals_of_wilson(hits: int, of: int, low: float, high: float) -> None:
    found = figures.share(hits, of)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-3)


@given(SHARES)
def test_wilsons_ends_are_where_the_share_is_just_believable(pair: tuple[int, int]) -> None:
    found = figures.share(*pair)
    for end in (found.low, found.high):
        if 0 < end < 1:
            assert (found.value - end) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) / found.of, abs=1e-9)


@given(SHARES)
def test_wilsons_interval_holds_the_share_and_mirrors(pair: tuple[int, int]) -> None:
    hits, of = pair
    found, other = figures.share(hits, of), figures.share(of - hits, of)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((1 - other.high, 1 - other.low))
    wider = figures.share(hits * 10, of * 10)
    assert wider.high - wider.low < found.high - found.low


def sources(count: int = 8, works: int = 6, seed: int = 1) -> tuple[Labels, Floats, list[str]]:
    """Sources of both labels whose works resemble each other."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(count) % 2, works)
    own = np.repeat(rng.normal(0, 1, count), works)
    names = [f"s{n}" for n in range(count) for _ in range(works)]
    return labels, labels + own + rng.normal(0, 0.3, count * works), names


def test_the_same_draws_give_the_same_interval() -> None:
    labels, scores, names = sources()
    first = figures.intervals(labels, scores, names, rounds=60)
    assert first == figures.intervals(labels, scores, names, rounds=60)
    assert first != figures.intervals(labels, scores, names, rounds=60, seed=1)
    assert set(first) == set(figures.summary(labels, scores))


def test_the_interval_lies_around_the_figure() -> None:
    labels, scores, names = sources(20)
    low, high = figures.intervals(labels, scores, names, rounds=200)["auc"]
    assert low < figures.auc(labels, scores) < high


def test_more_works_of_the_same_sources_make_nothing_surer() -> None:
    labels, scores, names = sources()
    again = np.repeat(np.arange(len(labels)), 5)
    copied = [names[i] for i in again]
    once = figures.intervals(labels, scores, names, rounds=60)["auc"]
    assert figures.intervals(labels[again], scores[again], copied, rounds=60)["auc"] == pytest.approx(once)
    single = [str(i) for i in range(len(labels))]
    low, high = figures.intervals(labels, scores, single, rounds=60)["auc"]
    assert high - low < once[1] - once[0]


def test_one_source_of_each_label_leaves_nothing_to_draw() -> None:
    labels, scores, _ = sources()
    alone = ["only"] * len(labels)
    found = figures.intervals(labels, scores, alone, rounds=5)
    assert found == {name: (value, value) for name, value in figures.summary(labels, scores).items()}


def test_a_rates_interval_comes_from_whole_sources() -> None:
    flagged = np.array([True] * 10 + [False] * 90)
    gathered = figures.rate_interval(flagged, [str(i // 10) for i in range(100)])
    scattered = figures.rate_interval(flagged, [str(i % 10) for i in range(100)])
    assert gathered[0] == 0
    assert gathered[1] > 0.2
    assert scattered == pytest.approx((0.1, 0.1))
    assert gathered == figures.rate_interval(flagged, [str(i // 10) for i in range(100)])


def test_a_rates_interval_counts_by_weight() -> None:
    flagged = np.array([True, False])
    assert figures.rate_interval(flagged, ["one", "one"], np.array([3.0, 1.0])) == (0.75, 0.75)


# --- calibration ------------------------------------------------------------------------------------------------------


def test_the_reliability_curve_of_a_small_example() -> None:
    labels = np.array([0, 1, 1, 1])
    said = np.array([0.1, 0.1, 0.9, 1.0])
    curve = figures.calibration(labels, said, np.ones(4), bins=2)
    assert curve == [
        {"said": pytest.approx(0.1), "true": 0.5, "share": 0.5},
        {"said": pytest.approx(0.95), "true": 1.0, "share": 0.5},
    ]
    assert figures.calibration_error(curve) == pytest.approx(0.4 / 2 + 0.05 / 2)


@given(judged(), st.integers(1, 12))
def test_the_curve_covers_everything_once(given: tuple[Labels, Floats, Floats], bins: int) -> None:
    labels, scores, weights = given
    said = 1 / (1 + np.exp(-scores))
    curve = figures.calibration(labels, said, weights, bins)
    assert sum(row["share"] for row in curve) == pytest.approx(1)
    assert sum(row["share"] * row["said"] for row in curve) == pytest.approx(np.average(said, weights=weights))
    assert sum(row["share"] * row["true"] for row in curve) == pytest.approx(np.average(labels, weights=weights))


def test_honest_estimates_are_calibrated_and_bold_ones_are_not() -> None:
    rng = np.random.default_rng(2)
    said = rng.random(20_000)
    labels = (rng.random(20_000) < said).astype(np.int64)
    honest = figures.calibration(labels, said, np.ones(20_000))
    bold = figures.calibration(labels, np.where(said > 0.5, 0.99, 0.01), np.ones(20_000))
    assert figures.calibration_error(honest) < 0.02
    assert figures.calibration_error(bold) > 0.2


# --- weights ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from("abcde")), min_size=1, max_size=60), st.integers(1, 9))
def test_weights_cap_every_source_and_balance_the_labels(rows: list[tuple[int, str]], cap: int) -> None:
    labels = np.array([0, 1, *(label for label, _ in rows)])
    names = ["h-first", "g-first", *(f"{'hg'[label]}-{name}" for label, name in rows)]
    weights = figures.balanced(labels, names, cap)
    for label in (0, 1):
        mine = labels == label
        assert weights[mine].sum() == pytest.approx(len(labels) / 2)
        sums = {name: weights[[n == name for n in names]].sum() for name in set(names) if name.startswith("hg"[label])}
        scale = weights[label]  # the first source has one work, which no cap touches
        for name, total in sums.items():
            assert total == pytest.approx(scale * min(cap, names.count(name)))
