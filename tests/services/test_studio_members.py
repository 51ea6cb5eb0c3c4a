"""Who acts for a studio: asked and agreed, with their rank, until they are removed or go."""

import pytest

from fedart.domain.actor import Actor, Role
from fedart.domain.ids import ActorId, new_id
from fedart.domain.studios import Rank
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import blocks, closing, jobs, studio_members, studios
from fedart.storage import actors
from fedart.storage import studios as stored
from tests.support.instance import Clock, Person, Studio
from tests.support.jobs import good
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told
from tests.support.studios import FORM, founded, joined, proven, viewer


@pytest.fixture
async def studio(it: Instance, maren: Person) -> Actor:
    return await founded(it, maren)


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


async def ranks(it: Instance, studio: Actor) -> dict[str, str]:
    """Who acts for it; those who are only asked in brackets."""
    found = await it.db.read(lambda tx: stored.members(tx, studio.id))
    people = {row["id"]: str(row["username"]) for row in await rows(it, "SELECT id, username FROM actors")}
    return {people[each.person]: f"({each.rank})" if each.asked else str(each.rank) for each in found}


async def acts(it: Instance, person: Person, studio: Actor) -> bool:
    return await it.db.read(lambda tx: stored.acts_for(tx, person.actor.id, studio.id))


async def test_somebody_is_asked_and_acts_for_it_once_they_agree(
    it: Instance, maren: Person, jun: Person, studio: Actor
) -> None:
    await studio_members.invite(it, viewer(maren), studio.id, "@Jun@gallery.example", "editor")
    assert await ranks(it, studio) == {"maren": "owner", "jun": "(editor)"}
    assert not await acts(it, jun, studio)
    assert await told(it, jun.actor.id) == ["studio asked"]
    await studio_members.accept(it, viewer(jun), studio.id)
    assert await ranks(it, studio) == {"maren": "owner", "jun": "editor"}
    assert await acts(it, jun, studio)
    assert await told(it, maren.actor.id) == ["studio joined"]
    done = await rows(it, "SELECT action FROM audit WHERE subject = :s ORDER BY id", s=studio.id)
    assert [row["action"] for row in done] == ["found studio", "ask editor of studio", "join studio as editor"]


async def test_somebody_who_is_asked_may_say_no(it: Instance, maren: Person, jun: Person, studio: Actor) -> None:
    await studio_members.invite(it, viewer(maren), studio.id, "jun", "owner")
    await studio_members.decline(it, viewer(jun), studio.id)
    assert await ranks(it, studio) == {"maren": "owner"}
    for answer in (studio_members.accept, studio_members.decline):
        with pytest.raises(NotFound):
            await answer(it, viewer(jun), studio.id)


