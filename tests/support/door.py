"""The media door for unit tests: real decoding and provenance, in this process; a model that obeys."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fedart.config import Config
from fedart.detector.child import examiner
from fedart.detector.detector import Detector
from fedart.detector.manifest import Input, Layout, ModelInfo, Output, OutputKind
from fedart.domain.media import Sample
from fedart.domain.policy import Action, Estimate, Evidence, Point, Report, Tile, Verdict
from fedart.instance import Instance
from fedart.media import child as media_child
from fedart.media import clip_child
from fedart.media.cinema import Cinema
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


POINTS = (
    Point("label", 0.5, 40.0, 36.0, 44.0, 90.0),
    Point("", 0.8, 9.0, 7.0, 11.0, 80.0),
    Point("hold", 0.9, 4.8, 3.1, 7.0, 71.0),
    Point("drop", 0.99, 0.5, 0.1, 1.2, 40.0),
)
MODEL = ModelInfo(
    name="tiny",
    version="1",
    licence="MIT",
    sha256="0" * 64,
    input=Input(8, 8, Layout.NCHW, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 0, 8),
    output=Output(OutputKind.PROBABILITY, 0, ("generated",)),
    points=POINTS,
)
DECLARED = Verdict(Action.HOLD, "declared", Report((Evidence("generator", "png:parameters", "Steps: 25"),)), None)
TILES = (Tile(0.0, 0.0, 0.5, 1.0, 0.25), Tile(0.5, 0.0, 0.5, 1.0, 0.75))


@dataclass
class Mood:
    """What the model says, or how it fails; `asked` counts the pictures it saw, `model` is None for none."""

    score: float | None = None
    error: str = ""
    asked: int = field(default=0)
    model: ModelInfo | None = MODEL


class MoodyDetector(Detector):
    """Reads provenance for real; score and error come from its mood."""

    def __init__(self, config: Config) -> None:
        super().__init__(InProcess(examiner(None)), config.detector)
        self.mood = Mood()

    @property
    def frames(self) -> int:
        return 1

    def describe(self) -> ModelInfo | None:
        return self.mood.model

    async def examine(self, data: bytes, samples: Sequence[Sample] = ()) -> Report:
        self.mood.asked += 1
        report = await super().examine(data)
        score, model = self.mood.score, self.mood.model
        estimate = None if score is None or model is None else Estimate(model.label, model.sha256, score, TILES)
        return replace(report, estimate=estimate, error=self.mood.error or report.error)


def in_process(it: Instance) -> Instance:
    """The instance with a studio and a detector that start no process."""
    films = Cinema(InProcess(clip_child.play), it.config.media.max_side)
    studio = Studio(InProcess(media_child.develop), it.config.media, films=films)
    return replace(it, studio=studio, detector=MoodyDetector(it.config))


def mood(it: Instance) -> Mood:
    """What the detector of an instance from `in_process` will say."""
    assert isinstance(it.detector, MoodyDetector)
    return it.detector.mood
