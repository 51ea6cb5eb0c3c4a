"""Jobs of our people: who may post them at once, what others hear of them, and how they end."""

from dataclasses import replace

import pytest

from fedart.domain.hiring import Unit
from fedart.domain.ids import WorkId
from fedart.domain.job import Job, JobState, Pay, Terms
from fedart.domain.work import Kind, Work, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.services import works as publishing
from fedart.storage import jobs
from fedart.storage import works as stored
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import good
from tests.support.remote import count

DAY = 86_400_000


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


@pytest.fixture
async def trusted(it: Instance, clock: Clock, maren: Person) -> Person:
    """Somebody who has been here for long, and whose first job a moderator let out."""
    clock.now += 40 * DAY
    first = await services.post(it, maren.actor.id, good(it, title="The first"))
    await services.decide(it, first.work_id, shown=True)
    return maren


async def job_of(it: Instance, ident: WorkId) -> tuple[Job, Work]:
    job, work = await it.db.read(lambda tx: (jobs.by_work(tx, ident), stored.by_id(tx, ident)))
    assert job is not None
    assert work is not None
    return job, work


def _other(it: Instance, days: int = 30) -> Terms:
    return replace(good(it, days), title="Painter of boats", description="Boats, *painted* from life.")


async def holds(it: Instance, ident: WorkId) -> tuple[str, ...]:
    return await it.db.read(lambda tx: jobs.holds(tx, ident))


async def test_the_first_job_of_each_poster_waits_for_a_person(it: Instance, maren: Person) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    job, work = await job_of(it, made.work_id)
    assert (job.state, work.state) == (JobState.REVIEW, WorkState.HELD)
    assert await holds(it, made.work_id) == ("first", "new")


