"""Somebody on a server of another kind whom residents follow, and what becomes of what they send."""

from fedart.domain.media import Media
from fedart.domain.work import Work
from fedart.services import follows
from tests.support.remote import FakePeer, Json, Stranger
from tests.support.residents import Resident, arrived, idle, resident
from tests.support.server import Running, until


async def acquainted(at: Running, elsewhere: FakePeer, name: str) -> tuple[Resident, Stranger]:
    """Somebody on an instance, and somebody elsewhere whom they follow."""
    maker = elsewhere.person(f"maker_{name}")
    who = await resident(at, f"reader_{name}")
    made = await follows.follow(at.it, who.actor.id, f"@{maker.name}@{maker.host}")
    await until(lambda: any(a["id"] == made.uri for a in elsewhere.of_type("Follow")))
    yes = maker.answer("Accept", made.uri, who.actor.uri)
    assert await elsewhere.send(at.url("/inbox"), maker, yes) == 202
    await idle(at)
    return who, maker


async def sends(elsewhere: FakePeer, by: Stranger, to: Running, note: Json) -> tuple[Work, list[Media]]:
    """`by` sends a post by real HTTP; what became of it."""
    assert await elsewhere.send(to.url("/inbox"), by, by.create(note)) == 202
    return await arrived(to, str(note["id"]))
