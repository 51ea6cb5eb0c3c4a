"""The door for activities, for requests that are signed as RFC 9421 says; and what a refusal asks for."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.actor import Actor
from fedart.federation import structured
from fedart.federation.structured import InnerList
from fedart.instance import Instance
from fedart.storage import actors
from tests.support import messages, signing
from tests.support.client import Answer, Client
from tests.support.instance import FakeHttp, Studio

AP = "application/activity+json"
ADA = signing.ACTOR


@pytest.fixture
async def maren(make: Studio) -> Actor:
    await make.remote()
    return (await make.person("maren")).actor


def like(target: str, **changes: str) -> bytes:
    made = {"@context": "https://www.w3.org/ns/activitystreams", "id": f"{ADA}/likes/1", "type": "Like", "actor": ADA}
    return json.dumps({**made, "object": target, **changes}).encode()


async def deliver(
    client: Client,
    body: bytes,
    *,
    sent: bytes | None = None,
    name: str = "ada",
    covered: tuple[str, ...] = messages.POST,
    parameters: str = messages.PARAMETERS,
) -> Answer:
    """POST what Ada's server signed; `sent` is what arrives instead."""
    request = messages.message(body=body, name=name, covered=covered, parameters=parameters)
    headers = [(n, v) for n, v in request.headers if n != "host"]
    return await client.request("POST", "/inbox", headers=[*headers, ("content-type", AP)], body=sent or body)


async def received(it: Instance) -> int:
    row = await it.db.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM received"))
    return int(row["n"]) if row else 0


async def test_a_signed_activity_is_accepted(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    body = like((await make.work(maren)).uri)
    assert (await deliver(client, body)).status == 202
    assert await received(it) == 1


async def test_sig_01_to_07_each_rule_holds_at_the_door(
    client: Client, it: Instance, make: Studio, maren: Actor, net: FakeHttp
) -> None:
    body = like((await make.work(maren)).uri)
    parameters = messages.PARAMETERS
    refused = [
        await deliver(client, body, sent=body + b" "),
        await deliver(client, body, name="mallory"),
        await deliver(client, body, covered=("@method", "@target-uri")),
        await deliver(client, body, covered=("@target-uri", "content-digest")),
        await deliver(client, body, parameters=parameters.replace(f"created={int(signing.NOW)}", "created=1")),
        await deliver(client, body, parameters=parameters.replace("rsa-v1_5-sha256", "hmac-sha256")),
        await deliver(client, body, parameters=parameters + f";expires={int(signing.NOW) - 1}"),
    ]
    assert [answer.status for answer in refused] == [401] * len(refused)
    assert (await deliver(client, body, parameters=parameters + ";created=1")).status == 400
    assert await received(it) == 0
    assert (await deliver(client, body)).status == 202
    assert net.fetched == []


async def test_sig_08_the_signer_must_be_the_actor(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    uri = (await make.work(maren)).uri
    assert (await deliver(client, like(uri, actor="https://peer.example/actors/eve"))).status == 403
    assert await received(it) == 0
    assert (await deliver(client, like(uri))).status == 202


async def test_sig_11_a_second_copy_in_the_other_dialect_changes_nothing(
    client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    body = like((await make.work(maren)).uri)
    assert (await deliver(client, body)).status == 202
    headers = [(n, v) for n, v in signing.signed(body=body).headers if n != "host"]
    again = await client.request("POST", "/inbox", headers=[*headers, ("content-type", AP)], body=body)
    assert again.status == 202
    assert await received(it) == 1


async def test_aut_10_a_suspended_actor_is_403(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    ada = await it.db.read(lambda tx: actors.by_uri(tx, ADA))
    assert ada is not None
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert (await deliver(client, like((await make.work(maren)).uri))).status == 403


@pytest.mark.parametrize("signature", ["", "nonsense"])
async def test_a_refusal_says_how_to_sign(signature: str, client: Client, it: Instance) -> None:
    headers = [("content-type", AP), *([("signature", signature)] if signature else [])]
    answer = await client.request("POST", "/inbox", headers=headers, body=like("https://x.example/1"))
    assert answer.status == 401
    [found] = structured.dictionary(answer.header("accept-signature")).values()
    assert isinstance(found, InnerList)
    assert tuple(item.value for item in found.items) == messages.POST
    assert found.parameters == {"created": True}
    assert "digest" in answer.header("www-authenticate")


async def test_no_other_answer_asks_for_a_signature(client: Client, make: Studio, maren: Actor) -> None:
    uri = (await make.work(maren)).uri
    answers = [await deliver(client, like(uri)), await client.document(uri), await client.document("/nowhere")]
    assert [answer.status for answer in answers] == [202, 200, 404]
    assert [answer.header("accept-signature") for answer in answers] == ["", "", ""]


ANY = st.one_of(
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=200),
    st.just(f'sig1=("@method" "@target-uri" "content-digest"){messages.PARAMETERS}'),
    st.just("sig1=:AAAA:"),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=ANY, signature=ANY, digest=ANY, body=st.binary(max_size=200))
async def test_no_header_and_no_body_causes_a_5xx(
    told: str, signature: str, digest: str, body: bytes, client: Client
) -> None:
    headers = [("content-type", AP), ("signature-input", told), ("signature", signature), ("content-digest", digest)]
    assert 400 <= (await client.request("POST", "/inbox", headers=headers, body=body)).status < 500
