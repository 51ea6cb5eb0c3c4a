"""A look into an ONNX file before onnxruntime sees it: it must be whole and use standard operators (THREATS MED-07).

An ONNX file may point to tensors in other files and name operators that a shared library must provide. Neither is
taken. The walk follows the message types of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) by
field number; tensor contents are stepped over.
"""

from collections.abc import Iterator

from fedart.errors import ConfigError

STANDARD = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})

_DEPTH = 16
_MESSAGES = 2_000_000

# message type -> field number -> the type of the message in it
_SHAPES: dict[str, dict[int, str]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_NODE_DOMAIN, _FUNCTION_DOMAIN = 7, 10
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14

Field = tuple[int, int | memoryview]


def check(data: bytes) -> None:
    """Raises ConfigError when the file is no ONNX model, refers to other files, or needs a custom library."""
    stack: list[tuple[str, memoryview, int]] = [("model", memoryview(data), 0)]
    seen = 0
    while stack:
        kind, message, depth = stack.pop()
        seen += 1
        if depth > _DEPTH or seen > _MESSAGES:
            raise _refused("it is nested too deeply")
        for number, value in _fields(message):
            inner = _SHAPES[kind].get(number)
            if inner is not None and isinstance(value, memoryview):
                stack.append((inner, value, depth + 1))
            else:
                _judge(kind, number, value)
    if seen == 1:
        raise _refused("it holds no graph")


def _judge(kind: str, number: int, value: int | memoryview) -> None:
    if kind == "tensor" and (number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0)):
        raise _refused("its tensors lie in another file")
    domain = (kind == "node" and number == _NODE_DOMAIN) or (kind == "function" and number == _FUNCTION_DOMAIN)
    if domain and isinstance(value, memoryview) and bytes(value).decode("utf-8", "replace") not in STANDARD:
        raise _refused(f"it needs operators of {bytes(value[:80]).decode('utf-8', 'replace')!r}")


def _fields(message: memoryview) -> Iterator[Field]:
    """The fields of one protobuf message: number, and an integer or the bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        size, at = {1: (8, at), 5: (4, at)}.get(wire) or _length(message, at, wire)
        if at + size > len(message):
            raise _refused("it is cut off")
        yield number, message[at : at + size]
        at += size


def _length(message: memoryview, at: int, wire: int) -> tuple[int, int]:
    if wire != 2:
        raise _refused("it is no ONNX file")
    return _varint(message, at)


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise _refused("it is no ONNX file")


def _refused(why: str) -> ConfigError:
    return ConfigError(f"detector.model: model.onnx is refused: {why}", rule="MED-07")
