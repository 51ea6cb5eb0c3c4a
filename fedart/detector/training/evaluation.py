"""The examination: every figure that is published about the model, in one table. See `docs/detector.md`.

Three protocols, each on pictures that the examined head never saw:
- unseen sources: heads fitted to four fifths of the sources, examined on the last fifth; other sources of the same
  generators may be known. Thresholds and calibration come from these scores.
- unseen families: the same with whole generator families and whole kinds of human works left out.
- final: the shipped head itself on the sources of the split `exam`, which took part in nothing before.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fedart.detector.training import dataset, examination, figures, fitting, leaving, pipelines, vectors
from fedart.detector.training.dataset import Picture, Views
from fedart.detector.training.examination import Floats, Table
from fedart.detector.training.fragment import Head

UNSURE = 0.05
"""From this probability of the whole on, tiles are looked at as well."""


@dataclass(frozen=True, slots=True)
class Combination:
    """Calibrations, each a bias and weights: the whole alone, whole and mean of tiles, a single tile."""

    whole: tuple[float, ...]
    both: tuple[float, ...]
    tile: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One row a picture: its `whole` view, the logit of it, and the mean logit of its tiles (NaN without)."""

    views: Views
    whole: Floats
    tiles: Floats

    def probabilities(self, combination: Combination) -> Floats:
        """What the model says: tiles count where they were looked at and the whole is not clearly a person's work."""
        alone = fitting.probability(self.whole, combination.whole)
        known = ~np.isnan(self.tiles) & (alone >= UNSURE)
        together = fitting.probability(np.stack([self.whole, np.nan_to_num(self.tiles)], axis=1), combination.both)
        return np.where(known, np.minimum(1.0, np.maximum(together, 0.0)), alone)

    def where(self, mask: NDArray[np.bool_]) -> "Judged":
        """The pictures of a mask."""
        return Judged(self.views.where(mask), self.whole[mask], self.tiles[mask])


def judged(views: Views, logits: Floats, name: str = "whole") -> Judged:
    """Bring the views of each picture together: the whole called `name`, and its tiles."""
    sums: dict[str, list[float]] = {}
    kinds = np.char.partition(views.names, "/")[:, 0]
    for picture, kind, logit in zip(views.pictures, kinds, logits, strict=True):
        if kind == "tiles":
            sums.setdefault(picture.sha256, []).append(float(logit))
    rows = views.names == name
    wholes = views.where(rows)
    tiles = [float(np.mean(sums[p.sha256])) if p.sha256 in sums else np.nan for p in wholes.pictures]
    return Judged(wholes, logits[rows], np.array(tiles))


def combination(crossed: Judged, views: Views, logits: Floats) -> Combination:
    """The calibrations, from scores of heads that had not seen the sources."""
    labels, weights = crossed.views.labels, crossed.views.weights
    tiled = crossed.where(~np.isnan(crossed.tiles))
    both = np.stack([tiled.whole, tiled.tiles], axis=1)
    single = np.char.partition(views.names, "/")[:, 0] == "tiles"
    tiles = views.where(single)
    return Combination(
        fitting.calibrated(crossed.whole, labels, weights),
        fitting.calibrated(both, tiled.views.labels, tiled.views.weights),
        fitting.calibrated(logits[single], tiles.labels, tiles.weights),
    )


def evaluate(known: Views, exam: Views, head: Head, seeds: Sequence[int]) -> tuple[Table, Combination]:
    """Everything about a head fitted to `known`: the table, and the calibrations that it needs in service."""
    logits, _ = fitting.crossfitted(known, known.of("group"), seeds)
    crossed = judged(known, logits)
    combined = combination(crossed, known, logits)
    said = crossed.probabilities(combined)
    points = examination.points(crossed.views, said)
    edges = {name: examination.threshold_of(points, name) for name in ("label", "hold", "drop")}
    final = judged(exam, head(exam.features).astype(np.float64))
    table: Table = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "unseen_sources": examination.whole(crossed.views, said),
        "unseen_families": _unseen_families(known, seeds),
        "left_out": leaving.left_out(known, seeds),
        "final": examination.whole(final.views, final.probabilities(combined)),
        "points": points,
        "final_at_points": examination.at(final.views, final.probabilities(combined), edges),
        "calibration": examination.calibration(crossed.views, said),
        "final_calibration": examination.calibration(final.views, final.probabilities(combined)),
        "human_by_medium": examination.by(crossed.views, said, "medium", edges, generated=False),
        "human_by_kind": examination.by(crossed.views, said, "family", edges, generated=False),
        "final_human_by_medium": _by_final(final, combined, edges, "medium", generated=False),
        "generated_by_family": examination.by(crossed.views, said, "family", edges, generated=True),
        "generated_by_medium": examination.by(crossed.views, said, "medium", edges, generated=True),
        "final_generated_by_family": _by_final(final, combined, edges, "family", generated=True),
        "generated_by_generator": examination.by(crossed.views, said, "generator", edges, generated=True),
        "final_generated_by_generator": _by_final(final, combined, edges, "generator", generated=True),
        "by_family": examination.separate(crossed.views, said, "family"),
        "pipelines": _pipelines(exam, head, combined, edges, tuple(pipelines.NAMED)),
        "attacks": _pipelines(exam, head, combined, edges, ("clean", *pipelines.ATTACKS)),
        "views": _views(crossed, final, combined),
        "vectors": _kept(exam, head, combined, edges),
    }
    return table, combined


