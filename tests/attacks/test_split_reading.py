"""AUT-03, AUT-09: what is authorised and what is stored must be the same reading of the same object.

Each attack shows one id to whoever authorises and another one to whoever stores: lists of two objects, ids in two
spellings, ids in unusual shapes.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress

import pytest

from fedart.errors import Forbidden, Malformed
from fedart.instance import Instance
from fedart.services import follows as following
from tests.support.instance import Person
from tests.support.remote import Json, Net, Stranger, hear, rows, traces

LATER = "2026-11-21T23:00:00Z"
Shape = Callable[[Json, str], object]

SHAPES: dict[str, Shape] = {
    "own id first, foreign object second": lambda note, own: [own, note],
    "own object first, foreign object second": lambda note, own: [{**note, "id": own}, note],
    "foreign object behind an object without id": lambda note, own: [own, {**note}, own],
    "id in a list, own in @id": lambda note, own: {**note, "id": [note["id"]], "@id": own},
    "id in an object, own in @id": lambda note, own: {**note, "id": {"id": note["id"]}, "@id": own},
    "id in a list, own in href": lambda note, own: {**note, "id": [note["id"]], "href": own},
    "id in an object, own in href": lambda note, own: {**note, "id": {"href": note["id"]}, "href": own},
    "foreign in @id, own in id": lambda note, own: {**note, "@id": note["id"], "id": own},
}


@pytest.fixture
async def victim(it: Instance, maren: Person, ada: Stranger, mallory: Stranger) -> Json:
    """Ada's post, which we have because Maren follows her; Maren follows the attacker too."""
    await following.follow(it, maren.actor.id, ada.uri)
    await following.follow(it, maren.actor.id, mallory.uri)
    note = ada.note("Seen from the pier.")
    await hear(it, ada, ada.create(note))
    return note


async def posts(it: Instance) -> list[tuple[str, str, str]]:
    found = await rows(it, "SELECT uri, actor_uri, content FROM works ORDER BY uri")
    return [(row["uri"], row["actor_uri"], row["content"]) for row in found]


async def attack(it: Instance, who: Stranger, said: Json) -> None:
    """Refused at the door or dropped by the worker: both are right, as long as nothing happens."""
    with suppress(Malformed, Forbidden):
        await hear(it, who, said)


@pytest.mark.parametrize("shape", SHAPES)
async def test_aut_03_an_update_cannot_show_one_post_and_change_another(
    shape: str, it: Instance, victim: Json, mallory: Stranger
) -> None:
    marker = f"zq{secrets.token_hex(8)}"
    own = mallory.note("mine")
    await hear(it, mallory, mallory.create(own))
    before = await posts(it)
    forged = {**victim, "attributedTo": mallory.uri, "content": f"<p>{marker}</p>", "updated": LATER}
    await attack(it, mallory, {**mallory.update(own), "object": SHAPES[shape](forged, own["id"])})
    after = await posts(it)
    assert [row for row in after if row[0] == victim["id"]] == [row for row in before if row[0] == victim["id"]]


@pytest.mark.parametrize("shape", SHAPES)
async def test_aut_03_a_create_cannot_show_one_id_and_take_another(
    shape: str, it: Instance, victim: Json, ada: Stranger, mallory: Stranger
) -> None:
    target = f"{ada.origin}/notes/not-yet-written"
    forged = {**mallory.note("squatted"), "id": target}
    own = mallory.new_id("notes")
    await attack(it, mallory, {**mallory.create(forged), "object": SHAPES[shape](forged, own)})
    assert target not in [uri for uri, _, _ in await posts(it)]
    real = {**ada.note("the real one"), "id": target}
    await hear(it, ada, ada.create(real))
    assert (target, ada.uri, "<p>the real one</p>") in await posts(it)


@pytest.mark.parametrize("shape", SHAPES)
async def test_aut_04_a_delete_cannot_show_one_post_and_erase_another(
    shape: str, it: Instance, victim: Json, mallory: Stranger
) -> None:
    own = mallory.note("mine")
    await hear(it, mallory, mallory.create(own))
    gone = {"id": victim["id"], "type": "Tombstone"}
    await attack(it, mallory, {**mallory.delete(own["id"]), "object": SHAPES[shape](gone, own["id"])})
    found = await rows(it, "SELECT state FROM works WHERE uri = :uri", uri=victim["id"])
    assert [row["state"] for row in found] == ["live"]


@pytest.mark.parametrize("shape", SHAPES)
async def test_aut_09_the_honest_twin_of_each_shape_is_understood_or_refused_in_words(
    shape: str, it: Instance, victim: Json, mallory: Stranger
) -> None:
    """The positive control: the plain form of the same Create is stored."""
    marker = f"zq{secrets.token_hex(8)}"
    await hear(it, mallory, mallory.create(mallory.note(marker)))
    assert "works.content" in await traces(it, marker)


async def test_aut_03_a_profile_update_fetches_only_the_senders_own_address(
    it: Instance, victim: Json, net: Net, ada: Stranger, mallory: Stranger
) -> None:
    net.fetched.clear()
    marker = f"zq{secrets.token_hex(8)}"
    pushed = [mallory.uri, ada.document(name=marker)]
    await attack(it, mallory, {**mallory.update(mallory.document()), "object": pushed})
    assert ada.uri not in net.fetched
    assert await traces(it, marker) == []
