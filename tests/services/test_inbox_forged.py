"""AUT-04 end to end: every kind of activity, sent by whom it belongs to and by everybody else.

Nothing of a refused activity may lie anywhere: the oracle looks for a random marker in every column and every file.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.errors import FedartError, Forbidden
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.storage import activities, actors
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, hear, rows, say, settle, traces

OWNER = Stranger("ada")
NEIGHBOUR = Stranger("nils")
FOREIGNER = Stranger("fred", "https://other.example")
BLOCKED = Stranger("bob", "https://sub.spam.example")
SUSPENDED = Stranger("sue", "https://third.example")
SENDERS = {
    "owner": OWNER,
    "same-host stranger": NEIGHBOUR,
    "other-host stranger": FOREIGNER,
    "blocked": BLOCKED,
    "suspended": SUSPENDED,
}
LATER = "2026-11-21T23:00:00Z"
NEW = Stranger("ada", "https://new.example")
FEATURED = f"{OWNER.uri}/featured"


@dataclass
class Stage:
    """What belongs to Ada here: a note, a like, a boost, a follow, and Maren's follow of her."""

    work: Work
    maren: Person
    note: Json
    like: Json
    boost: Json
    follow: Json
    asked: str
    pinned: Json
    block: Json


@pytest.fixture
async def stage(it: Instance, net: Net, maren: Person, make: Studio) -> Stage:
    net.publish(*SENDERS.values())
    net.serve(OWNER.uri, OWNER.document(featured=FEATURED))
    net.serve(NEW.uri, NEW.document(alsoKnownAs=[OWNER.uri]))
    work = await make.work(maren.actor)
    made = await following.follow(it, maren.actor.id, OWNER.uri)
    note, like, boost = OWNER.note(), OWNER.like(work.uri), OWNER.announce(work.uri)
    follow, pinned = OWNER.follow(maren.actor.uri), OWNER.note("On top")
    iris = await make.person("iris")
    block = OWNER.activity("Block", object=iris.actor.uri)
    await hear(it, OWNER, OWNER.create(note), like, boost, follow, OWNER.create(pinned), block)
    await hear(it, OWNER, OWNER.activity("Add", object=pinned["id"], target=FEATURED))
    await hear(it, SUSPENDED, SUSPENDED.like(work.uri))
    await it.db.write(lambda tx: activities.block(tx, "spam.example", "spam", it.clock()))
    sue = await it.db.read(lambda tx: actors.by_uri(tx, SUSPENDED.uri))
    assert sue is not None
    await it.db.write(lambda tx: actors.suspend(tx, sue.id, it.clock()))
    return Stage(work, maren, note, like, boost, follow, made.uri, pinned, block)


Forge = Callable[[Stage, Stranger, str], Json]


def _create(s: Stage, by: Stranger, marker: str) -> Json:
    return by.create({**OWNER.note(marker), "id": f"{OWNER.origin}/notes/{marker}", "inReplyTo": s.work.uri})


def _create_of_known(s: Stage, by: Stranger, marker: str) -> Json:
    return by.create({**s.note, "content": marker, "attributedTo": by.uri})


def _update(s: Stage, by: Stranger, marker: str) -> Json:
    return by.update({**s.note, "content": f"<p>{marker}</p>", "updated": LATER})


def _update_as_author(s: Stage, by: Stranger, marker: str) -> Json:
    return by.update({**s.note, "content": marker, "attributedTo": by.uri, "updated": LATER})


def _update_profile(s: Stage, by: Stranger, marker: str) -> Json:
    return by.update(OWNER.document(name=marker, summary=marker))


def _named(make: Callable[[Stage, Stranger], Json]) -> Forge:
    return lambda s, by, marker: {**make(s, by), "id": f"{by.origin}/activities/{marker}", "content": marker}


FORGERIES: dict[str, Forge] = {
    "Create for somebody else": _create,
    "Create over a known post": _create_of_known,
    "Update of a post": _update,
    "Update that takes the post over": _update_as_author,
    "Update of a profile": _update_profile,
    "Delete of a post": _named(lambda s, by: by.delete(str(s.note["id"]))),
    "Delete of an actor": _named(lambda s, by: by.activity("Delete", object=OWNER.uri)),
    "Undo of a like": _named(lambda s, by: by.undo(s.like)),
    "Undo of a boost": _named(lambda s, by: by.undo(s.boost)),
    "Undo of a follow": _named(lambda s, by: by.undo(s.follow)),
    "Undo by id": _named(lambda s, by: by.undo(str(s.like["id"]))),
    "Accept": _named(lambda s, by: by.answer("Accept", s.asked, s.maren.actor.uri)),
    "Reject": _named(lambda s, by: by.answer("Reject", s.asked, s.maren.actor.uri)),
    "Add to the highlights": _named(lambda s, by: by.activity("Add", object=s.note["id"], target=FEATURED)),
    "Remove from the highlights": _named(lambda s, by: by.activity("Remove", object=s.pinned["id"], target=FEATURED)),
    "Move": _named(lambda s, by: by.activity("Move", object=OWNER.uri, target=NEW.uri)),
    "Undo of a block": _named(lambda s, by: by.undo(s.block)),
    "Delete of our work": _named(lambda s, by: by.delete(s.work.uri)),
    "Update of our work": lambda s, by, marker: by.update({**s.note, "id": s.work.uri, "content": marker}),
    "Undo of our follow": _named(lambda s, by: by.undo(s.asked)),
}
NOBODYS = {"Delete of our work", "Update of our work", "Undo of our follow"}
"""What not even Ada may do."""

