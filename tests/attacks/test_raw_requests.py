"""Bytes that no honest client sends, to a real server: refused with a 4xx, nothing stored, and the server lives on."""

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fedart.config import Config, DetectorSettings, FederationSettings
from fedart.domain.actor import Actor, Role
from fedart.services import accounts
from fedart.storage import actors
from tests.support.remote import FakePeer, Stranger, fake_peer, traces
from tests.support.server import Running, bed_for, running

HOST, PEER = "127.0.77.32", "127.0.0.4"
AP = "application/activity+json"
LIMIT = 50_000


@pytest.fixture
async def other() -> AsyncIterator[FakePeer]:
    async with fake_peer(PEER) as found:
        yield found


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Running]:
    base = Config(
        detector=DetectorSettings(model=""),
        federation=FederationSettings(inbox_bytes=LIMIT, host_fetches_per_minute=10_000),
    )
    async with running(tmp_path / "data", HOST, base, bed_for(PEER)) as found:
        yield found


@pytest.fixture
async def maren(here: Running) -> Actor:
    account = await accounts.add_user(here.it, "maren", Role.ARTIST, None)
    found = await here.it.db.read(lambda tx: actors.by_id(tx, account.actor_id))
    assert found is not None
    return found


async def raw(here: Running, data: bytes, seconds: float = 5.0) -> list[int]:
    """Send bytes, read until the server closes or falls silent; the statuses of all answers."""
    host, _, port = here.it.urls.host.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    got = b""
    try:
        async with asyncio.timeout(seconds):
            await writer.drain()
            while piece := await reader.read(65_536):
                got += piece
                if b"\r\n\r\n" in got and b"connection: close" not in data.lower():
                    seconds = 0.3
                    break
            async with asyncio.timeout(0.3):
                while piece := await reader.read(65_536):
                    got += piece
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return [int(line.split(b" ")[1]) for line in got.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


class Letter:
    """A signed Like as it would be sent, whose head can be mangled."""

    def __init__(self, here: Running, who: Stranger, target: str) -> None:
        self.marker = f"zq{secrets.token_hex(8)}"
        said = {**who.like(target), "id": f"{who.origin}/likes/{self.marker}"}
        self.body = json.dumps(said).encode()
        self.headers = who.headers(self.body, host=here.it.urls.host, when=time.time())
        self.headers |= {"Content-Type": AP, "Content-Length": str(len(self.body))}

    def bytes(self, *extra: str, target: str = "/inbox", drop: str = "", **changed: str) -> bytes:
        named = {k.lower(): v for k, v in changed.items()}
        lines = [f"{k}: {named.get(k.lower(), v)}" for k, v in self.headers.items() if k.lower() != drop]
        return "\r\n".join([f"POST {target} HTTP/1.1", *lines, *extra, "", ""]).encode("latin-1") + self.body


TWICE = ["Host", "Signature", "Digest", "Date", "Content-Type", "Content-Length"]


PATHS = ["/objects/a%0d%0aX-Evil:%20yes", "/@a%0d%0ab", "/tags/%0d%0a", "/works/%00", "/%ff%fe", "/sign-in?next=//evil"]


async def lives(here: Running) -> bool:
    return (await here.get("/healthz"))[0] == 200


async def test_sig_07_a_header_twice_is_400(here: Running, other: FakePeer, maren: Actor) -> None:
    letter = Letter(here, other.person("ada"), maren.uri)
    for name in TWICE:
        for value in (letter.headers[name], "x", ""):
            assert await raw(here, letter.bytes(f"{name}: {value}")) == [400], (name, value)
    assert await traces(here.it, letter.marker) == []
    assert await raw(here, letter.bytes()) == [202]
    assert await traces(here.it, letter.marker) != []


HEADS = {
    "no Host": {"drop": "host"},
    "another Host": {"host": "evil.example"},
    "a Host with user info": {"host": "x@gallery.example"},
    "an empty Host": {"host": ""},
    "another target": {"target": "/actor/inbox"},
    "a query that is not signed": {"target": "/inbox?x=1"},
    "two slashes": {"target": "//inbox"},
    "a percent-encoded target": {"target": "/%69nbox"},
    "dots": {"target": "/x/../inbox"},
}
EXTRAS = [
    "Content-Encoding: gzip", "Content-Encoding: identity, gzip", "Transfer-Encoding: chunked",
    "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked", "Transfer-Encoding: gzip, chunked",
    "Signature-Input: sig1=()", "Bad Header: x", ": x", " folded: x", "X: a\x00b", "X: " + "y" * 70_000,
    "Expect: 200-ok",
]  # fmt: skip


async def test_sig_05_another_host_or_target_is_4xx(here: Running, other: FakePeer, maren: Actor) -> None:
    letter = Letter(here, other.person("ada"), maren.uri)
    for name, changes in HEADS.items():
        statuses = await raw(here, letter.bytes(**changes))
        assert statuses, name
        assert all(400 <= status < 500 for status in statuses), (name, statuses)
    assert await traces(here.it, letter.marker) == []
    assert await lives(here)


async def test_odd_headers_never_make_a_5xx(here: Running, other: FakePeer, maren: Actor) -> None:
    letter = Letter(here, other.person("ada"), maren.uri)
    for extra in EXTRAS:
        statuses = await raw(here, letter.bytes(extra))
        assert all(status == 202 or 400 <= status < 500 for status in statuses), (extra, statuses)
    assert await lives(here)


async def test_par_01_a_body_without_an_end_is_cut_off(here: Running, other: FakePeer, maren: Actor) -> None:
    letter = Letter(here, other.person("ada"), maren.uri)
    head = letter.bytes("Transfer-Encoding: chunked", drop="content-length").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    piece = b"1000\r\n" + b" " * 4096 + b"\r\n"
    assert await raw(here, head + piece * (3 * LIMIT // 4096)) == [413]
    assert await traces(here.it, letter.marker) == []
    assert await lives(here)


async def test_par_01_a_declared_length_over_the_limit_is_413(here: Running, other: FakePeer, maren: Actor) -> None:
    letter = Letter(here, other.person("ada"), maren.uri)
    data = letter.bytes(**{"content-length": str(LIMIT + 1)})
    assert await raw(here, data) == [413]
    assert await lives(here)


async def test_no_path_breaks_an_answer(here: Running) -> None:
    for path, accept in itertools.product(PATHS, ("text/html", AP)):
        head = f"GET {path} HTTP/1.1\r\nHost: {here.it.urls.host}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
        statuses = await raw(here, head.encode())
        assert len(statuses) == 1
        assert statuses[0] < 500, path


async def test_a_hundred_half_open_requests_keep_nobody_out(here: Running) -> None:
    host, _, port = here.it.urls.host.partition(":")
    held = [await asyncio.open_connection(host, int(port)) for _ in range(100)]
    for _, writer in held:
        writer.write(b"POST /inbox HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n")
    assert await lives(here)
    for _, writer in held:
        writer.close()
