"""NET-06: collections of others are read politely, and end."""

import pytest

from fedart.errors import Forbidden, Malformed
from fedart.federation.errors import FetchFailed, RemoteMissing
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import paging
from fedart.storage import activities
from tests.support.remote import AS2, Json, Net

URL = "https://peer.example/c"


def ids(first: int, count: int) -> list[str]:
    return [f"https://peer.example/notes/{n}" for n in range(first, first + count)]


def serve(net: Net, url: str, *, kind: str = "OrderedCollectionPage", **fields: object) -> Json:
    document = {"@context": AS2, "id": url, "type": kind, **fields}
    net.serve(url, document)
    return document


async def read(it: Instance, **limits: int) -> list[str]:
    return list(await paging.items(it, URL, Budget(), **limits))


@pytest.mark.parametrize("key", ["items", "orderedItems"])
@pytest.mark.parametrize("kind", ["Collection", "OrderedCollection"])
async def test_everything_may_stand_in_the_collection_itself(key: str, kind: str, it: Instance, net: Net) -> None:
    serve(net, URL, kind=kind, **{key: ids(0, 3)})
    assert await read(it) == ids(0, 3)
    serve(net, URL, kind=kind, **{key: [{"id": ids(0, 1)[0], "type": "Note"}, 7, ids(1, 1)[0]]})
    assert await read(it) == ids(0, 2)
    serve(net, URL, kind=kind, **{key: ids(5, 1)[0]})
    assert await read(it) == ids(5, 1)


async def test_pages_are_followed(it: Instance, net: Net) -> None:
    serve(net, URL, kind="OrderedCollection", first=f"{URL}?page=1")
    serve(net, f"{URL}?page=1", orderedItems=ids(0, 2), next=f"{URL}?page=2")
    serve(net, f"{URL}?page=2", orderedItems=ids(2, 2))
    assert await read(it) == ids(0, 4)


async def test_the_first_page_may_be_embedded(it: Instance, net: Net) -> None:
    first = {"type": "CollectionPage", "items": ids(0, 2), "next": f"{URL}?page=2"}
    serve(net, URL, kind="Collection", first=first)
    serve(net, f"{URL}?page=2", kind="CollectionPage", items=ids(2, 1))
    assert await read(it) == ids(0, 3)
    assert net.fetched == [URL, f"{URL}?page=2"]


async def test_net_06_five_pages_and_two_hundred_items(it: Instance, net: Net) -> None:
    serve(net, URL, kind="OrderedCollection", first=f"{URL}?page=1")
    for page in range(1, 20):
        serve(net, f"{URL}?page={page}", orderedItems=ids(page * 10, 10), next=f"{URL}?page={page + 1}")
    assert await read(it) == ids(10, 50)
    assert len(net.fetched) == 6
    serve(net, f"{URL}?page=1", orderedItems=ids(0, 300), next=f"{URL}?page=2")
    assert await read(it) == ids(0, 200)
    assert await read(it, most=7) == ids(0, 7)


async def test_net_06_a_page_is_read_once_and_only_where_the_collection_lives(it: Instance, net: Net) -> None:
    serve(net, URL, kind="OrderedCollection", first=f"{URL}?page=1")
    serve(net, f"{URL}?page=1", orderedItems=ids(0, 1), next=f"{URL}?page=1")
    assert await read(it) == ids(0, 1)
    assert len(net.fetched) == 2
    elsewhere = "https://other.example/c?page=2"
    serve(net, elsewhere, orderedItems=ids(5, 1))
    serve(net, f"{URL}?page=1", orderedItems=ids(0, 1), next=elsewhere)
    assert await read(it) == ids(0, 1)
    assert elsewhere not in net.fetched


async def test_trouble_on_a_later_page_leaves_what_was_found(it: Instance, net: Net) -> None:
    serve(net, URL, kind="OrderedCollection", first=f"{URL}?page=1")
    serve(net, f"{URL}?page=1", orderedItems=ids(0, 1), next=f"{URL}?page=2")
    net.broken[f"{URL}?page=2"] = FetchFailed("503")
    assert await read(it) == ids(0, 1)


async def test_trouble_at_the_door_is_told(it: Instance, net: Net) -> None:
    with pytest.raises(RemoteMissing):
        await read(it)
    serve(net, URL, kind="Note")
    with pytest.raises(Malformed):
        await read(it)
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    with pytest.raises(Forbidden):
        await read(it)
