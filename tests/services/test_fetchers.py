"""Servers that fetched a work: noted once their signature was checked, told of edits and of the end."""

from dataclasses import replace
from pathlib import Path

import pytest

from fedart import app
from fedart.domain.actor import ActorType
from fedart.domain.forms import WorkForm
from fedart.domain.ids import Uri
from fedart.domain.work import Visibility, Work, WorkState
from fedart.federation import cavage
from fedart.federation.dates import format_date
from fedart.federation.errors import FetchFailed
from fedart.federation.signatures import Request
from fedart.instance import Instance
from fedart.services import fetchers, queue
from fedart.services import works as publishing
from fedart.storage import activities, actors, recipients
from tests.support import messages, signing
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger, count, rows, settle
from tests.support.uploads import publish


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


def fetch(work: Work, *, name: str = "ada") -> Request:
    """A GET of the work as Ada's server signs it, or as somebody who has another key and claims hers."""
    return signing.signed("GET", work.uri.removeprefix("https://gallery.example"), name=name)


async def noted(it: Instance, work: Work) -> list[str]:
    return await it.db.read(lambda tx: recipients.kept(tx, work.uri))


async def test_a_server_whose_key_we_know_is_noted_at_once(
    it: Instance, net: Net, make: Studio, ada: Stranger, work: Work
) -> None:
    await make.remote()
    await fetchers.notice(it, fetch(work), work, None)
    assert await noted(it, work) == [ada.shared_inbox]
    assert it.fetchers.noted("peer.example", work.uri)
    assert net.fetched == []
    assert await count(it, "tasks", "kind = 'fetcher'") == 0


async def test_the_new_dialect_counts_as_well(it: Instance, make: Studio, ada: Stranger, work: Work) -> None:
    await make.remote()
    await fetchers.notice(it, messages.message("GET", f"/objects/{work.id}"), work, None)
    assert await noted(it, work) == [ada.shared_inbox]


async def test_an_unknown_server_is_asked_by_a_task_and_then_noted(
    it: Instance, net: Net, ada: Stranger, work: Work
) -> None:
    await fetchers.notice(it, fetch(work), work, None)
    assert net.fetched == []
    assert await noted(it, work) == []
    [task] = await rows(it, "SELECT flow, host FROM tasks WHERE kind = 'fetcher'")
    assert (task["flow"], task["host"]) == ("in", "peer.example"), "it takes a place of that server's domain"
    await settle(it)
    assert net.fetched == [ada.uri]
    assert await noted(it, work) == [ada.shared_inbox]


async def test_the_signature_is_judged_as_of_when_it_arrived(
    it: Instance, net: Net, clock: Clock, ada: Stranger, work: Work
) -> None:
    await fetchers.notice(it, fetch(work), work, None)
    clock.advance(24 * 3_600)
    await settle(it)
    assert await noted(it, work) == [ada.shared_inbox]


async def test_a_host_is_asked_at_most_once_a_day_whatever_claims_to_come_from_there(
    it: Instance, net: Net, clock: Clock, make: Studio, maren: Person, ada: Stranger, work: Work
) -> None:
    for _ in range(5):
        await fetchers.notice(it, fetch(await make.work(maren.actor), name="mallory"), work, None)
        await settle(it)
    assert net.fetched == [ada.uri], "one look, and the forger is not noted"
    assert await noted(it, work) == []
    await fetchers.notice(it, fetch(work), work, None)
    assert await noted(it, work) == [ada.shared_inbox], "the key came by that look: the true one needs none"


async def test_a_host_that_had_no_key_is_asked_again_the_next_day(
    it: Instance, net: Net, clock: Clock, ada: Stranger, make: Studio, maren: Person, work: Work
) -> None:
    del net.pages[ada.uri]
    await fetchers.notice(it, fetch(work), work, None)
    await settle(it)
    asked = len(net.fetched)
    await fetchers.notice(it, fetch(work), work, None)
    await settle(it)
    assert len(net.fetched) == asked == 1
    assert await noted(it, work) == []
    clock.advance(24 * 3_600 + 1)
    net.publish(ada)
    await fetchers.notice(it, signing.signed("GET", f"/objects/{work.id}", when=clock() / 1000), work, None)
    await settle(it)
    assert await noted(it, work) == [ada.shared_inbox]


async def test_a_rotated_key_is_looked_up_once(it: Instance, net: Net, make: Studio, work: Work) -> None:
    await make.remote(key="mallory")
    net.publish(Stranger("ada"))
    await fetchers.notice(it, fetch(work), work, None)
    assert await noted(it, work) == []
    it_later = it.clock() + 301_000
    await it.db.write(lambda tx: tx.run("UPDATE remote_keys SET retry_after = 0 WHERE retry_after < :at", at=it_later))
    await settle(it)
    assert await noted(it, work) == ["https://peer.example/inbox"]


