"""What artists say of their practice: stored, told to other servers, and taken back by itself after its last day."""

import orjson

from fedart.domain.actor import Actor, Viewer
from fedart.domain.practice import Practice, PracticeForm, today
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import queue
from fedart.storage import actors, practice
from fedart.storage.database import Tx

UPDATE_MS = 1_000
"""At least so much newer is each version of a profile for other servers."""


async def say(it: Instance, by: Viewer, form: PracticeForm) -> None:
    """Store what an artist says and tell the followers' servers. Raises Invalid with a sentence for each field.

    Roles come from the instance's list; those that the artist has from an older list may stay.
    """
    actor, day = by.actor.id, today(it.clock())
    before = await it.db.read(lambda tx: practice.of(tx, actor))
    problems = form.problems((*it.config.instance.roles, *before.roles), day)
    if problems:
        raise Invalid(problems)
    said = form.practice()

    def store(tx: Tx) -> None:
        practice.put(tx, actor, said)
        tell(tx, it, actor, said)

    await it.db.write(store)
    it.wake.set()


def tell(tx: Tx, it: Instance, actor: str, said: Practice) -> None:
    """Send the profile as it is now, and once more when the next of its openings is over. Raises NotFound."""
    found = actors.by_id(tx, actor)
    if found is None:
        raise NotFound("the actor is gone")
    actors.touch(tx, actor, _newer(found, it.clock()))
    profiles.announce_profile(tx, it, actor)
    queue.lapse(tx, actor, it.clock(), due=said.on(today(it.clock())).lapses)


def _newer(actor: Actor, now: int) -> int:
    return max(now, actor.updated + UPDATE_MS)


async def lapse(it: Instance, payload: bytes) -> None:
    """The last day of something that an artist was open for is over: other servers are told."""
    actor = orjson.loads(payload)["actor"]

    def store(tx: Tx) -> None:
        found = actors.by_id(tx, actor)
        if found is not None and not (found.deleted or found.suspended):
            tell(tx, it, actor, practice.of(tx, actor))

    await it.db.write(store)
    it.wake.set()
