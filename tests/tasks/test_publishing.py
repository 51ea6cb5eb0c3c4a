"""Publishing later: at its time, once, also after a restart or with a clock that was set; and when it cannot be."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.domain.draft import Draft
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import drafts, parcels, queue, schedule
from fedart.services.delivery import GiveUp, Postponed
from fedart.storage import drafts as stored
from fedart.storage import tasks
from fedart.tasks import publishing
from fedart.words import speaking
from tests.support import paint
from tests.support.door import in_process
from tests.support.german import german
from tests.support.instance import Clock, Person, Studio, running
from tests.support.remote import rows
from tests.support.server import until
from tests.support.worker import reaches, working

HOUR = 3_600_000
NO_PICTURE = "This is not a picture we can read. Please save it as JPEG, PNG, WebP, GIF or AVIF."
GERMAN = german(
    {
        NO_PICTURE: "Kein Bild.",
        "%(name)s: %(reason)s": "%(name)s – %(reason)s",
        "%(name)s has not arrived whole. Please choose it again.": "%(name)s ist nicht ganz da.",
        "This server could not publish it at that time. Please try again.": "Das ging nicht.",
    }
)
FIELDS = {
    "title": ("Dusk",),
    "text": ("Half a thought",),
    "alt1": ("A rail",),
    "visibility": ("quiet",),
    "process": ("human",),
}


@pytest.fixture
def uptime() -> Clock:
    return Clock(5_000_000)


@pytest.fixture
async def it(config: Config, clock: Clock, uptime: Clock, migrated: Path) -> AsyncIterator[Instance]:
    async with running(config, clock, migrated=migrated) as opened:
        yield in_process(replace(opened, uptime=uptime))


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


async def planned(it: Instance, who: Person, *, hours: float, data: bytes | None = None) -> Draft:
    """A draft with a picture, and a time."""
    draft = await drafts.make(it, who.actor.id, FIELDS)
    sent = it.config.data / "spool" / "rail.png"
    sent.write_bytes(paint.png() if data is None else data)
    await drafts.keep(it, who.actor.id, draft.id, 1, sent, "rail.png")
    await schedule.set_time(it, who.actor.id, draft.id, it.clock() + int(hours * HOUR), "UTC")
    found = await it.db.read(lambda tx: stored.by_id(tx, draft.id))
    assert found is not None
    return found


async def task_of(it: Instance, draft: Draft) -> str:
    [task] = await it.db.read(lambda tx: tasks.in_lane(tx, queue.publishing_lane(draft.id)))
    return task.id


async def works(it: Instance) -> list[tuple[str, str, int]]:
    return [(r["title"], r["visibility"], r["published"]) for r in await rows(it, "SELECT * FROM works")]


async def told(it: Instance) -> list[str]:
    return [r["kind"] for r in await rows(it, "SELECT kind FROM notifications ORDER BY id")]


async def test_a_draft_is_published_when_its_time_comes_and_not_before(
    it: Instance, maren: Person, clock: Clock, uptime: Clock
) -> None:
    draft = await planned(it, maren, hours=5)
    task = await task_of(it, draft)
    async with working(it):
        for each in (clock, uptime):
            each.advance(4.9 * 3600)
        it.wake.set()
        await until(lambda: _quiet(it))
        assert await works(it) == []
        for each in (clock, uptime):
            each.advance(0.2 * 3600)
        it.wake.set()
        await reaches(it, task, "done")
    assert await works(it) == [("Dusk", "quiet", clock())], "with the date of its day"
    assert await told(it) == ["published"]
    assert await rows(it, "SELECT * FROM drafts") == []
    assert list(parcels.folder(it).iterdir()) == []


async def _quiet(it: Instance) -> bool:
    return not it.wake.is_set()


async def test_a_server_that_was_down_at_that_time_publishes_when_it_is_back(
    it: Instance, maren: Person, clock: Clock
) -> None:
    draft = await planned(it, maren, hours=1)
    task = await task_of(it, draft)
    clock.advance(3 * 86_400)
    async with working(it):
        await until(lambda: _published(it))
    assert (await rows(it, "SELECT state FROM tasks WHERE id = :id", id=task))[0]["state"] == "done"
    assert len(await works(it)) == 1


async def _published(it: Instance) -> bool:
    return bool(await works(it))


async def test_a_task_that_was_lost_is_made_anew_at_the_start(it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=1)
    await it.db.write(lambda tx: tx.run("DELETE FROM tasks"))
    clock.advance(2 * 3600)
    async with working(it):
        await until(lambda: _published(it))
    assert await it.db.read(lambda tx: stored.by_id(tx, draft.id)) is None


@pytest.mark.parametrize("by", [86_400, -86_400])
async def test_dur_05_a_clock_that_was_set_moves_no_date(by: int, it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=48)
    async with working(it):
        await until(lambda: _known(it))
        clock.advance(by)
        it.wake.set()
        await until(lambda: _due(it, draft))
        assert await works(it) == []


async def _known(it: Instance) -> bool:
    return bool(await rows(it, "SELECT ahead FROM clocks"))


async def _due(it: Instance, draft: Draft) -> bool:
    """The clock was noticed, and the task is due when the draft says."""
    ahead = (await rows(it, "SELECT ahead FROM clocks"))[0]["ahead"]
    waiting = await it.db.read(lambda tx: tasks.in_lane(tx, queue.publishing_lane(draft.id)))
    return ahead == it.clock() - it.uptime() and [task.due for task in waiting] == [draft.publish_at]


def payload(draft: Draft) -> bytes:
    return f'{{"draft": "{draft.id}"}}'.encode()


async def test_a_task_that_comes_too_early_sleeps_on(it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=2)
    with pytest.raises(Postponed) as early:
        await publishing.run(it, payload(draft))
    assert early.value.until == draft.publish_at
    clock.advance(2 * 3600)
    await publishing.run(it, payload(draft))
    assert len(await works(it)) == 1
    await publishing.run(it, payload(draft))
    assert len(await works(it)) == 1, "once"


async def test_a_time_that_was_taken_back_publishes_nothing(it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=2)
    await schedule.cancel(it, maren.actor.id, draft.id)
    clock.advance(3 * 3600)
    await publishing.run(it, payload(draft))
    assert await works(it) == []
    assert await it.db.read(lambda tx: stored.by_id(tx, draft.id)) is not None


async def test_what_cannot_be_published_stays_and_its_artist_is_told(it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=1, data=b"no picture at all")
    clock.advance(3600)
    await publishing.run(it, payload(draft))
    assert await works(it) == []
    left = await it.db.read(lambda tx: stored.by_id(tx, draft.id))
    assert left is not None
    assert left.publish_at is None
    assert left.told == {"picture1": f"rail.png: {NO_PICTURE}"}
    with speaking(GERMAN):
        assert left.told == {"picture1": "rail.png – Kein Bild."}, "in the language of whoever reads it"
    assert await told(it) == ["unpublished"]
    await schedule.set_time(it, maren.actor.id, draft.id, it.clock() + HOUR, "UTC")
    clock.advance(3600)
    await publishing.run(it, payload(draft))
    assert await told(it) == ["unpublished", "unpublished"], "also the second time"


async def test_a_file_that_is_still_arriving_is_not_left_out(it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=1)
    await drafts.begin_file(it, maren.actor.id, draft.id, 2, "b.png", 1000)
    clock.advance(3600)
    await publishing.run(it, payload(draft))
    left = await it.db.read(lambda tx: stored.by_id(tx, draft.id))
    assert left is not None
    assert left.told == {"picture2": "b.png has not arrived whole. Please choose it again."}
    with speaking(GERMAN):
        assert left.told == {"picture2": "b.png ist nicht ganz da."}


async def test_somebody_suspended_publishes_nothing(it: Instance, maren: Person, clock: Clock) -> None:
    draft = await planned(it, maren, hours=1)
    clock.advance(3600)
    await it.db.write(lambda tx: tx.run("UPDATE actors SET suspended = 1 WHERE id = :id", id=maren.actor.id))
    with pytest.raises(GiveUp):
        await publishing.run(it, payload(draft))
    await publishing.give_up(it, payload(draft))
    assert await works(it) == []
    left = await it.db.read(lambda tx: stored.by_id(tx, draft.id))
    assert left is not None
    assert left.publish_at is None
    assert left.told == {"draft": "This server could not publish it at that time. Please try again."}
    with speaking(GERMAN):
        assert left.told == {"draft": "Das ging nicht."}


@pytest.mark.parametrize("there", [True, False])
async def test_published_by_hand_in_the_same_moment_is_published_once(
    there: bool, it: Instance, maren: Person, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = await planned(it, maren, hours=1)
    clock.advance(3600)
    kept = await it.db.read(lambda tx: schedule.due(tx, draft.id))
    [file] = parcels.folder(it).iterdir()
    data = file.read_bytes()
    await publishing.run(it, payload(draft))
    if there:
        file.write_bytes(data)

    def late(tx: object, ident: str) -> object:
        return kept

    monkeypatch.setattr(schedule, "due", late)
    with pytest.raises(GiveUp):
        await publishing.run(it, payload(draft))
    assert len(await works(it)) == 1
    assert len(await rows(it, "SELECT id FROM media")) == 1


async def test_times_that_cannot_be_are_refused(it: Instance, maren: Person) -> None:
    draft = await drafts.make(it, maren.actor.id, FIELDS)
    for at, zone in ((None, "UTC"), (it.clock(), "UTC"), (it.clock() + 401 * 24 * HOUR, "UTC"), (it.clock() + 1, "X")):
        with pytest.raises(Invalid):
            await schedule.set_time(it, maren.actor.id, draft.id, at, zone)
    await schedule.set_time(it, maren.actor.id, draft.id, it.clock() + 1, "UTC")
    with pytest.raises(NotFound):
        await schedule.set_time(it, "0" * 26, draft.id, it.clock() + 1, "UTC")


def test_the_zones_are_those_of_the_world_and_an_unknown_one_is_utc() -> None:
    known = schedule.zones()
    assert known[0] == "UTC"
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kathmandu"} <= set(known)
    assert not any(name.startswith(("Etc/", "posix", "right")) for name in known)
    assert schedule.zone_of("Europe/Berlin").key == "Europe/Berlin"
    assert schedule.zone_of("../../etc/passwd").key == "UTC"
