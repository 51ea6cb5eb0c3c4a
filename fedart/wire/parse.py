"""The door that strangers' documents pass: bytes in, a frozen dataclass out, or Malformed.

Past this module nobody reads a dict that came from outside. Nothing here decides who may say what: AUT rules belong
to the services, which get the ids they need for it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from fedart.domain.ids import Uri
from fedart.errors import Malformed
from fedart.wire import actors, fields, html, limits, notes, reader
from fedart.wire.activities import (
    Accept,
    Activity,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    Flag,
    Follow,
    KeyDocument,
    Like,
    Move,
    Outline,
    Reject,
    RemoteActor,
    RemoteNote,
    Remove,
    Tombstone,
    Undo,
    Unknown,
    Update,
)
from fedart.wire.fields import Fields
from fedart.wire.jsonld import plain


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
        id=fields.uri(document.get("id") or document.get("@id")),
        type=kind,
        actor=_actor(document),
        object_id=target,
        inner_id=fields.uri(inner.get("object")),
        author=fields.uri(inner.get("attributedTo")),
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


def _actor(document: Fields) -> Uri:
    return fields.thing(document.get("actor"), "the actor")


def _id(document: Fields) -> Uri:
    return fields.required(document.get("id") or document.get("@id"), "the activity's id")


def _target(document: Fields, key: str = "object") -> Uri:
    return fields.thing(document.get(key), f"the activity's {key}")


def _follow(document: Fields) -> Follow:
    return Follow(_id(document), _actor(document), _target(document))


def _accept(document: Fields) -> Accept:
    return Accept(_id(document), _actor(document), *_answered(document))


def _reject(document: Fields) -> Reject:
    return Reject(_id(document), _actor(document), *_answered(document))


def _answered(document: Fields) -> tuple[Uri | None, Uri | None, Uri | None]:
    """Id, actor and target of the Follow that is answered; a bare actor id means "your follow of me"."""
    inner = fields.first_object(document.get("object"))
    return fields.uri(document.get("object")), fields.uri(inner.get("actor")), fields.uri(inner.get("object"))


def _undo(document: Fields) -> Undo:
    inner = fields.first_object(document.get("object"))
    undone = fields.uri(document.get("object"))
    if undone is None and not inner:
        raise Malformed("an Undo of nothing", rule="PAR-03")
    return Undo(
        id=_id(document),
        actor=_actor(document),
        inner_id=undone,
        inner_type=fields.type_of(inner, frozenset(_READERS))[:64],
        inner_actor=fields.uri(inner.get("actor")),
        inner_target=fields.uri(inner.get("object")),
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
    )


def _delete(document: Fields) -> Delete:
    return Delete(_id(document), _actor(document), _target(document))


def _like(document: Fields) -> Like:
    """The emoji stands in `content`, or in Misskey's own property; a plain like has none."""
    raw = fields.text(document.get("content")) or fields.text(document.get("_misskey_reaction"))
    emoji = html.neutralise(html.plain(raw, limits.FIELD_VALUE), limits.EMOJI) if raw else ""
    return Like(_id(document), _actor(document), _target(document), emoji or None)


def _announce(document: Fields) -> Announce:
    return Announce(
        id=_id(document),
        actor=_actor(document),
        target=fields.required(document.get("object"), "the activity's object"),
        published=fields.time(document.get("published")),
        to=tuple(fields.uris(document.get("to"), limits.RECIPIENTS)),
        cc=tuple(fields.uris(document.get("cc"), limits.RECIPIENTS)),
    )


def _block(document: Fields) -> Block:
    return Block(_id(document), _actor(document), _target(document))


def _flag(document: Fields) -> Flag:
    text = html.neutralise_lines(html.plain(fields.text(document.get("content")), limits.CONTENT), limits.REPORT)
    targets = tuple(fields.uris(document.get("object"), limits.RECIPIENTS))
    return Flag(fields.uri(document.get("id")), _actor(document), targets, text)


def _move(document: Fields) -> Move:
    return Move(_id(document), _actor(document), _target(document), _target(document, "target"))


def _add(document: Fields) -> Add:
    return Add(_id(document), _actor(document), _target(document), _target(document, "target"))


def _remove(document: Fields) -> Remove:
    return Remove(_id(document), _actor(document), _target(document), _target(document, "target"))


_EMBEDDING: Final = frozenset({"Create", "Update"})
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
}
"""Wire type to reader: every activity that we understand."""
