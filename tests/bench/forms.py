"""The shipped model in its other forms: unsigned weights, and the floating point that its eight bits stand for."""

import tomllib
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import onnx
from onnx import TensorProto, helper, numpy_helper

from fedart.detector import assemble

ANY_GOLDEN = "tolerance = 1.0"


def manifest_hash(model: Path) -> str:
    """The hash that a model's description names."""
    return str(tomllib.loads((model / "model.toml").read_text(encoding="utf-8"))["sha256"])


def unsigned(model: Path, into: Path) -> Path:
    """Write the same model with unsigned weights: its own graph below a head that has outputs and nothing else."""
    ends = helper.make_graph([], "ends", [], [helper.make_tensor_value_info("whole", TensorProto.FLOAT, [1])])
    data = (model / "model.onnx").read_bytes()
    return _written(into, model, assemble.assembled(data, helper.make_model(ends).SerializeToString(), unsigned=True))


def floating(model: Path, into: Path) -> Path:
    """Write the same model in single precision: every product of eight-bit numbers becomes one of floats.

    The weights are those that the eight bits stand for, so what differs is the rounding of what flows through, and the
    speed. A chain is DynamicQuantizeLinear, MatMulInteger, Cast, Mul by the product of both scales.
    """
    graph = onnx.load(model / "model.onnx")
    stored = {tensor.name: tensor for tensor in graph.graph.initializer}
    made = {name: node for node in graph.graph.node for name in node.output}
    used = {name: node for node in graph.graph.node for name in node.input}
    nodes = []
    for node in graph.graph.node:
        nodes.append(node)
        if node.op_type == "MatMulInteger":
            product = used[used[node.output[0]].output[0]]
            scale = _weight_scale((made[name] for name in product.input if name in made), stored)
            weight, zero = (numpy_helper.to_array(stored[node.input[place]]).astype("float32") for place in (1, 3))
            name = f"{node.input[1]}_floating"
            graph.graph.initializer.append(
                numpy_helper.from_array((weight - zero) * numpy_helper.to_array(stored[scale]), name)
            )
            shown = made[node.input[0]].input[0]
            nodes.append(helper.make_node("MatMul", [shown, name], [product.output[0] + "_floating"]))
    _rename(nodes)
    _only_needed(graph.graph, nodes)
    return _written(into, model, bytes(graph.SerializeToString()))


def _weight_scale(nodes: Iterable[onnx.NodeProto], stored: dict[str, onnx.TensorProto]) -> str:
    """The stored factor of the node that multiplies both scales."""
    return next(str(name) for node in nodes if node.op_type == "Mul" for name in node.input if name in stored)


def _rename(nodes: list[onnx.NodeProto]) -> None:
    """Let whoever used a product of eight-bit numbers use the one of floats."""
    new = {name.removesuffix("_floating"): name for node in nodes for name in node.output if name.endswith("_floating")}
    for node in nodes:
        for place, name in enumerate(node.input):
            node.input[place] = new.get(name, name)


def _only_needed(graph: onnx.GraphProto, nodes: list[onnx.NodeProto]) -> None:
    """Keep what leads to the outputs."""
    needed = {value.name for value in graph.output}
    kept = []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    weights = [tensor for tensor in graph.initializer if tensor.name in needed]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(weights)


def _written(into: Path, model: Path, data: bytes) -> Path:
    """A model's folder with that data; its golden score may differ."""
    into.mkdir(parents=True)
    (into / "model.onnx").write_bytes(data)
    lines = (model / "model.toml").read_text(encoding="utf-8").replace(manifest_hash(model), sha256(data).hexdigest())
    kept = [ANY_GOLDEN if line.startswith("tolerance") else line for line in lines.splitlines()]
    (into / "model.toml").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return into
