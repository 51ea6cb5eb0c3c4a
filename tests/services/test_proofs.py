"""Activities that prove who wrote them, whoever brings them: ours, and those of others (FEP-8b32, SIG-12)."""

import copy
import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import actors as profiles
from fedart.services import documents, follows, inbox, keys, outbox, proofs, reactions
from fedart.services.outbox import Outgoing
from fedart.storage import activities, actors
from fedart.storage import keys as stored
from tests.support.instance import Clock, Person, Studio, config_in, network, running
from tests.support.proving import AS2, INTEGRITY, listing, proved
from tests.support.remote import Net, Stranger, count, rows, settle

Json = dict[str, Any]

FIVE_MINUTES = 300
DAY = 24 * 3600
BOB = "https://third.example/inbox"
ADA = Stranger("ada")
KEY = f"{ADA.uri}#ed25519-key"


def prover(**changes: object) -> Json:
    """Ada's document, with a key for proofs."""
    return ADA.document(**{"assertionMethod": listing(ADA.uri), **changes})


def activity(**changes: object) -> Json:
    return {**ADA.create(ADA.note()), "@context": [AS2, INTEGRITY], **changes}


async def trusted(it: Instance, document: Json) -> str | None:
    return await proofs.trusted(it, json.dumps(document).encode())


@pytest.fixture
def ada(net: Net) -> Stranger:
    net.serve(ADA.uri, prover())
    return ADA


# ours


async def sent(it: Instance) -> Json:
    """The activity that was sent last."""
    found = await rows(it, "SELECT body FROM activities ORDER BY rowid DESC LIMIT 1")
    document: Json = json.loads(found[0]["body"])
    return document


async def published(it: Instance, make: Studio, maren: Person, visibility: Visibility) -> Json:
    work = await make.work(maren.actor, visibility=visibility)
    await make.publish(work, maren.actor)
    return await sent(it)


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.QUIET])
async def test_what_is_public_leaves_with_a_proof_by_the_key_that_the_artist_lists(
    it: Instance, make: Studio, maren: Person, visibility: Visibility
) -> None:
    document = await published(it, make, maren, visibility)
    listed = (await it.db.read(lambda tx: documents.actor(tx, it, maren.actor)))["assertionMethod"]
    assert isinstance(listed, list)
    [key] = listed
    assert key["id"] == f"{maren.actor.uri}#ed25519-key"
    assert (key["type"], key["controller"]) == ("Multikey", maren.actor.uri)
    proof = document["proof"]
    assert (proof["verificationMethod"], proof["created"]) == (key["id"], "2026-11-21T20:45:40Z")
    assert proof["@context"] == document["@context"]
    assert document["@context"][1] == INTEGRITY


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT])
async def test_what_is_not_public_never_carries_a_proof(
    it: Instance, make: Studio, maren: Person, visibility: Visibility
) -> None:
    assert "proof" not in await published(it, make, maren, visibility)
    assert "proof" in await published(it, make, maren, Visibility.PUBLIC)


async def test_what_is_said_to_one_server_alone_carries_no_proof(it: Instance, ada: Stranger, maren: Person) -> None:
    await follows.follow(it, maren.actor.id, ada.uri)
    assert (await sent(it))["type"] == "Follow"
    assert "proof" not in await sent(it)


async def test_an_activity_that_calls_itself_public_but_is_addressed_to_few_carries_none(
    it: Instance, maren: Person
) -> None:
    for to, expected in (([], False), ([PUBLIC], True)):
        document: Json = {"@context": AS2, "id": outbox.new_activity(it), "type": "Announce", "to": to}
        made = Outgoing(maren.actor, "Announce", maren.actor.uri, document, public=True)
        await it.db.write(partial(outbox.enqueue, it=it, outgoing=made, inboxes=[]))
        assert ("proof" in await sent(it)) is expected


async def test_another_server_finds_our_proof_right_and_any_change_of_it_wrong(
    it: Instance, tmp_path: Path, make: Studio, maren: Person
) -> None:
    document = await published(it, make, maren, Visibility.PUBLIC)
    profile = await it.db.read(lambda tx: documents.actor(tx, it, maren.actor))
    async with running(config_in(tmp_path / "elsewhere", origin="https://elsewhere.example")) as other:
        network(other).serve(maren.actor.uri, profile)
        assert await trusted(other, {**document, "published": "2026-11-21T20:45:41.000Z"}) is None
        assert await trusted(other, document) == maren.actor.uri


