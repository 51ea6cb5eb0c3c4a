"""Applications as they are stored, and what is read of them for whom."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.applying import SEEN, Application, ApplicationId, Letter, Stage, Step
from fedart.domain.ids import WorkId, new_id
from fedart.domain.job import Job, JobState
from fedart.domain.work import Kind, Visibility
from fedart.storage import applications, jobs, retention, views_applications, works
from fedart.storage.sqlite import SqliteTx
from tests.support.jobs import GOOD
from tests.support.things import NOW, Things

MS = 86_400_000


@pytest.fixture
def maren(things: Things) -> Actor:
    return things.actor("maren", local=True)


@pytest.fixture
def jun(things: Things) -> Actor:
    return things.actor("jun", local=True)


def job_of(tx: SqliteTx, things: Things, poster: Actor, *, state: JobState = JobState.OPEN, local: bool = True) -> Job:
    """A job with its work."""
    work = things.work(poster, lambda work: replace(work, kind=Kind.POST))
    made = Job(work.id, poster.id, local, GOOD, state, NOW, NOW + 30 * MS, NOW)
    jobs.put(tx, made, digest="d")
    return made


def sent(tx: SqliteTx, job: Job, artist: Actor, *chosen: WorkId, at: int = NOW) -> Application:
    made = Application(
        id=ApplicationId(new_id(at)),
        work_id=job.work_id,
        actor_id=artist.id,
        stage=Stage.NEW,
        letter=Letter("I paint the sea.", "300 EUR", "now", chosen),
        file_name="portfolio.pdf",
        file_bytes=17,
        created=at,
        seen=None,
    )
    assert applications.insert(tx, made)
    return made


def test_what_was_sent_comes_back_to_the_last_field(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    one, two = (things.picture(jun, things.work(jun)).work_id for _ in range(2))
    assert one
    assert two
    made = sent(tx, job_of(tx, things, maren), jun, two, one)
    assert applications.by_id(tx, made.id) == made
    assert applications.has_file(tx, made.id)
    assert not applications.has_file(tx, new_id())
    assert views_applications.steps(tx, made.id) == (Step("new", NOW),)


def test_an_artist_has_one_for_each_job(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    job = job_of(tx, things, maren)
    made = sent(tx, job, jun)
    assert not applications.insert(tx, replace(made, id=ApplicationId(new_id())))
    assert sent(tx, job_of(tx, things, maren), jun).id
    found = views_applications.of_pair(tx, jun.id, job.work_id)
    assert found is not None
    assert found.application == made


def test_each_step_is_kept_in_its_order(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    made = sent(tx, job_of(tx, things, maren), jun)
    assert applications.see(tx, made.id, NOW + 5)
    assert not applications.see(tx, made.id, NOW + 6)
    applications.move(tx, made.id, Stage.OFFER, NOW + 7)
    applications.move(tx, made.id, Stage.HIRED, NOW + 7)
    assert [step.what for step in views_applications.steps(tx, made.id)] == ["new", SEEN, "offer", "hired"]
    found = applications.by_id(tx, made.id)
    assert found is not None
    assert (found.stage, found.seen) == (Stage.HIRED, NOW + 5)


def test_pages_hold_the_newest_first_and_go_on(tx: SqliteTx, things: Things, maren: Actor) -> None:
    job = job_of(tx, things, maren)
    made = [sent(tx, job, things.actor(f"a{n}", local=True), at=NOW + n).id for n in range(5)]
    first = views_applications.of_job(tx, maren.id, job.work_id, limit=3)
    assert [each.application.id for each in first.items] == made[:1:-1]
    rest = views_applications.of_job(tx, maren.id, job.work_id, before=first.more, limit=3)
    assert [each.application.id for each in rest.items] == made[1::-1]
    assert rest.more == ""
    assert views_applications.total(tx, maren.id, job.work_id) == (5, 5)
    applications.see(tx, made[0], NOW)
    assert views_applications.total(tx, maren.id, job.work_id) == (5, 4)


def test_each_application_shows_its_own_works_as_far_as_they_are_public(
    tx: SqliteTx, things: Things, maren: Actor, jun: Actor
) -> None:
    tomas, job = things.actor("tomas", local=True), job_of(tx, things, maren)
    mine, theirs, few = (things.work(who) for who in (jun, tomas, jun))
    for work, who in ((mine, jun), (theirs, tomas), (few, jun)):
        things.picture(who, work)
    tx.run("UPDATE works SET visibility = :v WHERE id = :id", v=Visibility.FOLLOWERS.value, id=few.id)
    one, two = sent(tx, job, jun, few.id, mine.id, theirs.id), sent(tx, job, tomas, theirs.id)
    page = views_applications.of_job(tx, maren.id, job.work_id, limit=9)
    found = {each.application.id: each.works for each in page.items}
    assert [card.id for card in found[one.id]] == [mine.id]
    assert [card.id for card in found[two.id]] == [theirs.id]
    assert [card.id for card in views_applications.works_of(tx, one)] == [mine.id]
    assert [card.id for card in views_applications.choosable(tx, jun.id, 9)] == [mine.id]


def test_web_10_only_the_poster_and_the_artist_read(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    lotte, job = things.actor("lotte", local=True), job_of(tx, things, maren)
    job_of(tx, things, lotte)
    made = sent(tx, job, jun)
    for other in (lotte, jun):
        assert views_applications.of_poster(tx, other.id, made.id) is None
        assert views_applications.of_job(tx, other.id, job.work_id, limit=9).items == ()
        assert views_applications.total(tx, other.id, job.work_id) == (0, 0)
    for other in (lotte, maren):
        assert views_applications.sent(tx, other.id, made.id) is None
        assert views_applications.of_artist(tx, other.id, limit=9).items == ()
    assert views_applications.of_poster(tx, maren.id, made.id) is not None
    assert [each.application for each in views_applications.of_artist(tx, jun.id, limit=9).items] == [made]


def test_what_is_forgotten_leaves_no_row(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    work = things.work(jun)
    job = job_of(tx, things, maren)
    made = sent(tx, job, jun, work.id)
    applications.forget(tx, made.id)
    for table in ("applications", "application_works", "application_steps"):
        assert tx.all(f"SELECT 1 FROM {table}") == []
    assert applications.withdrawn(tx, job.work_id) == 0
    for _ in range(2):
        applications.count_withdrawn(tx, job.work_id)
    assert applications.withdrawn(tx, job.work_id) == 2
    applications.forget_job(tx, job.work_id)
    assert applications.withdrawn(tx, job.work_id) == 0


@pytest.mark.parametrize("state", list(JobState))
def test_a_job_is_over_since_it_first_was(tx: SqliteTx, things: Things, maren: Actor, state: JobState) -> None:
    job = job_of(tx, things, maren)
    assert applications.stale(tx, NOW + 100 * MS, 9) == []
    jobs.move(tx, job, state, NOW + MS)
    jobs.put(tx, replace(job, state=state, changed=NOW + 50 * MS), digest="d")
    assert applications.stale(tx, NOW + MS, 9) == []
    assert applications.stale(tx, NOW + MS + 1, 9) == ([job.work_id] if state.over else [])
    jobs.move(tx, job, JobState.OPEN, NOW + 60 * MS)
    assert applications.stale(tx, NOW + 100 * MS, 9) == []


def test_a_job_that_is_removed_or_forgotten_leaves_nothing(tx: SqliteTx, things: Things, maren: Actor) -> None:
    job = job_of(tx, things, maren, state=JobState.CLOSED)
    jobs.remove(tx, job.work_id)
    assert tx.all("SELECT 1 FROM jobs") == tx.all("SELECT 1 FROM jobs_over") == []


def test_cap_03_a_job_of_another_server_is_forgotten_with_its_post(tx: SqliteTx, things: Things) -> None:
    ada = things.actor("ada", local=False)
    job = job_of(tx, things, ada, state=JobState.EXPIRED, local=False)
    retention.forget_post(tx, job.work_id, NOW + 400 * MS)
    assert works.by_id(tx, job.work_id) is None
    assert tx.all("SELECT 1 FROM jobs") == []
