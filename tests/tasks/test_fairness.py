"""The worker among many servers: a slow one holds up nobody, and nobody takes everything."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import orjson
import pytest

from fedart.config import Config, ServerSettings, TaskSettings
from fedart.domain.breaker import FRESH
from fedart.domain.task import Flow
from fedart.federation.errors import FetchFailed
from fedart.federation.http import Response
from fedart.federation.signatures import Signer
from fedart.instance import Instance
from fedart.services import outbox
from fedart.services.outbox import Outgoing
from fedart.storage import breakers, tasks
from fedart.storage.database import Row, Tx
from tests.support.instance import Clock, FakeHttp, Person, Studio, config_in, running
from tests.support.remote import Json, count, rows
from tests.support.server import until
from tests.support.worker import Probe, working

DELAYS_S = (60, 300, 1200, 3600, 14_400, 43_200, 86_400, 172_800)


class Moody(FakeHttp):
    """A network where some hosts answer late, or not at all."""

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config, clock)
        self.slow: set[str] = set()
        self.down: set[str] = set()
        self.busy: set[str] = set()
        self.at: list[int] = []
        self.gate = asyncio.Event()
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def post(
        self, url: str, body: bytes, content_type: str, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        host = url.split("/")[2]
        self.under_way[host] += 1
        self.most[host] = max(self.most[host], self.under_way[host])
        try:
            if host in self.slow:
                await self.gate.wait()
            taken = await super().post(url, body, content_type, signer, others)
            self.at.append(int(self.now() * 1000))
            if host in self.down:
                raise FetchFailed("connection refused")
            return Response(url, 503, {}) if host in self.busy else taken
        finally:
            self.under_way[host] -= 1

    def arrived(self, host: str) -> int:
        return len(self.inboxes.get(f"https://{host}/inbox", []))

    def has(self, host: str, count: int) -> bool:
        return self.arrived(host) == count

    def asked(self, count: int) -> bool:
        return len(self.at) == count


@pytest.fixture
def config(tmp_path: Path) -> Config:
    settings = TaskSettings(workers=8, deliveries=16, lease_seconds=600, poll_seconds=30.0)
    return config_in(tmp_path, base=Config(tasks=settings, server=ServerSettings(drain=0.05)))


@pytest.fixture
async def it(config: Config, clock: Clock, migrated: Path) -> AsyncIterator[Instance]:
    async with running(config, clock, migrated=migrated) as opened:
        net = Moody(config, clock)
        yield replace(opened, http=net)
        await net.close()


@pytest.fixture
def net(it: Instance) -> Moody:
    assert isinstance(it.http, Moody)
    return it.http


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


async def post(it: Instance, by: Person, hosts: list[str], kind: str = "Create", about: str = "") -> None:
    """Something of Maren's for a list of hosts."""
    uri = outbox.new_activity(it)
    about = about or uri
    document: Json = {"id": uri, "type": kind, "actor": by.actor.uri, "object": about}
    outgoing = Outgoing(by.actor, kind, about, document, public=False)
    inboxes = [f"https://{host}/inbox" for host in hosts]
    await it.db.write(lambda tx: outbox.enqueue(tx, it, outgoing, inboxes))
    it.wake.set()


async def test_cap_02_a_slow_host_holds_two_deliveries_and_the_others_all_arrive(
    it: Instance, net: Moody, maren: Person
) -> None:
    net.slow.add("slow.example")
    fast = [f"fast{number}.example" for number in range(40)]
    async with working(it):
        for _ in range(5):
            await post(it, maren, ["slow.example", *fast])
        await until(lambda: all(net.arrived(host) == 5 for host in fast))
        assert net.arrived("slow.example") == 0
        assert net.under_way["slow.example"] == 2
        net.gate.set()
        await until(lambda: net.arrived("slow.example") == 5)
    assert max(net.most.values()) == 2


