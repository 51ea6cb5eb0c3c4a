"""Drafts in the browser: their times, what is asked about them, and the end of them."""

import re
from datetime import UTC, datetime

import pytest

from fedart.domain.draft import DAY, DraftId
from fedart.domain.media import MediaState
from fedart.instance import Instance
from fedart.services import drafts, queue
from fedart.storage import drafts as stored
from fedart.storage import media, notifications, tasks
from fedart.storage.notifications import Notice
from tests.support.client import Client
from tests.support.drafting import Desk, count, maren_of, png
from tests.support.instance import Clock, Person, Studio


@pytest.fixture
def desk(browser: Client, make: Studio) -> Desk:
    return Desk(browser, make)


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
    kept = await it.db.read(lambda tx: drafts.whole(tx, maren_of(it), path.rpartition("/")[2]))
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
    fresh = (await drafts.make(it, maren_of(it), {"title": ("Fresh",)})).id
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
