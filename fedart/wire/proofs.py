"""Proofs and keys for them as documents carry them (FEP-8b32, FEP-521a). What they prove is for others to check."""

from dataclasses import dataclass
from typing import Final

from fedart.domain.ids import Uri
from fedart.domain.policy import PUBLIC
from fedart.errors import Malformed
from fedart.wire import contexts, fields, reader
from fedart.wire.activities import KeyDocument
from fedart.wire.jsonld import plain
from fedart.wire.reader import Document
from fedart.wire.vocabulary import Json, stamp

CONTEXT: Final = "https://w3id.org/security/data-integrity/v1"
_TYPE: Final = "DataIntegrityProof"
_SUITE: Final = "eddsa-jcs-2022"
_PURPOSE: Final = "assertionMethod"
_OLDER: Final = "https://w3id.org/identity/v1"
"""A context that Fedify writes before ActivityStreams, which then gives every term in it that we read its meaning."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document says of its proof; nothing of it is checked.

    `document` is what was signed, `readings` are the ways in which the rest of the proof may have been: some servers
    hash the document's context with it, but do not write it into the proof. Times in epoch milliseconds.
    """

    id: Uri | None
    actor: Uri
    key_id: Uri
    value: str
    created: int
    expires: int | None
    readings: tuple[Document, ...]
    document: Document


def claim(body: bytes) -> Claim | None:
    """The claim of a document; None when it carries no proof.

    Raises Malformed for what is no document of ours to read (duplicate keys, contexts that give core terms another
    meaning), for contexts that we do not carry, and for proofs of another kind.
    """
    document = reader.read(body)
    held = document.get("proof")
    if held is None:
        return None
    proof = _only(held)
    _refuse_unknown_contexts(document)
    plain(document)
    bare = {name: value for name, value in document.items() if name not in ("proof", "signature")}
    created = fields.time(proof.get("created"))
    value, key_id = proof.get("proofValue"), fields.uri(proof.get("verificationMethod"))
    if created is None or key_id is None or not isinstance(value, str):
        raise Malformed("the proof lacks its key, its time or its value", rule="SIG-12")
    return Claim(
        id=fields.uri(document.get("id")),
        actor=fields.thing(document.get("actor"), "the actor"),
        key_id=key_id,
        value=value,
        created=created,
        expires=_expiry(proof),
        readings=_readings(proof, bare.get("@context")),
        document=bare,
    )


def _only(held: object) -> Document:
    """The one proof of a document: of several, each reader could choose another."""
    proofs = held if isinstance(held, list) else [held]
    if len(proofs) != 1 or not isinstance(proofs[0], dict):
        raise Malformed("not exactly one proof", rule="SIG-12")
    proof: Document = proofs[0]
    kind = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    if kind != (_TYPE, _SUITE, _PURPOSE):
        raise Malformed("a proof of a kind we do not check", rule="SIG-12")
    return proof


def _expiry(proof: Document) -> int | None:
    said = proof.get("expires")
    found = fields.time(said)
    if said is not None and found is None:
        raise Malformed("the proof's end is no time", rule="SIG-12")
    return found


def _readings(proof: Document, context: object) -> tuple[Document, ...]:
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if "@context" not in options:
        return (options, {**options, "@context": context}) if context is not None else (options,)
    if options["@context"] != context:
        raise Malformed("the proof has another context than the document", rule="SIG-12")
    return (options,)


def _refuse_unknown_contexts(document: Document) -> None:
    """Terms that we cannot look up could mean anything to whoever signed."""
    waiting: list[object] = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            _look_up(fields.items(item.get("@context")))
            waiting.extend(value for name, value in item.items() if name != "@context")


def _look_up(entries: list[object]) -> None:
    for place, entry in enumerate(entries):
        if not isinstance(entry, str) or contexts.bundled(entry) is not None:
            continue
        if entry != _OLDER or contexts.AS2 not in entries[place + 1 :]:
            raise Malformed(f"the context {entry[:256]} is none of ours", rule="AUT-09")


def multikey(body: bytes, wanted: str, now: int) -> KeyDocument:
    """The key `wanted` that an actor lists for proofs; its text is `publicKeyMultibase`. `now` in epoch milliseconds.

    Raises Malformed when it is not listed, has expired or was revoked, or belongs to somebody else.
    """
    document = plain(reader.read(body))
    actor = fields.required(document.get("id") or document.get("@id"), "the actor's id")
    for found in fields.objects(document.get(_PURPOSE)):
        if fields.uri(found) == wanted and "Multikey" in fields.types(found.get("type")):
            break
    else:
        raise Malformed("the actor lists no such key for proofs", rule="SIG-09")
    if fields.uri(found.get("controller")) != actor:
        raise Malformed("the key is controlled by somebody else", rule="SIG-09")
    for end in ("expires", "revoked"):
        if found.get(end) is not None and (fields.time(found.get(end)) or 0) <= now:
            raise Malformed("the key has expired or was revoked", rule="SIG-09")
    return KeyDocument(Uri(wanted), actor, fields.text(found.get("publicKeyMultibase")), actor)


def options(key_id: Uri, context: object, *, at: int) -> Json:
    """A proof of ours without its value. `at` in epoch milliseconds; whole seconds, which all peers write alike."""
    return {
        "@context": context,
        "type": _TYPE,
        "cryptosuite": _SUITE,
        "verificationMethod": key_id,
        "proofPurpose": _PURPOSE,
        "created": stamp(at - at % 1000).replace(".000Z", "Z"),
    }


def provable(document: Json) -> Json | None:
    """An activity of ours as it is to be signed, or None when it is not addressed to the public.

    A proof inside what is not public would show outsiders who wrote it (guide section 2.4).
    """
    if PUBLIC not in [*fields.items(document.get("to")), *fields.items(document.get("cc"))]:
        return None
    first, *others = fields.items(document.get("@context"))
    return {**document, "@context": [first, CONTEXT, *(each for each in others if each != CONTEXT)]}
