"""Feeds for feed readers: the same works in three forms, only what anybody may see, and an artist's no."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import syndication, works
from tests.support.client import Answer, Client
from tests.support.instance import Person, Studio

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ORIGIN = "https://gallery.example"
FORMS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def titles(answer: Answer, form: str) -> list[str]:
    """The titles of a feed's entries, whatever its form."""
    if form == "json":
        return [entry["title"] for entry in answer.json()["items"]]
    root = ET.fromstring(answer.body)
    found = root.findall(f"{ATOM}entry/{ATOM}title") if form == "atom" else root.findall("channel/item/title")
    return [each.text or "" for each in found]


@pytest.fixture
async def hung(make: Studio, maren: Person) -> Person:
    """Maren with two public works, and one of each kind that is not for everybody."""
    for title, visibility, state in (
        ("Morning", Visibility.PUBLIC, WorkState.LIVE),
        ("Evening", Visibility.PUBLIC, WorkState.LIVE),
        ("For followers", Visibility.FOLLOWERS, WorkState.LIVE),
        ("For Iris", Visibility.DIRECT, WorkState.LIVE),
        ("Held", Visibility.PUBLIC, WorkState.HELD),
        ("Deleted", Visibility.PUBLIC, WorkState.DELETED),
    ):
        work = await make.work(maren.actor, title=title, visibility=visibility, state=state)
        await make.picture(maren.actor, work)
    return maren


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/feed", "/@maren/feed", "/@MAREN/feed", "/tags/ferry/feed"])
async def test_every_feed_holds_what_anybody_may_see_and_nothing_else(
    client: Client, hung: Person, path: str, form: str
) -> None:
    answer = await client.get(f"{path}.{form}")
    assert answer.status == 200
    assert answer.header("content-type").partition(";")[0] == FORMS[form]
    assert titles(answer, form) == ["Evening", "Morning"]
    for hidden in ("For followers", "For Iris", "Held", "Deleted"):
        assert hidden not in answer.text


@pytest.mark.parametrize("form", FORMS)
async def test_a_signed_in_follower_gets_the_same_feed_as_anybody(
    client: Client, make: Studio, hung: Person, form: str
) -> None:
    iris = await make.person("iris")
    await make.follow(iris.actor, hung.actor)
    browser = await make.signed_in(client, iris)
    seen = await browser.page("/@maren")
    assert "For followers" in seen.text
    assert titles(await browser.get(f"/@maren/feed.{form}"), form) == ["Evening", "Morning"]


async def test_an_entry_brings_its_pictures_with_their_descriptions_and_its_words(
    client: Client, make: Studio, hung: Person
) -> None:
    picture = 'alt="A ferry at dusk"'
    for form, words in (
        ("rss", ET.fromstring((await client.get("/@maren/feed.rss")).body).findtext(f"channel/item/{CONTENT}")),
        ("atom", ET.fromstring((await client.get("/@maren/feed.atom")).body).findtext(f"{ATOM}entry/{ATOM}content")),
        ("json", (await client.get("/@maren/feed.json")).json()["items"][0]["content_html"]),
    ):
        assert words is not None, form
        assert picture in words, form
        assert f'src="{ORIGIN}/media/' in words, form
        assert words.endswith("<p>Seen from the pier.</p>"), form


