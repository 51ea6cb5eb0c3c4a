"""Proofs and keys for them as documents carry them."""

import json
from typing import Any

import pytest

from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.errors import Malformed
from fedart.wire import proofs, render
from fedart.wire.activities import KeyDocument
from tests.support.proving import AS2, INTEGRITY, listing, proved, public

Json = dict[str, Any]

ACTOR = Uri("https://peer.example/actors/ada")
KEY = Uri(f"{ACTOR}#ed25519-key")
NOW = 1_795_293_940_000
ACTIVITY: Json = {
    "@context": [AS2, INTEGRITY],
    "id": "https://peer.example/activities/1",
    "type": "Create",
    "actor": ACTOR,
    "to": [PUBLIC],
    "object": {"id": "https://peer.example/notes/1", "type": "Note", "attributedTo": ACTOR, "content": "Hello"},
}
SIGNED = proved(ACTIVITY, KEY)
PROOF = SIGNED["proof"]


def body(document: Json) -> bytes:
    return json.dumps(document).encode()


def with_proof(**changes: object) -> Json:
    return {**ACTIVITY, "proof": {key: value for key, value in {**PROOF, **changes}.items() if value is not None}}


def test_a_claim_says_who_with_which_key_and_when() -> None:
    found = proofs.claim(body({**SIGNED, "signature": {"type": "RsaSignature2017"}}))
    assert found is not None
    assert (found.id, found.actor, found.key_id) == ("https://peer.example/activities/1", ACTOR, KEY)
    assert (found.value, found.created, found.expires) == (PROOF["proofValue"], NOW, None)
    assert found.document == ACTIVITY
    assert found.readings == ({key: value for key, value in PROOF.items() if key != "proofValue"},)


def test_a_document_without_a_proof_claims_nothing() -> None:
    assert proofs.claim(body(ACTIVITY)) is None
    assert proofs.claim(body({**ACTIVITY, "proof": None})) is None
    assert proofs.claim(body({**ACTIVITY, "proof": [PROOF]})) is not None


def test_a_proof_without_a_context_is_read_in_both_ways() -> None:
    found = proofs.claim(body(with_proof(**{"@context": None})))
    assert found is not None
    bare, full = found.readings
    assert full == {**bare, "@context": ACTIVITY["@context"]}
    assert "@context" not in bare


