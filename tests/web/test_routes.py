"""Every address of the server: headers, hosts, tokens, and pages that render."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from fedart.domain.actor import Role
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.domain.work import WorkState
from fedart.instance import Instance
from fedart.web import middleware, routes
from tests.support.client import BROWSER, Client
from tests.support.instance import Person, Studio

ALL = [route for route in routes.all_routes() if isinstance(route, Route)]
GETS = [route.path for route in ALL if "GET" in (route.methods or ())]
POSTS = [route.path for route in ALL if "POST" in (route.methods or ())]
FORMS = [path for path in POSTS if not path.endswith("inbox")]
FILL = {
    "token": "x" * 43,
    "handle": "maren",
    "tag": "ferry",
    "path": "site.css",
    "file": "640.webp",
    "version": "2.0",
    "kind": "create",
    "work": "0" * 26,
    "media": "0" * 26,
    "person": "0" * 26,
    "link": "0" * 26,
    "form": "rss",
    "number": "1",
    "slug": "contact",
}


def filled(path: str, ident: str | None = None) -> str:
    """A path with something plausible in its places."""
    values = {**FILL, "id": ident or new_id(), "part": "likes" if "objects" in path else "outbox"}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: values[match[1]], path)


@pytest.fixture
async def owner(make: Studio) -> Person:
    return await make.person("maren", Role.OWNER)


def test_no_two_routes_share_method_and_path() -> None:
    seen = [(method, route.path) for route in ALL for method in route.methods or ()]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("accept", ["", BROWSER, "application/activity+json", "application/json"])
async def test_every_address_answers_without_a_5xx_and_with_every_header(
    accept: str, client: Client, owner: Person
) -> None:
    for path in GETS:
        answer = await client.get(filled(path), accept=accept)
        assert answer.status < 500, path
        for name, value in middleware.SECURITY.items():
            if name != "Content-Security-Policy" or not path.startswith("/media"):
                assert answer.all(name) == [value], path
        assert answer.header("strict-transport-security"), path
        assert answer.header("cache-control"), path
        assert "server" not in {name for name, _ in answer.headers}, path


async def test_every_page_renders_for_the_owner(client: Client, make: Studio, owner: Person) -> None:
    browser = await make.signed_in(client, owner)
    work = await make.work(owner.actor)
    await make.picture(owner.actor, work)
    held = await make.picture(owner.actor, await make.work(owner.actor, state=WorkState.HELD), state=MediaState.HELD)
    shown = 0
    for path in GETS:
        answer = await browser.page(filled(path, held.media.id if path.startswith("/held") else work.id))
        assert answer.status < 500, path
        if answer.header("content-type").startswith("text/html") and answer.status == 200:
            shown += 1
            assert answer.header("cache-control") == "private, no-store", path
            assert not re.search(
                r"<script(?![^>]*\bsrc=| type=\"application/ld\+json\")|\son\w+=|\sstyle=", answer.text
            ), path
    assert shown >= 18


async def test_web_01_no_address_answers_for_another_host(client: Client) -> None:
    for route in ALL:
        for method in ("GET", "POST"):
            assert (await client.request(method, filled(route.path), host="evil.example")).status == 421, route.path


async def test_web_03_no_form_is_taken_without_its_token(client: Client, make: Studio, owner: Person) -> None:
    browser = await make.signed_in(client, owner)
    work = await make.work(owner.actor)
    for path in FORMS:
        for fields in ({}, {"csrf": "x"}, {"csrf": "x" * 43}):
            assert (await browser.post(filled(path, work.id), fields)).status == 403, path
            assert (await browser.upload(filled(path, work.id), list(fields.items()), [])).status == 403, path


async def test_web_03_no_form_is_taken_from_elsewhere(client: Client, make: Studio, owner: Person) -> None:
    browser = await make.signed_in(client, owner)
    token = {"csrf": await make.token(browser)}
    for path in FORMS:
        foreign = {"origin": "https://evil.example", "sec_fetch_site": "cross-site"}
        assert (await browser.post(filled(path), token, **foreign)).status == 403, path
    assert (await browser.post("/notifications/seen", token)).status == 303


OPEN = {"/sign-in", "/sign-in/{token}", "/join/{token}"}


async def test_forms_of_people_who_are_not_signed_in_lead_to_the_sign_in_page(client: Client) -> None:
    for path in FORMS:
        if path not in OPEN:
            answer = await client.post(filled(path), {})
            assert answer.status == 403 or answer.header("location").startswith("/sign-in"), path


async def test_web_10_artists_do_not_moderate(client: Client, make: Studio) -> None:
    browser = await make.signed_in(client, await make.person("joost"))
    token = await make.token(browser)
    for path in (r.path for r in ALL if r.path.startswith("/admin")):
        if path in GETS:
            assert (await browser.page(filled(path))).status == 403, path
        if path in POSTS:
            assert (await browser.post(filled(path), {"csrf": token})).status == 403, path


@pytest.mark.parametrize("accept", ["", BROWSER, "application/json", "application/activity+json"])
async def test_web_09_missing_pages_are_told_in_the_form_asked_for(accept: str, client: Client) -> None:
    answer = await client.get("/nothing/here", accept=accept)
    assert answer.status == 404
    kind = {"": "text/plain", BROWSER: "text/html"}.get(accept, "application/json")
    assert answer.header("content-type").startswith(kind)
    assert answer.header("vary") == "Accept, Signature, Cookie, Accept-Language"
    assert answer.header("cache-control") == "private, no-store"


async def test_a_wrong_method_is_405_and_names_the_right_one(client: Client) -> None:
    answer = await client.request("PUT", "/about")
    assert answer.status == 405
    assert "GET" in answer.header("allow")


async def test_a_slash_too_many_is_not_redirected(client: Client) -> None:
    assert (await client.get("/about/")).status == 404


async def test_head_answers_like_get(client: Client, owner: Person) -> None:
    for path in ("/", "/about", f"/actors/{owner.actor.id}", "/.well-known/nodeinfo"):
        assert (await client.request("HEAD", path)).status == (await client.get(path)).status


# profile and work pages


async def test_pages_lead_other_servers_to_the_document(client: Client, make: Studio, owner: Person) -> None:
    work = await make.work(owner.actor)
    for page, ident in ((owner.actor.url, owner.actor.uri), (work.url, work.uri)):
        answer = await client.document(page)
        assert (answer.status, answer.header("location")) == (302, ident)
        assert "Accept" in answer.header("vary")
        assert (await client.get(page, accept="*/*")).header("content-type").startswith("text/html")


async def test_pages_name_their_document_in_the_link_header(client: Client, make: Studio, owner: Person) -> None:
    work = await make.work(owner.actor)
    await make.picture(owner.actor, work)
    for page, ident in ((owner.actor.url, owner.actor.uri), (work.url, work.uri)):
        answer = await client.page(page)
        assert answer.status == 200
        assert answer.all("link") == [f'<{ident}>; rel="alternate"; type="application/activity+json"']
        assert "Accept" in answer.header("vary")
        assert "Cookie" in answer.header("vary")


async def test_a_name_nobody_has_is_404_in_both_forms(client: Client, make: Studio, owner: Person) -> None:
    assert (await client.document("/@nobody")).status == 404
    assert (await client.page("/@nobody")).status == 404
    await make.delete(owner.actor)
    assert (await client.document("/@maren")).status == 410


async def test_a_public_page_is_not_sent_twice(client: Client, owner: Person) -> None:
    first = await client.page("/about")
    assert first.status == 200
    again = await client.get("/about", accept=BROWSER, if_none_match=first.header("etag"))
    assert (again.status, again.body) == (304, b"")


WEIRD = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(piece=WEIRD, query=st.binary(max_size=60), value=LATIN, accept=LATIN)
async def test_nothing_a_stranger_asks_for_causes_a_5xx(
    piece: str, query: bytes, value: str, accept: str, client: Client
) -> None:
    headers = [("accept", accept), ("cookie", value), ("if-none-match", value), ("signature", value)]
    asked = query.decode("latin-1").encode("ascii", "ignore").decode()
    for path in [p for p in GETS if "{" in p] + ["/works", "/artists", "/.well-known/webfinger"]:
        target = re.sub(r"\{[^}]*\}", lambda _: quote(piece, safe="/@"), path)
        for end in (asked, f"resource={asked}", f"before={asked}&page=1&after={asked}"):
            answer = await client.request("GET", f"{target}?{end}", headers=headers)
            assert answer.status < 500, (target, end)


def test_every_address_is_described() -> None:
    """A docstring that begins with method and path says what each handler is for."""
    for route in ALL:
        module = Path(str(route.endpoint.__code__.co_filename)).name
        assert route.endpoint.__doc__ or module == "documents.py", route.path


async def test_the_instance_is_the_one_that_was_given(client: Client, it: Instance) -> None:
    found = (await client.get("/nodeinfo/2.1")).json()
    assert found["metadata"]["nodeName"] == it.config.instance.name
