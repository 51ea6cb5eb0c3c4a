"""What only other servers ask for: threads, highlights, tags, the followers on one host, permissions."""

from typing import Any

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.ids import ActorId, Uri, new_id
from fedart.domain.work import Kind, Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import activities, actors, pins, stamps, works
from fedart.storage.stamps import Stamp, StampKind
from tests.support.client import Client
from tests.support.instance import Studio, signed_get


@pytest.fixture
async def maren(make: Studio) -> Actor:
    return (await make.person("maren")).actor


async def collected(client: Client, address: str) -> tuple[int, list[Any], int]:
    """A collection's total, the items of all its pages, and how many pages there were."""
    found = (await client.document(address)).json()
    items, pages, following = list(found.get("orderedItems", [])), 0, found.get("first")
    while following:
        page = (await client.document(following)).json()
        assert (page["id"], page["partOf"], page["type"]) == (following, address, "OrderedCollectionPage")
        items += page["orderedItems"]
        following, pages = page.get("next"), pages + 1
    assert found["type"] == "OrderedCollection"
    return found["totalItems"], items, pages


# threads (FEP-7888)


async def test_a_thread_lists_every_public_post_from_the_first_to_the_last(
    client: Client, make: Studio, maren: Actor
) -> None:
    ada = await make.remote()
    work = await make.work(maren)
    first = await make.work(ada, kind=Kind.POST, parent=work)
    second = await make.work(maren, kind=Kind.POST, parent=first)
    await make.work(ada, kind=Kind.POST, parent=second, visibility=Visibility.DIRECT)
    quiet = await make.work(ada, kind=Kind.POST, parent=second, visibility=Visibility.QUIET)
    await make.work(maren)
    address = f"{work.uri}/context"
    assert await collected(client, address) == (4, [work.uri, first.uri, second.uri, quiet.uri], 1)
    assert (await client.document(address)).json()["attributedTo"] == maren.uri
    for post in (work, second):
        assert (await client.document(post.uri)).json()["context"] == address


async def test_an_answer_to_a_thread_elsewhere_names_no_thread_of_ours(
    client: Client, make: Studio, maren: Actor
) -> None:
    theirs = await make.work(await make.remote())
    answer = await make.work(maren, kind=Kind.POST, parent=theirs)
    assert "context" not in (await client.document(answer.uri)).json()
    assert (await client.document(f"{answer.uri}/context")).status == 404
    assert (await client.document(f"{(await make.work(maren)).uri}/context")).status == 200


async def test_a_long_thread_comes_in_pages_without_gaps(client: Client, make: Studio, maren: Actor) -> None:
    ada, work = await make.remote(), await make.work(maren)
    answers = [await make.work(ada, kind=Kind.POST, parent=work) for _ in range(44)]
    posts = [work.uri, *(answer.uri for answer in answers)]
    total, items, pages = await collected(client, f"{work.uri}/context")
    assert (total, pages) == (45, 2)
    assert items == sorted(posts, key=lambda uri: uri.rpartition("/")[2])
    assert set(items) == set(posts)


