"""`eddsa-jcs-2022`: the published vectors, and every way to break a proof."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.errors import Malformed
from fedart.federation import multikey, proofs
from fedart.wire import proofs as wire
from fedart.wire import render
from fedart.wire.proofs import Claim
from tests.support.proving import PUBLIC, proved, public, secret

Json = dict[str, Any]

CREATED = "2023-02-24T23:36:38Z"
ALICE = "https://server.example/users/alice"
KEY_ID = f"{ALICE}#ed25519-key"
DID = f"did:key:{PUBLIC}#{PUBLIC}"


def options(key_id: str, context: object = None) -> Json:
    found: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
        "created": CREATED,
    }
    return found if context is None else {**found, "@context": context}


FEP_8B32_FIRST: Json = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
    "type": "Create",
    "actor": ALICE,
    "object": {"type": "Note", "content": "Hello world"},
}
FEP_8B32: Json = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
    "id": "https://server.example/activities/1",
    "type": "Create",
    "actor": ALICE,
    "object": {
        "id": "https://server.example/objects/1",
        "type": "Note",
        "attributedTo": ALICE,
        "content": "Hello world",
        "location": {"type": "Place", "longitude": -71.184902, "latitude": 25.273962},
    },
}
VC_DI_EDDSA: Json = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
VECTORS: dict[str, tuple[Json, Json, str]] = {
    "FEP-8b32, its first version: the context is not hashed": (
        FEP_8B32_FIRST,
        options(KEY_ID),
        "z3sXaxjKs4M3BRicwWA9peyNPJvJqxtGsDmpt1jjoHCjgeUf71TRFz56osPSfDErszyLp5Ks1EhYSgpDaNM977Rg2",
    ),
    "FEP-8b32 of today": (
        FEP_8B32,
        options(KEY_ID, FEP_8B32["@context"]),
        "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
    ),
    "W3C Data Integrity EdDSA Cryptosuites, section B.2": (
        VC_DI_EDDSA,
        options(DID, VC_DI_EDDSA["@context"]),
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_the_published_vectors_are_made_and_fit(name: str) -> None:
    document, rest, value = VECTORS[name]
    assert proofs.create(secret(), rest, document) == value
    assert proofs.fits(PUBLIC, value, [rest], document)
    assert not proofs.fits(public("somebody else"), value, [rest], document)


ACTIVITY: Json = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"],
    "id": "https://peer.example/activities/1",
    "type": "Create",
    "actor": "https://peer.example/actors/ada",
    "to": ["https://www.w3.org/ns/activitystreams#Public"],
    "object": {"id": "https://peer.example/notes/1", "type": "Note", "content": "Grüße, 海", "tag": [1, None, True]},
}
SIGNED = proved(ACTIVITY, "https://peer.example/actors/ada#ed25519-key")


def claimed(document: Json) -> Claim:
    found = wire.claim(render.dump(document))
    assert found is not None
    return found


def fits(claim: Claim, key: str = PUBLIC) -> bool:
    return proofs.fits(key, claim.value, claim.readings, claim.document)


@pytest.mark.parametrize("hashed", [True, False])
@pytest.mark.parametrize("written", [True, False])
def test_a_context_that_is_written_or_hashed_or_neither_fits(hashed: bool, written: bool) -> None:
    """Written but not hashed would be a proof that does not cover itself: that alone does not fit."""
    document = proved(ACTIVITY, SIGNED["proof"]["verificationMethod"], hashed_context=hashed, written_context=written)
    assert fits(claimed(document)) is (hashed or not written)


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every leaf of a document."""
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in places(inner, (*path, key))]
    if isinstance(value, list):
        return [each for place, inner in enumerate(value) for each in places(inner, (*path, place))]
    return [path]


COVERED = [path for path in places(SIGNED) if path[0] != "@context" and path[:2] != ("proof", "@context")]


def changed(document: Json, path: tuple[object, ...]) -> Json:
    found = copy.deepcopy(document)
    inner: Any = found
    for step in path[:-1]:
        inner = inner[step]
    old = inner[path[-1]]
    inner[path[-1]] = f"{old}x" if isinstance(old, str) and path != ("proof", "created") else "2026-11-21T20:45:41Z"
    return found


@pytest.mark.parametrize("path", COVERED, ids=str)
def test_sig_12_whatever_is_changed_the_proof_does_not_fit(path: tuple[object, ...]) -> None:
    assert fits(claimed(SIGNED))
    try:
        assert not fits(claimed(changed(SIGNED, path)))
    except Malformed:
        assert path[0] in ("proof", "actor", "type")


def test_a_member_that_is_added_or_taken_away_is_noticed() -> None:
    assert not fits(claimed({**SIGNED, "published": "2026-11-21T20:45:40Z"}))
    assert not fits(claimed({key: value for key, value in SIGNED.items() if key != "to"}))
    assert not fits(claimed({**SIGNED, "proof": {**SIGNED["proof"], "nonce": "x"}}))


def test_the_order_of_members_does_not_matter() -> None:
    assert fits(claimed(dict(reversed(list(SIGNED.items())))))


def test_a_linked_data_signature_is_put_aside_before_the_check() -> None:
    """FEP-8b32: it is added after the proof, and not covered by it."""
    assert fits(claimed({**SIGNED, "signature": {"type": "RsaSignature2017", "signatureValue": "x"}}))


def test_a_key_or_a_value_that_is_none_is_malformed() -> None:
    claim = claimed(SIGNED)
    for key, value in [("PEM", claim.value), (PUBLIC, "nonsense"), (PUBLIC, multikey.encode(bytes(63)))]:
        with pytest.raises(Malformed):
            fits(replace(claim, value=value), key)
    assert fits(claim)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 63), st.integers(1, 255))
def test_sig_12_any_changed_byte_of_the_signature_is_noticed(place: int, change: int) -> None:
    claim = claimed(SIGNED)
    data = bytearray(multikey.decode(claim.value))
    data[place] ^= change
    assert not fits(replace(claim, value=multikey.encode(bytes(data))))
