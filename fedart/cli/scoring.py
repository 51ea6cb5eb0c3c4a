"""Pictures judged as the server would judge them, in the same child processes, without an instance."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from fedart.config import Config
from fedart.detector.detector import Detector, detector_for
from fedart.detector.manifest import ModelInfo
from fedart.domain.media import Sample
from fedart.domain.policy import UNMEASURED, Choice, Policy, Report, judge, resolve
from fedart.errors import ConfigError, FedartError
from fedart.media.studio import Studio, open_studio
from fedart.sandbox import SandboxFailed

_LITTLE_MEMORY = "the model's process did not start: perhaps `detector.memory_bytes` is too low for it"

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of one file in `seconds`; `report` is None, with the reason in `error`, for what is no picture here."""

    report: Report | None
    seconds: float
    error: str = ""


class Scorer:
    """Studio and detector for `processes` pictures at a time."""

    def __init__(self, studio: Studio, detector: Detector, processes: int, max_bytes: int) -> None:
        self.processes = processes
        self.detector = detector
        self._studio = studio
        self._max_bytes = max_bytes
        self._free = asyncio.Semaphore(processes)

    @property
    def model(self) -> ModelInfo | None:
        return self.detector.describe()

    async def score(self, path: Path, *, metadata: bool = True) -> Scored:
        """One file; without `metadata` its pixels alone are looked at. Never raises for a file."""
        async with self._free:
            start = time.perf_counter()
            try:
                report = await self._report(path, metadata=metadata)
            except FedartError as error:
                text = str(error.public if error.public != type(error).public else error)
                return Scored(None, time.perf_counter() - start, text)
            return Scored(report, time.perf_counter() - start, report.error)

    async def _report(self, path: Path, *, metadata: bool) -> Report:
        data = await asyncio.to_thread(_content, path, self._max_bytes)
        samples = await self._studio.samples(data, self.detector.sample_size, self.detector.frames)
        return await self.detector.examine(data if metadata else b"", samples)

    async def ready(self) -> None:
        """Start all processes, so that the first picture takes no longer than others. Raises ConfigError."""
        try:
            each = range(self.processes)
            await asyncio.gather(*(self.detector.start() for _ in each), *(self._studio.start() for _ in each))
        except SandboxFailed as failure:
            words = str(failure).partition(": ")[2]
            raise ConfigError(words if "detector.model" in words else f"{failure}: {_LITTLE_MEMORY}") from failure

    async def prove(self) -> None:
        """Start, which proves the model on its golden picture, and show it plain pictures.

        Raises ConfigError with what is wrong.
        """
        await self.ready()
        side = self.detector.sample_size
        for grey in (0, 128, 255) if side else ():
            plain = Sample(side, side, bytes([grey]) * (side * side * 3))
            report = await self.detector.examine(b"", [plain])
            if report.error:
                raise ConfigError(f"detector.model: a plain picture gives no score: {report.error}")


@asynccontextmanager
async def scorer(config: Config, folder: Path | None, processes: int = 1) -> AsyncIterator[Scorer]:
    """A scorer with the model in that folder, None for provenance alone. Raises ConfigError."""
    detector = detector_for(folder, config.detector, processes)
    studio = open_studio(replace(config.media, processes=processes))
    try:
        yield Scorer(studio, detector, processes, config.media.max_bytes)
    finally:
        await studio.close()
        await detector.close()


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def in_order(
    items: Iterable[_T], work: Callable[[_T], Awaitable[_R]], at_once: int
) -> AsyncGenerator[tuple[_T, _R], None]:
    """The results of `work`, in the order of the items, each as soon as it and those before it are there.

    A few are begun ahead: twice as many as run, so that a slow picture in front does not leave the other processes
    idle, and no more, so that memory does not grow with the number of items.
    """
    begun: asyncio.Queue[tuple[_T, asyncio.Future[_R]] | None] = asyncio.Queue(2 * at_once)

    async def begin() -> None:
        left = iter(items)
        try:
            while (item := await asyncio.to_thread(_next, left)) is not None:
                await begun.put((item[0], asyncio.ensure_future(work(item[0]))))
        finally:
            await begun.put(None)

    beginner = asyncio.create_task(begin())
    try:
        while (entry := await begun.get()) is not None:
            yield entry[0], await entry[1]
        await beginner
    finally:
        ahead = [begun.get_nowait() for _ in range(begun.qsize())]
        beginner.cancel()
        futures = [entry[1] for entry in ahead if entry is not None]
        for future in futures:
            future.cancel()
        await asyncio.gather(beginner, *futures, return_exceptions=True)


def _next(left: Iterator[_T]) -> tuple[_T] | None:
    """The next item in a tuple, so that the end can be told from an item that is None."""
    for item in left:
        return (item,)
    return None


def verdicts(report: Report, info: ModelInfo | None) -> dict[str, dict[str, str]]:
    """What each policy would do, with the model's own points: as an upload here, and as a picture from elsewhere."""
    points = (info.points or UNMEASURED) if info else ()
    rules = {policy: resolve(Choice(policy), points, info.sha256 if info else "") for policy in Policy}
    return {
        audience: {policy.value: judge(report, rule, local=local).action.value for policy, rule in rules.items()}
        for audience, local in (("local", True), ("remote", False))
    }


def row(file: str, scored: Scored, info: ModelInfo | None) -> Mapping[str, object]:
    """One file as scripts read it; `error` is there only when it could not be judged, `verdicts` when it could."""
    report = scored.report or Report()
    estimate = report.estimate
    shown: dict[str, object] = {
        "file": file,
        "declared": [
            {"kind": e.kind, "signal": e.signal, "detail": e.detail, "certain": e.certain} for e in report.evidence
        ],
        "probability": estimate.score if estimate else None,
        "tiles": [
            {"left": t.left, "top": t.top, "width": t.width, "height": t.height, "score": t.score}
            for t in (estimate.tiles if estimate else ())
        ],
        "frames": estimate.frames if estimate else 0,
        "verdicts": verdicts(report, info) if scored.report else {},
        "ms": round(scored.seconds * 1000, 1),
        "model": info.label if info else None,
    }
    return {**shown, "error": scored.error} if scored.error else shown


def _content(path: Path, most: int) -> bytes:
    """A file's bytes, as far as the server would take them. Raises ConfigError for one that cannot be read."""
    try:
        if not path.is_file():
            raise ConfigError("no such file" if not path.exists() else "this is no file")
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise ConfigError(error.strerror or "cannot be read") from error
