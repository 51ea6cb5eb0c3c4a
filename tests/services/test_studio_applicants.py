"""Applications for the jobs of a studio: everybody who acts for it sees them, and nobody who does not, or no longer."""

from functools import partial

import pytest

from fedart.domain.actor import Actor, Role, Viewer
from fedart.domain.applying import Stage
from fedart.domain.job import Job
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import applicants, applying, jobs, messages, sanctions, studio_members, studios, works
from fedart.storage import messages as talks
from fedart.storage import views_applications
from tests.support.applying import applied
from tests.support.instance import Person, Studio
from tests.support.jobs import good
from tests.support.offers import offer
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told
from tests.support.studios import founded, joined, viewer

TEXT = "Would Monday at nine do?"


@pytest.fixture
async def studio(it: Instance, maren: Person) -> Actor:
    return await founded(it, maren)


@pytest.fixture
async def yuki(it: Instance, make: Studio, maren: Person, studio: Actor) -> Person:
    """An editor of the studio."""
    yuki = await make.person("yuki")
    await joined(it, studio, maren, yuki)
    return yuki


@pytest.fixture
async def jun(make: Studio) -> Person:
    """Who applies."""
    return await make.person("jun")


@pytest.fixture
async def job(it: Instance, maren: Person, yuki: Person, studio: Actor) -> Job:
    made = await jobs.post(it, maren.actor.id, good(it), studio=studio.id)
    return await jobs.decide(it, made.work_id, shown=True)


