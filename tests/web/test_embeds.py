"""Works on other websites: oEmbed and the page in their frames."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from urllib.parse import quote

import pytest

from fedart.domain.work import Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import syndication, works
from tests.support.client import Client
from tests.support.instance import Person, Studio

ORIGIN = "https://gallery.example"


def about(address: str, **more: str) -> str:
    return "/oembed?url=" + quote(address, safe="") + "".join(f"&{name}={value}" for name, value in more.items())


async def test_a_work_names_its_oembed_and_that_names_its_frame(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor, title='“Tide” & <b>"salt"</b>')
    await make.picture(maren.actor, work)
    page = await client.page(f"/works/{work.id}")
    found = re.search(r'type="application/json\+oembed" href="https://gallery\.example([^"]+)"', page.text)
    assert found
    answer = (await client.get(found[1].replace("&amp;", "&"))).json()
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert (answer["title"], answer["author_name"]) == (work.title, "maren")
    assert answer["author_url"] == f"{ORIGIN}/@maren"
    source = re.match(
        r'<iframe src="https://gallery\.example(/works/[^"]+/frame)" width="(\d+)" height="(\d+)"', answer["html"]
    )
    assert source
    assert (int(source[2]), int(source[3])) == (answer["width"], answer["height"]) == (640, 480 + 72)
    assert "<b>" not in answer["html"]
    assert (await client.get(answer["thumbnail_url"].removeprefix(ORIGIN))).status == 200
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (640, 480)
    frame = await client.get(source[1])
    assert frame.status == 200
    assert "frame-ancestors *" in frame.header("content-security-policy")
    assert "script" not in frame.text
    assert 'alt="A ferry at dusk"' in frame.text
    assert len(frame.body) < 20 * 1024
    assert not frame.all("set-cookie")


async def test_other_pages_stay_out_of_frames(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    for path in ("/", f"/works/{work.id}", "/sign-in"):
        assert "frame-ancestors 'none'" in (await client.page(path)).header("content-security-policy"), path


async def test_the_frame_keeps_within_what_was_asked_for(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    for asked, expected in (
        ({"maxwidth": "400"}, (400, 372)),
        ({"maxwidth": "400", "maxheight": "300"}, (400, 300)),
        ({"maxwidth": "10"}, (240, 252)),
        ({"maxwidth": "-1", "maxheight": "many"}, (640, 552)),
        ({"maxwidth": "9" * 80}, (640, 552)),
    ):
        answer = (await client.get(about(f"{ORIGIN}/works/{work.id}", **asked))).json()
        assert (answer["width"], answer["height"]) == expected, asked


async def test_the_answer_comes_as_xml_too(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor, title="Salt & <tide>")
    await make.picture(maren.actor, work)
    answer = await client.get(about(work.uri, format="xml"))
    assert answer.header("content-type").startswith("text/xml")
    assert ET.fromstring(answer.body).findtext("title") == "Salt & <tide>"
    assert (await client.get(about(work.uri, format="yaml"))).status == 400


async def test_behind_a_warning_there_is_no_picture(client: Client, it: Instance, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    assert "/media/" in (await client.get(f"/works/{work.id}/frame")).text
    await it.db.write(lambda tx: works.edit(tx, replace(work, warning="Blood", sensitive=True)))
    frame = await client.get(f"/works/{work.id}/frame")
    assert "/media/" not in frame.text
    assert "Blood" in frame.text
    assert "thumbnail_url" not in (await client.get(about(work.uri))).json()


@pytest.mark.parametrize("asked", ["page", "frame", "oembed"])
async def test_web_09_what_is_not_for_everybody_is_as_missing_as_what_never_was(
    client: Client, it: Instance, make: Studio, maren: Person, asked: str
) -> None:
    def path(ident: str) -> str:
        return {
            "page": about(f"{ORIGIN}/works/{ident}"),
            "frame": f"/works/{ident}/frame",
            "oembed": about(f"{ORIGIN}/objects/{ident}"),
        }[asked]

    shown = await make.work(maren.actor)
    await make.picture(maren.actor, shown)
    assert (await client.get(path(shown.id))).status == 200
    never = await client.get(path(shown.id[:-1] + ("0" if shown.id[-1] != "0" else "1")))
    assert never.status == 404
    refused = await make.person("nora")
    await it.db.write(lambda tx: syndication.choose(tx, refused.actor.id, offer=False, now=it.clock()))
    for visibility, state, by in (
        (Visibility.FOLLOWERS, WorkState.LIVE, maren.actor),
        (Visibility.DIRECT, WorkState.LIVE, maren.actor),
        (Visibility.PUBLIC, WorkState.HELD, maren.actor),
        (Visibility.PUBLIC, WorkState.DELETED, maren.actor),
        (Visibility.PUBLIC, WorkState.LIVE, refused.actor),
    ):
        hidden = await make.work(by, visibility=visibility, state=state)
        await make.picture(by, hidden)
        answer = await client.get(path(hidden.id))
        assert (answer.status, answer.body) == (404, never.body), (visibility, state)


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "https://[", "https://other.example/works/01ARZ3NDEKTSV4RRFFQ69G5FAV", ORIGIN, ORIGIN + "/works"],
)
async def test_an_address_that_is_not_a_work_is_refused(
    client: Client, make: Studio, maren: Person, address: str
) -> None:
    assert (await client.get(about(address))).status == (404 if address else 400)
