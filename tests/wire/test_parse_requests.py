"""Requests, wrapped activities, collections and replies: what the parser makes of them."""

import json
from typing import Any

import pytest

from fedart.errors import Malformed
from fedart.wire import parse
from fedart.wire.activities import Announce, FeatureRequest, QuoteRequest, RemoteNote

Json = dict[str, Any]

AS2 = "https://www.w3.org/ns/activitystreams"
ADA = "https://peer.example/actors/ada"
WORK = "https://gallery.example/objects/1"
QUOTING = "https://peer.example/notes/9"
BASE: Json = {"@context": AS2, "id": "https://peer.example/a/1", "actor": ADA}


def body(**fields: object) -> bytes:
    return json.dumps({**BASE, **fields}).encode()


@pytest.mark.parametrize(("kind", "made"), [("QuoteRequest", QuoteRequest), ("FeatureRequest", FeatureRequest)])
@pytest.mark.parametrize("instrument", [QUOTING, {"id": QUOTING, "type": "Note"}, [QUOTING]], ids=repr)
def test_a_request_says_what_for(kind: str, made: type, instrument: object) -> None:
    found = parse.activity(body(type=kind, object=WORK, instrument=instrument))
    assert found == made(BASE["id"], ADA, WORK, QUOTING)
    outline = parse.outline(body(type=kind, object=WORK, instrument=instrument))
    assert (outline.object_id, outline.instrument) == (WORK, QUOTING)


@pytest.mark.parametrize("missing", ["object", "instrument"])
def test_a_request_for_nothing_is_none(missing: str) -> None:
    fields = {"type": "QuoteRequest", "object": WORK, "instrument": QUOTING}
    with pytest.raises(Malformed):
        parse.activity(body(**{**fields, missing: None}))


@pytest.mark.parametrize("kind", ["Add", "Remove"])
def test_the_door_looks_at_the_collection_that_changes(kind: str) -> None:
    featured = f"{ADA}/featured"
    assert parse.outline(body(type=kind, object=WORK, target=featured)).object_id == featured


@pytest.mark.parametrize(
    ("value", "proof"), [({"type": "DataIntegrityProof"}, True), ({}, False), ("yes", False), (None, False)]
)
def test_the_door_sees_that_there_is_a_proof(value: object, proof: bool) -> None:
    assert parse.outline(body(type="Create", object=QUOTING, proof=value)).proof is proof


def announced(inner: object) -> Announce:
    found = parse.activity(body(type="Announce", object=inner))
    assert isinstance(found, Announce)
    return found


def test_a_wrapped_activity_names_what_it_is_about() -> None:
    inner = {"id": "https://other.example/a/2", "type": "Create", "actor": ADA, "object": {"id": QUOTING}}
    found = announced(inner)
    assert (found.target, found.wrapped, found.wrapped_object) == (inner["id"], "Create", QUOTING)


@pytest.mark.parametrize("inner", [QUOTING, {"id": QUOTING, "type": "Note"}], ids=repr)
def test_a_boost_of_a_post_wraps_nothing(inner: object) -> None:
    found = announced(inner)
    assert (found.target, found.wrapped, found.wrapped_object) == (QUOTING, "", None)


@pytest.mark.parametrize(
    "value", [f"{QUOTING}/replies", {"id": f"{QUOTING}/replies", "type": "Collection", "totalItems": 2}], ids=repr
)
def test_a_post_says_where_its_answers_are(value: object) -> None:
    note = {"@context": AS2, "id": QUOTING, "type": "Note", "attributedTo": ADA, "content": "x", "replies": value}
    found = parse.note(json.dumps(note).encode())
    assert isinstance(found, RemoteNote)
    assert found.replies == f"{QUOTING}/replies"


@pytest.mark.parametrize("kind", ["Note", "Person", "", None, 7])
def test_what_is_no_collection_is_refused(kind: object) -> None:
    with pytest.raises(Malformed):
        parse.collection(body(type=kind, items=[QUOTING]))
    assert parse.collection(body(type=[kind, "Collection"], items=[QUOTING])).items == (QUOTING,)


@pytest.mark.parametrize(
    "fields",
    [
        {"items": None},
        {"items": {"a": 1}},
        {"orderedItems": "not an address", "first": 7, "next": []},
        {"first": {"type": "CollectionPage", "items": [None, {}]}},
        {"first": "javascript:alert(1)", "next": "https://user:pw@peer.example/"},
    ],
    ids=repr,
)
def test_a_collection_of_nonsense_is_empty(fields: Json) -> None:
    found = parse.collection(body(type="Collection", **fields))
    assert (found.items, found.first, found.next) == ((), None, None)
