"""What our ids answer, to other servers, to browsers, and to those who may not know."""

from typing import Any
from urllib.parse import quote

import pytest

from fedart.domain.actor import Actor, ActorType
from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri, new_id
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.services import outbox
from fedart.services.outbox import Outgoing
from fedart.storage import activities, actors, reactions, works
from fedart.storage.reactions import Reaction
from fedart.wire import render
from tests.support import signing
from tests.support.client import BROWSER, Answer, Client
from tests.support.instance import FakeHttp, Studio

AP = "application/activity+json"


@pytest.fixture
async def maren(make: Studio) -> Actor:
    return (await make.person("maren")).actor


async def signed_get(client: Client, address: str, **signed: Any) -> Answer:
    """GET as Ada's server signs it."""
    target = address.removeprefix(client.origin)
    request = signing.signed("GET", target, **signed)
    headers = [(n, v) for n, v in request.headers if n != "host"]
    return await client.request("GET", target, headers=[*headers, ("accept", AP)])


async def publish(it: Instance, work: Work, author: Actor) -> str:
    """Store the Create of a work as publishing does; its address."""
    note = render.note(work, author, it.urls, ())
    uri = Uri(outbox.new_activity(it))
    sent = Outgoing(
        actor=author,
        type="Create",
        object_uri=work.uri,
        public=work.visibility.anyone,
        document=render.create(uri, note),
    )
    await it.db.write(lambda tx: outbox.enqueue(tx, it, sent, []))
    return uri


async def react(it: Instance, actor: Actor, work: Work, kind: str = "like") -> Reaction:
    ident = new_id(it.clock())
    made = Reaction(ident, Uri(f"{actor.uri}/{kind}s/{ident}"), actor.id, work.id)
    add = reactions.add_like if kind == "like" else reactions.add_boost
    await it.db.write(lambda tx: add(tx, made, 1))
    await it.db.write(lambda tx: works.count_reactions(tx, work.id))
    return made


# actors


async def test_an_actor_document_has_what_every_server_needs(client: Client, maren: Actor) -> None:
    answer = await client.document(maren.uri)
    assert answer.status == 200
    assert answer.header("content-type") == AP
    assert answer.header("vary") == "Accept, Signature"
    found = answer.json()
    assert found["id"] == maren.uri
    assert found["preferredUsername"] == "maren"
    assert found["publicKey"] == {"id": maren.key_id, "owner": maren.uri, "publicKeyPem": maren.public_key}
    parts = ("inbox", "outbox", "followers", "following", "featured", "url")
    assert all(found[part].startswith("https://gallery.example/") for part in parts)


async def test_the_key_is_served_to_unsigned_and_to_wrongly_signed_gets(
    client: Client, maren: Actor, net: FakeHttp
) -> None:
    for address in (maren.uri, "https://gallery.example/actor"):
        assert (await client.document(address)).json()["publicKey"]["owner"] == address
        answer = await signed_get(client, address, name="mallory")
        assert answer.status == 200
        assert answer.header("cache-control") == "private, no-store"
    assert net.fetched == []


async def test_an_avatar_appears_in_the_document_once_it_is_kept(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    held = await make.picture(maren, state=MediaState.HELD, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, maren.id, held.media.id))
    assert "icon" not in (await client.document(maren.uri)).json()
    kept = await make.picture(maren, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, maren.id, kept.media.id))
    icon = (await client.document(maren.uri)).json()["icon"]
    assert icon["mediaType"] == "image/jpeg"
    assert (await client.get(icon["url"])).status == 200


async def test_unknown_suspended_and_deleted_actors(client: Client, make: Studio, it: Instance, maren: Actor) -> None:
    unknown = await client.document(it.urls.actor(new_id()))
    await it.db.write(lambda tx: actors.suspend(tx, maren.id, 1))
    suspended = await client.document(maren.uri)
    assert (unknown.status, unknown.headers, unknown.body) == (404, suspended.headers, suspended.body)
    await it.db.write(lambda tx: actors.suspend(tx, maren.id, None))
    await make.delete(maren)
    assert (await client.document(maren.uri)).status == 410
    ada = await make.remote()
    assert (await client.document(it.urls.actor(ada.id))).status == 404


@pytest.mark.parametrize("ident", ["x", "instance", "../actor", "A" * 26, "0" * 25, "%00", "é" * 26])
async def test_ids_that_are_not_ours_are_404(ident: str, client: Client) -> None:
    for kind in ("actors", "objects", "activities", "media"):
        end = "/640.webp" if kind == "media" else ""
        assert (await client.document(f"/{kind}/{quote(ident, safe='%')}{end}")).status == 404


async def test_browsers_are_led_from_ids_to_pages(client: Client, make: Studio, it: Instance, maren: Actor) -> None:
    work = await make.work(maren)
    for ident, page in ((maren.uri, maren.url), (work.uri, work.url), (it.urls.instance_actor, it.urls.page("/about"))):
        answer = await client.page(ident)
        assert (answer.status, answer.header("location")) == (302, page)
        assert "Accept" in answer.header("vary")
        assert (await client.get(ident, accept="*/*")).status == 200


