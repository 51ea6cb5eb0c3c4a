"""The JSON-LD contexts that we carry along, in our own compact form. Nothing is ever fetched (THREATS AUT-09)."""

import json
from functools import cache
from importlib import resources
from typing import Final

AS2: Final = "https://www.w3.org/ns/activitystreams"
SECURITY: Final = "https://w3id.org/security/v1"

_FILES: Final = {
    AS2: "activitystreams.json",
    "http://www.w3.org/ns/activitystreams": "activitystreams.json",
    "https://www.w3.org/ns/activitystreams.jsonld": "activitystreams.json",
    "https://www.w3.org/ns/activitystreams#": "activitystreams.json",
    SECURITY: "security-v1.json",
    "http://w3id.org/security/v1": "security-v1.json",
    "https://web-payments.org/contexts/security-v1.jsonld": "security-v1.json",
    "https://w3id.org/security/data-integrity/v1": "data-integrity.json",
    "https://w3id.org/security/data-integrity/v2": "data-integrity.json",
    "https://w3id.org/security/multikey/v1": "multikey.json",
    "http://joinmastodon.org/ns": "terms.json",
    "https://purl.archive.org/miscellany": "terms.json",
    "https://gotosocial.org/ns": "terms.json",
    "https://join-lemmy.org/context.json": "terms.json",
}
_LITEPUB: Final = "/schemas/litepub-0.1.jsonld"
"""Pleroma and Akkoma serve this context under every instance's own host."""


def bundled(address: str) -> dict[str, object] | None:
    """The terms behind a context's address, or None when we do not carry it. Callers must not change them."""
    name = "terms.json" if address.endswith(_LITEPUB) else _FILES.get(address)
    return _load(name) if name else None


@cache
def canonical() -> dict[str, str]:
    """Every term that we know, and the full IRI that it stands for."""
    return meanings(_merged())


def meanings(terms: dict[str, object]) -> dict[str, str]:
    """The full IRI of every term of a context whose prefixes it defines itself, or that ActivityStreams defines."""
    prefixes = {"as": f"{AS2}#"} | {name: value for name, value in terms.items() if isinstance(value, str)}
    found = {}
    for name, value in terms.items():
        target = value.get("@id") if isinstance(value, dict) else value
        if isinstance(target, str) and not name.startswith("@"):
            found[name] = expand(target, prefixes)
    return found


@cache
def ours() -> dict[str, object]:
    """The context that documents are compacted to: the names that the parser reads, without prefixes to confuse."""
    full = canonical()
    found: dict[str, object] = {"@vocab": "_:"}
    for name, definition in _merged().items():
        if name in full and not full[name].endswith(("#", "/")):
            found[name] = {**definition, "@id": full[name]} if isinstance(definition, dict) else full[name]
    return found


def _merged() -> dict[str, object]:
    return {**_load("activitystreams.json"), **_load("security-v1.json"), **_load("terms.json")}


def expand(name: str, prefixes: dict[str, str]) -> str:
    """A compact IRI with its prefix written out; anything else as it is. Prefixes may lean on one another."""
    for _ in range(4):
        prefix, colon, rest = name.partition(":")
        base = prefixes.get(prefix)
        if not colon or rest.startswith("//") or base is None or base == name:
            return name
        name = base + rest
    return name


@cache
def _load(name: str) -> dict[str, object]:
    document = json.loads(resources.files(__name__).joinpath(name).read_text("utf-8"))
    terms: dict[str, object] = document["@context"]
    return terms
