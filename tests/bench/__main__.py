"""`python -m tests.bench`: what fedart costs on this machine, beside what it should cost (docs/performance.md)."""

import argparse
import asyncio
import shlex
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import board, claims, door, feed, judging, measure, outbound, pages, pictures, report, start
from tests.bench.report import Figure, Run

PAGE = Path("docs/performance.md")


@dataclass(frozen=True, slots=True)
class Scale:
    """How many of each."""

    activities: int
    requests: int
    hosts: int
    rounds: int
    inboxes: int
    posts: int
    feeds: int
    uploads: int
    starts: int
    pictures: int
    judged: int
    waiting: int
    jobs: int


FULL = Scale(
    activities=2000,
    requests=4000,
    hosts=200,
    rounds=5,
    inboxes=500,
    posts=1_000_000,
    feeds=300,
    uploads=5,
    starts=5,
    pictures=82,
    judged=200,
    waiting=100_000,
    jobs=100_000,
)
QUICK = Scale(
    activities=200,
    requests=200,
    hosts=40,
    rounds=1,
    inboxes=500,
    posts=20_000,
    feeds=20,
    uploads=1,
    starts=1,
    pictures=8,
    judged=16,
    waiting=4_000,
    jobs=1_000,
)

Section = Callable[[Path, Scale], Awaitable[list[Figure]]]
SECTIONS: dict[str, Section] = {
    "inbox": lambda folder, n: door.run(folder, n.activities),
    "pages": lambda folder, n: pages.run(folder, n.requests),
    "delivery": lambda folder, n: outbound.run(folder, n.hosts, n.rounds),
    "enqueue": lambda folder, n: outbound.enqueued(folder, n.inboxes),
    "claim": lambda folder, n: claims.run(folder, n.waiting),
    "feed": lambda folder, n: feed.run(folder, n.posts, n.feeds),
    "board": lambda folder, n: board.run(folder, n.jobs, n.rounds * 4),
    "upload": lambda folder, n: pictures.run(folder, n.uploads),
    "judging": lambda folder, n: judging.run(folder, n.pictures, n.judged),
    "start": lambda folder, n: start.run(folder, n.starts),
}


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    made.add_argument("--quick", action="store_true", help="small numbers, to see that everything still runs")
    made.add_argument("--only", action="append", choices=sorted(SECTIONS), help="only this section; may be repeated")
    made.add_argument("--posts", type=int, help="posts below the home feed")
    made.add_argument("--out", type=Path, help="write the figures as JSON")
    made.add_argument("--docs", type=Path, nargs="?", const=PAGE, help=f"write the page (default {PAGE})")
    made.add_argument("--from", dest="source", type=Path, help="measure nothing, take the figures of that JSON file")
    return made


async def measured(scale: Scale, names: Sequence[str]) -> list[Figure]:
    """Run the sections one after the other, each with data of its own in a temporary folder."""
    figures: list[Figure] = []
    for name in names:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="fedart-bench-") as folder:
            figures += await SECTIONS[name](Path(folder), scale)
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return figures


def main(argv: Sequence[str]) -> int:
    """Measure, print, and write what was asked for."""
    arguments = parser().parse_args(argv)
    if arguments.source:
        run = report.load(arguments.source)
    else:
        scale = QUICK if arguments.quick else FULL
        if arguments.posts:
            scale = Scale(**{**{name: getattr(scale, name) for name in Scale.__slots__}, "posts": arguments.posts})
        machine = measure.machine()
        figures = asyncio.run(measured(scale, arguments.only or list(SECTIONS)))
        run = Run(
            machine=machine,
            mode="quick" if arguments.quick else "full",
            date=time.strftime("%Y-%m-%d"),
            command=shlex.join(["python", "-m", "tests.bench", *argv]),
            figures=figures,
        )
    print(report.table(run))
    if arguments.out:
        report.save(run, arguments.out)
    if arguments.docs:
        arguments.docs.write_text(report.page(run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
