"""What an answer may cost the guarded client: bytes, headers, encodings and time (THREATS NET-04)."""

import asyncio
import gzip
import resource
import zlib
from collections.abc import Callable

import pytest

from fedart.config import FederationSettings
from fedart.federation.errors import FetchError, FetchFailed, FetchRefused, FetchTooLarge
from fedart.federation.signatures import Signer
from tests.support.peers import Received, always, by_path, client, get, peer, reply
from tests.support.signing import BODY, KEY_ID, private

SIGNER = Signer(KEY_ID, private())


async def test_net_04_a_body_over_the_limit_is_refused_declared_or_not() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n"
    pages = {"/fits": reply(body=b"x" * 1000), "/declared": reply(body=b"x" * 1001), "/chunked": chunked}
    async with peer(by_path(pages)) as server, client() as http:
        assert len((await get(http, server.url("/fits"))).body) == 1000
        for path in ("/declared", "/chunked"):
            with pytest.raises(FetchTooLarge):
                await get(http, server.url(path))


async def test_net_04_an_endless_body_is_cut_at_the_limit() -> None:
    async def endless(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for _ in range(10_000):
            writer.write(b"x" * 65_536)
            await writer.drain()

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with peer(endless) as server, client() as http:
        with pytest.raises(FetchTooLarge):
            await get(http, server.url(), limit=1_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", bytes), ("zstd", bytes), ("gzip, gzip", bytes)],
)
async def test_net_04_an_encoded_answer_is_refused_and_not_unpacked(
    encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    bomb = pack(b"\0" * (200 if pack is bytes else 20_000_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with peer(always(reply(body=bomb, content_encoding=encoding))) as server, client() as http:
        with pytest.raises(FetchRefused):
            await get(http, server.url(), limit=100_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


async def test_net_04_identity_may_be_said() -> None:
    async with peer(always(reply(body=b"x", content_encoding="identity"))) as server, client() as http:
        assert (await get(http, server.url())).body == b"x"


async def test_net_04_headers_over_16_kib_are_refused() -> None:
    def many(count: int) -> bytes:
        lines = "".join(f"X-{number}: {'v' * 990}\r\n" for number in range(count))
        return f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{lines}\r\n".encode()

    pages = {"/fits": many(16), "/many": many(17), "/one": reply(x_long="v" * 20_000)}
    async with peer(by_path(pages)) as server, client() as http:
        assert (await get(http, server.url("/fits"))).status == 200
        for path in ("/many", "/one"):
            with pytest.raises(FetchError):
                await get(http, server.url(path))


@pytest.mark.parametrize(
    "text",
    [
        reply(body=b"x" * 500),
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100,
        b"HTTP/1.1 302 Found\r\nLocation: /" + b"a" * 500,
    ],
)
async def test_net_04_a_dripping_peer_meets_the_deadline(text: bytes) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(text[:20])
        for byte in text[20:]:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.02)

    loop = asyncio.get_running_loop()
    async with peer(answer) as server, client() as http:
        start = loop.time()
        with pytest.raises(FetchFailed) as caught:
            await get(http, server.url(), seconds=0.2)
        assert loop.time() - start < 2
    assert caught.value.rule == "NET-04"
    assert caught.value.retry


async def test_net_04_the_deadline_counts_all_redirects_together() -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.15)
        writer.write(reply(302, location=f"{request.target}x"))

    async with peer(answer) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url("/"), seconds=0.3)
    assert len(server.received) <= 3


async def test_net_04_a_post_has_a_deadline_too() -> None:
    async def silent(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(30)

    async with peer(silent) as server, client(settings=FederationSettings(document_seconds=0.1)) as http:
        with pytest.raises(FetchFailed):
            await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
