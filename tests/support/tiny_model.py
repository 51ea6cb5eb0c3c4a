"""Writes the smallest models that the detector takes: one that always says the same, one that measures brightness, and

one that looks at tiles too.
"""

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIZE = 32
SAMPLE = 64
TILED = {
    "input": f"{{ size = {SIZE}, resize = 40, sample = {SAMPLE}, layout = 'NCHW', mean = [0, 0, 0], std = [1, 1, 1] }}",
    "output": "{ kind = 'sigmoid', index = 0, labels = ['generated'], name = 'whole' }",
    "tiles": "{ output = 'tile', most = 6, from = 0.25 }",
    "combine": "{ whole = [0, 1], both = [0, 0.5, 0.5], tile = [0, 1] }",
    "frames": "{ most = 3 }",
}


def constant(folder: Path, score: float, **changes: str) -> Path:
    """A model that gives `score` to every picture."""
    return write(folder, graph(0.0, score), **changes)


def brightness(folder: Path) -> Path:
    """A model whose score is the mean of all values: 0 for black, 1 for white."""
    return write(folder, graph())


def tiled(folder: Path, **changes: str) -> Path:
    """A model whose logits, of the whole and of a tile, go with brightness: -4 for black, 0 for grey, 4 for white."""
    return write(folder, two_headed(), **{**TILED, **changes})


def two_headed() -> onnx.ModelProto:
    """mean x 8 - 4 as the output `whole`, and the same as `tile`; a third output comes first and has another shape."""
    made = graph(8.0, -4.0)
    made.graph.node.extend(
        [
            helper.make_node("Identity", ["score"], ["whole"]),
            helper.make_node("Identity", ["score"], ["tile"]),
            helper.make_node("Concat", ["score", "score"], ["both"], axis=0),
        ]
    )
    del made.graph.output[:]
    sizes = {"both": 2, "whole": 1, "tile": 1}
    made.graph.output.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, [k]) for n, k in sizes.items())
    return made


def graph(gain: float = 1.0, offset: float = 0.0, *, layout: str = "NCHW", outputs: int = 1) -> onnx.ModelProto:
    """mean over the picture x gain + offset, the same value in each output."""
    shape = [1, 3, SIZE, SIZE] if layout == "NCHW" else [1, SIZE, SIZE, 3]
    nodes = [
        helper.make_node("ReduceMean", ["input"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "gain"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["score"]),
    ]
    values = [
        numpy_helper.from_array(np.full(outputs, gain, dtype=np.float32), "gain"),
        numpy_helper.from_array(np.full(outputs, offset, dtype=np.float32), "offset"),
    ]
    made = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("score", TensorProto.FLOAT, [outputs])],
        values,
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def write(folder: Path, model: onnx.ModelProto, **changes: str) -> Path:
    """The folder NAME/{model.onnx, model.toml}; `changes` replace lines of the manifest by their key."""
    folder.mkdir(parents=True, exist_ok=True)
    data = model.SerializeToString()
    (folder / "model.onnx").write_bytes(data)
    lines = {
        "name": f'"{folder.name}"',
        "version": '"1"',
        "licence": '"CC0-1.0"',
        "sha256": f'"{hashlib.sha256(data).hexdigest()}"',
        "input": f"{{ size = {SIZE}, resize = {SIZE}, layout = 'NCHW', mean = [0, 0, 0], std = [1, 1, 1] }}",
        "output": "{ kind = 'probability', index = 0, labels = ['generated'] }",
        **changes,
    }
    (folder / "model.toml").write_text("".join(f"{key} = {value}\n" for key, value in lines.items() if value))
    return folder
