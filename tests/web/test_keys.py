"""Keys and proofs as other servers fetch them."""

import json
from typing import Any

import pytest

from fedart.domain.actor import Actor, Role
from fedart.domain.policy import PUBLIC
from fedart.instance import Instance
from fedart.services import outbox, rotation
from fedart.services.outbox import Outgoing
from fedart.storage import activities
from fedart.wire import render
from tests.support.client import Client
from tests.support.instance import Clock, Studio
from tests.support.remote import settle

Json = dict[str, Any]
TWO_DAYS = 48 * 3600


@pytest.fixture
async def maren(make: Studio) -> Actor:
    return (await make.person("maren")).actor


async def fetched(client: Client, address: str) -> Json:
    """What stands at an address, asked for without its fragment, as every client does."""
    answer = await client.document(address.partition("#")[0])
    assert answer.status == 200
    found: Json = answer.json()
    return found


def keys_of(document: Json) -> dict[str, str]:
    """Every key that a document lists, by id, and under which name."""
    found = {document["publicKey"]["id"]: "publicKey"}
    return found | {key["id"]: name for name in ("assertionMethod", "authentication") for key in document.get(name, [])}


async def change(it: Instance, make: Studio, actor: Actor) -> None:
    owner = await make.person("olga", Role.OWNER)
    await rotation.begin(it, owner.account, actor.id)
    await settle(it)


async def test_an_old_key_is_found_at_its_address_for_two_days(
    it: Instance, client: Client, make: Studio, maren: Actor, clock: Clock
) -> None:
    before = keys_of(await fetched(client, maren.key_id))
    assert before == {maren.key_id: "publicKey", f"{maren.uri}#ed25519-key": "assertionMethod"}
    await change(it, make, maren)
    listed = {
        f"{maren.uri}#key-2": "publicKey",
        f"{maren.uri}#ed25519-key-2": "assertionMethod",
        f"{maren.uri}#ed25519-key": "assertionMethod",
        maren.key_id: "authentication",
    }
    for key in listed:
        assert keys_of(await fetched(client, key)) == listed
    clock.advance(TWO_DAYS)
    await make.person("nils")  # any change: documents on the shelf are made anew
    assert set(keys_of(await fetched(client, maren.key_id))) == {f"{maren.uri}#key-2", f"{maren.uri}#ed25519-key-2"}


async def test_the_instance_actor_lists_its_keys(it: Instance, client: Client, make: Studio) -> None:
    address = it.urls.instance_actor
    assert set(keys_of(await fetched(client, address))) == {it.urls.instance_key, f"{address}#ed25519-key"}
    owner = await make.person("olga", Role.OWNER)
    await rotation.begin_for(it, owner.account, None, people=False)
    await settle(it)
    found = await fetched(client, it.urls.instance_key)
    assert found["publicKey"]["id"] == f"{address}#key-2"
    assert it.urls.instance_key in keys_of(found)


async def test_an_activity_keeps_its_proof_only_where_it_is_as_it_was_sent(
    it: Instance, client: Client, make: Studio, maren: Actor
) -> None:
    """Where the object is only named, or the context left out, the proof would be wrong."""
    create = await make.publish(await make.work(maren), maren)
    assert "proof" not in await fetched(client, create)
    page = await fetched(client, f"{maren.uri}/outbox?page=1")
    assert [item["type"] for item in page["orderedItems"]] == ["Create"]
    assert "proof" not in page["orderedItems"][0]
    document = render.undo(outbox.new_activity(it), maren.uri, {"id": "x", "type": "Announce", "to": [PUBLIC]})
    sent = Outgoing(maren, "Undo", maren.uri, document, public=True)
    await it.db.write(lambda tx: outbox.enqueue(tx, it, sent, []))
    stored = await it.db.read(lambda tx: activities.by_id(tx, str(document["id"]).rpartition("/")[2]))
    assert stored is not None
    found = await fetched(client, str(document["id"]))
    assert found == json.loads(stored[1])
    assert found["proof"]["verificationMethod"] == f"{maren.uri}#ed25519-key"