async def test_a_later_job_of_somebody_known_is_out_at_once(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    job, work = await job_of(it, made.work_id)
    assert (job.state, work.state, work.kind) == (JobState.OPEN, WorkState.LIVE, Kind.POST)
    assert work.url == f"https://gallery.example/jobs/{work.id}"


async def test_everything_is_said_in_the_text(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    _, work = await job_of(it, made.work_id)
    for words in ("2,200 – 2,600 EUR for the project", "Remote", "Freelance project, Environment art", "maren"):
        assert words in work.content
    assert "<em>painted</em>" in work.content
    assert "Uses generative AI: no" in work.content
    assert set(work.tags) >= {"artjobs", "environmentart"}


async def test_an_unpaid_job_says_so_large(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, replace(_other(it), pay=Pay(Unit.UNPAID)))
    assert "<b>UNPAID</b>" in (await job_of(it, made.work_id))[1].content


async def test_a_job_that_sounds_like_a_fraud_waits_whoever_posts_it(it: Instance, trusted: Person) -> None:
    text = "We mail you a cheque, and you send the difference to our supplier."
    made = await services.post(it, trusted.actor.id, replace(_other(it), description=text))
    assert made.state is JobState.REVIEW
    assert await holds(it, made.work_id) == ("cheque", "refund")


async def test_the_text_of_somebody_else_waits(it: Instance, make: Studio, clock: Clock, trusted: Person) -> None:
    jun = await make.person("jun")
    made = await services.post(it, jun.actor.id, good(it))
    assert "copies" in await holds(it, made.work_id)


async def test_a_moderator_lets_a_job_out_or_sends_it_back(it: Instance, maren: Person) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    await services.decide(it, made.work_id, shown=True)
    job, work = await job_of(it, made.work_id)
    assert (job.state, work.state) == (JobState.OPEN, WorkState.LIVE)
    with pytest.raises(NotFound):
        await services.decide(it, made.work_id, shown=False)
    other = await services.post(it, maren.actor.id, replace(_other(it), description="A cheque by mail."))
    await services.decide(it, other.work_id, shown=False)
    job, work = await job_of(it, other.work_id)
    assert (job.state, work.state) == (JobState.DRAFT, WorkState.HELD)


async def test_a_job_is_paused_opened_filled_and_renewed(it: Instance, trusted: Person) -> None:
    actor, ident = trusted.actor.id, (await services.post(it, trusted.actor.id, _other(it))).work_id
    for state in (JobState.PAUSED, JobState.OPEN, JobState.FILLED):
        await services.move(it, actor, ident, state)
        job, work = await job_of(it, ident)
        assert (job.state, work.state) == (state, WorkState.LIVE)
    assert "This job is filled." in (await job_of(it, ident))[1].content
    await services.renew(it, actor, ident, 20)
    job, work = await job_of(it, ident)
    assert job.state is JobState.OPEN
    assert "filled" not in work.content
    assert job.ends - it.clock() <= 21 * DAY


async def test_a_step_that_there_is_not_is_refused(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    with pytest.raises(Invalid):
        await services.move(it, trusted.actor.id, made.work_id, JobState.DRAFT)


async def test_nobody_opens_a_job_past_its_moderator(it: Instance, maren: Person) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    with pytest.raises(Invalid):
        await services.move(it, maren.actor.id, made.work_id, JobState.OPEN)
    with pytest.raises(Invalid):
        await services.renew(it, maren.actor.id, made.work_id, 10)


async def test_time_ends_a_job_by_itself(it: Instance, clock: Clock, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it, days=3))
    assert await it.db.write(lambda tx: services.expire(tx, it)) == 0
    clock.now += 4 * DAY
    assert await it.db.write(lambda tx: services.expire(tx, it)) == 1
    job, work = await job_of(it, made.work_id)
    assert job.state is JobState.EXPIRED
    assert "This job has expired." in work.content


async def test_a_change_is_told(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    await services.change(it, trusted.actor.id, made.work_id, replace(_other(it), title="Painter of seas"))
    job, work = await job_of(it, made.work_id)
    assert (job.terms.title, work.title, job.state) == ("Painter of seas", "Painter of seas", JobState.OPEN)
    assert work.edited is not None


async def test_a_new_poster_may_change_what_a_moderator_let_out(it: Instance, maren: Person) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    await services.decide(it, made.work_id, shown=True)
    changed = await services.change(it, maren.actor.id, made.work_id, good(it, title="Painter of backgrounds"))
    assert (changed.state, changed.terms.title) == (JobState.OPEN, "Painter of backgrounds")


async def test_what_people_see_is_not_changed_to_what_has_to_be_looked_at(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    with pytest.raises(Invalid) as refused:
        await services.change(
            it, trusted.actor.id, made.work_id, replace(_other(it), description="Pay a registration fee.")
        )
    assert "asks applicants to pay" in refused.value.fields["description"]
    assert "registration" not in (await job_of(it, made.work_id))[1].content


async def test_what_was_sent_back_is_laid_before_a_moderator_again(it: Instance, maren: Person) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    await services.decide(it, made.work_id, shown=False)
    changed = await services.change(it, maren.actor.id, made.work_id, _other(it))
    assert changed.state is JobState.REVIEW
    assert [job.work_id for job in await it.db.read(lambda tx: jobs.waiting(tx, 10))] == [made.work_id]


async def test_web_10_nobody_else_changes_a_job(it: Instance, make: Studio, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    jun = await make.person("jun")
    with pytest.raises(NotFound):
        await services.move(it, jun.actor.id, made.work_id, JobState.CLOSED)
    with pytest.raises(NotFound):
        await services.change(it, jun.actor.id, made.work_id, _other(it))


async def test_what_is_missing_is_said_and_nothing_is_kept(it: Instance, trusted: Person) -> None:
    with pytest.raises(Invalid) as refused:
        await services.post(it, trusted.actor.id, replace(_other(it), pay=Pay(Unit.HOUR)))
    assert set(refused.value.fields) == {"pay", "currency"}
    assert len(await it.db.read(lambda tx: jobs.of_actor(tx, trusted.actor.id, 10))) == 1


async def test_a_job_goes_with_the_post_that_carries_it(it: Instance, trusted: Person) -> None:
    made = await services.post(it, trusted.actor.id, _other(it))
    await publishing.delete(it, trusted.actor.id, made.work_id)
    assert await it.db.read(lambda tx: jobs.by_work(tx, made.work_id)) is None
    for table in ("job_disciplines", "job_countries", "jobs_sought"):
        assert await count(it, table, "work_id = :work", work=made.work_id) == 0
