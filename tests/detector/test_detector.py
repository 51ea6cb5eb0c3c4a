"""The detector with its real process: a report for every picture, and trouble is part of the report."""

import math
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from fedart.config import DetectorSettings, MediaSettings
from fedart.detector import model
from fedart.detector.child import examiner
from fedart.detector.detector import Detector, open_detector
from fedart.detector.manifest import ModelInfo, load
from fedart.domain.media import Sample
from fedart.domain.policy import Action, Estimate, Policy, Report, Rule, Tile, judge
from fedart.errors import ConfigError
from fedart.media.studio import open_studio
from fedart.sandbox import Reason, Sandbox, SandboxFailed
from tests.support import paint, pictures, processes, tiny_model

REMOTE = Rule(Policy.BAN, hold=0.9, drop=0.99)
LOCAL = Rule(Policy.HOLD, hold=0.9, drop=0.99)
SIDE = tiny_model.SIZE
Open = Callable[[str], Detector]


def _black(side: int = SIDE) -> Sample:
    return Sample(side, side, bytes(side * side * 3))


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    detectors: list[Detector] = []

    def _open(model: str = "") -> Detector:
        detectors.append(open_detector(DetectorSettings(model=model), tmp_path))
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
        assert judge(report, REMOTE, local=False).action is Action.DROP
        assert judge(report, LOCAL, local=True).action is Action.HOLD


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
    developed = await studio.develop(white, detector.sample_size, detector.frames)
    report = await detector.examine(white, developed.samples)
    await studio.close()
    assert report.estimate is not None
    assert report.estimate.score == pytest.approx(1.0)
    assert (report.estimate.model, report.estimate.model_hash) == ("tiny 1", info.sha256)
    assert judge(report, REMOTE, local=False).action is Action.DROP


async def test_evidence_and_estimate_come_together(opened: Open, tmp_path: Path) -> None:
    tiny_model.constant(tmp_path / "tiny", 0.25)
    report = await opened("tiny").examine(pictures.with_signal("iptc-png"), [_black()])
    assert report.evidence
    assert report.estimate is not None
    assert report.estimate.score == pytest.approx(0.25)


@pytest.mark.parametrize(
    "shown",
    [[], [(0, 0, b"")], [(32, 32, b"short")], [(16, 16, bytes(768))], [(-1, 32, bytes(96))], [(10**9, 32, b"")]],
)
async def test_med_06_samples_the_model_cannot_read_are_held(
    opened: Open, tmp_path: Path, shown: list[tuple[int, int, bytes]]
) -> None:
    tiny_model.constant(tmp_path / "tiny", 0.0)
    report = await opened("tiny").examine(paint.png(), [Sample(*fields) for fields in shown])
    assert report.estimate is None
    assert report.error
    assert judge(report, REMOTE, local=False).action is Action.HOLD


@pytest.mark.parametrize("score", [math.nan, math.inf, 2.0])
async def test_med_06_a_model_that_gives_nonsense_holds(opened: Open, tmp_path: Path, score: float) -> None:
    tiny_model.constant(tmp_path / "tiny", score)
    report = await opened("tiny").examine(paint.png(), [_black()])
    assert report.error
    assert judge(report, LOCAL, local=True).action is Action.HOLD


async def test_a_model_that_does_not_load_holds(opened: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tiny_model.constant(tmp_path / "tiny", 0.0)
    (folder / "model.onnx").write_bytes(b"changed")
    report = await opened("tiny").examine(paint.png(), [_black()])
    assert report.error.startswith("start: detector.model: ")
    assert "the manifest says" in report.error
    assert "the manifest says" in caplog.text


def test_a_wrong_manifest_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"detector\.model"):
        open_detector(DetectorSettings(model="missing"), tmp_path)


class _Broken(Sandbox):
    def __init__(self, outcome: Reason | dict[str, object]) -> None:
        super().__init__("no.such.module")
        self._outcome = outcome

    async def run(self, *_: object) -> tuple[dict[str, object], list[bytes]]:
        if isinstance(self._outcome, Reason):
            raise SandboxFailed(self._outcome)
        return self._outcome, []


