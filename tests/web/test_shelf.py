"""Answers that are kept: given out again while nothing visible has changed, never to anybody they are not for."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fedart.domain.actor import Role
from fedart.domain.work import Visibility
from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.storage import actors, works
from fedart.storage.database import Tx
from fedart.web import shelf
from fedart.web.shelf import Shelf
from tests.support.client import Client
from tests.support.instance import Person, Studio

PUBLIC = ((b"cache-control", b"public, max-age=60"), (b"etag", b'"one"'), (b"content-type", b"text/plain"))


class Counting:
    """An application that answers everything alike and counts how often it was asked."""

    def __init__(self, headers: tuple[tuple[bytes, bytes], ...] = PUBLIC, status: int = 200, body: bytes = b"wall"):
        self.headers, self.status, self.body = headers, status, body
        self.asked: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


def shelved(it: Instance, inner: ASGIApp) -> Client:
    """A client of `inner` behind a shelf, as the application of `it` would have it."""
    outer = Shelf(inner)
    holder = Starlette()
    holder.state.instance = it

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await outer({**scope, "app": holder}, receive, send)

    return Client(app)


async def test_the_second_answer_comes_from_the_shelf_and_is_the_same(it: Instance) -> None:
    inner = Counting()
    client = shelved(it, inner)
    first, second = await client.page("/works"), await client.page("/works")
    assert (second.status, second.headers, second.body) == (first.status, first.headers, first.body)
    assert second.body == b"wall"
    assert len(inner.asked) == 1


async def test_a_client_that_has_it_gets_304_with_the_same_headers(it: Instance) -> None:
    client = shelved(it, Counting())
    for _ in range(2):
        answer = await client.get("/works", accept="text/html", if_none_match='W/"one"')
        assert (answer.status, answer.body, answer.header("etag")) == (304, b"", '"one"')
        assert answer.header("cache-control") == "public, max-age=60"
        assert not answer.header("content-type")
    assert (await client.get("/works", accept="text/html", if_none_match='"other"')).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "fedart=x"},
        {"signature": 'keyId="x"'},
        {"signature-input": "sig1=()"},
        {"authorization": "Bearer x"},
        {"range": "bytes=0-1"},
        {"content-length": "0"},
        {"origin": "https://gallery.example"},
        {"content-encoding": "gzip"},
        {"accept": "text/html," * 40},
    ],
)
async def test_a_request_that_brings_something_is_always_looked_at(it: Instance, headers: dict[str, str]) -> None:
    inner = Counting()
    client = shelved(it, inner)
    await client.get("/works")
    await client.request("GET", "/works", headers=headers)
    await client.request("GET", "/works", headers=headers)
    assert len(inner.asked) == 3


@pytest.mark.parametrize("target", ["/media/x/640.webp", "/static/site.css", "/works?" + "q" * 301])
async def test_files_and_long_questions_pass_by(it: Instance, target: str) -> None:
    inner = Counting()
    client = shelved(it, inner)
    for _ in range(2):
        await client.get(target)
    assert len(inner.asked) == 2


async def test_a_header_that_stands_twice_is_for_the_guard(it: Instance) -> None:
    inner = Counting()
    client = shelved(it, inner)
    await client.get("/works")
    await client.request("GET", "/works", headers=[("host", "other.example")])
    assert len(inner.asked) == 2


@pytest.mark.parametrize("other", [{"accept": "application/json"}, {"host": "other.example"}, {"target": "/works?a=1"}])
async def test_host_path_query_and_accept_each_have_their_own_answer(it: Instance, other: dict[str, str]) -> None:
    inner = Counting()
    client = shelved(it, inner)
    await client.get("/works", accept="text/html")
    accept = [("accept", other.get("accept", "text/html"))]
    await client.request("GET", other.get("target", "/works"), headers=accept, host=other.get("host"))
    assert len(inner.asked) == 2


@pytest.mark.parametrize(
    "inner",
    [
        Counting(status=404),
        Counting(headers=(*PUBLIC, (b"set-cookie", b"a=b"))),
        Counting(headers=((b"cache-control", b"private, no-store"), (b"etag", b'"one"'))),
        Counting(headers=((b"cache-control", b"public, max-age=60"),)),
        Counting(body=b"x" * (shelf.MAX_BODY + 1)),
    ],
)
async def test_what_is_not_a_whole_public_answer_is_passed_on_and_not_kept(it: Instance, inner: Counting) -> None:
    inner.asked.clear()
    client = shelved(it, inner)
    for _ in range(2):
        answer = await client.get("/works")
        assert (answer.status, answer.body) == (inner.status, inner.body)
    assert len(inner.asked) == 2


async def test_answers_get_old(it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = Counting()
    client = shelved(it, inner)
    await client.get("/works")
    monkeypatch.setattr(shelf, "SECONDS", -1.0)
    assert (await client.get("/works")).status == 200
    assert len(inner.asked) == 1
    await client.get("/other")
    await client.get("/other")
    assert len(inner.asked) == 3


async def test_the_answers_asked_for_longest_ago_make_room(it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_BYTES", 8)
    inner = Counting()
    client = shelved(it, inner)
    for target in ("/a", "/b", "/a", "/c", "/a", "/b"):
        await client.get(target)
    assert [scope["path"] for scope in inner.asked] == ["/a", "/b", "/c", "/b"]


async def test_without_a_database_everything_is_asked_for(it: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        raise Unavailable("database: gone")

    monkeypatch.setattr(type(it.db), "visible_version", broken)
    inner = Counting()
    client = shelved(it, inner)
    for _ in range(2):
        assert (await client.get("/works")).status == 200
    assert len(inner.asked) == 2


Change = Callable[[Tx, Person, str], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda tx, by, work: actors.suspend(tx, by.actor.id, 1),
        lambda tx, by, work: actors.edit_profile(tx, replace(by.actor, name="Another name")),
        lambda tx, by, work: works.touch(tx, work),
    ],
)
async def test_a_change_of_people_or_works_makes_what_was_kept_old(
    it: Instance, client: Client, make: Studio, change: Change
) -> None:
    by = await make.person()
    work = await make.work(by.actor)
    await make.picture(by.actor, work)
    before = await client.page("/@maren")
    assert (await client.page("/@maren")).headers == before.headers
    version = it.db.visible_version()
    await it.db.write(lambda tx: change(tx, by, work.id))
    assert it.db.visible_version() > version


async def test_a_work_that_is_deleted_is_gone_at_once(it: Instance, client: Client, make: Studio) -> None:
    by = await make.person()
    work = await make.work(by.actor)
    await make.picture(by.actor, work)
    for _ in range(2):
        assert (await client.page(f"/works/{work.id}")).status == 200
        assert (await client.document(f"/objects/{work.id}")).status == 200
    await it.db.write(lambda tx: works.remove(tx, work, it.clock()))
    assert (await client.page(f"/works/{work.id}")).status in (404, 410)
    assert (await client.document(f"/objects/{work.id}")).status == 410


async def test_web_09_nobody_gets_what_a_signed_in_viewer_was_shown(client: Client, make: Studio) -> None:
    by = await make.person(role=Role.ARTIST)
    await make.picture(by.actor, await make.work(by.actor, title="For all"))
    await make.picture(by.actor, await make.work(by.actor, title="For few", visibility=Visibility.FOLLOWERS))
    signed_in = await make.signed_in(client, by)
    assert "For few" in (await signed_in.page("/@maren")).text
    public = await client.page("/@maren")
    assert "For all" in public.text
    assert "For few" not in public.text
    assert "For few" in (await signed_in.page("/@maren")).text


async def test_an_answer_that_breaks_off_is_not_kept(it: Instance) -> None:
    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        return

    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    holder = Starlette()
    holder.state.instance = it
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "app": holder}
    await Shelf(silent)(scope, receive, send)
    assert messages == []