@pytest.mark.parametrize(
    "broken",
    [
        {"signature": None},
        {"signature": "nonsense"},
        {"signature": 'keyId="https://peer.example/actors/ada#main-key"'},
        {"date": "yesterday"},
        {"host": "elsewhere.example"},
        {"signature-input": "sig1=("},
    ],
    ids=str,
)
async def test_sig_01_nothing_is_fetched_or_stored_for_what_cannot_be_read(
    broken: dict[str, str | None], it: Instance, net: Net, ada: Stranger, work: Work
) -> None:
    request = fetch(work)
    for name, value in broken.items():
        request = signing.with_header(request, name, value)
    await fetchers.notice(it, request, work, None)
    await settle(it)
    assert net.fetched == []
    assert await noted(it, work) == []
    assert await count(it, "tasks", "kind = 'fetcher'") == 0
    await fetchers.notice(it, fetch(work), work, None)
    assert await count(it, "tasks", "kind = 'fetcher'") == 1, "and it did not use up the day's look"


async def test_cookies_and_long_heads_are_not_kept(it: Instance, ada: Stranger, work: Work) -> None:
    long = signing.with_header(fetch(work), "x-long", "a" * fetchers.HEAD_LIMIT)
    await fetchers.notice(it, long, work, None)
    assert await count(it, "tasks", "kind = 'fetcher'") == 0
    await fetchers.notice(it, signing.with_header(fetch(work), "cookie", "secret-token"), work, None)
    [task] = await rows(it, "SELECT payload FROM tasks WHERE kind = 'fetcher'")
    assert b"secret-token" not in task["payload"]
    assert b"keyId" in task["payload"]


async def test_a_look_that_fails_is_tried_again(it: Instance, net: Net, ada: Stranger, work: Work) -> None:
    await fetchers.notice(it, fetch(work), work, None)
    [task] = await rows(it, "SELECT payload FROM tasks WHERE kind = 'fetcher'")
    net.broken[ada.uri] = FetchFailed("no answer in time")
    with pytest.raises(FetchFailed):
        await fetchers.introduce(it, task["payload"])
    net.broken.clear()
    await fetchers.introduce(it, task["payload"])
    await fetchers.introduce(it, task["payload"])
    assert await noted(it, work) == [ada.shared_inbox]


async def test_cap_01_a_domain_with_too_much_waiting_gets_no_look(it: Instance, ada: Stranger, work: Work) -> None:
    crowded = replace(it, config=replace(it.config, tasks=replace(it.config.tasks, waiting_per_domain=1)))
    await it.db.write(lambda tx: queue.outside(tx, queue.REFETCH, {}, it.clock(), host="a.peer.example", lane="x"))
    await fetchers.notice(crowded, fetch(work), work, None)
    assert await count(it, "tasks", "kind = 'fetcher'") == 0


@pytest.mark.parametrize("why", ["suspended", "blocked"])
async def test_aut_10_nobody_whom_we_do_not_talk_to_is_noted(why: str, it: Instance, make: Studio, work: Work) -> None:
    ada = await make.remote()
    if why == "blocked":
        await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    else:
        await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    await fetchers.notice(it, fetch(work), work, None)
    assert await noted(it, work) == []
    other = await make.remote("https://hugo.example/actors/hugo", key="hugo", kind=ActorType.APPLICATION)
    await it.db.write(lambda tx: recipients.keep(tx, work.uri, "https://hugo.example/inbox", 1))
    assert other.shared_inbox in await noted(it, work)


# --- what they are told ----------------------------------------------------------------------------------------------


async def fetched_by_ada(it: Instance, make: Studio, work: Work) -> None:
    await make.remote()
    await fetchers.notice(it, fetch(work), work, None)


def types(net: Net, who: Stranger) -> list[str]:
    return [activity["type"] for activity in net.sent(who.shared_inbox)]


async def test_an_edit_and_the_end_reach_a_server_that_only_fetched(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger, work: Work
) -> None:
    await fetched_by_ada(it, make, work)
    await publishing.edit(it, maren.actor.id, work.id, WorkForm(title="Evening", text="Seen again."), {}, {})
    await settle(it)
    assert types(net, ada) == ["Update"]
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert types(net, ada) == ["Update", "Delete"]
    assert await noted(it, work) == []


async def test_another_work_is_none_of_its_business(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger, work: Work
) -> None:
    await fetched_by_ada(it, make, work)
    other = await make.work(maren.actor)
    await publishing.delete(it, maren.actor.id, other.id)
    await settle(it)
    assert types(net, ada) == []