ESTIMATE: dict[str, object] = {"score": 0.1, "whole": 0.1, "tiles": [], "frame": 0, "frames": 1}
GOOD: dict[str, object] = {"evidence": [], "estimate": ESTIMATE, "error": ""}


async def _answer(outcome: Reason | dict[str, object], info: ModelInfo | None = None, frames: int = 1) -> Report:
    part = (0.25, 0.0, 0.5, 1.0)
    samples = [replace(_black(), part=part)] * frames
    return await Detector(_Broken(outcome), DetectorSettings(), info).examine(b"", samples)


@pytest.mark.parametrize("reason", Reason)
async def test_med_06_every_failure_is_a_report_that_holds(reason: Reason) -> None:
    report = await _answer(reason)
    assert report.error.startswith(str(reason))
    assert judge(report, REMOTE, local=False).action is Action.HOLD


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"evidence": None, "estimate": None, "error": ""},
        {"evidence": [["c2pa", "x", "y"]], "estimate": None, "error": ""},
        {"evidence": [["c2pa", "x", "y", 1]], "estimate": None, "error": ""},
        {"evidence": [[1, "x", "y", True]], "estimate": None, "error": ""},
        {"evidence": [], "estimate": None},
    ],
)
async def test_an_answer_of_another_form_is_a_report_that_holds(body: dict[str, object]) -> None:
    assert await _answer({"evidence": [], "estimate": None, "error": ""}) == Report()
    assert (await _answer(body)).error


@pytest.mark.parametrize(
    "change",
    [
        {"score": None},
        {"score": "0.1"},
        {"score": True},
        {"score": [0.1]},
        {"score": 1.5},
        {"score": math.nan},
        {"frame": 1},
        {"frame": -1},
        {"frame": "0"},
        {"tiles": None},
        {"tiles": [[0.0, 0.0, 1.0, 1.0]]},
        {"tiles": [[0.0, 0.0, 1.0, 1.0, 1.5]]},
        {"tiles": [[0.0, 0.0, 1.0, -1.0, 0.5]]},
        {"tiles": ["x"]},
    ],
)
async def test_an_estimate_that_makes_no_sense_holds(tmp_path: Path, change: dict[str, object]) -> None:
    info = load(tiny_model.brightness(tmp_path / "tiny"))
    assert (await _answer(GOOD, info)).estimate == Estimate("tiny 1", info.sha256, 0.1)
    report = await _answer({**GOOD, "estimate": {**ESTIMATE, **change}}, info)
    assert report.estimate is None
    assert report.error
    assert judge(report, REMOTE, local=False).action is Action.HOLD


async def test_a_model_without_an_estimate_holds(tmp_path: Path) -> None:
    info = load(tiny_model.brightness(tmp_path / "tiny"))
    report = await _answer({**GOOD, "estimate": None}, info)
    assert (report.estimate, report.error) == (None, "the model gave no score")


async def test_tiles_are_told_in_shares_of_the_picture_and_not_of_the_sample(tmp_path: Path) -> None:
    info = load(tiny_model.brightness(tmp_path / "tiny"))
    tiles = [[0.0, 0.0, 0.5, 1.0, 0.75], [0.5, 0.0, 0.5, 1.0, 0.25]]
    report = await _answer({**GOOD, "estimate": {**ESTIMATE, "tiles": tiles, "frame": 1}}, info, frames=3)
    assert report.estimate is not None
    assert report.estimate.frames == 3
    assert report.estimate.tiles == (Tile(0.25, 0.0, 0.25, 1.0, 0.75), Tile(0.5, 0.0, 0.25, 1.0, 0.25))


