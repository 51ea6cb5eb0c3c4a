"""`@jobs`: a Group that passes on each job once, and that people of other servers follow."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from fedart.config import Config, JobSettings
from fedart.domain.actor import ActorType
from fedart.domain.ids import ActorId, WorkId
from fedart.domain.job import Job, JobState
from fedart.domain.policy import PUBLIC
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import board
from fedart.services import jobs as services
from fedart.storage import follows, jobs, reactions, views_jobs
from fedart.storage.database import Tx
from fedart.wire import render_job
from tests.support.acceptance import complaints
from tests.support.client import Client
from tests.support.instance import Person, Studio, config_in
from tests.support.jobs import GOOD, good, opened
from tests.support.remote import Net, Stranger, hear

ADA = Stranger("ada", "https://studio.example")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return replace(config_in(tmp_path), jobs=JobSettings(("studio.example",)))


@pytest.fixture
async def maren(it: Instance, make: Studio) -> Person:
    await board.ensure(it)
    return await make.person("maren")


def announces(tx: Tx) -> list[dict[str, object]]:
    rows = tx.all("SELECT body FROM activities WHERE type = 'Announce' ORDER BY id")
    return [orjson.loads(row["body"]) for row in rows]


async def announced(it: Instance) -> list[dict[str, object]]:
    return await it.db.read(announces)


async def test_it_is_made_once(it: Instance, maren: Person) -> None:
    before = await it.db.read(lambda tx: board.group(tx, it))
    await board.ensure(it)
    after = await it.db.read(lambda tx: board.group(tx, it))
    assert before is not None
    assert before == after
    assert (before.type, before.username, before.locked) == (ActorType.GROUP, "jobs", False)


async def test_somebody_who_has_the_name_keeps_it(it: Instance, make: Studio) -> None:
    person = await make.person("maren")
    sql = "UPDATE actors SET username = 'jobs' WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=person.actor.id))
    await board.ensure(it)
    assert await it.db.read(lambda tx: board.group(tx, it)) is None
    await opened(it, person.actor.id, good(it))
    assert await announced(it) == []


async def test_nobody_takes_its_name(make: Studio) -> None:
    with pytest.raises(Invalid):
        await make.person("jobs")


async def test_a_job_that_opens_is_passed_on_by_its_id(it: Instance, maren: Person) -> None:
    job = await opened(it, maren.actor.id, good(it))
    (document,) = await announced(it)
    group = await it.db.read(lambda tx: board.group(tx, it))
    assert group is not None
    assert document["object"] == it.urls.object(job.work_id)
    assert (document["actor"], document["to"]) == (group.uri, [PUBLIC])
    assert document["cc"] == [group.followers, maren.actor.uri]
    assert complaints(document) == []


async def test_nothing_that_waits_is_passed_on(it: Instance, maren: Person) -> None:
    made = await services.post(it, maren.actor.id, good(it))
    assert await announced(it) == []
    await services.decide(it, made.work_id, shown=False)
    assert await announced(it) == []


async def test_each_job_is_passed_on_once(it: Instance, maren: Person) -> None:
    job = await opened(it, maren.actor.id, good(it))
    for state in (JobState.PAUSED, JobState.OPEN, JobState.FILLED):
        await services.move(it, maren.actor.id, job.work_id, state)
    await services.renew(it, maren.actor.id, job.work_id, 20)
    assert len(await announced(it)) == 1


async def test_whoever_follows_the_board_gets_the_announce(it: Instance, make: Studio, maren: Person, net: Net) -> None:
    net.publish(ADA)
    group = await it.db.read(lambda tx: board.group(tx, it))
    assert group is not None
    await hear(it, ADA, ADA.follow(group.uri))
    assert await it.db.read(lambda tx: follows.inboxes(tx, group.id)) == [ADA.shared_inbox]
    rows = await it.db.read(lambda tx: tx.all("SELECT type FROM activities WHERE actor_id = :id", id=group.id))
    assert [row["type"] for row in rows] == ["Accept"]
    await opened(it, maren.actor.id, good(it))
    sql = "SELECT payload FROM tasks WHERE kind = 'deliver' AND LENGTH(payload) > 0"
    sent = [orjson.loads(row["payload"]) for row in await it.db.read(lambda tx: tx.all(sql))]
    assert [(each["type"], each["inbox"]) for each in sent if each["actor"] == group.id] == [
        ("Announce", ADA.shared_inbox)
    ]


async def test_other_servers_find_it_and_people_get_to_the_board(it: Instance, maren: Person, client: Client) -> None:
    job = await opened(it, maren.actor.id, good(it))
    found = await client.get("/.well-known/webfinger?resource=acct:jobs@gallery.example")
    uri = next(link["href"] for link in found.json()["links"] if link["rel"] == "self")
    document = (await client.document(uri)).json()
    assert (document["type"], document["preferredUsername"]) == ("Group", "jobs")
    assert document["attributedTo"] == "https://gallery.example/actor"
    assert complaints(document) == []
    outbox = (await client.document(f"{document['outbox']}?page=1")).json()
    assert [each["object"] for each in outbox["orderedItems"]] == [it.urls.object(job.work_id)]
    assert (await client.document(outbox["orderedItems"][0]["id"])).json()["type"] == "Announce"
    assert (await client.page("/@jobs")).header("location") == "/jobs"
    assert (await client.document("/@jobs")).header("location") == uri


async def test_it_counts_as_one_who_passed_the_job_on(it: Instance, maren: Person) -> None:
    job: Job = await opened(it, maren.actor.id, good(it))
    group = await it.db.read(lambda tx: board.group(tx, it))
    assert group is not None
    assert await it.db.read(lambda tx: reactions.boost_of(tx, group.id, job.work_id)) is not None
    found = await it.db.read(lambda tx: views_jobs.one(tx, job.work_id))
    assert found is not None
    assert found.job.terms.title == GOOD.title


async def test_a_job_of_a_listed_server_is_passed_on_and_one_that_waits_is_not(
    it: Instance, make: Studio, maren: Person, net: Net
) -> None:
    other = Stranger("bo", "https://other.example")
    for each in (ADA, other):
        net.publish(each)
    notes = []
    for by in (ADA, other):
        terms = replace(good(it), description=f"Boats for {by.name}.")
        found = Job(WorkId("x"), ActorId("y"), True, terms, JobState.OPEN, None, services.ends(terms), it.clock())
        extra = render_job.described(found, "https://studio.example/objects/x", who=by.name, page=by.uri)
        note = {**by.note(terms.description), **extra, "cc": [maren.actor.uri]}
        await hear(it, by, by.activity("Create", object=note, to=note["to"], cc=note["cc"]))
        notes.append(note["id"])
    assert [each["object"] for each in await announced(it)] == notes[:1]
    (waiting,) = await it.db.read(lambda tx: jobs.waiting(tx, 10))
    await services.decide(it, waiting.work_id, shown=True)
    assert [each["object"] for each in await announced(it)] == notes
