"""What a studio cannot do or be asked: it posts jobs, and everything else that takes an actor copes with it."""

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.credit import CreditLine
from fedart.domain.report import Decision
from fedart.domain.work import Visibility
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import casework, crediting, follows, jobs, messages, replying, reports, sanctions
from fedart.storage import views_jobs, views_people
from tests.support.instance import Person, Studio
from tests.support.jobs import good
from tests.support.remote import Net, Stranger, count, hear, told
from tests.support.studios import founded, joined, viewer


@pytest.fixture
async def studio(it: Instance, maren: Person) -> Actor:
    return await founded(it, maren)


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


async def test_people_of_this_server_follow_it_and_find_it(it: Instance, jun: Person, studio: Actor) -> None:
    made = await follows.follow(it, jun.actor.id, "@kettle@gallery.example")
    assert made.state == "accepted"
    found = await it.db.read(lambda tx: views_people.people(tx, "kettle", limit=5))
    assert [(each.path, each.type) for each in found] == [("/@kettle", "Organization")]


async def test_nobody_writes_to_a_studio_and_waits_for_an_answer(
    it: Instance, jun: Person, maren: Person, studio: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        await messages.write(it, jun.actor.id, ["@kettle@gallery.example"], "Hello?")
    assert "is a studio" in refused.value.fields["people"]
    assert await count(it, "messages") == 0
    assert await messages.write(it, jun.actor.id, [maren.actor.handle], "Hello?")


async def test_a_studio_is_not_credited(it: Instance, jun: Person, maren: Person, studio: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await crediting.found(it, jun.actor.id, [CreditLine("@kettle@gallery.example", "Ink")])
    assert set(refused.value.fields) == {"credits"}
    [named] = await crediting.found(it, jun.actor.id, [CreditLine(maren.actor.handle, "Ink")]) or []
    assert named.person is not None


async def test_those_who_act_for_it_hear_of_questions_about_its_jobs(
    it: Instance, net: Net, make: Studio, maren: Person, jun: Person, studio: Actor, ada: Stranger
) -> None:
    yuki = await make.person("yuki")
    await joined(it, studio, maren, yuki)
    made = await jobs.post(it, maren.actor.id, good(it), studio=studio.id)
    await jobs.decide(it, made.work_id, shown=True)
    await replying.reply(it, jun.actor.id, made.work_id, "Is it remote?", visibility=Visibility.PUBLIC)
    await hear(it, ada, ada.create(ada.note("And paid?", inReplyTo=it.urls.object(made.work_id))))
    for person in (maren, yuki):
        assert (await told(it, person.actor.id))[-2:] == ["reply", "reply"]


async def test_moderators_remove_its_jobs_and_suspend_it_after_a_report(
    it: Instance, make: Studio, maren: Person, jun: Person, moderator: Viewer, studio: Actor
) -> None:
    yuki = await make.person("yuki")
    await joined(it, studio, maren, yuki)
    made = await jobs.post(it, maren.actor.id, good(it), studio=studio.id)
    await jobs.decide(it, made.work_id, shown=True)
    other = await jobs.post(it, maren.actor.id, good(it, title="Another"), studio=studio.id)
    await jobs.decide(it, other.work_id, shown=True)
    ident = await reports.report(it, viewer(jun), studio, [made.work_id], "They want money.", forward=False)
    await casework.decide(it, moderator, ident, Decision.REMOVE, "A fraud", [made.work_id])
    for person in (maren, yuki):
        assert (await told(it, person.actor.id))[-1] == "removed"
    again = await reports.report(it, viewer(jun), studio, [other.work_id], "Once more.", forward=False)
    await casework.decide(it, moderator, again, Decision.SUSPEND, "Frauds")
    assert await it.db.read(lambda tx: views_jobs.one(tx, other.work_id)) is None
    with pytest.raises(NotFound):
        await jobs.post(it, maren.actor.id, good(it), studio=studio.id)
    await sanctions.lift(it, moderator, studio.id, "Settled")
    assert await it.db.read(lambda tx: views_jobs.one(tx, other.work_id)) is not None
