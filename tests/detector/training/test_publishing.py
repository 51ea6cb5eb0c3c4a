"""The shipped folder loads, says what was measured, and computes what was fitted."""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from fedart.detector import manifest, model, tower
from fedart.detector.assemble import assembled
from fedart.detector.training import canvas, card, publishing, showing
from fedart.detector.training.examination import number, part, parts, rows_of
from fedart.detector.training.fitting import LAYERS, probability
from fedart.detector.training.fragment import Head, taps
from fedart.errors import ConfigError
from tests.support import toy_tower
from tests.support.paint import painting, png
from tests.support.synthetic import Examined
from tests.support.toy_head import toy_head

SHA256 = "ab" * 32


def described(examined: Examined, folder: Path, table: dict[str, object] | None = None) -> manifest.ModelInfo:
    """The manifest, written and read again."""
    text = publishing.manifest(examined.combined, table or examined.table, SHA256, 0.25, 0.08)
    (folder / "model.toml").write_text(text, encoding="utf-8")
    return manifest.load(folder)


# --- the manifest -----------------------------------------------------------------------------------------------------


def test_the_manifest_loads_and_describes_the_views(examined: Examined, tmp_path: Path) -> None:
    info = described(examined, tmp_path)
    assert (info.name, info.version, info.sha256) == (publishing.NAME, publishing.VERSION, SHA256)
    assert (info.input.sample, info.input.resize, info.input.size, info.input.jpeg) == (448, 256, 224, 85)
    assert (info.input.mean, info.input.std) == (showing.MEAN, showing.STD)
    assert info.output.name == "whole"
    assert info.golden == (0.25, 0.08)
    assert info.frames == 3


def test_the_manifest_holds_the_combination(examined: Examined, tmp_path: Path) -> None:
    info = described(examined, tmp_path)
    assert info.combine is not None
    assert info.tiles is not None
    assert info.combine.whole == pytest.approx(examined.combined.whole, abs=1e-6)
    assert info.combine.both == pytest.approx(examined.combined.both, abs=1e-6)
    assert info.combine.tile == pytest.approx(examined.combined.tile, abs=1e-6)
    assert (info.tiles.most, info.tiles.start) == (6, 0.05)


def test_the_manifest_holds_what_was_measured(examined: Examined, tmp_path: Path) -> None:
    info = described(examined, tmp_path)
    rows = rows_of(examined.table, "points")
    named = {point.name: point for point in info.points if point.name}
    assert set(named) == {"label", "hold", "drop"}
    for name, point in named.items():
        row = next(row for row in rows if row["name"] == name)
        assert (point.threshold, point.wrong, point.found) == (row["threshold"], row["wrong"], row["found"])
    assert info.measured["auc"] == number(part(part(examined.table, "final"), "auc"), "value")
    assert info.measured["tpr_1"] == number(part(part(examined.table, "final"), "tpr_1"), "value")
    for medium in info.media:
        row = part(part(examined.table, "human_by_medium"), medium.name)
        assert medium.works == row["works"]
        assert medium.wrong == pytest.approx(1000 * number(part(row, "hold"), "value"))
    assert len(info.media) == len(list(parts(part(examined.table, "human_by_medium"))))


def test_the_card_counts_works_and_sources(examined: Examined, tmp_path: Path) -> None:
    info = described(examined, tmp_path)
    assert "288 works of people and 168 generated pictures from 24 public sources" in info.card.training
    assert info.card.limits == publishing.LIMITS
    assert info.card.date == examined.table["date"]


def points(*rows: tuple[str, float]) -> list[dict[str, object]]:
    rates = {"wrong": 1.0, "wrong_low": 0.5, "wrong_high": 2.0, "found": 50.0}
    return [{"name": name, "threshold": threshold, **rates} for name, threshold in rows]


def test_of_points_that_fall_together_the_named_one_stays(examined: Examined, tmp_path: Path) -> None:
    rows = points(("", 0.1), ("label", 0.1), ("", 0.5), ("hold", 0.6), ("", 0.6), ("", 0.6), ("drop", 0.7))
    info = described(examined, tmp_path, {**examined.table, "points": rows})
    assert [(p.name, p.threshold) for p in info.points] == [("label", 0.1), ("", 0.5), ("hold", 0.6), ("drop", 0.7)]


def test_named_points_that_fall_together_are_an_error(examined: Examined, tmp_path: Path) -> None:
    rows = points(("label", 0.1), ("hold", 0.6), ("", 0.6), ("drop", 0.6))
    with pytest.raises(ValueError, match="hold and drop have one threshold"):
        described(examined, tmp_path, {**examined.table, "points": rows})


# --- the shipped folder -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_tower.wheel(tmp_path_factory.mktemp("wheel"))


@dataclass(frozen=True, slots=True)
class Shipped:
    """A folder that was shipped, and the head in it."""

    folder: Path
    head: Head


