"""The desk of a studio in the browsers of its owner, of an editor, of somebody who was removed, and of strangers."""

import re

import pytest

from fedart.domain.actor import Actor
from fedart.domain.applying import Application
from fedart.domain.job import Job
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.services import studio_domains, studio_members
from tests.support.applying import applied
from tests.support.client import Client
from tests.support.instance import Person, Studio, network
from tests.support.job_pages import errors, send
from tests.support.jobs import good
from tests.support.paint import painting, png
from tests.support.studios import founded, joined, viewer

Fields = dict[str, str | list[str]]


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


@pytest.fixture
async def job(it: Instance, maren: Person, studio: Actor) -> Job:
    made = await services.post(it, maren.actor.id, good(it), studio=studio.id)
    return await services.decide(it, made.work_id, shown=True)


@pytest.fixture
async def application(it: Instance, make: Studio, job: Job) -> Application:
    return await applied(it, await make.person("ines"), job)


async def test_somebody_is_asked_agrees_changes_rank_and_leaves(
    make: Studio, maren: Person, browser: Client, jun: Person, other: Client, studio: Actor
) -> None:
    desk = f"/studios/{studio.id}"
    asked = await send(make, browser, f"{desk}/members", handle="@jun", rank="editor")
    assert asked.header("location") == f"{desk}#members"
    assert "is asked" in (await browser.page(desk)).text
    notes = (await other.page("/notifications")).text
    assert re.search(r"asks you to act for the studio <b[^>]*>Kettle &amp; Crow</b>", notes)
    listing = (await other.page("/studios")).text
    assert "You are asked" in listing
    assert "An editor posts and changes jobs" in listing
    assert (await other.page(desk)).status == 404
    agreed = await send(make, other, f"{desk}/accept")
    assert agreed.header("location") == desk
    page = (await other.page(desk)).text
    for words in ("Add a domain", "Ask somebody of this server", "Close the studio", "Make owner"):
        assert words not in page, words
        assert words in (await browser.page(desk)).text, words
    last = await send(make, browser, f"{desk}/members/{maren.actor.id}", rank="editor")
    assert last.status == 422
    assert "Somebody has to own the studio." in last.text
    assert (await send(make, browser, f"{desk}/members/{jun.actor.id}", rank="owner")).status == 303
    assert "Add a domain" in (await other.page(desk)).text
    left = await send(make, browser, f"{desk}/members/{maren.actor.id}/remove")
    assert left.header("location") == "/studios"
    assert (await browser.page(desk)).status == 404


async def test_what_is_wrong_with_an_invitation_stands_beside_it(make: Studio, browser: Client, studio: Actor) -> None:
    answer = await send(make, browser, f"/studios/{studio.id}/members", handle="nobody", rank="owner")
    assert (answer.status, errors(answer)) == (422, {"handle"})
    assert "Nobody here is called nobody." in answer.text
    assert 'value="nobody"' in answer.text
    assert '<option value="owner" selected>' in answer.text


async def test_a_domain_is_named_and_proven_with_what_the_page_says(
    it: Instance, make: Studio, browser: Client, studio: Actor
) -> None:
    desk = f"/studios/{studio.id}"
    wrong = await send(make, browser, f"{desk}/domains", domain="co.uk")
    assert (wrong.status, errors(wrong)) == (422, {"domain"})
    await send(make, browser, f"{desk}/domains", domain="https://www.kettle.example/about")
    page = (await browser.page(desk)).text
    proof = re.search(r"<code>(fedart-verification=[\w-]{32})</code>", page)
    assert proof is not None
    assert "<code>_fedart.kettle.example</code>" in page
    assert "<code>https://kettle.example/.well-known/fedart-verification</code>" in page
    missing = await send(make, browser, f"{desk}/domains/check", name="kettle.example")
    assert missing.status == 422
    assert "We found no proof for kettle.example yet." in missing.text
    network(it).names["_fedart.kettle.example"] = [proof[1]]
    found = await send(make, browser, f"{desk}/domains/check", name="kettle.example")
    assert found.header("location") == f"{desk}#domains"
    assert "Verified since" in (await browser.page(desk)).text
    await send(make, browser, f"{desk}/domains/remove", name="kettle.example")
    assert "kettle.example" not in (await browser.page(desk)).text.partition('id="domains"')[2].partition("Profile")[0]


async def test_the_profile_is_changed_and_comes_back_when_something_is_wrong(
    make: Studio, client: Client, browser: Client, studio: Actor
) -> None:
    desk = f"/studios/{studio.id}"
    wrong = await send(make, browser, desk, name="", about="Prints.", website="ftp://x.example")
    assert (wrong.status, errors(wrong)) == (422, {"name", "website"})
    assert "Prints." in wrong.text
    saved = await send(make, browser, desk, name="Crow", about="Prints.", website="")
    assert "Saved." in (await browser.page(saved.header("location"))).text
    page = (await client.page("/@kettle")).text
    assert "Prints." in page
    assert "kettle.example" not in page


