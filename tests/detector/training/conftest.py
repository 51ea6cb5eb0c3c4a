"""A small collection, and what its examination says: made once for all tests of the training."""

from pathlib import Path

import pytest

from fedart.detector.training import finishing, fitting
from fedart.detector.training.evaluation import evaluate, exam_views, known_views
from tests.support import synthetic
from tests.support.synthetic import Examined


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic.write(tmp_path_factory.mktemp("collection") / "data")


@pytest.fixture(scope="session")
def examined(collection: Path) -> Examined:
    known, exam = known_views(collection), exam_views(collection)
    head = fitting.fitted(known, (1,))
    table, combined = evaluate(known, exam, head, (1,))
    return Examined(collection, known, exam, head, {"data": finishing.counted(known), **table}, combined)
