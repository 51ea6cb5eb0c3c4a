"""Permissions to quote and to list: given by the stated policy, readable, and taken back (FEP-044f, FEP-7aa9)."""

import json
from dataclasses import replace

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work
from fedart.errors import Forbidden, NotFound
from fedart.instance import Instance
from fedart.services import blocks, documents, stamps
from fedart.storage import actors
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, say, settle


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


def asks(who: Stranger, target: str, kind: str = "QuoteRequest", **changes: object) -> Json:
    return who.activity(kind, **{"object": target, "instrument": who.new_id("notes"), **changes})


async def answers(it: Instance, net: Net, who: Stranger, *said: Json) -> list[Json]:
    """What the asker is sent in return."""
    net.inboxes.clear()
    await hear(it, who, *said)
    return net.sent(who.inbox)


async def read(it: Instance, uri: str) -> Json | None:
    return await it.db.read(lambda tx: stamps.document(tx, it, uri.rpartition("/")[2]))


async def test_a_public_work_may_be_quoted(it: Instance, net: Net, ada: Stranger, work: Work, maren: Person) -> None:
    request = asks(ada, work.uri)
    [accept] = await answers(it, net, ada, request)
    assert (accept["type"], accept["actor"]) == ("Accept", maren.actor.uri)
    inner = {key: accept["object"][key] for key in ("id", "type", "actor", "object", "instrument")}
    assert inner == {key: value for key, value in request.items() if key != "@context"}
    document = await read(it, accept["result"])
    assert document is not None
    assert (document["id"], document["type"]) == (accept["result"], "QuoteAuthorization")
    assert document["attributedTo"] == maren.actor.uri
    assert (document["interactingObject"], document["interactionTarget"]) == (request["instrument"], work.uri)


async def test_the_quoting_post_may_come_along_and_is_not_repeated(
    it: Instance, net: Net, ada: Stranger, work: Work
) -> None:
    note = ada.note("Look at this")
    [accept] = await answers(it, net, ada, asks(ada, work.uri, instrument=note))
    assert accept["object"]["instrument"] == note["id"]


async def test_asked_twice_there_is_one_permission(it: Instance, net: Net, ada: Stranger, work: Work) -> None:
    request = asks(ada, work.uri)
    again = {**request, "id": ada.new_id()}
    one, other = await answers(it, net, ada, request, again)
    assert one["result"] == other["result"]
    assert await count(it, "stamps") == 1


@pytest.mark.parametrize("visibility", [each for each in Visibility if each.leaves])
async def test_the_answer_is_what_the_document_of_the_work_says(
    visibility: Visibility, it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    follower = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert follower is not None
    work = await make.work(maren.actor, visibility=visibility, named=(follower,))
    note = await it.db.read(lambda tx: documents.note(tx, it, work, maren.actor))
    policy: Json = json.loads(json.dumps(note["interactionPolicy"]))
    stated = PUBLIC in policy["canQuote"]["automaticApproval"]
    [answer] = await answers(it, net, ada, asks(ada, work.uri))
    assert answer["type"] == ("Accept" if stated else "Reject")


async def test_what_they_may_not_see_is_not_spoken_of(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    hidden = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    nothing = "https://gallery.example/objects/01hq3k4v5w6x7y8z9abcdefghj"
    assert await answers(it, net, ada, asks(ada, hidden.uri), asks(ada, nothing), asks(ada, ada.uri)) == []


async def test_aut_02_nobody_asks_for_the_posts_of_other_servers(it: Instance, ada: Stranger, work: Work) -> None:
    for kind, target in (("QuoteRequest", work.uri), ("FeatureRequest", work.actor_uri)):
        with pytest.raises(Forbidden) as refused:
            await say(it, ada, asks(ada, target, kind, instrument="https://other.example/notes/1"))
        assert refused.value.rule == "AUT-02"
    assert await count(it, "stamps") == 0


async def test_who_is_blocked_is_refused(it: Instance, net: Net, ada: Stranger, work: Work, maren: Person) -> None:
    await hear(it, ada, ada.like(work.uri))
    asker = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert asker is not None
    await blocks.block(it, maren.actor.id, asker.id)
    await settle(it)
    kinds = [asks(ada, work.uri), asks(ada, maren.actor.uri, "FeatureRequest")]
    assert [a["type"] for a in await answers(it, net, ada, *kinds)] == ["Reject", "Reject"]
    await blocks.unblock(it, maren.actor.id, asker.id)
    await settle(it)
    assert [a["type"] for a in await answers(it, net, ada, asks(ada, work.uri))] == ["Accept"]


@pytest.mark.parametrize("discoverable", [True, False])
async def test_an_artist_is_listed_when_they_want_to_be_found(
    discoverable: bool, it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    wish = replace(maren.actor, discoverable=discoverable)
    await it.db.write(lambda tx: actors.edit_profile(tx, wish))
    request = asks(ada, maren.actor.uri, "FeatureRequest", instrument=f"{ada.uri}/collections/1")
    [answer] = await answers(it, net, ada, request)
    assert answer["type"] == ("Accept" if discoverable else "Reject")
    if discoverable:
        document = await read(it, answer["result"])
        assert document is not None
        assert (document["type"], document["interactionTarget"]) == ("FeatureAuthorization", maren.actor.uri)
        assert document["interactingObject"] == request["instrument"]


async def test_a_permission_is_taken_back_for_good(
    it: Instance, net: Net, ada: Stranger, work: Work, artist: Viewer, make: Studio
) -> None:
    request = asks(ada, work.uri)
    [accept] = await answers(it, net, ada, request)
    stamp = accept["result"].rpartition("/")[2]
    iris = await make.person("iris")
    with pytest.raises(NotFound):
        await stamps.revoke(it, Viewer(iris.account, iris.actor, ""), stamp)
    assert await read(it, accept["result"]) is not None
    net.inboxes.clear()
    await stamps.revoke(it, artist, stamp)
    await settle(it)
    [delete] = net.sent(ada.shared_inbox)
    assert delete["type"] == "Delete"
    assert accept["result"] in (delete["object"], delete["object"].get("id"))
    assert await read(it, accept["result"]) is None
    with pytest.raises(NotFound):
        await stamps.revoke(it, artist, stamp)
    [again] = await answers(it, net, ada, {**request, "id": ada.new_id()})
    assert again["type"] == "Reject"


async def test_a_permission_ends_with_its_work(it: Instance, net: Net, ada: Stranger, work: Work) -> None:
    [accept] = await answers(it, net, ada, asks(ada, work.uri))
    await it.db.write(lambda tx: tx.run("UPDATE works SET state = 'deleted' WHERE id = :id", id=work.id))
    assert await read(it, accept["result"]) is None
    assert await read(it, "https://gallery.example/stamps/nothing") is None


async def test_a_permission_for_one_asker_is_not_given_to_another(
    it: Instance, net: Net, ada: Stranger, work: Work
) -> None:
    nils = Stranger("nils")
    net.publish(nils)
    request = asks(ada, work.uri)
    await answers(it, net, ada, request)
    [answer] = await answers(it, net, nils, asks(nils, work.uri, instrument=request["instrument"]))
    assert answer["type"] == "Reject"
