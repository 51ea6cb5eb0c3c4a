"""Studios: founded by people, followed by other servers, and posters of jobs; nothing else is theirs."""

import json
from dataclasses import replace

import pytest

from fedart.domain.actor import ActorType, Role
from fedart.domain.ids import ActorId
from fedart.domain.job import JobState
from fedart.domain.studios import StudioForm
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import accounts, documents, jobs, studio_domains, studios
from fedart.storage import accounts as stored_accounts
from fedart.storage import actors
from fedart.storage import jobs as stored
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import good
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told
from tests.support.studios import FORM, founded, joined, proven, viewer

DAY = 86_400_000


async def test_somebody_founds_a_studio_and_owns_it(it: Instance, maren: Person) -> None:
    made = await founded(it, maren)
    assert (made.type, made.username, made.display_name) == (ActorType.ORGANIZATION, "kettle", "Kettle & Crow")
    assert made.url == "https://gallery.example/@kettle"
    assert await rows(it, "SELECT actor_id, rank, state FROM studio_members WHERE studio_id = :s", s=made.id) == [
        {"actor_id": maren.actor.id, "rank": "owner", "state": "member"}
    ]
    assert await count(it, "audit", "action = 'found studio' AND account_id = :a", a=maren.account.id) == 1
    assert await it.db.read(lambda tx: stored_accounts.by_actor(tx, made.id)) is None


async def test_its_document_says_that_it_is_an_organisation(it: Instance, maren: Person) -> None:
    made = await founded(it, maren)
    document = await it.db.read(lambda tx: documents.actor(tx, it, made))
    assert document["type"] == "Organization"
    assert "<em>films</em>" in str(document["summary"])
    assert json.dumps(document["attachment"]).count("kettle.example") == 2
    assert document["manuallyApprovesFollowers"] is False


@pytest.mark.parametrize("name", ["jobs", "maren", "Kettle & Crow", "", "x" * 31, "admin"])
async def test_a_short_name_is_one_that_a_person_could_have_and_nobody_has(
    name: str, it: Instance, maren: Person
) -> None:
    with pytest.raises(Invalid) as refused:
        await studios.found(it, viewer(maren), FORM, name)
    assert set(refused.value.fields) == {"username"}


async def test_nobody_gets_the_name_of_a_studio_also_when_it_is_closed(it: Instance, maren: Person) -> None:
    made = await founded(it, maren)
    for _ in range(2):
        with pytest.raises(Invalid):
            await accounts.add_user(it, "kettle", Role.ARTIST, None)
        with pytest.raises(Invalid):
            await founded(it, maren)
        await it.db.write(lambda tx: tx.run("UPDATE actors SET deleted = 1 WHERE id = :id", id=made.id))
    assert await founded(it, maren, "kettle2")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(FORM, name=" "), "name"),
        (replace(FORM, name="x" * 81), "name"),
        (replace(FORM, about="x" * 3_001), "about"),
        (replace(FORM, website="http://kettle.example"), "website"),
        (replace(FORM, website="https://10.0.0.1/"), "website"),
        (replace(FORM, website="javascript:alert(1)"), "website"),
        (replace(FORM, website="https://user@kettle.example"), "website"),
    ],
)
async def test_what_is_wrong_with_a_studio_is_said(form: StudioForm, field: str, it: Instance, maren: Person) -> None:
    with pytest.raises(Invalid) as refused:
        await studios.found(it, viewer(maren), form, "kettle")
    assert set(refused.value.fields) == {field}
    assert await count(it, "studios") == 0


async def test_a_person_founds_three_at_most(it: Instance, maren: Person, make: Studio) -> None:
    for name in ("one", "two", "three"):
        await founded(it, maren, name)
    with pytest.raises(Invalid) as refused:
        await founded(it, maren, "four")
    assert "three" in refused.value.fields["name"] or "3" in refused.value.fields["name"]
    assert await founded(it, await make.person("jun"), "four")


async def test_a_changed_studio_is_told_to_its_followers(it: Instance, net: Net, maren: Person, ada: Stranger) -> None:
    made = await founded(it, maren)
    await hear(it, ada, ada.follow(made.uri))
    assert [said["type"] for said in net.sent(ada.inbox)] == ["Accept"]
    await studios.edit(it, viewer(maren), made.id, replace(FORM, name="Kettle and Crow", website=""))
    await settle(it)
    [update] = [said for said in net.sent(ada.shared_inbox) if said["type"] == "Update"]
    assert (update["actor"], update["object"]["name"]) == (made.uri, "Kettle and Crow")
    assert "kettle.example" not in json.dumps(update["object"]["attachment"])


async def test_web_10_only_owners_change_a_studio(it: Instance, maren: Person, make: Studio) -> None:
    made, jun, tomas = await founded(it, maren), await make.person("jun"), await make.person("tomas")
    await joined(it, made, maren, jun)
    for person in (jun, tomas):
        with pytest.raises(NotFound):
            await studios.edit(it, viewer(person), made.id, FORM)
        with pytest.raises(NotFound):
            await studios.close(it, viewer(person), made.id, "kettle")
    await studios.edit(it, viewer(maren), made.id, FORM)


