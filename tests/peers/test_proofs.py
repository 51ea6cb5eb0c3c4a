"""Proofs inside documents, ours read by Fedify and Fedify's read by us (FEP-8b32, FEP-521a)."""

import asyncio
import json
import time
from typing import Any

import pytest

from fedart.domain.actor import Role
from fedart.instance import Instance
from fedart.services import documents, proofs, rotation
from fedart.storage import actors
from tests.support.instance import Clock, FakeHttp, Studio
from tests.support.peer import proof
from tests.support.proving import AS2
from tests.support.remote import settle

pytestmark = [pytest.mark.peer, pytest.mark.slow]

Json = dict[str, Any]
ORIGIN = "https://peer.example"


async def fedify(**question: object) -> Json:
    return await asyncio.to_thread(proof, **question)


async def published(it: Instance, make: Studio, maren: str) -> Json:
    actor = await it.db.read(lambda tx: actors.by_id(tx, maren))
    assert actor is not None
    await make.publish(await make.work(actor, title="Grüße, 海 😀"), actor)
    row = await it.db.read(lambda tx: tx.one("SELECT body FROM activities ORDER BY rowid DESC LIMIT 1"))
    assert row is not None
    document: Json = json.loads(row["body"])
    return document


async def profile(it: Instance, maren: str) -> Json:
    actor = await it.db.read(lambda tx: actors.by_id(tx, maren))
    assert actor is not None
    return await it.db.read(lambda tx: documents.actor(tx, it, actor))


async def test_fedify_finds_our_proof_right_and_any_change_of_it_wrong(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    activity, document = await published(it, make, maren.id), await profile(it, maren.id)
    found = await fedify(check=activity, actor=document)
    assert found == {"id": activity["id"], "keys": [[f"{maren.uri}#ed25519-key", maren.uri, "Ed25519"]]}
    changed = {**activity, "published": "2020-01-01T00:00:00Z"}
    assert (await fedify(check=changed, actor=document))["id"] is None


async def test_fedify_reads_an_actor_whose_keys_were_changed(it: Instance, make: Studio) -> None:
    owner, maren = await make.person("olga", Role.OWNER), (await make.person("maren")).actor
    before = await published(it, make, maren.id)
    await rotation.begin(it, owner.account, maren.id)
    await settle(it)
    after, document = await published(it, make, maren.id), await profile(it, maren.id)
    assert len(document["authentication"]) == 1
    for activity in (before, after):
        found = await fedify(check=activity, actor=document)
        assert found["id"] == activity["id"]
        assert [key[2] for key in found["keys"]] == ["Ed25519", "Ed25519"]


async def test_we_find_fedifys_proof_right_and_any_change_of_it_wrong(
    it: Instance, net: FakeHttp, clock: Clock
) -> None:
    clock.now = int(time.time() * 1000)
    made = await fedify(make={"origin": ORIGIN})
    actor = made["actor"]
    key = {"id": f"{actor}#ed25519-key", "type": "Multikey", "controller": actor, "publicKeyMultibase": made["key"]}
    person = {"id": actor, "type": "Person", "preferredUsername": "ada", "inbox": f"{actor}/inbox"}
    net.serve(actor, {"@context": AS2, **person, "assertionMethod": [key]})
    assert await proofs.trusted(it, json.dumps(made["activity"]).encode()) == actor
    changed = {**made["activity"], "type": "Announce"}
    assert await proofs.trusted(it, json.dumps(changed).encode()) is None