async def test_everybody_who_acts_for_it_is_told_and_sees_it(
    it: Instance, maren: Person, yuki: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    for person in (maren, yuki):
        assert (await told(it, person.actor.id))[-1] == "applied"
        found = await it.db.read(partial(applicants.received, poster=person.actor.id, ident=made.id))
        assert found.application.id == made.id
        _, listed = await it.db.read(partial(applicants.export, poster=person.actor.id, ident=job.work_id))
        assert [each.application.id for each in listed] == [made.id]
        assert await it.db.read(partial(views_applications.total, poster=person.actor.id, job=job.work_id)) == (1, 1)


async def test_what_one_of_them_does_the_artist_hears_of_as_from_the_studio(
    it: Instance, maren: Person, yuki: Person, jun: Person, job: Job, studio: Actor
) -> None:
    made = await applied(it, jun, job)
    await applicants.opened(it, yuki.actor.id, made.id)
    await applicants.move(it, yuki.actor.id, [made.id], Stage.SHORTLIST)
    await applicants.move(it, maren.actor.id, [made.id], Stage.OFFER)
    news = await rows(it, "SELECT kind, from_id, detail FROM notifications WHERE actor_id = :a", a=jun.actor.id)
    assert news == [{"kind": "application", "from_id": studio.id, "detail": "offer"}]


async def test_messages_come_from_the_member_and_name_the_studio_first(
    it: Instance, maren: Person, yuki: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    await applicants.answer(it, yuki.actor.id, [made.id], TEXT, declines=False)
    await applicants.answer(it, yuki.actor.id, [made.id], "Or Tuesday?", declines=False)
    await applicants.answer(it, maren.actor.id, [made.id], TEXT, declines=False)
    said = await rows(it, "SELECT actor_id, source FROM works WHERE visibility = 'direct' ORDER BY id")
    assert [(row["actor_id"], row["source"]) for row in said] == [
        (yuki.actor.id, f"For Kettle & Crow:\n\n{TEXT}"),
        (yuki.actor.id, "Or Tuesday?"),
        (maren.actor.id, f"For Kettle & Crow:\n\n{TEXT}"),
    ]
    root = (await it.db.read(lambda tx: applicants.received(tx, maren.actor.id, made.id))).application.talk
    assert root is not None
    assert await it.db.read(lambda tx: talks.talk(tx, yuki.actor.id, root)) is None
    assert await messages.answer(it, jun.actor.id, root, "Yes.")


async def test_nobody_applies_to_their_own_studio(it: Instance, maren: Person, yuki: Person, job: Job) -> None:
    for person in (maren, yuki):
        with pytest.raises(NotFound):
            await applied(it, person, job)
    assert await count(it, "applications") == 0


async def test_web_09_who_is_removed_sees_nothing_from_that_moment(
    it: Instance, make: Studio, maren: Person, yuki: Person, jun: Person, job: Job, studio: Actor
) -> None:
    made = await applied(it, jun, job)
    asked, hal = await make.person("asked"), await make.person("hal", Role.OWNER)
    await studio_members.invite(it, viewer(maren), studio.id, "asked", "owner")
    await studio_members.remove(it, viewer(maren), studio.id, yuki.actor.id)
    for person in (yuki, asked, hal, jun):
        who = person.actor.id
        with pytest.raises(NotFound):
            await applicants.opened(it, who, made.id)
        with pytest.raises(NotFound):
            await applicants.move(it, who, [made.id], Stage.HIRED)
        with pytest.raises(NotFound):
            await applicants.answer(it, who, [made.id], TEXT, declines=True)
        with pytest.raises(NotFound):
            await it.db.read(partial(applicants.export, poster=who, ident=job.work_id))
        assert await it.db.read(partial(views_applications.total, poster=who, job=job.work_id)) == (0, 0)
        assert (await it.db.read(partial(views_applications.of_job, poster=who, job=job.work_id, limit=9))).items == ()
    assert "applied" not in await told(it, yuki.actor.id)
    assert "applied" in await told(it, maren.actor.id)
    assert await applicants.move(it, maren.actor.id, [made.id], Stage.HIRED) == 1


async def test_nobody_reads_applications_for_a_suspended_studio(
    it: Instance, maren: Person, jun: Person, job: Job, studio: Actor
) -> None:
    made = await applied(it, jun, job)
    await it.db.write(lambda tx: tx.run("UPDATE actors SET suspended = 1 WHERE id = :id", id=studio.id))
    with pytest.raises(NotFound):
        await applicants.opened(it, maren.actor.id, made.id)


async def test_what_is_withdrawn_leaves_nothing_with_any_of_them(
    it: Instance, maren: Person, yuki: Person, jun: Person, job: Job
) -> None:
    made = await applied(it, jun, job)
    await applying.withdraw(it, jun.actor.id, made.id)
    for person in (maren, yuki):
        assert (await told(it, person.actor.id))[-1] == "withdrawn"
        assert "applied" not in await told(it, person.actor.id)


async def test_a_deleted_job_of_a_studio_is_told_to_those_who_applied(
    it: Instance, maren: Person, yuki: Person, jun: Person, job: Job
) -> None:
    await applied(it, jun, job)
    with pytest.raises(NotFound):
        await works.delete(it, yuki.actor.id, job.work_id)
    await jobs.delete(it, yuki.actor.id, job.work_id)
    assert await told(it, jun.actor.id) == ["job gone"]
    assert await count(it, "applications") == 0


async def test_private_answers_from_elsewhere_are_listed_for_the_studio(
    it: Instance, net: Net, maren: Person, yuki: Person, jun: Person, job: Job, studio: Actor, ada: Stranger
) -> None:
    named = {"type": "Mention", "href": studio.uri, "name": studio.handle}
    uri = it.urls.object(job.work_id)
    await hear(it, ada, ada.create(ada.note("Tuesday?", to=[studio.uri], cc=[], inReplyTo=uri, tag=[named])))
    [letter] = await it.db.read(lambda tx: views_applications.letters(tx, studio.id, job.work_id, it.clock(), 9))
    assert "Tuesday" in letter.words
    assert await it.db.read(lambda tx: views_applications.letters(tx, jun.actor.id, job.work_id, it.clock(), 9)) == ()


async def test_applications_from_other_servers_are_answered_in_the_name_of_the_studio(
    it: Instance, net: Net, maren: Person, yuki: Person, job: Job, studio: Actor, ada: Stranger
) -> None:
    await hear(it, ada, offer(ada, it, job, Person(maren.account, studio)))
    page = await it.db.read(lambda tx: views_applications.of_job(tx, yuki.actor.id, job.work_id, limit=9))
    [found] = page.items
    for person in (maren, yuki):
        assert (await told(it, person.actor.id))[-1] == "applied"
    net.inboxes.clear()
    await applicants.move(it, yuki.actor.id, [found.application.id], Stage.HIRED)
    await applicants.answer(it, yuki.actor.id, [found.application.id], TEXT, declines=False)
    await settle(it)
    said = {each["type"]: each["actor"] for each in net.sent(ada.inbox) + net.sent(ada.shared_inbox)}
    assert said == {"Accept": studio.uri, "Create": yuki.actor.uri}


@pytest.mark.parametrize("way", ["closed", "job deleted", "suspended"])
async def test_nothing_of_an_application_stays_with_those_who_acted_for_it(
    way: str, it: Instance, maren: Person, yuki: Person, jun: Person, job: Job, studio: Actor, moderator: Viewer
) -> None:
    await applied(it, jun, job)
    assert await count(it, "notifications", "kind = 'applied' AND from_id = :j", j=jun.actor.id) == 2
    match way:
        case "closed":
            await studios.close(it, viewer(maren), studio.id, "kettle")
        case "job deleted":
            await jobs.delete(it, maren.actor.id, job.work_id)
        case "suspended":
            await it.db.write(lambda tx: sanctions.suspend(tx, it, moderator, studio, "A fraud"))
    await settle(it)
    assert await count(it, "notifications", "from_id = :j", j=jun.actor.id) == 0
    assert await count(it, "applications") == 0
    assert await told(it, jun.actor.id) == ["job removed" if way == "suspended" else "job gone"]
