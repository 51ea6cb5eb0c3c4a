"""How the fetches of one client share a host, an answer and a failure (THREATS NET-06 and NET-07)."""

import asyncio

import pytest

from fedart.config import FederationSettings
from fedart.federation.errors import FetchError, FetchFailed
from fedart.federation.http import Http
from fedart.federation.signatures import Signer
from tests.support.peers import PEER_B, Received, always, client, get, peer, reply
from tests.support.signing import BODY, KEY_ID, private

SIGNER = Signer(KEY_ID, private())


async def outcome(http: Http, url: str) -> int:
    try:
        return (await get(http, url)).status
    except FetchError as error:
        return error.status


async def test_net_06_at_most_four_fetches_at_once_from_one_host() -> None:
    async def slow(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.02)
        writer.write(reply())

    async with peer(slow) as server, client() as http:
        await asyncio.gather(*(get(http, server.url(f"/{number}")) for number in range(12)))
        assert server.most_at_once == 4
        server.most_at_once = 0
        post = (http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER) for _ in range(6))
        await asyncio.gather(*post)
        assert server.most_at_once == 2


async def test_net_06_at_most_so_many_fetches_a_minute_from_one_host() -> None:
    time = [0.0]
    settings = FederationSettings(host_fetches_per_minute=3)
    async with (
        peer(always(reply())) as server,
        peer(always(reply()), PEER_B) as other,
        client(settings=settings, clock=lambda: time[0]) as http,
    ):
        for number in range(3):
            await get(http, server.url(f"/{number}"))
        with pytest.raises(FetchFailed) as caught:
            await get(http, server.url("/3"))
        assert caught.value.retry_after == 21
        await get(http, other.url("/"))
        time[0] += 21
        await get(http, server.url("/3"))
    assert len(server.received) == 4


async def test_net_07_the_same_fetch_at_the_same_time_happens_once() -> None:
    async def slow(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.02)
        writer.write(reply(body=request.target.encode()))

    async with peer(slow) as server, client() as http:
        answers = await asyncio.gather(
            *(get(http, server.url("/same")) for _ in range(10)), get(http, server.url("/x"))
        )
        assert [answer.body for answer in answers] == [b"/same"] * 10 + [b"/x"]
        assert len(server.received) == 2
        await get(http, server.url("/same"))
        assert len(server.received) == 3


async def test_net_07_one_who_gives_up_waiting_does_not_spoil_it_for_the_others() -> None:
    async def slow(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(0.05)
        writer.write(reply(body=b"late"))

    async with peer(slow) as server, client() as http:
        impatient = asyncio.create_task(get(http, server.url()))
        patient = asyncio.create_task(get(http, server.url()))
        await asyncio.sleep(0.01)
        impatient.cancel()
        assert (await patient).body == b"late"
        with pytest.raises(asyncio.CancelledError):
            await impatient


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [(reply(404), 300), (reply(410), 300), (reply(200, body=b"x" * 2000), 300), (reply(500), 30), (reply(401), 30)],
)
async def test_net_07_what_went_wrong_is_remembered_for_a_while(answer: bytes, seconds: float) -> None:
    time = [0.0]
    async with peer(always(answer)) as server, client(clock=lambda: time[0]) as http:
        for _ in range(3):
            await outcome(http, server.url())
        assert len(server.received) == 1
        time[0] = seconds - 1
        await outcome(http, server.url())
        assert len(server.received) == 1
        time[0] = seconds + 1
        await outcome(http, server.url())
        assert len(server.received) == 2


async def test_net_07_success_is_not_remembered() -> None:
    async with peer(always(reply())) as server, client() as http:
        for _ in range(3):
            assert await outcome(http, server.url()) == 200
    assert len(server.received) == 3
