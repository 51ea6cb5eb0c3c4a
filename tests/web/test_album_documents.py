"""Albums as other servers read them: counted and paged, only what everybody may see, gone when deleted."""

from typing import Any

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.album import AlbumForm, AlbumId
from fedart.domain.ids import Uri
from fedart.domain.work import Visibility, Work
from fedart.instance import Instance
from fedart.services import albums as services
from fedart.web import album_documents
from tests.support.acceptance import complaints
from tests.support.client import Client
from tests.support.instance import Person, Studio


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def album(it: Instance, viewer: Viewer) -> AlbumId:
    return await services.make(it, viewer, AlbumForm("Ferries", "Seen from the *pier*."))


async def hang(
    make: Studio, it: Instance, viewer: Viewer, album: AlbumId, visibility: Visibility = Visibility.PUBLIC
) -> Work:
    work = await make.work(viewer.actor, visibility=visibility)
    await make.picture(viewer.actor, work)
    await services.put(it, viewer, album, [work.id])
    return work


async def read(client: Client, address: str) -> Any:
    answer = await client.document(address)
    assert (answer.status, answer.header("content-type")) == (200, "application/activity+json")
    assert complaints(answer.json()) == []
    return answer.json()


async def walked(client: Client, address: str, way: str = "next") -> list[Uri]:
    """Every item from a page on, along `next` or `prev`."""
    items: list[Uri] = []
    at: str | None = address
    while at:
        page = await read(client, at)
        assert page["id"] == at
        items = items + page["orderedItems"] if way == "next" else page["orderedItems"] + items
        at = page.get(way)
    return items


async def test_an_album_is_counted_named_and_paged_both_ways(
    monkeypatch: pytest.MonkeyPatch, client: Client, make: Studio, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    monkeypatch.setattr(album_documents, "PAGE", 2)
    works = [await hang(make, it, viewer, album) for _ in range(5)]
    whole = await read(client, it.urls.collection(album))
    assert (whole["name"], whole["totalItems"]) == ("Ferries", 5)
    assert whole["image"]["url"].endswith("/federation.jpg")
    assert await walked(client, whole["first"]) == [work.uri for work in works]
    first = await read(client, whole["first"])
    last = await read(client, (await read(client, first["next"]))["next"])
    assert "prev" not in first
    assert "next" not in last
    assert await walked(client, last["id"], "prev") == [work.uri for work in works]
    assert first["partOf"] == whole["id"]


async def test_web_09_an_album_holds_public_and_quiet_works_only(
    client: Client, make: Studio, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    shown = [await hang(make, it, viewer, album, v) for v in (Visibility.PUBLIC, Visibility.QUIET)]
    hidden = [
        await hang(make, it, viewer, album, v) for v in (Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL)
    ]
    await services.cover(it, viewer, album, hidden[0].id)
    whole = await read(client, it.urls.collection(album))
    assert whole["totalItems"] == 2
    assert await walked(client, whole["first"]) == [work.uri for work in shown]
    at_cursor = await client.document(f"{whole['first']}&after={hidden[0].id}")
    assert at_cursor.json()["orderedItems"] == []


async def test_nothing_is_lost_or_doubled_while_works_are_added(
    monkeypatch: pytest.MonkeyPatch, client: Client, make: Studio, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    monkeypatch.setattr(album_documents, "PAGE", 2)
    before = [await hang(make, it, viewer, album) for _ in range(4)]
    first = await read(client, f"{it.urls.collection(album)}?page=1")
    added = await hang(make, it, viewer, album)
    await services.take_out(it, viewer, album, before[1].id)
    rest = await walked(client, first["next"])
    assert first["orderedItems"] + rest == [*(work.uri for work in before), added.uri]


async def test_the_actor_lists_its_albums(
    client: Client, make: Studio, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    (streams,) = (await read(client, viewer.actor.uri))["streams"]
    empty = await read(client, streams)
    assert (empty["totalItems"], empty["orderedItems"]) == (0, [])
    closed = await services.make(it, viewer, AlbumForm("For a client", closed=True))
    for ident in (album, closed):
        await hang(make, it, viewer, ident)
    assert (await read(client, streams))["orderedItems"] == [it.urls.collection(album)]


async def test_a_deleted_album_leaves_a_tombstone(
    client: Client, make: Studio, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    work = await hang(make, it, viewer, album)
    await services.delete(it, viewer, album)
    answer = await client.document(it.urls.collection(album))
    assert (answer.status, answer.json()["type"]) == (410, "Tombstone")
    assert (await client.document(work.uri)).status == 200


@pytest.mark.parametrize("query", ["page=1&after=x", "before=~", "after=../x"])
async def test_a_cursor_that_is_not_ours_is_400(query: str, client: Client, it: Instance, album: AlbumId) -> None:
    assert (await client.document(f"{it.urls.collection(album)}?{query}")).status == 400
    assert (await client.document(f"{it.urls.collection(album)}?page=1")).status == 200


async def test_the_announcing_note_carries_pictures_and_the_object_link(
    client: Client, make: Studio, it: Instance, viewer: Viewer, album: AlbumId
) -> None:
    for _ in range(5):
        await hang(make, it, viewer, album)
    post = await services.announce(it, viewer, album)
    note = await read(client, it.urls.object(post))
    assert len(note["attachment"]) == 4
    (link,) = [tag for tag in note["tag"] if tag["type"] == "Link"]
    assert (await read(client, link["href"]))["name"] == "Ferries"
    outbox = await read(client, f"{viewer.actor.outbox}?page=1")
    assert [each["object"] for each in outbox["orderedItems"]] == [note["id"]]
