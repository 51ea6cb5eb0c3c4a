"""Who gets what, what replaces what on its way, and who is told when a work goes."""

from dataclasses import replace
from functools import partial

import orjson
import pytest

from fedart.domain.actor import Viewer
from fedart.domain.breaker import FAILURES
from fedart.domain.follow import FollowState
from fedart.domain.forms import WorkForm
from fedart.domain.ids import WorkId
from fedart.domain.policy import PUBLIC
from fedart.domain.task import Room, Task
from fedart.domain.work import Visibility, Work
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import outbox
from fedart.services import works as publishing
from fedart.services.outbox import Outgoing
from fedart.storage import activities, breakers, claims, follows, tasks, works
from fedart.storage.database import Tx
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, hear, rows, settle

A, B = "https://a.example/inbox", "https://b.example/inbox"
OTHER = "https://a.example/users/ada/inbox"


async def send(it: Instance, by: Person, kind: str, *inboxes: str, about: str = "", holding: str = "") -> str:
    """Enqueue an activity of that type about one work; returns its id."""
    uri = outbox.new_activity(it)
    about = about or it.urls.object("one")
    document: Json = {"id": uri, "type": kind, "actor": by.actor.uri, "object": about}
    outgoing = Outgoing(by.actor, kind, about, document, public=False)
    held = frozenset({holding} if holding else ())
    await it.db.write(lambda tx: outbox.enqueue(tx, it, outgoing, inboxes, holding=held))
    return uri.rpartition("/")[2]


async def queued(it: Instance) -> list[tuple[str, str]]:
    """Type and inbox of every delivery that is not over, oldest first."""
    sql = "SELECT payload FROM tasks WHERE kind = 'deliver' AND state IN ('due', 'leased', 'waiting') ORDER BY id"
    jobs = [orjson.loads(row["payload"]) for row in await rows(it, sql)]
    return [(job["type"], job["inbox"]) for job in jobs]


async def claim(it: Instance) -> list[Task]:
    return await it.db.write(lambda tx: claims.claim(tx, it.clock(), it.clock() + 120_000, Room.of(20)))


# --- where it may go -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "inbox",
    [
        PUBLIC,
        "as:Public",
        "",
        "not an address",
        "mailto:ada@a.example",
        "https://user@a.example/inbox",
        "https://gallery.example/inbox",
        "https://gallery.example/actors/x/inbox",
        "https://blocked.example/inbox",
        "https://sub.blocked.example:8443/inbox",
    ],
)
async def test_cap_02_an_inbox_that_cannot_or_may_not_be_used_is_skipped_and_the_others_are_served(
    inbox: str, it: Instance, maren: Person
) -> None:
    await it.db.write(lambda tx: activities.block(tx, "blocked.example", "spam", it.clock()))
    await send(it, maren, "Create", A, inbox, B)
    assert await queued(it) == [("Create", A), ("Create", B)]