async def test_a_boost_is_proved_once_and_the_same_bytes_go_everywhere(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    remote = await make.remote("https://third.example/actors/bob")
    await make.follow(remote, maren.actor)
    work = await make.work(maren.actor)
    await reactions.boost(it, maren.actor.id, work.id)
    await settle(it)
    [boost] = net.sent(BOB)
    assert boost == await sent(it)
    assert boost["proof"]["verificationMethod"] == f"{maren.actor.uri}#ed25519-key"


async def test_a_profile_that_changes_is_proved(it: Instance, net: Net, maren: Person, make: Studio) -> None:
    remote = await make.remote("https://third.example/actors/bob")
    await make.follow(remote, maren.actor)
    await it.db.write(lambda tx: profiles.announce_profile(tx, it, maren.actor.id))
    await settle(it)
    [update] = net.sent(BOB)
    assert update["object"]["assertionMethod"][0]["id"] == update["proof"]["verificationMethod"]


async def test_an_artist_without_a_key_for_proofs_goes_without(it: Instance, make: Studio, maren: Person) -> None:
    await it.db.write(lambda tx: tx.run("DELETE FROM proof_keys WHERE actor_id = :id", id=maren.actor.id))
    assert "proof" not in await published(it, make, maren, Visibility.PUBLIC)


async def test_proving_costs_next_to_nothing(it: Instance, make: Studio, maren: Person) -> None:
    document = await published(it, make, maren, Visibility.PUBLIC)
    bare = {key: value for key, value in document.items() if key != "proof"}

    def best(tx: Any) -> float:
        took = []
        for _ in range(20):
            begun = time.perf_counter()
            keys.signed(tx, it, bare, maren.actor)
            took.append(time.perf_counter() - begun)
        return min(took)

    assert await it.db.read(best) < 0.005


# theirs


async def test_sig_12_an_activity_is_its_actors_when_their_own_key_proves_it(
    it: Instance, net: Net, ada: Stranger
) -> None:
    document = proved(activity(), KEY)
    assert await trusted(it, document) == ada.uri
    assert await trusted(it, document) == ada.uri
    assert net.fetched == [ada.uri]
    [row] = await rows(it, "SELECT id, owner FROM remote_keys")
    assert row == {"id": f"proof {ada.uri} {KEY}", "owner": ada.uri}
    assert await it.db.read(lambda tx: actors.by_uri(tx, ada.uri)) is not None


async def test_a_proof_as_fedify_and_as_older_servers_make_it_is_understood(it: Instance, ada: Stranger) -> None:
    assert await trusted(it, proved(activity(), KEY, written_context=False)) == ada.uri
    assert await trusted(it, proved(activity(), KEY, written_context=False, hashed_context=False)) == ada.uri


async def test_without_a_proof_nobody_is_trusted(it: Instance, net: Net, ada: Stranger) -> None:
    assert await trusted(it, activity()) is None
    assert await trusted(it, activity(signature={"type": "RsaSignature2017", "creator": ada.key_id})) is None
    assert net.fetched == []


def forged(**changes: object) -> Json:
    return {**copy.deepcopy(proved(activity(), KEY)), **changes}


MALLORY = "https://evil.example/actors/mallory"
FORGED: dict[str, Json] = {
    "another text": forged(object=ADA.note("Buy this")),
    "another actor here": forged(actor=f"{ADA.origin}/actors/eve"),
    "another type": forged(type="Delete"),
    "somebody else's key in Ada's name": proved(activity(), KEY, name="mallory"),
    "a key of another server": proved(activity(), f"{MALLORY}#ed25519-key", name="mallory"),
    "a key of another actor of her server": proved(activity(), f"{ADA.origin}/actors/eve#ed25519-key", name="eve"),
    "an activity of another server": proved(activity(id="https://evil.example/activities/1"), KEY),
    "an activity without an id": proved({k: v for k, v in activity().items() if k != "id"}, KEY),
    "made tomorrow": proved(activity(), KEY, created="2026-11-22T20:45:40Z"),
    "over": proved(activity(), KEY, expires="2026-11-21T20:45:40Z"),
    "an unknown context": proved(activity(**{"@context": [AS2, INTEGRITY, "https://evil.example/c"]}), KEY),
    "a core term with another meaning": proved(activity(**{"@context": [AS2, {"content": "as:name"}]}), KEY),
    "a graph beside it": proved(activity(**{"@graph": [{"type": "Delete"}]}), KEY),
    "a swapped context": forged(**{"@context": [AS2, INTEGRITY, {"title": "as:name"}]}),
    "a signature of no length": forged(proof={**proved(activity(), KEY)["proof"], "proofValue": "z"}),
}


@pytest.mark.parametrize("name", FORGED)
async def test_sig_12_a_forged_proof_is_worth_nothing(name: str, it: Instance, net: Net, ada: Stranger) -> None:
    net.serve(
        MALLORY, Stranger("mallory", "https://evil.example").document(assertionMethod=listing(MALLORY, "mallory"))
    )
    eve = f"{ADA.origin}/actors/eve"
    net.serve(eve, Stranger("eve").document(assertionMethod=listing(eve, "eve")))
    assert await trusted(it, FORGED[name]) is None
    assert await trusted(it, proved(activity(), KEY)) == ada.uri


async def test_aut_09_two_readings_of_one_activity_are_no_proof(it: Instance, ada: Stranger) -> None:
    body = json.dumps(proved(activity(), KEY))
    twice = body[:-1] + ', "type": "Create"}'
    assert await proofs.trusted(it, twice.encode()) is None
    assert await proofs.trusted(it, b"nonsense") is None
    assert await proofs.trusted(it, body.encode()) == ada.uri


UNLISTED: dict[str, Json] = {
    "no key for proofs": ADA.document(),
    "another one's": prover(assertionMethod=listing(ADA.uri, "other")),
    "another id": prover(assertionMethod=listing(ADA.uri, key_id=f"{ADA.uri}#other")),
    "another controller": prover(assertionMethod=listing(ADA.uri, controller=MALLORY)),
    "listed for signing requests": ADA.document(authentication=listing(ADA.uri)),
    "a key of another kind": prover(assertionMethod=listing(ADA.uri, publicKeyMultibase="zQ3shokFTS3brHcDQrn82RUDfCZ")),
    "the document of somebody else": prover(id=f"{ADA.origin}/actors/eve", assertionMethod=listing(ADA.uri)),
}


@pytest.mark.parametrize("name", UNLISTED)
async def test_sig_09_a_key_counts_only_as_its_actor_lists_it(name: str, it: Instance, net: Net, clock: Clock) -> None:
    net.serve(ADA.uri, UNLISTED[name])
    document = proved(activity(), KEY)
    assert await trusted(it, document) is None
    net.serve(ADA.uri, prover())
    clock.advance(FIVE_MINUTES)
    assert await trusted(it, document) == ADA.uri


async def test_sig_10_a_flood_of_bad_proofs_fetches_the_key_once_in_five_minutes(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    assert await trusted(it, proved(activity(), KEY)) == ada.uri
    clock.advance(FIVE_MINUTES + 1)
    for _ in range(20):
        assert await trusted(it, proved(activity(), KEY, name="mallory")) is None
    assert net.fetched.count(ada.uri) == 2
    assert await trusted(it, proved(activity(), KEY)) == ada.uri


async def test_sig_10_a_key_for_proofs_that_changed_is_fetched_anew(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    assert await trusted(it, proved(activity(), KEY)) == ada.uri
    net.serve(ada.uri, prover(assertionMethod=listing(ada.uri, "second")))
    assert await trusted(it, proved(activity(), KEY, name="second")) is None
    clock.advance(FIVE_MINUTES + 1)
    assert await trusted(it, proved(activity(), KEY, name="second")) == ada.uri
    assert await trusted(it, proved(activity(), KEY)) is None


async def test_a_key_with_a_new_id_is_found_at_once(it: Instance, net: Net, ada: Stranger) -> None:
    assert await trusted(it, proved(activity(), KEY)) == ada.uri
    second = f"{ada.uri}#ed25519-key-2"
    net.serve(ada.uri, prover(assertionMethod=[*listing(ada.uri, "second", second), *listing(ada.uri)]))
    assert await trusted(it, proved(activity(), second, name="second")) == ada.uri
    assert await trusted(it, proved(activity(), KEY)) == ada.uri


async def test_a_key_that_is_not_listed_any_more_ends_within_a_day(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    assert await trusted(it, proved(activity(), KEY)) == ada.uri
    net.serve(ada.uri, ada.document())
    clock.advance(DAY - 60)
    assert await trusted(it, proved(activity(), KEY)) == ada.uri
    clock.advance(60)
    assert await trusted(it, proved(activity(), KEY)) is None
    assert await trusted(it, proved(activity(), KEY)) is None
    assert net.fetched.count(ada.uri) == 2


async def test_a_server_in_trouble_leaves_the_proof_unproved_until_it_is_back(
    it: Instance, net: Net, ada: Stranger, clock: Clock
) -> None:
    net.broken[ada.uri] = FetchFailed("status 503")
    assert await trusted(it, proved(activity(), KEY)) is None
    del net.broken[ada.uri]
    assert await trusted(it, proved(activity(), KEY)) == ada.uri
    net.broken[ada.uri] = FetchFailed("status 503")
    clock.advance(2 * DAY)
    assert await trusted(it, proved(activity(), KEY)) == ada.uri


async def test_whoever_asks_for_the_wrong_kind_of_key_does_no_harm_to_the_right_one(
    it: Instance, net: Net, ada: Stranger
) -> None:
    """A proof that names the key of requests must not make us leave that key alone, or forget it."""
    for _ in range(2):
        assert await trusted(it, proved(activity(), ada.key_id, name="mallory")) is None
        found = await inbox.find_key(it)(ada.key_id, fresh=False)
        assert found is not None
        assert found.pem == ada.pem
    assert await inbox.find_key(it)(KEY, fresh=False) is None
    assert await trusted(it, proved(activity(), KEY)) == ada.uri


async def test_aut_10_a_blocked_domain_is_not_even_asked(it: Instance, net: Net, ada: Stranger) -> None:
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    assert await trusted(it, proved(activity(), KEY)) is None
    assert net.fetched == []
    await it.db.write(lambda tx: activities.unblock(tx, "peer.example"))
    assert await trusted(it, proved(activity(), KEY)) == ada.uri


async def test_our_own_activities_are_never_believed_from_outside(
    it: Instance, net: Net, make: Studio, maren: Person
) -> None:
    document = await published(it, make, maren, Visibility.PUBLIC)
    assert await trusted(it, document) is None
    assert net.fetched == []
    assert await count(it, "remote_keys") == 0
    assert await it.db.read(lambda tx: stored.proof_key(tx, maren.actor.id)) is not None
