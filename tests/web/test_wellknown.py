"""Being found: WebFinger, host-meta, NodeInfo."""

from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from fedart.domain.ids import Urls
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility
from fedart.errors import Malformed, NotFound
from fedart.instance import Instance
from fedart.storage import actors
from fedart.web import wellknown
from fedart.wire import render
from tests.support.client import Answer, Client
from tests.support.instance import Clock, Studio

DAY = 24 * 3_600
URLS = Urls("https://gallery.example")
LONG = "x" * 3_000


async def ask(client: Client, resource: str) -> Answer:
    return await client.get(f"/.well-known/webfinger?resource={quote(resource, safe='')}")


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("acct:maren@gallery.example", "maren"),
        ("acct:Maren@Gallery.Example", "maren"),
        ("ACCT:maren@gallery.example", "maren"),
        ("acct:@maren@gallery.example", "maren"),
        ("maren@gallery.example", "maren"),
        ("@maren@gallery.example", "maren"),
        ("acct:maren@gallery.example:443", "maren"),
        ("https://gallery.example/@maren", "maren"),
        ("HTTPS://GALLERY.example/@Maren", "maren"),
        ("https://gallery.example/@maren/", "maren"),
        ("https://gallery.example/@maren?page=2", "maren"),
        ("https://gallery.example/actors/01abc", "id:01abc"),
        ("https://gallery.example", wellknown.INSTANCE),
        ("https://gallery.example/", wellknown.INSTANCE),
        ("https://gallery.example/actor", wellknown.INSTANCE),
        ("acct:gallery.example@gallery.example", wellknown.INSTANCE),
    ],
)
def test_a_resource_names_an_actor(resource: str, name: str) -> None:
    assert wellknown.wanted(resource, URLS) == name


@pytest.mark.parametrize(
    "resource", ["", "maren", "acct:maren", "acct:@gallery.example", "mailto:", "acct:maren@", "https://[::1", LONG]
)
def test_a_resource_that_is_no_handle_is_malformed(resource: str) -> None:
    with pytest.raises(Malformed):
        wellknown.wanted(resource, URLS)


@pytest.mark.parametrize(
    "resource",
    [
        "acct:maren@elsewhere.example",
        "acct:maren@gallery.example:8443",
        "http://gallery.example/@maren",
        "https://elsewhere.example/@maren",
        "https://gallery.example/works/1",
        "https://gallery.example/about",
    ],
)
def test_what_lies_elsewhere_is_not_found(resource: str) -> None:
    with pytest.raises(NotFound):
        wellknown.wanted(resource, URLS)


async def test_webfinger_names_the_actor_byte_for_byte(client: Client, make: Studio) -> None:
    actor = (await make.person("maren")).actor
    for resource in ("acct:maren@gallery.example", actor.uri, actor.url):
        answer = await ask(client, resource)
        assert answer.status == 200
        assert answer.header("content-type") == "application/jrd+json"
        assert answer.header("access-control-allow-origin") == "*"
        found = answer.json()
        assert found["subject"] == "acct:maren@gallery.example"
        links = [link for link in found["links"] if link["rel"] == "self"]
        assert links == [{"rel": "self", "type": "application/activity+json", "href": actor.uri}]
        pages = [link["href"] for link in found["links"] if link["rel"].endswith("profile-page")]
        assert pages == [actor.url]


async def test_webfinger_shows_the_avatar_once_there_is_one(client: Client, make: Studio, it: Instance) -> None:
    actor = (await make.person("maren")).actor

    async def avatars() -> list[str]:
        links = (await ask(client, "acct:maren@gallery.example")).json()["links"]
        return [link["href"] for link in links if link["rel"] == "http://webfinger.net/rel/avatar"]

    assert await avatars() == []
    held = await make.picture(actor, state=MediaState.HELD, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, actor.id, held.media.id))
    assert await avatars() == []
    kept = await make.picture(actor, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, actor.id, kept.media.id))
    assert await avatars() == [it.urls.media(kept.media.id, "federation.jpg")]


async def test_webfinger_status_codes(client: Client, make: Studio) -> None:
    actor = (await make.person("gone")).actor
    assert (await ask(client, "acct:gone@gallery.example")).status == 200
    await make.delete(actor)
    assert (await ask(client, actor.uri)).status == 410
    assert (await ask(client, "acct:gone@gallery.example")).status == 410
    assert (await client.get("/.well-known/webfinger")).status == 400
    assert (await ask(client, "nonsense")).status == 400
    assert (await ask(client, "acct:nobody@gallery.example")).status == 404
    assert (await ask(client, "acct:gone@elsewhere.example")).status == 404


async def test_a_suspended_artist_is_not_found(client: Client, make: Studio, it: Instance) -> None:
    actor = (await make.person("maren")).actor
    await it.db.write(lambda tx: actors.suspend(tx, actor.id, 1))
    assert (await ask(client, "acct:maren@gallery.example")).status == 404
    await it.db.write(lambda tx: actors.suspend(tx, actor.id, None))
    assert (await ask(client, "acct:maren@gallery.example")).status == 200


