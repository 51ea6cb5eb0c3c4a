"""Models: the manifest's words are checked, the file is checked, and a score is a probability or an error (MED-07)."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, external_data_helper, helper, numpy_helper
from PIL import Image

from fedart.detector import combined, manifest, model, onnx_file
from fedart.domain.policy import Point
from fedart.errors import ConfigError
from tests.support import tiny_model
from tests.support.tiny_model import SIZE

GREY = bytes([51]) * (SIZE * SIZE * 3)


def _score(folder: Path, rgb: bytes = GREY, width: int = SIZE, height: int = SIZE) -> float:
    return model.load(folder).score([Image.frombytes("RGB", (width, height), rgb)]).score


def _grey(*values: int, side: int = tiny_model.SAMPLE) -> list[Image.Image]:
    return [Image.new("RGB", (side, side), (value, value, value)) for value in values]


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
    assert info.input.sample == info.input.resize == info.input.size == SIZE
    assert (info.tiles, info.combine, info.frames, info.points, info.media) == (None, None, 1, (), ())
    assert info.card == manifest.Card()


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
        ("input", "{ size = 8, sample = 4, layout = 'NCHW', mean = [0,0,0], std = [1,1,1] }", "sample must be"),
        ("output", "{ kind = 'softmax', labels = ['a'] }", "two or more places"),
        ("output", "{ kind = 'sigmoid', labels = ['a'], name = 5 }", "name must be a text"),
        ("tiles", "5", "tiles must be a table"),
        ("tiles", "{ output = 'tile', most = 6, from = 0.1 }", "needs .combine."),
        ("combine", "{ both = [0, 1, 1] }", "whole must be two numbers"),
        ("combine", "{ whole = [0, 1], both = [0, 1] }", "both must be three numbers"),
        ("combine", "{ whole = [0, 1], tiles = [0, 1] }", "unknown key combine.tiles"),
        ("frames", "{ most = 4 }", "most must be a whole number from 1 to 3"),
        ("frames", "{ least = 1 }", "unknown key frames.least"),
        ("points", "5", "points must be a list"),
        ("points", "[5]", "points must be a list"),
        ("card", "{ limits = 'none' }", "limits must be a list of texts"),
        ("card", "{ author = 'x' }", "unknown key card.author"),
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
    with pytest.raises(model.ModelError, match="no sample"):
        model.load(tmp_path / "tiny").score([])


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


# Tiles, calibration, frames


def test_tiles_are_looked_at_when_the_whole_is_not_clear(tmp_path: Path) -> None:
    scored = model.load(tiny_model.tiled(tmp_path / "tiny")).score(_grey(255))
    assert scored.whole == pytest.approx(combined.sigmoid(4), abs=1e-4)
    assert [(t.left, t.top, t.width, t.height) for t in scored.tiles] == [
        (0.0, 0.0, 0.5, 0.5),
        (0.5, 0.0, 0.5, 0.5),
        (0.0, 0.5, 0.5, 0.5),
        (0.5, 0.5, 0.5, 0.5),
    ]
    assert all(tile.score == pytest.approx(combined.sigmoid(4), abs=1e-4) for tile in scored.tiles)
    clear = model.load(tmp_path / "tiny").score(_grey(40))
    assert clear.whole < 0.25
    assert (clear.tiles, clear.score) == ((), clear.whole)


def test_a_tile_map_shows_where_the_estimate_comes_from(tmp_path: Path) -> None:
    picture = Image.new("RGB", (96, 64), "black")
    picture.paste((255, 255, 255), (0, 0, 48, 64))
    scored = model.load(tiny_model.tiled(tmp_path / "tiny")).score([picture])
    assert len(scored.tiles) == 6
    left = [tile.score for tile in scored.tiles if tile.left == 0]
    right = [tile.score for tile in scored.tiles if tile.left > 0.6]
    assert min(left) > 0.95
    assert max(right) < 0.05


def test_the_combination_of_the_manifest_is_applied(tmp_path: Path) -> None:
    combine = "{ whole = [0.5, 2], both = [-1, 0.25, 1.5], tile = [1, 0.5] }"
    scored = model.load(tiny_model.tiled(tmp_path / "tiny", combine=combine)).score(_grey(255))
    assert scored.whole == pytest.approx(combined.sigmoid(0.5 + 2 * 4), abs=1e-5)
    assert scored.tiles[0].score == pytest.approx(combined.sigmoid(1 + 0.5 * 4), abs=1e-5)
    assert scored.score == pytest.approx(combined.sigmoid(-1 + 0.25 * 4 + 1.5 * 4), abs=1e-5)


def test_frames_are_judged_together_and_the_tiles_are_the_most_suspicious_ones(tmp_path: Path) -> None:
    loaded = model.load(tiny_model.tiled(tmp_path / "tiny"))
    dark, grey, bright = (loaded.score(_grey(value)) for value in (0, 128, 255))
    together = loaded.score(_grey(0, 255, 128))
    assert (together.frames, together.frame, together.tiles) == (3, 1, bright.tiles)
    assert together.whole == bright.whole
    logits = [_logit(found.score) for found in (dark, grey, bright)]
    assert _logit(together.score) == pytest.approx(sum(logits) / 3, abs=1e-3)


def _logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


def test_only_the_named_output_counts(tmp_path: Path) -> None:
    folder = tiny_model.tiled(tmp_path / "tiny", output="{ kind = 'sigmoid', labels = ['generated'] }")
    with pytest.raises(model.ModelError, match="2 values for 1 labels"):
        model.load(folder).score(_grey(255))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"output": "{ kind = 'sigmoid', labels = ['x'], name = 'none' }"}, "no output 'none', but both, whole, tile"),
        ({"tiles": "{ output = 'none', most = 6, from = 0 }"}, "no output 'none'"),
        ({"input": "{ size = 16, layout = 'NCHW', mean = [0, 0, 0], std = [1, 1, 1] }"}, "input is"),
        ({"input": f"{{ size = {SIZE}, layout = 'NHWC', mean = [0, 0, 0], std = [1, 1, 1] }}"}, "input is"),
    ],
)
def test_a_graph_that_is_not_what_the_manifest_says_is_refused(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    model.load(tiny_model.tiled(tmp_path / "good"))
    with pytest.raises(ConfigError, match=words):
        model.load(tiny_model.tiled(tmp_path / "bad", **change))


def test_the_golden_picture_goes_the_whole_way(tmp_path: Path) -> None:
    free = model.load(tiny_model.tiled(tmp_path / "free"))
    score = model.check_golden(free)
    assert score != pytest.approx(free.score(_grey(128)).whole, abs=1e-6)
    pinned = tiny_model.tiled(tmp_path / "pinned", golden=f"{{ score = {score}, tolerance = 0.001 }}")
    assert model.check(pinned).golden is not None
    off = tiny_model.tiled(tmp_path / "off", golden=f"{{ score = {score + 0.01}, tolerance = 0.001 }}")
    with pytest.raises(ConfigError, match="this processor computes the model differently"):
        model.check_golden(model.load(off))


@pytest.mark.parametrize("logit", [-1e9, -700.0, 0.0, 3.0, 1e9])
def test_arithmetic_holds_at_the_ends(logit: float) -> None:
    assert 0.0 <= combined.sigmoid(logit) <= 1.0
    assert combined.of_frames([logit]) == combined.sigmoid(logit)
    assert combined.of_whole(None, logit) == combined.of_both(None, logit, [1.0]) == logit
    combine = manifest.Combine((1.0, 0.0))
    assert (combined.of_whole(combine, logit), combined.of_both(combine, logit, [5.0])) == (1.0, 1.0)
    assert combined.of_tile(combine, logit) == logit


# What a manifest says beside the graph

POINTS = """[
    { name = "label", threshold = 0.4, wrong = 20, wrong_low = 15, wrong_high = 26.5, found = 90 },
    { threshold = 0.6, wrong = 9, wrong_low = 7, wrong_high = 12, found = 80 },
    { name = "hold", threshold = 0.93, wrong = 4.8, wrong_low = 3.1, wrong_high = 7.0, found = 71 },
    { name = "drop", threshold = 0.99, wrong = 1, wrong_low = 0, wrong_high = 2, found = 41 },
]""".replace("\n", " ")


def test_measured_rates_and_the_card_are_read(tmp_path: Path) -> None:
    info = manifest.load(
        tiny_model.tiled(
            tmp_path / "tiny",
            points=POINTS,
            media="[{ name = 'ink', works = 214, wrong = 3, wrong_low = 1, wrong_high = 8 }]",
            card="{ training = 'paintings', limits = ['no photographs'], date = '2026-11-21' }",
        )
    )
    assert [point.name for point in info.points] == ["label", "", "hold", "drop"]
    assert info.points[2] == Point("hold", 0.93, 4.8, 3.1, 7.0, 71.0)
    assert info.media == (manifest.MediumRate("ink", 214, 3.0, 1.0, 8.0),)
    assert info.card == manifest.Card("paintings", ("no photographs",), "2026-11-21")
    assert info.tiles == manifest.Tiles("tile", 6, 0.25)
    assert info.combine == manifest.Combine((0.0, 1.0), (0.0, 0.5, 0.5), (0.0, 1.0))
    assert (info.frames, info.input.sample, info.output.name) == (3, tiny_model.SAMPLE, "whole")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("threshold = 0.6", "threshold = 0.4", "threshold must ascend"),
        ("threshold = 0.6", "threshold = 1.6", "threshold must lie between 0 and 1"),
        ("threshold = 0.6", "limit = 0.6", "unknown key points.limit"),
        ('name = "label"', 'name = "hold"', "must name label, hold, drop, each once"),
        ('name = "hold"', 'name = "hodl"', "must name label, hold, drop, each once"),
        ("wrong = 20", "wrong = 40", "between wrong_low and wrong_high"),
        ("wrong = 20", "wrong = -1", "between 0 and 1000"),
        ("found = 90", "found = 900", "between 0 and 100"),
        ("found = 90", "found = true", "found must be a number"),
    ],
)
def test_a_mistake_in_the_measured_rates_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in POINTS
    with pytest.raises(ConfigError, match=words):
        manifest.load(tiny_model.tiled(tmp_path / "bad", points=POINTS.replace(old, new, 1)))


def test_dropping_below_holding_is_refused(tmp_path: Path) -> None:
    swapped = POINTS.replace('"hold"', '"x"').replace('"drop"', '"hold"').replace('"x"', '"drop"')
    with pytest.raises(ConfigError, match="hold must lie below"):
        manifest.load(tiny_model.tiled(tmp_path / "bad", points=swapped))


# What the file itself must be


def test_med_07_functions_of_a_model_s_own_are_refused() -> None:
    made = tiny_model.graph()
    onnx_file.check(made.SerializeToString())
    node = helper.make_node("Identity", ["a"], ["b"])
    opset = [helper.make_opsetid("", 17)]
    made.functions.append(helper.make_function("", "Twice", ["a"], ["b"], [node], opset))
    with pytest.raises(ConfigError, match="functions of its own"):
        onnx_file.check(made.SerializeToString())


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


def test_med_07_weights_that_are_empty_or_too_large_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_model.brightness(tmp_path / "tiny")
    monkeypatch.setattr(manifest, "WEIGHTS_LIMIT", 100)
    with pytest.raises(ConfigError, match="larger than"):
        model.load(folder)
    (folder / "model.onnx").write_bytes(b"")
    with pytest.raises(ConfigError, match="empty"):
        model.load(folder)
