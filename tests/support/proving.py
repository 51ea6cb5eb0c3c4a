"""Proofs made step by step as the specification says, with nothing of ours: what `federation.proofs` is held to."""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Json = dict[str, Any]

SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
"""The key of the published vectors (FEP-8b32, FEP-521a, W3C Data Integrity EdDSA Cryptosuites, section B)."""

AS2 = "https://www.w3.org/ns/activitystreams"
INTEGRITY = "https://w3id.org/security/data-integrity/v1"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def from_base58(text: str) -> bytes:
    number = 0
    for letter in text.removeprefix("z"):
        number = number * 58 + _ALPHABET.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, value = divmod(number, 58)
        text = _ALPHABET[value] + text
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def secret(name: str = "") -> Ed25519PrivateKey:
    """The key of the vectors, or another one for each name."""
    seed = hashlib.sha256(name.encode()).digest() if name else from_base58(SECRET)[2:]
    return Ed25519PrivateKey.from_private_bytes(seed)


def public(name: str = "") -> str:
    return to_base58(b"\xed\x01" + secret(name).public_key().public_bytes_raw())


def _hash(value: Json) -> bytes:
    # Enough of RFC 8785 for ASCII keys and whole numbers.
    return hashlib.sha256(
        json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).digest()


def proved(
    document: Json,
    key_id: str,
    *,
    name: str = "",
    created: str = "2026-11-21T20:45:40Z",
    hashed_context: bool = True,
    written_context: bool = True,
    **changes: object,
) -> Json:
    """The document with a proof made with the key of `name`; `changes` are other members of the proof.

    Fedify hashes the context without always writing it; older servers do neither.
    """
    options: Json = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
        "created": created,
        **changes,
    }
    context = {"@context": document["@context"]}
    hashed = {**context, **options} if hashed_context else options
    value = to_base58(secret(name).sign(_hash(hashed) + _hash(document)))
    written = {**context, **options} if written_context else options
    return {**document, "proof": {**written, "proofValue": value}}


def listing(actor: str, name: str = "", key_id: str = "", **changes: object) -> list[Json]:
    """`assertionMethod` of an actor with the key of `name`."""
    key = {"id": key_id or f"{actor}#ed25519-key", "type": "Multikey", "controller": actor}
    return [{**key, "publicKeyMultibase": public(name), **changes}]
