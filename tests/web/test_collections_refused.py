"""AUT-10: who is suspended, or on a blocked domain, is in no collection and in no count that others read."""

from collections.abc import Awaitable, Callable

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri, new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Kind, Work
from fedart.instance import Instance
from fedart.services import outbox
from fedart.services.outbox import Outgoing
from fedart.storage import activities, actors, reactions
from fedart.storage.database import Tx
from fedart.storage.reactions import Reaction
from fedart.wire import render
from tests.support.client import Client
from tests.support.instance import Studio

Refuse = Callable[[Instance, Actor], Awaitable[None]]


async def suspended(it: Instance, who: Actor) -> None:
    await it.db.write(lambda tx: actors.suspend(tx, who.id, 1))


async def blocked(it: Instance, who: Actor) -> None:
    await it.db.write(lambda tx: activities.block(tx, "bad.example", "", 1))


async def boosted(it: Instance, who: Actor, work: Work) -> None:
    """One of ours passes a post on, as the services do."""
    uri = outbox.new_activity(it)
    document = render.announce(uri, who.uri, work.uri, at=1, to=[PUBLIC], cc=[who.followers])
    sent = Outgoing(actor=who, type="Announce", object_uri=work.uri, public=True, document=document)

    def store(tx: Tx) -> None:
        outbox.enqueue(tx, it, sent, [])
        reactions.add_boost(tx, Reaction(new_id(), Uri(uri), who.id, work.id), 1)

    await it.db.write(store)


@pytest.mark.parametrize("refuse", [suspended, blocked])
async def test_aut_10_whoever_is_refused_is_in_no_collection(
    refuse: Refuse, client: Client, it: Instance, make: Studio
) -> None:
    maren = (await make.person("maren")).actor
    bad, good = await make.remote("https://social.bad.example/actors/eve"), await make.remote()
    work = await make.work(maren)
    for who in (bad, good):
        await make.follow(who, maren)
        await make.follow(maren, who)
        await make.work(who, kind=Kind.POST, parent=work)
        await make.react(who, work)
        await make.react(who, work, "boost")
        await boosted(it, maren, await make.work(who))
    addresses = [maren.followers, maren.following, maren.outbox]
    addresses += [it.urls.object_part(work.id, part) for part in ("replies", "likes", "shares", "context")]

    async def collected(address: str) -> tuple[int, int]:
        head = (await client.document(address)).json()
        return head["totalItems"], len((await client.document(head["first"])).json()["orderedItems"])

    before = {address: await collected(address) for address in addresses}
    await refuse(it, bad)
    for address, (total, items) in before.items():
        assert await collected(address) == (total - 1, items - 1), address
