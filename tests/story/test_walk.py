"""A walk over everything that an instance hands out, by a stranger and by the server of a follower."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.album import AlbumForm
from fedart.domain.ids import Uri, new_id
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import albums, outbox
from fedart.services.outbox import Outgoing
from fedart.storage import actors, pins, reactions, works
from fedart.storage.database import Tx
from fedart.storage.reactions import Reaction
from fedart.wire import render
from tests.support.acceptance import complaints
from tests.support.client import Answer, Client
from tests.support.instance import Studio, signed_get
from tests.support.walker import DOCUMENT, Walk

ORIGIN = "https://gallery.example"
SECRET = "nobody but her readers"


@dataclass
class Town:
    """What was made: people, and the works that a stranger may not know of."""

    maren: Actor
    ada: Actor
    open: Work
    hidden: dict[str, Work]


@pytest.fixture
async def town(make: Studio, it: Instance) -> Town:
    """An instance with a bit of everything: threads, pins, boosts, follows both ways, things deleted, held, private."""
    person = await make.person("maren")
    maren, joost = person.actor, (await make.person("joost")).actor
    ada, bob = await make.remote(), await make.remote("https://peer.example/actors/bob")
    shown = []
    for number in range(23):
        shown.append(await make.work(maren, title=f"Study {number}"))
        await make.picture(maren, shown[-1])
        await make.publish(shown[-1], maren)
    for follower, followed in ((ada, maren), (bob, maren), (joost, maren), (maren, bob), (maren, joost)):
        await make.follow(follower, followed)
    await make.react(ada, shown[0])
    await make.react(bob, shown[0], "boost")
    answer = await make.work(ada, kind=Kind.POST, parent=shown[0])
    again = await make.work(maren, kind=Kind.POST, parent=answer, named=(ada,))
    await make.publish(again, maren)
    quiet = await make.work(maren, visibility=Visibility.QUIET)
    await make.publish(quiet, maren)
    await it.db.write(lambda tx: pins.replace(tx, maren.id, [shown[7].id, quiet.id], it.clock()))
    await _likes(it, joost, shown[0])
    await _boosts(it, joost, shown[3])
    await it.db.write(lambda tx: works.remove(tx, shown[5], 1))
    portrait = await make.picture(maren, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, maren.id, portrait.media.id))
    hidden = await _hidden(make, it, maren, ada, shown[0])
    await _albums(it, Viewer(person.account, maren, ""), [*shown, *hidden.values()])
    return Town(maren, ada, shown[0], hidden)


async def _albums(it: Instance, viewer: Viewer, chosen: list[Work]) -> None:
    """An album with everything in it that stands, which a post tells of, and one that is closed."""
    known = await it.db.read(lambda tx: [works.by_id(tx, work.id) for work in chosen])
    standing = [work.id for work in known if work is not None and work.state is not WorkState.DELETED]
    for form in (AlbumForm("Ferries"), AlbumForm(SECRET, closed=True)):
        album = await albums.make(it, viewer, form)
        await albums.put(it, viewer, album, standing)
        if not form.closed:
            await albums.announce(it, viewer, album)


async def _boosts(it: Instance, who: Actor, work: Work) -> None:
    uri = outbox.new_activity(it)
    document = render.announce(uri, who.uri, work.uri, at=1, to=[PUBLIC], cc=[who.followers])
    await _reacts(it, who, work, document, reactions.add_boost)


async def _likes(it: Instance, who: Actor, work: Work) -> None:
    document = render.like(outbox.new_activity(it), who.uri, work.uri, work.actor_uri)
    await _reacts(it, who, work, document, reactions.add_like)


async def _reacts(
    it: Instance, who: Actor, work: Work, document: render.Json, add: Callable[[Tx, Reaction, int], object]
) -> None:
    """Store a reaction of one of ours as the services do, with the activity that it was told by."""
    sent = Outgoing(actor=who, type=str(document["type"]), object_uri=work.uri, public=True, document=document)
    made = Reaction(new_id(), Uri(str(document["id"])), who.id, work.id)

    def store(tx: Tx) -> None:
        outbox.enqueue(tx, it, sent, [])
        add(tx, made, 1)
        works.count_reactions(tx, work.id)

    await it.db.write(store)


async def _hidden(make: Studio, it: Instance, maren: Actor, ada: Actor, parent: Work) -> dict[str, Work]:
    """Works of every kind that strangers may not know of, each published and liked, with the secret in its title."""
    post, letter = Kind.POST, Visibility.DIRECT
    found = {
        "followers": await make.work(maren, title=SECRET, visibility=Visibility.FOLLOWERS),
        "direct": await make.work(maren, title=SECRET, visibility=letter, named=(ada,)),
        "to others": await make.work(maren, title=SECRET, visibility=letter),
        "held": await make.work(maren, title=SECRET, state=WorkState.HELD),
        "answer": await make.work(maren, title=SECRET, kind=post, parent=parent, visibility=Visibility.FOLLOWERS),
        "removed": await make.work(maren, title=SECRET, visibility=Visibility.FOLLOWERS),
    }
    for work in found.values():
        await make.picture(maren, work)
        await make.publish(work, maren)
        await make.react(ada, work)
    pinned = [work.id for work in found.values()]
    before = await it.db.read(lambda tx: pins.of_actor(tx, maren.id))
    await it.db.write(lambda tx: pins.replace(tx, maren.id, [*before, *pinned], it.clock()))
    await it.db.write(lambda tx: works.remove(tx, found["removed"], 1))
    return found


async def walked(client: Client, *, signed: bool) -> Walk:
    async def get(address: str) -> Answer:
        return await (signed_get(client, address) if signed else client.document(address))

    return await Walk(ORIGIN, get).begin("maren@gallery.example")


@pytest.mark.parametrize("signed", [False, True], ids=["a stranger", "a follower's server"])
async def test_everything_that_is_named_can_be_read_and_is_what_it_says(
    signed: bool, client: Client, town: Town
) -> None:
    walk = await walked(client, signed=signed)
    assert walk.wrong == []
    assert {"Person", "Note", "Create", "OrderedCollection", "OrderedCollectionPage", "Announce"} <= walk.kinds()
    assert "Ferries" in {document.get("name") for document in walk.documents().values()}
    assert len(walk.answers) > 150
    odd = {a: found.status for a, found in walk.answers.items() if found.status not in (200, 302)}
    assert {address for address, status in odd.items() if not address.endswith("/inbox")} == set()
    assert set(odd.values()) <= {404, 405}


@pytest.mark.parametrize("signed", [False, True], ids=["a stranger", "a follower's server"])
async def test_web_09_what_is_not_public_is_met_nowhere(signed: bool, client: Client, town: Town) -> None:
    walk = await walked(client, signed=signed)
    names = {word for work in town.hidden.values() for word in (SECRET, work.id)}
    met = {a: word for a, found in walk.answers.items() for word in names if word.encode() in found.body or word in a}
    assert met == {}
    shown = {a for a, found in walk.answers.items() if town.open.id.encode() in found.body}
    assert len(shown) > 3


async def test_the_server_of_a_follower_may_read_what_was_sent_to_it(client: Client, town: Town) -> None:
    status = {name: (await signed_get(client, work.uri)).status for name, work in town.hidden.items()}
    assert status == {"followers": 200, "direct": 200, "to others": 404, "held": 404, "answer": 200, "removed": 404}
    assert {(await client.document(work.uri)).status for work in town.hidden.values()} == {404}


async def test_every_document_on_the_way_is_one_that_other_servers_take(client: Client, town: Town) -> None:
    walk = await walked(client, signed=False)
    found = {a: complaints(document) for a, document in walk.documents().items() if document["type"] != "Create"}
    assert {address: texts for address, texts in found.items() if texts} == {}


async def test_the_walker_notices_what_is_wrong(client: Client, town: Town) -> None:
    async def spoilt(address: str) -> Answer:
        answer = await client.document(address)
        if "/followers" in address:
            return Answer(answer.status, answer.headers, answer.body.replace(b'"totalItems":3', b'"totalItems":4'))
        if "/objects/" in address:
            return Answer(answer.status, answer.headers, answer.body.replace(b'"id":"', b'"id":"x', 1))
        if address.endswith("/following"):
            return Answer(500, (("content-type", DOCUMENT),), b'{"id":"","type":"x"}')
        return answer

    wrong = (await Walk(ORIGIN, spoilt).begin("maren@gallery.example")).wrong
    assert {"holds 3 of 4", "answers 500"} <= {text.partition(" ")[2] for text in wrong}
    assert any("says it is xhttps" in text for text in wrong)
