"""Actor documents and keys as other servers write them (guide sections 2.3.6 and 8)."""

import re
from collections.abc import Iterator
from typing import Final

from fedart.domain.actor import ActorType, Field
from fedart.domain.ids import Uri, host_of
from fedart.errors import Malformed
from fedart.wire import emojis, fields, html, limits
from fedart.wire.activities import KeyDocument, RemoteActor
from fedart.wire.fields import Fields

TYPES: Final = frozenset(kind.value for kind in ActorType)
_USERNAME: Final = re.compile(r"[^\s@/\\<>\"'`?#&]{1,2048}")


def actor(document: Fields) -> RemoteActor:
    """An actor. Raises Malformed when it has no id, no inbox, no usable name, or a type that is not an actor's."""
    kind = fields.type_of(document, TYPES)
    if kind not in TYPES:
        raise Malformed(f"an object of type {kind[:64]!r} is not an actor", rule="PAR-03")
    uri = fields.thing(document.get("id") or document.get("@id"), "the actor's id")
    key = next(_keys(document), {})
    page = fields.page(document.get("url"))
    return RemoteActor(
        uri=uri,
        type=ActorType(kind),
        username=_username(document, uri),
        name=html.neutralise(fields.text(document.get("name")), limits.NAME),
        summary=html.sanitise(fields.text(document.get("summary")), limits.SUMMARY),
        fields=tuple(_fields(document)),
        url=page if page and host_of(page) == host_of(uri) else uri,
        inbox=fields.required(document.get("inbox"), "the inbox"),
        shared_inbox=fields.uri(fields.first_object(document.get("endpoints")).get("sharedInbox"))
        or fields.uri(document.get("sharedInbox")),
        outbox=fields.uri(document.get("outbox")) or "",
        followers=fields.uri(document.get("followers")) or "",
        following=fields.uri(document.get("following")) or "",
        featured=fields.uri(document.get("featured")) or "",
        key_id=fields.uri(key) or fields.uri(document.get("publicKey")) or "",
        public_key=_pem(key),
        icon_url=_image(document.get("icon")),
        image_url=_image(document.get("image")),
        locked=fields.flag(document.get("manuallyApprovesFollowers")),
        discoverable=fields.flag(document.get("discoverable")),
        indexable=fields.flag(document.get("indexable")),
        also_known_as=tuple(fields.uris(document.get("alsoKnownAs"), limits.PROFILE_FIELDS)),
        moved_to=fields.uri(document.get("movedTo")),
        published=fields.time(document.get("published")),
        emojis=emojis.listed(document),
    )


def key(document: Fields, wanted: str | None = None) -> KeyDocument:
    """The key that a document holds: its own, when it is a key document, or an actor's (a stub is enough).

    `wanted` picks the key with that id where there are several. Raises Malformed when there is no usable key.
    Whether the document came from the right address, and the owner names the key back, is for the caller (SIG-09).
    """
    identity = fields.required(document.get("id") or document.get("@id"), "the document's id")
    own = _pem(document)
    if own:
        owner = fields.thing(document.get("owner") or document.get("controller"), "the key's owner")
        return KeyDocument(identity, owner, own, identity)
    held = [found for found in _keys(document) if _pem(found)]
    chosen = next(
        (found for found in held if fields.uri(found) == wanted), held[0] if held and wanted is None else None
    )
    if chosen is None:
        raise Malformed("there is no such key in the document", rule="SIG-09")
    owner = fields.uri(chosen.get("owner") or chosen.get("controller")) or identity
    return KeyDocument(fields.required(chosen, "the key's id"), owner, _pem(chosen), identity)


def _keys(document: Fields) -> Iterator[Fields]:
    return fields.objects(document.get("publicKey"))


def _pem(key: Fields) -> str:
    pem = fields.text(key.get("publicKeyPem")).strip()
    return pem if len(pem) <= limits.KEY_BYTES and pem.startswith("-----BEGIN") and pem.isascii() else ""


def _username(document: Fields, uri: Uri) -> str:
    """Instance actors of some servers have no user name: the host stands in for it."""
    name = html.neutralise(fields.text(document.get("preferredUsername")), limits.USERNAME) or host_of(uri)
    if not _USERNAME.fullmatch(name):
        raise Malformed("a user name that cannot be part of a handle", rule="PAR-05")
    return name


def _fields(document: Fields) -> Iterator[Field]:
    lines = [line for line in fields.objects(document.get("attachment")) if "PropertyValue" in _kinds(line)]
    for line in lines[: limits.PROFILE_FIELDS]:
        name = html.neutralise(html.plain(fields.text(line.get("name")), limits.FIELD_VALUE), limits.FIELD_NAME)
        value = html.sanitise(fields.text(line.get("value")), limits.FIELD_VALUE)
        if name or value:
            yield Field(name, value)


def _kinds(line: Fields) -> list[str]:
    return [kind.rpartition(":")[2].rpartition("#")[2] for kind in fields.types(line.get("type"))]


def _image(value: object) -> str | None:
    """The address of an avatar or a banner: an Image, a Link, an address, or the first of a list."""
    for item in fields.items(value):
        inner = item.get("url") or item.get("href") if isinstance(item, dict) else item
        found = fields.uri(inner)
        if found is not None:
            return found
    return None
