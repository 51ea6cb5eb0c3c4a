"""The door for activities, through the whole application: every status it answers, and what it leaves behind."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.config import Config, FederationSettings
from fedart.domain.actor import Actor
from fedart.errors import Unavailable
from fedart.federation.errors import FetchFailed
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.storage import activities, actors
from fedart.storage.database import Tx
from tests.support import signing
from tests.support.client import Answer, Client
from tests.support.instance import FakeHttp, Studio, config_in

ADA = signing.ACTOR
MARKER = "zq7marker"
AP = "application/activity+json"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(federation=FederationSettings(inbox_bytes=20_000)))


@pytest.fixture
async def maren(make: Studio) -> Actor:
    await make.remote()
    return (await make.person("maren")).actor


def like(target: str, **changes: Any) -> dict[str, Any]:
    """A Like by Ada that carries the marker in its id."""
    made = {"id": f"{ADA}/likes/{MARKER}", "type": "Like", "actor": ADA, "object": target}
    return {"@context": "https://www.w3.org/ns/activitystreams", **made, **changes}


async def deliver(
    client: Client,
    activity: object,
    *,
    target: str = "/inbox",
    content_type: str | None = AP,
    drop: tuple[str, ...] = (),
    alter: dict[str, str] | None = None,
    body: bytes | None = None,
    **signed: Any,
) -> Answer:
    """POST an activity as Ada's server signs it; `drop` and `alter` change headers, `body` the bytes, afterwards."""
    data = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
    request = signing.signed("POST", target, body=data, **signed)
    headers = [(n, v) for n, v in request.headers if n not in ("host", *drop) and n not in (alter or {})]
    headers += list((alter or {}).items())
    if content_type is not None:
        headers = [(n, v) for n, v in headers if n != "content-type"] + [("content-type", content_type)]
    return await client.request("POST", target, headers=headers, body=data if body is None else body)


