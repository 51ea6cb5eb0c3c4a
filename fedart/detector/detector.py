"""The server's side of the detector: a picture in, a report out, always. Trouble is part of the report."""

import math
from collections.abc import Sequence
from pathlib import Path

from fedart import log
from fedart.config import DetectorSettings
from fedart.detector import installed, manifest
from fedart.detector.manifest import ModelInfo
from fedart.domain.media import Sample
from fedart.domain.policy import Estimate, Evidence, Report, Tile
from fedart.sandbox import ProtocolError, Sandbox, SandboxFailed, expect

CHILD = "fedart.detector.child"

_EVIDENCE_LIMIT = 64
_TILES_LIMIT = 64


def open_detector(settings: DetectorSettings, data: Path) -> "Detector":
    """A detector with its own sandbox, one process that starts with the first picture.

    `settings.model` says which model, `data` is the data folder: see `fedart.detector.installed`. Raises ConfigError
    when the model's manifest is wrong.
    """
    return detector_for(installed.chosen(settings.model, data), settings)


def detector_for(folder: Path | None, settings: DetectorSettings, processes: int = 1) -> "Detector":
    """A detector with the model in that folder (None: provenance alone) and so many processes. Raises ConfigError."""
    info = manifest.load(folder) if folder is not None else None
    sandbox = Sandbox(
        CHILD,
        processes,
        settings.memory_bytes,
        arguments=() if info is None else (str(info.folder),),
        cpu_seconds=math.ceil(settings.seconds),
    )
    return Detector(sandbox, settings, info)


class Detector:
    """Asks the sandbox about pictures (THREATS MED-06, MED-08)."""

    def __init__(self, sandbox: Sandbox, settings: DetectorSettings, info: ModelInfo | None = None) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self._info = info

    @property
    def sample_size(self) -> int:
        """The shorter side of the samples that the model wants, in pixels; 0 without a model."""
        return 0 if self._info is None else self._info.input.sample

    @property
    def frames(self) -> int:
        """How many frames of an animation the model wants to see."""
        return 1 if self._info is None else self._info.frames

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run at the moment."""
        return self._sandbox.pids

    def describe(self) -> ModelInfo | None:
        """The model in use, None for provenance alone."""
        return self._info

    async def examine(self, data: bytes, samples: Sequence[Sample] = ()) -> Report:
        """What the file `data` declares, and what the model says about its samples.

        Never raises for a picture: a crash, a time-out or a senseless answer is a report with `error` set.
        """
        job = {"samples": [[sample.width, sample.height] for sample in samples]}
        try:
            body, _ = await self._sandbox.run(job, [data, *(s.rgb for s in samples)], self._settings.seconds)
            return self._report(body, samples)
        except (SandboxFailed, ProtocolError) as failure:
            log.warning("detector_failed", reason=failure, bytes=len(data))
            return Report(error=str(failure))

    async def start(self) -> None:
        """Start a process and let it prove its model, before any picture needs it. Raises SandboxFailed."""
        await self._sandbox.start()

    async def close(self) -> None:
        """End the process."""
        await self._sandbox.close()

    def _report(self, body: dict[str, object], samples: Sequence[Sample]) -> Report:
        rows = expect(list, body.get("evidence"))[:_EVIDENCE_LIMIT]
        evidence, error = tuple(_evidence(row) for row in rows), expect(str, body.get("error"))
        if self._info is None:
            return Report(evidence, None, error)
        if body.get("estimate") is None:
            return Report(evidence, None, error or "the model gave no score")
        return Report(evidence, _estimate(self._info, expect(dict, body["estimate"]), samples), error)


def _estimate(info: ModelInfo, fields: dict[str, object], samples: Sequence[Sample]) -> Estimate:
    score = _probability(fields.get("score"))
    rows = expect(list, fields.get("tiles"))[:_TILES_LIMIT]
    frame = expect(int, fields.get("frame"))
    if not 0 <= frame < len(samples):
        raise ProtocolError("a frame that was not shown")
    tiles = tuple(_tile(row, samples[frame].part) for row in rows)
    return Estimate(info.label, info.sha256, score, tiles, len(samples))


def _tile(row: object, part: tuple[float, float, float, float]) -> Tile:
    """A tile in shares of the picture, of which the sample shows only `part`."""
    fields = expect(list, row)
    if len(fields) != 5:
        raise ProtocolError("a tile without its five fields")
    left, top, width, height, score = (_probability(field) for field in fields)
    across, down, wide, high = part
    return Tile(across + left * wide, down + top * high, width * wide, height * high, score)


def _probability(value: object) -> float:
    number = expect(float, value)
    if not 0.0 <= number <= 1.0:
        raise ProtocolError(f"{number} where a number from 0 to 1 should be")
    return number


def _evidence(row: object) -> Evidence:
    fields = expect(list, row)
    if len(fields) != 4:
        raise ProtocolError("evidence without its four fields")
    kind, signal, detail, certain = fields
    return Evidence(expect(str, kind), expect(str, signal), expect(str, detail), expect(bool, certain))
