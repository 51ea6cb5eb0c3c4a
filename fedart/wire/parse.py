"""The door that strangers' documents pass: bytes in, a frozen dataclass out, or Malformed.

Past this module nobody reads a dict that came from outside. Nothing here decides who may say what: AUT rules belong
to the services, which get the ids they need for it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from fedart.domain.ids import Uri
from fedart.errors import Malformed
from fedart.wire import actors, emojis, fields, html, limits, notes, read_application, reader
from fedart.wire.activities import (
    Accept,
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    FeatureRequest,
    Flag,
    Follow,
    KeyDocument,
    Like,
    Move,
    Outline,
    QuoteRequest,
    Reject,
    RemoteActor,
    RemoteCollection,
    RemoteNote,
    Remove,
    ReplyRequest,
    Tombstone,
    Undo,
    Unknown,
    Update,
)
from fedart.wire.fields import Fields
from fedart.wire.jsonld import plain
from fedart.wire.read_application import Offer


@lru_cache(maxsize=2)
def outline(body: bytes) -> Outline:
    """A cheap first look at an inbox document, before and beside the signature check.

    The door looks twice, before the signature was checked and after; the last answers are kept for that.
    Raises Malformed when it is no JSON within the limits or names no actor.
    """
    document = reader.read(body)
    inner = fields.first_object(document.get("object"))
    kind, target = fields.type_of(document, frozenset(_READERS)), fields.uri(document.get("object"))
    if kind in _EMBEDDING and inner:
        _one_reading(fields.uri(inner.get("id") or inner.get("@id")), target)
    return Outline(
        id=_any_id(document),
        type=kind,
        actor=_actor(document),
        object_id=fields.uri(document.get("target")) if kind in _PLACING else target,
        inner_id=fields.uri(inner.get("object")),
        author=fields.uri(inner.get("attributedTo")),
        instrument=fields.uri(document.get("instrument")) if kind in _ASKING else None,
        proof=bool(fields.first_object(document.get("proof"))),
        asker=_answered(document)[1] if kind in _ANSWERING and target is None else None,
    )


def activity(body: bytes) -> Activity:
    """An activity. Raises Malformed, with the rule, when it lacks what its type needs."""
    document = plain(reader.read(body))
    kind = fields.type_of(document, frozenset(_READERS))
    read = _READERS.get(kind)
    if read is None:
        return Unknown(fields.uri(document.get("id")), _actor(document), kind[:64])
    return read(document)


def actor(body: bytes) -> RemoteActor:
    """An actor document. Raises Malformed when it is none."""
    return actors.actor(plain(reader.read(body)))


def note(body: bytes) -> RemoteNote | Tombstone:
    """A post or its tombstone. Raises Malformed when it is neither."""
    return notes.note(plain(reader.read(body)))


def key(body: bytes, wanted: str | None = None) -> KeyDocument:
    """The public key in a document of one of the three kinds: key document, actor, actor stub (guide section 2.3.6).

    `wanted` is the key's id as a signature named it. Raises Malformed when there is no such key.
    """
    return actors.key(plain(reader.read(body)), wanted)


def total(body: bytes) -> int | None:
    """`totalItems` of a collection, a displayed hint only, clamped to 0..10^7 (THREATS AUT-07); None when missing."""
    found = fields.count(plain(reader.read(body)).get("totalItems"))
    return None if found is None else min(found, 10_000_000)


def collection(body: bytes) -> RemoteCollection:
    """A collection or a page of one, ordered or not; the ids of what it holds, at most `LIST_ITEMS` (NET-06).

    Raises Malformed when it is neither.
    """
    document = plain(reader.read(body))
    if not _COLLECTIONS & set(fields.types(document.get("type"))):
        raise Malformed("not a collection", rule="PAR-03")
    first = fields.first_object(document.get("first"))
    listed = [document.get("orderedItems"), document.get("items"), first.get("orderedItems"), first.get("items")]
    found = [item for held in listed for item in fields.uris(held, limits.LIST_ITEMS)]
    return RemoteCollection(
        uri=fields.uri(document.get("id") or document.get("@id")),
        items=tuple(dict.fromkeys(found)),
        first=None if first and listed[2:] != [None, None] else fields.uri(document.get("first")),
        next=fields.uri(document.get("next")) or fields.uri(first.get("next")),
    )


def _actor(document: Fields) -> Uri:
    return fields.thing(document.get("actor"), "the actor")


def _any_id(document: Fields) -> Uri | None:
    return fields.uri(document.get("id") or document.get("@id"))


def _id(document: Fields) -> Uri:
    return fields.required(document.get("id") or document.get("@id"), "the activity's id")


def _target(document: Fields, key: str = "object") -> Uri:
    return fields.thing(document.get(key), f"the activity's {key}")


def _follow(document: Fields) -> Follow:
    return Follow(_id(document), _actor(document), _target(document))


def _accept(document: Fields) -> Accept:
    result, at = fields.uri(document.get("result")), fields.time(document.get("published"))
    return Accept(_id(document), _actor(document), *_answered(document), result, at)


def _reject(document: Fields) -> Reject:
    return Reject(_id(document), _actor(document), *_answered(document), fields.time(document.get("published")))


def _answered(document: Fields) -> tuple[Uri | None, Uri | None, Uri | None]:
    """Id, actor and target of the Follow that is answered; an id that cannot be read is none of ours (AUT-05)."""
    inner = fields.first_object(document.get("object"))
    named = fields.uri(document.get("object"))
    if named is None and (inner.get("id") or inner.get("@id") or fields.type_of(inner, _FOLLOWS) != "Follow"):
        return None, None, None
    return named, fields.uri(inner.get("actor")), fields.uri(inner.get("object"))


def _undo(document: Fields) -> Undo:
    inner = fields.first_object(document.get("object"))
    undone = fields.uri(document.get("object"))
    if undone is None and not inner:
        raise Malformed("an Undo of nothing", rule="PAR-03")
    kind = fields.type_of(inner, frozenset(_READERS))[:64]
    offered = read_application.intent(inner) if kind == read_application.OFFER else None
    return Undo(
        id=_id(document),
        actor=_actor(document),
        inner_id=undone,
        inner_type=kind,
        inner_actor=fields.uri(inner.get("actor")),
        inner_target=offered or fields.uri(inner.get("object")),
        inner_emoji=emojis.reaction(inner),
    )


def _one_reading(embedded: Uri | None, named: Uri | None) -> None:
    """What is authorised is the very object that is stored: lists and odd ids could show two (THREATS AUT-03)."""
    if embedded != named:
        raise Malformed("the embedded object is not the one that is named", rule="AUT-03")


def _create(document: Fields) -> Create:
    held, target = fields.first_object(document.get("object")), _target(document)
    kind = fields.type_of(held, notes.READ)
    found = notes.note(held) if kind in notes.READ else None
    if found is not None:
        _one_reading(found.uri, target)
    return Create(
        id=_id(document),
        actor=_actor(document),
        object_id=target,
        object_type=kind[:64],
        note=found if isinstance(found, RemoteNote) else None,
    )


def _update(document: Fields) -> Update:
    held, target = fields.first_object(document.get("object")), _target(document)
    kind = fields.type_of(held, notes.READ | actors.TYPES)
    found = notes.note(held) if kind in notes.READ else None
    profile = actors.actor(held) if kind in actors.TYPES else None
    for embedded in (found, profile):
        if embedded is not None:
            _one_reading(embedded.uri, target)
    return Update(
        id=_id(document),
        actor=_actor(document),
        object_id=target,
        object_type=kind[:64],
        note=found if isinstance(found, RemoteNote) else None,
        profile=profile,
        progress=read_application.progress(held),
    )


def _delete(document: Fields) -> Delete:
    return Delete(_id(document), _actor(document), _target(document))


def _like(document: Fields) -> Like:
    """A plain like has no emoji; one whose content is no emoji is a plain like."""
    emoji = emojis.reaction(document)
    return Like(_id(document), _actor(document), _target(document), emoji, emojis.listed(document) if emoji else ())


def _announce(document: Fields) -> Announce:
    inner = fields.first_object(document.get("object"))
    kind = fields.type_of(inner, frozenset(_READERS))
    wrapped = kind if kind in _READERS else ""
    return Announce(
        id=_id(document),
        actor=_actor(document),
        target=fields.required(document.get("object"), "the activity's object"),
        published=fields.time(document.get("published")),
        to=tuple(fields.uris(document.get("to"), limits.RECIPIENTS)),
        cc=tuple(fields.uris(document.get("cc"), limits.RECIPIENTS)),
        wrapped=wrapped,
        wrapped_object=fields.uri(inner.get("object")) if wrapped else None,
    )


def _block(document: Fields) -> Block:
    return Block(_id(document), _actor(document), _target(document))


def _flag(document: Fields) -> Flag:
    text = html.neutralise_lines(html.plain(fields.text(document.get("content")), limits.CONTENT), limits.REPORT)
    targets = tuple(fields.uris(document.get("object"), limits.RECIPIENTS))
    return Flag(_any_id(document), _actor(document), targets, text)


def _move(document: Fields) -> Move:
    return Move(_id(document), _actor(document), _target(document), _target(document, "target"))


def _add(document: Fields) -> Add:
    return Add(_any_id(document), _actor(document), _target(document), _target(document, "target"))


def _remove(document: Fields) -> Remove:
    return Remove(_any_id(document), _actor(document), _target(document), _target(document, "target"))


def _quote(document: Fields) -> QuoteRequest:
    return QuoteRequest(_id(document), _actor(document), _target(document), _target(document, "instrument"))


def _feature(document: Fields) -> FeatureRequest:
    return FeatureRequest(_id(document), _actor(document), _target(document), _target(document, "instrument"))


def _reply(document: Fields) -> ReplyRequest:
    """A post that came along must be the one that is named; anything else of it is as a Create brings it."""
    held, instrument = fields.first_object(document.get("instrument")), _target(document, "instrument")
    whole = fields.type_of(held, notes.READ) in notes.READ and held.get("attributedTo") is not None
    found = notes.note(held) if whole else None
    if isinstance(found, RemoteNote):
        _one_reading(found.uri, instrument)
    known = found if isinstance(found, RemoteNote) else None
    return ReplyRequest(_id(document), _actor(document), _target(document), instrument, known)


def _offer(document: Fields) -> Offer:
    return read_application.offer(_id(document), _actor(document), document)


_COLLECTIONS: Final = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})
_EMBEDDING: Final = frozenset({"Create", "Update"})
_PLACING: Final = frozenset({"Add", "Remove"})
_ANSWERING: Final = frozenset({"Accept", "Reject"})
_FOLLOWS: Final = frozenset({"Follow"})
_ASKING: Final = frozenset({"QuoteRequest", "FeatureRequest", "ReplyRequest"})
_READERS: Final[dict[str, Callable[[Fields], Activity]]] = {
    "Follow": _follow,
    "Accept": _accept,
    "Reject": _reject,
    "Undo": _undo,
    "Create": _create,
    "Update": _update,
    "Delete": _delete,
    "Like": _like,
    "EmojiReact": _like,
    "Announce": _announce,
    "Block": _block,
    "Flag": _flag,
    "Move": _move,
    "Add": _add,
    "Remove": _remove,
    "QuoteRequest": _quote,
    "FeatureRequest": _feature,
    "ReplyRequest": _reply,
    "Offer": _offer,
}
"""Wire type to reader: every activity that we understand."""
