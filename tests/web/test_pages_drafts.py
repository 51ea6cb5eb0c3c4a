"""Drafts in the browser: kept words and files, their list, their links, their times, and the end of them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fedart.domain.draft import DAY, DraftId
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.instance import Instance
from fedart.media.sniff import WEBP
from fedart.services import drafts, queue
from fedart.storage import drafts as stored
from fedart.storage import media, notifications, tasks
from fedart.storage.notifications import Notice
from tests.support import paint
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Person, Studio

Parts = Sequence[tuple[str, str]]
Files = Sequence[tuple[str, str, bytes]]


def png(seed: int = 1) -> bytes:
    return paint.png(paint.painting(seed, (64, 48)))


class Desk:
    """Somebody's composer."""

    def __init__(self, browser: Client, make: Studio) -> None:
        self.browser, self.make = browser, make

    async def send(self, path: str, fields: Parts = (), files: Files = ()) -> Answer:
        own = [("csrf", await self.make.token(self.browser)), ("process", "human")]
        return await self.browser.upload(path, [*own, *fields], files)

    async def press(self, path: str, **fields: str) -> Answer:
        return await self.browser.post(path, {"csrf": await self.make.token(self.browser), **fields})

    async def saved(self, fields: Parts = (), files: Files = ()) -> str:
        """The path of a new draft."""
        answer = await self.send("/publish", [("do", "save"), *fields], files)
        assert answer.status == 303, answer.text
        path, _, query = answer.header("location").partition("?")
        assert re.fullmatch(r"/drafts/[0-9a-z]{26}", path)
        assert query == "saved"
        return path


@pytest.fixture
def desk(browser: Client, make: Studio) -> Desk:
    return Desk(browser, make)


def lying(it: Instance) -> list[Path]:
    folder = it.config.data / "drafts"
    return sorted(folder.iterdir()) if folder.is_dir() else []


async def count(it: Instance, table: str) -> int:
    return len(await it.db.read(lambda tx: tx.all(f"SELECT 1 FROM {table}")))


def names(answer: Answer) -> list[str]:
    """The files that a form shows as kept, in their order."""
    return re.findall(r'data-held="whole" data-name="([^"]+)"', answer.text)


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
        await it.db.write(lambda tx: stored.insert(tx, DraftId(new_id()), _maren(it), {}, it.clock()))
    full = await desk.send("/publish", [("do", "save"), ("title", "One more")])
    assert full.status == 422
    assert f"You have {it.config.accounts.drafts} drafts." in full.text
    assert 'value="One more"' in full.text


def _maren(it: Instance) -> str:
    row = it.db.glance(lambda tx: tx.one("SELECT id FROM actors WHERE username = 'maren'"))
    assert row is not None
    return str(row["id"])


# --- secret links -----------------------------------------------------------------------------------------------------


async def test_a_secret_link_shows_words_and_pictures_and_nothing_else(
    client: Client, browser: Client, desk: Desk, it: Instance
) -> None:
    fields = [("title", "Dusk"), ("text", "*Half* a thought <script>"), ("tags", "ink, sea"), ("alt1", "A rail")]
    path = await desk.saved(fields, [("picture1", "rail.png", png())])
    made = await desk.press(f"{path}/share")
    link = re.search(r'value="https://gallery\.example(/drafts/shared/[\w-]{43})"', made.text)
    assert link is not None
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


# --- times ------------------------------------------------------------------------------------------------------------


