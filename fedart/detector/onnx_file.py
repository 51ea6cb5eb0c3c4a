"""A look into an ONNX file before onnxruntime sees it: it must be whole and use standard operators (THREATS MED-07).

An ONNX file may point to tensors in other files, name operators that a shared library must provide, and bring
functions of its own that may call themselves. None of it is taken. The walk follows the message types of onnx.proto
(https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) by field number; tensor contents are stepped over.
"""

from fedart.detector.protobuf import Field, MalformedError, fields
from fedart.errors import ConfigError

STANDARD = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
OLDEST = 7
"""The oldest version of the standard operators that onnxruntime promises to run; it names the newest one itself."""

_DEPTH = 16
_MESSAGES = 2_000_000
_FIELDS = 20_000_000

# message type -> field number -> the type of the message in it
_SHAPES: dict[str, dict[int, str]] = {
    "model": {7: "graph", 8: "opset"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
    "opset": {},
}
_MODEL_TRAINING, _MODEL_FUNCTION = 20, 25
_NODE_DOMAIN = 7
_OPSET_DOMAIN, _OPSET_VERSION = 1, 2
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14


def check(data: bytes | memoryview) -> None:
    """Raises ConfigError when the file is no ONNX model, refers to other files, or needs a custom library."""
    try:
        graphs, opsets = _walk(memoryview(data))
    except MalformedError as error:
        raise _refused(f"it is no ONNX file: {error}") from error
    if not graphs:
        raise _refused("it holds no graph")
    if not opsets:
        raise _refused("it does not say which version of the standard operators it needs")


def _walk(model: memoryview) -> tuple[int, int]:
    """Judge every message; returns how many graphs and how many versions of standard operators there are."""
    stack: list[tuple[str, memoryview, int]] = [("model", model, 0)]
    messages = seen = graphs = opsets = 0
    while stack:
        kind, message, depth = stack.pop()
        messages += 1
        graphs += kind == "graph"
        opset: list[Field] = []
        for field in fields(message):
            seen += 1
            if depth > _DEPTH or messages > _MESSAGES or seen > _FIELDS:
                raise _refused("it is nested too deeply or too long")
            inner = _SHAPES[kind].get(field.number)
            if inner is not None and isinstance(field.value, memoryview):
                stack.append((inner, field.value, depth + 1))
            elif kind == "opset":
                opset.append(field)
            else:
                _judge(kind, field)
        if kind == "opset":
            opsets += _judge_opset(opset)
    return graphs, opsets


def _judge(kind: str, field: Field) -> None:
    number, value = field.number, field.value
    if kind == "tensor" and (number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0)):
        raise _refused("its tensors lie in another file")
    if kind == "node" and number == _NODE_DOMAIN and field.text not in STANDARD:
        raise _refused(f"it needs operators of {field.text[:80]!r}")
    if kind == "model" and number in (_MODEL_TRAINING, _MODEL_FUNCTION):
        raise _refused("it brings functions of its own: export it again with everything inlined")


def _judge_opset(opset: list[Field]) -> bool:
    """Whether this is the version of the standard operators. Raises ConfigError for another library and version."""
    domain = next((field.text for field in opset if field.number == _OPSET_DOMAIN), "")
    version = next((field.value for field in opset if field.number == _OPSET_VERSION), 0)
    if domain not in STANDARD:
        raise _refused(f"it needs operators of {domain[:80]!r}")
    if domain not in ("", "ai.onnx"):
        return False
    if not isinstance(version, int) or version < OLDEST:
        raise _refused(f"its operators are of version {version}, the oldest that is understood is {OLDEST}")
    return True


def _refused(why: str) -> ConfigError:
    return ConfigError(f"detector.model: model.onnx is refused: {why}", rule="MED-07")
