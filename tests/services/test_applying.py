"""Applying for a job: who can, what is sent, what is withdrawn, and that nothing of it stays."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from fedart.domain.applying import PDF_BYTES, Letter, Stage
from fedart.domain.ids import WorkId, new_id
from fedart.domain.job import Job, JobState, Ways
from fedart.domain.work import Visibility
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import applying, blocks, ending, jobs, works
from fedart.storage import actors, applications, views_applications
from tests.support.applying import LETTER, PDF, applied, out, shown
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import good
from tests.support.remote import count, rows, traces

DAY = 86_400_000


@pytest.fixture
async def maren(make: Studio) -> Person:
    """Who posts the job."""
    return await make.person("maren")


@pytest.fixture
async def jun(make: Studio) -> Person:
    """Who applies."""
    return await make.person("jun")


@pytest.fixture
async def job(it: Instance, clock: Clock, maren: Person) -> Job:
    clock.now += 40 * DAY
    return await out(it, maren)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return _file(tmp_path, PDF)


def _file(folder: Path, data: bytes) -> Path:
    path = folder / "sent"
    path.write_bytes(data)
    return path


def files(it: Instance) -> list[str]:
    place = it.config.data / "applications"
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


async def news(it: Instance, who: Person) -> list[tuple[object, object]]:
    found = await rows(it, "SELECT kind, detail FROM notifications WHERE actor_id = :a ORDER BY id", a=who.actor.id)
    return [(row["kind"], row["detail"]) for row in found]


async def test_what_was_sent_is_kept_and_its_poster_is_told(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job, pdf: Path
) -> None:
    chosen = [await shown(make, jun, title) for title in ("One", "Two", "Three")]
    made = await applied(it, jun, job, works=(chosen[2], chosen[0]), pdf=pdf)
    found = await it.db.read(lambda tx: views_applications.of_poster(tx, maren.actor.id, made.id))
    assert found is not None
    assert found.application == made
    assert (found.application.stage, found.application.seen) == (Stage.NEW, None)
    assert [card.title for card in found.works] == ["Three", "One"]
    assert files(it) == [made.id]
    assert await applying.read(it, made) == PDF
    assert ("applied", "") in await news(it, maren)


async def test_an_artist_applies_once(it: Instance, jun: Person, job: Job, tmp_path: Path) -> None:
    made = await applied(it, jun, job, pdf=_file(tmp_path, PDF))
    with pytest.raises(Invalid) as refused:
        await applied(it, jun, job, pdf=_file(tmp_path, PDF))
    assert refused.value.fields["note"] == "You have applied for this job already."
    assert files(it) == [made.id]


async def test_only_public_works_of_ones_own_go_along(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    mine, theirs = await shown(make, jun), await shown(make, maren)
    hidden = await make.work(jun.actor, visibility=Visibility.FOLLOWERS)
    await make.picture(jun.actor, hidden)
    never = WorkId(new_id())
    made = await applied(it, jun, job, works=(theirs, hidden.id, never, mine, mine))
    assert made.letter.works == (mine,)


@pytest.mark.parametrize(
    ("letter", "field"),
    [
        (Letter(), "note"),
        (replace(LETTER, note="x" * 3_001), "note"),
        (replace(LETTER, rate="x" * 201), "rate"),
        (replace(LETTER, start="x" * 201), "start"),
        (replace(LETTER, works=tuple(WorkId(new_id()) for _ in range(13))), "works"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    it: Instance, jun: Person, job: Job, letter: Letter, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await applying.apply(it, jun.actor.id, job.work_id, letter, None)
    assert set(refused.value.fields) == {field}
    assert await count(it, "applications", "1") == 0


@pytest.mark.parametrize("data", [b"", b"%PDF", b" %PDF-1.7", b"<html><script>alert(1)</script>", b"MZ\x90\x00"])
async def test_a_file_that_is_no_pdf_is_refused_whatever_it_is_called(
    it: Instance, jun: Person, job: Job, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(Invalid) as refused:
        await applied(it, jun, job, pdf=_file(tmp_path, data))
    assert refused.value.fields == {"pdf": "This file is no PDF."}
    assert files(it) == []


async def test_a_file_that_is_too_large_is_refused(it: Instance, jun: Person, job: Job, tmp_path: Path) -> None:
    sent = applying.Enclosure(tmp_path / "thrown-away", "portfolio.pdf", PDF_BYTES + 1)
    with pytest.raises(Invalid) as refused:
        await applying.apply(it, jun.actor.id, job.work_id, LETTER, sent)
    assert refused.value.fields == {"pdf": "Please send a PDF of up to 10 MB."}


Change = Callable[[Instance, Person, Job], Awaitable[None]]


async def _end(it: Instance, poster: Person, job: Job) -> None:
    await jobs.move(it, poster.actor.id, job.work_id, JobState.CLOSED)


async def _pause(it: Instance, poster: Person, job: Job) -> None:
    await jobs.move(it, poster.actor.id, job.work_id, JobState.PAUSED)


async def _elsewhere(it: Instance, poster: Person, job: Job) -> None:
    ways = Ways(here=False, link="https://kettleandcrow.example/jobs")
    await jobs.change(it, poster.actor.id, job.work_id, replace(good(it), ways=ways))


async def _delete(it: Instance, poster: Person, job: Job) -> None:
    await works.delete(it, poster.actor.id, job.work_id)


async def _suspend(it: Instance, poster: Person, job: Job) -> None:
    await it.db.write(lambda tx: actors.suspend(tx, poster.actor.id, 1))


@pytest.mark.parametrize("change", [_end, _pause, _elsewhere, _delete, _suspend])
async def test_nobody_applies_for_what_takes_no_applications(
    it: Instance, maren: Person, jun: Person, job: Job, change: Change
) -> None:
    ready = await it.db.read(lambda tx: applying.open_job(tx, it, jun.actor.id, job.work_id))
    assert ready.job.work_id == job.work_id
    await change(it, maren, job)
    with pytest.raises(NotFound):
        await applied(it, jun, job)


async def test_a_job_whose_time_is_over_takes_none_even_before_that_is_noted(
    it: Instance, clock: Clock, jun: Person, job: Job
) -> None:
    clock.now = job.ends
    with pytest.raises(NotFound):
        await applied(it, jun, job)
    clock.now = job.ends - 1
    assert (await applied(it, jun, job)).stage is Stage.NEW


async def test_nobody_applies_for_a_job_of_their_own(it: Instance, maren: Person, job: Job) -> None:
    with pytest.raises(NotFound):
        await applied(it, maren, job)


async def test_a_job_takes_nothing_of_somebody_whom_its_poster_blocks(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    await blocks.block(it, maren.actor.id, jun.actor.id)
    with pytest.raises(NotFound):
        await applied(it, jun, job)
    tomas = await make.person("tomas")
    assert (await applied(it, tomas, job)).stage is Stage.NEW


async def test_what_was_sent_before_a_block_is_out_of_sight(it: Instance, maren: Person, jun: Person, job: Job) -> None:
    made = await applied(it, jun, job)
    assert await it.db.read(lambda tx: views_applications.total(tx, maren.actor.id, job.work_id)) == (1, 1)
    await blocks.block(it, maren.actor.id, jun.actor.id)
    assert await it.db.read(lambda tx: views_applications.of_poster(tx, maren.actor.id, made.id)) is None
    assert await it.db.read(lambda tx: views_applications.total(tx, maren.actor.id, job.work_id)) == (0, 0)


async def test_what_suspended_people_sent_vanishes(it: Instance, maren: Person, jun: Person, job: Job) -> None:
    made = await applied(it, jun, job)
    await it.db.write(lambda tx: actors.suspend(tx, jun.actor.id, 1))
    assert await it.db.read(lambda tx: views_applications.of_poster(tx, maren.actor.id, made.id)) is None
    page = await it.db.read(lambda tx: views_applications.of_job(tx, maren.actor.id, job.work_id, limit=9))
    assert page.items == ()


async def test_withdrawing_deletes_everything_at_once(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job, pdf: Path
) -> None:
    made = await applied(it, jun, job, works=(await shown(make, jun),), pdf=pdf)
    await applying.withdraw(it, jun.actor.id, made.id)
    assert files(it) == []
    for table in ("applications", "application_works", "application_steps"):
        assert await count(it, table, "1") == 0
    assert await traces(it, "zanzibarite", made.id) == []
    assert ("applied", "") not in await news(it, maren)
    assert ("withdrawn", "") in await news(it, maren)
    assert await count(it, "notifications", "from_id = :a", a=jun.actor.id) == 0
    assert await it.db.read(lambda tx: applications.withdrawn(tx, job.work_id)) == 1
    assert (await applied(it, jun, job)).id != made.id


async def test_web_10_nobody_withdraws_what_somebody_else_sent(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    for other in (maren, await make.person("tomas")):
        with pytest.raises(NotFound):
            await applying.withdraw(it, other.actor.id, made.id)
    assert await count(it, "applications", "1") == 1


async def test_the_two_sides_alone_may_have_the_file(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job, pdf: Path
) -> None:
    made = await applied(it, jun, job, pdf=pdf)
    for side in (maren, jun):
        found = await it.db.read(partial(applying.enclosed, viewer=side.actor.id, ident=made.id))
        assert found.id == made.id
    other = await make.person("tomas")
    with pytest.raises(NotFound):
        await it.db.read(lambda tx: applying.enclosed(tx, other.actor.id, made.id))


async def test_web_05_nobody_applies_for_everything_within_the_hour(
    it: Instance, make: Studio, clock: Clock, jun: Person
) -> None:
    found = []
    for number in range(applying.PER_HOUR + 1):
        poster = await make.person(f"poster{number}")
        found.append(await out(it, poster, title=f"Job {number}"))
    for each in found[:-1]:
        await applied(it, jun, each)
    with pytest.raises(TooFast):
        await applied(it, jun, found[-1])
    clock.advance(3_601)
    assert (await applied(it, jun, found[-1])).stage is Stage.NEW


async def test_everything_goes_180_days_after_the_job_is_over(
    it: Instance, clock: Clock, maren: Person, jun: Person, job: Job, pdf: Path
) -> None:
    made = await applied(it, jun, job, pdf=pdf)
    await jobs.move(it, maren.actor.id, job.work_id, JobState.FILLED)
    clock.now += 180 * DAY
    await ending.sweep(it)
    assert await count(it, "applications", "id = :id", id=made.id) == 1
    clock.now += 1
    await ending.sweep(it)
    assert await count(it, "applications", "1") == 0
    assert await traces(it, "zanzibarite") == []
    assert await count(it, "jobs_over", "1") == 0


async def test_a_job_that_goes_on_keeps_its_applications(
    it: Instance, clock: Clock, maren: Person, jun: Person, job: Job
) -> None:
    await applied(it, jun, job)
    await jobs.move(it, maren.actor.id, job.work_id, JobState.CLOSED)
    clock.now += 100 * DAY
    await jobs.renew(it, maren.actor.id, job.work_id, 60)
    clock.now += 90 * DAY
    await ending.sweep(it)
    assert await count(it, "applications", "1") == 1
    await it.db.write(lambda tx: jobs.expire(tx, it))
    clock.now += 181 * DAY
    await ending.sweep(it)
    assert await count(it, "applications", "1") == 0


async def test_going_into_the_archive_does_not_keep_them_longer(
    it: Instance, clock: Clock, maren: Person, jun: Person, job: Job
) -> None:
    await applied(it, jun, job)
    await jobs.move(it, maren.actor.id, job.work_id, JobState.CLOSED)
    clock.now += 100 * DAY
    await jobs.move(it, maren.actor.id, job.work_id, JobState.ARCHIVED)
    clock.now += 81 * DAY
    await ending.sweep(it)
    assert await count(it, "applications", "1") == 0


async def test_files_that_belong_to_nothing_are_swept(
    it: Instance, maren: Person, jun: Person, job: Job, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await applied(it, jun, job, pdf=pdf)
    stray = it.config.data / "applications" / new_id()
    stray.write_bytes(PDF)
    await ending.sweep(it)
    assert set(files(it)) == {made.id, stray.name}
    monkeypatch.setattr("fedart.services.parcels.YOUNG_SECONDS", -60.0)
    await ending.sweep(it)
    assert files(it) == [made.id]
    await works.delete(it, maren.actor.id, job.work_id)
    await ending.sweep(it)
    assert files(it) == []


async def test_a_deleted_job_takes_its_applications_along_and_says_so(
    it: Instance, maren: Person, jun: Person, job: Job
) -> None:
    await applied(it, jun, job)
    await works.delete(it, maren.actor.id, job.work_id)
    assert await count(it, "applications", "1") == 0
    assert await news(it, jun) == [("job gone", "Background painter")]
    assert await news(it, maren) == []
    assert await count(it, "jobs", "1") == 0


async def test_a_deleted_work_is_in_no_application_any_more(
    it: Instance, make: Studio, maren: Person, jun: Person, job: Job
) -> None:
    gone, stays = await shown(make, jun, "Gone"), await shown(make, jun, "Stays")
    made = await applied(it, jun, job, works=(gone, stays))
    await works.delete(it, jun.actor.id, gone)
    found = await it.db.read(lambda tx: views_applications.sent(tx, jun.actor.id, made.id))
    assert found is not None
    assert found.application.letter.works == (stays,)
