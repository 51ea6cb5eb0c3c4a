"""The fragment, joined to a tower, computes what the fitted head computes."""

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray

from fedart.detector.assemble import assembled
from fedart.detector.training.fitting import LAYERS
from fedart.detector.training.fragment import WIDTH, Head, fragment, taps
from tests.support import toy_tower
from tests.support.toy_head import toy_head


def pictures(count: int = 4) -> list[NDArray[np.float32]]:
    rng = np.random.default_rng(7)
    return [rng.normal(rng.normal(), 1, (1, 3, 224, 224)).astype(np.float32) for _ in range(count)]


def answers(model: bytes, name: str) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.concatenate([np.asarray(session.run([name], {"pixel_values": p})[0]) for p in pictures()])


def class_tokens(layer: int) -> NDArray[np.float32]:
    """What the tower itself says at one of its values."""
    model = onnx.load_from_string(toy_tower.tower())
    name = toy_tower.LAYER.format(layer)
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 49, WIDTH]))
    return answers(model.SerializeToString(), name)[:, 0]


@pytest.fixture(scope="module")
def features() -> NDArray[np.float32]:
    return answers(assembled(toy_tower.tower(), taps(LAYERS)), "features")


def test_the_features_are_the_class_tokens_one_after_another(features: NDArray[np.float32]) -> None:
    assert features.shape == (4, len(LAYERS) * WIDTH)
    assert np.array_equal(features, np.concatenate([class_tokens(layer) for layer in LAYERS], axis=1))
    assert features.std(axis=0).max() > 0.01, "different pictures have different features"


@pytest.mark.parametrize("unsigned", [False, True])
def test_tower_and_fragment_give_the_heads_logit(features: NDArray[np.float32], *, unsigned: bool) -> None:
    head = toy_head(1)
    found = answers(assembled(toy_tower.tower(), fragment({"whole": head}), unsigned=unsigned), "whole")
    wanted = head(features)
    assert wanted.dtype == np.float32
    assert found == pytest.approx(wanted, abs=0.02)
    assert np.ptp(wanted) > 0.1, "a constant would not tell"


def test_several_heads_have_an_output_each(features: NDArray[np.float32]) -> None:
    first = toy_head(1)
    heads = {"whole": first, "tile": toy_head(2, first.scale)}
    model = assembled(toy_tower.tower(), fragment(heads))
    for name, head in heads.items():
        assert answers(model, name) == pytest.approx(head(features), abs=0.02)


def test_the_head_is_a_perceptron_on_scaled_features(features: NDArray[np.float32]) -> None:
    head = toy_head(3)
    assert np.array_equal(head(features), head.perceptron(head.scale(features)))


def test_the_fragment_is_the_same_every_time_and_half_as_large() -> None:
    data = fragment({"whole": toy_head(1)})
    assert data == fragment({"whole": toy_head(1)})
    weights = len(LAYERS) * WIDTH * (40 + 2)
    assert 2 * weights < len(data) < 2 * weights + 8_000


def test_only_what_the_heads_need_is_left_of_the_tower() -> None:
    model = onnx.load_from_string(assembled(toy_tower.tower(), fragment({"whole": toy_head(1, layers=(0, 3))})))
    made = {name for node in model.graph.node for name in node.output}
    assert toy_tower.LAYER.format(3) in made
    assert toy_tower.LAYER.format(4) not in made
    onnx.checker.check_model(model)


@pytest.mark.parametrize(
    "other", [toy_head(2, toy_head(1).scale, (0, 2, 4, 6, 8)), toy_head(2)], ids=["layers", "scale"]
)
def test_heads_that_look_at_different_things_do_not_fit_together(other: Head) -> None:
    with pytest.raises(ValueError, match="share their layers and their scale"):
        fragment({"whole": toy_head(1), "tile": other})
