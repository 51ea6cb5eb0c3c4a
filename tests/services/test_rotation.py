"""Keys of our actors: listed, completed for older actors, and changed without losing anybody (guide section 2.5)."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from fedart.domain.actor import Actor, Role
from fedart.domain.ids import ActorId
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.federation import keys as crypto
from fedart.federation import multikey
from fedart.federation.errors import FetchFailed
from fedart.federation.http import Response
from fedart.federation.signatures import Signer
from fedart.instance import Instance
from fedart.services import documents, keys, local_actors, proofs, rotation
from fedart.services.delivery import TryLater
from fedart.storage import actors
from fedart.storage import keys as stored
from tests.support.instance import Clock, Person, Studio, config_in, network, running
from tests.support.remote import Net, Stranger, count, rows, say, settle

Json = dict[str, Any]

MINUTES = 60
HOURS = 3600
BOB = "https://third.example/actors/bob"
BOB_INBOX = "https://third.example/inbox"
CAROL = "https://fourth.example/actors/carol"
CAROL_INBOX = "https://fourth.example/inbox"


@pytest.fixture
async def owner(make: Studio) -> Person:
    return await make.person("olga", Role.OWNER)


@pytest.fixture
def signed_with(net: Net, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Each inbox that was sent something, with the key that the request was signed with."""
    seen: list[tuple[str, str]] = []
    post = net.post

    async def noted(
        url: str, body: bytes, content_type: str, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        seen.append((url, signer.key_id))
        return await post(url, body, content_type, signer, others)

    monkeypatch.setattr(net, "post", noted)
    return seen


async def now(it: Instance, actor: Actor) -> Actor:
    found = await it.db.read(lambda tx: actors.by_id(tx, actor.id))
    assert found is not None
    return found


async def profile(it: Instance, actor: Actor, *, announcing: bool = False) -> Json:
    who = await now(it, actor)
    return await it.db.read(lambda tx: documents.actor(tx, it, who, announcing=announcing))


def ids(listed: object) -> list[str]:
    assert isinstance(listed, list)
    return [key["id"] for key in listed]


async def befriended(make: Studio, actor: Actor, *uris: str) -> None:
    for uri in uris:
        await make.follow(await make.remote(uri), actor)


async def test_a_new_actor_lists_its_key_for_proofs(it: Instance, maren: Person) -> None:
    found = await profile(it, maren.actor)
    [key] = found["assertionMethod"]
    made = await it.db.read(lambda tx: stored.proof_key(tx, maren.actor.id))
    assert made is not None
    assert key == {
        "id": f"{maren.actor.uri}#ed25519-key",
        "type": "Multikey",
        "controller": maren.actor.uri,
        "publicKeyMultibase": made.multibase,
    }
    assert "authentication" not in found
    assert found["publicKey"]["id"] == maren.actor.key_id
    private = crypto.load_for_proofs(made.pem, it.secret)
    assert multikey.write(private.public_key()) == made.multibase
    assert made.pem not in repr(made)


async def test_the_instance_actor_has_one_too(it: Instance) -> None:
    actor = await local_actors.ensure_instance_actor(it)
    found = await profile(it, actor)
    assert found["type"] == "Application"
    assert ids(found["assertionMethod"]) == [f"{it.urls.instance_actor}#ed25519-key"]


async def test_older_actors_get_their_key_for_proofs_in_small_steps(
    it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "STEP", 2)
    people = [await make.person(name) for name in ("maren", "nils", "olga")]
    kept = await it.db.read(lambda tx: stored.proof_key(tx, people[0].actor.id))
    await it.db.write(lambda tx: tx.run("DELETE FROM proof_keys WHERE actor_id <> :id", id=people[0].actor.id))
    for _ in range(2):
        await keys.at_start(it)
    assert await count(it, "tasks", "kind = 'proof-keys' AND state = 'due'") == 1
    await settle(it)
    assert await count(it, "tasks", "kind = 'proof-keys' AND state = 'done'") == 2
    assert await it.db.read(lambda tx: stored.without_proof_key(tx, 9)) == []
    assert await it.db.read(lambda tx: stored.proof_key(tx, people[0].actor.id)) == kept
    assert ids((await profile(it, people[2].actor))["assertionMethod"]) == [f"{people[2].actor.uri}#ed25519-key"]
    await keys.at_start(it)
    assert await count(it, "tasks", "kind = 'proof-keys' AND state = 'due'") == 0


async def test_reading_a_profile_makes_no_key(it: Instance, maren: Person) -> None:
    await it.db.write(lambda tx: tx.run("DELETE FROM proof_keys"))
    assert "assertionMethod" not in await profile(it, maren.actor)
    assert await count(it, "proof_keys") == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("main-key", "key-2"),
        ("key-2", "key-3"),
        ("key-9", "key-10"),
        ("ed25519-key", "ed25519-key-2"),
        ("k-1-4", "k-1-5"),
    ],
)
def test_key_ids_count_on(before: str, after: str) -> None:
    assert rotation.following(f"https://a.example/actors/1#{before}") == f"https://a.example/actors/1#{after}"


