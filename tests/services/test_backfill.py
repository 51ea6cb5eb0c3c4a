"""Somebody's works, fetched when one of ours looks at their page: politely, only what is public, never twice."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import backfill, remote_actors
from fedart.services import follows as following
from fedart.storage import activities, backfills, works
from fedart.storage.backfills import Backfill
from fedart.tasks.kinds import KINDS
from tests.support import pictures
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, NOW, Json, Net, Stranger, count, hear, rows, settle

HOUR = 3_600
HOME = "https://peer.example/actors/ada/outbox"


async def known(it: Instance, who: Stranger) -> Actor:
    return await remote_actors.by_uri(it, who.uri)


def painted(who: Stranger, net: Net, number: int, **changes: object) -> Json:
    """A public post with one picture that is there; `number` says how old, in hours."""
    url = net.picture(f"{who.origin}/files/{number}.png", pictures.harmless("plain-png"))
    published = f"2023-01-{1 + number % 28:02}T{number % 24:02}:00:00Z"
    return who.note(f"Number {number}", pictures=[url], published=published, **changes)


def create(who: Stranger, note: Json | str) -> Json:
    return {"id": who.new_id(), "type": "Create", "actor": who.uri, "object": note}


def collection(url: str, kind: str, **fields: object) -> Json:
    return {"@context": AS2, "id": url, "type": kind, **fields}


def outbox(net: Net, who: Stranger, *pages: list[Json], total: int = 99) -> str:
    """Serve an outbox with these notes, a page each."""
    home = f"{who.uri}/outbox"
    net.serve(home, collection(home, "OrderedCollection", first=f"{home}?page=1", totalItems=total))
    for number, notes in enumerate(pages, 1):
        url = f"{home}?page={number}"
        more = {"next": f"{home}?page={number + 1}"} if number < len(pages) else {}
        items = [create(who, note) for note in notes]
        net.serve(url, collection(url, "OrderedCollectionPage", orderedItems=items, **more))
    return home


async def look(it: Instance, actor: Actor, clock: Clock) -> Backfill:
    """Open somebody's page and let every step run, however long they wait for each other."""
    await backfill.opened(it, actor)
    for _ in range(backfill.STEPS + 2):
        await settle(it)
        clock.advance(60)
    state = await it.db.read(lambda tx: backfills.of_actor(tx, actor.id))
    assert state is not None
    return state


async def titles(it: Instance) -> list[str]:
    found = await rows(it, "SELECT content FROM works ORDER BY id")
    return [str(row["content"]).removeprefix("<p>").removesuffix("</p>") for row in found]