async def test_the_instance_itself_is_an_actor(client: Client) -> None:
    for resource in ("https://gallery.example", "acct:gallery.example@gallery.example"):
        found = (await ask(client, resource)).json()
        assert found["links"][0]["href"] == "https://gallery.example/actor"


async def test_a_percent_encoded_resource_is_the_same(client: Client, make: Studio) -> None:
    await make.person("maren")
    plain = await client.get("/.well-known/webfinger?resource=acct:maren@gallery.example")
    encoded = await client.get("/.well-known/webfinger?resource=acct%3Amaren%40gallery.example")
    assert plain.status == 200
    assert plain.body == encoded.body


async def test_host_meta_points_to_webfinger(client: Client) -> None:
    answer = await client.get("/.well-known/host-meta")
    assert answer.header("content-type").startswith("application/xrd+xml")
    link = ElementTree.fromstring(answer.body)[0]
    assert link.attrib["template"] == "https://gallery.example/.well-known/webfinger?resource={uri}"


async def test_nodeinfo_counts_people_and_public_works(client: Client, make: Studio, it: Instance) -> None:
    maren = (await make.person("maren")).actor
    await make.person("joost")
    await it.db.write(lambda tx: actors.count_work(tx, maren.id, 1, it.clock()))
    await make.work(maren)
    await make.work(maren, kind=Kind.POST)
    await make.work(maren, visibility=Visibility.FOLLOWERS)
    index = (await client.get("/.well-known/nodeinfo")).json()
    schemas = [link for link in index["links"] if "nodeinfo" in link["rel"]]
    assert [link["rel"][-3:] for link in schemas] == ["2.0", "2.1"]
    for link in schemas:
        found = (await client.get(link["href"])).json()
        assert found["version"] == link["rel"][-3:]
        assert found["software"]["name"] == "fedart"
        assert found["protocols"] == ["activitypub"]
        assert found["openRegistrations"] is False
        assert found["usage"]["users"] == {"total": 2, "activeMonth": 1, "activeHalfyear": 1}
        assert found["usage"]["localPosts"] == 2
    assert (await client.get("/nodeinfo/1.0")).status == 404


async def test_nodeinfo_counts_as_active_who_was_here_or_published(
    client: Client, make: Studio, it: Instance, clock: Clock
) -> None:
    painter, reader, _, gone = [await make.person(name) for name in ("painter", "reader", "guest", "gone")]

    async def active() -> tuple[int, int]:
        clock.advance(wellknown.USAGE_MS / 1000)
        # No visitor sees who was here: what was answered within half a minute is given out again, but not for this.
        users = (await client.get(f"/nodeinfo/2.1?{clock()}")).json()["usage"]["users"]
        assert users["total"] == 4
        return users["activeMonth"], users["activeHalfyear"]

    assert await active() == (0, 0)
    await it.db.write(lambda tx: actors.count_work(tx, painter.actor.id, 1, it.clock()))
    assert await active() == (1, 1)
    for person in (reader, gone):
        assert (await (await make.signed_in(client, person)).page("/home")).status == 200
    assert await active() == (3, 3)
    clock.advance(25 * DAY)
    await (await make.signed_in(client, reader)).page("/home")
    clock.advance(6 * DAY)
    assert await active() == (1, 3), "the reader was here six days ago"
    clock.advance(160 * DAY)
    assert await active() == (0, 1)


async def test_nodeinfo_leads_to_the_instance_actor(client: Client) -> None:
    links = (await client.get("/.well-known/nodeinfo")).json()["links"]
    href = next(link["href"] for link in links if link["rel"].endswith("#Application"))
    assert (await client.document(href)).json()["type"] == "Application"


async def test_nodeinfo_counts_at_most_every_ten_minutes(
    client: Client, make: Studio, it: Instance, clock: Clock
) -> None:
    async def posts() -> int:
        found: int = (await client.get("/nodeinfo/2.1")).json()["usage"]["localPosts"]
        return found

    maren = (await make.person("maren")).actor
    assert await posts() == 0
    await make.work(maren)
    assert await posts() == 0
    clock.advance(wellknown.USAGE_MS / 1000)
    await make.work(maren)
    assert await posts() == 2


async def test_the_namespace_document_is_a_context_for_programs_and_a_page_for_people(client: Client) -> None:
    for accept in ("", "*/*", "application/ld+json", "application/json", "application/activity+json"):
        answer = await client.get("/ns", accept=accept)
        assert answer.header("content-type") == "application/ld+json"
        assert answer.header("vary") == "Accept, Accept-Encoding"
        assert answer.json() == render.namespace()
    page = await client.page("/ns")
    assert page.status == 200
    assert page.header("content-type").startswith("text/html")
    for term in ("workTitle", "https://schema.org/name", "https://w3id.org/fep/7aa9#canFeature"):
        assert f"<code>{term}</code>" in page.text
