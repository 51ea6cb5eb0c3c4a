"""The shipped head on features of the final examination: no change of weights, calibration or threshold goes unseen.

The bounds are the intervals of the published evaluation of these very pictures.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from fedart.detector import combined, manifest, tower
from fedart.detector.assemble import assembled
from fedart.detector.training import figures, vectors
from fedart.detector.training.fitting import LAYERS
from fedart.detector.training.fragment import OPSET, WIDTH
from fedart.detector.training.vectors import Vectors
from tests.support.toy_tower import LAYER

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).parent / "files" / "vectors.npz"
PROMISED = json.loads((ROOT / "docs" / "eval.json").read_text(encoding="utf-8"))["vectors"]


def tower_of_features() -> bytes:
    """A tower whose blocks give the pieces of its input: 1 x (blocks x width)."""
    nodes = [helper.make_node("Split", ["features", "widths"], [f"piece_{layer}" for layer in LAYERS], axis=1)]
    nodes += [helper.make_node("Unsqueeze", [f"piece_{n}", "one"], [LAYER.format(n)]) for n in LAYERS]
    stored = [
        numpy_helper.from_array(np.array([WIDTH] * len(LAYERS), np.int64), "widths"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
    ]
    shown = helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, len(LAYERS) * WIDTH])
    out = helper.make_tensor_value_info(LAYER.format(LAYERS[-1]), TensorProto.FLOAT, [1, 1, WIDTH])
    graph = helper.make_graph(nodes, "features", [shown], [out], stored)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=7)
    return bytes(made.SerializeToString())


@pytest.fixture(scope="module")
def kept() -> Vectors:
    return vectors.load(FILE)


@pytest.fixture(scope="module")
def said(kept: Vectors) -> NDArray[np.float64]:
    """What the shipped head and its calibration say of every picture."""
    return np.array(list(_estimates(kept)))


def _estimates(kept: Vectors) -> Iterator[float]:
    data = assembled(tower_of_features(), (tower.SHIPPED / tower.HEAD).read_bytes())
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    calibrated = manifest.load(tower.SHIPPED).combine
    assert calibrated is not None
    for row in kept.features.astype(np.float32):
        (logit,) = session.run(["whole"], {"features": row[None, :]})
        yield combined.sigmoid(combined.of_whole(calibrated, float(np.asarray(logit)[0])))


def merits(kept: Vectors, estimates: NDArray[np.float64]) -> dict[str, float]:
    labels = (kept.label == "generated").astype(np.int64)
    return figures.summary(labels, estimates, figures.balanced(labels, kept.source.tolist()))


def inside(found: dict[str, float]) -> bool:
    """Whether all figures lie in the promised intervals."""
    return all(PROMISED[name]["low"] <= value <= PROMISED[name]["high"] for name, value in found.items())


def test_as_many_pictures_are_kept_as_the_evaluation_says(kept: Vectors) -> None:
    assert (kept.label == "human").sum() == PROMISED["human"] >= 100
    assert (kept.label == "generated").sum() == PROMISED["generated"] >= 100
    assert len(set(kept.sha256.tolist())) == len(kept.sha256)


def test_the_shipped_head_finds_what_the_evaluation_says(kept: Vectors, said: NDArray[np.float64]) -> None:
    assert inside(merits(kept, said))


def test_a_head_that_guesses_would_be_noticed(kept: Vectors, said: NDArray[np.float64]) -> None:
    half = np.where(np.arange(len(said)) % 2, said, 1 - said)
    assert not inside(merits(kept, half))


@pytest.mark.parametrize("name", ["label", "hold", "drop"])
def test_the_thresholds_flag_the_works_that_the_evaluation_says(
    name: str, kept: Vectors, said: NDArray[np.float64]
) -> None:
    [edge] = [point.threshold for point in manifest.load(tower.SHIPPED).points if point.name == name]
    flagged = int((said[kept.label == "human"] >= edge).sum())
    promised = PROMISED["at"][name]
    works = promised["human"]
    assert promised["wrong_low"] <= 1000 * flagged / works <= promised["wrong_high"]
    assert flagged == pytest.approx(promised["flagged"], abs=1), "half precision may move a work at the very edge"


def test_the_estimates_are_probabilities(kept: Vectors, said: NDArray[np.float64]) -> None:
    labels = (kept.label == "generated").astype(np.int64)
    curve = figures.calibration(labels, said, figures.balanced(labels, kept.source.tolist()))
    assert figures.calibration_error(curve) < 0.1
