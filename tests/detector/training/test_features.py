"""Features are computed once, kept, and the same as the tower's own."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from fedart.detector import tower
from fedart.detector.assemble import assembled
from fedart.detector.training import dataset, features, showing
from fedart.detector.training.__main__ import main
from fedart.detector.training.dataset import Picture
from fedart.detector.training.fitting import LAYERS
from fedart.detector.training.fragment import taps
from tests.support import toy_tower
from tests.support.collection import file
from tests.support.synthetic import Kind, pictures_of

KINDS = (Kind("artist-0", "human", 3), Kind("maker-1", "generated", 2, "exam"))


def put(folder: Path, picture: Picture, data: bytes) -> None:
    at = folder / "pictures" / picture.sha256[:2] / picture.sha256
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_bytes(data)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five pictures, the last one of which cannot be read, and a toy tower where pip would have put the real one."""
    works = [picture for kind in KINDS for picture in pictures_of(kind)]
    lines = [json.dumps({name: getattr(p, name) for name in Picture.__slots__}) for p in works]
    (tmp_path / "index.jsonl").write_text("\n".join(lines) + "\n")
    for place, picture in enumerate(works):
        put(tmp_path, picture, file(place, width=64, height=64) if place < 4 else b"no picture")
    monkeypatch.setattr(tower, "downloaded", lambda _: toy_tower.tower())
    return tmp_path


def test_features_are_computed_once_and_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["features", "--into", str(folder), "--processes", "1", "first", "tiles"]) == 0
    said = capsys.readouterr().out
    assert "first artist-0: 3 pictures, 9 views" in said
    assert "tiles artist-0: 3 pictures, 12 views" in said
    cached = sorted(path.name for path in (folder / "features").iterdir())
    assert cached == ["artist-0.first.npz", "artist-0.tiles.npz", "maker-1.first.npz"]
    assert (folder / "taps.onnx").read_bytes() == assembled(toy_tower.tower(), taps(LAYERS))

    found = dataset.load(folder, ("first",), lambda _: True)
    assert len(found.names) == 4 * len(showing.FIRST), "the one that cannot be read is left out"
    session = onnxruntime.InferenceSession(folder / "taps.onnx", providers=["CPUExecutionProvider"])
    one, name = found.pictures[4], str(found.names[4])
    ((_, view),) = showing.shown(folder / "pictures" / one.sha256[:2] / one.sha256, one.sha256, (name,))
    (wanted,) = session.run(["features"], {"pixel_values": showing.prepared(view)})
    assert np.array_equal(found.features[4], np.asarray(wanted, np.float16)[0])

    broken = next(p for p in pictures_of(KINDS[1]) if p not in found.pictures)
    put(folder, broken, file(9, width=64, height=64))
    before = (folder / "features" / "artist-0.first.npz").stat().st_mtime_ns
    features.extract(folder, ["first"], 1)
    assert (folder / "features" / "artist-0.first.npz").stat().st_mtime_ns == before
    assert "first maker-1: 1 pictures, 3 views" in capsys.readouterr().out
    again = dataset.load(folder, ("first",), lambda _: True)
    assert np.array_equal(again.features[:12], found.features)
    assert broken in again.pictures


def test_a_set_that_nobody_knows_is_an_error(folder: Path) -> None:
    with pytest.raises(KeyError, match="second"):
        features.extract(folder, ["second"], 1)


def test_every_set_has_its_views_and_its_limit() -> None:
    assert set(features.SETS) == set(features.MOST)
    assert "whole" in features.SETS["first"]
    assert min(features.MOST.values()) > 0