async def test_followers_are_told_with_the_old_key_before_the_new_one_is_used(
    it: Instance, net: Net, make: Studio, maren: Person, owner: Person, signed_with: list[tuple[str, str]], clock: Clock
) -> None:
    old = maren.actor.key_id
    await befriended(make, maren.actor, BOB, CAROL)
    await rotation.begin(it, owner.account, maren.actor.id)
    assert (await now(it, maren.actor)).key_id == old
    await settle(it)
    clock.advance(5)
    await settle(it)
    new = f"{maren.actor.uri}#key-2"
    assert sorted(signed_with) == [(CAROL_INBOX, old), (BOB_INBOX, old)]
    [update] = net.sent(BOB_INBOX)
    changed = await now(it, maren.actor)
    assert update["type"] == "Update"
    assert update["object"]["publicKey"] == {"id": new, "owner": maren.actor.uri, "publicKeyPem": changed.public_key}
    assert (changed.key_id, changed.public_key != maren.actor.public_key) == (new, True)
    assert (await local_actors.signer(it, maren.actor.id)).key_id == new
    assert update["object"]["updated"] > (await profile(it, owner.actor))["updated"]
    assert await count(it, "next_keys") == 0
    assert await count(it, "audit", "action = 'change keys' AND subject = :uri", uri=maren.actor.uri) == 1


async def test_the_new_private_key_fits_the_new_public_one(it: Instance, maren: Person, owner: Person) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    await settle(it)
    signer, changed = await local_actors.signer(it, maren.actor.id), await now(it, maren.actor)
    signature = crypto.sign_bytes(signer.private_key, b"text")
    assert crypto.signed_by(crypto.load_public(changed.public_key), signature, b"text")
    assert not crypto.signed_by(crypto.load_public(maren.actor.public_key), signature, b"text")


async def test_while_somebody_was_not_told_each_gets_the_key_that_it_knows(
    it: Instance, net: Net, make: Studio, maren: Person, owner: Person, signed_with: list[tuple[str, str]], clock: Clock
) -> None:
    old, new = maren.actor.key_id, f"{maren.actor.uri}#key-2"
    await befriended(make, maren.actor, BOB, CAROL)
    net.broken[CAROL_INBOX] = FetchFailed("no answer")
    await rotation.begin(it, owner.account, maren.actor.id)
    with pytest.raises(TryLater):
        await settle(it)
    assert (await profile(it, maren.actor))["publicKey"]["id"] == old
    assert (await profile(it, maren.actor, announcing=True))["publicKey"]["id"] == new
    assert (await local_actors.signer(it, maren.actor.id, BOB_INBOX)).key_id == new
    assert (await local_actors.signer(it, maren.actor.id, CAROL_INBOX)).key_id == old
    assert (await local_actors.signer(it, maren.actor.id, "https://never.example/inbox")).key_id == old
    assert (await local_actors.signer(it, maren.actor.id)).key_id == old
    await rotation.step(it, json.dumps({"actor": maren.actor.id}).encode())
    assert await count(it, "next_keys") == 1
    clock.advance(10 * MINUTES)
    await rotation.step(it, json.dumps({"actor": maren.actor.id}).encode())
    assert (await local_actors.signer(it, maren.actor.id, CAROL_INBOX)).key_id == new
    assert await count(it, "next_keys") == 0


