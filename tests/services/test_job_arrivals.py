"""Jobs of other servers: when they are listed, how they follow their origin, and that they end without it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fedart.config import Config, JobSettings
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import Job, JobState, Terms
from fedart.domain.practice import today
from fedart.instance import Instance
from fedart.services import jobs as services
from fedart.storage import jobs, views_jobs, works
from fedart.storage.database import Tx
from fedart.storage.views_jobs import Wish
from fedart.wire import render_job
from fedart.wire.vocabulary import stamp
from tests.support.instance import Clock, Person, Studio, config_in
from tests.support.jobs import good
from tests.support.remote import Json, Net, Stranger, hear

DAY = 86_400_000
KNOWN, UNKNOWN = Stranger("ada", "https://studio.example"), Stranger("bo", "https://other.example")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An instance that lists the jobs of one other server."""
    return replace(config_in(tmp_path), jobs=JobSettings(("studio.example",)))


@pytest.fixture
async def maren(make: Studio, net: Net) -> Person:
    for each in (KNOWN, UNKNOWN):
        net.publish(each)
    return await make.person("maren")


def note(it: Instance, by: Stranger, reader: Person, terms: Terms, state: JobState = JobState.OPEN) -> Json:
    """A job as another fedart sends it, naming somebody here, so that it is of concern."""
    found = Job(WorkId("x"), ActorId("y"), True, terms, state, None, services.ends(terms), it.clock())
    extra = render_job.described(found, "https://studio.example/objects/x", who=by.name, page=by.uri)
    return {**by.note(terms.description), **extra, "cc": [reader.actor.uri]}


async def arrived(it: Instance, by: Stranger, document: Json) -> Job | None:
    await hear(it, by, by.activity("Create", object=document, to=document["to"], cc=document["cc"]))
    return await known(it, document)


async def known(it: Instance, document: Json) -> Job | None:
    def read(tx: Tx) -> Job | None:
        work = works.by_uri(tx, document["id"])
        return jobs.by_work(tx, work.id) if work else None

    return await it.db.read(read)


async def listed(it: Instance) -> list[str]:
    page = await it.db.read(lambda tx: views_jobs.board(tx, Wish(), limit=10))
    return [posting.job.terms.title for posting in page.items]


async def changed(it: Instance, by: Stranger, before: Json, **fields: object) -> Job | None:
    later = {**before, **fields, "updated": stamp(it.clock() + 5_000)}
    await hear(it, by, by.activity("Update", object=later, to=before["to"], cc=before["cc"]))
    return await known(it, before)


async def test_a_job_of_a_listed_server_stands_on_the_board(it: Instance, maren: Person) -> None:
    job = await arrived(it, KNOWN, note(it, KNOWN, maren, good(it)))
    assert job is not None
    assert (job.state, job.local) == (JobState.OPEN, False)
    assert await listed(it) == ["Background painter"]


async def test_a_job_of_any_other_server_waits_for_a_moderator(it: Instance, maren: Person) -> None:
    job = await arrived(it, UNKNOWN, note(it, UNKNOWN, maren, good(it)))
    assert job is not None
    assert job.state is JobState.REVIEW
    held = await it.db.read(lambda tx: jobs.holds(tx, job.work_id))
    assert held == ("unlisted",)
    assert services.reasons_of(held) == ["It comes from a server whose jobs nobody here has agreed to list."]
    assert await listed(it) == []
    await services.decide(it, job.work_id, shown=True)
    assert await listed(it) == ["Background painter"]


async def test_a_job_that_a_moderator_lets_out_is_found_by_its_words(it: Instance, maren: Person) -> None:
    job = await arrived(it, UNKNOWN, note(it, UNKNOWN, maren, good(it)))
    assert job is not None
    wish = Wish(text="background")
    assert (await it.db.read(lambda tx: views_jobs.board(tx, wish, limit=9))).items == ()
    await services.decide(it, job.work_id, shown=True)
    [found] = (await it.db.read(lambda tx: views_jobs.board(tx, wish, limit=9))).items
    assert found.job.work_id == job.work_id
    await it.db.write(lambda tx: jobs.move(tx, found.job, JobState.CLOSED, it.clock()))
    assert (await it.db.read(lambda tx: views_jobs.board(tx, wish, limit=9))).items == ()


