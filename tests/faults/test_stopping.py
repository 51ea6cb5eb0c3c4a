"""DUR-03, DUR-04: an orderly end, and a database that somebody else holds."""

import asyncio
import json
import signal
import sqlite3
import time
from contextlib import closing

import aiohttp
import pytest

from tests.support.processes import alive, wait_gone
from tests.support.remote import FakePeer, Stranger
from tests.support.server import Process, until

pytestmark = pytest.mark.slow


async def follows(server: Process, peer: FakePeer, who: Stranger, target: str) -> int:
    """Somebody follows the artist; the status of the answer."""
    return await peer.send(f"{server.origin}/inbox", who, who.follow(target))


def actor(server: Process) -> str:
    with closing(sqlite3.connect(server.database)) as connection:
        [[uri]] = connection.execute("SELECT uri FROM actors WHERE username = 'maren'").fetchall()
    return str(uri)


def tasks(server: Process, state: str) -> int:
    """How many tasks are in that state, without the daily one that forgets what is old."""
    sql = "SELECT COUNT(*) FROM tasks WHERE state = ? AND kind NOT IN ('forget', 'lacking')"
    with closing(sqlite3.connect(server.database)) as connection:
        [[found]] = connection.execute(sql, (state,)).fetchall()
    return int(found)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_dur_03_a_server_that_is_asked_to_stop_finishes_what_runs(
    how: signal.Signals, server: Process, peer: FakePeer
) -> None:
    await asyncio.to_thread(server.start)
    ada = peer.person("ada")
    peer.pause = 1.0
    assert await follows(server, peer, ada, actor(server)) == 202
    await until(lambda: bool(peer.of_type("Accept")))
    children = server.children()
    began = time.monotonic()
    assert await asyncio.to_thread(server.end, how) == 0
    assert time.monotonic() - began < 20
    assert tasks(server, "leased") == 0
    assert tasks(server, "due") == 0
    assert len(peer.of_type("Accept")) == 1
    assert [pid for pid in children if not wait_gone(pid, 5) and alive(pid)] == []


async def test_dur_03_a_peer_that_never_answers_does_not_keep_the_server(server: Process, peer: FakePeer) -> None:
    await asyncio.to_thread(server.start)
    ada = peer.person("ada")
    peer.pause = 600.0
    assert await follows(server, peer, ada, actor(server)) == 202
    await until(lambda: bool(peer.of_type("Accept")))
    began = time.monotonic()
    assert await asyncio.to_thread(server.end, signal.SIGTERM, 30.0) == 0
    assert time.monotonic() - began < 20
    assert (tasks(server, "leased"), tasks(server, "due")) == (0, 1)
    peer.pause = 0.0
    await asyncio.to_thread(server.start)
    await until(lambda: tasks(server, "due") + tasks(server, "leased") == 0)
    assert len({str(accept["id"]) for accept in peer.of_type("Accept")}) == 1


async def test_dur_04_a_locked_database_is_503_until_it_is_free_again(server: Process, peer: FakePeer) -> None:
    await asyncio.to_thread(server.start)
    target, ada = actor(server), peer.person("ada")
    assert await follows(server, peer, ada, target) == 202
    await until(lambda: tasks(server, "due") + tasks(server, "leased") == 0)
    with closing(sqlite3.connect(server.database, isolation_level=None)) as intruder:
        intruder.execute("BEGIN EXCLUSIVE")
        status, retry = await _knock(server, peer.person("grace"), target)
        assert status == 503
        assert int(retry) > 0
        async with aiohttp.ClientSession() as session, session.get(f"{server.origin}/") as page:
            assert page.status in (200, 503)
        intruder.execute("ROLLBACK")
    assert server.running
    assert await follows(server, peer, peer.person("hugo"), target) == 202
    await until(lambda: tasks(server, "due") + tasks(server, "leased") == 0)
    names = {str(accept["object"]["actor"]).rpartition("/")[2] for accept in peer.of_type("Accept")}
    assert names == {"ada", "hugo"}


async def _knock(server: Process, who: Stranger, target: str) -> tuple[int, str]:
    """Status and Retry-After of a signed Follow."""
    body = json.dumps(who.follow(target)).encode()
    headers = who.headers(body, host=server.bind, when=time.time()) | {"Content-Type": "application/activity+json"}
    url = f"{server.origin}/inbox"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status, answer.headers.get("retry-after", "0")
