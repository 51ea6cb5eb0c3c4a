"""Section 3 of the threats, end to end by real HTTP: a peer sends us everywhere, and the canaries stay untouched.

The guard is on; only the peer's own address is allowed. Every trap is sprung once towards a canary and once, as the
control, towards the peer itself, which is hit.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fedart.config import Config, DetectorSettings, FederationSettings
from fedart.domain.actor import Actor, Role
from fedart.errors import FedartError
from fedart.services import accounts, lookup
from fedart.storage import actors
from tests.support.peers import Answer, Peer, Received, always, canary, peer, reply
from tests.support.remote import FakePeer, Stranger, fake_peer, rows
from tests.support.server import Running, bed_for, running, until

HOST, EVIL, ELSEWHERE = "127.0.77.31", "127.0.0.4", "127.0.0.3"


@pytest.fixture
async def evil() -> AsyncIterator[FakePeer]:
    async with fake_peer(EVIL) as found:
        yield found


@pytest.fixture
async def canaries() -> AsyncIterator[list[Peer]]:
    """Two that answer whatever they are asked; any connection fails the test."""
    async with canary("127.0.0.1") as near, canary("127.0.0.9") as far:
        yield [near, far]


@pytest.fixture
async def decoy() -> AsyncIterator[Peer]:
    """An allowed address that answers like the canaries: the control."""
    async with peer(always(reply()), ELSEWHERE) as found:
        yield found


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Running]:
    base = Config(
        detector=DetectorSettings(model=""),
        federation=FederationSettings(host_fetches_per_minute=10_000, document_seconds=5.0),
    )
    async with running(tmp_path / "data", HOST, base, bed_for(EVIL, ELSEWHERE)) as found:
        yield found


@pytest.fixture
async def maren(here: Running) -> Actor:
    account = await accounts.add_user(here.it, "maren", Role.ARTIST, None)
    found = await here.it.db.read(lambda tx: actors.by_id(tx, account.actor_id))
    assert found is not None
    return found


def spellings(target: Peer) -> list[str]:
    """The same place in other words: as the resolver of the system would read them."""
    address, _, port = target.host.partition(":")
    last = address.rpartition(".")[2]
    number = (127 << 24) + int(last)
    hosts = [
        address, f"127.{last}", f"0x7f.0.0.{last}", str(number), hex(number), f"0177.0.0.{last}", f"{address}.",
        f"[::ffff:{address}]", f"user@{address}", "localhost", "localhost.", "[::1]", "0.0.0.0",
    ]  # fmt: skip
    return [f"http://{host}:{port}/x" for host in hosts]


async def quiet(here: Running) -> None:
    """Wait until the worker has nothing to do that is due."""

    async def idle() -> bool:
        now = here.it.clock()
        waiting = "state = 'leased' OR (state = 'due' AND due <= :now)"
        return not await rows(here.it, f"SELECT id FROM tasks WHERE {waiting}", now=now)

    await until(idle)


async def test_net_01_attachments_lead_nowhere_forbidden(
    here: Running, evil: FakePeer, canaries: list[Peer], decoy: Peer, maren: Actor
) -> None:
    mallory = evil.person("mallory")
    places = [url for each in canaries for url in spellings(each)]
    for start in range(0, len(places), 9):
        note = mallory.note("look", pictures=[*places[start : start + 9], decoy.url(f"/{start}.png")], to=[maren.uri])
        assert await evil.send(here.url("/inbox"), mallory, mallory.create(note)) == 202
    await quiet(here)
    assert len(await rows(here.it, "SELECT id FROM works")) == len(range(0, len(places), 9))
    assert decoy.connections > 0


async def test_net_01_profiles_lead_nowhere_forbidden(
    here: Running, evil: FakePeer, canaries: list[Peer], decoy: Peer, maren: Actor
) -> None:
    """Pictures, inboxes and collections of a profile; the Accept of a Follow goes to the inbox it names."""
    for number, place in enumerate([*(each.url("/x") for each in canaries), decoy.url("/x")]):
        who = evil.person(f"mallory{number}")
        fields = ("inbox", "outbox", "followers", "following", "featured")
        changes: dict[str, object] = {
            **dict.fromkeys(fields, place),
            "endpoints": {"sharedInbox": place},
            "icon": {"type": "Image", "url": place},
            "image": {"type": "Image", "url": place},
        }
        evil.serve(who.uri, who.document(**changes))
        assert await evil.send(here.url("/inbox"), who, who.follow(maren.uri)) == 202
    await quiet(here)
    assert {request.method for request in decoy.received} == {"GET", "POST"}


async def test_sig_09_keys_and_owners_lead_nowhere_forbidden(
    here: Running, evil: FakePeer, canaries: list[Peer], decoy: Peer, maren: Actor
) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    for target in [*canaries, decoy]:
        for url in spellings(target)[: 8 if target is not decoy else 1]:
            who = Stranger("x", url.rpartition("/")[0])
            said = {**who.like(maren.uri), "actor": url, "content": marker}
            assert await evil.send(here.url("/inbox"), who, said) in (400, 401)
    assert decoy.connections == 1
    owned = evil.person("pointer")
    for target in canaries:
        key = {"id": owned.key_id, "owner": target.url("/x"), "publicKeyPem": owned.pem}
        evil.serve(owned.uri, owned.document(publicKey=key))
        assert await evil.send(here.url("/inbox"), owned, owned.like(maren.uri)) == 401


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_net_03_redirects_lead_nowhere_forbidden(
    status: int, here: Running, canaries: list[Peer], decoy: Peer, maren: Actor
) -> None:
    for target in [*canaries, decoy]:
        async with peer(always(reply(status, b"", location=target.url("/x"))), EVIL) as turning:
            for url in (turning.url("/actors/a"), turning.url("/notes/1")):
                with pytest.raises(FedartError):
                    await lookup.work(here.it, url)
            signed = Stranger("a", turning.url("").rstrip("/"))
            body = signed.like(maren.uri)
            sender = FakePeer(turning.url(""))
            assert await sender.send(here.url("/inbox"), signed, body) == 401
            assert turning.connections > 0
    assert decoy.connections == 0  # documents may not leave their origin, wherever that leads


def _only_host_meta(template: str) -> Answer:
    """Has no WebFinger, and a host-meta that says where it is."""
    found = f'<XRD><Link rel="lrdd" template="{template}"/></XRD>'.encode()

    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        missing = "webfinger" in request.target
        writer.write(reply(404) if missing else reply(200, found, "application/xrd+xml"))

    return answer


async def test_host_meta_leads_nowhere_forbidden(here: Running, canaries: list[Peer], decoy: Peer) -> None:
    for target in [*canaries, decoy]:
        async with peer(_only_host_meta(target.url("/wf?resource={uri}")), EVIL) as asked:
            with pytest.raises(FedartError):
                await lookup.actor(here.it, f"@mallory@{asked.host}")
            assert asked.connections > 0
    assert decoy.connections > 0
