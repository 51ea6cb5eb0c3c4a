"""The CV and the pages of one's own: on the artist's page, and in the settings."""

import json
import re
from dataclasses import replace

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.cv import CvForm
from fedart.domain.leaf import LeafForm
from fedart.instance import Instance
from fedart.services import cv as cvs
from fedart.services import leaves as services
from fedart.storage import actors, leaves
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

ENTRIES = (
    CvForm("exhibition", "2024", title="Weather <b>", place="Kunsthalle", link="https://halle.example/w?a=1&b=2"),
    CvForm("job", "2020", lasting=True, title="Painter", place="Shed 9"),
    CvForm("job", "2015", "2019", title="Assistant"),
    CvForm("award", "2021", title="Prize of the sea", place="Kiel"),
    CvForm("education", "2010", "2014", title="Painting", place="Academy"),
    CvForm("publication", "2023", title="Tides"),
)


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def written(it: Instance, viewer: Viewer) -> None:
    for form in ENTRIES:
        await cvs.add(it, viewer, form)


async def send(browser: Client, make: Studio, path: str, **fields: str) -> Answer:
    return await browser.post(path, {"csrf": await make.token(browser), **fields})


def tabs(answer: Answer) -> list[str]:
    found = re.search(r'<nav class="tabs".*?</nav>', answer.text, re.DOTALL)
    assert found
    return re.findall(r'<a href="([^"]+)"', found[0])


@pytest.mark.usefixtures("written")
async def test_a_cv_stands_by_kind_and_year(client: Client) -> None:
    answer = await client.page("/@maren/cv")
    assert answer.status == 200
    assert re.findall(r"<h3 [^>]*>([^<]+)</h3>", answer.text) == [
        "Exhibitions",
        "Awards and grants",
        "Publications",
        "Work",
        "Education",
    ]
    assert answer.text.index("since 2020") < answer.text.index("2015–2019")
    link = '<a class="link" href="https://halle.example/w?a=1&amp;b=2" rel="nofollow noopener noreferrer ugc">'
    assert f"{link}Weather &lt;b&gt;</a>" in answer.text
    assert "/@maren/cv" in tabs(answer)
    assert "/settings/cv" not in answer.text


async def test_without_an_entry_there_is_no_cv_but_for_its_artist(client: Client, browser: Client) -> None:
    assert (await client.page("/@maren/cv")).status == 404
    assert "/@maren/cv" not in tabs(await client.page("/@maren"))
    own = await browser.page("/@maren/cv")
    assert (own.status, "Your CV is empty" in own.text) == (200, True)
    assert (await client.page("/@nobody/cv")).status == 404


@pytest.mark.usefixtures("written")
async def test_a_cv_says_the_same_in_schema_orgs_words(client: Client, it: Instance, maren: Person) -> None:
    text = (await client.page("/@maren/cv")).text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    said = json.loads(block)
    assert said["@type"] == "Person"
    assert said["award"] == ["Prize of the sea, Kiel, 2021"]
    assert said["alumniOf"] == [{"@type": "EducationalOrganization", "name": "Academy"}]
    assert said["performerIn"] == [
        {
            "@type": "ExhibitionEvent",
            "name": "Weather <b>",
            "url": "https://halle.example/w?a=1&b=2",
            "startDate": "2024",
            "location": {"@type": "Place", "name": "Kunsthalle"},
        }
    ]
    assert said["subjectOf"] == [{"@type": "CreativeWork", "name": "Tides", "datePublished": "2023"}]
    roles = [(each["hasOccupation"]["name"], each["startDate"], each.get("endDate")) for each in said["hasOccupation"]]
    assert roles == [("Painter, Shed 9", "2020", None), ("Assistant", "2015", "2019")]
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(maren.actor, indexable=False)))
    assert "ld+json" not in (await client.page("/@maren/cv")).text


async def test_entries_are_written_in_the_settings(browser: Client, client: Client, make: Studio) -> None:
    fields = {"kind": "award", "began": "2021", "title": "Prize", "place": "Kiel"}
    done = await send(browser, make, "/settings/cv", **fields)
    assert done.header("location") == "/settings/cv?saved"
    text = (await browser.page("/settings/cv?saved")).text
    assert 'role="status"' in text
    (ident,) = re.findall(r'href="/settings/cv\?edit=(\w+)" aria-label="Edit Prize"', text)
    form = (await browser.page(f"/settings/cv?edit={ident}")).text
    assert 'name="title" type="text" value="Prize"' in form
    assert '<option value="award" selected>' in form
    await send(browser, make, "/settings/cv", entry=ident, **{**fields, "title": "Grand prize", "lasting": "1"})
    assert "Grand prize" in (await client.page("/@maren/cv")).text
    assert "since 2021" in (await client.page("/@maren/cv")).text
    await send(browser, make, f"/settings/cv/{ident}/delete")
    assert (await client.page("/@maren/cv")).status == 404


