"""AUT-08: what a thing is, who may see it and when it was published are fixed at first sight."""

import asyncio

import pytest

from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work
from fedart.errors import Malformed
from fedart.instance import Instance
from fedart.services import remote_actors
from fedart.services.inbox import process
from fedart.storage import actors, works
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, verified

LATER = "2026-11-21T22:00:00Z"


async def had(it: Instance, note: Json) -> Work:
    found = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["Person", "Group", "JobPosting", "Tombstone", "OrderedCollection"])
async def test_aut_08_a_post_stays_a_post(kind: str, it: Instance, net: Net, followed: Stranger) -> None:
    note = followed.note("As it was")
    await hear(it, followed, followed.create(note))
    turned = followed.document(id=note["id"], type=kind, updated=LATER, content="<p>Turned</p>")
    net.serve(str(note["id"]), turned)
    await hear(it, followed, followed.update(turned))
    assert (await had(it, note)).content == "<p>As it was</p>"
    assert await count(it, "actors", "uri = :uri", uri=str(note["id"])) == 0


async def test_aut_08_a_post_is_not_taken_for_an_actor_when_somebody_asks(
    it: Instance, net: Net, followed: Stranger
) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    net.serve(str(note["id"]), followed.document(id=note["id"]))
    with pytest.raises(Malformed) as refused:
        await remote_actors.by_uri(it, str(note["id"]))
    assert refused.value.rule == "AUT-08"
    unknown = f"{followed.origin}/actors/other"
    net.serve(unknown, followed.document(id=unknown, preferredUsername="other"))
    assert (await remote_actors.by_uri(it, unknown)).uri == unknown


async def test_aut_08_an_actor_is_not_taken_for_a_post(it: Instance, followed: Stranger) -> None:
    await hear(it, followed, followed.create(followed.note(id=followed.uri)))
    assert await count(it, "works", "local = 0") == 0
    await hear(it, followed, followed.create(followed.note()))
    assert await count(it, "works", "local = 0") == 1


async def test_aut_08_an_actor_keeps_its_type(it: Instance, net: Net, followed: Stranger) -> None:
    net.serve(followed.uri, followed.document(type="Group", name="Changed"))
    await hear(it, followed, followed.update(followed.document()))
    found = await it.db.read(lambda tx: actors.by_uri(tx, followed.uri))
    assert found is not None
    assert (found.name, found.type) == ("Changed", "Person")


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [(["maren"], [], Visibility.DIRECT), (["followers"], [], Visibility.FOLLOWERS), (["followers"], [PUBLIC], "quiet")],
)
async def test_an_edit_never_widens_the_audience(
    to: list[str], cc: list[str], visibility: str, it: Instance, followed: Stranger, maren: Person
) -> None:
    real = {"followers": followed.followers, "maren": maren.actor.uri}
    note = followed.note(to=[real.get(each, each) for each in to], cc=cc)
    wide = {**note, "to": [PUBLIC], "cc": [followed.followers], "content": "<p>For all</p>", "updated": LATER}
    await hear(it, followed, followed.create(note), followed.update(wide))
    found = await had(it, note)
    assert (found.visibility, found.content) == (visibility, "<p>For all</p>")


async def test_aut_08_the_date_stays(it: Instance, followed: Stranger) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    before = (await had(it, note)).published
    await hear(it, followed, followed.update({**note, "published": "2026-11-22T10:00:00Z", "updated": LATER}))
    found = await had(it, note)
    assert (found.published, found.edited is not None) == (before, True)


async def test_what_is_handled_at_the_same_time_ends_as_if_one_after_the_other(
    it: Instance, net: Net, followed: Stranger, maren: Person, make: Studio
) -> None:
    work = await make.work(maren.actor)
    note = followed.note("First", inReplyTo=work.uri)
    newer = {**note, "content": "<p>Second</p>", "updated": LATER}
    like = followed.like(work.uri)
    said = [followed.create(note), followed.update(newer), like, followed.undo(like), followed.like(work.uri)]
    tickets = [await verified(it, followed, activity) for activity in said]
    await asyncio.gather(*(process(it, t.actor.encode() + b"\n" + t.body) for t in (*tickets, *tickets)))
    assert await count(it, "works", "uri = :uri", uri=str(note["id"])) == 1
    assert (await had(it, note)).content == "<p>Second</p>"
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (1, 0, 1)


async def test_a_delete_during_an_edit_wins(it: Instance, net: Net, followed: Stranger) -> None:
    note = followed.note("First")
    await hear(it, followed, followed.create(note))
    edit = followed.update({**note, "content": "<p>Second</p>", "updated": LATER})
    said = [edit, followed.delete(str(note["id"]))]
    tickets = [await verified(it, followed, activity) for activity in said]
    await asyncio.gather(*(process(it, t.actor.encode() + b"\n" + t.body) for t in tickets))
    found = await had(it, note)
    assert (found.state, found.content) == ("deleted", "")
