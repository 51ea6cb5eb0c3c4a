"""DUR-01, DUR-02: a SIGKILL at any moment loses no acknowledged activity and shows none twice."""

import asyncio
import random
import signal
from dataclasses import dataclass, field
from functools import partial

import aiohttp
import pytest

from tests.support.paint import painting, png
from tests.support.processes import alive, wait_gone
from tests.support.remote import FakePeer, Json, Stranger
from tests.support.server import EVENTUALLY, Process, until

pytestmark = pytest.mark.slow

KILLS = 20
SENDERS = 4
PAUSE = 0.02
PATIENT = {"FEDART_TASKS_LEASE_SECONDS": "10", "FEDART_FEDERATION_INBOX_RETRY_DELAYS": ",".join(["0.5"] * 30)}
"""A task gets nine tenths of its lease: enough on a busy machine, where new children take seconds to start."""


def number(server: Process, sql: str) -> int:
    [[found]] = server.rows(sql)
    assert isinstance(found, int)
    return found


@dataclass
class Load:
    """Keeps sending while the server comes and goes, and remembers what was acknowledged."""

    server: Process
    peer: FakePeer
    target: str
    work: str
    sure: dict[str, Json] = field(default_factory=dict)
    people: int = 0
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, name: str, seed: int) -> None:
        """One sender: ever new people like, follow, pass on or answer; some send the same thing twice."""
        luck = random.Random(seed)
        while not self.stop.is_set():
            self.people += 1
            who = self.peer.person(f"{name}_{self.people}", "load")
            activity = self._act(who, luck)
            for _ in range(2 if luck.random() < 0.3 else 1):
                await self._send(who, activity)
            await asyncio.sleep(PAUSE)

    def more_than(self, count: int) -> bool:
        return len(self.sure) > count

    def _act(self, who: Stranger, luck: random.Random) -> Json:
        match luck.randrange(4):
            case 0:
                return who.like(self.work)
            case 1:
                return who.follow(self.target)
            case 2:
                return who.announce(self.work)
            case _:
                pictures = [f"{self.peer.origin}/media/a.png"] if luck.random() < 0.3 else []
                return who.create(who.note("Lovely", inReplyTo=self.work, pictures=pictures))

    async def _send(self, who: Stranger, activity: Json) -> None:
        try:
            async with asyncio.timeout(5):
                status = await self.peer.send(f"{self.server.origin}/inbox", who, activity)
        except (aiohttp.ClientError, OSError, TimeoutError):
            await asyncio.sleep(0.02)
            return
        assert status in (202, 503), status
        if status == 202:
            self.sure[str(activity["id"])] = activity


@pytest.fixture
def busy(server: Process, peer: FakePeer) -> Load:
    """A started server with a work, and people who are about to talk about it."""
    path = server.folder.parent / "ferry.png"
    path.write_bytes(png(painting(1, (320, 240))))
    peer.picture("a.png", png(painting(2, (160, 120))))
    server.environment.update(PATIENT)
    server.start()
    made = server.command("works", "publish", "--as", "maren", "--title", "Ferry", str(path))
    [[actor]] = server.rows("SELECT uri FROM actors WHERE username = 'maren'")
    return Load(server, peer, str(actor), made["uri"])


async def test_twenty_kills_under_load_lose_nothing_and_show_nothing_twice(busy: Load) -> None:
    server, luck = busy.server, random.Random(7)
    senders = [asyncio.create_task(busy.run(f"s{n}", n)) for n in range(SENDERS)]
    orphans: set[int] = set()
    try:
        for kill in range(KILLS):
            await until(partial(busy.more_than, len(busy.sure) + 3), EVENTUALLY)
            await asyncio.sleep(luck.uniform(0.0, 0.4))
            if kill % 5 == 4:
                await asyncio.to_thread(_publish, server, f"Work {kill}")
            orphans.update(server.children())
            assert await asyncio.to_thread(server.end, signal.SIGKILL) == -signal.SIGKILL
            await asyncio.to_thread(server.start)
        await until(partial(busy.more_than, len(busy.sure) + 3), EVENTUALLY)
    finally:
        busy.stop.set()
        await asyncio.gather(*senders)
    waiting = "SELECT COUNT(*) FROM tasks WHERE state IN ('due', 'leased') AND kind NOT IN ('forget', 'lacking')"
    await until(lambda: number(server, waiting) == 0, EVENTUALLY)
    assert server.rows("SELECT kind, reason FROM tasks WHERE state = 'dead'") == []
    _check_all_are_there(busy)
    _check_nothing_twice(busy)
    assert [pid for pid in orphans if not wait_gone(pid, 30) and alive(pid)] == []
    assert server.rows("PRAGMA integrity_check") == [("ok",)]
    assert server.rows("PRAGMA foreign_key_check") == []
    assert await asyncio.to_thread(server.end, signal.SIGTERM) == 0


