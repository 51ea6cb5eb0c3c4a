"""The shipped model: what a picture costs, and what visitors notice while many pictures are judged."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image

from fedart import instance
from fedart.config import Config
from fedart.detector import checkset, comparison, installed, tower
from fedart.detector.checkset import Label
from fedart.detector.detector import Detector, detector_for
from fedart.domain.actor import Role
from fedart.domain.media import Sample
from fedart.media.studio import open_studio
from fedart.services import accounts, rejudge
from tests.bench import forms, load, measure, seed
from tests.bench.report import Figure
from tests.bench.server import Site, serving, site

OTHER_FORM = 8
"""So many pictures are enough to compare two forms of one model."""
SEEDED = 16
PAUSE_SECONDS = 0.02
RUN_SECONDS = 900.0


@dataclass
class Spent:
    """CPU milliseconds of the model's process for each picture, by whether it was looked at in tiles, and the rest."""

    whole: list[float] = field(default_factory=list)
    tiled: list[float] = field(default_factory=list)
    views: list[int] = field(default_factory=list)
    estimates: list[float] = field(default_factory=list)
    start_wall: float = 0.0
    start_cpu: float = 0.0
    peak: float = 0.0

    @property
    def view(self) -> float:
        """CPU milliseconds of one view."""
        return sum(self.whole + self.tiled) / sum(self.views)


async def run(folder: Path, pictures: int, judged: int) -> list[Figure]:
    """`pictures` of the check set one after the other, and `judged` stored ones behind a server's back."""
    model = installed.shipped(folder)
    if model is None:
        raise RuntimeError("the shipped model is not complete: run `fedart detector fetch`")
    data = bare(pictures)
    samples = await _samples(model, data)
    spent = await _spent(model, samples)
    return [
        *_costs(spent, len(samples)),
        *await _other_forms(folder, model, samples, spent),
        *await _behind(folder / "judging", data[:SEEDED], judged),
    ]


def bare(count: int) -> list[bytes]:
    """Pictures of the check set, made by people and generated in turn, without what their files declare."""
    human, generated = (
        [p for p in checkset.pictures() if p.label is label] for label in (Label.HUMAN, Label.GENERATED)
    )
    turns = [picture for pair in zip(human, generated, strict=False) for picture in pair][:count]
    found = []
    for picture in turns:
        out = BytesIO()
        with Image.open(picture.path) as image:
            image.convert("RGB").save(out, "JPEG", quality=92)
        found.append(out.getvalue())
    return found


async def _samples(model: Path, pictures: Sequence[bytes]) -> list[Sequence[Sample]]:
    """What the model is shown of each picture; made before, because it is no work of the model."""
    detector, studio = detector_for(model, Config().detector), open_studio(Config().media)
    try:
        return [await studio.samples(data, detector.sample_size, detector.frames) for data in pictures]
    finally:
        await studio.close()
        await detector.close()


async def _spent(model: Path, pictures: Sequence[Sequence[Sample]]) -> Spent:
    """Judge each picture once in a fresh process."""
    spent, detector = Spent(), detector_for(model, Config().detector)
    try:
        began = time.perf_counter()
        await detector.start()
        spent.start_wall = time.perf_counter() - began
        [pid] = detector.pids
        spent.start_cpu = measure.cpu_of(pid)
        for samples in pictures:
            await _judge(detector, samples, spent)
        spent.peak = measure.peak(pid)
    finally:
        await detector.close()
    return spent


async def _judge(detector: Detector, samples: Sequence[Sample], spent: Spent) -> None:
    [pid] = detector.pids
    before = measure.cpu_of(pid)
    report = await detector.examine(b"", samples)
    took = (measure.cpu_of(pid) - before) * 1e3
    if report.estimate is None:
        raise RuntimeError(f"a picture was not judged: {report.error}")
    tiles = len(report.estimate.tiles)
    (spent.tiled if tiles else spent.whole).append(took)
    spent.views.append(1 + tiles)
    spent.estimates.append(report.estimate.score)


def _costs(spent: Spent, count: int) -> list[Figure]:
    if not spent.whole or not spent.tiled:
        raise RuntimeError("the pictures are all of one kind: take more")
    tiles = sum(spent.views) / len(spent.views)
    note = (
        f"The shipped model on {count} pictures of the check set, one thread, its process alone: two codings in JPEG"
        " and the network. A picture that the whole view finds clearly a person's work is looked at once; {part}."
    )
    return [
        Figure(
            "judge_whole",
            "picture judged by one view",
            measure.middle(spent.whole),
            "ms",
            1e3 / measure.middle(spent.whole),
            note.format(part=f"these were {len(spent.whole)}"),
        ),
        Figure(
            "judge_tiles",
            "picture judged with its tiles too",
            measure.middle(spent.tiled),
            "ms",
            1e3 / measure.middle(spent.tiled),
            f"The other {len(spent.tiled)}; {tiles:.1f} views a picture over both kinds.",
        ),
        Figure(
            "judge_start",
            "cold start of the model's process",
            spent.start_cpu,
            "s",
            note="CPU time: imports, the weights with their hash, the golden picture.",
        ),
        Figure("judge_start_wall", "cold start of the model's process, by the clock", spent.start_wall, "s"),
        Figure("judge_peak", "peak memory of the model's process", spent.peak, "MiB", note="Resident, all views seen."),
    ]


