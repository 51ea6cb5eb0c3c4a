"""Pages of other people's outboxes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.policy import PUBLIC
from fedart.errors import FedartError, Malformed
from fedart.wire import outbox
from tests.support.remote import AS2, Json, Stranger

ADA = Stranger("ada")
EVE = Stranger("eve")
HOME = f"{ADA.uri}/outbox"


def page(*items: object, **more: object) -> bytes:
    found = {"@context": AS2, "id": HOME, "type": "OrderedCollectionPage", "orderedItems": list(items), **more}
    return json.dumps(found).encode()


def create(note: Json | str, **changes: object) -> Json:
    return {"id": ADA.new_id(), "type": "Create", "actor": ADA.uri, "object": note, "to": [PUBLIC], **changes}


def test_creates_of_the_owner_are_read_with_their_posts_in_order() -> None:
    first, second = ADA.note("One", pictures=["https://peer.example/1.png"]), ADA.note("Two")
    found = outbox.page(page(create(first), create(second), next=f"{HOME}?page=2", totalItems=12), ADA.uri)
    assert [entry.uri for entry in found.entries] == [first["id"], second["id"]]
    assert found.entries[0].note is not None
    assert found.entries[0].note.attachments[0].url == "https://peer.example/1.png"
    assert (found.next, found.total) == (f"{HOME}?page=2", 12)


def test_a_create_that_only_names_its_post_is_an_entry_without_it() -> None:
    found = outbox.page(page(create("https://peer.example/notes/7")), ADA.uri)
    assert [(entry.uri, entry.note) for entry in found.entries] == [("https://peer.example/notes/7", None)]


def test_what_somebody_passed_on_or_did_otherwise_is_left_out() -> None:
    kept = ADA.note("Mine")
    boost = {"id": ADA.new_id(), "type": "Announce", "actor": ADA.uri, "object": "https://else.example/1"}
    like = {**boost, "type": "Like"}
    found = outbox.page(page(boost, like, create(kept), "https://peer.example/activities/1", None, 7), ADA.uri)
    assert [entry.uri for entry in found.entries] == [kept["id"]]


def test_aut_02_posts_of_others_in_the_list_are_left_out() -> None:
    foreign, kept = EVE.note("Not hers"), ADA.note("Hers")
    listed = [create(foreign), create(kept, actor=EVE.uri), create(kept)]
    assert [entry.uri for entry in outbox.page(page(*listed), ADA.uri).entries] == [kept["id"]]


def test_a_post_that_stands_there_by_itself_is_read() -> None:
    bare = ADA.note("Bare")
    assert [entry.uri for entry in outbox.page(page(bare), ADA.uri).entries] == [bare["id"]]


def test_an_outbox_leads_to_its_first_page_or_holds_it() -> None:
    outer = {"@context": AS2, "id": HOME, "type": "OrderedCollection", "totalItems": -4}
    linked = outbox.page(json.dumps({**outer, "first": f"{HOME}?page=1"}).encode(), ADA.uri)
    assert (linked.entries, linked.first, linked.total) == ((), f"{HOME}?page=1", None)
    note = ADA.note("Inside")
    inner = {"type": "OrderedCollectionPage", "orderedItems": [create(note)], "next": f"{HOME}?page=2"}
    held = outbox.page(json.dumps({**outer, "first": inner, "totalItems": 10**9}).encode(), ADA.uri)
    assert [entry.uri for entry in held.entries] == [note["id"]]
    assert (held.first, held.next, held.total) == (None, f"{HOME}?page=2", 10_000_000)


def test_a_thing_that_is_no_collection_is_refused() -> None:
    with pytest.raises(Malformed):
        outbox.page(json.dumps({"@context": AS2, **ADA.note()}).encode(), ADA.uri)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10) | st.sampled_from(["Create", "Note", ADA.uri, HOME, "x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "id", "actor", "object", "first", "next", "orderedItems", "attributedTo"]), inner
        )
    ),
    max_leaves=20,
)


@given(items=JSON, first=JSON)
def test_par_03_no_shape_of_a_page_breaks_the_reading(items: object, first: object) -> None:
    body = json.dumps({"type": "OrderedCollection", "orderedItems": items, "first": first}).encode()
    try:
        found = outbox.page(body, ADA.uri)
    except FedartError:
        return
    assert all(entry.note is None or entry.note.author == ADA.uri for entry in found.entries)