@pytest.mark.parametrize("handle", ["", "nobody", "ada@peer.example", "kettle", "jobs", "gallery.example", "maren"])
async def test_only_people_of_this_server_are_asked(handle: str, it: Instance, maren: Person, studio: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await studio_members.invite(it, viewer(maren), studio.id, handle, "editor")
    assert set(refused.value.fields) == {"handle"}


async def test_nobody_is_asked_twice_or_across_a_block(
    it: Instance, make: Studio, maren: Person, jun: Person, studio: Actor
) -> None:
    await studio_members.invite(it, viewer(maren), studio.id, "jun", "editor")
    tomas = await make.person("tomas")
    await blocks.block(it, tomas.actor.id, maren.actor.id)
    for handle in ("jun", "tomas"):
        with pytest.raises(Invalid):
            await studio_members.invite(it, viewer(maren), studio.id, handle, "editor")
    with pytest.raises(Invalid) as refused:
        await studio_members.invite(it, viewer(maren), studio.id, "tomas", "king")
    assert set(refused.value.fields) == {"rank"}


async def test_ranks_change_but_somebody_always_owns_it(
    it: Instance, maren: Person, jun: Person, studio: Actor
) -> None:
    await joined(it, studio, maren, jun)
    with pytest.raises(Invalid) as refused:
        await studio_members.set_rank(it, viewer(maren), studio.id, maren.actor.id, "editor")
    assert set(refused.value.fields) == {"rank"}
    with pytest.raises(Invalid):
        await studio_members.remove(it, viewer(maren), studio.id, maren.actor.id)
    await studio_members.set_rank(it, viewer(maren), studio.id, jun.actor.id, "owner")
    assert await told(it, jun.actor.id) == ["studio asked", "studio rank"]
    await studio_members.set_rank(it, viewer(jun), studio.id, maren.actor.id, "editor")
    assert await ranks(it, studio) == {"jun": "owner", "maren": "editor"}
    await studio_members.remove(it, viewer(maren), studio.id, maren.actor.id)
    assert await ranks(it, studio) == {"jun": "owner"}


async def test_an_owner_takes_somebody_out_and_takes_an_invitation_back(
    it: Instance, make: Studio, maren: Person, jun: Person, studio: Actor
) -> None:
    await joined(it, studio, maren, jun)
    await make.person("tomas")
    await studio_members.invite(it, viewer(maren), studio.id, "tomas", "owner")
    [tomas] = await rows(it, "SELECT actor_id FROM studio_members WHERE state = 'asked'")
    for person in (jun.actor.id, str(tomas["actor_id"])):
        await studio_members.remove(it, viewer(maren), studio.id, ActorId(person))
    assert await ranks(it, studio) == {"maren": "owner"}
    assert (await told(it, jun.actor.id))[-1] == "studio left"
    assert not await acts(it, jun, studio)


async def test_web_10_only_owners_change_who_acts_for_it(
    it: Instance, make: Studio, maren: Person, jun: Person, studio: Actor
) -> None:
    tomas, hal = await make.person("tomas"), await make.person("hal", Role.OWNER)
    await joined(it, studio, maren, jun)
    await studio_members.invite(it, viewer(maren), studio.id, "tomas", "owner")
    for person in (jun, tomas, hal):
        with pytest.raises(NotFound):
            await studio_members.invite(it, viewer(person), studio.id, "hal", "editor")
        with pytest.raises(NotFound):
            await studio_members.set_rank(it, viewer(person), studio.id, person.actor.id, "owner")
        with pytest.raises(NotFound):
            await studio_members.remove(it, viewer(person), studio.id, maren.actor.id)
    with pytest.raises(NotFound):
        await studio_members.remove(it, viewer(maren), studio.id, hal.actor.id)
    with pytest.raises(NotFound):
        await studio_members.set_rank(it, viewer(maren), new_id(), jun.actor.id, "owner")
    await studio_members.invite(it, viewer(maren), studio.id, "hal", Rank.EDITOR)


async def test_a_studio_has_thirty_people_at_most(it: Instance, make: Studio, maren: Person, studio: Actor) -> None:
    for number in range(29):
        await make.person(f"p{number}")
        await studio_members.invite(it, viewer(maren), studio.id, f"p{number}", "editor")
    await make.person("last")
    with pytest.raises(Invalid):
        await studio_members.invite(it, viewer(maren), studio.id, "last", "editor")


# --- suspending and closing -------------------------------------------------------------------------------------------


async def test_nobody_acts_for_a_studio_that_is_suspended(
    it: Instance, clock: Clock, maren: Person, jun: Person, studio: Actor
) -> None:
    await studio_members.invite(it, viewer(maren), studio.id, "jun", "editor")
    await it.db.write(lambda tx: actors.suspend(tx, studio.id, it.clock()))
    assert not await acts(it, maren, studio)
    with pytest.raises(NotFound):
        await studios.edit(it, viewer(maren), studio.id, FORM)
    with pytest.raises(NotFound):
        await studio_members.accept(it, viewer(jun), studio.id)
    with pytest.raises(NotFound):
        await jobs.post(it, maren.actor.id, good(it), studio=studio.id)
    await it.db.write(lambda tx: actors.suspend(tx, studio.id, None))
    assert await acts(it, maren, studio)


async def test_a_closed_studio_takes_its_jobs_along_and_its_followers_are_told(
    it: Instance, net: Net, maren: Person, jun: Person, studio: Actor, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(studio.uri))
    await joined(it, studio, maren, jun)
    await proven(it, studio, maren)
    made = await jobs.post(it, maren.actor.id, good(it), studio=studio.id)
    await jobs.decide(it, made.work_id, shown=True)
    await settle(it)
    with pytest.raises(Invalid) as refused:
        await studios.close(it, viewer(maren), studio.id, "maren")
    assert set(refused.value.fields) == {"close"}
    await studios.close(it, viewer(maren), studio.id, "@kettle@gallery.example")
    assert not await acts(it, maren, studio)
    await settle(it)
    deleted = [said["object"] for said in net.sent(ada.shared_inbox) if said["type"] == "Delete"]
    assert studio.uri in deleted
    for table in ("jobs", "studio_members", "studio_domains"):
        assert await count(it, table) == 0, table
    assert await count(it, "actors", "id = :id AND deleted IS NOT NULL AND name = ''", id=studio.id) == 1
    assert await count(it, "studios", "website = ''") == 1
    assert await count(it, "audit", "action = 'close studio'") == 1


async def test_a_studio_goes_with_its_only_owner_and_stays_with_another(
    it: Instance, make: Studio, maren: Person, jun: Person, studio: Actor
) -> None:
    await make.person("olga", Role.OWNER)
    other = await founded(it, maren, "other", "Other")
    await joined(it, studio, maren, jun, "owner")
    await joined(it, other, maren, jun, "editor")
    await it.db.write(lambda tx: closing.begin(tx, it, maren.account, maren.account.id))
    assert await ranks(it, studio) == {"jun": "owner"}
    assert await ranks(it, other) == {}
    await settle(it)
    gone = await rows(it, "SELECT username FROM actors WHERE deleted IS NOT NULL AND local = 1 ORDER BY username")
    assert [row["username"] for row in gone] == ["maren", "other"]
    assert await acts(it, jun, studio)
    assert await count(it, "studios", "founder_id IS NOT NULL") == 0