async def test_a_time_is_set_changed_and_taken_back(browser: Client, desk: Desk, it: Instance, clock: Clock) -> None:
    fields = [("title", "Dusk"), ("alt1", "One")]
    path = await desk.saved(fields, [("picture1", "a.png", png())])
    asked = await desk.send(path, [*fields, ("do", "later")])
    assert asked.header("location") == f"{path}/later"
    form = await browser.page(f"{path}/later")
    assert '<optgroup label="Europe">' in form.text
    assert "data-guess" in form.text
    day = datetime.fromtimestamp(clock() / 1000 + 2 * 86_400, UTC)
    done = await desk.press(f"{path}/later", date=f"{day:%Y-%m-%d}", time="18:05", zone="Europe/Berlin")
    assert (done.status, done.header("location")) == (303, "/drafts")
    kept = await it.db.read(lambda tx: drafts.whole(tx, _maren(it), path.rpartition("/")[2]))
    assert kept.draft.publish_at is not None
    meant = datetime.fromtimestamp(kept.draft.publish_at / 1000, UTC)
    assert (meant.day, meant.minute, meant.hour in (16, 17)) == (day.day, 5, True)
    listed = (await browser.page("/drafts")).text
    assert "Published later" in listed
    assert f"{day:%A}" in listed
    assert re.search(r'<b class="num">18:05</b> Europe/Berlin', listed)
    again = (await browser.page(f"{path}/later")).text
    assert f'value="{day:%Y-%m-%d}"' in again
    assert '<option value="Europe/Berlin" selected>' in again
    assert "data-guess" not in again
    lane = queue.publishing_lane(kept.draft.id)
    assert [task.due for task in await it.db.read(lambda tx: tasks.in_lane(tx, lane))] == [kept.draft.publish_at]
    await desk.press(f"{path}/later/cancel")
    assert await it.db.read(lambda tx: tasks.in_lane(tx, lane)) == []
    assert "Published later" not in (await browser.page("/drafts")).text
    other = await desk.saved([("title", "Dawn")])
    assert '<option value="Europe/Berlin" selected>' in (await browser.page(f"{other}/later")).text, "as the last time"


@pytest.mark.parametrize(
    ("date", "time", "zone", "field", "sentence"),
    [
        ("", "", "UTC", "date", "Please choose a day and a time."),
        ("2000-01-01", "10:00", "UTC", "date", "That time is over."),
        ("2199-01-01", "10:00", "UTC", "date", "Please choose a day within the next year."),
        ("2199-01-01", "10:00", "Mars/Olympus", "zone", "Please choose a time zone from the list."),
        ("2199-01-01", "10:00", "../etc/passwd", "zone", "Please choose a time zone from the list."),
    ],
)
async def test_a_time_that_cannot_be_is_said(
    date: str, time: str, zone: str, field: str, sentence: str, desk: Desk, it: Instance
) -> None:
    path = await desk.saved([("title", "Dusk")])
    back = await desk.press(f"{path}/later", date=date, time=time, zone=zone)
    assert back.status == 422
    assert f'id="{field}-error"' in back.text
    assert sentence in back.text
    assert await it.db.read(stored.scheduled) == []


async def test_what_could_not_be_published_today_cannot_be_scheduled(desk: Desk) -> None:
    path = await desk.saved([("title", "")], [("picture1", "a.png", png())])
    back = await desk.send(path, [("title", ""), ("do", "later")])
    assert back.status == 422
    assert 'href="#title"' in back.text


# --- descriptions -----------------------------------------------------------------------------------------------------


async def test_pictures_without_a_description_are_asked_about_once(desk: Desk, it: Instance) -> None:
    files = [(f"picture{n}", f"{n}.png", png(n)) for n in (1, 2, 3)]
    asked = await desk.send("/publish", [("title", "Dusk"), ("alt2", "A rail"), ("alt3", "  ")], files)
    assert asked.status == 422
    assert "2 pictures have no description. Describe them, or publish anyway." in asked.text
    assert 'href="#alt1"' in asked.text
    assert re.search(r'<button[^>]* value="without">Publish without</button>', asked.text)
    assert '<input type="hidden" name="reminded" value="1">' in asked.text
    assert await count(it, "works") == 0
    path = re.findall(r'action="(/drafts/\w+)"', asked.text)[0]
    done = await desk.send(path, [("title", "Dusk"), ("alt2", "A rail"), ("do", "without")])
    assert done.header("location").startswith("/works/")


async def test_a_second_publish_needs_no_other_button(desk: Desk) -> None:
    files = [("picture1", "a.png", png())]
    path = await desk.saved([("title", "Dusk")], files)
    assert (await desk.send(path, [("title", "Dusk")])).status == 422
    assert (await desk.send(path, [("title", "Dusk"), ("reminded", "1")])).status == 303