async def test_a_work_with_a_warning_brings_the_warning_and_no_picture(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    work = await make.work(maren.actor, title="Wound")
    await make.picture(maren.actor, work)
    plain = await client.get("/@maren/feed.json")
    assert "/media/" in plain.text
    await it.db.write(lambda tx: works.edit(tx, replace(work, warning="Blood & <b>bone</b>", sensitive=True)))
    for form in FORMS:
        answer = await client.get(f"/@maren/feed.{form}")
        assert "/media/" not in answer.text, form
        assert "Seen from the pier" not in answer.text, form
    entry = (await client.get("/@maren/feed.json")).json()["items"][0]
    assert entry["content_html"].startswith("<p>Blood &amp; &lt;b&gt;bone&lt;/b&gt;</p>")
    assert "image" not in entry


async def test_a_picture_that_is_held_is_in_no_feed(client: Client, it: Instance, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    held = await make.picture(maren.actor, work, state=MediaState.HELD)
    answer = await client.get("/@maren/feed.atom")
    assert "/media/" in answer.text
    assert held.media.id not in answer.text


async def test_titles_and_names_of_any_kind_stay_text(
    client: Client, it: Instance, make: Studio, maren: Person
) -> None:
    title = 'A & B <script>alert(1)</script> "]]>\x00\x0b\x1f end'
    work = await make.work(maren.actor, title=title)
    await make.picture(maren.actor, work)
    for form in ("rss", "atom"):
        assert titles(await client.get(f"/@maren/feed.{form}"), form) == ['A & B <script>alert(1)</script> "]]> end']
    assert titles(await client.get("/@maren/feed.json"), "json") == [title]


async def test_posts_without_pictures_and_replies_are_not_in_the_feed_of_works(
    client: Client, make: Studio, hung: Person
) -> None:
    await make.work(hung.actor, title="", kind=Kind.POST)
    assert titles(await client.get("/@maren/feed.rss"), "rss") == ["Evening", "Morning"]


async def test_ids_stay_and_edits_show(client: Client, it: Instance, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    before = (await client.get("/@maren/feed.json")).json()["items"][0]
    assert "date_modified" not in before
    await it.db.write(lambda tx: works.edit(tx, replace(work, title="Night", edited=work.published + 60_000)))
    after = (await client.get("/@maren/feed.json")).json()["items"][0]
    assert (before["id"], before["url"]) == (after["id"], after["url"]) == (work.uri, f"{ORIGIN}/works/{work.id}")
    assert after["title"] == "Night"
    assert after["date_modified"] > after["date_published"]
    atom = ET.fromstring((await client.get("/@maren/feed.atom")).body)
    assert atom.findtext(f"{ATOM}updated") == after["date_modified"]


async def test_an_artist_who_says_no_is_in_no_feed(client: Client, it: Instance, make: Studio, hung: Person) -> None:
    iris = await make.person("iris")
    await make.picture(iris.actor, await make.work(iris.actor, title="Window"))
    assert titles(await client.get("/feed.json"), "json") == ["Window", "Evening", "Morning"]
    await it.db.write(lambda tx: syndication.choose(tx, hung.actor.id, offer=False, now=it.clock()))
    for form in FORMS:
        assert (await client.get(f"/@maren/feed.{form}")).status == 404
        assert titles(await client.get(f"/feed.{form}"), form) == ["Window"]
        assert titles(await client.get(f"/tags/ferry/feed.{form}"), form) == ["Window"]
    assert "/feed.rss" not in (await client.page("/@maren")).text
    await it.db.write(lambda tx: syndication.choose(tx, hung.actor.id, offer=True, now=it.clock()))
    assert (await client.get("/@maren/feed.rss")).status == 200
    assert "/@maren/feed.rss" in (await client.page("/@maren")).text


async def test_the_profile_form_keeps_the_choice(browser: Client, it: Instance, make: Studio, maren: Person) -> None:
    page = await browser.page("/settings/profile")
    assert 'name="syndicated" value="1" checked' in page.text
    token = await make.token(browser)
    said = await browser.post("/settings/profile", {"csrf": token, "name": "Maren", "bio": "", "locked": ""})
    assert said.status == 303
    assert not await it.db.read(lambda tx: syndication.offered(tx, maren.actor.id))
    assert 'name="syndicated" value="1">' in (await browser.page("/settings/profile")).text
    await browser.post("/settings/profile", {"csrf": token, "name": "Maren", "bio": "", "syndicated": "1"})
    assert await it.db.read(lambda tx: syndication.offered(tx, maren.actor.id))


@pytest.mark.parametrize("path", ["/feed.html", "/@nobody/feed.rss", "/@ada@social.example/feed.rss", "/feed.RSS"])
async def test_what_is_not_there_is_not_found(client: Client, make: Studio, hung: Person, path: str) -> None:
    await make.remote()
    assert (await client.get("/feed.rss")).status == 200
    assert (await client.get(path)).status == 404


async def test_a_reader_that_comes_again_is_told_that_nothing_changed(
    client: Client, make: Studio, hung: Person
) -> None:
    first = await client.get("/@maren/feed.atom")
    again = await client.get("/@maren/feed.atom", **{"if-none-match": first.header("etag")})
    assert again.status == 304
    await make.picture(hung.actor, await make.work(hung.actor, title="Night"))
    assert (await client.get("/@maren/feed.atom", **{"if-none-match": first.header("etag")})).status == 200


async def test_pages_say_where_their_feeds_are(client: Client, hung: Person) -> None:
    for page, feed in (("/", "/feed"), ("/@maren", "/@maren/feed"), ("/tags/ferry", "/tags/ferry/feed")):
        text = (await client.page(page)).text
        for form, kind in FORMS.items():
            assert f'<link rel="alternate" type="{kind}" href="{feed}.{form}"' in text, page