@pytest.fixture(scope="module")
def shipped(examined: Examined, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    folder, head = tmp_path_factory.mktemp("shipped"), toy_head(1)
    toy_tower.pin(folder, wheel, unsigned_sha256="")
    publishing.ship(head, examined.combined, examined.table, folder, wheel)
    return Shipped(folder, head)


def test_what_is_shipped_can_be_completed(shipped: Shipped, wheel: Path, tmp_path: Path) -> None:
    assert sorted(path.name for path in shipped.folder.iterdir()) == ["head.onnx", "model.toml", "tower.toml"]
    folder = tower.complete(tmp_path, wheel, shipped.folder)
    info = model.check(folder)
    assert folder.name == f"{publishing.NAME}-{publishing.VERSION}"
    assert info.golden is not None
    assert info.golden[0] == pytest.approx(model.check_golden(model.load(folder)), abs=1e-4)


def test_the_unsigned_forms_hash_is_pinned_once(shipped: Shipped) -> None:
    text = (shipped.folder / "tower.toml").read_text()
    assert text.count("unsigned_sha256") == 1
    pin = tower.pinned(shipped.folder)
    assert len(pin.unsigned_sha256) == 64
    assert pin.unsigned_sha256 != tomllib.loads((shipped.folder / "model.toml").read_text())["sha256"]


def test_shipping_again_changes_nothing(shipped: Shipped, examined: Examined, wheel: Path, tmp_path: Path) -> None:
    toy_tower.pin(tmp_path, wheel)
    publishing.ship(shipped.head, examined.combined, examined.table, tmp_path, wheel)
    for name in ("head.onnx", "model.toml", "tower.toml"):
        assert (tmp_path / name).read_bytes() == (shipped.folder / name).read_bytes()


def test_no_weights_stay_behind_when_the_model_does_not_load(examined: Examined, tmp_path: Path) -> None:
    described(examined, tmp_path)
    with pytest.raises(ConfigError):
        publishing.golden(tmp_path, b"no model")
    assert not (tmp_path / "model.onnx").exists()


class Watched:
    """A session that writes down what it is shown, and answers as another one."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self.get_inputs, self.get_outputs = session.get_inputs, session.get_outputs
        self.seen: list[NDArray[np.float32]] = []

    def run(
        self, names: list[str], feeds: dict[str, NDArray[np.float32]], run_options: object = None
    ) -> list[NDArray[np.float32]]:
        self.seen += feeds.values()
        return [np.asarray(answer) for answer in self._session.run(names, feeds, run_options)]


def session(path: Path | bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


def test_the_server_shows_and_says_what_was_fitted_and_examined(
    shipped: Shipped, examined: Examined, wheel: Path, tmp_path: Path
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(png(painting(5, (700, 500))))
    names, views = zip(*showing.shown(file, SHA256, ("whole", "tiles")), strict=True)
    assert names == ("whole", *(f"tiles/{n}" for n in range(6)))

    folder = tower.complete(tmp_path, wheel, shipped.folder)
    info = manifest.load(folder)
    assert info.tiles is not None
    watched = Watched(session(folder / "model.onnx"))
    always = replace(info, tiles=replace(info.tiles, start=0.0))
    said = model.Model(always, watched).score([canvas.sampled(canvas.opened(file), info.input.sample)])
    wanted = [showing.prepared(view) for view in views]
    assert len(watched.seen) == len(wanted)
    assert all(np.array_equal(one, other) for one, other in zip(watched.seen, wanted, strict=True))

    base = session(assembled(toy_tower.tower(), taps(LAYERS)))
    features = np.concatenate([base.run(["features"], {"pixel_values": feed})[0] for feed in wanted])
    logits = shipped.head(features).astype(np.float64)
    pair = np.array([[logits[0], logits[1:].mean()]])
    assert said.whole == pytest.approx(float(probability(logits[:1], examined.combined.whole)[0]), abs=0.01)
    assert said.score == pytest.approx(float(probability(pair, examined.combined.both)[0]), abs=0.01)
    tiles = probability(logits[1:], examined.combined.tile)
    assert [tile.score for tile in said.tiles] == pytest.approx(tiles.tolist(), abs=0.01)


# --- the model card ---------------------------------------------------------------------------------------------------


def test_marked_tables_are_replaced_and_nothing_else(examined: Examined, tmp_path: Path) -> None:
    document = tmp_path / "detector.md"
    document.write_text(
        "# Model card\n\n<!-- figures: points -->\nold\nlines\n<!-- end -->\n\nBetween.\n"
        "<!-- figures: calibration -->\n<!-- end -->\nAfter.\n"
    )
    publishing.fill(document, examined.table)
    once = document.read_text()
    points_table, curve = card.points(examined.table), card.calibration(examined.table)
    assert once == (
        f"# Model card\n\n<!-- figures: points -->\n{points_table}\n<!-- end -->\n\nBetween.\n"
        f"<!-- figures: calibration -->\n{curve}\n<!-- end -->\nAfter.\n"
    )
    publishing.fill(document, examined.table)
    assert document.read_text() == once, "filling again changes nothing"


def test_a_table_that_does_not_exist_is_an_error(examined: Examined, tmp_path: Path) -> None:
    document = tmp_path / "detector.md"
    document.write_text("<!-- figures: nonsense -->\n<!-- end -->\n")
    with pytest.raises(KeyError, match="nonsense"):
        publishing.fill(document, examined.table)


def test_the_projects_own_model_card_asks_for_tables_that_exist() -> None:
    text = (Path(publishing.__file__).parents[3] / "docs" / "detector.md").read_text(encoding="utf-8")
    asked = re.findall(r"<!-- figures: (\w+) -->\n", text)
    assert len(asked) == text.count("<!-- end -->") > 0
    assert set(asked) == set(card.TABLES)