async def test_the_amounts_of_evidence_and_of_tiles_are_bounded(tmp_path: Path) -> None:
    row = ["c2pa", "x", "y", True]
    assert len((await _answer({"evidence": [row] * 500, "estimate": None, "error": ""})).evidence) == 64
    info = load(tiny_model.brightness(tmp_path / "tiny"))
    tiles = [[0.0, 0.0, 1.0, 1.0, 0.5]] * 500
    estimate = (await _answer({**GOOD, "estimate": {**ESTIMATE, "tiles": tiles}}, info)).estimate
    assert estimate is not None
    assert len(estimate.tiles) == 64


async def test_an_animation_and_its_tiles_pass_the_locked_sandbox(opened: Open, tmp_path: Path) -> None:
    tiny_model.tiled(tmp_path / "tiny")
    detector, studio = opened("tiny"), open_studio(MediaSettings())
    assert (detector.sample_size, detector.frames) == (tiny_model.SAMPLE, 3)
    data = paint.animation("GIF", 5)
    samples = await studio.samples(data, detector.sample_size, detector.frames)
    report = await detector.examine(data, samples)
    await studio.close()
    assert report.error == ""
    assert report.estimate is not None
    assert report.estimate.frames == 3
    assert len(report.estimate.tiles) in (0, 4, 6)


async def test_a_machine_that_computes_differently_says_so_and_holds(opened: Open, tmp_path: Path) -> None:
    tiny_model.constant(tmp_path / "tiny", 0.5, golden="{ score = 0.6, tolerance = 0.01 }")
    detector = opened("tiny")
    report = await detector.examine(paint.png(), [_black()])
    assert "this processor computes the model differently" in report.error
    assert judge(report, REMOTE, local=False).action is Action.HOLD
    with pytest.raises(SandboxFailed, match=r"the golden picture scores 0\.5000, not 0\.6000"):
        await detector.start()


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [("crash", "crashed"), ("stall", "timeout"), ("memory", "memory"), ("burn", "cpu"), ("bug", "crashed")],
)
async def test_med_06_a_process_in_trouble_holds_its_picture_and_the_next_one_is_judged(
    tmp_path: Path, trouble: str, reason: str
) -> None:
    folder, settings = tiny_model.constant(tmp_path / "tiny", 0.25), DetectorSettings()
    arguments = (str(folder),)
    sandbox = Sandbox("tests.support.moody_detector", 1, settings.memory_bytes, arguments=arguments, cpu_seconds=1)
    seconds = 0.3 if trouble == "stall" else settings.seconds
    detector = Detector(sandbox, replace(settings, seconds=seconds), load(folder))
    await detector.start()
    first = detector.pids
    bad = await detector.examine(trouble.encode(), [_black()])
    assert bad.error.startswith(reason)
    assert bad.estimate is None
    assert judge(bad, REMOTE, local=False).action is Action.HOLD
    good = Detector(sandbox, settings, load(folder))
    report = await good.examine(paint.png(), [_black()])
    assert report.error == ""
    assert report.estimate is not None
    assert report.estimate.score == pytest.approx(0.25)
    assert detector.pids != first
    await detector.close()


async def test_med_06_a_model_that_runs_out_of_memory_ends_its_process_and_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """onnxruntime reports it as an error of its own; a process without memory must not go on to the next picture."""
    loaded = model.load(tiny_model.constant(tmp_path / "tiny", 0.5))

    def without_memory(*_: object) -> None:
        raise RuntimeError("[ONNXRuntimeError] : 1 : FAIL : std::bad_alloc")

    monkeypatch.setattr(loaded, "_session", SimpleNamespace(run=without_memory))
    handle = examiner(loaded)
    with pytest.raises(MemoryError):
        handle({"samples": [[SIDE, SIDE]]}, [paint.png(), bytes(SIDE * SIDE * 3)])


async def test_the_process_with_a_model_stays_small(opened: Open, tmp_path: Path) -> None:
    tiny_model.brightness(tmp_path / "tiny")
    detector = opened("tiny")
    assert (await detector.examine(paint.png(), [_black()])).error == ""
    assert processes.memory(detector.pids[0])[1] < 200 * 2**20