def _views(crossed: Judged, final: Judged, combined: Combination) -> Table:
    """What looking at tiles is worth, on the pictures that have them."""
    table: Table = {}
    for name, each in (("unseen_sources", crossed), ("final", final)):
        tiled = each.where(~np.isnan(each.tiles))
        labels, weights = tiled.views.labels, tiled.views.weights
        rows = {
            "whole": fitting.probability(tiled.whole, combined.whole),
            "tiles": fitting.probability(tiled.tiles, combined.tile),
            "both": tiled.probabilities(combined),
        }
        table[name] = {
            kind: {k: round(v, 4) for k, v in figures.summary(labels, said, weights).items()}
            for kind, said in rows.items()
        }
    return table


def _unseen_families(known: Views, seeds: Sequence[int]) -> Table:
    """Folds of whole families; figures are the mean over folds, since scores of different heads do not compare."""
    logits, fold = fitting.crossfitted(known, known.of("family"), seeds)
    rows = known.names == "whole"
    views, logits, fold = known.where(rows), logits[rows], fold[rows]
    each = []
    for number in sorted(set(fold.tolist())):
        inside = fold == number
        part, scores = views.where(inside), logits[inside]
        each.append(figures.summary(part.labels, scores, part.weights))
    mean = {name: round(float(np.mean([row[name] for row in each])), 4) for name in each[0]}
    folds = [{k: round(v, 4) for k, v in row.items()} for row in each]
    return {**mean, "folds": folds}


def _by_final(final: Judged, combined: Combination, edges: dict[str, float], field: str, *, generated: bool) -> Table:
    return examination.by(final.views, final.probabilities(combined), field, edges, generated=generated)


def _pipelines(exam: Views, head: Head, combined: Combination, edges: dict[str, float], names: Sequence[str]) -> Table:
    """The whole view alone after each pipeline, at the thresholds of clean pictures; the same works in every row."""
    logits = head(exam.features).astype(np.float64)
    wanted = {p.sha256 for p, n in zip(exam.pictures, exam.names, strict=True) if n == f"whole@{names[-1]}"}
    table: Table = {}
    for name in names:
        each = judged(exam, logits, "whole" if name == "clean" else f"whole@{name}")
        each = each.where(np.array([p.sha256 in wanted for p in each.views.pictures], dtype=np.bool_))
        if len(each.whole):
            said = fitting.probability(each.whole, combined.whole)
            row: Table = {
                k: round(v, 4) for k, v in figures.summary(each.views.labels, said, each.views.weights).items()
            }
            row["calibration_error"] = examination.calibration(each.views, said)["error"]
            table[name] = {**row, "at": examination.at(each.views, said, edges), "works": len(each.whole)}
    return table


def _kept(exam: Views, head: Head, combined: Combination, edges: dict[str, float]) -> Table:
    """What is found in the pictures whose features stay beside the code: the bounds for whatever comes later."""
    views = vectors.chosen(exam)
    said = fitting.probability(head(views.features).astype(np.float64), combined.whole)
    return {**examination.whole(views, said), "at": examination.at(views, said, edges)}


def known_views(folder: Path) -> Views:
    """The views that heads are fitted to."""
    return dataset.load(folder, ("first", "tiles"), _fitting)


def exam_views(folder: Path) -> Views:
    """The views of the final examination."""
    return dataset.load(folder, ("first", "exam", "attacked"), _exam)


def _fitting(picture: Picture) -> bool:
    return picture.split == "fit"


def _exam(picture: Picture) -> bool:
    return picture.split == "exam"
