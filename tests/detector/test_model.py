"""Models: a score is a probability or an error, of the whole, of its tiles and of its frames."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper
from PIL import Image

from fedart.detector import combined, manifest, model
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
