"""Posts for followers are asked for in the name of a follower, when their home tells the instance nothing of them."""

import pytest

from fedart.domain.ids import Uri
from fedart.domain.work import Visibility
from fedart.federation.errors import RemoteMissing
from fedart.federation.http import Response
from fedart.federation.signatures import Signer
from fedart.instance import Instance
from fedart.services import audience
from fedart.storage import works
from tests.support.instance import Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, hear


@pytest.fixture
def readers(net: Net, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Addresses that answer to one key alone; for everybody else there is nothing."""
    found: dict[str, str] = {}
    answer = net.get

    async def strict(
        url: str,
        *,
        accept: str,
        limit_bytes: int,
        seconds: float,
        signer: Signer | None = None,
        same_origin_redirects: bool = False,
    ) -> Response:
        asks = signer.key_id if signer else ""
        if found.get(url, asks) != asks:
            return Response(url, 404, {})
        return await answer(url, accept=accept, limit_bytes=limit_bytes, seconds=seconds, signer=signer)

    monkeypatch.setattr(net, "get", strict)
    return found


def private(who: Stranger, text: str, answers: str = "") -> Json:
    return who.note(text, to=[who.followers], cc=[], inReplyTo=answers or None)


def serve(net: Net, readers: dict[str, str], note: Json, reader: str) -> None:
    address = str(note["id"])
    net.serve(address, {"@context": AS2, **note})
    readers[address] = reader


async def test_a_post_that_came_as_a_bare_id(
    it: Instance, net: Net, followed: Stranger, maren: Person, make: Studio, readers: dict[str, str]
) -> None:
    lotte = await make.person("lotte")
    note = private(followed, "For those I know")
    serve(net, readers, note, maren.actor.key_id)
    await hear(it, followed, followed.activity("Create", object=note["id"]))
    work = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert work is not None
    assert work.visibility is Visibility.FOLLOWERS
    assert await it.db.read(lambda tx: audience.may_see(tx, work, maren.actor))
    assert not await it.db.read(lambda tx: audience.may_see(tx, work, lotte.actor))


async def test_nobody_asks_in_the_name_of_who_does_not_follow(
    it: Instance, net: Net, followed: Stranger, make: Studio, readers: dict[str, str]
) -> None:
    lotte = await make.person("lotte")
    note = private(followed, "For those I know")
    serve(net, readers, note, lotte.actor.key_id)
    with pytest.raises(RemoteMissing):
        await hear(it, followed, followed.activity("Create", object=note["id"]))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is None


async def test_what_such_a_post_answers(
    it: Instance, net: Net, followed: Stranger, maren: Person, readers: dict[str, str]
) -> None:
    first = private(followed, "The beginning")
    serve(net, readers, first, maren.actor.key_id)
    await hear(it, followed, followed.create(private(followed, "The end", str(first["id"]))))
    assert await it.db.read(lambda tx: works.by_uri(tx, Uri(str(first["id"])))) is not None


async def test_public_conversations_are_read_as_the_instance_alone(
    it: Instance, net: Net, followed: Stranger, maren: Person, readers: dict[str, str]
) -> None:
    """A public answer must not make us show who of ours reads what it answers."""
    first = private(followed, "The beginning")
    serve(net, readers, first, maren.actor.key_id)
    await hear(it, followed, followed.create(followed.note("The end", inReplyTo=first["id"])))
    assert await it.db.read(lambda tx: works.by_uri(tx, Uri(str(first["id"])))) is None


async def test_nobody_is_named_to_another_server(
    it: Instance, net: Net, followed: Stranger, maren: Person, readers: dict[str, str]
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    first = private(grace, "The beginning")
    serve(net, readers, first, maren.actor.key_id)
    await hear(it, followed, followed.create(private(followed, "The end", str(first["id"]))))
    assert await it.db.read(lambda tx: works.by_uri(tx, Uri(str(first["id"])))) is None