async def test_cap_02_a_dead_host_is_paused_while_the_others_go_on(
    it: Instance, net: Moody, maren: Person, clock: Clock
) -> None:
    net.down.add("dead.example")
    async with working(it):
        for number in range(12):
            await post(it, maren, ["dead.example", "well.example"])
            await until(partial(net.has, "well.example", number + 1))
        await until(lambda: net.arrived("dead.example") == 5)
        await asyncio.sleep(0.05)
        assert net.arrived("dead.example") == 5
        tried = await rows(it, "SELECT attempts FROM tasks WHERE host = 'dead.example' ORDER BY attempts")
        assert Counter(row["attempts"] for row in tried) == {0: 7, 1: 5}
        net.down.clear()
        clock.advance(30 * 60 + 1)
        it.wake.set()
        await until(lambda: net.arrived("dead.example") == 12 + 5)
    assert await count(it, "tasks", "state = 'dead'") == 0
    assert it.db.glance(lambda tx: breakers.health(tx, "dead.example")) == FRESH


async def test_a_delivery_is_tried_as_often_and_as_late_as_the_table_says(
    it: Instance, net: Moody, maren: Person, clock: Clock
) -> None:
    """With a breaker that forgets, so that no pause comes in between."""
    net.busy.add("busy.example")
    tried, began = net.at, clock()
    async with working(it):
        await post(it, maren, ["busy.example"])
        for attempt in range(1, len(DELAYS_S) + 1):
            await until(partial(net.asked, attempt))
            await it.db.write(lambda tx: tx.run("DELETE FROM hosts"))
            row = await _settled(it, attempt)
            clock.now = row["due"]
            it.wake.set()
        await until(lambda: len(tried) == len(DELAYS_S) + 1)
    assert tried[0] == began
    waits = [(late - early) / 1000 for early, late in pairwise(tried)]
    assert all(0.8 * delay <= wait <= 1.2 * delay for wait, delay in zip(waits, DELAYS_S, strict=True))
    [row] = await rows(it, "SELECT state, reason FROM tasks WHERE kind = 'deliver'")
    assert (row["state"], row["reason"]) == ("dead", "status 503")


async def _settled(it: Instance, attempt: int) -> Row:
    """The delivery, once its failure is booked."""
    sql = "SELECT due, attempts, state FROM tasks WHERE kind = 'deliver' AND state = 'due' AND attempts = :n"
    found: list[Row] = []

    async def booked() -> bool:
        found[:] = await rows(it, sql, n=attempt)
        return bool(found)

    await until(booked)
    return found[0]


async def test_dur_03_a_restart_in_the_middle_loses_nothing_and_keeps_the_order(
    it: Instance, net: Moody, maren: Person
) -> None:
    net.slow.update(f"h{number}.example" for number in range(0, 20, 2))
    hosts = [f"h{number}.example" for number in range(20)]
    about = it.urls.object("one")
    async with working(it):
        await post(it, maren, hosts, "Create", about)
        await post(it, maren, hosts, "Update", about)
        await until(lambda: all(net.arrived(host) == 2 for host in hosts[1::2]))
    assert [net.arrived(host) for host in hosts[::2]] == [0] * 10
    assert await count(it, "tasks", "state = 'leased'") == 0
    net.gate.set()
    async with working(it):
        await until(lambda: all(net.arrived(host) >= 2 for host in hosts))
    for host in hosts:
        kinds = [orjson.loads(body)["type"] for body in net.inboxes[f"https://{host}/inbox"]]
        assert kinds == ["Create", "Update"]


async def test_cap_01_a_flood_from_one_domain_does_not_delay_the_others(it: Instance, probe: Probe) -> None:
    gate = asyncio.Event()
    now: Counter[str] = Counter()
    most: Counter[str] = Counter()

    async def act(payload: bytes) -> None:
        domain = payload.decode()
        now[domain] += 1
        most[domain] = max(most[domain], now[domain])
        if domain == "flood.example":
            await gate.wait()
        now[domain] -= 1

    probe.act = act
    names = ["flood.example"] * 300 + [f"small{number}.example" for number in range(30)]
    await it.db.write(partial(_receive, names=names))
    async with working(it):
        await until(lambda: len(set(probe.seen)) == 31)
        assert probe.seen.count(b"flood.example") == 2, "a quarter of eight workers"
        gate.set()
        await until(lambda: len(probe.seen) == 330)
    assert most["flood.example"] == 2


def _receive(tx: Tx, names: list[str]) -> None:
    for name in names:
        tasks.add(tx, "probe", name.encode(), 1, flow=Flow.IN, host=name)
