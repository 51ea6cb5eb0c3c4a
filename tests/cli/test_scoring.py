"""Many files, a few at a time: in order, with bounded memory, and without an end to be waited for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from fedart.cli import scoring
from fedart.cli.scoring import Scored, Scorer
from fedart.config import DetectorSettings, MediaSettings
from fedart.detector.detector import Detector
from fedart.detector.manifest import load
from fedart.domain.media import Sample
from fedart.domain.policy import Report
from fedart.errors import ConfigError
from fedart.media.studio import Studio
from fedart.sandbox import Reason, Sandbox
from tests.support import paint, tiny_model


async def test_results_come_in_the_order_of_the_items() -> None:
    async def work(number: int) -> int:
        await asyncio.sleep(0.001 * (number % 3))
        return number * 2

    found = [pair async for pair in scoring.in_order(range(50), work, 4)]
    assert found == [(number, number * 2) for number in range(50)]


async def test_only_a_few_are_begun_ahead() -> None:
    begun: list[int] = []
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(10_000):
            taken = number
            yield number

    async def work(number: int) -> None:
        begun.append(number)

    results = scoring.in_order(items(), work, 2)
    async for number, _ in results:
        if number == 20:
            break
    await results.aclose()
    assert taken < 30
    assert len(begun) < 30


async def test_a_result_is_not_kept_back_until_the_next_item_is_there() -> None:
    """Somebody may write one name, read the answer, and only then write the next."""
    answered = asyncio.Event()
    loop = asyncio.get_running_loop()

    def items() -> Iterator[str]:
        yield "first"
        asyncio.run_coroutine_threadsafe(answered.wait(), loop).result(timeout=30)
        yield "second"

    async def work(name: str) -> str:
        return name.upper()

    found = []
    async for _, result in scoring.in_order(items(), work, 4):
        found.append(result)
        answered.set()
    assert found == ["FIRST", "SECOND"]


async def test_an_error_in_the_items_or_in_the_work_comes_out() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ConfigError("the list ends here")

    async def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    with pytest.raises(ConfigError, match="ends here"):
        _ = [pair async for pair in scoring.in_order(items(), work, 2)]
    with pytest.raises(ValueError, match="three"):
        _ = [pair async for pair in scoring.in_order(range(10), work, 2)]


async def test_a_process_in_trouble_costs_its_file_and_no_other(tmp_path: Path) -> None:
    folder, settings = tiny_model.constant(tmp_path / "tiny", 0.25), DetectorSettings()
    sandbox = Sandbox("tests.support.moody_detector", 2, settings.memory_bytes, arguments=(str(folder),))
    detector = Detector(sandbox, settings, load(folder))
    studio = _Obliging(MediaSettings())
    judge = Scorer(studio, detector, 2, 10_000_000)
    names = ["a", "crash", "b", "memory", "bug", "c"]
    for name in names:
        (tmp_path / name).write_bytes(name.encode() if len(name) > 1 else paint.png())

    async def score(name: str) -> Scored:
        return await judge.score(tmp_path / name)

    found = {name: scored async for name, scored in scoring.in_order(names, score, 2)}
    await detector.close()
    await studio.close()
    for name in "abc":
        assert (name, found[name].error) == (name, "")
    for name, reason in (("crash", Reason.CRASHED), ("memory", Reason.MEMORY), ("bug", Reason.CRASHED)):
        assert found[name].error.startswith(str(reason))
        info = load(folder)
        row = scoring.row(name, found[name], info)
        assert row["error"]
        assert scoring.verdicts(found[name].report or Report(), info)["local"]["hold"] == "hold"


class _Obliging(Studio):
    """Develops anything into a black sample, so that only the detector is in trouble."""

    def __init__(self, settings: MediaSettings) -> None:
        super().__init__(Sandbox("no.such.module"), settings)

    async def samples(self, data: bytes, sample_size: int, frames: int = 1, *, own: bool = False) -> tuple[Sample, ...]:
        return (Sample(sample_size, sample_size, bytes(sample_size * sample_size * 3)),)


@pytest.mark.parametrize("kind", ["folder", "missing", "large"])
async def test_what_cannot_be_read_is_told(tmp_path: Path, kind: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(paint.png() + bytes(2_000_000))
    settings = MediaSettings(max_bytes=1_000_000)
    detector = Detector(Sandbox("no.such.module"), DetectorSettings())
    judge = Scorer(Studio(Sandbox("no.such.module"), settings), detector, 1, settings.max_bytes)
    scored = await judge.score(tmp_path / kind)
    assert scored.report is None
    expected = {"folder": "this is no file", "missing": "no such file", "large": "too large"}[kind]
    assert expected in scored.error
