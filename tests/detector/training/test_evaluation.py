"""The examination of a small collection, from cached features to the published table."""

import json

import numpy as np
import pytest

from fedart.detector import combined
from fedart.detector.description import Combine
from fedart.detector.training import examination, pipelines
from fedart.detector.training.dataset import Views
from fedart.detector.training.evaluation import UNSURE, Combination, Judged, judged
from fedart.detector.training.examination import number, part, parts, rows_of
from tests.support.synthetic import Examined, Kind, views_of

FIXED = Combination((-0.5, 1.2), (-1.0, 0.7, 0.9), (0.1, 0.8))
MERITS = ("auc", "tpr_5", "tpr_1", "tpr_01")


def with_tiles() -> tuple[Views, np.ndarray]:
    """Three works: the first with two tiles, the second with one, the third with none."""
    first, second, third = views_of([Kind("artist-0", "human", 3)]).pictures
    pictures = (first, first, first, second, second, third, third)
    names = np.array(["whole", "tiles/0", "tiles/1", "tiles/0", "whole", "whole", "whole-disturbed"])
    return Views(np.zeros((7, 1), np.float16), pictures, names), np.array([1.0, 2.0, 4.0, -6.0, -5.0, 0.5, 9.0])


# --- bringing views together ------------------------------------------------------------------------------------------


def test_the_views_of_a_picture_come_together() -> None:
    views, logits = with_tiles()
    found = judged(views, logits)
    assert found.whole.tolist() == [1.0, -5.0, 0.5]
    assert found.tiles[:2].tolist() == [3.0, -6.0]
    assert np.isnan(found.tiles[2])
    assert set(found.views.names.tolist()) == {"whole"}
    assert judged(views, logits, "whole-disturbed").whole.tolist() == [9.0]


def test_tiles_count_only_where_the_whole_is_unsure() -> None:
    found = judged(*with_tiles())
    said = found.probabilities(FIXED)
    assert said[1] < UNSURE, "a person's work by the whole alone"
    changed = Judged(found.views, found.whole, np.array([-3.0, 6.0, np.nan]))
    again = changed.probabilities(FIXED)
    assert again[0] < said[0]
    assert again[1:].tolist() == said[1:].tolist()


def test_the_examination_combines_as_the_server_does() -> None:
    rng = np.random.default_rng(1)
    pictures = views_of([Kind("artist-0", "human", 60)])
    whole, tiles = rng.normal(0, 4, 60), rng.normal(0, 4, 60)
    tiles[50:] = np.nan
    said = Judged(pictures, whole, tiles).probabilities(FIXED)
    service = Combine((-0.5, 1.2), (-1.0, 0.7, 0.9), (0.1, 0.8))
    for estimate, one, other in zip(said, whole.tolist(), tiles.tolist(), strict=True):
        alone = combined.of_whole(service, one)
        looked = combined.sigmoid(alone) >= UNSURE and not np.isnan(other)
        logit = combined.of_both(service, one, [other - 1, other + 1]) if looked else alone
        assert estimate == pytest.approx(combined.sigmoid(logit), abs=1e-9)


# --- the table --------------------------------------------------------------------------------------------------------


def test_heads_are_fitted_to_the_one_split_and_examined_on_the_other(examined: Examined) -> None:
    assert set(examined.known.of("split")) == {"fit"}
    assert set(examined.exam.of("split")) == {"exam"}
    assert not set(examined.known.of("sha256")) & set(examined.exam.of("sha256"))


@pytest.mark.parametrize("protocol", ["unseen_sources", "final"])
def test_what_can_be_learnt_is_found(examined: Examined, protocol: str) -> None:
    table = part(examined.table, protocol)
    assert number(part(table, "auc"), "value") > 0.85
    for name in MERITS:
        row = part(table, name)
        assert number(row, "low") <= number(row, "value") <= number(row, "high")


def test_the_counts_are_those_of_pictures_not_of_views(examined: Examined) -> None:
    assert part(examined.table, "unseen_sources")["human"] == 12 * 24
    assert part(examined.table, "unseen_sources")["generated"] == 12 * 14
    assert part(examined.table, "final")["human_sources"] == 4
    assert part(examined.table, "data")["views"] == len(examined.known.names)


def test_the_figure_of_unseen_families_is_the_mean_of_folds(examined: Examined) -> None:
    families = part(examined.table, "unseen_families")
    folds = rows_of(families, "folds")
    assert len(folds) == 5
    for name in MERITS:
        assert number(families, name) == pytest.approx(np.mean([number(row, name) for row in folds]), abs=1e-3)


def test_points_come_from_unseen_sources_and_are_tried_again(examined: Examined) -> None:
    rows = rows_of(examined.table, "points")
    assert len(rows) == len(examination.POINTS)
    at = part(examined.table, "final_at_points")
    assert set(at) == {"label", "hold", "drop"}
    said = judged(examined.exam, examined.head(examined.exam.features).astype(np.float64))
    probabilities = said.probabilities(examined.combined)
    human = said.views.labels == 0
    for name, row in parts(at):
        flagged = int((probabilities[human] >= examination.threshold_of(rows, name)).sum())
        assert (row["flagged"], row["human"]) == (flagged, 40)


def test_the_weaker_the_pictures_get_the_less_is_found(examined: Examined) -> None:
    attacks = dict(parts(part(examined.table, "attacks")))
    assert set(attacks) == {"clean", *pipelines.ATTACKS}
    assert {row["works"] for row in attacks.values()} == {48}, "the same works each time"
    assert number(attacks["clean"], "auc") - number(attacks["blur"], "auc") > 0.15
    assert number(attacks["clean"], "auc") > number(attacks["noise"], "auc")
    ways = dict(parts(part(examined.table, "pipelines")))
    assert set(ways) == set(pipelines.NAMED)
    assert number(ways["mastodon"], "auc") == pytest.approx(number(ways["clean"], "auc"), abs=0.08)


def test_calibrated_estimates_are_near_the_truth(examined: Examined) -> None:
    assert number(part(examined.table, "calibration"), "error") < 0.08
    bias, weight = examined.combined.whole
    assert weight > 0
    assert len(examined.combined.both) == 3
    assert len(examined.combined.tile) == 2
    assert abs(bias) < 3


def test_what_tiles_are_worth_is_told(examined: Examined) -> None:
    for protocol in ("unseen_sources", "final"):
        rows = part(part(examined.table, "views"), protocol)
        assert set(rows) == {"whole", "tiles", "both"}
        assert all(number(row, "auc") > 0.8 for _, row in parts(rows))


def test_the_table_can_be_written_down(examined: Examined) -> None:
    assert json.loads(json.dumps(examined.table)) == examined.table