OWNERS: tuple[tuple[str, Fields], ...] = (
    ("", {"name": "Mine", "about": "", "website": ""}),
    ("/close", {"close": "kettle"}),
    ("/members", {"handle": "hal", "rank": "owner"}),
    ("/members/{maren}", {"rank": "editor"}),
    ("/members/{maren}/remove", {}),
    ("/domains", {"domain": "evil.example"}),
    ("/domains/check", {"name": "kettle.example"}),
    ("/domains/remove", {"name": "kettle.example"}),
)


async def test_web_10_strangers_find_nothing_there_and_editors_change_nothing(
    it: Instance, make: Studio, maren: Person, desk: Client, jun: Person, other: Client, studio: Actor
) -> None:
    await studio_domains.add(it, viewer(maren), studio.id, "kettle.example")
    base = f"/studios/{studio.id}"
    assert (await other.page(base)).status == (await desk.page(base)).status == 404
    for part, fields in (*OWNERS, ("/accept", {}), ("/decline", {})):
        path = base + part.format(maren=maren.actor.id)
        for browser in (other, desk):
            assert (await send(make, browser, path, **fields)).status == 404, path
    await joined(it, studio, maren, jun)
    assert (await other.page(base)).status == 200
    for part, fields in OWNERS:
        path = base + part.format(maren=maren.actor.id)
        assert (await send(make, other, path, **fields)).status == 404, path


async def walk(make: Studio, browser: Client, job: Job, made: Application) -> dict[str, int]:
    """Every address under which an application for a studio's job could be seen or touched, with its status."""
    path, one = f"/jobs/{job.work_id}", f"/applications/{made.id}"
    found = {
        each: (await browser.page(each)).status
        for each in (f"{path}/applicants", f"{path}/applicants.csv", one, f"{path}/edit", f"{path}/delete")
    }
    forms: tuple[tuple[str, Fields], ...] = (
        (f"{path}/applicants", {"chosen": str(made.id), "do": "shortlist"}),
        (f"{one}/stage", {"stage": "interview"}),
        (f"{one}/answer", {"text": "Hello"}),
        (f"{one}/withdraw", {}),
        (f"{path}/state", {"state": "paused"}),
        (f"{path}/renew", {}),
    )
    return found | {f"POST {each}": (await send(make, browser, each, **fields)).status for each, fields in forms}


async def test_web_09_applications_are_for_those_who_act_for_it_now(
    it: Instance, client: Client, make: Studio, maren: Person, jun: Person, other: Client, desk: Client,
    studio: Actor, job: Job, application: Application,
) -> None:  # fmt: skip
    await studio_members.invite(it, viewer(maren), studio.id, "jun", "owner")
    for browser in (other, desk):
        assert set((await walk(make, browser, job, application)).values()) == {404}
    await studio_members.accept(it, viewer(jun), studio.id)
    seen = await walk(make, other, job, application)
    assert {path for path, status in seen.items() if status == 404} == {f"POST /applications/{application.id}/withdraw"}
    assert "zanzibarite" in (await other.page(f"/jobs/{job.work_id}/applicants")).text
    await studio_members.remove(it, viewer(maren), studio.id, jun.actor.id)
    assert set((await walk(make, other, job, application)).values()) == {404}
    for path in ("/notifications", f"/jobs/{job.work_id}", "/applications", "/studios"):
        page = (await other.page(path)).text.partition("<main")[2]
        assert "ines" not in page, path
        assert "zanzibarite" not in page, path
    visitor = await client.page(f"/jobs/{job.work_id}/applicants")
    assert visitor.header("location").startswith("/sign-in")


async def test_a_portrait_is_put_up_by_its_form(
    make: Studio, client: Client, browser: Client, other: Client, studio: Actor
) -> None:
    path = f"/studios/{studio.id}/portrait"
    fields = [("csrf", await make.token(browser)), ("do", "hang")]
    missing = await browser.upload(path, fields, [])
    assert (missing.status, errors(missing)) == (422, {"avatar"})
    wrong = await browser.upload(path, fields, [("avatar", "logo.png", b"no picture")])
    assert (wrong.status, errors(wrong)) == (422, {"avatar"})
    picture = [("avatar", "logo.png", png(painting(1, (64, 64))))]
    theirs = [("csrf", await make.token(other)), ("do", "hang")]
    assert (await other.upload(path, theirs, picture)).status == 404
    done = await browser.upload(path, fields, picture)
    assert done.header("location") == f"/studios/{studio.id}?saved=kept"
    assert "Remove it" in (await browser.page(done.header("location"))).text
    assert '<meta property="og:image"' in (await client.page("/@kettle")).text
    assert (await send(make, browser, path, do="remove")).status == 303
    assert '<meta property="og:image"' not in (await client.page("/@kettle")).text
