"""Which terms a document uses, and whether its own contexts say what they mean; without a network."""

from collections.abc import Iterator
from importlib import import_module

from fedart.wire import contexts

Json = dict[str, object]

_STRUCTURE = {"id", "type", "@context"}
_MAPS = {"contentMap", "summaryMap", "nameMap"}


def used(document: object) -> Iterator[str]:
    """Every key and every type, at any depth; languages are no terms."""
    if isinstance(document, list):
        for item in document:
            yield from used(item)
    elif isinstance(document, dict):
        kind = document.get("type")
        yield from [kind] if isinstance(kind, str) else []
        for key, value in document.items():
            if key not in _STRUCTURE:
                yield key
            if key != "@context" and key not in _MAPS:
                yield from used(value)


def _terms(context: object) -> dict[str, object]:
    if isinstance(context, list):
        return {name: value for part in context for name, value in _terms(part).items()}
    if isinstance(context, dict):
        return context
    found = contexts.bundled(str(context))
    assert found is not None, f"{context} is not bundled"
    return found


def defined(document: Json) -> dict[str, str]:
    """The meaning of each term that the document's contexts define."""
    return contexts.meanings(_terms(document["@context"]))


def listed(document: Json) -> set[str]:
    """The terms that come from contexts with an address, as everybody has them."""
    context = document["@context"]
    return {name for part in (context if isinstance(context, list) else [context]) if isinstance(part, str)
            for name in _terms(part)}  # fmt: skip


def lost(document: Json) -> set[str]:
    """The terms that JSON-LD expansion drops, or reads as anything but their definition."""
    jsonld = import_module("pyld.jsonld")
    expanded = jsonld.expand(document, {"documentLoader": _load, "base": "", "processingMode": "json-ld-1.1"})
    kept = set(_iris(expanded))
    meaning = defined(document)
    return {name for name in used(document) if meaning.get(name, name) not in kept and meaning.get(name) not in kept}


def _iris(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _iris(item)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        yield from [str(kind) for kind in kinds] if isinstance(kinds, list) else []
        for key, inner in value.items():
            yield key
            yield from _iris(inner)


def _load(address: str, _options: object) -> Json:
    found = contexts.bundled(address)
    assert found is not None, f"{address} is not bundled"
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": found}}