TABLES = (
    *("works", "likes", "boosts", "follows", "actors", "media", "tombstones", "notifications", "domain_blocks"),
    *("blocks", "pins", "undone", "spares", "stamps", "reports"),
)


async def state(it: Instance) -> list[object]:
    return [await rows(it, f"SELECT * FROM {table}") for table in TABLES]


@pytest.mark.parametrize("sender", [name for name in SENDERS if name != "owner"])
@pytest.mark.parametrize("forgery", FORGERIES)
async def test_aut_04_a_forgery_is_refused_and_leaves_no_trace(
    forgery: str, sender: str, it: Instance, stage: Stage, net: Net
) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    by = SENDERS[sender]
    # The key is known before, so that the look at the state sees only what the activity did.
    if sender not in ("blocked", "suspended"):
        await hear(it, by, by.activity("Arrive", object=by.uri))
    before = await state(it)
    with pytest.raises(Forbidden) as refused:
        await say(it, by, FORGERIES[forgery](stage, by, marker))
    assert refused.value.rule in ("AUT-02", "AUT-04", "AUT-05", "AUT-10")
    await settle(it)
    assert await state(it) == before
    assert await traces(it, marker) == []


@pytest.mark.parametrize("forgery", sorted(NOBODYS))
async def test_aut_04_not_even_a_friend_may_act_on_what_is_ours(forgery: str, it: Instance, stage: Stage) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    before = await state(it)
    with pytest.raises(Forbidden):
        await say(it, OWNER, FORGERIES[forgery](stage, OWNER, marker))
    assert await state(it) == before
    assert await traces(it, marker) == []


@pytest.mark.parametrize("forgery", sorted(set(FORGERIES) - NOBODYS))
async def test_aut_04_the_owner_may_do_all_of_it(forgery: str, it: Instance, stage: Stage, net: Net) -> None:
    """The positive control: the same activity, by whom it belongs to, changes something."""
    marker = f"zq{secrets.token_hex(8)}"
    net.serve(OWNER.uri, OWNER.document(name=marker, featured=FEATURED))
    before = await state(it)
    await hear(it, OWNER, FORGERIES[forgery](stage, OWNER, marker))
    changed = await state(it) != before
    assert changed is (forgery != "Create over a known post")


@pytest.mark.parametrize("sender", ["blocked", "suspended"])
@pytest.mark.parametrize("kind", ["Follow", "Like", "Announce", "Block", "Create"])
async def test_aut_10_the_barred_may_say_nothing_at_all(kind: str, sender: str, it: Instance, stage: Stage) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    by = SENDERS[sender]
    target: object = stage.maren.actor.uri if kind in ("Follow", "Block") else stage.work.uri
    if kind == "Create":
        target = by.note(marker, inReplyTo=stage.work.uri)
    said = {**by.activity(kind, object=target, to=[PUBLIC]), "id": f"{by.origin}/activities/{marker}"}
    before = await state(it)
    with pytest.raises(Forbidden) as refused:
        await say(it, by, said)
    assert refused.value.rule == "AUT-10"
    assert await state(it) == before
    assert await traces(it, marker) == []


@pytest.mark.parametrize("kind", ["Follow", "Like", "Announce", "Block", "Undo", "Accept", "Flag", "Move", "Add"])
async def test_sig_08_nobody_speaks_for_another(kind: str, it: Instance, stage: Stage) -> None:
    """Signed with a good key of the same host, but in Ada's name."""
    marker = f"zq{secrets.token_hex(8)}"
    forged = {**OWNER.activity(kind, object=OWNER.note(marker)), "id": f"{OWNER.origin}/activities/{marker}"}
    await hear(it, NEIGHBOUR, NEIGHBOUR.activity("Arrive", object=NEIGHBOUR.uri))
    before = await state(it)
    with pytest.raises(Forbidden) as refused:
        await say(it, NEIGHBOUR, forged)
    assert refused.value.rule == "SIG-08"
    await settle(it)
    assert await state(it) == before
    assert await traces(it, marker) == []


@pytest.mark.parametrize("where", ["id", "object", "author"])
async def test_aut_02_one_origin_for_all_of_it(where: str, it: Instance, stage: Stage) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    note = FOREIGNER.note(marker, inReplyTo=stage.work.uri)
    said = FOREIGNER.create(note)
    if where == "id":
        said["id"] = f"{OWNER.origin}/activities/{marker}"
    elif where == "object":
        note["id"] = f"{OWNER.origin}/notes/{marker}"
    else:
        note["attributedTo"] = OWNER.uri
    with pytest.raises(Forbidden) as refused:
        await say(it, FOREIGNER, said)
    assert refused.value.rule == "AUT-02"
    assert await traces(it, marker) == []
    honest = FOREIGNER.create(FOREIGNER.note(marker, inReplyTo=stage.work.uri))
    await hear(it, FOREIGNER, honest)
    assert "works.content" in await traces(it, marker)


async def test_nobody_elsewhere_speaks_for_one_of_ours(it: Instance, stage: Stage) -> None:
    forged = {**OWNER.like(stage.work.uri), "actor": stage.maren.actor.uri}
    with pytest.raises(FedartError):
        await say(it, OWNER, forged)
    ours = Stranger("maren", it.config.instance.origin)
    with pytest.raises(FedartError):
        await say(it, ours, ours.like(stage.work.uri))
