"""The worker: leases, retries, lanes, and how it stops."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config, ServerSettings, TaskSettings
from fedart.errors import Forbidden, Unavailable
from fedart.instance import Instance
from fedart.services.delivery import GiveUp, TryLater
from fedart.storage import activities, tasks
from fedart.storage.database import Database, Row, T, Tx
from fedart.tasks import runner
from fedart.tasks.kinds import KINDS, Kind
from tests.support.instance import Clock, config_in
from tests.support.remote import rows
from tests.support.server import until

DELAYS = (10.0, 60.0, 600.0)
LEASE = 50.0


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """No polling: what is not woken up does not happen."""
    settings = TaskSettings(workers=3, lease_seconds=LEASE, poll_seconds=30.0)
    return config_in(tmp_path, base=Config(tasks=settings, server=ServerSettings(drain=0.2)))


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


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Probe:
    made = Probe()
    monkeypatch.setitem(KINDS, "probe", Kind(made, lambda _: DELAYS))
    return made


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


async def test_a_task_runs_once_and_is_done(it: Instance, probe: Probe) -> None:
    async with working(it):
        row = await reaches(it, await add(it, b"hello"), "done")
    assert probe.seen == [b"hello"]
    assert (bytes(row["payload"] or b""), row["attempts"]) == (b"", 1)


async def test_a_task_that_was_there_before_the_worker_runs(it: Instance, probe: Probe) -> None:
    ident = await add(it)
    it.wake.clear()
    async with working(it):
        await reaches(it, ident, "done")


async def test_a_new_task_runs_at_once_when_the_worker_is_woken(it: Instance, probe: Probe) -> None:
    async with working(it):
        await reaches(it, await add(it, b"1"), "done")
        await reaches(it, await add(it, b"2"), "done")
    assert probe.seen == [b"1", b"2"]


async def test_failures_wait_longer_and_longer_and_end_dead_with_the_reason(
    it: Instance, probe: Probe, clock: Clock
) -> None:
    probe.fails(Unavailable("the other server is busy"))
    async with working(it):
        ident = await add(it)
        for attempt, delay in enumerate(DELAYS, start=1):
            row = await reaches(it, ident, "due", attempt)
            wait = (row["due"] - clock()) / 1000
            assert 0.8 * delay <= wait <= 1.2 * delay
            assert row["reason"] == "the other server is busy"
            clock.advance(wait - 0.001)
            it.wake.set()
            await asyncio.sleep(0)
            assert (await task(it, ident))["attempts"] == attempt
            clock.advance(0.002)
            it.wake.set()
        row = await reaches(it, ident, "dead", len(DELAYS) + 1)
    assert row["reason"] == "the other server is busy"
    assert row["finished"] == clock()
    assert len(probe.seen) == len(DELAYS) + 1
    assert bytes(row["payload"]) == b"x"


async def test_waits_differ_so_that_nobody_is_hit_by_all_at_once(it: Instance, probe: Probe) -> None:
    probe.fails(Unavailable("busy"))
    async with working(it):
        idents = [await add(it) for _ in range(8)]
        dues = {(await reaches(it, ident, "due", 1))["due"] for ident in idents}
    assert len(dues) > 4


@pytest.mark.parametrize("error", [Forbidden("not theirs"), GiveUp("410: the inbox is gone")], ids=repr)
async def test_what_cannot_help_is_not_tried_again(error: Exception, it: Instance, probe: Probe) -> None:
    probe.fails(error)
    async with working(it):
        row = await reaches(it, await add(it), "dead")
    assert (row["attempts"], row["reason"]) == (1, str(error))


async def test_an_error_nobody_foresaw_is_tried_again_and_named(it: Instance, probe: Probe) -> None:
    probe.fails(KeyError("unforeseen"))
    async with working(it):
        row = await reaches(it, await add(it), "due", 1)
        assert row["reason"] == "KeyError: 'unforeseen'"
        probe.act = None
        other = await reaches(it, await add(it), "done")
    assert other["attempts"] == 1


async def test_a_peers_retry_after_lengthens_the_wait(it: Instance, probe: Probe, clock: Clock) -> None:
    probe.fails(TryLater("status 429", 5_000.0))
    async with working(it):
        row = await reaches(it, await add(it), "due", 1)
    assert row["due"] == clock() + 5_000_000


async def test_a_peers_retry_after_never_shortens_the_wait(it: Instance, probe: Probe, clock: Clock) -> None:
    probe.fails(TryLater("status 503", 0.0))
    async with working(it):
        row = await reaches(it, await add(it), "due", 1)
    assert row["due"] >= clock() + 8_000


async def test_a_limit_of_tries_ends_earlier_than_the_table(it: Instance, probe: Probe, clock: Clock) -> None:
    probe.fails(TryLater("status 401", None, 2))
    async with working(it):
        ident = await add(it)
        await reaches(it, ident, "due", 1)
        clock.advance(3600)
        it.wake.set()
        row = await reaches(it, ident, "dead", 2)
    assert row["reason"] == "status 401"


async def test_a_kind_that_nobody_knows_is_put_aside(it: Instance, probe: Probe) -> None:
    async with working(it):
        row = await reaches(it, await add(it, kind="from-a-newer-version"), "dead")
    assert row["reason"] == "unknown kind from-a-newer-version"


async def test_dur_02_a_task_of_a_crashed_worker_is_taken_over_when_its_lease_ends(
    it: Instance, probe: Probe, clock: Clock
) -> None:
    ident = await add(it)
    until_ms = clock() + int(LEASE * 1000)
    [claimed] = await it.db.write(lambda tx: tasks.claim(tx, clock(), until_ms, 5))
    assert claimed.id == ident
    async with working(it):
        clock.advance(LEASE - 1)
        marker = await add(it, b"marker")
        await reaches(it, marker, "done")
        assert (await task(it, ident))["state"] == "leased"
        clock.advance(2)
        it.wake.set()
        row = await reaches(it, ident, "done")
    assert (row["attempts"], probe.seen) == (2, [b"marker", b"x"])


async def test_two_workers_share_the_queue_and_run_nothing_twice(it: Instance, probe: Probe) -> None:
    idents = [await add(it, b"%d" % number) for number in range(40)]
    async with working(it), working(replace(it, wake=asyncio.Event())):
        for ident in idents:
            await reaches(it, ident, "done")
    assert sorted(probe.seen) == sorted(b"%d" % number for number in range(40))


async def test_one_worker_runs_only_so_many_at_once(it: Instance, probe: Probe) -> None:
    now, most = 0, 0
    gate = asyncio.Event()

    async def act(_: bytes) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await gate.wait()
        now -= 1

    probe.act = act
    idents = [await add(it) for _ in range(10)]
    async with working(it):
        await until(lambda: now == 3)
        gate.set()
        for ident in idents:
            await reaches(it, ident, "done")
    assert most == 3


async def test_a_lane_keeps_its_order_while_others_go_on(it: Instance, probe: Probe, clock: Clock) -> None:
    failing = True

    async def act(payload: bytes) -> None:
        if payload == b"a1" and failing:
            raise Unavailable("busy")

    probe.act = act
    first = await add(it, b"a1", lane="a")
    second = await add(it, b"a2", lane="a")
    other = await add(it, b"b1", lane="b")
    async with working(it):
        await reaches(it, other, "done")
        await reaches(it, first, "due", 1)
        assert (await task(it, second))["attempts"] == 0
        failing = False
        clock.advance(3600)
        it.wake.set()
        await reaches(it, second, "done")
    assert probe.seen.index(b"a2") == len(probe.seen) - 1
    assert probe.seen.count(b"a1") == 2


async def test_a_dead_task_frees_its_lane(it: Instance, probe: Probe) -> None:
    async def act(payload: bytes) -> None:
        if payload == b"a1":
            raise GiveUp("never")

    probe.act = act
    await add(it, b"a1", lane="a")
    second = await add(it, b"a2", lane="a")
    async with working(it):
        await reaches(it, second, "done")


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
