"""A wall clock that is set while the worker runs (THREATS DUR-05): what waits keeps waiting as long as it was to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.storage import breakers
from tests.support.instance import Clock, running
from tests.support.remote import rows
from tests.support.server import until
from tests.support.worker import Probe, add, reaches, task, working

DAY = 24 * 3600


@pytest.fixture
def uptime() -> Clock:
    """Milliseconds since the machine started: only time passing moves them."""
    return Clock(5_000_000)


@pytest.fixture
async def it(config: Config, clock: Clock, uptime: Clock, migrated: Path) -> AsyncIterator[Instance]:
    async with running(config, clock, migrated=migrated) as opened:
        yield replace(opened, uptime=uptime)


def passes(seconds: float, *clocks: Clock) -> None:
    for clock in clocks:
        clock.advance(seconds)


async def ahead(it: Instance) -> int:
    found = await rows(it, "SELECT ahead FROM clocks")
    return int(found[0]["ahead"]) if found else 0


@pytest.mark.parametrize("by", [DAY, -DAY])
async def test_dur_05_a_clock_set_by_a_day_neither_drops_the_queue_nor_lets_it_burst(
    by: int, it: Instance, probe: Probe, clock: Clock, uptime: Clock
) -> None:
    probe.fails(Unavailable("busy"))
    async with working(it):
        waiting = await add(it, b"waiting")
        wait = (await reaches(it, waiting, "due", 1))["due"] - clock()
        probe.act = None
        clock.advance(by)
        it.wake.set()
        await reaches(it, await add(it, b"after"), "done")
        assert (await task(it, waiting))["due"] == clock() + wait
        assert probe.seen == [b"waiting", b"after"], "no burst"
        passes(wait / 1000, clock, uptime)
        it.wake.set()
        await reaches(it, waiting, "done", 2)


@pytest.mark.parametrize("by", [DAY, -DAY])
async def test_dur_05_a_pause_lasts_as_long_as_it_was_to(by: int, it: Instance, probe: Probe, clock: Clock) -> None:
    for _ in range(5):
        await it.db.write(lambda tx: breakers.fail(tx, "peer.example", clock()))
    async with working(it):
        await reaches(it, await add(it), "done")
        clock.advance(by)
        await reaches(it, await add(it), "done")
    health = it.db.glance(lambda tx: breakers.health(tx, "peer.example"))
    assert health.closed_until == clock() + 30 * 60_000


async def test_time_that_passes_moves_nothing(it: Instance, probe: Probe, clock: Clock, uptime: Clock) -> None:
    probe.fails(Unavailable("busy"))
    async with working(it):
        waiting = await add(it)
        due = (await reaches(it, waiting, "due", 1))["due"]
        probe.act = None
        passes(2 * DAY, clock, uptime)
        it.wake.set()
        await reaches(it, waiting, "done", 2)
        assert (await task(it, waiting))["due"] == due


async def test_a_restart_of_the_machine_is_no_jump(it: Instance, probe: Probe, clock: Clock, uptime: Clock) -> None:
    async with working(it):
        await reaches(it, await add(it), "done")
    waiting = await add(it, b"waiting")
    before = (await task(it, waiting))["due"]
    uptime.now = 30_000
    async with working(it):
        row = await reaches(it, waiting, "done")
    assert row["due"] == before
    assert await ahead(it) == clock() - uptime()


async def test_dur_05_two_workers_move_the_queue_once(it: Instance, probe: Probe, clock: Clock) -> None:
    probe.fails(Unavailable("busy"))
    async with working(it), working(replace(it)):
        waiting = await add(it)
        wait = (await reaches(it, waiting, "due", 1))["due"] - clock()
        probe.act = None
        clock.advance(DAY)
        it.wake.set()
        await until(lambda: _known(it) == clock() - it.uptime())
        for _ in range(3):
            await reaches(it, await add(it), "done")
        assert (await task(it, waiting))["due"] == clock() + wait


def _known(it: Instance) -> int:
    row = it.db.glance(lambda tx: tx.one("SELECT ahead FROM clocks"))
    return int(row["ahead"]) if row else 0
