"""The server's side of the detector: a picture in, a report out, always. Trouble is part of the report."""

from pathlib import Path

from fedart import log
from fedart.config import DetectorSettings
from fedart.detector import manifest
from fedart.detector.manifest import ModelInfo
from fedart.domain.policy import Estimate, Evidence, Report
from fedart.sandbox import ProtocolError, Sandbox, SandboxFailed, expect

CHILD = "fedart.detector.child"

_EVIDENCE_LIMIT = 64


def open_detector(settings: DetectorSettings, base: Path, memory_bytes: int) -> "Detector":
    """A detector with its own sandbox, one process that starts with the first picture.

    `settings.model` is a folder, relative to `base`; empty for provenance alone. Raises ConfigError when its manifest
    is wrong. `memory_bytes` is the process's address space.
    """
    info = manifest.load((base / settings.model).resolve()) if settings.model else None
    arguments = () if info is None else (str(info.folder),)
    return Detector(Sandbox(CHILD, 1, memory_bytes, arguments=arguments), settings, info)


class Detector:
    """Asks the sandbox about pictures (THREATS MED-06, MED-08)."""

    def __init__(self, sandbox: Sandbox, settings: DetectorSettings, info: ModelInfo | None = None) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self._info = info

    @property
    def sample_size(self) -> int:
        """The shorter side of the view the model wants, in pixels; 0 without a model."""
        return 0 if self._info is None else self._info.input.resize

    def describe(self) -> ModelInfo | None:
        """The model in use, None for provenance alone."""
        return self._info

    async def examine(self, data: bytes, width: int = 0, height: int = 0, rgb: bytes = b"") -> Report:
        """What the file `data` declares and what the model says about its view of `width` x `height` RGB pixels.

        Never raises for a picture: a crash, a time-out or a senseless answer is a report with `error` set.
        """
        job = {"width": width, "height": height}
        try:
            body, _ = await self._sandbox.run(job, [data, rgb], self._settings.seconds)
            return self._report(body)
        except (SandboxFailed, ProtocolError) as failure:
            log.warning("detector_failed", reason=failure, bytes=len(data))
            return Report(error=str(failure))

    async def close(self) -> None:
        """End the process."""
        await self._sandbox.close()

    def _report(self, body: dict[str, object]) -> Report:
        rows = expect(list, body.get("evidence"))[:_EVIDENCE_LIMIT]
        error, score = expect(str, body.get("error")), body.get("score")
        if self._info is None:
            return Report(tuple(_evidence(row) for row in rows), None, error)
        if score is None:
            return Report(tuple(_evidence(row) for row in rows), None, error or "the model gave no score")
        estimate = Estimate(self._info.label, self._info.sha256, expect(float, score))
        return Report(tuple(_evidence(row) for row in rows), estimate, error)


def _evidence(row: object) -> Evidence:
    fields = expect(list, row)
    if len(fields) != 4:
        raise ProtocolError("evidence without its four fields")
    kind, signal, detail, certain = fields
    return Evidence(expect(str, kind), expect(str, signal), expect(str, detail), expect(bool, certain))
