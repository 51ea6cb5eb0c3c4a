"""The guarded client against real servers on loopback: requests, answers, connections, and how they fail."""

import asyncio

import pytest

from fedart.config import FederationSettings
from fedart.config import TestBed as Bed
from fedart.federation import http as http_module
from fedart.federation.errors import FetchFailed, FetchRefused
from fedart.federation.http import Http
from fedart.federation.signatures import Signer
from tests.support.peers import Received, always, as_request, canary, client, get, peer, reply
from tests.support.signing import ACTOR, BODY, KEY_ID, check, private

SIGNER = Signer(KEY_ID, private())


async def test_a_get_brings_status_headers_and_body() -> None:
    async with peer(always(reply(body=b'{"a":1}', x_one="1"))) as server, client() as http:
        answer = await get(http, server.url("/x?y=%20z#part"))
    assert (answer.status, answer.body, answer.headers["x-one"]) == (200, b'{"a":1}', "1")
    assert answer.url == server.url("/x?y=%20z")
    [seen] = server.received
    assert seen.target == "/x?y=%20z"
    assert seen.header("accept") == "application/activity+json"
    assert seen.header("accept-encoding") == "identity"
    assert seen.header("user-agent") == "fedart/0.1.0 (+https://gallery.example)"
    assert seen.header("host") == server.host
    assert not seen.header("cookie")


async def test_a_signed_get_verifies_at_the_other_end() -> None:
    async with peer(always(reply())) as server, client() as http:
        await get(http, server.url("/x?y=1"), signer=SIGNER)
        assert (await check(as_request(server.received[0]), host=server.host)).actor == ACTOR


async def test_a_post_carries_the_exact_bytes_and_a_signature_that_verifies() -> None:
    async with peer(always(reply(202, b"{}"))) as server, client() as http:
        answer = await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
        assert answer.status == 202
        [seen] = server.received
        assert (seen.method, seen.body, seen.header("content-type")) == ("POST", BODY, "application/activity+json")
        assert (await check(as_request(seen), host=server.host)).body == BODY


async def test_a_connection_is_kept_and_used_again() -> None:
    async with peer(always(reply(202))) as server, client() as http:
        for _ in range(3):
            await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
            await get(http, server.url(f"/{len(server.received)}"))
    assert (len(server.received), server.connections) == (6, 1)


async def test_cookies_are_not_kept() -> None:
    async with peer(always(reply(set_cookie="a=b; Path=/"))) as server, client() as http:
        await get(http, server.url("/1"))
        await get(http, server.url("/2"))
    assert [seen.header("cookie") for seen in server.received] == ["", ""]


async def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with canary() as bird, peer(always(reply())) as server, client() as http:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, bird.url())
        assert (await get(http, server.url())).status == 200


@pytest.mark.parametrize("status", [404, 410, 401, 500, 204])
async def test_any_status_is_an_answer(status: int) -> None:
    async with peer(always(reply(status, b""))) as server, client() as http:
        answer = await get(http, server.url())
    assert (answer.status, answer.body) == (status, b"")


async def test_an_accepted_post_counts_even_if_its_answer_drips(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nx")
        await writer.drain()
        await asyncio.sleep(30)

    monkeypatch.setattr(http_module, "_DRAIN_SECONDS", 0.05)
    async with peer(answer) as server, client() as http:
        answered = await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
    assert answered.status == 202


@pytest.mark.parametrize(
    "garbage", [b"\x00\x01\x02\r\n\r\n", b"HTTP/9.9 abc\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"]
)
async def test_garbage_is_a_failure_that_may_pass(garbage: bytes) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(garbage)
        writer.close()

    async with peer(answer) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url("/get"))
        with pytest.raises(FetchFailed):
            await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)


async def test_a_body_that_ends_early_is_a_failure() -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        writer.close()

    async with peer(answer) as server, client() as http:
        with pytest.raises(FetchFailed):
            await get(http, server.url())


async def test_nobody_listening_is_a_failure_that_may_pass() -> None:
    async with peer(always(reply())) as server:
        url = server.url()
    async with client() as http:
        with pytest.raises(FetchFailed) as caught:
            await get(http, url)
    assert caught.value.retry


async def test_closing_ends_running_fetches() -> None:
    async def silent(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(30)

    async with peer(silent) as server:
        async with client() as http:
            waiting = asyncio.create_task(get(http, server.url()))
            while not server.received:
                await asyncio.sleep(0.01)
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_records_are_asked_for_by_name_and_trouble_is_an_error_of_ours() -> None:
    asked: list[str] = []

    async def texts(name: str) -> list[str]:
        asked.append(name)
        if name == "down.example":
            raise OSError("no name server answered")
        return ["x"]

    http = Http(FederationSettings(), Bed(), origin="https://ours.example", texts=texts)
    try:
        assert await http.texts("_fedart.studio.example") == ["x"]
        with pytest.raises(FetchFailed):
            await http.texts("down.example")
        for wrong in ("127.0.0.1", "localhost", "a b.example", ""):
            with pytest.raises(FetchRefused):
                await http.texts(wrong)
    finally:
        await http.close()
    assert asked == ["_fedart.studio.example", "down.example"]