async def test_mistakes_in_an_entry_are_named_and_nothing_typed_is_lost(browser: Client, make: Studio) -> None:
    fields = {"kind": "award", "began": "soon", "title": "Prize <b>", "link": "javascript:x"}
    answer = await send(browser, make, "/settings/cv", **fields)
    assert answer.status == 422
    assert 'id="began-error"' in answer.text
    assert 'id="link-error"' in answer.text
    assert 'value="Prize &lt;b&gt;"' in answer.text
    assert 'value="soon"' in answer.text


@pytest.mark.usefixtures("written")
async def test_web_10_entries_of_others_are_not_there(client: Client, browser: Client, make: Studio) -> None:
    text = (await browser.page("/settings/cv")).text
    ident = re.findall(r"\?edit=(\w+)", text)[0]
    other = await make.signed_in(client, await make.person("joost"))
    assert (await other.page(f"/settings/cv?edit={ident}")).status == 404
    assert (await browser.page(f"/settings/cv?edit={ident}")).status == 200
    fields = {"kind": "award", "began": "2021", "title": "Stolen"}
    assert (await send(other, make, "/settings/cv", entry=ident, **fields)).status == 404
    assert (await send(other, make, f"/settings/cv/{ident}/delete")).status == 404
    assert (await send(browser, make, "/settings/cv/nonsense/delete")).status == 404
    assert "Stolen" not in (await client.page("/@maren/cv")).text


# pages


async def test_a_page_stands_in_the_menu_of_every_face(
    client: Client, browser: Client, it: Instance, viewer: Viewer
) -> None:
    words = "Write *me* <img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) https://maren.example"
    leaf = await services.save(it, viewer, LeafForm("Contact <b>", words, "contact"))
    answer = await client.page("/@maren/pages/contact")
    assert answer.status == 200
    assert "<em>me</em>" in answer.text
    assert "<img src=x" not in answer.text
    assert 'href="javascript' not in answer.text
    assert 'href="https://maren.example"' in answer.text
    assert 'aria-current="page" dir="auto">Contact &lt;b&gt;</a>' in answer.text
    for path in ("/@maren", "/@maren/posts", "/@maren/about"):
        assert "/@maren/pages/contact" in tabs(await client.page(path))
    assert f"/settings/pages/{leaf.id}" not in answer.text
    assert f"/settings/pages/{leaf.id}" in (await browser.page("/@maren/pages/contact")).text
    assert (await client.page("/@maren/pages/prices")).status == 404
    assert (await client.page("/@nobody/pages/contact")).status == 404


async def test_pages_are_made_changed_ordered_and_deleted(
    browser: Client, client: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    assert "No pages yet" in (await browser.page("/settings/pages")).text
    for title in ("Contact", "Prices"):
        done = await send(browser, make, "/settings/pages", title=title, words="x")
        assert done.header("location") == "/settings/pages?saved"
    one, two = [leaf.id for leaf in await it.db.read(lambda tx: leaves.of_actor(tx, viewer.actor.id))]
    await send(browser, make, f"/settings/pages/{two}/move", step="up")
    assert tabs(await client.page("/@maren"))[-2:] == ["/@maren/pages/prices", "/@maren/pages/contact"]
    await send(browser, make, f"/settings/pages/{two}/move", to="2")
    assert tabs(await client.page("/@maren"))[-1] == "/@maren/pages/prices"
    form = (await browser.page(f"/settings/pages/{one}")).text
    assert 'value="contact"' in form
    await send(browser, make, f"/settings/pages/{one}", title="Write to me", words="**now**", slug="write")
    assert "<strong>now</strong>" in (await client.page("/@maren/pages/write")).text
    assert (await client.page("/@maren/pages/contact")).status == 404
    await send(browser, make, f"/settings/pages/{one}/delete")
    assert (await client.page("/@maren/pages/write")).status == 404


async def test_mistakes_in_a_page_are_named_and_nothing_typed_is_lost(browser: Client, make: Studio) -> None:
    answer = await send(browser, make, "/settings/pages", title="", words="</textarea><b>kept", slug="Not So")
    assert answer.status == 422
    assert 'id="title-error"' in answer.text
    assert 'id="slug-error"' in answer.text
    assert "&lt;/textarea&gt;&lt;b&gt;kept" in answer.text


async def test_web_10_pages_of_others_are_not_there(
    client: Client, browser: Client, it: Instance, make: Studio, viewer: Viewer
) -> None:
    leaf = await services.save(it, viewer, LeafForm("Contact", "me"))
    path = f"/settings/pages/{leaf.id}"
    other = await make.signed_in(client, await make.person("joost"))
    assert (await other.page(path)).status == 404
    assert (await browser.page(path)).status == 200
    for end in ("", "/move", "/delete"):
        assert (await send(other, make, path + end, title="Stolen", words="x")).status == 404, end
    assert "Contact" in (await client.page("/@maren/pages/contact")).text
    assert (await client.page("/settings/pages")).header("location").startswith("/sign-in")
