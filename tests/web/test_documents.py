"""What our ids answer, to other servers, to browsers, and to those who may not know."""

from dataclasses import replace
from functools import partial
from urllib.parse import quote

import pytest

from fedart.domain.actor import Actor, ActorType
from fedart.domain.follow import FollowState
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState, Rendition
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Unavailable
from fedart.federation.signatures import Request
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import documents as services
from fedart.services import fetchers
from fedart.storage import activities, actors, media, recipients, works
from fedart.storage.sqlite import SqliteDatabase
from tests.support.client import BROWSER, Client
from tests.support.instance import FakeHttp, Studio, signed_get

AP = "application/activity+json"


@pytest.fixture
async def maren(make: Studio) -> Actor:
    return (await make.person("maren")).actor


# actors


async def test_an_actor_document_has_what_every_server_needs(client: Client, maren: Actor) -> None:
    answer = await client.document(maren.uri)
    assert answer.status == 200
    assert answer.header("content-type") == AP
    assert answer.header("vary") == "Accept, Signature, Accept-Encoding"
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


async def test_the_document_that_is_read_is_the_one_that_is_sent(
    client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    """An avatar with two addresses would be fetched anew with each Update, and the largest copy is too large."""
    for role, hang in (("icon", actors.set_icon), ("image", actors.set_image)):
        made = await make.picture(maren, role=role)
        small = Rendition("640", "image/jpeg", 640, 480, 1_000, it.blobs.put(role.encode(), Area.PUBLIC))
        both = replace(made.media, renditions=(*made.media.renditions, small))
        await it.db.write(partial(media.settle, picture=both, original=made.original))
        await it.db.write(partial(hang, actor=maren.id, media=made.media.id, url=None))
    read = (await client.document(maren.uri)).json()
    now = await it.db.read(lambda tx: actors.by_id(tx, maren.id))
    assert now is not None
    sent = await it.db.read(lambda tx: services.actor(tx, it, now, announcing=True))
    assert {part: read[part] for part in ("icon", "image")} == {part: sent[part] for part in ("icon", "image")}
    assert all(read[part]["url"].endswith("/640.jpg") for part in ("icon", "image"))
    links = (await client.get("/.well-known/webfinger?resource=acct:maren@gallery.example")).json()["links"]
    assert [link["href"] for link in links if link["rel"].endswith("/avatar")] == [read["icon"]["url"]]


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
    sent = await make.publish(work, maren)
    media = it.urls.media(picture.media.id, "640.webp")
    addresses = [maren.uri, f"{maren.uri}/outbox", work.uri, f"{work.uri}/likes", sent, media]
    for address in addresses:
        assert (await signed_get(client, address)).status == 200
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "", 1))
    for address in addresses:
        assert (await signed_get(client, address)).status == 403


async def test_a_browser_header_reaches_the_negotiation(client: Client, maren: Actor) -> None:
    assert (await client.get(maren.uri, accept=BROWSER)).status == 302
    assert (await client.get(maren.uri, accept=f"{AP};q=0.1, text/html")).status == 302
    assert (await client.get(maren.uri, accept=f"{AP}, text/html;q=0.1")).status == 200


# who has a copy


async def noted(it: Instance, uri: str) -> list[str]:
    return await it.db.read(lambda tx: recipients.kept(tx, uri))


async def test_a_signed_get_of_a_public_work_is_remembered(
    client: Client, make: Studio, it: Instance, maren: Actor, net: FakeHttp
) -> None:
    ada, work = await make.remote(), await make.work(maren)
    assert (await client.document(work.uri)).status == 200
    assert (await signed_get(client, work.uri, name="mallory")).status == 200
    assert await noted(it, work.uri) == []
    assert (await signed_get(client, work.uri)).status == 200
    assert await noted(it, work.uri) == [ada.shared_inbox]
    assert net.fetched == []


async def test_the_second_get_costs_one_look_into_memory(
    client: Client, make: Studio, it: Instance, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.remote()
    work, other = await make.work(maren), await make.work(maren)
    asked: list[str] = []

    async def notice(it: Instance, request: Request, work: Work, verified: object) -> None:
        asked.append(work.uri)
        await real(it, request, work, None)

    real = fetchers.notice
    monkeypatch.setattr(fetchers, "notice", notice)
    for _ in range(3):
        await signed_get(client, work.uri)
    assert asked == [work.uri]
    await signed_get(client, other.uri)
    assert asked == [work.uri, other.uri]


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.QUIET, Visibility.FOLLOWERS, Visibility.DIRECT])
async def test_only_what_anybody_may_see_is_remembered(
    visibility: Visibility, client: Client, make: Studio, it: Instance, maren: Actor
) -> None:
    ada = await make.remote()
    await make.follow(ada, maren)
    work = await make.work(maren, visibility=visibility, named=(ada,))
    assert (await signed_get(client, work.uri)).status == 200
    assert bool(await noted(it, work.uri)) is visibility.anyone


async def test_a_tombstone_is_not_remembered(client: Client, make: Studio, it: Instance, maren: Actor) -> None:
    await make.remote()
    work = await make.work(maren)
    await it.db.write(lambda tx: works.remove(tx, work, 1))
    assert (await signed_get(client, work.uri)).status == 410
    assert await noted(it, work.uri) == []


async def test_trouble_with_the_memory_does_not_reach_whoever_asked(
    client: Client, make: Studio, it: Instance, maren: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.remote()
    work = await make.work(maren)

    async def write(self: SqliteDatabase, work: object) -> object:
        raise Unavailable("database: disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(SqliteDatabase, "write", write)
        assert (await signed_get(client, work.uri)).status == 200
    assert await noted(it, work.uri) == []
    await signed_get(client, work.uri)
    assert len(await noted(it, work.uri)) == 1
