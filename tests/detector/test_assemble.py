"""Joining a tower and a head gives a model that computes what both compute, and holds nothing else."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from fedart.detector.assemble import assembled
from fedart.errors import ConfigError

SIDE = 4


def tower() -> bytes:
    """x is quantised and multiplied with signed weights, the result squared, and then comes a part nobody needs."""
    rng = np.random.default_rng(1)
    weights = rng.integers(-127, 128, (SIDE, SIDE)).astype(np.int8)
    zero = helper.make_tensor("zero", TensorProto.INT8, [SIDE], [0] * SIDE)
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "point"]),
        helper.make_node("MatMulInteger", ["q", "weights", "point", "zero"], ["product"]),
        helper.make_node("Cast", ["product"], ["cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["cast", "scale"], ["middle"]),
        helper.make_node("Mul", ["middle", "unneeded"], ["end"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tower",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, SIDE])],
        [helper.make_tensor_value_info("end", TensorProto.FLOAT, [1, SIDE])],
        [
            numpy_helper.from_array(weights, "weights"),
            zero,
            numpy_helper.from_array(np.ones(1, np.float32), "unneeded"),
        ],
    )
    return saved(graph)


def head(wanted: str = "middle") -> bytes:
    """The sum of the value `wanted` of the tower, times a weight."""
    nodes = [
        helper.make_node("ReduceSum", [wanted], ["sum"], keepdims=0),
        helper.make_node("Mul", ["sum", "gain"], ["whole"]),
    ]
    values = [numpy_helper.from_array(np.array(0.5, np.float32), "gain")]
    out = [helper.make_tensor_value_info("whole", TensorProto.FLOAT, [])]
    return saved(helper.make_graph(nodes, "head", [], out, values))


def saved(graph: onnx.GraphProto) -> bytes:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=7)
    return bytes(model.SerializeToString())


def answers(model: bytes, name: str, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return np.asarray(session.run([name], {"x": x})[0])


X = np.linspace(-1, 2, SIDE, dtype=np.float32)[None]


@pytest.mark.parametrize("unsigned", [False, True])
def test_the_model_computes_what_tower_and_head_compute(*, unsigned: bool) -> None:
    found = answers(assembled(tower(), head(), unsigned=unsigned), "whole", X)
    alone = answers(tower(), "end", X)
    assert found == pytest.approx(alone.sum() * 0.5, rel=1e-6)


def test_what_the_head_does_not_need_is_left_out() -> None:
    model = onnx.load_from_string(assembled(tower(), head()))
    assert [node.output[0] for node in model.graph.node] == ["q", "product", "cast", "middle", "sum", "whole"]
    assert {tensor.name for tensor in model.graph.initializer} == {"weights", "zero", "gain"}
    assert [value.name for value in model.graph.output] == ["whole"]
    onnx.checker.check_model(model)


def test_the_result_is_the_same_every_time() -> None:
    assert assembled(tower(), head()) == assembled(tower(), head())


def test_the_unsigned_form_holds_no_signed_weights() -> None:
    model = onnx.load_from_string(assembled(tower(), head(), unsigned=True))
    kinds = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    assert kinds["weights"] == kinds["zero"] == TensorProto.UINT8
    zero = next(tensor for tensor in model.graph.initializer if tensor.name == "zero")
    assert set(numpy_helper.to_array(zero).tolist()) == {128}


@pytest.mark.parametrize("broken", [b"", b"\x00\x01", b"plainly no model"])
def test_files_that_are_no_models_are_refused(broken: bytes) -> None:
    for pair in ((broken, head()), (tower(), broken)):
        with pytest.raises(ConfigError, match="put together"):
            assembled(*pair)
