"""Drafts in the browser: kept words and files, their list and their links."""

import re

import pytest

from fedart.domain.draft import DraftId, Look
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.instance import Instance
from fedart.media.sniff import WEBP
from fedart.services import drafts
from fedart.storage import drafts as stored
from fedart.storage import media
from tests.support.client import Client
from tests.support.drafting import Desk, count, lying, maren_of, names, png
from tests.support.instance import Studio
from tests.support.remote import settle


@pytest.fixture
def desk(browser: Client, make: Studio) -> Desk:
    return Desk(browser, make)


async def test_save_as_draft_keeps_words_and_files_for_another_day(browser: Client, desk: Desk, it: Instance) -> None:
    fields = [("title", "Dusk"), ("text", "Half a thought"), ("alt2", "A rail"), ("said2", "camera"), ("odd", "kept")]
    path = await desk.saved(fields, [("picture2", "rail.png", png())])
    assert await count(it, "works") == 0
    page = await browser.page(path)
    assert page.status == 200
    assert 'value="Dusk"' in page.text
    assert "Half a thought" in page.text
    assert names(page) == ["rail.png"]
    look = re.search(r'<img src="(/drafts/[0-9a-z]{26}/look/[0-9a-z]{26})"', page.text)
    assert look is not None
    shown = await browser.page(look[1])
    assert (shown.status, shown.header("content-type")) == (200, WEBP)
    assert shown.body != png()
    assert shown.header("cache-control").startswith("private")
    assert shown.header("content-security-policy") == "default-src 'none'; sandbox"
    kept = (await it.db.read(lambda tx: drafts.whole(tx, _actor(it), path.rpartition("/")[2]))).draft
    assert kept.fields["odd"] == ("kept",), "fields that nobody knows yet survive"
    assert "csrf" not in kept.fields
    assert all(file.stat().st_mode & 0o077 == 0 for file in lying(it)), "for this server alone"


def _actor(it: Instance) -> str:
    row = it.db.glance(lambda tx: tx.one("SELECT actor_id FROM drafts"))
    assert row is not None
    return str(row["actor_id"])


async def test_a_draft_is_published_with_its_files_and_is_a_draft_no_more(
    browser: Client, desk: Desk, it: Instance
) -> None:
    path = await desk.saved([("title", "Dusk"), ("alt1", "One"), ("alt2", "Two")], [("picture1", "a.png", png())])
    fields = [("title", "Dusk, later"), ("alt1", "One"), ("alt2", "Two")]
    answer = await desk.send(path, fields, [("picture2", "b.png", png(2))])
    assert answer.status == 303, answer.text
    work = answer.header("location").removeprefix("/works/")
    shown = await it.db.read(lambda tx: media.by_work(tx, work))
    assert [(m.alt, m.state) for m in shown] == [("One", MediaState.KEPT), ("Two", MediaState.KEPT)]
    assert "Dusk, later" in (await browser.page(f"/works/{work}")).text
    assert (await browser.page(path)).status == 404
    assert (await count(it, "drafts"), await count(it, "draft_files"), lying(it)) == (0, 0, [])


async def test_a_form_with_mistakes_comes_back_with_its_files(desk: Desk, it: Instance) -> None:
    fields = [("title", ""), ("alt1", "One"), ("alt3", "Three")]
    back = await desk.send("/publish", fields, [("picture1", "a.png", png()), ("picture3", "c.png", png(3))])
    assert back.status == 422
    assert names(back) == ["a.png", "c.png"]
    assert "choose the pictures again" not in back.text
    action = re.search(r'action="(/drafts/[0-9a-z]{26})"', back.text)
    assert action is not None
    done = await desk.send(action[1], [*fields[1:], ("title", "Dusk")])
    work = done.header("location").removeprefix("/works/")
    assert [m.alt for m in await it.db.read(lambda tx: media.by_work(tx, work))] == ["One", "Three"]


async def test_a_picture_that_cannot_be_taken_is_named_and_the_draft_stays(desk: Desk, it: Instance) -> None:
    path = await desk.saved([("title", "Dusk"), ("alt1", "a"), ("alt4", "b")], [("picture1", "a.png", png())])
    fields = [("title", "Dusk"), ("alt1", "a"), ("alt4", "b")]
    back = await desk.send(path, fields, [("picture4", "notes.png", b"Dear Maren, this is no picture.")])
    assert back.status == 422
    assert '<a class="link" href="#picture4">notes.png: ' in back.text
    assert await count(it, "works") == 0
    gone = await desk.send(path, [*fields, ("do", "remove 4")])
    assert gone.status == 303
    assert (await desk.send(path, fields)).header("location").startswith("/works/")


