"""Manifests: what they say of a model is read, a mistake is named, and the weights are the ones they mean (MED-07)."""

import hashlib
from pathlib import Path

import pytest

from fedart.detector import manifest, model
from fedart.domain.policy import Point
from fedart.errors import ConfigError
from tests.support import tiny_model
from tests.support.tiny_model import SIZE


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


# Measured rates and the card

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
