"""Reading what somebody elsewhere has published: the pages of their outbox (guide section 6, NET-06)."""

from dataclasses import dataclass
from typing import Final

from fedart.domain.ids import Uri
from fedart.errors import Malformed
from fedart.wire import fields, limits, notes, reader
from fedart.wire.activities import RemoteNote
from fedart.wire.fields import Fields
from fedart.wire.jsonld import plain

_COLLECTIONS: Final = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})
_MOST_TOTAL: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was published: its id, and the post itself where it came along."""

    uri: Uri
    note: RemoteNote | None


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """An outbox or one page of it. `total` is a hint to show, at most 10^7 (AUT-07)."""

    entries: tuple[Entry, ...]
    first: Uri | None
    next: Uri | None
    total: int | None


def page(body: bytes, author: str) -> OutboxPage:
    """The Creates of that author in a page; what somebody passed on, and what cannot be read, is left out.

    Raises Malformed when it is no collection.
    """
    document = plain(reader.read(body))
    if not _COLLECTIONS & set(fields.types(document.get("type"))):
        raise Malformed("not a collection", rule="PAR-03")
    first = fields.first_object(document.get("first"))
    held = [document.get("orderedItems"), document.get("items"), first.get("orderedItems"), first.get("items")]
    listed = [item for values in held for item in fields.items(values)][: limits.LIST_ITEMS]
    found = {entry.uri: entry for item in listed if (entry := _entry(item, author)) is not None}
    total = fields.count(document.get("totalItems"))
    return OutboxPage(
        entries=tuple(found.values()),
        first=None if held[2:] != [None, None] else fields.uri(document.get("first")),
        next=fields.uri(document.get("next")) or fields.uri(first.get("next")),
        total=None if total is None else min(total, _MOST_TOTAL),
    )


def _entry(item: object, author: str) -> Entry | None:
    """A Create of theirs, or a post that stands in the list by itself, as some servers have it."""
    thing: object = item
    if not isinstance(item, dict):
        return None
    if "Create" in fields.types(item.get("type")):
        if fields.uri(item.get("actor")) != author:
            return None
        thing = item.get("object")
    if isinstance(thing, str):
        uri = fields.uri(thing)
        return Entry(uri, None) if uri is not None else None
    return _post(thing, author) if isinstance(thing, dict) else None


def _post(thing: Fields, author: str) -> Entry | None:
    try:
        found = notes.note(thing)
    except Malformed:
        return None
    return Entry(found.uri, found) if isinstance(found, RemoteNote) and found.author == author else None
