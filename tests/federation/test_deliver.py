import asyncio

import pytest

from fedart.config import FederationSettings
from fedart.config import TestBed as Bed
from fedart.errors import Unauthenticated
from fedart.federation.deliver import Delivered, Gone, Later, Outcome, Refused, deliver, judge
from fedart.federation.dialects import Dialect
from fedart.federation.http import Response
from fedart.federation.signatures import Request, Signer, sign
from tests.support.peers import Received, always, canary, client, peer, reply
from tests.support.signing import ACTOR, BODY, KEY_ID, NOW, OUR_HOST, check, private

SIGNER = Signer(KEY_ID, private())


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Delivered(200)),
        (201, Delivered(201)),
        (202, Delivered(202)),
        (204, Delivered(204)),
        (410, Gone()),
        (401, Later("status 401", None, 3)),
        (408, Later("status 408")),
        (425, Later("status 425")),
        (429, Later("status 429")),
        (500, Later("status 500")),
        (502, Later("status 502")),
        (503, Later("status 503")),
        (599, Later("status 599")),
        (501, Refused("status 501", 501)),
        (400, Refused("status 400", 400)),
        (403, Refused("status 403", 403)),
        (404, Refused("status 404", 404)),
        (405, Refused("status 405", 405)),
        (413, Refused("status 413", 413)),
        (422, Refused("status 422", 422)),
        (301, Refused("status 301: a redirect is not followed", 301)),
        (307, Refused("status 307: a redirect is not followed", 307)),
    ],
)
async def test_each_answer_has_its_outcome(status: int, outcome: Outcome) -> None:
    async with peer(always(reply(status, b"", location="http://127.0.0.2/elsewhere"))) as server, client() as http:
        assert await deliver(http, server.url("/inbox"), BODY, SIGNER) == outcome
    # Where a signature is refused, the other dialect is tried.
    assert [seen.target for seen in server.received] == ["/inbox"] * (2 if status in (400, 401) else 1)


@pytest.mark.parametrize("status", [401, 429, 503])
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Sat, 21 Nov 2026 20:47:40 GMT", 120.0),
        ("99999999", 604_800.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_obeyed(status: int, value: str, seconds: float | None) -> None:
    found = judge(Response("https://peer.example/inbox", status, {"retry-after": value}), NOW)
    assert isinstance(found, Later)
    assert found.retry_after == seconds


async def test_sig_14_each_attempt_is_signed_anew_by_the_sending_actor() -> None:
    requests: list[Received] = []
    for now in (NOW, NOW + 300):
        async with peer(always(reply(503))) as server, client(now=now) as http:
            await deliver(http, server.url("/inbox"), BODY, SIGNER)
            [seen] = server.received
            request = Request(seen.method, seen.target, seen.headers, seen.body)
            assert (await check(request, host=server.host, now=now)).actor == ACTOR
            assert seen.body == BODY
            assert seen.header("content-type") == "application/activity+json"
            requests.append(seen)
    first, second = requests
    assert first.header("date") != second.header("date")
    assert first.header("signature") != second.header("signature")


async def test_network_trouble_is_tried_again() -> None:
    async def hang_up(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.close()

    async def silent(writer: asyncio.StreamWriter, request: Received) -> None:
        await asyncio.sleep(30)

    settings = FederationSettings(document_seconds=0.1)
    for answer in (hang_up, silent):
        async with peer(answer) as server, client(settings=settings) as http:
            assert isinstance(await deliver(http, server.url("/inbox"), BODY, SIGNER), Later)
    async with client() as http:
        assert isinstance(await deliver(http, server.url("/inbox"), BODY, SIGNER), Later)


async def test_an_inbox_that_our_rules_forbid_is_final_and_not_dialled() -> None:
    async with canary() as bird, client() as http:
        for inbox in (bird.url("/inbox"), "nonsense", "https://gallery.example/inbox", "http://peer.example/inbox"):
            found = await deliver(http, inbox, BODY, SIGNER)
            if inbox.startswith("http://peer"):
                assert isinstance(found, Later | Refused)
            else:
                assert isinstance(found, Refused)
                assert found.status == 0


async def test_production_delivers_by_https_only() -> None:
    async with peer(always(reply(202))) as server, client(Bed()) as http:
        assert isinstance(await deliver(http, server.url("/inbox"), BODY, SIGNER), Refused)
    assert server.connections == 0


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_other_headers_go_along_and_are_signed(dialect: Dialect) -> None:
    others = {"Collection-Synchronization": 'collectionId="https://one.example/followers", digest="00"'}
    headers = await sign(
        SIGNER, method="POST", host=OUR_HOST, target="/inbox", body=BODY, now=NOW, dialect=dialect, others=others
    )
    pairs = tuple((name.lower(), value) for name, value in headers.items())
    assert (await check(Request("POST", "/inbox", pairs, BODY))).actor == ACTOR
    changed = tuple((name, value.replace("one.", "two.") if "sync" in name else value) for name, value in pairs)
    with pytest.raises(Unauthenticated):
        await check(Request("POST", "/inbox", changed, BODY))
