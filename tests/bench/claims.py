"""What it costs to find the next task among many that wait."""

import os
from functools import partial
from pathlib import Path

from fedart.domain.task import Flow, Room, Task
from fedart.services import queue
from fedart.storage import claims, tasks
from fedart.storage.database import Tx
from tests.bench import measure, seed
from tests.bench.measure import Span
from tests.bench.report import Figure
from tests.bench.server import site

ROOM = Room(workers=1, deliveries=1, each_domain=2, each_host=2, suspects=16)
HOSTS = 2_000
ROUNDS = 200
BATCH = 5_000


async def run(folder: Path, waiting: int) -> list[Figure]:
    """Half deliveries to many hosts, half received from as many domains and a fifth of that from one."""
    spent = []
    async with seed.opened(site(folder / "claims")) as it:
        now = it.clock()
        for first in range(0, waiting, BATCH):
            await it.db.write(partial(_fill, first=first, last=min(first + BATCH, waiting), now=now))
        turn: dict[Flow, str] = {}
        for _ in range(ROUNDS):
            span = Span(os.getpid())
            found = await it.db.write(lambda tx: claims.claim(tx, now, now + 60_000, ROOM, turn))
            spent.append(span.stop().cpu)
            turn.update((task.flow, task.host) for task in found)
            await it.db.write(partial(_end, found=found, now=now))
    note = f"One claim of a received task and a delivery among {waiting:,} that wait, with its transaction."
    return [Figure("claim", f"claim among {waiting:,} tasks", measure.middle(spent) * 1e6, "us", note=note)]


def _fill(tx: Tx, first: int, last: int, now: int) -> None:
    for number in range(first, last):
        host = f"h{number % HOSTS}.example"
        if number % 2:
            tasks.add_delivery(tx, queue.DELIVER, b"{}", now, lane=f"out {host} {number}", host=host, due=now)
        else:
            sender = "flood.example" if number % 10 == 0 else host
            tasks.add(tx, queue.RECEIVE, b"", now, lane=f"in {number}", flow=Flow.IN, host=sender)


def _end(tx: Tx, found: list[Task], now: int) -> None:
    for task in found:
        tasks.done(tx, task.id, now)
