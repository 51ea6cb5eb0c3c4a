"""Secure mode: documents are for those who say who they are; keys, discovery and pages are for everybody."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from fedart.config import Config, FederationSettings
from fedart.domain.actor import Actor
from fedart.domain.ids import new_id
from fedart.domain.work import Visibility
from fedart.errors import Unavailable
from fedart.federation import rfc9421, signatures, structured
from fedart.federation.structured import InnerList
from fedart.instance import Instance
from fedart.storage import activities, actors, recipients
from fedart.web import routes
from tests.support import messages, signing
from tests.support.client import Answer, Client
from tests.support.instance import FakeHttp, Studio, config_in, signed_get

AP = "application/activity+json"
OPEN = frozenset(
    {
        "/actor", "/actors/{id}", "/.well-known/webfinger", "/.well-known/host-meta", "/.well-known/nodeinfo",
        "/nodeinfo/{version}", "/ns", "/authorize_interaction", "/intents/{kind}",
    }
)  # fmt: skip
"""What answers without a signature: our keys, what finds them, what describes us, and what leads people to pages."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(federation=FederationSettings(secure_mode=True)))


@pytest.fixture
async def maren(make: Studio) -> Actor:
    await make.remote()
    return (await make.person("maren")).actor


async def addresses(make: Studio, it: Instance, maren: Actor) -> list[str]:
    """Something real behind every guarded route."""
    work = await make.work(maren)
    values = {"/objects/": work.id, "/actors/": maren.id, "/stamps/": new_id(), "/collections/": new_id()}
    published = await make.publish(work, maren)
    found = [str(published)]
    for route in routes.FEDERATION:
        assert isinstance(route, Route)
        if "GET" not in (route.methods or ()) or route.path in OPEN or route.path == "/activities/{id}":
            continue
        ident = next((value for start, value in values.items() if route.path.startswith(start)), "")
        part = "replies" if route.path.startswith("/objects") else "outbox"
        found.append(it.urls.origin + re.sub(r"\{part\}", part, re.sub(r"\{id\}", ident, route.path)))
    return found


async def new_get(client: Client, address: str, *, name: str = "ada") -> Answer:
    """GET as Ada's server signs it in the new dialect."""
    target = address.removeprefix(client.origin)
    headers = [(n, v) for n, v in messages.message("GET", target, name=name).headers if n != "host"]
    return await client.request("GET", target, headers=[*headers, ("accept", AP)])