def _publish(server: Process, title: str) -> None:
    picture = str(server.folder.parent / "ferry.png")
    server.command("works", "publish", "--as", "maren", "--title", title, picture)


def _column(busy: Load, sql: str) -> list[str]:
    return [str(row[0]) for row in busy.server.rows(sql)]


def _sure(busy: Load, kind: str) -> set[str]:
    """The ids of acknowledged activities of a type (of a Create: of its post)."""
    found = (activity for activity in busy.sure.values() if activity["type"] == kind)
    return {str(activity["object"]["id"] if kind == "Create" else activity["id"]) for activity in found}


def _check_all_are_there(busy: Load) -> None:
    assert len(busy.sure) > 3 * KILLS
    assert sum(len(_sure(busy, kind)) for kind in ("Like", "Announce", "Create", "Follow")) == len(busy.sure)
    assert _sure(busy, "Like") <= set(_column(busy, "SELECT uri FROM likes"))
    assert _sure(busy, "Announce") <= set(_column(busy, "SELECT uri FROM boosts"))
    assert _sure(busy, "Create") <= set(_column(busy, "SELECT uri FROM works WHERE state = 'live'"))
    assert _sure(busy, "Follow") <= set(_column(busy, "SELECT uri FROM follows WHERE state = 'accepted'"))
    accepted = {str(accept["object"]["id"]) for accept in busy.peer.of_type("Accept")}
    assert _sure(busy, "Follow") <= accepted
    published = _column(busy, "SELECT uri FROM works WHERE local = 1")
    assert len(published) == 1 + KILLS // 5
    assert {str(create["object"]["id"]) for create in busy.peer.of_type("Create")} == set(published) - {busy.work}
    with_picture = {
        activity["object"]["id"]
        for activity in busy.sure.values()
        if activity["type"] == "Create" and activity["object"]["attachment"]
    }
    shown = "SELECT works.uri FROM media JOIN works ON works.id = media.work_id WHERE media.state = 'kept'"
    assert with_picture <= set(_column(busy, shown))


def _check_nothing_twice(busy: Load) -> None:
    """The numbers that people see are the numbers of distinct things, and each thing was told once."""
    for table, shown, news in (("likes", "likes", "like"), ("boosts", "boosts", "boost")):
        count = number(busy.server, f"SELECT COUNT(DISTINCT actor_id) FROM {table}")
        assert number(busy.server, f"SELECT COUNT(*) FROM {table}") == count
        assert number(busy.server, f"SELECT {shown} FROM works WHERE uri = '{busy.work}'") == count
        assert number(busy.server, f"SELECT COUNT(*) FROM notifications WHERE kind = '{news}'") == count
    answers = number(busy.server, f"SELECT COUNT(*) FROM works WHERE in_reply_to = '{busy.work}'")
    assert number(busy.server, f"SELECT replies FROM works WHERE uri = '{busy.work}'") == answers
    assert number(busy.server, "SELECT COUNT(*) FROM notifications WHERE kind = 'reply'") == answers
    followers = number(busy.server, "SELECT COUNT(*) FROM follows")
    assert number(busy.server, "SELECT COUNT(*) FROM notifications WHERE kind = 'follow'") == followers
    assert number(busy.server, "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM media GROUP BY work_id)") == 1
