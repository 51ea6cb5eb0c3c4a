"""The detector process's handler, called directly."""

from pathlib import Path

import pytest

from fedart.detector import model
from fedart.detector.child import examiner, prepare
from fedart.errors import ConfigError
from fedart.sandbox import ProtocolError
from tests.support import paint, pictures, tiny_model

SIDE = tiny_model.SIZE
VIEW = bytes([128]) * (SIDE * SIDE * 3)
JOB: dict[str, object] = {"width": SIDE, "height": SIDE}


def test_without_a_model_only_evidence_is_given() -> None:
    body, blobs = examiner(None)(JOB, [pictures.with_signal("novelai-software"), b""])
    assert body["evidence"] == [("software", "png:Software", "NovelAI", True)]
    assert (body["score"], body["error"], blobs) == (None, "", [])


def test_with_a_model_a_score_is_given_too(tmp_path: Path) -> None:
    handle = prepare([str(tiny_model.brightness(tmp_path / "tiny"))])
    body, _ = handle(JOB, [paint.png(), VIEW])
    assert body["evidence"] == []
    assert body["score"] == pytest.approx(128 / 255, abs=1e-4)


def test_evidence_stands_when_the_model_fails(tmp_path: Path) -> None:
    handle = examiner(model.load(tiny_model.brightness(tmp_path / "tiny")))
    body, _ = handle(JOB, [pictures.with_signal("a1111-png"), b"no view"])
    assert body["evidence"]
    assert body["score"] is None
    assert str(body["error"]).startswith("model: ")


@pytest.mark.parametrize("job", [{}, {"width": "32", "height": 32}, {"width": 32}])
def test_a_job_of_another_form_is_an_error(tmp_path: Path, job: dict[str, object]) -> None:
    handle = examiner(model.load(tiny_model.brightness(tmp_path / "tiny")))
    with pytest.raises(ProtocolError):
        handle(job, [paint.png(), VIEW])


@pytest.mark.parametrize("arguments", [[], [""]])
def test_no_folder_means_no_model(arguments: list[str]) -> None:
    body, _ = prepare(arguments)(JOB, [paint.png(), b""])
    assert body["score"] is None


def test_a_model_that_answers_nonsense_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(model.ModelError):
        prepare([str(tiny_model.constant(tmp_path / "tiny", 7.0))])
    with pytest.raises(ConfigError):
        prepare([str(tmp_path)])
