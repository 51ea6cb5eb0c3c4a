"""A worker for tests, and a kind of task that does what the test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fedart.instance import Instance
from fedart.storage import tasks
from fedart.storage.database import Row
from fedart.tasks import runner
from tests.support.remote import rows
from tests.support.server import until

DELAYS = (10.0, 60.0, 600.0)
LEASE = 50.0


class Probe:
    """A kind of task that remembers its payloads and does what the test says."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.act: Callable[[bytes], Awaitable[None]] | None = None

    async def __call__(self, it: Instance, payload: bytes) -> None:
        self.seen.append(payload)
        if self.act is not None:
            await self.act(payload)

    def fails(self, error: Exception) -> None:
        async def act(_: bytes) -> None:
            raise error

        self.act = act


async def add(it: Instance, payload: bytes = b"x", *, kind: str = "probe", lane: str = "") -> str:
    ident = await it.db.write(lambda tx: tasks.add(tx, kind, payload, it.clock(), lane=lane))
    it.wake.set()
    return ident


async def task(it: Instance, ident: str) -> Row:
    [row] = await rows(it, "SELECT * FROM tasks WHERE id = :id", id=ident)
    return row


@asynccontextmanager
async def working(it: Instance) -> AsyncIterator[asyncio.Event]:
    """A worker that runs inside the `with`, and has stopped after it."""
    stop = asyncio.Event()
    running = asyncio.create_task(runner.run(it, stop))
    try:
        yield stop
    finally:
        stop.set()
        await running


async def reaches(it: Instance, ident: str, state: str, attempts: int | None = None) -> Row:
    """Wait until a task is in that state."""

    async def there() -> bool:
        row = await task(it, ident)
        return row["state"] == state and attempts in (None, row["attempts"])

    await until(there)
    return await task(it, ident)