async def _other_forms(folder: Path, model: Path, samples: Sequence[Sequence[Sample]], eight: Spent) -> list[Figure]:
    """The same model with unsigned weights, as some processors get it, and in single precision."""
    floats = await _spent(forms.floating(model, folder / "floating"), samples)
    note = (
        f"The shipped eight bits take {eight.view:.0f} ms and {eight.peak:.0f} MiB on the same {len(samples)} pictures."
        f" Area under the curve on them: {_auc(eight):.4f} in eight bits, {_auc(floats):.4f} in floats;"
        f" estimates differ by {_apart(eight, floats):.3f} in the mean."
    )
    figures = [
        Figure("judge_floating", "one view in single precision", floats.view, "ms", note=note),
        Figure("judge_floating_peak", "peak memory of the process then", floats.peak, "MiB"),
    ]
    if forms.manifest_hash(model) == tower.pinned().unsigned_sha256:
        return figures
    other = await _spent(forms.unsigned(model, folder / "unsigned"), samples[:OTHER_FORM])
    note = "Eight bits as processors get them whose signed product saturates; this machine uses the signed form."
    return [*figures, Figure("judge_unsigned", "one view with unsigned weights", other.view, "ms", note=note)]


def _auc(spent: Spent) -> float:
    """Of the estimates; the pictures are a person's and generated in turn."""
    found = comparison.auc(spent.estimates[::2], spent.estimates[1::2])
    if found is None:
        raise RuntimeError("the pictures are all of one kind: take more")
    return found


def _apart(one: Spent, other: Spent) -> float:
    return sum(abs(a - b) for a, b in zip(one.estimates, other.estimates, strict=True)) / len(one.estimates)


async def _behind(folder: Path, pictures: Sequence[bytes], count: int) -> list[Figure]:
    """How long a page takes while nothing else happens, and while `count` stored pictures are judged again."""
    place = site(folder)
    async with seed.opened(place) as it:
        artist = await seed.artist(it, count=count, pictures=pictures)
    page = load.request("GET", f"/@{artist.actor.username}", place.host, {"Cookie": f"fedart={artist.token}"})
    async with serving(place):
        await load.drive(place.host, [page] * 20)
        idle = await load.paced(place.host, page, PAUSE_SECONDS, _for(10 if count > SEEDED * 2 else 2))
    await _begin(place)
    async with serving(place) as server:
        began = time.perf_counter()
        busy = await load.paced(place.host, page, PAUSE_SECONDS, lambda: _left(place, began))
        took = time.perf_counter() - began
        memory = [measure.resident(pid) for pid in measure.family(server.pid)]
    _check(place, count)
    quiet, loud = measure.percentile(idle, 0.95), measure.percentile(busy, 0.95)
    what = f"while {count} pictures are judged"
    note = (
        "`fedart detector rejudge` over stored pictures of the check set, in one server with its worker: read, decoded,"
        f" judged, booked. {len(busy):,} requests to the artist's page of {count} works by somebody who is signed in,"
        " one after the other, never from the cache."
    )
    return [
        Figure("page_idle", "uncached page, p95, otherwise idle", quiet, "ms"),
        Figure("page_judging", f"the same {what}", loud, "ms", note=note),
        Figure("page_judging_more", "what judging adds to it", max(0.0, loud - quiet), "ms"),
        Figure("judge_rate", f"{count} stored pictures judged again", took, "s", count / took),
        Figure("judge_memory", "server, worker and both children then", sum(memory), "MiB"),
    ]


def _for(seconds: float) -> load.Going:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


async def _begin(place: Site) -> None:
    """Queue the run as `fedart detector rejudge` does; the next server takes it up."""
    async with instance.opened(place.config) as it:
        admin = await accounts.add_user(it, "keeper", Role.ADMIN, None)
        await rejudge.start(it, admin)


def _left(place: Site, began: float) -> bool:
    """Whether the run goes on. Raises RuntimeError when it takes too long."""
    if time.perf_counter() - began > RUN_SECONDS:
        raise RuntimeError("the pictures were not judged in time")
    return _run(place)[0] is None


def _check(place: Site, count: int) -> None:
    """Every picture was judged; else the figures would mean nothing."""
    _, checked, failed = _run(place)
    if (checked, failed) != (count, 0):
        raise RuntimeError(f"{checked} pictures were judged and {failed} failed, of {count}")


def _run(place: Site) -> tuple[int | None, int, int]:
    with closing(sqlite3.connect(place.config.data / "fedart.sqlite3", timeout=10)) as connection:
        row = connection.execute("SELECT finished, checked, failed FROM rejudgings").fetchone()
    return row[0], int(row[1]), int(row[2])
