"""The way from a page here to a visitor's own server, and from elsewhere to a page here."""

import re
from urllib.parse import quote

import pytest

from fedart.domain.actor import Actor
from fedart.domain.media import MediaState
from fedart.domain.work import Visibility
from fedart.instance import Instance
from fedart.services import backfill
from fedart.storage import backfills, works
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio, network
from tests.support.remote import AS2

PEER = "https://peer.example"


def titles(answer: Answer) -> list[str]:
    return re.findall(r"<cite[^>]*>([^<]*)</cite>", answer.text)


def people(answer: Answer) -> list[str]:
    return re.findall(r'<a class="hit" href="([^"]+)"', answer.text)


async def search(browser: Client, make: Studio, text: str) -> Answer:
    """Send the search form as somebody who is signed in."""
    return await browser.post("/search", {"csrf": await make.token(browser), "q": text})


def found_at(it: Instance, uri: str, **more: object) -> None:
    """Have the fake network answer with a public post of Ada's."""
    note = {"id": uri, "type": "Note", "attributedTo": f"{PEER}/actors/ada", "content": "<p>Far away</p>"}
    everybody = {"to": ["https://www.w3.org/ns/activitystreams#Public"], "published": "2023-05-01T10:00:00Z"}
    network(it).serve(uri, {"@context": AS2, **note, **everybody, **more})


@pytest.fixture
async def ada(make: Studio) -> Actor:
    return await make.remote(f"{PEER}/actors/ada")


DOOR = "https://home.example/authorize_interaction?uri={uri}"


def at_home(it: Instance, template: str = DOOR) -> None:
    rel = "http://ostatus.org/schema/1.0/subscribe"
    found = {"subject": "acct:you@home.example", "links": [{"rel": rel, "template": template}]}
    url = "https://home.example/.well-known/webfinger?resource=acct:you@home.example"
    network(it).serve(url, found, content_type="application/jrd+json")


def asking(uri: str, verb: str, server: str = "@you@home.example") -> str:
    return f"/interact?uri={quote(uri, safe='')}&do={verb}&server={quote(server, safe='')}"


async def test_visitors_find_the_field_on_artists_and_works_and_people_of_ours_do_not(
    client: Client, browser: Client, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    for path, uri, verbs in (
        ("/@maren", maren.actor.uri, ["follow"]),
        (f"/works/{work.id}", work.uri, ["reply", "like", "boost"]),
    ):
        text = (await client.page(path)).text
        assert 'action="/interact"' in text
        assert f'name="uri" value="{uri}"' in text
        assert re.findall(r'name="do" value="(\w+)"', text) == verbs
        assert 'action="/interact"' not in (await browser.page(path)).text
        answer = await client.page(path)
        assert answer.all("set-cookie") == []
        assert "public" in answer.header("cache-control")


async def test_web_11_the_way_there_is_a_link_and_never_a_redirect(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    at_home(it)
    work = await make.work(maren.actor)
    answer = await client.page(asking(work.uri, "like"))
    assert answer.status == 200
    assert answer.header("location") == ""
    assert answer.all("set-cookie") == []
    filled = DOOR.replace("{uri}", quote(work.uri, safe=""))
    assert f'href="{filled}" rel="nofollow noreferrer">Continue at home.example</a>' in answer.text
    script = await client.get(asking(work.uri, "like"), accept="application/json")
    assert script.json() == {"url": filled, "error": ""}
    assert script.all("access-control-allow-origin") == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_a_link_from_elsewhere_only_opens_the_form(
    site: str, client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    at_home(it)
    work = await make.work(maren.actor)
    answer = await client.get(asking(work.uri, "reply"), accept="text/html", sec_fetch_site=site)
    assert answer.status == 200
    assert "Continue at" not in answer.text
    assert 'value="@you@home.example"' in answer.text
    assert network(it).fetched == []
    own = await client.get(asking(work.uri, "reply"), accept="text/html", sec_fetch_site="same-origin")
    assert "Continue at home.example" in own.text


async def test_a_failure_is_said_with_the_address_to_copy(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    answer = await client.page(asking(maren.actor.uri, "follow"))
    assert answer.status == 422
    assert "@you@home.example was not found." in answer.text
    assert 'value="@maren@gallery.example"' in answer.text
    script = await client.get(asking(maren.actor.uri, "follow"), accept="application/json")
    assert script.status == 200
    assert script.json()["url"] == ""
    assert script.json()["error"].startswith("@you@home.example was not found.")
    at_home(it, "https://evil.example/?uri={uri}")
    assert "does not say where" in (await client.page(asking(maren.actor.uri, "follow"))).text


async def test_web_09_only_what_everybody_may_see_has_a_way_there(
    client: Client, make: Studio, maren: Person, ada: Actor
) -> None:
    hidden = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    public = await make.work(maren.actor)
    assert (await client.page(asking(public.uri, "like", ""))).status == 200
    for uri, verb in (
        (hidden.uri, "like"),
        (f"https://gallery.example/objects/{'0' * 26}", "like"),
        (ada.uri, "follow"),
        (public.uri, "follow"),
        (maren.actor.uri, "like"),
        (public.uri, "destroy"),
        ("", "like"),
    ):
        assert (await client.page(asking(uri, verb))).status == 404, (uri, verb)


async def test_somebody_who_comes_from_elsewhere_lands_on_the_page_here(
    browser: Client, make: Studio, ada: Actor
) -> None:
    work = await make.work(ada)
    for uri, path in ((work.uri, f"/works/{work.id}"), (ada.uri, f"/people/{ada.id}")):
        first = await browser.page(f"/authorize_interaction?uri={quote(uri, safe='')}")
        assert (await browser.page(first.header("location"))).header("location") == path


async def test_what_is_held_back_of_a_posts_pictures_is_told_on_its_page(
    browser: Client, it: Instance, make: Studio, ada: Actor
) -> None:
    work = await make.work(ada, title="Made")
    await make.picture(ada, work, state=MediaState.HELD)
    await make.picture(ada, work)
    text = (await browser.page(f"/works/{work.id}")).text
    assert text.count("Picture withheld by this instance") == 1
    grid = await browser.page(f"/people/{ada.id}")
    assert grid.text.count("<img") >= 1
    assert await it.db.read(lambda tx: works.by_id(tx, work.id)) is not None
    assert backfill.looking(await it.db.read(lambda tx: backfills.of_actor(tx, ada.id)), it.clock())
