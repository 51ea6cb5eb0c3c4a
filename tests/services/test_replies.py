"""Answering: to whom an answer goes, who is told, and what may be answered at all."""

import pytest

from fedart.domain.work import Kind, Visibility, Work
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import replying
from fedart.storage import works
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, rows, settle, told


def sent(net: Net, who: Stranger, kind: str) -> list[Json]:
    return [a for a in net.sent(who.shared_inbox) if a["type"] == kind]


async def stored(it: Instance, work: str) -> Work:
    found = await it.db.read(lambda tx: works.by_id(tx, work))
    assert found is not None
    return found


@pytest.fixture
async def parent(it: Instance, ada: Stranger, maren: Person) -> Work:
    """A post by Ada that Maren has."""
    made = await following.follow(it, maren.actor.id, ada.uri)
    note = ada.note()
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri), ada.create(note))
    found = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert found is not None
    return found


async def test_a_reply_goes_to_whom_it_answers(
    it: Instance, net: Net, ada: Stranger, maren: Person, parent: Work
) -> None:
    ident = await replying.reply(it, maren.actor.id, parent.uri, "How *lovely*")
    await settle(it)
    [create] = sent(net, ada, "Create")
    note = create["object"]
    assert (note["inReplyTo"], note["attributedTo"]) == (parent.uri, maren.actor.uri)
    assert ada.uri in [*note["to"], *note["cc"]]
    assert "workTitle" not in note
    assert (await stored(it, ident)).kind is Kind.POST
    assert await it.db.read(lambda tx: works.counts(tx, parent.id)) == (0, 0, 1)
    [row] = await rows(it, "SELECT works FROM actors WHERE id = :id", id=maren.actor.id)
    assert row["works"] == 0


async def test_a_reply_to_something_unknown_fetches_it_first(it: Instance, net: Net, maren: Person) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    note = grace.note()
    net.serve(str(note["id"]), {"@context": "https://www.w3.org/ns/activitystreams", **note})
    await replying.reply(it, maren.actor.id, str(note["id"]), "Hello")
    await settle(it)
    [create] = sent(net, grace, "Create")
    assert create["object"]["inReplyTo"] == note["id"]


async def test_a_reply_here_is_told_to_the_artist(it: Instance, maren: Person, make: Studio) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor)
    for spelling in (work.uri, work.url, work.id):
        await replying.reply(it, iris.actor.id, spelling, "Hello")
    assert await told(it, maren.actor.id) == ["reply"] * 3
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 3)


async def test_a_reply_is_no_wider_than_what_it_answers(it: Instance, net: Net, ada: Stranger, maren: Person) -> None:
    note = ada.note(to=[maren.actor.uri], cc=[])
    await hear(it, ada, ada.create(note))
    ident = await replying.reply(it, maren.actor.id, str(note["id"]), "Between us")
    await settle(it)
    assert (await stored(it, ident)).visibility is Visibility.DIRECT
    [create] = sent(net, ada, "Create")
    assert (create["to"], create["cc"]) == ([ada.uri], [])


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
async def test_a_reply_needs_some_text_but_not_a_book(text: str, it: Instance, maren: Person, parent: Work) -> None:
    with pytest.raises(Invalid) as refused:
        await replying.reply(it, maren.actor.id, parent.uri, text)
    assert set(refused.value.fields) == {"text"}


async def test_nobody_answers_what_they_may_not_see(it: Instance, maren: Person, make: Studio) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    for spelling in (work.uri, work.id, "https://gallery.example/objects/none", "nonsense"):
        with pytest.raises(NotFound):
            await replying.reply(it, iris.actor.id, spelling, "Hello")
    assert await count(it, "works") == 1