async def test_the_end_reaches_a_follower_that_fetched_although_the_create_never_left(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    remote = await make.remote()
    await make.follow(remote, maren.actor)
    work = await make.work(maren.actor)
    await it.db.write(lambda tx: publishing.send(tx, it, work, maren.actor, "Create"))
    await fetchers.notice(it, fetch(work), work, None)
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert types(net, ada) == ["Delete"]


async def test_the_end_reaches_whoever_was_named_and_fetched_although_the_create_never_left(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await make.work(maren.actor, named=(await make.remote(),))
    await it.db.write(lambda tx: publishing.send(tx, it, work, maren.actor, "Create"))
    await fetchers.notice(it, fetch(work), work, None)
    await it.db.write(lambda tx: recipients.keep(tx, work.uri, ada.shared_inbox, 1))
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert types(net, ada) == ["Delete"]


async def test_whoever_was_named_and_never_reached_is_not_told_of_the_end(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    remote = await make.remote()
    work = await make.work(maren.actor, named=(remote,))
    await it.db.write(lambda tx: publishing.send(tx, it, work, maren.actor, "Create"))
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert types(net, ada) == []


async def test_an_edit_for_followers_alone_does_not_reach_those_who_have_a_copy(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    await it.db.write(lambda tx: recipients.keep(tx, work.uri, ada.shared_inbox, 1))
    await it.db.write(lambda tx: publishing.send(tx, it, work, maren.actor, "Update"))
    await settle(it)
    assert types(net, ada) == []
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert types(net, ada) == ["Delete"]


async def test_a_work_that_went_before_its_reader_was_known_is_taken_back_there(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger, work: Work
) -> None:
    """The Delete before the introduction: the server has the work, and nobody told it."""
    await fetchers.notice(it, fetch(work), work, None)
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert types(net, ada) == ["Delete"]
    assert net.sent(ada.shared_inbox)[0]["object"]["id"] == work.uri
    assert await noted(it, work) == []


async def test_a_work_that_is_gone_without_a_trace_leaves_nothing_to_say(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    held = await make.work(maren.actor, state=WorkState.HELD)
    await fetchers.notice(it, fetch(held), held, None)
    await publishing.delete(it, maren.actor.id, held.id)
    await settle(it)
    assert types(net, ada) == []
    assert await noted(it, held) == []


async def test_a_person_without_a_shared_inbox_is_told_at_their_own(
    it: Instance, make: Studio, maren: Person, work: Work
) -> None:
    remote = await make.remote()
    await it.db.write(lambda tx: tx.run("UPDATE actors SET shared_inbox = NULL WHERE id = :id", id=remote.id))
    await fetchers.notice(it, fetch(work), work, None)
    assert await noted(it, work) == [Uri(remote.inbox)]


# --- the whole path --------------------------------------------------------------------------------------------------


async def test_a_page_address_pasted_into_another_server_s_search_gets_edits_and_the_end(
    it: Instance, net: Net, maren: Person, tmp_path: Path
) -> None:
    """Its instance actor, whom nobody here knows, signs a GET of the page's address, and of where that leads."""
    made = await publish(it, maren, tmp_path)
    await settle(it)
    server = Stranger("instance", "https://social.example")
    net.serve(server.uri, server.document(type="Application", preferredUsername="social.example"))
    away = Client(app.build(it, worker=False), it.urls.origin)
    page = await get(away, server, it.urls.work(made.work_id))
    document = await get(away, server, page.header("location"))
    assert (page.status, document.status) == (302, 200)
    assert len(document.json()["attachment"]) == 1
    assert net.fetched == [], "the answer did not wait for the key"
    await settle(it)
    assert net.fetched == [server.uri]
    assert (await get(away, server, document.json()["id"])).status == 200
    await settle(it)
    assert net.fetched == [server.uri]
    artist = maren.actor.id
    await publishing.edit(it, artist, made.work_id, WorkForm(title="Evening", text="Seen again."), {}, {})
    await settle(it)
    await publishing.delete(it, artist, made.work_id)
    await settle(it)
    assert list(net.inboxes) == [server.shared_inbox]
    update, delete = net.sent(server.shared_inbox)
    assert (update["type"], update["object"]["id"]) == ("Update", document.json()["id"])
    assert (delete["type"], delete["object"]["id"]) == ("Delete", document.json()["id"])
    assert (await get(away, server, document.json()["id"])).status == 410


async def get(client: Client, who: Stranger, address: str) -> Answer:
    """GET of a document as that server signs it."""
    target = address.removeprefix(client.origin)
    date = format_date(signing.NOW)
    key = signing.private(who.name)
    host = client.origin.partition("://")[2]
    signed = cavage.sign(who.key_id, key, method="GET", host=host, target=target, date=date, body=None)
    headers = {name: value for name, value in signed.items() if name.lower() != "host"}
    return await client.request("GET", target, headers=headers | {"accept": "application/activity+json"})