async def test_kept_pictures_are_removed_and_reordered_by_buttons(browser: Client, desk: Desk, it: Instance) -> None:
    files = [(f"picture{n}", f"{n}.png", png(n)) for n in (1, 2, 3)]
    fields = [("title", "Dusk"), ("alt1", "one"), ("alt2", "two"), ("alt3", "three")]
    path = await desk.saved(fields, files)
    moved = await desk.send(path, [*fields, ("do", "move 3 earlier")])
    assert (moved.status, moved.header("location")) == (303, f"{path}#pictures")
    assert names(await browser.page(path)) == ["1.png", "3.png", "2.png"]
    rows = [("row", row) for row in re.findall(r'name="row" value="(\d+)"', (await browser.page(path)).text)]
    assert rows[:3] == [("row", "1"), ("row", "3"), ("row", "2")]
    await desk.send(path, [*fields, *rows, ("do", "move 1 earlier")])
    assert names(await browser.page(path)) == ["1.png", "3.png", "2.png"], "the first has no earlier place"
    await desk.send(path, [*fields, *rows, ("do", "remove 1")])
    assert names(await browser.page(path)) == ["3.png", "2.png"]
    done = await desk.send(path, [*fields, *rows])
    work = done.header("location").removeprefix("/works/")
    assert [m.alt for m in await it.db.read(lambda tx: media.by_work(tx, work))] == ["three", "two"]


async def test_another_file_takes_the_place_of_a_kept_one(browser: Client, desk: Desk, it: Instance) -> None:
    path = await desk.saved([], [("picture1", "a.png", png())])
    await desk.send(path, [("do", "save")], [("picture1", "b.png", png(2))])
    assert names(await browser.page(path)) == ["b.png"]
    assert len([file for file in lying(it) if "." not in file.name]) == 1


async def test_web_10_drafts_are_their_artists_alone(
    client: Client, browser: Client, desk: Desk, make: Studio, it: Instance
) -> None:
    path = await desk.saved([("title", "Mine")], [("picture1", "a.png", png())])
    look = re.search(r'src="(/drafts/\w+/look/\w+)"', (await browser.page(path)).text)
    assert look is not None
    other = await make.signed_in(client, await make.person("tomas"))
    theirs = Desk(other, make)
    for address in (path, f"{path}/later", f"{path}/share", f"{path}/discard", look[1]):
        assert (await browser.page(address)).status == 200, address
        assert (await other.page(address)).status == 404, address
        assert (await client.page(address)).status == 303, address
    for address in (path, f"{path}/discard", f"{path}/share", f"{path}/later", f"{path}/later/cancel"):
        assert (await theirs.press(address, title="Stolen")).status == 404, address
    assert "Mine" not in (await other.page("/drafts")).text
    assert "Mine" in (await browser.page("/drafts")).text
    assert len(lying(it)) == 2


async def test_a_file_that_is_no_picture_is_kept_and_stands_there_as_such(browser: Client, desk: Desk) -> None:
    path = await desk.saved([], [("picture1", "a.png", b"no picture at all")])
    look = re.search(r'src="(/drafts/\w+/look/\w+)"', (await browser.page(path)).text)
    assert look is not None
    shown = await browser.get(look[1])
    assert (shown.status, shown.header("content-type")) == (200, "image/svg+xml")
    assert shown.header("content-security-policy") == "default-src 'none'; sandbox"


async def test_a_draft_is_discarded_after_a_question(browser: Client, desk: Desk, it: Instance) -> None:
    path = await desk.saved([("title", "Dusk")], [("picture1", "a.png", png())])
    asked = await browser.page(f"{path}/discard")
    assert "Discard <cite" in asked.text
    assert len(lying(it)) == 1
    assert (await desk.press(f"{path}/discard")).header("location") == "/drafts"
    assert (await browser.page(path)).status == 404
    assert lying(it) == []
    assert "Nothing is waiting" in (await browser.page("/drafts")).text


async def test_there_are_only_so_many_drafts_and_bytes(desk: Desk, it: Instance) -> None:
    for _ in range(it.config.accounts.drafts):
        await it.db.write(lambda tx: stored.insert(tx, DraftId(new_id()), maren_of(it), {}, it.clock()))
    full = await desk.send("/publish", [("do", "save"), ("title", "One more")])
    assert full.status == 422
    assert f"You have {it.config.accounts.drafts} drafts." in full.text
    assert 'value="One more"' in full.text


# --- secret links -----------------------------------------------------------------------------------------------------


