"""Studios of our people, as their owners found them."""

from fedart.domain.actor import Actor, Viewer
from fedart.domain.studios import Domain, StudioForm
from fedart.instance import Instance
from fedart.services import studio_domains, studio_members, studios
from fedart.storage import studios as stored
from tests.support.instance import Person, network

FORM = StudioForm("Kettle & Crow", "We make *films* by hand.", "https://kettle.example/")


def viewer(person: Person) -> Viewer:
    """That person, signed in."""
    return Viewer(person.account, person.actor, "")


async def founded(it: Instance, by: Person, username: str = "kettle", name: str = FORM.name) -> Actor:
    """A studio of that person's."""
    return await studios.found(it, viewer(by), StudioForm(name, FORM.about, FORM.website), username)


async def joined(it: Instance, studio: Actor, owner: Person, person: Person, rank: str = "editor") -> None:
    """Somebody is asked to act for a studio, and agrees."""
    await studio_members.invite(it, viewer(owner), studio.id, person.actor.username, rank)
    await studio_members.accept(it, viewer(person), studio.id)


async def proven(it: Instance, studio: Actor, owner: Person, name: str = "kettle.example") -> Domain:
    """A domain that the studio has proven by its file."""
    made = await studio_domains.add(it, viewer(owner), studio.id, name)
    network(it).serve(made.address, f"{made.proof}\n".encode(), content_type="text/plain")
    await studio_domains.check(it, viewer(owner), studio.id, name)
    found = await it.db.read(lambda tx: stored.domain(tx, studio.id, name))
    assert found is not None
    return found