REFUSED: dict[str, Json] = {
    "two proofs": {**ACTIVITY, "proof": [PROOF, PROOF]},
    "no proof at all": {**ACTIVITY, "proof": []},
    "an address": {**ACTIVITY, "proof": "https://peer.example/proof"},
    "another type": with_proof(type="Ed25519Signature2020"),
    "several types": with_proof(type=["DataIntegrityProof"]),
    "another suite": with_proof(cryptosuite="eddsa-rdfc-2022"),
    "another purpose": with_proof(proofPurpose="authentication"),
    "no key": with_proof(verificationMethod=None),
    "a key that is no address": with_proof(verificationMethod="did:key:z6Mk"),
    "no value": with_proof(proofValue=None),
    "a value that is no text": with_proof(proofValue=["z"]),
    "no time": with_proof(created=None),
    "no time that can be read": with_proof(created="yesterday"),
    "an end that is no time": with_proof(expires="some day"),
    "another context than the document": with_proof(**{"@context": [AS2]}),
    "no actor": {key: value for key, value in SIGNED.items() if key != "actor"},
    "an unknown context": proved({**ACTIVITY, "@context": [AS2, "https://evil.example/context"]}, KEY),
    "an unknown context inside": proved(
        {**ACTIVITY, "object": {"@context": "https://evil.example/context", "type": "Note"}}, KEY
    ),
    "a core term with another meaning": proved({**ACTIVITY, "@context": [AS2, {"actor": "as:object"}]}, KEY),
    "an old context after ActivityStreams": proved(
        {**ACTIVITY, "@context": [AS2, "https://w3id.org/identity/v1"]}, KEY
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_sig_12_proofs_that_could_be_read_in_two_ways_or_are_of_another_kind_are_refused(name: str) -> None:
    with pytest.raises(Malformed):
        proofs.claim(body(REFUSED[name]))
    assert proofs.claim(body(SIGNED)) is not None


def test_aut_09_a_key_that_occurs_twice_is_refused() -> None:
    once = body(SIGNED)
    with pytest.raises(Malformed) as refused:
        proofs.claim(once[:-1] + b', "actor": "https://peer.example/actors/mallory"}')
    assert refused.value.rule == "AUT-09"
    assert proofs.claim(once) is not None


def test_fedifys_context_before_activitystreams_is_taken() -> None:
    document = {**ACTIVITY, "@context": ["https://w3id.org/identity/v1", AS2, INTEGRITY]}
    assert proofs.claim(body(proved(document, KEY))) is not None


def actor(**changes: object) -> Json:
    found = {"@context": [AS2], "id": ACTOR, "type": "Person", "assertionMethod": listing(ACTOR)}
    return {**found, **changes}


def test_a_key_is_found_in_assertion_method() -> None:
    expected = KeyDocument(KEY, ACTOR, public(), ACTOR)
    assert proofs.multikey(body(actor()), KEY, NOW) == expected
    several = [f"{ACTOR}#elsewhere", *listing(ACTOR, "old", f"{ACTOR}#old"), *listing(ACTOR)]
    assert proofs.multikey(body(actor(assertionMethod=several)), KEY, NOW) == expected
    [alone] = listing(ACTOR, type=["Multikey", "Key"])
    assert proofs.multikey(body(actor(assertionMethod=alone)), KEY, NOW) == expected
    later = listing(ACTOR, expires="2026-11-21T20:45:41Z")
    assert proofs.multikey(body(actor(assertionMethod=later)), KEY, NOW) == expected


UNLISTED: dict[str, Json] = {
    "nothing listed": actor(assertionMethod=None),
    "another id": actor(assertionMethod=listing(ACTOR, key_id=f"{ACTOR}#other")),
    "only the address": actor(assertionMethod=[KEY]),
    "another type": actor(assertionMethod=listing(ACTOR, type="JsonWebKey")),
    "another controller": actor(assertionMethod=listing(ACTOR, controller="https://peer.example/actors/bob")),
    "no controller": actor(assertionMethod=listing(ACTOR, controller=None)),
    "listed for something else": actor(assertionMethod=None, authentication=listing(ACTOR)),
    "expired": actor(assertionMethod=listing(ACTOR, expires="2026-11-21T20:45:40Z")),
    "an end that cannot be read": actor(assertionMethod=listing(ACTOR, expires="soon")),
    "revoked": actor(assertionMethod=listing(ACTOR, revoked="2020-01-01T00:00:00Z")),
}


@pytest.mark.parametrize("name", UNLISTED)
def test_sig_09_a_key_that_its_actor_does_not_list_for_proofs_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        proofs.multikey(body(UNLISTED[name]), KEY, NOW)
    assert proofs.multikey(body(actor()), KEY, NOW).pem == public()


@pytest.mark.parametrize(("context", "expected"), [(AS2, [AS2, INTEGRITY]), ([AS2, {"a": "as:a"}], [AS2, INTEGRITY])])
def test_a_public_activity_gets_the_context_of_its_proof_once(context: object, expected: list[object]) -> None:
    found = proofs.provable({**ACTIVITY, "@context": context})
    assert found is not None
    held = found["@context"]
    assert isinstance(held, list)
    assert held[:2] == expected
    assert held[2:] == ([] if context == AS2 else [{"a": "as:a"}])
    assert proofs.provable(found) == found


@pytest.mark.parametrize("to", [[], ["https://peer.example/actors/bob"], [f"{ACTOR}/followers"]])
def test_what_is_not_addressed_to_the_public_is_never_proved(to: list[str]) -> None:
    """A proof would show outsiders who wrote it (guide section 2.4)."""
    assert proofs.provable({**ACTIVITY, "to": to}) is None
    assert proofs.provable({**ACTIVITY, "to": to, "cc": [PUBLIC]}) is not None


def test_a_proof_of_ours_names_its_key_and_the_whole_second() -> None:
    """Fedify writes times anew before it hashes them: only whole seconds come out the same everywhere."""
    found = proofs.options(KEY, [AS2], at=NOW + 999)
    assert found == {
        "@context": [AS2],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": KEY,
        "proofPurpose": "assertionMethod",
        "created": "2026-11-21T20:45:40Z",
    }
    claim = proofs.claim(
        render.dump({**ACTIVITY, "proof": {**found, "@context": ACTIVITY["@context"], "proofValue": "z"}})
    )
    assert claim is not None
    assert claim.created == NOW
