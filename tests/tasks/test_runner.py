"""The worker: what it runs, when it tries again, when it gives up, and in which order."""

import asyncio
from dataclasses import replace

import pytest

from fedart.domain.task import Room
from fedart.errors import Forbidden, Unavailable
from fedart.instance import Instance
from fedart.services.delivery import GiveUp, TryLater
from fedart.storage import claims
from fedart.tasks.kinds import KINDS
from tests.support.instance import Clock
from tests.support.server import until
from tests.support.worker import DELAYS, LEASE, Probe, add, reaches, task, working


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


@pytest.mark.parametrize("trouble", [None, Unavailable("disk"), KeyError("unforeseen")], ids=repr)
async def test_whoever_made_a_task_learns_that_it_was_given_up(
    trouble: Exception | None, it: Instance, probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Probe()
    if trouble is not None:
        told.fails(trouble)
    monkeypatch.setitem(KINDS, "probe", replace(KINDS["probe"], lost=told))
    async with working(it):
        await reaches(it, await add(it, b"fine"), "done")
        probe.fails(GiveUp("no"))
        await reaches(it, await add(it, b"lost"), "dead")
    assert told.seen == [b"lost"]


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
    [claimed] = await it.db.write(lambda tx: claims.claim(tx, clock(), until_ms, Room.of(5)))
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
