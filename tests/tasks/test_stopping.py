"""The worker in trouble: asked to stop, stuck in a task, or without its database."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.storage import activities
from fedart.storage.database import Database, T, Tx
from tests.support.instance import Clock
from tests.support.remote import rows
from tests.support.server import until
from tests.support.worker import Probe, add, reaches, task, working


async def test_dur_03_what_is_nearly_finished_may_finish(it: Instance, probe: Probe) -> None:
    gate = asyncio.Event()

    async def act(_: bytes) -> None:
        await gate.wait()

    probe.act = act
    ident = await add(it)
    async with working(it) as stop:
        await until(lambda: bool(probe.seen))
        stop.set()
        await asyncio.sleep(0)
        gate.set()
    assert (await task(it, ident))["state"] == "done"


async def test_dur_03_what_takes_too_long_is_given_back_and_counts_as_not_begun(it: Instance, probe: Probe) -> None:
    async def act(_: bytes) -> None:
        await asyncio.Event().wait()

    probe.act = act
    ident = await add(it)
    async with working(it) as stop:
        await until(lambda: bool(probe.seen))
        stop.set()
    row = await task(it, ident)
    assert (row["state"], row["attempts"], row["lease"]) == ("due", 0, 0)


async def test_nothing_new_is_begun_while_stopping(it: Instance, probe: Probe) -> None:
    gate = asyncio.Event()

    async def act(_: bytes) -> None:
        await gate.wait()

    probe.act = act
    async with working(it) as stop:
        await add(it, b"first")
        await until(lambda: bool(probe.seen))
        stop.set()
        late = await add(it, b"late")
        gate.set()
    assert probe.seen == [b"first"]
    assert (await task(it, late))["state"] == "due"


async def test_a_task_that_hangs_longer_than_its_lease_is_stopped_and_tried_again(it: Instance, probe: Probe) -> None:
    quick = replace(it, config=replace(it.config, tasks=replace(it.config.tasks, lease_seconds=0.1)))

    async def act(_: bytes) -> None:
        await asyncio.Event().wait()

    probe.act = act
    async with working(quick):
        row = await reaches(quick, await add(quick), "due", 1)
    assert "TimeoutError" in row["reason"]


class Flaky(Database):
    """A database that says no to that many writes, after letting some pass."""

    def __init__(self, real: Database, *, passing: int, refusing: int) -> None:
        self._real = real
        self._passing = passing
        self.refusing = refusing

    async def read(self, work: Callable[[Tx], T]) -> T:
        return await self._real.read(work)

    def visible_version(self) -> int:
        return self._real.visible_version()

    def glance(self, work: Callable[[Tx], T]) -> T:
        return self._real.glance(work)

    async def write(self, work: Callable[[Tx], T]) -> T:
        if self._passing > 0:
            self._passing -= 1
        elif self.refusing > 0:
            self.refusing -= 1
            raise Unavailable("database: disk is full")
        return await self._real.write(work)

    async def close(self) -> None:
        """The real one is its owner's."""


@pytest.mark.parametrize("passing", range(4))
async def test_dur_04_a_database_in_trouble_stops_nothing_for_good(
    passing: int, it: Instance, probe: Probe, clock: Clock
) -> None:
    """Whichever write fails (the sweep, the claim, the booking): the worker lives, and the task is done in the end."""
    ident = await add(it)
    flaky = Flaky(it.db, passing=passing, refusing=2)
    ill = replace(it, db=flaky)
    async with working(ill):

        async def recovered() -> bool:
            clock.advance(1)
            ill.wake.set()
            return str((await task(it, ident))["state"]) == "done"

        await until(recovered)
    assert 1 <= len(probe.seen) <= 3


async def test_once_in_a_while_what_is_over_is_forgotten(it: Instance, probe: Probe, clock: Clock) -> None:
    def put(tx: Tx) -> None:
        for name in ("old", "new"):
            activities.remember(tx, f"https://peer.example/{name}", "https://peer.example/a", clock())

    await it.db.write(put)
    async with working(it):
        ident = await add(it)
        await reaches(it, ident, "done")
    clock.advance(73 * 3600)
    async with working(it):
        await until(lambda: _gone(it, ident))
        assert len(await rows(it, "SELECT * FROM received")) == 2
    clock.advance(31 * 24 * 3600)
    async with working(it):
        await until(lambda: _none(it, "SELECT * FROM received"))


async def _gone(it: Instance, ident: str) -> bool:
    return await _none(it, "SELECT * FROM tasks WHERE id = :id", id=ident)


async def _none(it: Instance, sql: str, **values: str) -> bool:
    return not await rows(it, sql, **values)