async def stored(it: Instance) -> bool:
    """Whether the marker lies anywhere in the database or among the files."""

    def look(tx: Tx) -> bool:
        tables = [row["name"] for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return any(MARKER in repr(dict(row)) for name in tables for row in tx.all(f"SELECT * FROM {name}"))

    files = [path for path in (it.config.data / "media").rglob("*") if path.is_file()]
    return await it.db.read(look) or any(MARKER.encode() in path.read_bytes() for path in files)


async def test_a_signed_activity_is_accepted_once_it_is_durable(
    client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    work = await make.work(maren)
    answer = await deliver(client, like(work.uri))
    assert (answer.status, answer.body) == (202, b"")
    assert await stored(it)


async def test_a_personal_inbox_is_the_same_door(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    target = f"/actors/{maren.id}/inbox"
    assert (await deliver(client, like(work.uri), target=target)).status == 202
    assert await stored(it)
    assert (await client.get(target)).status in (404, 405)


@pytest.mark.parametrize("content_type", [AP, "application/ld+json", f'{AP}; charset="utf-8"', "Application/LD+JSON"])
async def test_activity_types_are_taken(
    content_type: str, client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    work = await make.work(maren)
    assert (await deliver(client, like(work.uri), content_type=content_type)).status == 202
    assert await stored(it)


@pytest.mark.parametrize("content_type", [None, "", "application/json", "text/html", "image/png", "text/plain; x=y"])
async def test_other_types_are_415(
    content_type: str | None, client: Client, it: Instance, make: Studio, maren: Actor, net: FakeHttp
) -> None:
    work = await make.work(maren)
    drop = ("content-type",) if content_type is None else ()
    answer = await deliver(client, like(work.uri), content_type=content_type, drop=drop)
    assert answer.status == 415
    assert not await stored(it)
    assert net.fetched == []


@pytest.mark.parametrize("accept", ["", "text/html", AP])
@pytest.mark.parametrize("content_type", [AP, "application/json", "text/html"])
async def test_sig_01_no_signature_is_401_whatever_the_types(
    accept: str, content_type: str, client: Client, it: Instance, make: Studio, maren: Actor, net: FakeHttp
) -> None:
    body = json.dumps(like((await make.work(maren)).uri)).encode()
    headers = {"content-type": content_type, **({"accept": accept} if accept else {})}
    answer = await client.request("POST", "/inbox", headers=headers, body=body)
    assert answer.status == 401
    assert answer.header("www-authenticate").startswith("Signature ")
    assert not await stored(it)
    assert net.fetched == []


WRONG: list[tuple[str, dict[str, Any], int]] = [
    ("another body", {"body": json.dumps(like("https://gallery.example/objects/x")).encode()}, 401),
    ("no digest", {"drop": ("digest",)}, 401),
    ("a wrong digest", {"alter": {"digest": "SHA-256=" + "A" * 43 + "="}}, 401),
    ("no date", {"drop": ("date",)}, 401),
    ("an old date", {"when": signing.NOW - 13 * 3600}, 401),
    ("a date ahead", {"when": signing.NOW + 2 * 3600}, 401),
    ("another host", {"host": "elsewhere.example"}, 401),
    ("another path", {"signed_target": "/actors/x/inbox"}, 401),
    ("another key", {"name": "mallory"}, 401),
    ("an unreadable signature", {"alter": {"signature": "keyId=nonsense"}}, 401),
    ("an empty signature", {"alter": {"signature": ""}}, 401),
    ("an encoded body", {"alter": {"content-encoding": "gzip"}}, 415),
]


@pytest.mark.parametrize(("name", "change", "status"), WRONG, ids=[row[0] for row in WRONG])
async def test_wrong_signatures_are_refused_and_nothing_is_stored(
    name: str, change: dict[str, Any], status: int, client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    work = await make.work(maren)
    answer = await deliver(client, like(work.uri), **change)
    assert answer.status == status
    assert not await stored(it)
    assert (await deliver(client, like(work.uri))).status == 202


async def test_sig_07_two_signatures_are_400(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    body = json.dumps(like((await make.work(maren)).uri)).encode()
    request = signing.signed(body=body)
    headers = [(n, v) for n, v in request.headers if n != "host"] + [("content-type", AP)]
    twice = [*headers, ("signature", signing.header_of(request, "signature"))]
    assert (await client.request("POST", "/inbox", headers=twice, body=body)).status == 400
    assert not await stored(it)
    assert (await client.request("POST", "/inbox", headers=headers, body=body)).status == 202


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b'{"type":"Like","type":"Follow","actor":"https://peer.example/actors/ada"}',
        b'{"type":"Like"}',
        b'{"type":"Like","actor":"javascript:alert(1)"}',
        b'{"type":"Like","actor":"https://peer.example/actors/ada","id":"https://peer.example/\\ud800","x":NaN}',
        b"[" * 9_000,
        b'{"actor":' * 1_500,
    ],
)
async def test_par_02_what_cannot_be_read_is_400(body: bytes, client: Client, it: Instance, maren: Actor) -> None:
    assert (await deliver(client, body)).status == 400


async def test_par_01_too_large_is_413(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    big = like(work.uri, padding="x" * 20_000)
    assert (await deliver(client, big)).status == 413
    data = json.dumps(big).encode()
    headers = [(n, v) for n, v in signing.signed(body=data).headers if n != "host"]
    pieces = [data[i : i + 1_000] for i in range(0, len(data), 1_000)]
    answer = await client.request("POST", "/inbox", headers=[*headers, ("content-type", AP)], body=pieces)
    assert answer.status == 413
    assert not await stored(it)
    small = like(work.uri, padding="x" * 15_000)
    assert (await deliver(client, small)).status == 202


FOREIGN: list[tuple[str, dict[str, Any]]] = [
    ("SIG-08 another actor of the host", {"actor": "https://peer.example/actors/eve"}),
    ("SIG-08 an actor elsewhere", {"actor": "https://other.example/actors/ada"}),
    ("AUT-02 an id of another origin", {"id": f"https://other.example/{MARKER}"}),
    ("AUT-02 an id of another port", {"id": f"https://peer.example:8443/{MARKER}"}),
]


@pytest.mark.parametrize(("name", "change"), FOREIGN, ids=[row[0] for row in FOREIGN])
async def test_foreign_authority_is_403(
    name: str, change: dict[str, Any], client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    work = await make.work(maren)
    assert (await deliver(client, like(work.uri, **change))).status == 403
    assert not await stored(it)


async def test_aut_04_a_stranger_cannot_delete_a_work(client: Client, it: Instance, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    activity = like(work.uri, type="Delete")
    assert (await deliver(client, activity)).status == 403
    assert (await client.document(work.uri)).status == 200


async def test_aut_10_blocked_domains_and_suspended_actors_are_403(
    client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    work = await make.work(maren)
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    assert (await deliver(client, like(work.uri))).status == 403
    await it.db.write(lambda tx: activities.unblock(tx, "peer.example"))
    ada = await it.db.read(lambda tx: actors.by_uri(tx, ADA))
    assert ada is not None
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert (await deliver(client, like(work.uri))).status == 403
    assert not await stored(it)
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, None))
    assert (await deliver(client, like(work.uri))).status == 202


async def test_aut_10_a_blocked_stranger_costs_no_fetch(client: Client, it: Instance, net: FakeHttp) -> None:
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    assert (await deliver(client, like("https://gallery.example/objects/x"))).status == 403
    assert net.fetched == []


@pytest.mark.parametrize("kind", ["Delete", "Update"])
@pytest.mark.parametrize("embedded", [True, False])
async def test_sig_13_strangers_who_leave_are_answered_202_without_a_fetch(
    kind: str, embedded: bool, client: Client, it: Instance, net: FakeHttp
) -> None:
    farewell = like(ADA, type=kind, object={"id": ADA, "type": "Person"} if embedded else ADA)
    assert (await deliver(client, farewell)).status == 202
    assert net.fetched == []
    assert not await stored(it)


async def test_sig_13_a_known_actor_who_leaves_is_verified(client: Client, it: Instance, maren: Actor) -> None:
    farewell = like(ADA, type="Delete")
    assert (await deliver(client, farewell, name="mallory")).status == 401
    assert not await stored(it)
    assert (await deliver(client, farewell)).status == 202
    assert await stored(it)


async def test_sig_11_a_second_copy_is_202_and_changes_nothing(
    client: Client, it: Instance, make: Studio, maren: Actor
) -> None:
    work = await make.work(maren)

    async def tasks() -> int:
        row = await it.db.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM tasks"))
        return int(row["n"]) if row else 0

    assert (await deliver(client, like(work.uri))).status == 202
    once = await tasks()
    assert once == 1
    assert (await deliver(client, like(work.uri))).status == 202
    assert await tasks() == once


async def test_things_we_do_not_know_are_202_and_forgotten(client: Client, it: Instance, maren: Actor) -> None:
    assert (await deliver(client, like("https://x.example/1", type="TentativeAccept"))).status == 202
    assert not await stored(it)


async def test_our_own_trouble_is_503_with_retry_after(
    client: Client, it: Instance, make: Studio, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = await make.work(maren)

    async def full(work: object) -> None:
        raise Unavailable("database: disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(type(it.db), "write", lambda self, work: full(work))
        answer = await deliver(client, like(work.uri))
        assert answer.status == 503
        assert int(answer.header("retry-after")) > 0
        assert b"disk" not in answer.body
    assert not await stored(it)
    assert (await deliver(client, like(work.uri))).status == 202


async def test_a_key_that_cannot_be_had_at_the_moment_is_503(
    client: Client, it: Instance, make: Studio, net: FakeHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren)

    async def down(self: FakeHttp, url: str, **options: object) -> Response:
        raise FetchFailed("connection refused")

    monkeypatch.setattr(FakeHttp, "get", down)
    answer = await deliver(client, like(work.uri))
    assert answer.status == 503
    assert answer.header("retry-after")
    assert not await stored(it)


async def test_a_key_that_does_not_exist_is_401(client: Client, it: Instance, make: Studio, net: FakeHttp) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren)
    assert (await deliver(client, like(work.uri))).status == 401
    assert net.fetched == [ADA]
    assert not await stored(it)


async def test_only_post_is_understood(client: Client) -> None:
    for target in ("/inbox", "/actors/01abc/inbox"):
        for method in ("PUT", "DELETE", "PATCH"):
            assert (await client.request(method, target)).status in (404, 405)
    assert (await client.get("/inbox")).status == 405


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=200),
    body=st.binary(max_size=200),
)
async def test_no_header_and_no_body_causes_a_5xx(header: str, body: bytes, client: Client) -> None:
    headers = [("content-type", AP), ("signature", header), ("digest", header)]
    assert 400 <= (await client.request("POST", "/inbox", headers=headers, body=body)).status < 500