# works


async def test_a_public_work_is_a_note_with_its_pictures(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    picture = await make.picture(maren, work)
    await make.picture(maren, work, state=MediaState.DROPPED)
    found = (await client.document(work.uri)).json()
    assert (found["id"], found["type"], found["attributedTo"]) == (work.uri, "Note", maren.uri)
    assert found["url"] == work.url
    assert [a["url"] for a in found["attachment"]] == [
        f"https://gallery.example/media/{picture.media.id}/federation.jpg"
    ]
    assert (await client.get(found["attachment"][0]["url"])).body == f"jpeg of {picture.media.id}".encode()


async def test_a_document_is_not_sent_twice(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    first = await client.document(work.uri)
    assert "public" in first.header("cache-control")
    again = await client.get(work.uri, accept=AP, if_none_match=first.header("etag"))
    assert (again.status, again.body) == (304, b"")
    assert again.header("etag") == first.header("etag")
    assert again.header("vary") == first.header("vary")
    other = await client.get(work.uri, accept=AP, if_none_match='"something else"')
    assert other.status == 200


async def test_a_signed_answer_is_not_shared(client: Client, make: Studio, maren: Actor) -> None:
    await make.remote()
    answer = await signed_get(client, (await make.work(maren)).uri)
    assert answer.status == 200
    assert answer.header("cache-control") == "private, no-store"
    assert answer.header("etag") == ""


async def test_a_deleted_work_leaves_a_tombstone(client: Client, make: Studio, it: Instance, maren: Actor) -> None:
    work = await make.work(maren)
    await it.db.write(lambda tx: works.remove(tx, work, it.clock()))
    answer = await client.document(work.uri)
    assert answer.status == 410
    assert answer.json()["type"] == "Tombstone"
    assert answer.json()["id"] == work.uri
    assert (await client.document(f"{work.uri}/replies")).status == 410


async def hidden(make: Studio, it: Instance, maren: Actor) -> list[str]:
    """Addresses of things that exist and that a stranger may not know of."""
    followers = await make.work(maren, visibility=Visibility.FOLLOWERS)
    direct = await make.work(maren, visibility=Visibility.DIRECT)
    held = await make.work(maren, state=WorkState.HELD)
    removed = await make.work(maren, visibility=Visibility.FOLLOWERS)
    await it.db.write(lambda tx: works.remove(tx, removed, 1))
    remote = await make.work(await make.remote("https://other.example/actors/eve"))
    silenced = (await make.person("silenced")).actor
    suspended = await make.work(silenced)
    await it.db.write(lambda tx: actors.suspend(tx, silenced.id, 1))
    return [it.urls.object(w.id) for w in (followers, direct, held, removed, remote, suspended)]


@pytest.mark.parametrize("end", ["", "/replies", "/likes", "/shares", "/replies?page=1"])
async def test_web_09_what_may_not_be_known_looks_like_what_never_was(
    end: str, client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    never = await client.document(it.urls.object(new_id()) + end)
    assert never.status == 404
    for address in await hidden(make, it, maren):
        answer = await client.document(address + end)
        assert (answer.status, answer.headers, answer.body) == (never.status, never.headers, never.body)
        assert (await signed_get(client, address + end, name="mallory")).status == 404


async def test_web_09_browsers_learn_nothing_from_the_redirect(client: Client, it: Instance) -> None:
    missing = new_id()
    answer = await client.page(it.urls.object(missing))
    assert (answer.status, answer.header("location")) == (302, it.urls.work(missing))


async def test_followers_see_followers_only_works_by_signed_get(client: Client, make: Studio, maren: Actor) -> None:
    ada = await make.remote()
    work = await make.work(maren, visibility=Visibility.FOLLOWERS)
    assert (await signed_get(client, work.uri)).status == 404
    await make.follow(ada, maren, FollowState.REQUESTED)
    assert (await signed_get(client, work.uri)).status == 404
    await make.follow(ada, maren)
    answer = await signed_get(client, work.uri)
    assert answer.status == 200
    assert answer.json()["id"] == work.uri
    assert answer.header("cache-control") == "private, no-store"
    assert (await signed_get(client, work.uri, name="mallory")).status == 404
    assert (await client.document(work.uri)).status == 404


async def test_named_people_see_direct_works_by_signed_get(client: Client, make: Studio, maren: Actor) -> None:
    ada = await make.remote()
    await make.follow(ada, maren)
    other = await make.work(maren, visibility=Visibility.DIRECT)
    work = await make.work(maren, visibility=Visibility.DIRECT, named=(ada,))
    assert (await signed_get(client, work.uri)).status == 200
    assert (await signed_get(client, other.uri)).status == 404


@pytest.mark.parametrize(("kind", "status"), [(ActorType.APPLICATION, 200), (ActorType.PERSON, 404)])
async def test_an_instance_actor_fetches_for_its_people(
    kind: ActorType, status: int, client: Client, make: Studio, maren: Actor
) -> None:
    await make.remote(kind=kind)
    bob = await make.remote("https://peer.example/actors/bob")
    await make.follow(bob, maren)
    work = await make.work(maren, visibility=Visibility.FOLLOWERS)
    named = await make.work(maren, visibility=Visibility.DIRECT, named=(bob,))
    assert (await signed_get(client, work.uri)).status == status
    assert (await signed_get(client, named.uri)).status == status
    stranger = await make.work(maren, visibility=Visibility.DIRECT)
    assert (await signed_get(client, stranger.uri)).status == 404


async def test_aut_10_a_blocked_server_reads_nothing_with_its_key(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    await make.remote()
    work = await make.work(maren)
    picture = await make.picture(maren, work)
    sent = await publish(it, work, maren)
    media = it.urls.media(picture.media.id, "640.webp")
    addresses = [maren.uri, f"{maren.uri}/outbox", work.uri, f"{work.uri}/likes", sent, media]
    for address in addresses:
        assert (await signed_get(client, address)).status == 200
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    for address in addresses:
        assert (await signed_get(client, address)).status == 403


# activities and collections


async def test_an_activity_names_the_object_as_it_is_now(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    work = await make.work(maren)
    uri = await publish(it, work, maren)
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
    assert (await client.document(await publish(it, private, maren))).status == 404
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
        sent.append((await publish(it, work, maren), work))
    private = await make.work(maren, visibility=Visibility.FOLLOWERS)
    await publish(it, private, maren)
    await it.db.write(lambda tx: works.remove(tx, sent[3][1], 1))
    total, items, pages = await collected(client, maren.outbox)
    assert (total, pages) == (21, 2)
    assert {item["object"] for item in items} == {work.uri for _, work in sent} - {sent[3][1].uri}
    assert all(item["type"] == "Create" and "@context" not in item for item in items)


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
    liked, boosted = await react(it, ada, work), await react(it, ada, work, "boost")
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
    "query", ["before=", "before=x", "before=~", "page=1&before=%27%20OR%201=1", "before=" + "9" * 99]
)
async def test_a_cursor_that_is_not_ours_is_400(query: str, client: Client, maren: Actor) -> None:
    assert (await client.document(f"{maren.followers}?{query}")).status == 400


async def test_parts_that_do_not_exist_are_404(client: Client, make: Studio, maren: Actor) -> None:
    work = await make.work(maren)
    for address in (f"{maren.uri}/liked", f"{maren.uri}/key", f"{work.uri}/featured", f"{work.uri}/x"):
        assert (await client.document(address)).status == 404


async def test_the_instance_actor_has_an_empty_outbox(client: Client) -> None:
    assert await collected(client, "https://gallery.example/actor/outbox") == (0, [], 0)


# the walker (guide section 11.4)


def addresses_in(document: Any) -> set[str]:
    """Every address of ours that a document names, contexts left out."""
    if isinstance(document, str):
        return {document} if document.startswith("https://gallery.example/") and " " not in document else set()
    if isinstance(document, dict):
        return set().union(
            *(
                addresses_in(v)
                for k, v in document.items()
                if k not in ("@context", "content", "contentMap", "template")
            )
        )
    return set().union(*(addresses_in(item) for item in document)) if isinstance(document, list) else set()


async def walk(client: Client, get: Any) -> dict[str, int]:
    """Dereference every id from WebFinger on; addresses to statuses."""
    start = (await client.get("/.well-known/webfinger?resource=acct:maren@gallery.example")).json()
    todo = {link["href"] for link in start["links"] if link["rel"] == "self"} | {"https://gallery.example/actor"}
    seen: dict[str, int] = {}
    while todo:
        address = todo.pop()
        answer = await get(address)
        seen[address] = answer.status
        if answer.header("content-type") == AP:
            assert answer.json().get("id") in (address, None, address.partition("#")[0])
            todo |= {a.partition("#")[0] for a in addresses_in(answer.json())} - seen.keys()
    return seen


PAGES = ("/@", "/works/", "/tags/", "/about")


@pytest.mark.parametrize("signed", [False, True])
async def test_every_id_we_hand_out_can_be_dereferenced(
    signed: bool, client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    ada = await make.remote()
    for _ in range(3):
        work = await make.work(maren)
        await make.picture(maren, work)
        await publish(it, work, maren)
    await react(it, ada, work)
    await make.follow(ada, maren)
    get = (lambda a: signed_get(client, a)) if signed else client.document
    seen = await walk(client, get)
    kinds = {address.removeprefix("https://gallery.example/").split("/")[0] for address in seen}
    assert {"actors", "objects", "activities", "media", "actor"} <= kinds
    inboxes = {a for a in seen if a.endswith("/inbox")}
    wrong = {
        address: status
        for address, status in seen.items()
        if status != 200 and address not in inboxes and not address[23:].startswith(PAGES)
    }
    assert wrong == {}


async def test_a_browser_header_reaches_the_negotiation(client: Client, maren: Actor) -> None:
    assert (await client.get(maren.uri, accept=BROWSER)).status == 302
    assert (await client.get(maren.uri, accept=f"{AP};q=0.1, text/html")).status == 302
    assert (await client.get(maren.uri, accept=f"{AP}, text/html;q=0.1")).status == 200