@pytest.mark.parametrize(
    ("wish", "status", "again"), [("never", 303, 303), ("require", 422, 422), ("remind", 422, 303)]
)
async def test_the_setting_decides_about_descriptions(
    wish: str, status: int, again: int, browser: Client, desk: Desk
) -> None:
    assert (await desk.press("/settings/descriptions", wish=wish)).status == 303
    assert re.search(rf'value="{wish}" checked', (await browser.page("/settings/works")).text)
    files = [("picture1", "a.png", png())]
    first = await desk.send("/publish", [("title", "Dusk")], files)
    assert first.status == status
    assert ("Publish without" in first.text) is (wish == "remind")
    assert (await desk.send("/publish", [("title", "Dusk"), ("reminded", "1")], files)).status == again
    described = await desk.send("/publish", [("title", "Dusk"), ("alt1", "A rail")], files)
    assert described.status == 303


async def test_the_settings_tell_how_many_pictures_are_described(
    browser: Client, make: Studio, maren: Person, it: Instance
) -> None:
    assert "have a description" not in (await browser.page("/settings/works")).text
    work = await make.work(maren.actor)
    for _ in range(3):
        await make.picture(maren.actor, work)
    bare = await make.picture(maren.actor, work)
    await it.db.write(lambda tx: media.describe(tx, bare.media.id, "", (0.0, 0.0)))
    await make.picture(maren.actor, work, state=MediaState.DROPPED)
    assert "3 of your 4 pictures have a description." in (await browser.page("/settings/works")).text


async def test_drafts_untouched_for_long_are_dropped_unless_a_time_is_set(
    desk: Desk, it: Instance, clock: Clock
) -> None:
    old = await desk.saved([("title", "Old")], [("picture1", "a.png", png())])
    day = datetime.fromtimestamp(clock() / 1000 + 86_400 * 200, UTC)
    timed = await desk.saved([("title", "Timed")])
    await desk.press(f"{timed}/later", date=f"{day:%Y-%m-%d}", time="10:00", zone="UTC")
    clock.now += it.config.accounts.draft_days * DAY + 1
    fresh = (await drafts.make(it, _maren(it), {"title": ("Fresh",)})).id
    await drafts.sweep(it)
    left = {row["id"] for row in await it.db.read(lambda tx: tx.all("SELECT id FROM drafts"))}
    assert left == {timed.rpartition("/")[2], fresh}
    assert old.rpartition("/")[2] not in left
    assert await count(it, "draft_files") == 0


async def test_the_artist_reads_what_became_of_a_plan(
    browser: Client, make: Studio, maren: Person, it: Instance, desk: Desk
) -> None:
    path = await desk.saved([("title", "Dusk")])
    ident, work = path.rpartition("/")[2], await make.work(maren.actor, title="Dawn")
    await it.db.write(lambda tx: notifications.add(tx, maren.actor.id, Notice.PUBLISHED, it.clock(), work=work.id))
    told = f"{ident} {it.clock()}"
    await it.db.write(lambda tx: notifications.add(tx, maren.actor.id, Notice.UNPUBLISHED, it.clock(), detail=told))
    page = (await browser.page("/notifications")).text
    assert "Published, as you planned." in page
    assert f'<a href="/works/{work.id}"><cite dir="auto">Dawn</cite></a>' in page
    assert f'<a class="link" href="{path}">See why, and try again</a>' in page


async def test_a_draft_that_failed_says_why(browser: Client, desk: Desk, it: Instance) -> None:
    path = await desk.saved([("title", "Dusk")], [("picture1", "a.png", png())])
    ident = DraftId(path.rpartition("/")[2])
    assert 'id="problems"' not in (await browser.page(path)).text
    await it.db.write(lambda tx: stored.fail(tx, ident, {"picture1": "a.png: It is torn."}, it.clock()))
    shown = await browser.page(path)
    assert (shown.status, '<a class="link" href="#picture1">a.png: It is torn.</a>' in shown.text) == (200, True)
    assert "Needs a change" in (await browser.page("/drafts")).text
    await desk.send(path, [("do", "save"), ("title", "Dusk, mended")])
    assert "Needs a change" not in (await browser.page("/drafts")).text
