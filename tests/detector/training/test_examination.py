"""Tables say what the scores say: points, shares by kind, generators apart, the worst errors."""

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from fedart.detector.training import examination, figures
from fedart.detector.training.dataset import Views
from tests.support.synthetic import FIT, Kind, views_of

KINDS = [Kind("artist-0", "human", 400), Kind("artist-1", "human", 400), Kind("maker-2", "generated", 200)]


def scored() -> tuple[Views, NDArray[np.float64]]:
    """Human works at 0.0000, 0.0010, 0.0020 ... 0.7990, generated ones at 0.5 and 1.0 by turns."""
    views = views_of(KINDS)
    human = np.random.default_rng(1).permutation(800) / 1000
    return views, np.concatenate([human, np.tile([0.5, 1.0], 100)])


def test_points_ascend_and_flag_no_more_than_they_may() -> None:
    views, said = scored()
    rows = examination.points(views, said)
    thresholds = [examination.number(row, "threshold") for row in rows]
    assert thresholds == sorted(thresholds)
    assert [row["name"] for row in rows if row["name"]] == ["label", "hold", "drop"]
    for rate, row in zip(examination.POINTS, rows, strict=True):
        edge = examination.number(row, "threshold")
        flagged = int((said[:800] >= edge).sum())
        assert row["flagged"] == flagged
        assert row["human"] == 800
        assert flagged <= rate * 800
        assert row["wrong"] == pytest.approx(1000 * flagged / 800, abs=0.01)
        low, wrong, high = (examination.number(row, name) for name in ("wrong_low", "wrong", "wrong_high"))
        assert 0 <= low <= wrong <= high <= 1000
        assert row["found"] == 50


def test_a_named_point_has_its_threshold() -> None:
    rows = examination.points(*scored())
    label, drop = (examination.threshold_of(rows, name) for name in ("label", "drop"))
    assert label == pytest.approx(0.7831)
    assert drop == pytest.approx(0.7991)
    with pytest.raises(StopIteration):
        examination.threshold_of(rows, "keep")


def test_the_work_at_the_threshold_itself_is_not_flagged() -> None:
    views, said = scored()
    said[:800] = 0.25
    said[0] = 1 / 3
    row = examination.points(views, said)[-1]
    assert row["threshold"] == 0.3334
    assert row["flagged"] == 0


def test_the_whole_table_counts_and_measures() -> None:
    views, said = scored()
    table = examination.whole(views, said)
    counts = {name: table[name] for name in ("human", "generated", "human_sources", "generated_sources")}
    assert counts == {"human": 800, "generated": 200, "human_sources": 2, "generated_sources": 1}
    wanted = figures.summary(views.labels, said, views.weights)
    for name, value in wanted.items():
        row = examination.part(table, name)
        assert row["value"] == pytest.approx(value, abs=1e-4)
        assert examination.number(row, "low") <= examination.number(row, "high")


def test_calibration_is_rounded_for_print() -> None:
    table = examination.calibration(*scored())
    curve = examination.rows_of(table, "curve")
    assert sum(examination.number(row, "share") for row in curve) == pytest.approx(1, abs=1e-3)
    assert 0 < examination.number(table, "error") < 1


def test_shares_by_kind_count_who_reaches_the_threshold() -> None:
    views, said = scored()
    table = examination.by(views, said, "medium", {"half": 0.5, "all": 0.0}, generated=False)
    mine = np.array([p.medium == "ink" and not p.generated for p in views.pictures])
    row = examination.part(table, "ink")
    assert row["works"] == int(mine.sum())
    assert row["median"] == pytest.approx(np.median(said[mine]), abs=1e-4)
    assert examination.part(row, "half")["value"] == pytest.approx((said[mine] >= 0.5).mean(), abs=1e-4)
    assert examination.part(row, "all") == {"value": 1.0, "low": pytest.approx(0.98, abs=0.02), "high": 1.0}
    assert sum(int(str(row["works"])) for _, row in examination.parts(table)) == 800


def test_kinds_of_a_few_works_are_left_out_and_the_largest_come_first() -> None:
    views = views_of([Kind("artist-0", "human", 7), Kind("artist-1", "human", 9), Kind("artist-2", "human", 30)])
    table = examination.by(views, np.zeros(46), "family", {"hold": 0.5}, generated=False)
    assert [row["works"] for _, row in examination.parts(table)] == [30, 9]
    assert examination.by(views, np.zeros(46), "family", {"hold": 0.5}, generated=True) == {}


def test_each_family_is_compared_with_all_human_works() -> None:
    views = views_of(FIT)
    said = np.where(views.labels == 1, 0.4, 0.5)
    easy = np.array([picture.family == "flow" for picture in views.pictures])
    table = examination.separate(views, np.where(easy, 0.9, said), "family")
    assert examination.part(table, "flow")["auc"] == 1.0
    assert examination.part(table, "token")["auc"] == 0.0
    assert examination.part(table, "flow")["works"] == 28


def test_the_worst_errors_come_first() -> None:
    views, said = scored()
    worst = examination.worst(views, said, 5)
    assert [score for _, _, score in worst] == [0.799, 0.798, 0.797, 0.796, 0.795]
    assert {label for _, label, _ in worst} == {"human"}
    said[800] = 0.0
    assert examination.worst(views, said, 1) == [(views.pictures[800].sha256, "generated", 0.0)]


def test_tables_can_be_written_down() -> None:
    views, said = scored()
    table = {"whole": examination.whole(views, said), "points": examination.points(views, said)}
    assert json.loads(json.dumps(table)) == table


@pytest.mark.parametrize("value", [[1], "x", True, None])
def test_something_else_than_was_expected_is_named(value: object) -> None:
    for read in (examination.part, examination.number):
        with pytest.raises(TypeError, match=r"^figure: "):
            read({"figure": value}, "figure")
    with pytest.raises(TypeError, match=r"^figure: "):
        examination.rows_of({"figure": {}}, "figure")
