"""The two dialects over real connections: servers on loopback that understand one of them only."""

import asyncio

import pytest

from fedart.config import FederationSettings
from fedart.errors import FedartError
from fedart.federation.dates import format_date
from fedart.federation.deliver import Delivered, Later, deliver
from fedart.federation.dialects import Dialect, RecentDialects
from fedart.federation.errors import FetchFailed
from fedart.federation.signatures import Signer, dialect_of, verify
from tests.support.peers import Answer, Peer, Received, always, as_request, client, get, peer, reply
from tests.support.signing import ACTOR, BODY, KEY_ID, NOW, WINDOW, Keys, key, private

SIGNER = Signer(KEY_ID, private())
OLD, NEW = Dialect.CAVAGE, Dialect.RFC9421


def understands(*dialects: Dialect, refusal: int = 401) -> Answer:
    """A server that verifies what is signed in those dialects, and refuses the rest."""

    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        signed = as_request(request)
        good = dialect_of(signed) in dialects and await verifies(request)
        writer.write(reply(200 if request.method == "GET" else 202) if good else reply(refusal))

    return answer


async def verifies(received: Received) -> bool:
    try:
        ticket = await verify(
            as_request(received),
            scheme="http",
            host=received.header("host"),
            find_key=Keys(key()),
            window=WINDOW,
            now=NOW,
        )
    except FedartError:
        return False
    return ticket.actor == ACTOR and ticket.body == received.body


def spoken(server: Peer) -> list[Dialect | None]:
    return [dialect_of(as_request(request)) for request in server.received]


@pytest.mark.parametrize("refusal", [400, 401])
async def test_a_server_that_wants_the_new_dialect_gets_it_and_is_remembered(refusal: int) -> None:
    async with peer(understands(NEW, refusal=refusal)) as server, client() as http:
        assert await deliver(http, server.url("/inbox"), BODY, SIGNER) == Delivered(202)
        assert spoken(server) == [OLD, NEW]
        assert await deliver(http, server.url("/inbox"), BODY, SIGNER) == Delivered(202)
        assert (await get(http, server.url("/actor?x=1"), signer=SIGNER)).status == 200
        assert spoken(server) == [OLD, NEW, NEW, NEW]
        assert {request.body for request in server.received[:3]} == {BODY}


async def test_a_server_that_wants_the_old_dialect_is_asked_once() -> None:
    async with peer(understands(OLD)) as server, client() as http:
        for _ in range(2):
            assert await deliver(http, server.url("/inbox"), BODY, SIGNER) == Delivered(202)
        assert spoken(server) == [OLD, OLD]


async def test_a_server_that_changes_its_mind_is_followed() -> None:
    dialects = RecentDialects()
    async with peer(understands(OLD)) as server, client(dialects=dialects) as http:
        await dialects.put(server.host, NEW)
        assert await deliver(http, server.url("/inbox"), BODY, SIGNER) == Delivered(202)
        assert spoken(server) == [NEW, OLD]
        assert dialects.get(server.host) is OLD


async def test_a_server_that_takes_neither_is_asked_twice_and_tried_later() -> None:
    async with peer(understands()) as server, client() as http:
        assert await deliver(http, server.url("/inbox"), BODY, SIGNER) == Later("status 401", None, 3)
        assert spoken(server) == [OLD, NEW]


async def test_a_signed_get_is_tried_in_both_dialects_and_an_unsigned_one_is_not() -> None:
    async with peer(understands(NEW)) as server, client() as http:
        assert (await get(http, server.url("/a"))).status == 401
        assert spoken(server) == [None]
        assert (await get(http, server.url("/b"), signer=SIGNER)).status == 200
        assert spoken(server) == [None, OLD, NEW]


async def test_a_server_that_leaves_out_the_query_is_understood() -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        path = request.target.partition("?")[0]
        writer.write(reply() if await verifies(Received("GET", path, request.headers, b"")) else reply(401))

    async with peer(answer) as server, client() as http:
        assert (await get(http, server.url("/a?page=2"), signer=SIGNER)).status == 200
        assert [request.target for request in server.received] == ["/a?page=2"] * 3
        assert spoken(server) == [OLD, NEW, OLD]


async def test_sig_14_the_second_knock_has_a_date_of_its_own() -> None:
    moments = iter((NOW, NOW + 90))
    async with peer(always(reply(401))) as server, client() as http:
        http.now = lambda: next(moments)
        await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
    first, second = server.received
    assert first.header("date") == format_date(NOW)
    assert second.header("date") == format_date(NOW + 90)
    assert f"created={int(NOW) + 90};" in second.header("signature-input")


@pytest.mark.parametrize("status", [301, 307, 308])
async def test_sig_14_a_post_follows_no_redirect_in_either_dialect(status: int) -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        new = "signature-input" in dict(request.headers)
        writer.write(reply(status, b"", location="/elsewhere") if new else reply(401))

    async with peer(answer) as server, client() as http:
        answered = await http.post(server.url("/inbox"), BODY, "application/activity+json", SIGNER)
        assert answered.status == status
        assert [request.target for request in server.received] == ["/inbox", "/inbox"]


async def test_sig_14_each_hop_of_a_get_begins_with_what_its_host_takes() -> None:
    async def leads_on(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(reply(302, b"", location=there.url("/b")) if await verifies(request) else reply(401))

    async with peer(understands(NEW), "127.0.0.3") as there, peer(leads_on) as here, client() as http:
        assert (await get(http, here.url("/a"), signer=SIGNER)).status == 200
        assert spoken(here) == [OLD]
        assert spoken(there) == [OLD, NEW]


async def test_a_second_knock_is_a_fetch_that_counts() -> None:
    settings = FederationSettings(host_fetches_per_minute=1)
    async with peer(understands(NEW)) as server, client(settings=settings) as http:
        with pytest.raises(FetchFailed) as caught:
            await get(http, server.url("/a"), signer=SIGNER)
        assert caught.value.rule == "NET-06"
        assert spoken(server) == [OLD]


async def test_an_answer_that_hangs_up_between_the_knocks_is_trouble_that_passes() -> None:
    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        if "signature-input" in dict(request.headers):
            writer.close()
        else:
            writer.write(reply(401))

    async with peer(answer) as server, client() as http:
        assert isinstance(await deliver(http, server.url("/inbox"), BODY, SIGNER), Later)
    async with peer(always(reply(401))) as server, client() as http:
        assert isinstance(await deliver(http, server.url("/inbox"), BODY, SIGNER), Later)
