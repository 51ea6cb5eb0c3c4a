"""The detector process's handler, called directly."""

from pathlib import Path

import pytest

from fedart.detector import model
from fedart.detector.child import examiner, prepare
from fedart.errors import ConfigError
from fedart.sandbox import ProtocolError, expect
from tests.support import paint, pictures, tiny_model

SIDE = tiny_model.SIZE
VIEW = bytes([128]) * (SIDE * SIDE * 3)
JOB: dict[str, object] = {"samples": [[SIDE, SIDE]]}


def test_without_a_model_only_evidence_is_given() -> None:
    body, blobs = examiner(None)(JOB, [pictures.with_signal("novelai-software"), b""])
    assert body["evidence"] == [("software", "png:Software", "NovelAI", True)]
    assert (body["estimate"], body["error"], blobs) == (None, "", [])


def test_with_a_model_a_score_is_given_too(tmp_path: Path) -> None:
    handle = prepare([str(tiny_model.brightness(tmp_path / "tiny"))])
    body, _ = handle(JOB, [paint.png(), VIEW])
    assert body["evidence"] == []
    score = pytest.approx(128 / 255, abs=1e-4)
    assert body["estimate"] == {"score": score, "whole": score, "tiles": [], "frame": 0, "frames": 1}


def test_tiles_and_frames_come_along(tmp_path: Path) -> None:
    side = tiny_model.SAMPLE
    handle = prepare([str(tiny_model.tiled(tmp_path / "tiny"))])
    shown = [bytes([value]) * (side * side * 3) for value in (0, 255)]
    body, _ = handle({"samples": [[side, side], [side, side]]}, [paint.png(), *shown])
    estimate = expect(dict, body["estimate"])
    assert (estimate["frame"], estimate["frames"]) == (1, 2)
    assert len(estimate["tiles"]) == 4
    assert estimate["tiles"][3][:4] == (0.5, 0.5, 0.5, 0.5)


def test_evidence_stands_when_the_model_fails(tmp_path: Path) -> None:
    handle = examiner(model.load(tiny_model.brightness(tmp_path / "tiny")))
    body, _ = handle(JOB, [pictures.with_signal("a1111-png"), b"no view"])
    assert body["evidence"]
    assert body["estimate"] is None
    assert str(body["error"]).startswith("model: ")


@pytest.mark.parametrize("blobs", [[], [VIEW, VIEW], [VIEW[:-1]], [VIEW * 2]])
def test_samples_that_do_not_fit_are_an_error_of_the_model_s(tmp_path: Path, blobs: list[bytes]) -> None:
    handle = examiner(model.load(tiny_model.brightness(tmp_path / "tiny")))
    body, _ = handle(JOB, [paint.png(), *blobs])
    assert body["estimate"] is None
    assert str(body["error"]).startswith("model: ")


@pytest.mark.parametrize("job", [{}, {"samples": 1}, {"samples": [1]}, {"samples": [[32]]}, {"samples": [["32", 32]]}])
def test_a_job_of_another_form_is_an_error(tmp_path: Path, job: dict[str, object]) -> None:
    handle = examiner(model.load(tiny_model.brightness(tmp_path / "tiny")))
    with pytest.raises(ProtocolError):
        handle(job, [paint.png(), VIEW])


@pytest.mark.parametrize("arguments", [[], [""]])
def test_no_folder_means_no_model(arguments: list[str]) -> None:
    body, _ = prepare(arguments)(JOB, [paint.png(), b""])
    assert body["estimate"] is None


def test_a_model_that_answers_nonsense_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no probability"):
        prepare([str(tiny_model.constant(tmp_path / "tiny", 7.0))])
    with pytest.raises(ConfigError):
        prepare([str(tmp_path)])


def test_a_machine_that_computes_the_golden_picture_differently_does_not_start(tmp_path: Path) -> None:
    prepare([str(tiny_model.constant(tmp_path / "a", 0.5, golden="{ score = 0.5, tolerance = 0.01 }"))])
    with pytest.raises(ConfigError, match=r"scores 0\.5000, not 0\.5300: either this processor"):
        prepare([str(tiny_model.constant(tmp_path / "b", 0.5, golden="{ score = 0.53, tolerance = 0.01 }"))])
