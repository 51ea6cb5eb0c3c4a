"""What a C2PA manifest store says about generation. Read as it stands; `validation` looks at signatures.

C2PA 2.1: a JUMBF superbox `c2pa` holds manifests, the last one is the active one; each holds an assertion store and a
claim. A statement that the picture was generated counts whatever its validation state; a manifest without one (a
camera's, a drawing program's) says nothing. THREATS MED-08.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fedart.detector.provenance import cbor
from fedart.detector.provenance.boxes import boxes
from fedart.detector.provenance.cbor import Value
from fedart.detector.provenance.generators import excerpt
from fedart.detector.provenance.sources import Source, source_of
from fedart.domain.policy import Evidence

_DEPTH = 8
_NODES = 5_000
_CONTENT = 1024 * 1024
_NAME = 60
_LABELLED = 0x02
_STATING = frozenset({"c2pa.created", "c2pa.edited"})


@dataclass(slots=True)
class _Node:
    """A JUMBF superbox: its label, the superboxes in it, its content as values."""

    label: str
    children: "list[_Node]" = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class _Budget:
    """What may still be read of one file, however many stores it has: boxes, and bytes of assertions."""

    nodes: int = _NODES
    content: int = _CONTENT


def statements(stores: Iterable[bytes]) -> Iterator[Evidence]:
    """One Evidence for each statement of generation in a file's stores. Hostile input is no error."""
    budget = _Budget()
    for store in stores:
        for root in _nodes(store, 0, budget):
            if root.label == "c2pa":
                yield from _of_store([node for node in root.children if node.children])


def _of_store(manifests: list[_Node]) -> Iterator[Evidence]:
    own = _lineage(manifests)
    for manifest in manifests:
        generator = _generator(manifest)
        for source, action in _sources(manifest):
            detail = f"{source.name} ({action}) by {generator or 'an unnamed program'}"
            certain = source.generated and action in {*_STATING, "metadata"} and manifest.label in own
            yield Evidence("c2pa", f"c2pa:{action}", detail, certain)


def _lineage(manifests: list[_Node]) -> set[str]:
    """The active manifest and its parents: earlier states of this picture, not pictures that were placed into it."""
    by_label = {manifest.label: manifest for manifest in manifests}
    found: set[str] = set()
    waiting = [manifests[-1].label] if manifests else []
    while waiting:
        label = waiting.pop()
        if label in found or label not in by_label:
            continue
        found.add(label)
        waiting += _parents(by_label[label])
    return found


def _parents(manifest: _Node) -> Iterator[str]:
    for name, value in _assertions(manifest):
        if name.startswith("c2pa.ingredient") and isinstance(value, dict) and value.get("relationship") == "parentOf":
            for key in ("activeManifest", "c2pa_manifest"):
                reference = value.get(key)
                url = reference.get("url") if isinstance(reference, dict) else None
                if isinstance(url, str):
                    # self#jumbf=/c2pa/urn:uuid:...
                    yield url.rstrip("/").rpartition("/")[2]


def _sources(manifest: _Node) -> Iterator[tuple[Source, str]]:
    """Every digital source type that a manifest names, with the action (or `metadata`) that names it."""
    for name, value in _assertions(manifest):
        if not isinstance(value, dict):
            continue
        if name.startswith("c2pa.actions"):
            yield from _of_actions(value.get("actions"))
        elif name.startswith(("stds.iptc", "c2pa.metadata", "cawg.metadata")):
            named = next((v for k, v in value.items() if k.rpartition(":")[2] == "DigitalSourceType"), None)
            source = source_of(named)
            if source is not None:
                yield source, "metadata"


def _of_actions(actions: Value) -> Iterator[tuple[Source, str]]:
    for action in actions if isinstance(actions, list) else []:
        if isinstance(action, dict):
            source, name = source_of(action.get("digitalSourceType")), action.get("action")
            if source is not None and isinstance(name, str):
                yield source, excerpt(name)[:_NAME]


def _generator(manifest: _Node) -> str:
    """The program that made the claim."""
    for child in manifest.children:
        if child.label.startswith("c2pa.claim"):
            for value in child.values:
                if isinstance(value, dict):
                    return _program(value)
    return ""


def _program(claim: dict[str, Value]) -> str:
    info = claim.get("claim_generator_info")
    first = info[0] if isinstance(info, list) and info else info
    name = first.get("name") if isinstance(first, dict) else None
    text = name if isinstance(name, str) else claim.get("claim_generator")
    return excerpt(text)[:_NAME] if isinstance(text, str) else ""


def _assertions(manifest: _Node) -> Iterator[tuple[str, Value]]:
    for store in manifest.children:
        if store.label == "c2pa.assertions":
            for assertion in store.children:
                for value in assertion.values:
                    yield assertion.label, value


def _nodes(data: bytes, depth: int, budget: _Budget) -> Iterator[_Node]:
    """The superboxes that lie one after another in `data`."""
    for box in boxes(data):
        budget.nodes -= 1
        if budget.nodes < 0 or depth > _DEPTH:
            return
        if box.kind == b"jumb":
            yield _node(box.payload, depth, budget)


def _node(payload: bytes, depth: int, budget: _Budget) -> _Node:
    node = _Node("")
    for box in boxes(payload):
        if box.kind == b"jumd":
            node.label = _label(box.payload)
        elif box.kind in (b"cbor", b"json"):
            budget.content -= len(box.payload)
            node.values += _content(box.kind, box.payload) if budget.content >= 0 else []
    node.children = list(_nodes(payload, depth + 1, budget))
    return node


def _label(description: bytes) -> str:
    """A description box: 16 bytes of type, a byte of toggles, the label with a zero at its end."""
    if len(description) < 18 or not description[16] & _LABELLED:
        return ""
    return description[17:].partition(b"\0")[0].decode("utf-8", "replace")


def _content(kind: bytes, payload: bytes) -> list[Value]:
    try:
        return [cbor.loads(payload) if kind == b"cbor" else json.loads(payload)]
    except (cbor.CborError, ValueError, RecursionError):
        return []
