"""Activities and collections, and a walk over every id that we hand out."""

from typing import Any

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri, new_id
from fedart.domain.work import Kind, Visibility
from fedart.instance import Instance
from fedart.services import outbox
from fedart.services.outbox import Outgoing
from fedart.storage import actors, reactions, works
from fedart.storage.reactions import Reaction
from fedart.web import collections
from fedart.wire import render
from tests.support.client import Client
from tests.support.instance import Studio

AP = "application/activity+json"


@pytest.fixture
async def maren(make: Studio) -> Actor:
    return (await make.person("maren")).actor


async def test_an_activity_names_the_object_as_it_is_now(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    work = await make.work(maren)
    uri = await make.publish(work, maren)
    answer = await client.document(uri)
    assert answer.status == 200
    found = answer.json()
    assert (found["id"], found["type"], found["actor"], found["object"]) == (uri, "Create", maren.uri, work.uri)
    await it.db.write(lambda tx: works.remove(tx, work, 1))
    assert (await client.document(uri)).status == 410


async def test_activities_that_were_not_public_or_were_undone_are_404(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    private = await make.work(maren, visibility=Visibility.FOLLOWERS)
    assert (await client.document(await make.publish(private, maren))).status == 404
    work = await make.work(await make.remote())
    uri = Uri(outbox.new_activity(it))
    document = render.announce(uri, maren.uri, work.uri, at=1, to=["x"], cc=[])
    sent = Outgoing(actor=maren, type="Announce", object_uri=work.uri, public=True, document=document)
    await it.db.write(lambda tx: outbox.enqueue(tx, it, sent, []))
    assert (await client.document(uri)).status == 404
    boost = Reaction(new_id(), uri, maren.id, work.id)
    await it.db.write(lambda tx: reactions.add_boost(tx, boost, 1))
    assert (await client.document(uri)).json()["object"] == work.uri
    await it.db.write(lambda tx: reactions.remove_boost(tx, boost.id))
    assert (await client.document(uri)).status == 404


async def collected(client: Client, address: str) -> tuple[int, list[Any], int]:
    """A collection's total, the items of all its pages, and how many pages there were."""
    found = (await client.document(address)).json()
    items, pages, following = list(found.get("orderedItems", [])), 0, found.get("first")
    while following:
        page = (await client.document(following)).json()
        assert (page["id"], page["partOf"]) == (following, address)
        items += page["orderedItems"]
        following, pages = page.get("next"), pages + 1
    return found["totalItems"], items, pages


async def test_followers_are_counted_and_paged_without_gaps(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    expected = []
    for number in range(45):
        fan = await make.remote(f"https://peer.example/actors/fan{number:02}")
        await make.follow(fan, maren)
        expected.append(fan.uri)
    waiting = await make.remote("https://peer.example/actors/waiting")
    await make.follow(waiting, maren, FollowState.REQUESTED)
    total, items, pages = await collected(client, maren.followers)
    assert (total, pages) == (45, 2)
    assert sorted(items) == expected
    assert await collected(client, maren.following) == (0, [], 1)


async def test_an_outbox_lists_public_works_that_still_stand(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    sent = []
    for number in range(22):
        work = await make.work(maren, title=f"Study {number}")
        sent.append((await make.publish(work, maren), work))
    private = await make.work(maren, visibility=Visibility.FOLLOWERS)
    await make.publish(private, maren)
    await it.db.write(lambda tx: works.remove(tx, sent[3][1], 1))
    total, items, pages = await collected(client, maren.outbox)
    assert (total, pages) == (21, 2)
    assert {item["object"] for item in items} == {work.uri for _, work in sent} - {sent[3][1].uri}
    assert all(item["type"] == "Create" and "@context" not in item for item in items)


def whole(pages: list[list[Any]]) -> list[str]:
    """The ids on all pages, in order."""
    return [item if isinstance(item, str) else item["id"] for page in pages for item in page]


async def both_ways(client: Client, address: str) -> tuple[list[list[Any]], list[list[Any]]]:
    """The pages of a collection from the first to the last, and again on the way back from there."""
    there: list[list[Any]] = []
    back: list[list[Any]] = []
    page = (await client.document((await client.document(address)).json()["first"])).json()
    assert "prev" not in page
    while True:
        there.append(page["orderedItems"])
        if "next" not in page:
            break
        before, page = page, (await client.document(page["next"])).json()
        assert page["prev"] != before["id"]
    while True:
        back.insert(0, page["orderedItems"])
        if "prev" not in page:
            return there, back
        after, page = page, (await client.document(page["prev"])).json()
        assert (page["id"], page["partOf"]) == (after["prev"], address)
        assert (await client.document(page["next"])).json()["orderedItems"] == after["orderedItems"]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
async def test_pages_lead_back_to_where_they_came_from(
    count: int, client: Client, make: Studio, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collections, "PAGE", 2)
    monkeypatch.setattr(collections, "OUTBOX_PAGE", 2)
    work = await make.work(maren)
    for number in range(count):
        fan = await make.remote(f"https://peer.example/actors/fan{number}")
        await make.follow(fan, maren)
        await make.follow(maren, fan)
        await make.react(fan, work)
        await make.react(fan, work, "boost")
        await make.work(fan, kind=Kind.POST, parent=work)
        await make.publish(await make.work(maren), maren)
    parts = [maren.followers, maren.following, maren.outbox]
    parts += [f"{work.uri}/{part}" for part in ("likes", "shares", "replies")]
    for address in parts:
        there, back = await both_ways(client, address)
        assert [len(page) for page in there] == [2] * (count // 2) + [1] * (count % 2), address
        assert whole(back) == whole(there), address
    there, back = await both_ways(client, f"{work.uri}/context")
    assert whole(back) == whole(there)
    assert len(whole(there)) == count + 1


async def test_what_is_added_meanwhile_stands_on_the_way_back_and_nothing_twice(
    client: Client, make: Studio, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collections, "PAGE", 2)
    work = await make.work(maren)
    fans = [await make.remote(f"https://peer.example/actors/fan{number}") for number in range(7)]
    for fan in fans[:4]:
        await make.react(fan, work)
    first = (await client.document(f"{work.uri}/likes?page=1")).json()
    second = (await client.document(first["next"])).json()
    for fan in fans[4:]:
        await make.react(fan, work)
    seen, page = [second["orderedItems"]], second
    while "prev" in page:
        page = (await client.document(page["prev"])).json()
        seen.insert(0, page["orderedItems"])
    assert [len(each) for each in seen] == [1, 2, 2, 2]
    assert len(set(whole(seen))) == 7
    assert first["orderedItems"] == seen[2]


async def test_a_page_past_the_end_is_empty_and_leads_nowhere(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    await make.react(await make.remote(), work)
    for end in (f"before={'0' * 26}", f"after={'7' + 'z' * 25}"):
        page = (await client.document(f"{work.uri}/likes?page=1&{end}")).json()
        assert page["orderedItems"] == []
        assert not {"next", "prev"} & set(page)


async def test_featured_holds_the_newest_public_works_with_a_picture(
    client: Client, make: Studio, maren: Actor
) -> None:
    assert await collected(client, maren.featured) == (0, [], 0)
    made = []
    for _ in range(8):
        made.append(await make.work(maren))
        await make.picture(maren, made[-1])
    quiet = await make.work(maren, visibility=Visibility.QUIET)
    await make.picture(maren, quiet)
    await make.work(maren)
    post = await make.work(maren, kind=Kind.POST)
    await make.picture(maren, post)
    total, items, _ = await collected(client, maren.featured)
    assert total == 6
    assert items == [work.uri for work in reversed(made[2:])]


async def test_reactions_and_replies_of_a_work_are_collections(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    ada, work = await make.remote(), await make.work(maren)
    liked, boosted = await make.react(ada, work), await make.react(ada, work, "boost")
    reply = await make.work(ada, kind=Kind.POST, parent=work)
    await make.work(ada, kind=Kind.POST, parent=work, visibility=Visibility.DIRECT)
    assert await collected(client, f"{work.uri}/likes") == (1, [liked.uri], 1)
    assert await collected(client, f"{work.uri}/shares") == (1, [boosted.uri], 1)
    assert await collected(client, f"{work.uri}/replies") == (1, [reply.uri], 1)
    found = (await client.document(work.uri)).json()
    assert [found[part]["totalItems"] for part in ("likes", "shares", "replies")] == [1, 1, 1]
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert await collected(client, f"{work.uri}/likes") == (0, [], 1)
    assert await collected(client, f"{work.uri}/replies") == (0, [], 1)


@pytest.mark.parametrize(
    "query",
    ["before=", "before=x", "before=~", "after=x", "after=", "page=1&before=%27%20OR%201=1", "before=" + "9" * 99],
)
async def test_a_cursor_that_is_not_ours_is_400(query: str, client: Client, maren: Actor) -> None:
    assert (await client.document(f"{maren.followers}?{query}")).status == 400


async def test_parts_that_do_not_exist_are_404(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    for address in (f"{maren.uri}/liked", f"{maren.uri}/key", f"{work.uri}/featured", f"{work.uri}/x"):
        assert (await client.document(address)).status == 404


async def test_the_instance_actor_has_an_empty_outbox(client: Client) -> None:
    assert await collected(client, "https://gallery.example/actor/outbox") == (0, [], 0)