async def test_web_09_a_thread_shows_nothing_that_may_not_be_known(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    ada, work = await make.remote(), await make.work(maren)
    await make.work(ada, kind=Kind.POST, parent=work)
    hidden = await make.work(maren, visibility=Visibility.FOLLOWERS)
    await make.work(maren, kind=Kind.POST, parent=work, visibility=Visibility.FOLLOWERS)
    await make.work(maren, kind=Kind.POST, parent=work, state=WorkState.HELD)
    assert (await collected(client, f"{work.uri}/context"))[0] == 2
    never = await client.document(f"https://gallery.example/objects/{new_id()}/context")
    private = await client.document(f"{hidden.uri}/context")
    assert (private.status, private.headers, private.body) == (404, never.headers, never.body)
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    assert await collected(client, f"{work.uri}/context") == (1, [work.uri], 1)


# highlights and tags


async def test_pinned_works_replace_the_newest_in_their_own_order(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    made = []
    for _ in range(9):
        made.append(await make.work(maren))
        await make.picture(maren, made[-1])
    assert (await collected(client, maren.featured))[1] == [work.uri for work in reversed(made[3:])]
    chosen = [made[4].id, made[0].id, made[2].id]
    await it.db.write(lambda tx: pins.replace(tx, maren.id, chosen, it.clock()))
    expected = [made[4].uri, made[0].uri, made[2].uri]
    assert await collected(client, maren.featured) == (3, expected, 0)
    await it.db.write(lambda tx: works.remove(tx, made[0], 1))
    assert await collected(client, maren.featured) == (2, [made[4].uri, made[2].uri], 0)


async def test_web_09_a_pinned_work_that_is_not_public_is_not_listed(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    public, private = await make.work(maren), await make.work(maren, visibility=Visibility.FOLLOWERS)
    await it.db.write(lambda tx: pins.replace(tx, maren.id, [private.id, public.id], it.clock()))
    assert await collected(client, maren.featured) == (1, [public.uri], 0)


async def test_featured_tags_are_the_ones_that_public_works_have_most(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    address = f"{maren.uri}/featuredTags"
    assert (await client.document(maren.uri)).json()["featuredTags"] == address
    assert await collected(client, address) == (0, [], 0)
    await make.work(maren, visibility=Visibility.FOLLOWERS)
    await make.work(maren, kind=Kind.POST)
    assert await collected(client, address) == (0, [], 0)
    await make.work(maren)
    tag = {"type": "Hashtag", "href": "https://gallery.example/tags/ferry", "name": "#ferry"}
    assert await collected(client, address) == (1, [tag], 0)


# followers of one host (FEP-8fcf)


async def test_a_server_reads_its_own_part_of_the_followers_and_no_other(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    ada = await make.remote()
    bob = await make.remote("https://peer.example/actors/bob")
    other = await make.remote("https://other.example/actors/eve")
    waiting = await make.remote("https://peer.example/actors/waiting")
    for fan in (ada, bob, other):
        await make.follow(fan, maren)
    await make.follow(waiting, maren, FollowState.REQUESTED)
    address = f"{maren.uri}/followers_synchronization"
    answer = await signed_get(client, address)
    assert answer.status == 200
    assert answer.header("cache-control") == "private, no-store"
    found = answer.json()
    assert (found["id"], found["type"], found["totalItems"]) == (address, "OrderedCollection", 2)
    assert found["orderedItems"] == sorted([ada.uri, bob.uri])


async def test_nobody_reads_a_part_of_the_followers_without_a_good_signature(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    ada = await make.remote()
    await make.follow(ada, maren)
    address = f"{maren.uri}/followers_synchronization"
    assert (await signed_get(client, address)).status == 200
    for answer in (await client.document(address), await signed_get(client, address, name="mallory")):
        assert answer.status == 401
        assert ada.uri not in answer.text
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    assert (await signed_get(client, address)).status == 403


# permissions (FEP-044f, FEP-7aa9)


async def stamped(it: Instance, artist: Actor, kind: StampKind, about: str, instrument: str) -> str:
    ident = new_id(it.clock())
    made = Stamp(
        id=ident,
        kind=kind,
        actor_id=ActorId(artist.id),
        request=Uri("https://peer.example/requests/1"),
        asker=Uri("https://peer.example/actors/ada"),
        about=Uri(about),
        instrument=Uri(instrument),
        created=it.clock(),
    )
    await it.db.write(lambda tx: stamps.add(tx, made))
    return ident


async def test_a_permission_to_quote_names_both_posts(client: Client, make: Studio, it: Instance, maren: Actor) -> None:
    work = await make.work(maren)
    ident = await stamped(it, maren, StampKind.QUOTE, work.uri, "https://peer.example/notes/9")
    answer = await client.document(it.urls.stamp(ident))
    assert (answer.status, answer.header("content-type")) == (200, "application/activity+json")
    found = answer.json()
    assert found.pop("@context")[0] == "https://www.w3.org/ns/activitystreams"
    assert found == {
        "id": f"https://gallery.example/stamps/{ident}",
        "type": "QuoteAuthorization",
        "attributedTo": maren.uri,
        "interactingObject": "https://peer.example/notes/9",
        "interactionTarget": work.uri,
    }


async def test_a_permission_to_list_names_the_artist(client: Client, it: Instance, maren: Actor) -> None:
    ident = await stamped(it, maren, StampKind.FEATURE, maren.uri, "https://peer.example/lists/1")
    found = (await client.document(it.urls.stamp(ident))).json()
    assert (found["type"], found["interactionTarget"]) == ("FeatureAuthorization", maren.uri)
    assert found["interactingObject"] == "https://peer.example/lists/1"


async def test_web_09_a_permission_that_is_over_looks_like_one_that_never_was(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    never = await client.document(it.urls.stamp(new_id()))
    assert never.status == 404
    revoked = await stamped(it, maren, StampKind.QUOTE, (await make.work(maren)).uri, "https://peer.example/notes/1")
    deleted = await make.work(maren)
    gone = await stamped(it, maren, StampKind.QUOTE, deleted.uri, "https://peer.example/notes/2")
    assert [(await client.document(it.urls.stamp(each))).status for each in (revoked, gone)] == [200, 200]
    await it.db.write(lambda tx: stamps.revoke(tx, revoked, it.clock()))
    await it.db.write(lambda tx: works.remove(tx, deleted, 1))
    for each in (revoked, gone):
        answer = await client.document(it.urls.stamp(each))
        assert (answer.status, answer.headers, answer.body) == (404, never.headers, never.body)
    assert (await client.document("/stamps/x")).status == 404
