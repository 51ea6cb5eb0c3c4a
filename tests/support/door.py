"""The media door for unit tests: real decoding and provenance, in this process; a model that obeys."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fedart.config import Config
from fedart.detector.child import examiner
from fedart.detector.detector import Detector
from fedart.domain.policy import Estimate, Report
from fedart.instance import Instance
from fedart.media import child as media_child
from fedart.media.studio import Studio
from fedart.sandbox import Sandbox

Handler = Callable[[dict[str, object], list[bytes]], tuple[dict[str, object], list[bytes]]]


class InProcess(Sandbox):
    """A sandbox without a process: the same handler, one job at a time, in a thread."""

    def __init__(self, handler: Handler) -> None:
        super().__init__("none")
        self._handler = handler
        self._one = asyncio.Lock()

    async def run(
        self, job: Mapping[str, object], blobs: Sequence[bytes], seconds: float
    ) -> tuple[dict[str, object], list[bytes]]:
        async with self._one:
            body, out = await asyncio.to_thread(self._handler, dict(job), list(blobs))
            # Through JSON, as between processes.
            return json.loads(json.dumps(body)), out


@dataclass
class Mood:
    """What the model says, or how it fails; asked counts the pictures it saw."""

    score: float | None = None
    error: str = ""
    asked: int = field(default=0)


class MoodyDetector(Detector):
    """Reads provenance for real; score and error come from its mood."""

    def __init__(self, config: Config) -> None:
        super().__init__(InProcess(examiner(None)), config.detector)
        self.mood = Mood()

    async def examine(self, data: bytes, width: int = 0, height: int = 0, rgb: bytes = b"") -> Report:
        self.mood.asked += 1
        report = await super().examine(data, width, height, rgb)
        score = self.mood.score
        estimate = None if score is None else Estimate("tiny 1", "0" * 64, score)
        return replace(report, estimate=estimate, error=self.mood.error or report.error)


def in_process(it: Instance) -> Instance:
    """The instance with a studio and a detector that start no process."""
    studio = Studio(InProcess(media_child.develop), it.config.media)
    return replace(it, studio=studio, detector=MoodyDetector(it.config))


def mood(it: Instance) -> Mood:
    """What the detector of an instance from `in_process` will say."""
    assert isinstance(it.detector, MoodyDetector)
    return it.detector.mood
