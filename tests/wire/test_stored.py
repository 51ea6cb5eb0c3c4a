"""Activities read back from the store."""

import orjson

from fedart.domain.ids import Uri
from fedart.wire import stored

BODY = orjson.dumps(
    {"@context": "https://www.w3.org/ns/activitystreams", "id": "https://a.example/1", "object": {"content": "old"}}
)


def test_an_activity_names_its_object_instead_of_repeating_it() -> None:
    found = stored.referring(BODY, Uri("https://a.example/objects/1"))
    assert found["object"] == "https://a.example/objects/1"
    assert found["id"] == "https://a.example/1"
    assert found["@context"] == stored.read(BODY)["@context"]


def test_an_item_of_a_collection_has_no_context_of_its_own() -> None:
    found = stored.without_context(stored.read(BODY))
    assert found == {"id": "https://a.example/1", "object": {"content": "old"}}


def test_what_was_sent_is_read_as_it_was() -> None:
    assert stored.read(BODY)["object"] == {"content": "old"}
