"""`fedart detector check` and `fedart detector score`."""

from pathlib import Path

import pytest

from tests.support import paint, pictures, tiny_model
from tests.support.terminal import Run


def test_without_a_model_there_is_none_to_check(fedart: Run) -> None:
    said = fedart("detector", "check", "--json")
    assert said.status == 1
    assert "provenance" in said.json["error"]


def test_a_sound_model_is_named_with_its_hash(fedart: Run, tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "model")
    said = fedart("detector", "check", str(folder), "--json")
    assert said.status == 0, said.err
    assert len(said.json["sha256"]) == 64
    assert said.json["model"]
    assert said.json["licence"]
    assert "is sound" in fedart("detector", "check", str(folder)).out


def test_a_model_that_was_changed_is_refused(fedart: Run, tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "model")
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"more")
    assert fedart("detector", "check", str(folder)).status == 1
    assert fedart("detector", "check", str(tmp_path / "none")).status == 1


def test_files_are_judged_for_both_sides_and_nothing_is_stored(fedart: Run, tmp_path: Path, data: Path) -> None:
    clean, generated, broken = (tmp_path / name for name in ("clean.png", "generated", "broken.png"))
    clean.write_bytes(paint.png())
    generated.write_bytes(pictures.with_signal(sorted(pictures.SIGNALS)[0]))
    broken.write_text("not a picture")
    said = fedart("detector", "score", "--json", str(clean), str(generated), str(broken))
    assert said.status == 0, said.err
    first, second, third = said.json["files"]
    assert (first["upload"], first["remote"], first["evidence"], first["score"]) == ("keep", "keep", [], None)
    assert (second["upload"], second["remote"]) == ("hold", "drop")
    assert second["evidence"][0]["certain"] is True
    assert third["refused"]
    assert not [path for path in (data / "media").rglob("*") if path.is_file()]
    assert "upload keep, remote keep" in fedart("detector", "score", str(clean)).out


def test_a_model_scores_what_it_sees(fedart: Run, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_model.constant(data / "models" / "sure", 0.95)
    monkeypatch.setenv("FEDART_DETECTOR_MODEL", "models/sure")
    path = tmp_path / "clean.png"
    path.write_bytes(paint.png())
    (found,) = fedart("detector", "score", "--json", str(path)).json["files"]
    assert found["score"] == pytest.approx(0.95, abs=0.01)
    assert (found["upload"], found["remote"]) == ("hold", "hold")
    assert found["model"]


def test_a_missing_file_is_refused(fedart: Run, tmp_path: Path) -> None:
    said = fedart("detector", "score", "--json", str(tmp_path / "none.png"))
    assert (said.status, said.json["ok"]) == (1, False)
    assert "none.png" in said.err
