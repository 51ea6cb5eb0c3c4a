"""What others bring: a proof inside speaks for its author, else its home is asked; nothing in a copy is believed."""

import json

import pytest

from fedart.domain.work import Work, WorkState
from fedart.errors import Forbidden
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import inbox
from fedart.storage import actors, works
from tests.support.instance import Clock, Person, Studio
from tests.support.proving import AS2, INTEGRITY, listing, proved
from tests.support.remote import Json, Net, Stranger, count, hear, say, settle, told, verified

HOUR = 3_600
LATER = "2026-11-21T22:00:00Z"
GRACE = Stranger("grace", "https://other.example")
KEY = f"{GRACE.uri}#ed25519-key"


@pytest.fixture
def grace(net: Net) -> Stranger:
    """Somebody on a third server, with a key for proofs."""
    net.serve(GRACE.uri, GRACE.document(assertionMethod=listing(GRACE.uri)))
    return GRACE


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


def serve(net: Net, note: Json, **changes: object) -> None:
    net.serve(str(note["id"]), {"@context": AS2, **note, **changes})


def gone(net: Net, uri: str, status: int = 410) -> None:
    net.serve(uri, {}, status=status)


def proven(activity: Json) -> Json:
    return proved({**activity, "@context": [AS2, INTEGRITY]}, KEY)


async def stored(it: Instance, note: Json) -> Work | None:
    return await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))


async def alive(it: Instance, note: Json) -> bool:
    found = await stored(it, note)
    return found is not None and found.state is WorkState.LIVE


async def test_sig_12_a_forwarded_reply_is_fetched_from_its_home(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work, maren: Person
) -> None:
    note = grace.note("As published", inReplyTo=work.uri)
    serve(net, note)
    await hear(it, ada, grace.create({**note, "content": "<p>As forged</p>"}))
    found = await stored(it, note)
    assert found is not None
    assert (found.content, found.actor_uri) == ("<p>As published</p>", grace.uri)
    assert await told(it, maren.actor.id) == ["reply"]


