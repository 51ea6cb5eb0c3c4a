"""Activities in an order that their sender did not mean: the news may come before the thing."""

import pytest

from fedart.domain.policy import PUBLIC
from fedart.domain.work import WorkState
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services.inbox import process
from fedart.storage import activities, follows, works
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, say, settle, told, verified

LATER = "2026-11-21T22:00:00Z"
LATEST = "2026-11-21T23:00:00Z"


@pytest.fixture
async def followed(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, whom Maren follows."""
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    return ada


@pytest.mark.parametrize("kind", ["Like", "Announce", "Follow"])
async def test_an_undo_before_its_activity_wins(
    kind: str, it: Instance, ada: Stranger, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    target = maren.actor.uri if kind == "Follow" else work.uri
    done = ada.activity(kind, object=target, to=[PUBLIC])
    await hear(it, ada, ada.undo(done), done)
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 0)
    assert await count(it, "follows", "state <> 'ended'") == 0
    assert await told(it, maren.actor.id) == []
    again = ada.activity(kind, object=target, to=[PUBLIC])
    await hear(it, ada, again)
    assert len(await told(it, maren.actor.id)) == 1


async def test_a_delete_before_its_create_wins_for_good(it: Instance, followed: Stranger) -> None:
    note = followed.note()
    await hear(it, followed, followed.delete(str(note["id"])), followed.create(note))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is None
    await hear(it, followed, followed.update({**note, "updated": LATER}), followed.create(note))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is None
    other = followed.note("This one stays")
    await hear(it, followed, followed.create(other))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(other["id"]))) is not None


async def test_a_stranger_on_the_same_host_cannot_bury_what_is_not_theirs(
    it: Instance, net: Net, followed: Stranger
) -> None:
    mallory = Stranger("mallory")
    net.publish(mallory)
    note = followed.note()
    await hear(it, mallory, mallory.delete(str(note["id"])))
    await hear(it, followed, followed.create(note))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is not None


async def test_who_buries_first_does_not_keep_the_owner_from_burying(
    it: Instance, net: Net, followed: Stranger
) -> None:
    mallory = Stranger("mallory")
    net.publish(mallory)
    note = followed.note()
    await hear(it, mallory, mallory.delete(str(note["id"])))
    await hear(it, followed, followed.delete(str(note["id"])), followed.create(note))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is None


async def test_an_update_before_its_create_is_the_post(it: Instance, followed: Stranger) -> None:
    note = followed.note("First")
    newer = {**note, "content": "<p>Second</p>", "updated": LATER}
    await hear(it, followed, followed.update(newer), followed.create(note))
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert stored.content == "<p>Second</p>"
    assert await count(it, "works", "uri = :uri", uri=str(note["id"])) == 1


async def test_an_update_of_something_old_and_unknown_is_no_news(it: Instance, followed: Stranger) -> None:
    old = followed.note("Long ago", published="2025-01-01T00:00:00Z", updated=LATER)
    await hear(it, followed, followed.update(old))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(old["id"]))) is None


async def test_older_and_undated_updates_change_nothing(it: Instance, followed: Stranger) -> None:
    note = followed.note("First")

    def version(text: str, when: str | None) -> Json:
        changed = {**note, "content": f"<p>{text}</p>"}
        return followed.update(changed if when is None else {**changed, "updated": when})

    await hear(it, followed, followed.create(note), version("Third", LATEST))
    await hear(it, followed, version("Second", LATER), version("Undated", None), version("Third again", LATEST))
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert stored.content == "<p>Third</p>"


async def test_a_reply_before_its_parent_is_joined_to_it(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    parent = followed.note("The parent")
    answer = grace.note("The answer", inReplyTo=parent["id"], cc=[maren.actor.uri])
    await hear(it, grace, grace.create(answer))
    await hear(it, followed, followed.create(parent))
    found = await it.db.read(lambda tx: works.by_uri(tx, str(parent["id"])))
    joined = await it.db.read(lambda tx: works.by_uri(tx, str(answer["id"])))
    assert found is not None
    assert joined is not None
    assert joined.in_reply_to_id == found.id
    assert await it.db.read(lambda tx: works.counts(tx, found.id)) == (0, 0, 1)


async def test_a_reply_that_is_deleted_is_counted_no_more(
    it: Instance, ada: Stranger, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    answer = ada.note("Lovely", inReplyTo=work.uri)
    await hear(it, ada, ada.create(answer))
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 1)
    await hear(it, ada, ada.delete(str(answer["id"])))
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 0)


async def test_create_and_delete_that_wait_together_are_handled_in_order(it: Instance, followed: Stranger) -> None:
    note = followed.note()
    await say(it, followed, followed.create(note), followed.delete(str(note["id"])))
    await settle(it)
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert stored.state is WorkState.DELETED


async def test_an_accept_before_we_asked_counts_for_nothing(
    it: Instance, ada: Stranger, maren: Person, clock: Clock
) -> None:
    future = it.urls.activity("01hq3k4v5w6x7y8z9abcdefghj")
    await hear(it, ada, ada.answer("Accept", future, maren.actor.uri))
    made = await following.follow(it, maren.actor.id, ada.uri)
    assert made.state == "requested"
    assert not await it.db.read(lambda tx: follows.accepted(tx, maren.actor.id, made.followed))


async def test_a_suspension_between_door_and_worker_is_obeyed(
    it: Instance, ada: Stranger, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    ticket = await verified(it, ada, ada.like(work.uri))
    await say(it, ada, ada.like(work.uri))
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    await settle(it)
    await process(it, ticket.actor.encode() + b"\n" + ticket.body)
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 0)
