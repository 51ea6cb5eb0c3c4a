"""The model that comes with fedart, as set-up completes it: its promises, its thresholds, its documents.

The bounds come from the published evaluation; no figure about the model stands here.
"""

import json
import shutil
import sys
from pathlib import Path

import pytest

from fedart.cli import installing
from fedart.config import Config, StorageSettings
from fedart.detector import installed, manifest, tower
from fedart.detector.training import figures, publishing

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "detector.md"
EVAL = json.loads((ROOT / "docs" / "eval.json").read_text(encoding="utf-8"))
MODELS = Path(sys.prefix) / "share" / "fedart" / "models"


@pytest.fixture(scope="module")
def folder() -> Path:
    found = installed.shipped(MODELS.parent)
    assert found is not None, "the shipped model is not complete: run `make test-environment`"
    return found


def test_the_thresholds_are_those_of_the_evaluation() -> None:
    info = manifest.load(tower.SHIPPED)
    measured = {row["name"]: row for row in EVAL["points"] if row["name"]}
    for point in info.points:
        if point.name:
            row = measured[point.name]
            assert (point.threshold, point.wrong, point.found) == (row["threshold"], row["wrong"], row["found"])
    assert {point.name for point in info.points if point.name} == set(measured) == {"label", "hold", "drop"}


def test_every_number_in_the_document_is_the_evaluations(tmp_path: Path) -> None:
    copy = tmp_path / "detector.md"
    shutil.copy(DOCUMENT, copy)
    publishing.fill(copy, EVAL)
    assert copy.read_text(encoding="utf-8") == DOCUMENT.read_text(encoding="utf-8")


def test_the_manifest_names_the_hash_of_one_of_the_two_forms(folder: Path) -> None:
    promised = {manifest.load(tower.SHIPPED).sha256, tower.pinned().unsigned_sha256}
    assert manifest.load(folder).sha256 in promised


@pytest.mark.slow
async def test_the_check_set_is_judged_within_the_measured_bounds(folder: Path, tmp_path: Path) -> None:
    config = Config(storage=StorageSettings(data=str(tmp_path)))
    rates = await installing.measured(config, folder)
    assert rates is not None
    assert rates.failed == 0
    assert rates.auc is not None
    assert rates.auc >= EVAL["final"]["auc"]["low"]
    at_hold = EVAL["final_at_points"]["hold"]
    found = figures.share(rates.found, rates.generated)
    assert found.high * 100 >= at_hold["found"]
    wrong = figures.share(rates.wrong, rates.human)
    assert wrong.low * 1000 <= at_hold["wrong_high"]