async def test_an_actor_without_followers_changes_at_once(it: Instance, net: Net, maren: Person, owner: Person) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    await settle(it)
    assert (await now(it, maren.actor)).key_id == f"{maren.actor.uri}#key-2"
    assert net.inboxes == {}


async def test_old_keys_are_listed_for_two_days_and_then_forgotten(
    it: Instance, maren: Person, owner: Person, clock: Clock
) -> None:
    before = await profile(it, maren.actor)
    await rotation.begin(it, owner.account, maren.actor.id)
    during = await profile(it, maren.actor)
    await settle(it)
    after = await profile(it, maren.actor)
    uri = maren.actor.uri
    assert ids(during["assertionMethod"]) == [f"{uri}#ed25519-key", f"{uri}#ed25519-key-2"]
    assert ids(during["authentication"]) == [f"{uri}#key-2"]
    assert ids(after["assertionMethod"]) == [f"{uri}#ed25519-key-2", f"{uri}#ed25519-key"]
    [old] = after["authentication"]
    assert old == {
        "id": before["publicKey"]["id"],
        "type": "Multikey",
        "controller": uri,
        "publicKeyMultibase": crypto.as_multibase(before["publicKey"]["publicKeyPem"]),
        "expires": "2026-11-23T20:45:40.000Z",
    }
    assert after["assertionMethod"][1] == {**before["assertionMethod"][0], "expires": old["expires"]}
    clock.advance(48 * HOURS - 1)
    assert len((await profile(it, maren.actor))["assertionMethod"]) == 2
    clock.advance(1)
    over = await profile(it, maren.actor)
    assert ids(over["assertionMethod"]) == [f"{uri}#ed25519-key-2"]
    assert "authentication" not in over
    assert await count(it, "retired_keys") == 2
    await it.db.write(lambda tx: stored.sweep(tx, clock()))
    assert await count(it, "retired_keys") == 0


async def test_proofs_made_with_the_old_key_hold_for_two_days(
    it: Instance, make: Studio, maren: Person, owner: Person, clock: Clock, tmp_path: Any
) -> None:
    work = await make.work(maren.actor)
    await make.publish(work, maren.actor)
    [row] = await rows(it, "SELECT body FROM activities WHERE type = 'Create'")
    await rotation.begin(it, owner.account, maren.actor.id)
    await settle(it)
    async with running(config_in(tmp_path / "elsewhere", origin="https://elsewhere.example"), clock) as other:
        network(other).serve(maren.actor.uri, await profile(it, maren.actor))
        assert await proofs.trusted(other, row["body"]) == maren.actor.uri
        clock.advance(49 * HOURS)
        network(other).serve(maren.actor.uri, await profile(it, maren.actor))
        assert await proofs.trusted(other, row["body"]) is None


async def test_what_is_published_afterwards_is_proved_with_the_new_key(
    it: Instance, make: Studio, maren: Person, owner: Person
) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    await make.publish(await make.work(maren.actor), maren.actor)
    await settle(it)
    await make.publish(await make.work(maren.actor), maren.actor)
    bodies = [json.loads(row["body"]) for row in await rows(it, "SELECT body FROM activities ORDER BY rowid")]
    assert [body["proof"]["verificationMethod"].partition("#")[2] for body in bodies] == [
        "ed25519-key",
        "ed25519-key-2",
    ]