async def test_the_first_look_brings_public_works_with_pictures_in_the_order_of_their_dates(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    notes = [painted(ada, net, number) for number in (5, 3, 1)]
    outbox(net, ada, notes[:2], notes[2:])
    actor = await known(it, ada)
    state = await look(it, actor, clock)
    assert await titles(it) == ["Number 1", "Number 3", "Number 5"]
    assert (state.found, state.posts) == (3, 99)
    assert state.finished is not None
    assert await count(it, "media", "state = 'kept'") == 3
    assert await count(it, "notifications") == 0


async def test_the_first_page_comes_at_once_and_the_next_after_a_pause(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    outbox(net, ada, [painted(ada, net, 3)], [painted(ada, net, 1)])
    await backfill.opened(it, await known(it, ada))
    await settle(it)
    assert await titles(it) == ["Number 3"]
    clock.advance(backfill.PAUSE_MS / 1000 - 1)
    await settle(it)
    assert await titles(it) == ["Number 3"]
    clock.advance(1)
    await settle(it)
    assert await titles(it) == ["Number 1", "Number 3"]


async def test_it_happens_once_in_six_hours(it: Instance, net: Net, ada: Stranger, clock: Clock) -> None:
    outbox(net, ada, [painted(ada, net, 1)])
    actor = await known(it, ada)
    await look(it, actor, clock)
    before = len(net.fetched)
    assert not await backfill.opened(it, actor)
    await settle(it)
    assert len(net.fetched) == before
    clock.advance(6 * HOUR)
    assert await backfill.opened(it, actor)
    await settle(it)
    assert len(net.fetched) > before
    assert await count(it, "works") == 1


async def test_nothing_that_is_not_for_everybody_is_kept(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    for_some = [
        painted(ada, net, 1, to=[ada.followers], cc=[]),
        painted(ada, net, 2, to=[maren.actor.uri], cc=[]),
        painted(ada, net, 3, to=[], cc=[]),
    ]
    others = [
        painted(ada, net, 4, inReplyTo="https://else.example/1"),
        ada.note("No picture"),
        painted(Stranger("eve"), net, 5),
    ]
    quiet = painted(ada, net, 6, to=[ada.followers], cc=[PUBLIC])
    outbox(net, ada, [*for_some, *others, quiet, painted(ada, net, 7)])
    await look(it, await known(it, ada), clock)
    assert await titles(it) == ["Number 6", "Number 7"]


async def test_net_06_at_most_five_pages_and_forty_works_and_never_a_page_twice(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    pages = [[ada.note(f"Words {page}-{n}") for n in range(10)] for page in range(9)]
    home = outbox(net, ada, *pages)
    await look(it, await known(it, ada), clock)
    read = [url for url in net.fetched if url.startswith(home)]
    assert len(read) == len(set(read)) == 1 + backfill.PAGES

    eve = Stranger("eve")
    net.publish(eve)
    outbox(net, eve, [painted(eve, net, n) for n in range(30)], [painted(eve, net, n) for n in range(30, 60)])
    state = await look(it, await known(it, eve), clock)
    assert state.found == backfill.ITEMS
    actor = await known(it, eve)
    assert await count(it, "works", "actor_id = :id", id=actor.id) == backfill.ITEMS


async def test_net_06_a_list_that_leads_in_a_circle_or_elsewhere_ends(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    home = outbox(net, ada, [painted(ada, net, 1)])
    for leads_to in (f"{home}?page=1", home, "https://else.example/more"):
        page = collection(
            f"{home}?page=1", "OrderedCollectionPage", orderedItems=[create(ada, painted(ada, net, 1))], next=leads_to
        )
        net.serve(f"{home}?page=1", page)
        net.fetched.clear()
        state = await look(it, await known(it, ada), clock)
        assert state.finished is not None
        assert net.fetched.count(f"{home}?page=1") == 1
        assert not [url for url in net.fetched if "else.example" in url]
        clock.advance(7 * HOUR)


async def test_each_step_has_a_small_budget_and_the_rest_comes_later(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    """Posts that the list only names cost a fetch each."""
    notes = [painted(ada, net, number) for number in range(30)]
    for note in notes:
        net.serve(str(note["id"]), {"@context": AS2, **note})
    home = f"{ada.uri}/outbox"
    items = [create(ada, str(note["id"])) for note in notes]
    net.serve(home, collection(home, "OrderedCollection", orderedItems=items))
    await backfill.opened(it, await known(it, ada))
    net.fetched.clear()
    (task,) = [row for row in await rows(it, "SELECT kind, payload FROM tasks") if row["kind"] == "backfill"]
    await KINDS["backfill"].run(it, task["payload"])
    most = it.config.federation.fetches_per_activity
    assert len(net.fetched) <= most
    await look(it, await known(it, ada), clock)
    assert await count(it, "works") == 30
    assert net.fetched.count(home) <= 2


async def test_withheld_pictures_keep_their_places(it: Instance, net: Net, ada: Stranger, clock: Clock) -> None:
    url = net.picture("https://peer.example/files/made.png", pictures.with_signal("a1111-png"))
    outbox(net, ada, [ada.note("Made", pictures=[url]), painted(ada, net, 2)])
    await look(it, await known(it, ada), clock)
    found = await rows(it, "SELECT state, reason FROM media ORDER BY state")
    assert [(row["state"], row["reason"]) for row in found] == [("dropped", "declared"), ("kept", "")]


async def test_aut_10_a_blocked_server_is_not_asked(it: Instance, net: Net, ada: Stranger, clock: Clock) -> None:
    outbox(net, ada, [painted(ada, net, 1)])
    actor = await known(it, ada)
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    net.fetched.clear()
    state = await look(it, actor, clock)
    assert (net.fetched, state.found) == ([], 0)
    assert state.finished is not None


async def test_people_of_ours_and_suspended_ones_are_left_alone(it: Instance, ada: Stranger, maren: Person) -> None:
    assert not await backfill.opened(it, maren.actor)
    assert not await backfill.opened(it, replace(await known(it, ada), suspended=True))
    assert await backfill.opened(it, await known(it, ada))


async def test_a_server_that_does_not_answer_is_tried_again_and_given_up(it: Instance, net: Net, ada: Stranger) -> None:
    actor = await known(it, ada)
    net.broken[HOME] = FetchFailed("busy")
    await backfill.opened(it, actor)
    (task,) = [row for row in await rows(it, "SELECT kind, payload FROM tasks") if row["kind"] == "backfill"]
    with pytest.raises(FetchFailed):
        await KINDS["backfill"].run(it, task["payload"])
    state = await it.db.read(lambda tx: backfills.of_actor(tx, actor.id))
    assert backfill.looking(state, it.clock())
    assert not backfill.looking(state, it.clock() + backfill.WAITS_MS)
    lost = KINDS["backfill"].lost
    assert lost is not None
    await lost(it, task["payload"])
    assert not backfill.looking(await it.db.read(lambda tx: backfills.of_actor(tx, actor.id)), it.clock())


async def test_the_numbers_that_a_server_shows_are_kept_as_hints(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    outbox(net, ada, [], total=12)
    net.serve(ada.followers, collection(ada.followers, "OrderedCollection", totalItems=10**12))
    net.serve(f"{ada.uri}/following", collection(f"{ada.uri}/following", "Note"))
    state = await look(it, await known(it, ada), clock)
    assert (state.posts, state.followers, state.following) == (12, 10_000_000, None)
    again = await known(it, ada)
    assert await count(it, "follows", "followed = :id", id=again.id) == 0


async def test_old_works_do_not_come_on_top_of_new_ones(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio, clock: Clock
) -> None:
    """Ids sort by time: what is fetched later takes the place of its own date."""
    newest = await make.work(maren.actor)
    outbox(net, ada, [painted(ada, net, 1)])
    await look(it, await known(it, ada), clock)
    old = await it.db.read(lambda tx: works.by_uri(tx, Uri(_uri(net))))
    assert old is not None
    assert old.published < NOW
    assert old.id < newest.id


def _uri(net: Net) -> str:
    page = net.pages[f"{HOME}?page=1"].body.decode()
    return page.partition('"object": {"id": "')[2].partition('"')[0]


async def test_a_follow_begins_with_what_is_known_and_nothing_is_told(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    named = painted(ada, net, 1, tag=[{"type": "Mention", "href": maren.actor.uri, "name": "@maren"}])
    outbox(net, ada, [named])
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    before = await count(it, "notifications")
    await look(it, await known(it, ada), clock)
    assert await count(it, "works") == 1
    assert await count(it, "notifications") == before
