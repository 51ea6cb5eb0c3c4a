"""A tower of a few hundred kilobytes that has the real one's input and the names of its values, in a wheel."""

import hashlib
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fedart.detector import model
from fedart.detector.assemble import assembled

SIDE, PATCH, WIDTH, LAYERS = 224, 32, 768, 12
LAYER = "/vision_model/encoder/layers.{}/Add_1_output_0"
PACKAGE = "toy-tower"
MEMBER = "toy_tower/encoder.onnx"

_SEED = 3


def tower() -> bytes:
    """Means of 49 patches, times signed eight-bit weights; each layer bends them in its own way."""
    rng = np.random.default_rng(_SEED)
    nodes = [
        helper.make_node("AveragePool", ["pixel_values"], ["p"], kernel_shape=[PATCH, PATCH], strides=[PATCH, PATCH]),
        helper.make_node("Reshape", ["p", "shape"], ["flat"]),
        helper.make_node("Transpose", ["flat"], ["patches"], perm=[0, 2, 1]),
        helper.make_node("DynamicQuantizeLinear", ["patches"], ["q", "scale", "point"]),
        helper.make_node("MatMulInteger", ["q", "weights", "point", "zero"], ["product"]),
        helper.make_node("Cast", ["product"], ["cast"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["cast", "scale"], ["base"]),
    ]
    stored = [
        numpy_helper.from_array(np.array([1, 3, 49], np.int64), "shape"),
        numpy_helper.from_array(rng.integers(-127, 128, (3, WIDTH)).astype(np.int8), "weights"),
        helper.make_tensor("zero", TensorProto.INT8, [WIDTH], [0] * WIDTH),
    ]
    for layer in range(LAYERS):
        gain = rng.standard_normal(WIDTH).astype(np.float32) / 100
        stored.append(numpy_helper.from_array(gain, f"gain_{layer}"))
        nodes += [
            helper.make_node("Mul", ["base", f"gain_{layer}"], [f"bent_{layer}"]),
            helper.make_node("Tanh", [f"bent_{layer}"], [f"tanh_{layer}"]),
            helper.make_node("Add", [f"tanh_{layer}", f"gain_{layer}"], [LAYER.format(layer)]),
        ]
    last = LAYER.format(LAYERS - 1)
    shown = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, [1, 3, SIDE, SIDE])
    out = helper.make_tensor_value_info(last, TensorProto.FLOAT, [1, 49, WIDTH])
    return _saved(helper.make_graph(nodes, "toy", [shown], [out], stored))


def head(gain: float = 40.0) -> bytes:
    """A head that was never trained: the mean of one layer, times `gain`."""
    nodes = [
        helper.make_node("ReduceMean", [LAYER.format(4)], ["mean"], axes=[0, 1, 2], keepdims=0),
        helper.make_node("Mul", ["mean", "gain"], ["scaled"]),
        helper.make_node("Reshape", ["scaled", "one"], ["whole"]),
    ]
    stored = [
        numpy_helper.from_array(np.array(gain, np.float32), "gain"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
    ]
    out = helper.make_tensor_value_info("whole", TensorProto.FLOAT, [1])
    return _saved(helper.make_graph(nodes, "head", [], [out], stored))


def wheel(folder: Path, data: bytes | None = None, member: str = MEMBER) -> Path:
    """The tower (or `data`) as a member of a wheel in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "toy_tower-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member), tower() if data is None else data)
    return file


def pin(folder: Path, package: Path, **changes: str) -> None:
    """`folder`/tower.toml for the wheel `package`; `changes` replace its lines by their key."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = {
        "package": PACKAGE,
        "version": "1.0",
        "wheel_sha256": sha256(package.read_bytes()),
        "member": MEMBER,
        "member_sha256": sha256(tower()),
        "unsigned_sha256": sha256(assembled(tower(), head(), unsigned=True)),
        "licence": "CC0-1.0",
        **changes,
    }
    (folder / "tower.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in lines.items()))


def ship(folder: Path, package: Path) -> Path:
    """A folder like the one in the package: tower.toml, head.onnx, and model.toml with the golden score."""
    pin(folder, package)
    (folder / "head.onnx").write_bytes(head())
    finished = assembled(tower(), head())
    (folder / "model.toml").write_text(_manifest(finished))
    (folder / "model.onnx").write_bytes(finished)
    score = model.check_golden(model.load(folder))
    (folder / "model.onnx").unlink()
    (folder / "model.toml").write_text(_manifest(finished) + f"[golden]\nscore = {score:.4f}\ntolerance = 0.01\n")
    return folder


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _manifest(finished: bytes) -> str:
    return (
        f'name = "toy"\nversion = "1"\nlicence = "CC0-1.0"\nsha256 = "{sha256(finished)}"\n'
        f'input = {{ size = {SIDE}, layout = "NCHW", mean = [0.5, 0.5, 0.5], std = [0.3, 0.3, 0.3] }}\n'
        'output = { kind = "sigmoid", index = 0, labels = ["generated"], name = "whole" }\n'
    )


def _saved(graph: onnx.GraphProto) -> bytes:
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=7)
    return bytes(made.SerializeToString(deterministic=True))