async def test_a_moderator_who_says_no_keeps_it_off_for_good(it: Instance, maren: Person) -> None:
    document = note(it, UNKNOWN, maren, good(it))
    job = await arrived(it, UNKNOWN, document)
    assert job is not None
    await services.decide(it, job.work_id, shown=False)
    again = await changed(it, UNKNOWN, document, title="Painter of backgrounds")
    assert again is not None
    assert again.state is JobState.REMOVED
    assert await listed(it) == []


async def test_a_fraud_waits_wherever_it_comes_from(it: Instance, maren: Person) -> None:
    terms = replace(good(it), description="We mail a cheque; please wire the difference back.")
    job = await arrived(it, KNOWN, note(it, KNOWN, maren, terms))
    assert job is not None
    assert job.state is JobState.REVIEW


async def test_a_change_at_its_origin_is_followed(it: Instance, clock: Clock, maren: Person) -> None:
    document = note(it, KNOWN, maren, good(it))
    await arrived(it, KNOWN, document)
    job = await changed(it, KNOWN, document, title="Painter of backgrounds")
    assert job is not None
    assert job.terms.title == "Painter of backgrounds"
    clock.advance(60)
    filled = note(it, KNOWN, maren, good(it), JobState.FILLED)
    told = {name: filled[name] for name in ("validThrough", "additionalProperty")}
    job = await changed(it, KNOWN, {**document, **told}, published=document["published"])
    assert job is not None
    assert job.state is JobState.FILLED
    assert await listed(it) == []


async def test_aut_08_what_came_as_a_post_never_becomes_a_job(it: Instance, maren: Person) -> None:
    plain = {**KNOWN.note("Just a post."), "cc": [maren.actor.uri]}
    assert await arrived(it, KNOWN, plain) is None
    extra = note(it, KNOWN, maren, good(it))
    fields = {name: value for name, value in extra.items() if name not in ("id", "published")}
    assert await changed(it, KNOWN, plain, **fields) is None
    assert await listed(it) == []


async def test_what_is_no_job_any_more_is_closed(it: Instance, maren: Person) -> None:
    document = note(it, KNOWN, maren, good(it))
    await arrived(it, KNOWN, document)
    job = await changed(it, KNOWN, document, additionalType=None, purpose=None)
    assert job is not None
    assert job.state is JobState.CLOSED


async def test_it_ends_by_our_clock_without_a_word_from_its_origin(it: Instance, clock: Clock, maren: Person) -> None:
    document = note(it, KNOWN, maren, good(it, days=3))
    await arrived(it, KNOWN, document)
    clock.now += 5 * DAY
    await services.end(it, b"{}")
    job = await known(it, document)
    assert job is not None
    assert job.state is JobState.EXPIRED


async def test_no_job_stands_here_for_longer_than_ours_may(it: Instance, maren: Person) -> None:
    far = replace(good(it), closes=today(it.clock()) + timedelta(days=4_000))
    job = await arrived(it, KNOWN, note(it, KNOWN, maren, far))
    assert job is not None
    assert job.ends <= it.clock() + 92 * DAY


async def test_a_job_for_a_few_is_on_no_board(it: Instance, maren: Person) -> None:
    document = {**note(it, KNOWN, maren, good(it)), "to": [maren.actor.uri], "cc": []}
    assert await arrived(it, KNOWN, document) is None


async def test_a_deleted_job_is_gone(it: Instance, maren: Person) -> None:
    document = note(it, KNOWN, maren, good(it))
    await arrived(it, KNOWN, document)
    await hear(it, KNOWN, KNOWN.activity("Delete", object=document["id"]))
    assert await listed(it) == []
