"""The detector with its real process: a report for every picture, and trouble is part of the report."""

import math
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fedart.config import DetectorSettings, MediaSettings
from fedart.detector.detector import Detector, open_detector
from fedart.detector.manifest import ModelInfo, load
from fedart.domain.policy import Action, Report, judge
from fedart.errors import ConfigError
from fedart.media.studio import open_studio
from fedart.sandbox import Reason, Sandbox, SandboxFailed
from tests.support import paint, pictures, processes, tiny_model

MEMORY = MediaSettings().memory_bytes
Open = Callable[[str], Detector]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    detectors: list[Detector] = []

    def _open(model: str = "") -> Detector:
        detectors.append(open_detector(DetectorSettings(model=model), tmp_path, MEMORY))
        return detectors[-1]

    yield _open
    for detector in detectors:
        await detector.close()


async def test_without_a_model_the_file_itself_is_asked(opened: Open) -> None:
    detector = opened("")
    assert detector.describe() is None
    assert detector.sample_size == 0
    found = await detector.examine(pictures.with_signal("a1111-png"))
    assert [e.signal for e in found.evidence] == ["png:parameters"]
    assert (found.estimate, found.error) == (None, "")
    assert await detector.examine(paint.png()) == Report()


async def test_every_signal_is_found_in_the_locked_sandbox(opened: Open) -> None:
    detector = opened("")
    for name in pictures.SIGNALS:
        report = await detector.examine(pictures.with_signal(name))
        assert (name, report.error) == (name, "")
        assert judge(report, DetectorSettings().remote).action is Action.DROP
        assert judge(report, DetectorSettings().local).action is Action.HOLD


async def test_look_alikes_pass_the_locked_sandbox_and_are_kept(opened: Open) -> None:
    detector = opened("")
    for name in pictures.HARMLESS:
        report = await detector.examine(pictures.harmless(name))
        assert (name, report) == (name, Report())


async def test_a_model_scores_the_view_of_the_studio(opened: Open, tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "tiny")
    detector, studio = opened("tiny"), open_studio(MediaSettings())
    info = detector.describe()
    assert info is not None
    assert (info.label, info.folder) == ("tiny 1", folder)
    white = paint.png(pictures.painting().point(lambda _: 255))
    sample = (await studio.develop(white, detector.sample_size)).sample
    report = await detector.examine(white, sample.width, sample.height, sample.rgb)
    await studio.close()
    assert report.estimate is not None
    assert report.estimate.score == pytest.approx(1.0)
    assert (report.estimate.model, report.estimate.model_hash) == ("tiny 1", info.sha256)
    assert judge(report, DetectorSettings().remote).action is Action.DROP


async def test_evidence_and_estimate_come_together(opened: Open, tmp_path: Path) -> None:
    tiny_model.constant(tmp_path / "tiny", 0.25)
    side = tiny_model.SIZE
    report = await opened("tiny").examine(pictures.with_signal("iptc-png"), side, side, bytes(side * side * 3))
    assert report.evidence
    assert report.estimate is not None
    assert report.estimate.score == pytest.approx(0.25)


@pytest.mark.parametrize(
    "view", [(0, 0, b""), (32, 32, b"short"), (16, 16, bytes(768)), (-1, 32, bytes(96)), (10**9, 32, b"")]
)
async def test_med_06_a_view_the_model_cannot_read_is_held(
    opened: Open, tmp_path: Path, view: tuple[int, int, bytes]
) -> None:
    tiny_model.constant(tmp_path / "tiny", 0.0)
    report = await opened("tiny").examine(paint.png(), *view)
    assert report.estimate is None
    assert report.error
    assert judge(report, DetectorSettings().remote).action is Action.HOLD


@pytest.mark.parametrize("score", [math.nan, math.inf, 2.0])
async def test_med_06_a_model_that_gives_nonsense_holds(opened: Open, tmp_path: Path, score: float) -> None:
    tiny_model.constant(tmp_path / "tiny", score)
    report = await opened("tiny").examine(paint.png(), 32, 32, bytes(32 * 32 * 3))
    assert report.error
    assert judge(report, DetectorSettings().local).action is Action.HOLD


async def test_a_model_that_does_not_load_holds(
    opened: Open, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.0)
    (folder / "model.onnx").write_bytes(b"changed")
    report = await opened("tiny").examine(paint.png(), 32, 32, bytes(32 * 32 * 3))
    assert report.error == "start: fedart.detector.child"
    assert "the manifest says" in capfd.readouterr().err


def test_a_wrong_manifest_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"detector\.model"):
        open_detector(DetectorSettings(model="missing"), tmp_path, MEMORY)


class _Broken(Sandbox):
    def __init__(self, outcome: Reason | dict[str, object]) -> None:
        super().__init__("no.such.module")
        self._outcome = outcome

    async def run(self, *_: object) -> tuple[dict[str, object], list[bytes]]:
        if isinstance(self._outcome, Reason):
            raise SandboxFailed(self._outcome)
        return self._outcome, []


async def _answer(outcome: Reason | dict[str, object], info: ModelInfo | None = None) -> Report:
    return await Detector(_Broken(outcome), DetectorSettings(), info).examine(b"")


@pytest.mark.parametrize("reason", Reason)
async def test_med_06_every_failure_is_a_report_that_holds(reason: Reason) -> None:
    report = await _answer(reason)
    assert report.error.startswith(str(reason))
    assert judge(report, DetectorSettings().remote).action is Action.HOLD


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"evidence": None, "score": None, "error": ""},
        {"evidence": [["c2pa", "x", "y"]], "score": None, "error": ""},
        {"evidence": [["c2pa", "x", "y", 1]], "score": None, "error": ""},
        {"evidence": [[1, "x", "y", True]], "score": None, "error": ""},
        {"evidence": [], "score": None},
    ],
)
async def test_an_answer_of_another_form_is_a_report_that_holds(body: dict[str, object]) -> None:
    assert await _answer({"evidence": [], "score": None, "error": ""}) == Report()
    assert (await _answer(body)).error


@pytest.mark.parametrize("score", [None, "0.1", True, [0.1]])
async def test_a_score_that_is_none_holds_when_there_is_a_model(tmp_path: Path, score: object) -> None:
    info = load(tiny_model.brightness(tmp_path / "tiny"))
    report = await _answer({"evidence": [], "score": score, "error": ""}, info)
    assert report.estimate is None
    assert report.error
    good = await _answer({"evidence": [], "score": 0.1, "error": ""}, info)
    assert good.estimate is not None


async def test_the_amount_of_evidence_is_bounded() -> None:
    row = ["c2pa", "x", "y", True]
    assert len((await _answer({"evidence": [row] * 500, "score": None, "error": ""})).evidence) == 64


async def test_the_process_with_a_model_stays_small(tmp_path: Path) -> None:
    folder = tiny_model.brightness(tmp_path / "tiny")
    sandbox = Sandbox("fedart.detector.child", 1, MEMORY, arguments=(str(folder),))
    detector = Detector(sandbox, DetectorSettings(), load(folder))
    assert (await detector.examine(paint.png(), 32, 32, bytes(3072))).error == ""
    assert processes.memory(sandbox.pids[0])[1] < 200 * 2**20
    await detector.close()