async def test_cap_02_a_follower_without_a_usable_inbox_does_not_stop_a_work(
    it: Instance, net: Net, maren: Person, make: Studio, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    broken = await make.remote("https://odd.example/actors/odd")
    sql = "UPDATE actors SET inbox = 'urn:nothing', shared_inbox = NULL WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=broken.id))
    await make.follow(broken, maren.actor)
    work = await make.work(maren.actor)
    await publish(it, maren, work)
    await settle(it)
    assert [activity["type"] for activity in net.sent(ada.shared_inbox)][-1] == "Create"


async def publish(it: Instance, by: Person, work: Work, kind: str = "Create") -> None:
    await it.db.write(lambda tx: publishing.send(tx, it, work, by.actor, kind))


async def test_an_inbox_named_twice_gets_one(it: Instance, maren: Person) -> None:
    await send(it, maren, "Create", A, A)
    assert await queued(it) == [("Create", A)]


async def test_cap_02_nothing_is_queued_for_a_dormant_host(it: Instance, maren: Person, clock: Clock) -> None:
    for _ in range(7):
        await it.db.write(lambda tx: breakers.fail(tx, "a.example", clock()))
        clock.advance(24 * 3600)
    await send(it, maren, "Create", A, B)
    assert await queued(it) == [("Create", B)]


async def test_cap_02_what_is_queued_for_a_paused_host_waits_for_its_end(
    it: Instance, maren: Person, clock: Clock
) -> None:
    for _ in range(FAILURES):
        await it.db.write(lambda tx: breakers.fail(tx, "a.example", clock()))
    await send(it, maren, "Create", A, B)
    assert [task.host for task in await claim(it)] == ["b.example"]
    clock.advance(30 * 60)
    assert [task.host for task in await claim(it) if task.attempts == 1] == ["a.example"]


# --- what replaces what ----------------------------------------------------------------------------------------------


async def test_a_newer_update_replaces_one_that_waits(it: Instance, maren: Person) -> None:
    await send(it, maren, "Create", A, B)
    await send(it, maren, "Update", A, B)
    newest = await send(it, maren, "Update", A)
    assert await queued(it) == [("Create", A), ("Create", B), ("Update", B), ("Update", A)]
    assert newest in str((await rows(it, "SELECT payload FROM tasks ORDER BY id"))[-1]["payload"])


async def test_an_update_of_something_else_is_left_alone(it: Instance, maren: Person) -> None:
    await send(it, maren, "Update", A)
    await send(it, maren, "Update", A, about=it.urls.object("two"))
    assert await queued(it) == [("Update", A), ("Update", A)]


async def test_an_update_that_is_on_its_way_is_not_replaced(it: Instance, maren: Person) -> None:
    await send(it, maren, "Update", A)
    await claim(it)
    await send(it, maren, "Update", A)
    assert await queued(it) == [("Update", A), ("Update", A)]
    assert await claim(it) == [], "and the next keeps its place behind it"


async def test_a_delete_of_what_was_never_sent_is_not_sent_either(it: Instance, maren: Person) -> None:
    await send(it, maren, "Create", A)
    await send(it, maren, "Update", A)
    await send(it, maren, "Delete", A, B)
    assert await queued(it) == [("Delete", B)]


async def test_a_delete_follows_a_create_that_may_have_arrived(it: Instance, maren: Person) -> None:
    await send(it, maren, "Create", A)
    [task] = await claim(it)
    await send(it, maren, "Update", A)
    await send(it, maren, "Delete", A)
    assert await queued(it) == [("Create", A), ("Delete", A)], "the Create is being sent"
    await it.db.write(lambda tx: _later(tx, task.id, it.clock()))
    await send(it, maren, "Delete", A)
    assert await queued(it) == [("Delete", A)], "the Create failed once, which is not to say that it was not taken"


def _later(tx: Tx, task: str, now: int) -> None:
    tasks.later(tx, task, now + 60_000, "no answer in time")


async def test_a_half_delivered_host_gets_the_delete_where_the_create_arrived(it: Instance, maren: Person) -> None:
    """Two inboxes of one host share a lane: the first has the Create, the second does not."""
    await send(it, maren, "Create", A, OTHER)
    [first] = await claim(it)
    await it.db.write(lambda tx: _done(tx, first.id, it.clock()))
    await send(it, maren, "Delete", A, OTHER)
    assert await queued(it) == [("Delete", A)]


def _done(tx: Tx, task: str, now: int) -> None:
    tasks.done(tx, task, now)


async def test_a_delete_reaches_every_inbox_of_a_host(it: Instance, maren: Person) -> None:
    await send(it, maren, "Delete", A, OTHER)
    assert await queued(it) == [("Delete", A), ("Delete", OTHER)]


async def test_whoever_has_a_copy_is_told_even_if_the_create_never_left(it: Instance, maren: Person) -> None:
    await send(it, maren, "Create", A)
    await send(it, maren, "Delete", A, holding=A)
    assert await queued(it) == [("Delete", A)]


async def test_a_profile_is_sent_at_most_once_a_minute_and_the_newest_wins(
    it: Instance, maren: Person, clock: Clock
) -> None:
    sent_at: list[int] = []
    began = clock()
    for _ in range(30):
        await send(it, maren, "Update", A, about=maren.actor.uri)
        for task in await claim(it):
            sent_at.append(clock() - began)
            await it.db.write(partial(_done, task=task.id, now=clock()))
        clock.advance(10)
    assert len(await queued(it)) == 1
    assert sent_at == [0, 60_000, 120_000, 180_000, 240_000]


async def test_two_artists_do_not_wait_for_each_other(it: Instance, maren: Person, make: Studio) -> None:
    iris = await make.person("iris")
    await send(it, maren, "Update", A, about=maren.actor.uri)
    await send(it, iris, "Update", A, about=iris.actor.uri)
    assert len(await claim(it)) == 2


# --- who is told when it goes ----------------------------------------------------------------------------------------


async def published(it: Instance, by: Person, make: Studio, visibility: Visibility = Visibility.PUBLIC) -> Work:
    work = await make.work(by.actor, visibility=visibility)
    await publish(it, by, work)
    await settle(it)
    return work


async def told_of_the_end(it: Instance, net: Net, by: Person, work: Work, who: Stranger) -> list[str]:
    before = len(net.sent(who.shared_inbox))
    await publishing.delete(it, by.actor.id, WorkId(work.id))
    await settle(it)
    return [activity["type"] for activity in net.sent(who.shared_inbox)[before:]]


@pytest.mark.parametrize("gone", [FollowState.ENDED, FollowState.REJECTED])
async def test_a_delete_reaches_those_who_followed_when_the_work_was_published(
    gone: FollowState, it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    work = await published(it, maren, make)
    clock.advance(60)
    await _end_follow(it, maren, gone)
    assert await told_of_the_end(it, net, maren, work, ada) == ["Delete"]


async def test_those_who_had_left_before_are_not_told(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    await _end_follow(it, maren, FollowState.ENDED)
    clock.advance(60)
    work = await published(it, maren, make)
    assert await told_of_the_end(it, net, maren, work, ada) == []


async def test_an_update_does_not_reach_those_who_left(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    work = await published(it, maren, make, Visibility.FOLLOWERS)
    clock.advance(60)
    await _end_follow(it, maren, FollowState.ENDED)
    before = len(net.sent(ada.shared_inbox))
    await publish(it, maren, replace(work, edited=it.clock()), "Update")
    await settle(it)
    assert len(net.sent(ada.shared_inbox)) == before


async def _end_follow(it: Instance, maren: Person, state: FollowState) -> None:
    [row] = await rows(it, "SELECT id FROM follows WHERE followed = :id", id=maren.actor.id)
    await it.db.write(lambda tx: follows.set_state(tx, row["id"], state, it.clock()))


async def test_an_edit_and_a_delete_reach_those_whom_an_earlier_version_named(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    other = Stranger("hugo", "https://hugo.example")
    named = await make.remote(other.uri)
    work = await make.work(maren.actor, named=(named,))
    await publish(it, maren, work)
    await settle(it)
    assert len(net.sent(other.shared_inbox)) == 1
    form = WorkForm(title="Evening, ferry", text="Nobody is named any more.")
    await publishing.edit(it, maren.actor.id, work.id, form, {}, {})
    await settle(it)
    assert [each["type"] for each in net.sent(other.shared_inbox)] == ["Create", "Update"], "they have a copy"
    assert await told_of_the_end(it, net, maren, work, other) == ["Delete"]
    assert await rows(it, "SELECT inbox FROM copies") == []


async def test_the_author_of_the_parent_is_told_of_the_end(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    author = await make.remote(ada.uri)
    reply = await make.work(maren.actor, parent=await make.work(author))
    await it.db.write(lambda tx: _hang_below(tx, reply))
    stored = await it.db.read(lambda tx: works.by_id(tx, reply.id))
    assert stored is not None
    await publish(it, maren, stored)
    await settle(it)
    assert [a["type"] for a in net.sent(ada.shared_inbox)] == ["Create"]
    assert await told_of_the_end(it, net, maren, stored, ada) == ["Delete"]


def _hang_below(tx: Tx, reply: Work) -> None:
    sql = "UPDATE works SET in_reply_to_id = (SELECT id FROM works WHERE uri = :uri) WHERE id = :id"
    tx.run(sql, uri=reply.in_reply_to, id=reply.id)


def _rename(tx: Tx, actor: str, name: str) -> None:
    tx.run("UPDATE actors SET name = :name WHERE id = :id", name=name, id=actor)


async def test_edits_of_a_profile_in_one_minute_arrive_as_one(
    it: Instance, net: Net, ada: Stranger, artist: Viewer, maren: Person, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    before = len(net.sent(ada.shared_inbox))
    for name in ("Maren A", "Maren B", "Maren C"):
        await it.db.write(partial(_rename, actor=maren.actor.id, name=name))
        await it.db.write(lambda tx: profiles.announce_profile(tx, it, maren.actor.id))
        await settle(it)
        clock.advance(5)
    clock.advance(60)
    await settle(it)
    names = [activity["object"]["name"] for activity in net.sent(ada.shared_inbox)[before:]]
    assert names == ["Maren A", "Maren C"]
