"""Jobs in the database: what goes in comes out, lists find what fits, and what is forgotten leaves no trace."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.hiring import Discipline, Experience, JobType, Mode, Rights, Trial, Unit
from fedart.domain.job import Details, Fee, Job, JobState, Pay, Place, Terms, Ways
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.storage import jobs, views_jobs, works
from fedart.storage.database import Row, Tx
from fedart.storage.views_jobs import Wish
from tests.support.instance import Person, Studio
from tests.support.jobs import GOOD

FULL = Terms(
    title="Rigger “of boats”",
    description="Twelve boats.\n\nWith ropes.",
    type=JobType.OPEN_CALL,
    disciplines=(Discipline.ANIMATION_3D, Discipline.MODELLING),
    pay=Pay(Unit.DAY, 250_50, 300_00, "CHF"),
    place=Place(Mode.REMOTE, countries=("CH", "DE")),
    closes=date(2026, 12, 24),
    ways=Ways(False, "https://studio.example/apply", "jobs@studio.example"),
    uses_ai=None,
    trains_ai=True,
    details=Details(
        Experience.LEAD, "de, en", "now", "a year", "40", "Blender", Rights.KEPT, "in the film", "monthly",
        Trial.PAID, 3, "a desk", "no", "a lift", "Anneli", "anybody", Fee(12_50, "CHF"),
    ),
)  # fmt: skip


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


NOTHING = Wish()


async def keep(it: Instance, make: Studio, by: Person, terms: Terms = GOOD, state: JobState = JobState.OPEN) -> Job:
    work = await make.work(by.actor, kind=Kind.POST)
    job = Job(work.id, by.actor.id, True, terms, state, work.published, services.ends(terms), it.clock())
    await it.db.write(lambda tx: jobs.put(tx, job, digest=services.digest(terms), holds=["first", "copies"]))
    return job


async def listed(it: Instance, wish: Wish = NOTHING) -> list[str]:
    page = await it.db.read(lambda tx: views_jobs.board(tx, wish, limit=40))
    return [each.job.work_id for each in page.items]


@pytest.mark.parametrize("terms", [GOOD, FULL])
async def test_what_goes_in_comes_out(terms: Terms, it: Instance, make: Studio, maren: Person) -> None:
    job = await keep(it, make, maren, terms)
    assert await it.db.read(lambda tx: jobs.by_work(tx, job.work_id)) == job
    assert await it.db.read(lambda tx: jobs.holds(tx, job.work_id)) == ("copies", "first")
    posting = await it.db.read(lambda tx: views_jobs.one(tx, job.work_id))
    assert posting is not None
    assert (posting.job, posting.poster.id) == (job, maren.actor.id)


async def test_a_later_version_replaces_the_earlier_one(it: Instance, make: Studio, maren: Person) -> None:
    job = await keep(it, make, maren, FULL)
    changed = replace(job, terms=replace(GOOD, title="Sailor of seas"), changed=it.clock() + 1)
    await it.db.write(lambda tx: jobs.put(tx, changed, digest="x"))
    assert await it.db.read(lambda tx: jobs.by_work(tx, job.work_id)) == changed
    assert await it.db.read(lambda tx: jobs.holds(tx, job.work_id)) == ()
    assert await listed(it, Wish(text="boats")) == []
    assert await listed(it, Wish(text="seas")) == [job.work_id]
    assert await listed(it, Wish(discipline="3d-animation")) == []


async def test_a_work_that_is_no_job_is_none(it: Instance, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    assert await it.db.read(lambda tx: jobs.by_work(tx, work.id)) is None
    assert await it.db.read(lambda tx: views_jobs.one(tx, work.id)) is None
    assert await it.db.read(lambda tx: jobs.holds(tx, work.id)) == ()


@pytest.mark.parametrize("state", JobState)
async def test_who_sees_a_job_in_each_state(state: JobState, it: Instance, make: Studio, maren: Person) -> None:
    job = await keep(it, make, maren, state=state)
    ident = job.work_id
    unseen = state in (JobState.DRAFT, JobState.REVIEW, JobState.REMOVED)
    assert (await it.db.read(lambda tx: views_jobs.one(tx, ident)) is None) is unseen
    assert (await it.db.read(lambda tx: views_jobs.own(tx, ident)) is None) is (state is JobState.REMOVED)
    assert await listed(it) == ([ident] if state is JobState.OPEN else [])
    assert await listed(it, Wish(text="ferry")) == ([ident] if state is JobState.OPEN else [])
    assert await it.db.read(lambda tx: views_jobs.total(tx, NOTHING).number) == int(state is JobState.OPEN)


@pytest.mark.parametrize(
    "change",
    [
        lambda work: replace(work, visibility=Visibility.FOLLOWERS),
        lambda work: replace(work, visibility=Visibility.QUIET),
        lambda work: replace(work, visibility=Visibility.DIRECT),
    ],
)
async def test_only_what_is_public_stands_on_the_board(
    change: object, it: Instance, make: Studio, maren: Person
) -> None:
    job = await keep(it, make, maren)
    assert callable(change)
    work = await it.db.read(lambda tx: works.by_id(tx, job.work_id))
    assert isinstance(work, Work)
    hidden: Work = change(work)
    await it.db.write(lambda tx: works.edit(tx, hidden))
    sql = "UPDATE works SET visibility = :visibility WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, visibility=hidden.visibility.value, id=work.id))
    assert await listed(it) == []
    assert await it.db.read(lambda tx: views_jobs.one(tx, job.work_id)) is None


async def test_jobs_of_held_works_and_of_removed_people_are_nowhere(it: Instance, make: Studio, maren: Person) -> None:
    job = await keep(it, make, maren)
    assert await listed(it) == [job.work_id]
    await it.db.write(lambda tx: works.set_state(tx, job.work_id, WorkState.HELD, it.clock()))
    assert await listed(it) == []
    await it.db.write(lambda tx: works.set_state(tx, job.work_id, WorkState.LIVE, it.clock()))
    assert await listed(it) == [job.work_id]
    await make.delete(maren.actor)
    assert await listed(it) == []
    assert await it.db.read(lambda tx: views_jobs.own(tx, job.work_id)) is None


@pytest.mark.parametrize(
    ("pay", "yearly"),
    [
        (Pay(Unit.HOUR, 10_00, 0, "EUR"), 18_000_00),
        (Pay(Unit.DAY, 100_00, 0, "EUR"), 22_500_00),
        (Pay(Unit.WEEK, 100_00, 200_00, "EUR"), 9_200_00),
        (Pay(Unit.MONTH, 100_00, 200_00, "EUR"), 2_400_00),
        (Pay(Unit.YEAR, 100_00, 0, "EUR"), 100_00),
        (Pay(Unit.PROJECT, 100_00, 0, "EUR"), 100_00),
        (Pay(Unit.UNPAID), 0),
        (Pay(Unit.SHARE), 0),
    ],
)
async def test_pay_is_compared_by_the_year(pay: Pay, yearly: int, it: Instance, make: Studio, maren: Person) -> None:
    assert jobs.yearly(pay) == yearly
    job = await keep(it, make, maren, replace(GOOD, pay=pay))
    assert await listed(it, Wish(floor=max(yearly, 1))) == ([job.work_id] if yearly else [])
    assert await listed(it, Wish(floor=yearly + 1)) == []


async def test_moving_and_renewing_keep_the_day_on_which_it_was_opened(
    it: Instance, make: Studio, maren: Person
) -> None:
    job = await keep(it, make, maren, state=JobState.REVIEW)
    await it.db.write(lambda tx: jobs.move(tx, replace(job, opened=None), JobState.PAUSED, 5))
    found = await it.db.read(lambda tx: jobs.by_work(tx, job.work_id))
    assert found is not None
    assert (found.state, found.changed, found.opened) == (JobState.PAUSED, 5, job.opened)


async def test_the_ones_over_longest_end_first_and_only_once(it: Instance, make: Studio, maren: Person) -> None:
    late = await keep(it, make, maren, replace(GOOD, closes=GOOD.closes + timedelta(days=2)))
    soon = await keep(it, make, maren, state=JobState.PAUSED)
    await keep(it, make, maren, state=JobState.FILLED)
    now = late.ends
    assert await it.db.read(lambda tx: jobs.ended(tx, soon.ends - 1, 10)) == []
    assert await it.db.read(lambda tx: jobs.ended(tx, now, 10)) == [soon.work_id, late.work_id]
    assert await it.db.read(lambda tx: jobs.ended(tx, now, 1)) == [soon.work_id]
    await it.db.write(lambda tx: jobs.move(tx, soon, JobState.EXPIRED, now))
    assert await it.db.read(lambda tx: jobs.ended(tx, now, 10)) == [late.work_id]


async def test_the_same_text_is_counted_by_people(it: Instance, make: Studio, maren: Person) -> None:
    jun, ada = await make.person("jun"), await make.remote()
    digest = services.digest(GOOD)
    assert digest == services.digest(replace(GOOD, description=f"  {GOOD.description.upper()} \n"))
    for _ in range(2):
        await keep(it, make, maren)
    await keep(it, make, jun)
    assert await it.db.read(lambda tx: jobs.same_text(tx, digest, maren.actor.id)) == 1
    assert await it.db.read(lambda tx: jobs.same_text(tx, digest, ada.id)) == 2
    assert await it.db.read(lambda tx: jobs.same_text(tx, "other", ada.id)) == 0


async def test_jobs_of_somebody_are_counted_once_they_were_out(it: Instance, make: Studio, maren: Person) -> None:
    job = await keep(it, make, maren)
    await it.db.write(lambda tx: jobs.put(tx, replace(job, opened=None), digest="x"))
    assert await it.db.read(lambda tx: jobs.posted(tx, maren.actor.id)) == 0
    other = await keep(it, make, maren)
    assert await it.db.read(lambda tx: jobs.posted(tx, maren.actor.id)) == 1
    assert [each.work_id for each in await it.db.read(lambda tx: jobs.of_actor(tx, maren.actor.id, 10))] == [
        other.work_id,
        job.work_id,
    ]


async def test_what_waits_is_listed_the_oldest_first(it: Instance, make: Studio, maren: Person) -> None:
    first = await keep(it, make, maren, state=JobState.REVIEW)
    second = await keep(it, make, maren, state=JobState.REVIEW)
    await keep(it, make, maren)
    assert [each.work_id for each in await it.db.read(lambda tx: jobs.waiting(tx, 10))] == [
        first.work_id,
        second.work_id,
    ]


def _one(tx: Tx, sql: str) -> Row | None:
    return tx.one(sql)


async def test_nothing_is_left_of_a_job_that_is_forgotten(it: Instance, make: Studio, maren: Person) -> None:
    job = await keep(it, make, maren, FULL)
    await it.db.write(lambda tx: jobs.remove(tx, job.work_id))
    for table in ("jobs", "job_disciplines", "job_countries", "jobs_sought", "job_words", "jobs_over"):
        sql = f"SELECT COUNT(*) AS n FROM {table}"
        row = await it.db.read(partial(_one, sql=sql))
        assert row is not None
        assert row["n"] == 0, table


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
async def test_no_words_break_the_search(it: Instance, text: str) -> None:
    assert await listed(it, Wish(text=text)) == []
    assert await it.db.read(lambda tx: views_jobs.total(tx, Wish(text=text)).number) == 0


async def test_what_fits_is_counted_by_each_filter(it: Instance, make: Studio, maren: Person) -> None:
    await keep(it, make, maren, FULL)
    await keep(it, make, maren)
    found = await it.db.read(lambda tx: views_jobs.total(tx, NOTHING))
    assert (found.number, found.elsewhere, found.more) == (2, 0, False)
    assert found.facets == {
        "type": {"open-call": 1, "freelance": 1},
        "mode": {"remote": 2},
        "discipline": {"3d-animation": 1, "3d-modelling": 1, "environment-art": 1},
    }
    narrow = await it.db.read(lambda tx: views_jobs.total(tx, Wish(type="open-call")))
    assert narrow.facets["discipline"] == {"3d-animation": 1, "3d-modelling": 1}


async def test_more_than_a_thousand_are_not_counted(
    it: Instance, make: Studio, maren: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_jobs, "COUNTED", 2)
    for _ in range(3):
        await keep(it, make, maren)
    found = await it.db.read(lambda tx: views_jobs.total(tx, NOTHING))
    assert (found.number, found.more, found.facets) == (2, True, {})