async def test_sig_12_what_concerns_nobody_is_not_asked_for(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    note = grace.note("To nobody here")
    serve(net, note)
    await hear(it, ada, grace.create(note))
    assert str(note["id"]) not in net.fetched
    lying = grace.note("To nobody here either")
    serve(net, lying)
    await hear(it, ada, grace.create({**lying, "inReplyTo": work.uri}))
    assert await stored(it, lying) is None


async def test_sig_12_a_forwarded_edit_is_what_its_home_says(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    note = grace.note("First", inReplyTo=work.uri)
    await hear(it, grace, grace.create(note))
    serve(net, note, content="<p>Second</p>", updated=LATER)
    await hear(it, ada, grace.update({**note, "content": "<p>Forged</p>", "updated": LATER}))
    found = await stored(it, note)
    assert found is not None
    assert found.content == "<p>Second</p>"


@pytest.mark.parametrize("status", [404, 410])
async def test_aut_03_a_forwarded_delete_is_believed_when_the_thing_is_gone(
    status: int, it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    note = grace.note(inReplyTo=work.uri)
    await hear(it, grace, grace.create(note))
    serve(net, note)
    await hear(it, ada, grace.delete(str(note["id"])))
    assert await alive(it, note)
    gone(net, str(note["id"]), status)
    await hear(it, ada, grace.delete(str(note["id"])))
    assert not await alive(it, note)
    assert await count(it, "tombstones", "uri = :uri", uri=str(note["id"])) == 1


async def test_aut_03_a_tombstone_at_its_home_is_proof_and_a_busy_home_is_none(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work, clock: Clock
) -> None:
    note = grace.note(inReplyTo=work.uri)
    await hear(it, grace, grace.create(note))
    net.broken[str(note["id"])] = FetchFailed("503")
    with pytest.raises(FetchFailed):
        await hear(it, ada, grace.delete(str(note["id"])))
    assert await alive(it, note)
    net.broken.clear()
    net.serve(str(note["id"]), {"@context": AS2, "id": note["id"], "type": "Tombstone"})
    clock.advance(HOUR)
    await settle(it)
    assert not await alive(it, note)


@pytest.mark.parametrize(("status", "erased"), [(404, False), (410, True)])
async def test_of_actors_only_410_is_proof(
    status: int, erased: bool, it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    await hear(it, grace, grace.like(work.uri))
    gone(net, grace.uri, status)
    await hear(it, ada, grace.activity("Delete", object=grace.uri))
    found = await it.db.read(lambda tx: actors.by_uri(tx, grace.uri))
    assert found is not None
    assert found.deleted is erased


async def test_sig_12_a_proof_speaks_for_its_author_without_asking_home(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    note = grace.note("Proven", inReplyTo=work.uri)
    await hear(it, ada, proven(grace.create(note)), proven(grace.like(work.uri)))
    assert await alive(it, note)
    assert str(note["id"]) not in net.fetched
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (1, 0, 1)


async def test_sig_12_a_proof_that_does_not_hold_is_no_proof(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    changed = {**proven(grace.like(work.uri)), "content": "🔥"}
    with pytest.raises(Forbidden) as refused:
        await say(it, ada, changed)
    assert refused.value.rule == "SIG-08"
    note = grace.note("Proven", inReplyTo=work.uri)
    await hear(it, ada, {**proven(grace.create(note)), "summary": "changed"})
    assert await stored(it, note) is None


async def test_sig_11_who_brings_a_copy_first_does_not_silence_the_author(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work
) -> None:
    create = grace.create(grace.note(inReplyTo=work.uri))
    await hear(it, ada, create)
    assert not await alive(it, create["object"])
    await hear(it, grace, create)
    assert await alive(it, create["object"])


async def test_a_forwarded_activity_handled_twice_shows_once(
    it: Instance, net: Net, ada: Stranger, grace: Stranger, work: Work, maren: Person
) -> None:
    note = grace.note(inReplyTo=work.uri)
    serve(net, note)
    ticket = await verified(it, ada, grace.create(note))
    for _ in range(2):
        await inbox.process(it, ticket.actor.encode() + b"\n" + ticket.body)
    assert await told(it, maren.actor.id) == ["reply"]


# groups


@pytest.fixture
async def group(it: Instance, net: Net, maren: Person) -> Stranger:
    """A board that Maren follows."""
    board = Stranger("painters", "https://boards.example")
    net.serve(board.uri, board.document(type="Group"))
    made = await following.follow(it, maren.actor.id, board.uri)
    await hear(it, board, board.answer("Accept", made.uri, maren.actor.uri))
    return board


def wrapped(group: Stranger, inner: Json) -> Json:
    return group.announce("", object={k: v for k, v in inner.items() if k != "@context"})


async def test_a_group_passes_on_and_the_original_is_fetched(
    it: Instance, net: Net, group: Stranger, grace: Stranger
) -> None:
    note = grace.note("As published")
    serve(net, note)
    await hear(it, group, wrapped(group, grace.create({**note, "content": "<p>As wrapped</p>"})))
    found = await stored(it, note)
    assert found is not None
    assert found.content == "<p>As published</p>"
    serve(net, note, content="<p>Edited</p>", updated=LATER)
    await hear(it, group, wrapped(group, grace.update(note)))
    found = await stored(it, note)
    assert found is not None
    assert found.content == "<p>Edited</p>"
    await hear(it, group, wrapped(group, grace.delete(str(note["id"]))))
    assert await alive(it, note)
    gone(net, str(note["id"]))
    await hear(it, group, wrapped(group, grace.delete(str(note["id"]))))
    assert not await alive(it, note)


async def test_aut_03_a_group_cannot_make_anything_up(
    it: Instance, net: Net, group: Stranger, grace: Stranger, work: Work
) -> None:
    made_up = grace.note("Never said")
    await hear(it, group, wrapped(group, grace.create(made_up)))
    await hear(it, group, wrapped(group, grace.like(work.uri)))
    assert await stored(it, made_up) is None
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 0)


async def test_only_groups_wrap_and_only_followed_ones_are_heard(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    note = grace.note()
    serve(net, note)
    await hear(it, followed, wrapped(followed, grace.create(note)))
    assert await stored(it, note) is None
    board = Stranger("strangers", "https://boards.example")
    net.serve(board.uri, board.document(type="Group"))
    await hear(it, board, wrapped(board, grace.create(note)))
    assert await stored(it, note) is None


# inbox forwarding


@pytest.fixture
async def fans(it: Instance, net: Net, maren: Person) -> list[Stranger]:
    """Followers of Maren on three servers, one of them Grace's."""
    found = [Stranger("fan", f"https://{host}.example") for host in ("one", "two", "other")]
    net.publish(*found)
    for fan in found:
        await hear(it, fan, fan.follow(maren.actor.uri))
    net.inboxes.clear()
    return found


async def test_a_proven_answer_goes_to_the_followers_byte_for_byte_and_once(
    it: Instance, net: Net, grace: Stranger, work: Work, fans: list[Stranger]
) -> None:
    create = proven(grace.create(grace.note("Lovely", inReplyTo=work.uri)))
    await hear(it, grace, create, create)
    body = json.dumps(create).encode()
    assert net.inboxes == {fan.shared_inbox: [body] for fan in fans[:2]}
    below = proven(grace.create(grace.note("And more", inReplyTo=create["object"]["id"])))
    await hear(it, grace, below)
    assert net.inboxes[fans[0].shared_inbox] == [body, json.dumps(below).encode()]
    delete = proven(grace.delete(str(create["object"]["id"])))
    await hear(it, grace, delete)
    assert net.inboxes[fans[0].shared_inbox][-1] == json.dumps(delete).encode()


@pytest.mark.parametrize("why", ["no proof", "a wrong proof", "not public", "no answer", "answers a stranger"])
async def test_nothing_else_is_passed_on(
    why: str, it: Instance, net: Net, grace: Stranger, work: Work, fans: list[Stranger], maren: Person
) -> None:
    note = grace.note("Lovely", inReplyTo=work.uri, cc=[maren.actor.uri])
    if why == "not public":
        note |= {"to": [grace.followers]}
    if why == "no answer":
        del note["inReplyTo"]
    if why == "answers a stranger":
        note["inReplyTo"] = "https://peer.example/notes/1"
    create = grace.create(note)
    if why != "no proof":
        create = proven(create)
    if why == "a wrong proof":
        create = {**create, "summary": "changed"}
    await hear(it, grace, create)
    assert await alive(it, note)
    assert net.inboxes == {}


async def test_what_is_passed_on_is_no_part_of_the_artists_own_activities(
    it: Instance, net: Net, grace: Stranger, work: Work, fans: list[Stranger]
) -> None:
    await hear(it, grace, proven(grace.create(grace.note("Lovely", inReplyTo=work.uri))))
    await settle(it)
    assert await count(it, "activities", "type = 'Forward' AND public = 0") == 1
    assert await count(it, "activities", "type = 'Create'") == 0
