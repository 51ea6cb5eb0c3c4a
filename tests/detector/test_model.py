"""Models: the manifest's words are checked, the file is checked, and a score is a probability or an error (MED-07)."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, external_data_helper, helper, numpy_helper

from fedart.detector import manifest, model, onnx_file
from fedart.errors import ConfigError
from tests.support import tiny_model
from tests.support.tiny_model import SIZE

GREY = bytes([51]) * (SIZE * SIZE * 3)


def _score(folder: Path, rgb: bytes = GREY, width: int = SIZE, height: int = SIZE) -> float:
    return model.load(folder).score(width, height, rgb)


def test_a_model_scores_what_it_is_shown(tmp_path: Path) -> None:
    assert _score(tiny_model.brightness(tmp_path / "tiny")) == pytest.approx(0.2)
    assert _score(tiny_model.constant(tmp_path / "always", 0.75)) == pytest.approx(0.75)


def test_a_manifest_tells_everything_about_its_model(tmp_path: Path) -> None:
    folder = tiny_model.write(
        tmp_path / "tiny",
        tiny_model.graph(),
        thresholds="{ hold = 0.9, drop = 1 }",
        measured="{ tpr_at_fpr_1 = 0.6 }",
        golden="{ score = 0.5, tolerance = 0.1 }",
    )
    info = model.check(folder)
    assert (info.name, info.version, info.licence, info.label) == ("tiny", "1", "CC0-1.0", "tiny 1")
    assert info.sha256 == hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    assert (info.thresholds, info.measured) == ({"hold": 0.9, "drop": 1.0}, {"tpr_at_fpr_1": 0.6})
    assert info.input.resize == info.input.size == SIZE


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("name", '""', "name must be a text"),
        ("licence", "5", "licence must be a text"),
        ("sha256", '"abc"', "64 hex digits"),
        ("sha256", "", "sha256 must be a text"),
        ("input", "5", "input must be a table"),
        ("input", "{ size = 0, layout = 'NCHW', mean = [0,0,0], std = [1,1,1] }", "size must be a whole number"),
        ("input", "{ size = true, layout = 'NCHW', mean = [0,0,0], std = [1,1,1] }", "size must be a whole number"),
        ("input", "{ size = 8, resize = 4, layout = 'NCHW', mean = [0,0,0], std = [1,1,1] }", "resize must be"),
        ("input", "{ size = 8, layout = 'CHWN', mean = [0,0,0], std = [1,1,1] }", "NCHW, NHWC"),
        ("input", "{ size = 8, layout = 'NCHW', mean = [0,0], std = [1,1,1] }", "three numbers"),
        ("input", "{ size = 8, layout = 'NCHW', mean = [0,0,nan], std = [1,1,1] }", "must be a number"),
        ("input", "{ size = 8, layout = 'NCHW', mean = [0,0,0], std = [1,0,1] }", "must not be zero"),
        ("input", "{ size = 8, layout = 'NCHW', mean = [0,0,0], std = [1,1,1], crop = 1 }", "unknown key input.crop"),
        ("output", "{ kind = 'tanh', labels = ['a'] }", "sigmoid, softmax, probability"),
        ("output", "{ kind = 'sigmoid', labels = [] }", "list of texts"),
        ("output", "{ kind = 'softmax', index = 2, labels = ['a', 'b'] }", "from 0 to 1"),
        ("thresholds", "{ hold = 'x' }", "thresholds.hold must be a number"),
        ("golden", "{ score = 0.5 }", "score and tolerance"),
        ("weights", "'x.onnx'", "unknown key weights"),
        ("version", "= =", "model.toml|Invalid|value"),
    ],
)
def test_a_mistake_in_a_manifest_is_named(tmp_path: Path, key: str, value: str, words: str) -> None:
    good = tiny_model.write(tmp_path / "good", tiny_model.graph())
    assert manifest.load(good).name == "good"
    with pytest.raises(ConfigError, match=words) as caught:
        manifest.load(tiny_model.write(tmp_path / "bad", tiny_model.graph(), **{key: value}))
    assert str(caught.value).startswith("detector.model: ")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model\.toml cannot be read"):
        manifest.load(tmp_path)
    folder = tiny_model.brightness(tmp_path / "tiny")
    (folder / "model.onnx").unlink()
    with pytest.raises(ConfigError, match=r"model\.onnx cannot be read"):
        model.load(folder)


def test_an_endless_manifest_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_bytes(b"#" * 100_000)
    with pytest.raises(ConfigError, match="too large"):
        manifest.load(tmp_path)


def test_med_07_weights_with_another_hash_are_refused(tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "tiny")
    assert model.load(folder)
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ConfigError, match="the manifest says"):
        model.load(folder)


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
    "data", [b"", b"not onnx at all", b"\x3a\xff\xff\xff\xff\x0f", b"\x07", b"\xff" * 30, b"\x08\x08"]
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


def test_onnxruntime_has_the_last_word_on_a_file(tmp_path: Path) -> None:
    made = tiny_model.graph()
    made.graph.node[1].op_type = "NoSuchOperator"
    with pytest.raises(ConfigError, match="onnxruntime refuses it"):
        model.load(tiny_model.write(tmp_path / "tiny", made))


def test_a_model_with_another_input_is_refused(tmp_path: Path) -> None:
    nodes = [helper.make_node("Cast", ["input"], ["score"], to=TensorProto.FLOAT)]
    whole = helper.make_tensor_value_info("input", TensorProto.INT64, [1])
    made = helper.make_graph(nodes, "x", [whole], [helper.make_tensor_value_info("score", TensorProto.FLOAT, [1])])
    wrapped = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    with pytest.raises(ConfigError, match="one float input"):
        model.load(tiny_model.write(tmp_path / "tiny", wrapped))


@pytest.mark.parametrize(
    ("offset", "kind", "expected"),
    [
        (0.0, "sigmoid", 0.5),
        (2.0, "sigmoid", 0.8808),
        (-1e9, "sigmoid", 0.0),
        (1e9, "sigmoid", 1.0),
        (3.0, "softmax", 0.5),
        (0.25, "probability", 0.25),
    ],
)
def test_outputs_become_probabilities(tmp_path: Path, offset: float, kind: str, expected: float) -> None:
    count = 2 if kind == "softmax" else 1
    folder = tiny_model.write(
        tmp_path / "tiny",
        tiny_model.graph(0.0, offset, outputs=count),
        output=f"{{ kind = '{kind}', index = {count - 1}, labels = {['a', 'b'][:count]} }}",
    )
    assert _score(folder) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1.5, -0.1])
def test_an_answer_that_is_no_probability_is_an_error(tmp_path: Path, value: float) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", value)
    with pytest.raises(model.ModelError):
        _score(folder)
    with pytest.raises(ConfigError):
        model.check(folder)


def test_an_answer_with_other_labels_is_an_error(tmp_path: Path) -> None:
    folder = tiny_model.write(tmp_path / "tiny", tiny_model.graph(outputs=3))
    with pytest.raises(model.ModelError, match="3 values for 1 labels"):
        _score(folder)


def test_the_middle_of_the_view_is_shown(tmp_path: Path) -> None:
    view = np.zeros((SIZE, 3 * SIZE, 3), dtype=np.uint8)
    view[:, SIZE : 2 * SIZE] = 255
    assert _score(tiny_model.brightness(tmp_path / "tiny"), view.tobytes(), 3 * SIZE) == pytest.approx(1.0)


def test_a_view_of_another_size_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(model.ModelError, match="shorter side must be 32"):
        _score(tiny_model.brightness(tmp_path / "tiny"), bytes(3 * 16 * 64), 64, 16)


def test_mean_spread_layout_and_the_jpeg_round_are_applied(tmp_path: Path) -> None:
    spread = f"{{ size = {SIZE}, layout = 'NHWC', mean = [0.1, 0.1, 0.1], std = [0.5, 0.5, 0.5], jpeg = 90 }}"
    folder = tiny_model.write(tmp_path / "tiny", tiny_model.graph(layout="NHWC"), input=spread)
    assert _score(folder) == pytest.approx((0.2 - 0.1) / 0.5, abs=0.01)


def test_a_golden_score_that_is_missed_fails_the_check(tmp_path: Path) -> None:
    folder = tiny_model.write(tmp_path / "a", tiny_model.graph(), golden="{ score = 0.5, tolerance = 0.05 }")
    assert model.check(folder).golden == (0.5, 0.05)
    off = tiny_model.write(tmp_path / "b", tiny_model.graph(), golden="{ score = 0.9, tolerance = 0.05 }")
    with pytest.raises(ConfigError, match="golden picture"):
        model.check(off)


def test_the_golden_picture_is_the_same_everywhere() -> None:
    assert hashlib.sha256(model.pattern(64)).hexdigest()[:16] == hashlib.sha256(_pattern(64)).hexdigest()[:16]


def _pattern(side: int) -> bytes:
    ramp = [n * 255 // (side - 1) for n in range(side)]
    return bytes(value for y in ramp for x in ramp for value in (x, y, x ^ y))


def test_a_written_model_is_one_that_onnx_accepts() -> None:
    onnx.checker.check_model(tiny_model.graph())
