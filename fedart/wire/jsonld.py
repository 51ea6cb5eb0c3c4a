"""JSON-LD, as little of it as possible (guide section 2.4, THREATS AUT-09).

A document whose contexts are bundled or unknown addresses and inline terms that remap nothing we read is taken as
plain JSON. Aliases of what we read go through pyld, offline, and come out in our names. Whatever restructures a
document or gives a core term another meaning is Malformed. No context is ever fetched.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Final, NoReturn

from fedart.errors import Malformed
from fedart.wire import contexts, limits
from fedart.wire.fields import AS, items, types, uri
from fedart.wire.reader import Document

_CORE_NAMES: Final = """
    as id type actor object target origin to cc attributedTo attachment content contentMap name nameMap summary
    summaryMap published updated inReplyTo url href mediaType tag icon image width height oneOf anyOf inbox outbox
    followers following endpoints sharedInbox preferredUsername alsoKnownAs publicKey publicKeyPem owner controller
    items orderedItems totalItems first next partOf
    Accept Add Announce Block Create Delete Flag Follow Like Move Reject Remove Undo Update
    Application Group Organization Person Service
    Article Audio Document Event Image Link Mention Note Page Question Tombstone Video Key CryptographicKey
"""
CORE: Final = frozenset(_CORE_NAMES.split())
"""The terms that nobody may give another meaning: everything that the parser reads from the core vocabularies."""

_RESTRUCTURING: Final = frozenset({"@graph", "@included", "@reverse", "@nest", "@index", "@json", "@none"})
_WRAPPING: Final = frozenset({"@list", "@set"})
_IN_DEFINITIONS: Final = frozenset({"@reverse", "@nest", "@context", "@index", "@import", "@propagate", "@direction"})
_CONTAINERS: Final = frozenset({"@graph", "@id", "@type", "@index"})
_HARMLESS_KEYWORDS: Final = frozenset({"@language", "@version", "@protected"})
_DROPPED: Final = ("signature", "proof")


@dataclass(slots=True)
class _Survey:
    """What one walk over a document found out."""

    contexts: list[object] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    process: bool = False


def plain(document: Document) -> Document:
    """The document in the names that we read; itself when nothing needs to be done. Raises Malformed (AUT-09)."""
    survey = _walk(document)
    aliases: set[str] = set()
    for context in survey.contexts:
        aliases |= _aliases(context)
    if not survey.process and aliases.isdisjoint(survey.names):
        return document
    return _processed(document)


def _refuse(why: str) -> NoReturn:
    raise Malformed(why, rule="AUT-09")


def _walk(document: Document) -> _Survey:
    survey = _Survey()
    waiting: list[object] = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            for key, value in item.items():
                if key == "@context":
                    if item is not document or value is not None:
                        survey.contexts.append(value)
                    continue
                _note_key(key, survey)
                if isinstance(value, (dict, list)):
                    waiting.append(value)
            survey.names.update(types(item.get("type")))
        elif isinstance(item, list):
            waiting.extend(child for child in item if isinstance(child, (dict, list)))
    return survey


def _note_key(key: str, survey: _Survey) -> None:
    if key in _RESTRUCTURING:
        _refuse(f"{key} restructures the document")
    survey.names.add(key)
    if key in _WRAPPING or key.startswith(("as:", AS)):
        survey.process = True


def _aliases(context: object) -> set[str]:
    """The terms of a context that stand for something we read under another name."""
    entries = items(context)
    if len(entries) > limits.CONTEXT_ENTRIES:
        _refuse("too many contexts")
    vocabulary = any(entry == contexts.AS2 for entry in entries)
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry, dict):
            found |= _inline(entry, known=vocabulary)
        elif not isinstance(entry, str):
            _refuse("a context that is neither an address nor terms")
    if context is None:
        _refuse("an inner context that takes all terms away")
    return found


def _inline(terms: Mapping[str, object], *, known: bool) -> set[str]:
    if len(terms) > limits.CONTEXT_TERMS:
        _refuse("too many terms in a context")
    prefixes = _prefixes(terms)
    found: set[str] = set()
    for name, definition in terms.items():
        if name.startswith("@"):
            _keyword(name, definition, known=known)
            continue
        target = _target(name, definition)
        meaning = _meaning(target, prefixes)
        if name in CORE:
            if meaning != contexts.canonical()[name]:
                _refuse(f"the context gives {name} another meaning")
        elif meaning in _core_meanings():
            found.add(name)
    return found


def _keyword(name: str, definition: object, *, known: bool) -> None:
    if name in _HARMLESS_KEYWORDS or (name == "@vocab" and (known or definition in (None, AS))):
        return
    _refuse(f"{name} in a context")


def _target(name: str, definition: object) -> str | None:
    """What a term is defined as; None when it is taken away."""
    if isinstance(definition, str) or definition is None:
        return definition
    if not isinstance(definition, dict):
        _refuse(f"{name} is defined as neither text nor object")
    if not _IN_DEFINITIONS.isdisjoint(definition):
        _refuse(f"the definition of {name} restructures the document")
    if any(container in _CONTAINERS for container in items(definition.get("@container")) if isinstance(container, str)):
        _refuse(f"the container of {name} restructures the document")
    target = definition.get("@id", name if ":" in name else None)
    return target if isinstance(target, str) else None


def _meaning(target: str | None, prefixes: dict[str, str]) -> str | None:
    if target is None:
        return None
    meaning = contexts.expand(target, prefixes)
    return contexts.canonical().get(meaning, meaning)


def _prefixes(terms: Mapping[str, object]) -> dict[str, str]:
    inline = {}
    for name, definition in terms.items():
        target = definition.get("@id") if isinstance(definition, dict) else definition
        if isinstance(target, str) and ":" in target:
            inline[name] = target
    return {**contexts.canonical(), **inline}


@cache
def _core_meanings() -> frozenset[str]:
    return frozenset(contexts.canonical()[name] for name in CORE)


def _processed(document: Document) -> Document:
    """Through pyld and into our names. The id, type and actor that the door saw must come out unchanged."""
    _small_enough(document)
    found = _compact(_prepared(document))
    if "@graph" in found:
        _refuse("more than one thing at the top")
    for key in ("id", "actor"):
        before, after = uri(document.get(key) or document.get(f"@{key}")), uri(found.get(key))
        if before != after or len(items(found.get(key))) > 1:
            _refuse(f"{key} is not what it seemed")
    return found


def _compact(document: object) -> Document:
    jsonld = import_module("pyld.jsonld")  # 157 ms and 20 MB that most processes never need
    try:
        found = jsonld.compact(
            document,
            {"@context": contexts.ours()},
            {"documentLoader": _no_loader, "base": "", "processingMode": "json-ld-1.1"},
        )
    except (jsonld.JsonLdError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Malformed("the JSON-LD cannot be processed", rule="AUT-09") from error
    return {str(key): value for key, value in found.items() if key != "@context"}


def _no_loader(address: str, _options: object) -> NoReturn:
    raise Malformed(f"the context {address[:256]} would have to be fetched", rule="AUT-09")


def _prepared(value: object) -> object:
    """A copy with the bundled contexts written in, unknown ones left out, and embedded signatures dropped (SIG-12)."""
    if isinstance(value, list):
        return [_prepared(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy: Document = {}
    for key, inner in value.items():
        if key == "@context":
            copy[key] = list(_known(items(inner)))
        elif key not in _DROPPED:
            copy[key] = _prepared(inner)
    return copy


def _known(entries: Iterable[object]) -> Iterable[object]:
    for entry in entries:
        terms = contexts.bundled(entry) if isinstance(entry, str) else entry
        if terms is not None:
            yield terms


def _small_enough(document: Document) -> None:
    """pyld is only let loose on small, flat documents: hostile graphs cost it seconds (THREATS PAR-06)."""
    level: list[object] = [document]
    nodes = 0
    for _ in range(limits.PROCESSED_DEPTH):
        nodes += len(level)
        below: list[object] = []
        for item in level:
            below.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
        if not below:
            break
        level = below
    else:
        _refuse("too deep for JSON-LD processing")
    if nodes > limits.PROCESSED_NODES:
        _refuse("too large for JSON-LD processing")
