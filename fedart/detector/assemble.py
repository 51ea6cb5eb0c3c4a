"""The model's file, put together from a tower that others published and the head that this project trained.

Nobody has to download a tower twice, and the package stays small: it ships the head as an ONNX fragment whose nodes
name values of the tower. Both are protocol buffers, so joining them is copying fields: the result depends on nothing
but its two sources, and its hash is known beforehand.
"""

from dataclasses import dataclass

from fedart.detector.protobuf import Field, MalformedError, fields, numbered, packed, unpacked, written
from fedart.errors import ConfigError

# Field numbers of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
_GRAPH = 7
_NODE, _NAME, _INITIALIZER, _INPUT, _OUTPUT = 1, 2, 5, 11, 12
_NODE_INPUT, _NODE_OUTPUT = 1, 2
_TENSOR_TYPE, _TENSOR_INT32, _TENSOR_NAME, _TENSOR_RAW = 2, 5, 8, 9
_UINT8, _INT8 = 2, 3

_SIGN = bytes(value ^ 0x80 for value in range(256))


@dataclass(frozen=True, slots=True)
class _Part:
    """A node or a stored tensor: what it needs, what it gives, and its field as it stands."""

    needs: tuple[str, ...]
    gives: tuple[str, ...]
    raw: bytes | memoryview


def assembled(tower: bytes, head: bytes, *, unsigned: bool = False) -> bytes:
    """The tower's graph as far as the head needs it, and the head, with the head's outputs.

    `unsigned` rewrites signed eight-bit weights as unsigned ones with a shifted zero point: the same numbers, for
    processors whose signed product saturates (x86-64 without VNNI). Raises ConfigError for files that are no graphs.
    """
    try:
        return _assembled(memoryview(tower), memoryview(head), unsigned=unsigned)
    except MalformedError as error:
        raise ConfigError(f"the model cannot be put together: {error}") from error


def _assembled(tower: memoryview, head: memoryview, *, unsigned: bool) -> bytes:
    around, base = _split(tower)
    _, top = _split(head)
    outputs = [field for field in top if field.number == _OUTPUT]
    wanted = {_name(field, 1) for field in outputs}
    nodes = [_node(field) for field in (*base, *top) if field.number == _NODE]
    kept: list[_Part] = []
    for node in reversed(nodes):
        if wanted.intersection(node.gives):
            kept.append(node)
            wanted.update(node.needs)
    stored = [_tensor(field, unsigned=unsigned) for field in (*base, *top) if field.number == _INITIALIZER]
    graph = bytearray()
    for part in reversed(kept):
        graph += part.raw
    graph += b"".join(field.raw for field in base if field.number == _NAME)
    for part in stored:
        if wanted.intersection(part.gives):
            graph += part.raw
    graph += b"".join(field.raw for field in base if field.number == _INPUT)
    graph += b"".join(field.raw for field in outputs)
    return around + written(_GRAPH, graph)


def _split(model: memoryview) -> tuple[bytes, list[Field]]:
    """What surrounds a model's graph, and the graph's fields."""
    outer = list(fields(model))
    graphs = [field.message for field in outer if field.number == _GRAPH]
    if len(graphs) != 1:
        raise MalformedError("it must hold one graph")
    return b"".join(f.raw for f in outer if f.number != _GRAPH), list(fields(graphs[0]))


def _node(field: Field) -> _Part:
    inner = list(fields(field.message))
    needs = tuple(f.text for f in inner if f.number == _NODE_INPUT)
    return _Part(needs, tuple(f.text for f in inner if f.number == _NODE_OUTPUT), field.raw)


def _tensor(field: Field, *, unsigned: bool) -> _Part:
    inner = list(fields(field.message))
    name = next((f.text for f in inner if f.number == _TENSOR_NAME), "")
    signed = any(f.number == _TENSOR_TYPE and f.value == _INT8 for f in inner)
    raw = written(_INITIALIZER, b"".join(map(_shifted, inner))) if unsigned and signed else field.raw
    return _Part((), (name,), raw)


def _shifted(field: Field) -> bytes:
    """A field of a signed tensor in its unsigned form: every value 128 higher."""
    if field.number == _TENSOR_TYPE:
        return numbered(_TENSOR_TYPE, _UINT8)
    if field.number == _TENSOR_RAW:
        return written(_TENSOR_RAW, bytes(field.message).translate(_SIGN))
    if field.number == _TENSOR_INT32:
        return written(_TENSOR_INT32, packed((value + 128) % 256 for value in unpacked(field.message)))
    return bytes(field.raw)


def _name(field: Field, number: int) -> str:
    return next((f.text for f in fields(field.message) if f.number == number), "")