# --- jobs -------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def known(it: Instance, clock: Clock, maren: Person) -> ActorId:
    """A studio with a proven domain, whose first job a moderator has let out."""
    clock.now += 40 * DAY
    made = await founded(it, maren)
    await proven(it, made, maren)
    first = await jobs.post(it, maren.actor.id, good(it, title="The first"), studio=made.id)
    await jobs.decide(it, first.work_id, shown=True)
    return made.id


async def holds(it: Instance, ident: str) -> tuple[str, ...]:
    return await it.db.read(lambda tx: stored.holds(tx, ident))


async def test_the_first_job_of_a_studio_waits_and_so_does_every_one_without_a_domain(
    it: Instance, clock: Clock, maren: Person
) -> None:
    clock.now += 40 * DAY
    made = await founded(it, maren)
    first = await jobs.post(it, maren.actor.id, good(it), studio=made.id)
    assert (first.actor_id, first.state) == (made.id, JobState.REVIEW)
    assert await holds(it, first.work_id) == ("first", "unproven")
    await jobs.decide(it, first.work_id, shown=True)
    second = await jobs.post(it, maren.actor.id, good(it, title="Another"), studio=made.id)
    assert await holds(it, second.work_id) == ("unproven",)


async def test_a_job_of_a_proven_studio_goes_out_at_once_in_its_name(
    it: Instance, net: Net, maren: Person, ada: Stranger, known: ActorId
) -> None:
    uri = it.urls.actor(known)
    await hear(it, ada, ada.follow(uri))
    made = await jobs.post(it, maren.actor.id, good(it, title="Another"), studio=known)
    assert made.state is JobState.OPEN
    await settle(it)
    [said] = [said for said in net.sent(ada.shared_inbox) if said["type"] == "Create" and said["actor"] == uri]
    note = said["object"]
    assert note["attributedTo"] == uri
    assert note["hiringOrganization"]["name"] == "Kettle & Crow"
    assert note["hiringOrganization"]["sameAs"] == "https://kettle.example"
    assert "From: Kettle &amp; Crow" in note["content"]
    assert await count(it, "audit", "action = 'post for studio'") == 2


async def test_its_links_lead_to_its_own_domain_and_its_mail_is_no_free_one(
    it: Instance, maren: Person, known: ActorId
) -> None:
    for link, mail, named in (
        ("https://jobs.kettle.example/7", "", ()),
        ("https://elsewhere.example/7", "", ("elsewhere",)),
        ("", "kettle.and.crow@gmail.com", ("elsewhere", "free-mail")),
    ):
        terms = good(it, title=f"Painter {link} {mail}")
        terms = replace(terms, ways=replace(terms.ways, link=link, mail=mail), description=f"Boats. {link}{mail}")
        made = await jobs.post(it, maren.actor.id, terms, studio=known)
        assert await holds(it, made.work_id) == named


async def test_an_open_job_can_be_changed_when_the_domain_is_proven_no_longer(
    it: Instance, maren: Person, known: ActorId
) -> None:
    made = await jobs.post(it, maren.actor.id, good(it, title="Another"), studio=known)
    await studio_domains.remove(it, viewer(maren), known, "kettle.example")
    changed = await jobs.change(it, maren.actor.id, made.work_id, good(it, title="Painter of seas"))
    assert (changed.state, changed.terms.title) == (JobState.OPEN, "Painter of seas")
    with pytest.raises(Invalid):
        await jobs.change(it, maren.actor.id, made.work_id, replace(good(it), description="A cheque by mail."))
    assert (await jobs.post(it, maren.actor.id, good(it, title="A third"), studio=known)).state is JobState.REVIEW


async def test_web_10_nobody_else_touches_its_jobs(it: Instance, make: Studio, maren: Person, known: ActorId) -> None:
    made, jun = await jobs.post(it, maren.actor.id, good(it, title="Another"), studio=known), await make.person("jun")
    for who in (jun.actor.id, known):
        with pytest.raises(NotFound):
            await jobs.post(it, who, good(it), studio=known)
    with pytest.raises(NotFound):
        await jobs.move(it, jun.actor.id, made.work_id, JobState.CLOSED)
    with pytest.raises(NotFound):
        await jobs.renew(it, jun.actor.id, made.work_id, 10)
    with pytest.raises(NotFound):
        await jobs.delete(it, jun.actor.id, made.work_id)
    await jobs.move(it, maren.actor.id, made.work_id, JobState.CLOSED)


async def test_those_who_act_for_it_are_reminded_before_a_job_ends(
    it: Instance, clock: Clock, make: Studio, maren: Person, known: ActorId
) -> None:
    yuki, studio = await make.person("yuki"), await it.db.read(lambda tx: actors.by_id(tx, known))
    assert studio is not None
    await joined(it, studio, maren, yuki)
    await jobs.post(it, yuki.actor.id, good(it, title="Another"), studio=known)
    await settle(it)
    clock.now += 25 * DAY
    await settle(it)
    for person in (maren, yuki):
        assert "job ends" in await told(it, person.actor.id)