async def test_a_secret_link_shows_words_and_pictures_and_nothing_else(
    client: Client, browser: Client, desk: Desk, it: Instance
) -> None:
    fields = [("title", "Dusk"), ("text", "*Half* a thought <script>"), ("tags", "ink, sea"), ("alt1", "A rail")]
    path = await desk.saved(fields, [("picture1", "rail.png", png())])
    made = await desk.press(f"{path}/share")
    link = re.search(r'value="https://gallery\.example(/drafts/shared/[\w-]{43})"', made.text)
    assert link is not None
    await settle(it)
    shown = await client.page(link[1])
    assert shown.status == 200
    assert "<em>Half</em> a thought" in shown.text
    assert "<script>" not in shown.text.partition('class="prose')[2].partition("</div>")[0]
    assert (shown.header("x-robots-tag"), shown.header("cache-control")) == (
        "noindex, nofollow, noai, noimageai",
        "private, no-store",
    )
    look = re.search(rf'<img src="({link[1]}/[0-9a-z]+)" alt="A rail"', shown.text)
    assert look is not None
    picture = await client.page(look[1])
    assert (picture.status, picture.header("content-type")) == (200, WEBP)
    row = it.db.glance(lambda tx: tx.one("SELECT token_hash FROM drafts"))
    assert row is not None
    assert row["token_hash"] not in link[1], "the token is stored hashed"
    assert 'value="' + link[1] not in (await browser.page(f"{path}/share")).text, "it is shown once"


async def test_until_it_is_judged_a_picture_is_there_for_its_artist_alone(
    client: Client, browser: Client, desk: Desk, it: Instance
) -> None:
    path = await desk.saved([("title", "Dusk"), ("alt1", "A rail")], [("picture1", "rail.png", png())])
    made = await desk.press(f"{path}/share")
    [link] = re.findall(r"/drafts/shared/[\w-]{43}", made.text)[:1]
    [file] = await it.db.read(lambda tx: stored.files(tx, path.rpartition("/")[2]))
    shown = await client.page(link)
    assert "1 picture is being checked." in shown.text
    assert "There is no picture" not in shown.text
    assert file.id not in shown.text
    assert "A rail" not in shown.text
    for address in (f"{link}/{file.id}", f"{path}/look/{file.id}", f"{path}/share"):
        assert (await client.page(address)).status in (303, 404)
    assert (await browser.page(f"{path}/look/{file.id}")).status == 200
    assert "rail.png</b>: It is being checked" in (await browser.page(f"{path}/share")).text
    await settle(it)
    shown = await client.page(link)
    assert "being checked" not in shown.text
    assert (await client.page(f"{link}/{file.id}")).status == 200
    assert "rail.png" not in (await browser.page(f"{path}/share")).text


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (Look.HELD, "a person has to look at it first"),
        (Look.REFUSED, "it would not be taken"),
        (Look.UNREADABLE, "cannot be read as a picture"),
        (Look.MARKED, "It is shown, and marked"),
    ],
)
async def test_an_artist_is_told_what_the_link_does_not_show(
    look: Look, words: str, client: Client, browser: Client, desk: Desk, it: Instance
) -> None:
    path = await desk.saved([("title", "Dusk")], [("picture1", "rail.png", png())])
    made = await desk.press(f"{path}/share")
    [link] = re.findall(r"/drafts/shared/[\w-]{43}", made.text)[:1]
    [file] = await it.db.read(lambda tx: stored.files(tx, path.rpartition("/")[2]))
    await it.db.write(lambda tx: stored.set_look(tx, file.id, look))
    assert words in (await browser.page(f"{path}/share")).text
    shown = await client.page(link)
    assert (file.id in shown.text) is look.public
    assert ("made with a generator" in shown.text) is look.public
    assert words not in shown.text
    assert (await client.page(f"{link}/{file.id}")).status == (200 if look.public else 404)


async def test_web_09_a_withdrawn_link_and_one_that_never_was_look_alike(client: Client, desk: Desk) -> None:
    path = await desk.saved([("title", "Dusk")], [("picture1", "rail.png", png())])
    made = await desk.press(f"{path}/share")
    [old] = re.findall(r"/drafts/shared/[\w-]{43}", made.text)[:1]
    [new] = re.findall(r"/drafts/shared/[\w-]{43}", (await desk.press(f"{path}/share")).text)[:1]
    assert ((await client.page(old)).status, (await client.page(new)).status) == (404, 200)
    assert (await desk.press(f"{path}/share/withdraw")).status == 303
    gone, never = await client.page(new), await client.page("/drafts/shared/" + "x" * 43)
    assert (gone.status, never.status) == (404, 404)
    assert gone.text.replace(new, "") == never.text.replace("/drafts/shared/" + "x" * 43, "")
