"""The pages of studios: founding one, its desk, its public page, and posting in its name."""

import re

import pytest
from starlette.routing import Route

from fedart.domain.actor import Actor
from fedart.domain.job import JobState
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.storage import jobs
from fedart.web import routes
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio
from tests.support.job_pages import errors, send, titles, typed
from tests.support.jobs import good
from tests.support.remote import count
from tests.support.studios import founded, joined, proven

FIELDS = {
    "name": "Kettle & Crow",
    "username": "kettle",
    "about": "Films, *by hand*.",
    "website": "https://kettle.example/",
}


@pytest.fixture
async def studio(it: Instance, maren: Person, browser: Client) -> Actor:
    """Maren's, who is signed in in `browser`."""
    return await founded(it, maren)


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


@pytest.fixture
async def other(client: Client, make: Studio, jun: Person) -> Client:
    """The browser of Jun."""
    return await make.signed_in(client, jun)


async def test_a_studio_is_founded_by_a_form_and_has_a_page(make: Studio, client: Client, browser: Client) -> None:
    assert "Found a studio" in (await browser.page("/studios")).text
    made = await send(make, browser, "/studios", **FIELDS)
    assert made.status == 303
    desk = (await browser.page(made.header("location"))).text
    for words in ("Kettle &amp; Crow", "Who acts for it", "Domains", "It has posted no job yet."):
        assert words in desk, words
    page = await client.page("/@kettle")
    assert page.status == 200
    for words in ("Kettle &amp; Crow", "<em>by hand</em>", "@kettle@gallery.example", "No job is open", "Studio"):
        assert words in page.text, words
    assert "The studio’s desk" not in page.text
    assert "The studio’s desk" in (await browser.page("/@kettle")).text


async def test_what_is_wrong_comes_back_with_what_was_typed(make: Studio, browser: Client) -> None:
    wrong = {**FIELDS, "username": "Ket tle", "website": "kettle.example"}
    answer = await send(make, browser, "/studios", **wrong)
    assert answer.status == 422
    assert errors(answer) == {"username", "website"}
    assert 'value="Ket tle"' in answer.text
    assert "Films, *by hand*." in answer.text


async def test_other_servers_find_it_as_an_organisation(client: Client, studio: Actor) -> None:
    found = await client.get("/.well-known/webfinger?resource=acct:kettle@gallery.example")
    assert f'"{studio.uri}"' in found.text
    document = await client.get(studio.uri.removeprefix("https://gallery.example"), accept="application/activity+json")
    assert (document.status, document.json()["type"]) == (200, "Organization")
    led = await client.get("/@kettle", accept="application/activity+json")
    assert led.header("location") == studio.uri


async def test_a_studio_has_no_other_pages(client: Client, browser: Client, studio: Actor) -> None:
    for path in ("/posts", "/albums", "/about", "/cv", "/pages/contact", "/feed.rss"):
        for who in (client, browser):
            assert (await who.page(f"/@kettle{path}")).status == 404, path
    assert (await client.page("/@maren/posts")).status == 200
    assert "kettle" not in (await client.page("/artists")).text.partition("<main")[2]


async def test_a_job_is_posted_in_its_name(
    it: Instance, make: Studio, client: Client, browser: Client, desk: Client, studio: Actor
) -> None:
    form = (await browser.page(f"/jobs/new?as={studio.id}")).text
    assert f'<option value="{studio.id}" selected>Kettle &amp; Crow</option>' in form
    looked = await send(make, browser, "/jobs", **typed(it, **{"as": studio.id, "do": "look"}))
    assert f'<option value="{studio.id}" selected>' in looked.text
    made = await send(make, browser, "/jobs", **typed(it, **{"as": studio.id}))
    path = made.header("location")
    page = (await browser.page(path)).text
    assert "Its studio has not shown that a domain is its own." in page
    assert 'href="/@kettle"' in page
    assert (await client.page(path)).status == 404
    assert "Waits for a person" in (await browser.page(f"/studios/{studio.id}")).text
    await send(make, desk, f"/admin{path}", decision="show")
    assert titles(await client.page("/@kettle")) == ["Ferry painter"]
    assert titles(await client.page("/jobs")) == ["Ferry painter"]


async def test_nobody_without_a_studio_is_asked_in_whose_name(browser: Client) -> None:
    assert "Post as" not in (await browser.page("/jobs/new")).text


async def test_web_10_nobody_else_posts_in_its_name(
    it: Instance, make: Studio, browser: Client, other: Client, studio: Actor
) -> None:
    fields = typed(it, **{"as": studio.id})
    assert (await send(make, other, "/jobs", **fields)).status == 404
    assert await count(it, "jobs") == 0
    assert (await send(make, browser, "/jobs", **fields)).status == 303