async def test_documents_need_a_valid_signature_in_either_dialect(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    found = await addresses(make, it, maren)
    assert len(found) >= 5
    for address in found:
        there = 404 if "/stamps/" in address or "/collections/" in address else 200
        assert (await signed_get(client, address)).status == there, address
        assert (await new_get(client, address)).status == there, address
        for refused in (
            await client.document(address),
            await client.get(address, accept="*/*"),
            await signed_get(client, address, name="mallory"),
            await new_get(client, address, name="mallory"),
            await client.get(address, accept=AP, signature="nonsense"),
        ):
            assert refused.status == 401, address
            assert refused.header("cache-control") == "private, no-store"


async def test_whoever_fetched_a_work_is_remembered_with_what_was_proven_already(
    client: Client, make: Studio, it: Instance, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = await make.work(maren)
    assert (await signed_get(client, work.uri, name="mallory")).status == 401
    assert await it.db.read(lambda tx: recipients.kept(tx, work.uri)) == []
    checked: list[str] = []
    real = signatures.verify

    async def verify(request: signatures.Request, **how: Any) -> signatures.Verified:
        checked.append(request.target)
        return await real(request, **how)

    monkeypatch.setattr(signatures, "verify", verify)
    assert (await signed_get(client, work.uri)).status == 200
    assert await it.db.read(lambda tx: recipients.kept(tx, work.uri)) == ["https://peer.example/inbox"]
    assert len(checked) == 1, "once is enough"


async def test_a_refusal_says_how_to_sign(client: Client, make: Studio, maren: Actor) -> None:
    answer = await client.document((await make.work(maren)).uri)
    assert answer.status == 401
    [found] = structured.dictionary(answer.header("accept-signature")).values()
    assert isinstance(found, InnerList)
    assert [item.value for item in found.items] == ["@method", "@target-uri"]
    assert "headers=" in answer.header("www-authenticate")


async def test_an_unknown_thing_is_refused_like_a_known_one(client: Client, it: Instance, maren: Actor) -> None:
    for kind in ("objects", "activities", "stamps"):
        assert (await client.document(f"/{kind}/{new_id()}")).status == 401
    assert (await client.document(f"/actors/{new_id()}/outbox")).status == 401
    assert (await client.document(f"/actors/{maren.id}/outbox")).status == 401


async def test_keys_and_discovery_need_no_signature(client: Client, it: Instance, maren: Actor, net: FakeHttp) -> None:
    """Two strict servers would otherwise verify each other's fetch of a key for ever."""
    for address in (maren.uri, it.urls.instance_actor):
        assert (await client.document(address)).json()["publicKey"]["owner"] == address
        assert (await signed_get(client, address, name="mallory")).json()["publicKey"]["owner"] == address
    found = "/.well-known/webfinger?resource=acct:maren@gallery.example"
    for open_to_all in (found, "/.well-known/nodeinfo", "/nodeinfo/2.1", "/ns", "/.well-known/host-meta"):
        assert (await client.get(open_to_all)).status == 200, open_to_all
    assert net.fetched == []


async def test_pages_stay_public_and_browsers_are_led_to_them(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    for ident, page in ((work.uri, work.url), (maren.uri, maren.url)):
        assert (await client.page(ident)).header("location") == page
        assert (await client.page(page)).status == 200
    assert (await client.page(f"{maren.uri}/outbox")).status == 401
    assert (await client.page(f"{work.uri}/replies")).status == 401


async def test_aut_10_a_blocked_or_suspended_signer_is_403(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    uri = (await make.work(maren)).uri
    ada = await it.db.read(lambda tx: actors.by_uri(tx, signing.ACTOR))
    assert ada is not None
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    assert [(await signed_get(client, uri)).status, (await new_get(client, uri)).status] == [403, 403]
    await it.db.write(lambda tx: activities.unblock(tx, "peer.example"))
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert [(await signed_get(client, uri)).status, (await new_get(client, uri)).status] == [403, 403]
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, None))
    assert [(await signed_get(client, uri)).status, (await new_get(client, uri)).status] == [200, 200]


async def test_aut_10_a_blocked_signer_behind_another_name_is_403(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    """The first signature names a key of nobody; the one that counts is of somebody who is suspended."""
    uri = (await make.work(maren)).uri
    ada = await it.db.read(lambda tx: actors.by_uri(tx, signing.ACTOR))
    assert ada is not None
    target = uri.removeprefix(client.origin)
    decoy = 'a=("@method");created=1;keyid="https://innocent.example/k"'
    request = messages.with_decoy(messages.message("GET", target), decoy, "a=:AAAA:")
    headers = [(n, v) for n, v in request.headers if n != "host"]
    assert (await client.request("GET", target, headers=headers)).status == 200
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert (await client.request("GET", target, headers=headers)).status == 403


async def test_what_is_not_public_still_needs_permission(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren, visibility=Visibility.FOLLOWERS)
    assert (await signed_get(client, work.uri)).status == 404
    assert (await client.document(work.uri)).status == 401
    ada = await make.it.db.read(lambda tx: actors.by_uri(tx, signing.ACTOR))
    assert ada is not None
    await make.follow(ada, maren)
    assert (await signed_get(client, work.uri)).status == 200


async def test_pictures_are_for_everybody_who_sees_the_page(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    """A browser signs nothing, and neither do many servers that fetch an attachment; blocks hold all the same."""
    public = await make.picture(maren, await make.work(maren))
    private = await make.picture(maren, await make.work(maren, visibility=Visibility.FOLLOWERS))
    addresses = [it.urls.media(each.media.id, "640.webp") for each in (public, private)]
    assert [(await client.get(address)).status for address in addresses] == [200, 404]
    assert [(await signed_get(client, address)).status for address in addresses] == [200, 404]
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    assert [(await signed_get(client, address)).status for address in addresses] == [403, 403]


async def test_a_signature_is_checked_once(
    client: Client, make: Studio, it: Instance, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    examine = rfc9421.base

    def counted(covered: InnerList, message: rfc9421.Message) -> bytes:
        asked.append(message.target)
        return examine(covered, message)

    monkeypatch.setattr(rfc9421, "base", counted)
    work = await make.work(maren, visibility=Visibility.FOLLOWERS)
    assert (await new_get(client, work.uri)).status == 404
    assert len(asked) == 1


async def test_a_key_that_cannot_be_had_at_the_moment_is_503(
    client: Client, make: Studio, it: Instance, net: FakeHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def down(self: FakeHttp, url: str, **options: object) -> object:
        raise Unavailable("the peer is down")

    work = await make.work((await make.person("maren")).actor)
    monkeypatch.setattr(FakeHttp, "get", down)
    assert (await signed_get(client, work.uri)).status == 503


async def test_without_secure_mode_documents_are_public(
    client: Client, web: Starlette, it: Instance, make: Studio, maren: Actor
) -> None:
    uri = (await make.work(maren)).uri
    assert (await client.document(uri)).status == 401
    web.state.instance = replace(it, config=replace(it.config, federation=FederationSettings()))
    assert (await client.document(uri)).status == 200
