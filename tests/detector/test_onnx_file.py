"""The file of a model: what is refused before anything loads it (MED-07)."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import external_data_helper, helper, numpy_helper

from fedart.detector import model, onnx_file
from fedart.errors import ConfigError
from tests.support import tiny_model


def test_med_07_tensors_in_another_file_are_refused(tmp_path: Path) -> None:
    made = tiny_model.graph()
    for tensor in made.graph.initializer:
        external_data_helper.set_external_data(tensor, "secret.bin")
    with pytest.raises(ConfigError, match="another file"):
        model.load(tiny_model.write(tmp_path / "tiny", made))


def test_med_07_tensors_in_another_file_are_found_inside_nodes_and_subgraphs() -> None:
    outside = numpy_helper.from_array(np.zeros(1, dtype=np.float32), "t")
    external_data_helper.set_external_data(outside, "secret.bin")
    for attribute in (
        helper.make_attribute("value", outside),
        helper.make_attribute("body", helper.make_graph([], "inner", [], [], [outside])),
    ):
        made = tiny_model.graph()
        made.graph.node[0].attribute.append(attribute)
        with pytest.raises(ConfigError, match="another file"):
            onnx_file.check(made.SerializeToString())


def test_med_07_operators_of_a_custom_library_are_refused(tmp_path: Path) -> None:
    made = tiny_model.graph()
    onnx_file.check(made.SerializeToString())
    made.graph.node[0].domain = "evil.ops"
    with pytest.raises(ConfigError, match=r"operators of 'evil\.ops'"):
        model.load(tiny_model.write(tmp_path / "tiny", made))


@pytest.mark.parametrize(
    ("opsets", "words"),
    [
        ([("", 6)], "of version 6"),
        ([("", 0)], "of version 0"),
        ([("ai.onnx.ml", 3)], "does not say which version"),
        ([("", 17), ("evil.ops", 1)], r"operators of 'evil\.ops'"),
    ],
)
def test_med_07_operators_that_are_too_old_or_from_elsewhere_are_refused(
    opsets: list[tuple[str, int]], words: str
) -> None:
    made = tiny_model.graph()
    del made.opset_import[:]
    made.opset_import.extend([helper.make_opsetid("ai.onnx", 17), helper.make_opsetid("com.microsoft", 1)])
    onnx_file.check(made.SerializeToString())
    del made.opset_import[:]
    made.opset_import.extend(helper.make_opsetid(domain, version) for domain, version in opsets)
    with pytest.raises(ConfigError, match=words):
        onnx_file.check(made.SerializeToString())


def test_med_07_functions_of_a_model_s_own_are_refused() -> None:
    made = tiny_model.graph()
    onnx_file.check(made.SerializeToString())
    node = helper.make_node("Identity", ["a"], ["b"])
    opset = [helper.make_opsetid("", 17)]
    made.functions.append(helper.make_function("", "Twice", ["a"], ["b"], [node], opset))
    with pytest.raises(ConfigError, match="functions of its own"):
        onnx_file.check(made.SerializeToString())


@pytest.mark.parametrize(
    "data",
    [b"", b"not onnx at all", b"\x3a\xff\xff\xff\xff\x0f", b"\x07", b"\xff" * 30, b"\x08\x08", b"\x3a\x00"],
)
def test_what_is_no_onnx_file_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigError, match="is refused"):
        onnx_file.check(data)


def test_a_file_of_endless_nesting_is_refused() -> None:
    inner = b""
    for _ in range(40):
        # graph > node > attribute > graph
        for tag in (0x32, 0x2A, 0x0A):
            inner = bytes([tag]) + _varint(len(inner)) + inner
    with pytest.raises(ConfigError, match="nested"):
        onnx_file.check(b"\x3a" + _varint(len(inner)) + inner)


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def test_a_written_model_is_one_that_onnx_accepts() -> None:
    onnx.checker.check_model(tiny_model.graph())
