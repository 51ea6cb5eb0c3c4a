"""How long a server takes to its first answer, and what it holds then."""

import asyncio
from pathlib import Path

from tests.bench import measure, seed
from tests.bench.report import Figure
from tests.bench.server import serving, site

SETTLE_SECONDS = 1.0


async def run(folder: Path, count: int) -> list[Figure]:
    """`count` starts on the same, small data."""
    place = site(folder / "start")
    async with seed.opened(place) as it:
        await seed.artist(it, count=3)
    cpus, walls, memory = [], [], []
    for _ in range(count):
        async with serving(place) as server:
            cpus.append(server.start_cpu)
            walls.append(server.started)
            await asyncio.sleep(SETTLE_SECONDS)
            memory.append(measure.resident(server.pid))
    note = f"From starting the process to the front page's first byte; median of {count}."
    return [
        Figure("start_cpu", "cold start to first answer", measure.middle(cpus), "s", note=note),
        Figure("start_wall", "the same by the clock", measure.middle(walls), "s"),
        Figure(
            "memory_idle", "server when idle", measure.middle(memory), "MiB", note="Resident, one front page served."
        ),
    ]
