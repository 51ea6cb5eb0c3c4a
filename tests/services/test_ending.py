"""Suspending whoever posted a job: who applied is told once, and what they sent is gone; nobody else is told."""

from pathlib import Path

import pytest

from fedart.domain.actor import Role, Viewer
from fedart.domain.job import Job
from fedart.domain.report import Decision
from fedart.instance import Instance
from fedart.services import casework, ending, jobs, reports, sanctions
from fedart.storage import applications
from tests.support.applying import PDF, applied, out, shown
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import good, opened
from tests.support.remote import count, rows, traces

DAY = 86_400_000


@pytest.fixture
async def moderator(make: Studio) -> Viewer:
    hal = await make.person("hal", Role.MODERATOR)
    return Viewer(hal.account, hal.actor, "")


@pytest.fixture
async def maren(make: Studio) -> Person:
    """Who posts the jobs."""
    return await make.person("maren")


@pytest.fixture
async def jun(make: Studio) -> Person:
    """Who applies."""
    return await make.person("jun")


@pytest.fixture
async def job(it: Instance, clock: Clock, maren: Person) -> Job:
    clock.now += 40 * DAY
    return await out(it, maren)


async def news(it: Instance, who: Person) -> list[tuple[object, object]]:
    found = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :a ORDER BY id", a=who.actor.id)
    return [(row["kind"], row["detail"]) for row in found]


async def suspend(it: Instance, make: Studio, by: Viewer, whom: Person) -> None:
    lotte = await make.person("lotte")
    asked = Viewer(lotte.account, lotte.actor, "")
    report = await reports.report(it, asked, whom.actor, [], "They want money.", forward=False)
    await casework.decide(it, by, report, Decision.SUSPEND, "A fraud")


async def test_who_applied_is_told_once_and_what_they_sent_is_gone(
    it: Instance, make: Studio, maren: Person, jun: Person, moderator: Viewer, job: Job, tmp_path: Path
) -> None:
    pdf = tmp_path / "sent"
    pdf.write_bytes(PDF)
    second = await opened(it, maren.actor.id, good(it, title="Tile painter"))
    tomas = await make.person("tomas")
    await applied(it, jun, job, works=(await shown(make, jun),), pdf=pdf)
    await applied(it, tomas, second)
    await suspend(it, make, moderator, maren)
    assert await news(it, jun) == [("job removed", "Background painter")]
    assert await news(it, tomas) == [("job removed", "Tile painter")]
    for table in ("applications", "application_works", "application_steps"):
        assert await count(it, table, "1") == 0
    assert await traces(it, "zanzibarite") == []
    assert await count(it, "notifications", "kind = 'applied'") == 0
    await jobs.end(it, b"")
    assert len(await news(it, jun)) == 1


async def test_files_that_were_sent_to_them_are_swept(
    it: Instance,
    make: Studio,
    maren: Person,
    jun: Person,
    moderator: Viewer,
    job: Job,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fedart.services.parcels.YOUNG_SECONDS", -60.0)
    pdf = tmp_path / "sent"
    pdf.write_bytes(PDF)
    await applied(it, jun, job, pdf=pdf)
    await ending.sweep(it)
    assert len(list(ending.folder(it).iterdir())) == 1
    await suspend(it, make, moderator, maren)
    await ending.sweep(it)
    assert list(ending.folder(it).iterdir()) == []


async def test_what_others_posted_and_were_sent_stays(
    it: Instance, make: Studio, maren: Person, jun: Person, moderator: Viewer, job: Job
) -> None:
    tomas = await make.person("tomas")
    other = await out(it, tomas, title="Tile painter")
    kept = await applied(it, jun, other)
    await applied(it, jun, job)
    await suspend(it, make, moderator, maren)
    assert [row["id"] for row in await rows(it, "SELECT id FROM applications")] == [kept.id]
    assert await news(it, jun) == [("job removed", "Background painter")]
    assert ("applied", "") in await news(it, tomas)


async def test_suspending_who_applied_tells_nobody_and_keeps_what_they_sent_out_of_sight(
    it: Instance, make: Studio, maren: Person, jun: Person, moderator: Viewer, job: Job
) -> None:
    """It comes back when the suspension is lifted (AUT-10)."""
    made = await applied(it, jun, job)
    await suspend(it, make, moderator, jun)
    assert await count(it, "applications", "id = :id", id=made.id) == 1
    assert ("job removed", "Background painter") not in await news(it, jun)


async def test_who_is_let_back_in_can_be_written_to_again(
    it: Instance, make: Studio, maren: Person, jun: Person, moderator: Viewer, job: Job
) -> None:
    await applied(it, jun, job)
    await suspend(it, make, moderator, maren)
    await sanctions.lift(it, moderator, maren.actor.id, "A mistake of ours.")
    again = await applied(it, jun, job)
    found = await it.db.read(lambda tx: applications.by_id(tx, again.id))
    assert found is not None
    assert found.work_id == job.work_id


async def test_more_applications_than_are_looked_at_in_one_go_are_forgotten(
    it: Instance, make: Studio, maren: Person, moderator: Viewer, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "AT_ONCE", 2)
    people = [await make.person(f"artist{number}") for number in range(5)]
    for person in people:
        await applied(it, person, job)
    await suspend(it, make, moderator, maren)
    assert await count(it, "applications", "1") == 0
    for person in people:
        assert await news(it, person) == [("job removed", "Background painter")]
