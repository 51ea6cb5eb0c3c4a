"""WEB-09: what a stranger may not see, was deleted by its artist, is held, or never was, cannot be told apart.

Not by status, headers or body, and not by what we do either: whoever signs a request learns from the fetch of their
key whether we looked further. Nothing that a path holds reaches a header.
"""

import pytest

from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.domain.work import Visibility, WorkState
from fedart.instance import Instance
from fedart.services import works as publishing
from tests.support import signing
from tests.support.client import BROWSER, Answer, Client, seen
from tests.support.instance import Person, Studio
from tests.support.remote import Net

AP = "application/activity+json"
PARTS = ["", "/replies", "/likes", "/shares", "/replies?page=1", "/likes?page=1", "/shares?page=1"]
HIDDEN = ["followers-only", "direct", "held", "deleted followers-only", "deleted held"]
EVE = "https://evil.example/actors/eve"


@pytest.fixture
async def hidden(it: Instance, make: Studio, maren: Person) -> dict[str, tuple[str, str]]:
    """Ids of a work and its picture, for each reason to hide it."""
    made: dict[str, tuple[str, str]] = {}
    for name in HIDDEN:
        visibility = Visibility.DIRECT if name == "direct" else Visibility.FOLLOWERS
        state = WorkState.HELD if "held" in name else WorkState.LIVE
        work = await make.work(maren.actor, visibility=Visibility.PUBLIC if "held" in name else visibility, state=state)
        kept = MediaState.HELD if "held" in name else MediaState.KEPT
        picture = await make.picture(maren.actor, work, state=kept)
        if name.startswith("deleted"):
            await publishing.delete(it, maren.actor.id, work.id)
        made[name] = (work.id, picture.media.id)
    return made


@pytest.mark.parametrize("accept", [AP, BROWSER, "*/*", ""])
@pytest.mark.parametrize("name", HIDDEN)
async def test_web_09_unsigned_requests_cannot_tell(
    name: str, accept: str, client: Client, hidden: dict[str, tuple[str, str]]
) -> None:
    work, picture = hidden[name]
    never = new_id()
    paths = [f"/objects/ID{part}" for part in PARTS]
    paths += ["/works/ID", "/works/ID/edit", "/works/ID/delete", "/held/ID", "/activities/ID", "/objects/ID/nothing"]
    for path in paths:
        there = seen(await client.get(path.replace("ID", work), accept=accept), work)
        assert there == seen(await client.get(path.replace("ID", never), accept=accept), never), path
    for path in ("/media/ID/640.webp", "/media/ID/original", "/media/ID/640.webp?ticket=0123", "/held/ID"):
        there = seen(await client.get(path.replace("ID", picture), accept=accept), picture)
        assert there == seen(await client.get(path.replace("ID", never), accept=accept), never), path


async def signed(client: Client, target: str) -> Answer:
    """GET as a server does that we have never heard of; each time with another key."""
    key = f"{EVE}{new_id()}"
    request = signing.signed("GET", target)
    headers = [
        (name, value.replace(signing.ACTOR, key) if name == "signature" else value)
        for name, value in request.headers
        if name != "host"
    ]
    return await client.request("GET", target, headers=[*headers, ("accept", AP)])


@pytest.mark.parametrize("name", HIDDEN)
async def test_web_09_the_fetch_of_a_key_does_not_tell_either(
    name: str, client: Client, net: Net, hidden: dict[str, tuple[str, str]]
) -> None:
    work, picture = hidden[name]
    for path, ident in ((f"/objects/ID{PARTS[0]}", work), ("/objects/ID/likes", work), ("/media/ID/640.webp", picture)):
        looked = []
        for asked in (ident, new_id()):
            net.fetched.clear()
            answer = await signed(client, path.replace("ID", asked))
            looked.append((seen(answer, asked), len(net.fetched)))
        assert looked[0] == looked[1], path


async def test_web_09_the_control_what_is_public_is_shown(client: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    picture = await make.picture(maren.actor, work)
    assert (await client.document(f"/objects/{work.id}")).status == 200
    assert (await client.page(f"/works/{work.id}")).status == 200
    assert (await client.get(f"/media/{picture.media.id}/640.webp")).status == 200


ODD = [
    "a%0d%0aX-Evil:%20yes",
    "%0a",
    "a%00b",
    "%e2%82%ac",
    "%ff%fe",
    "%c3%a9",
    "..%2f..%2fetc",
    "%5c%5cevil.example",
    "%7f",
]


@pytest.mark.parametrize("accept", [AP, BROWSER])
@pytest.mark.parametrize("odd", ODD)
async def test_nothing_in_a_path_becomes_a_header(odd: str, accept: str, client: Client) -> None:
    for path in ("/objects/", "/works/", "/actors/", "/activities/", "/media/", "/@", "/tags/", "/held/", "/join/"):
        answer = await client.get(path + odd + ("/640.webp" if path == "/media/" else ""), accept=accept)
        assert answer.status < 500, path
        for name, value in answer.headers:
            assert value.isprintable(), (path, name)
            assert value.isascii(), (path, name)
        assert not answer.header("x-evil")
        assert not answer.header("location") or answer.header("location").startswith(("/", client.origin + "/"))