async def test_everybody_who_acts_for_it_works_on_its_jobs_and_nobody_else(
    it: Instance, make: Studio, maren: Person, browser: Client, jun: Person, other: Client, studio: Actor
) -> None:
    made = await services.post(it, maren.actor.id, good(it), studio=studio.id)
    await services.decide(it, made.work_id, shown=True)
    path = f"/jobs/{made.work_id}"
    steps: list[tuple[str, dict[str, str | list[str]]]] = [
        (f"{path}/edit", typed(it, title="Sea painter")),
        (f"{path}/state", {"state": "paused"}),
        (f"{path}/renew", {}),
        (f"{path}/state", {"state": "closed"}),
        (f"{path}/delete", {}),
    ]
    for address, fields in steps:
        assert (await send(make, other, address, **fields)).status == 404, address
    assert "Renew" not in (await other.page(path)).text
    for address in (f"{path}/edit", f"{path}/delete"):
        assert (await other.page(address)).status == 404
    await joined(it, studio, maren, jun)
    assert "Renew" in (await other.page(path)).text
    for address in (f"{path}/edit", f"{path}/delete"):
        assert (await other.page(address)).status == 200
    for address, fields in steps:
        assert (await send(make, other, address, **fields)).status == 303, address
    assert await it.db.read(lambda tx: jobs.by_work(tx, made.work_id)) is None


async def test_a_draft_is_seen_by_everybody_who_acts_for_it(
    it: Instance, make: Studio, maren: Person, jun: Person, other: Client, studio: Actor
) -> None:
    made = await services.post(it, maren.actor.id, good(it), studio=studio.id)
    assert made.state is JobState.REVIEW
    assert (await other.page(f"/jobs/{made.work_id}")).status == 404
    await joined(it, studio, maren, jun)
    page = await other.page(f"/jobs/{made.work_id}")
    assert "It is the first job of its poster" in page.text


async def test_a_proven_domain_stands_on_page_and_jobs(
    it: Instance, client: Client, maren: Person, studio: Actor
) -> None:
    made = await services.post(it, maren.actor.id, good(it), studio=studio.id)
    await services.decide(it, made.work_id, shown=True)
    pages = ("/@kettle", f"/jobs/{made.work_id}")
    for path in pages:
        assert "Verified" not in (await client.page(path)).text, path
    await proven(it, studio, maren)
    for path in pages:
        assert re.search(r"Verified.*kettle\.example", (await client.page(path)).text), path
    said = structured(await client.page(pages[1]))
    assert '"sameAs": "https://kettle.example"' in said


def structured(page: Answer) -> str:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert found is not None
    return found[1]


async def test_its_address_says_that_a_studio_was_there(
    it: Instance, make: Studio, client: Client, browser: Client, studio: Actor
) -> None:
    path = studio.uri.removeprefix("https://gallery.example")
    wrong = await send(make, browser, f"/studios/{studio.id}/close", close="maren")
    assert (wrong.status, errors(wrong)) == (422, {"close"})
    gone = await send(make, browser, f"/studios/{studio.id}/close", close="@kettle@gallery.example")
    assert gone.header("location") == "/studios"
    answer = await client.get(path, accept="application/activity+json")
    assert (answer.status, answer.json()["type"], answer.json()["formerType"]) == (410, "Tombstone", "Organization")
    assert (await client.page("/@kettle")).status == 404
    assert "kettle" not in (await browser.page("/studios")).text.partition("<main")[2]


async def test_a_job_that_is_fetched_says_as_much_as_one_that_is_sent(
    it: Instance, client: Client, maren: Person, studio: Actor
) -> None:
    await proven(it, studio, maren)
    made = await services.post(it, maren.actor.id, good(it), studio=studio.id)
    await services.decide(it, made.work_id, shown=True)
    note = (await client.get(f"/objects/{made.work_id}", accept="application/activity+json")).json()
    assert note["attributedTo"] == studio.uri
    assert note["hiringOrganization"]["sameAs"] == "https://kettle.example"
    assert note["publishes"]["id"] == f"{note['id']}#intent"


async def test_every_address_copes_with_a_studio_in_an_artists_place(
    make: Studio, client: Client, browser: Client, other: Client, studio: Actor
) -> None:
    places = {"id": studio.id, "person": studio.id, "handle": "kettle", "part": "outbox", "form": "rss"}
    found = [route for route in routes.all_routes() if isinstance(route, Route) and "{" in route.path]
    for route in found:
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: places.get(match[1], "0" * 26), route.path)
        for who in (client, browser, other):
            if "GET" in (route.methods or ()):
                for accept in ("text/html", "application/activity+json"):
                    assert (await who.get(path, accept=accept)).status < 500, path
        if "POST" in (route.methods or ()) and not path.endswith(("/inbox", "/close")):
            assert (await send(make, other, path, text="Hello", reason="x")).status < 500, path
    for part in ("followers", "following", "outbox", "featured", "featuredTags", "albums"):
        path = f"/actors/{studio.id}/{part}"
        assert (await client.get(path, accept="application/activity+json")).status == 200, part
    assert (await client.page("/@kettle")).status == 200