async def test_a_change_that_is_under_way_is_not_begun_again(it: Instance, maren: Person, owner: Person) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    with pytest.raises(Invalid, match="already"):
        await rotation.begin(it, owner.account, maren.actor.id)
    await settle(it)
    await rotation.begin(it, owner.account, maren.actor.id)
    await settle(it)
    assert (await now(it, maren.actor)).key_id == f"{maren.actor.uri}#key-3"
    assert len((await profile(it, maren.actor))["authentication"]) == 2


async def test_a_change_goes_on_after_a_crash_wherever_it_stopped(
    it: Instance, maren: Person, owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    await it.db.write(lambda tx: tx.run("DELETE FROM tasks WHERE kind = 'rotate'"))
    for _ in range(2):
        await rotation.at_start(it)
    assert await count(it, "tasks", "kind = 'rotate'") == 1
    switch = stored.switch

    def dies(*given: Any) -> None:
        switch(*given)
        raise OSError("power cut")

    monkeypatch.setattr(stored, "switch", dies)
    payload = json.dumps({"actor": maren.actor.id}).encode()
    with pytest.raises(OSError, match="power cut"):
        await rotation.step(it, payload)
    assert (await now(it, maren.actor)).key_id == maren.actor.key_id
    assert await count(it, "retired_keys") == 0
    monkeypatch.undo()
    await rotation.step(it, payload)
    changed = await now(it, maren.actor)
    await rotation.step(it, payload)
    assert await now(it, maren.actor) == changed
    assert changed.key_id == f"{maren.actor.uri}#key-2"


async def test_the_instance_actor_changes_its_key_and_signs_with_it(it: Instance, owner: Person) -> None:
    begun = await rotation.begin_for(it, owner.account, None, people=False)
    await settle(it)
    assert begun == [it.urls.host]
    signer = await local_actors.instance_signer(it)
    actor = await local_actors.ensure_instance_actor(it)
    assert signer.key_id == f"{it.urls.instance_actor}#key-2"
    assert (await profile(it, actor))["publicKey"]["id"] == signer.key_id


async def test_everybody_at_once_leaves_out_who_is_changing_already(it: Instance, maren: Person, owner: Person) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    begun = await rotation.begin_for(it, owner.account, None, people=True)
    assert sorted(begun) == sorted([it.urls.host, "olga"])
    with pytest.raises(Invalid):
        await rotation.begin_for(it, owner.account, "maren", people=True)


async def test_only_administrators_change_keys_and_only_of_ours(
    it: Instance, maren: Person, owner: Person, make: Studio
) -> None:
    with pytest.raises(Forbidden):
        await rotation.begin(it, maren.account, maren.actor.id)
    remote = await make.remote(BOB)
    for ident in (remote.id, ActorId("nobody")):
        with pytest.raises(NotFound):
            await rotation.begin(it, owner.account, ident)
    with pytest.raises(NotFound):
        await rotation.begin_for(it, owner.account, "nobody", people=True)
    assert await count(it, "next_keys") == 0
    await rotation.begin_for(it, owner.account, "maren", people=True)
    assert await count(it, "next_keys") == 1


async def test_private_keys_are_stored_locked(it: Instance, maren: Person, owner: Person) -> None:
    await rotation.begin(it, owner.account, maren.actor.id)
    for table, column in (("next_keys", "pem"), ("next_keys", "proof_pem"), ("proof_keys", "pem")):
        for row in await rows(it, f"SELECT {column} AS pem FROM {table}"):
            assert row["pem"].startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


# theirs


async def test_sig_10_a_new_key_with_a_new_id_of_a_known_actor_is_found_at_once(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    await say(it, ada, ada.follow(maren.actor.uri))
    rotated = Rotated("ada", key="ada-second")
    net.serve(rotated.uri, rotated.document())
    await say(it, rotated, rotated.like(maren.actor.uri))
    found = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert found is not None
    assert (found.key_id, found.public_key) == (rotated.key_id, rotated.pem)
    assert net.fetched == [ada.uri, ada.uri]


class Rotated(Stranger):
    """Somebody whose key has a new id."""

    @property
    def key_id(self) -> str:
        return f"{self.uri}#key-2"
