"""Pixelfed: validates each activity field by field, and drops silently what fails."""

import re

from tests.support.acceptance.common import (
    ACTOR,
    Document,
    Rules,
    attachments,
    depth,
    https,
    ident,
    inner,
    is_stamp,
    one_of,
    same_host,
    unless,
)

PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"}
AVATARS = ("image/jpeg", "image/png", "image/jpg")
OWN = ("url", "inbox", "outbox", "following", "followers")
_BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{6,}")
_BASE83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


def note(document: Document) -> list[str]:
    """Throws away the whole post for one bad attachment; knows posts by their url."""
    found = [
        *unless(isinstance(document.get("url"), str), "url is not a string"),
        *unless(same_host(document.get("id"), document.get("url")), "url is on another host than the id"),
        *unless(all(isinstance(document.get(key), list) for key in ("to", "cc")), "to and cc are not lists"),
        *unless(isinstance(document.get("content"), str), "content is not a string"),
        *unless(isinstance(document.get("attributedTo"), str), "attributedTo is not one id"),
        *unless(is_stamp(document.get("published")), "no time"),
        *unless(depth(document) <= 8, "deeper than eight"),
    ]
    return found + [complaint for item in attachments(document) for complaint in _attachment(item)]


def _attachment(item: Document) -> list[str]:
    return [
        *unless(one_of(item.get("type"), "Image", "Document"), "an attachment that is neither Image nor Document"),
        *unless(item.get("mediaType") in PICTURES, "an attachment of a type it does not take"),
        *unless(https(item.get("url")), "an attachment without https address"),
        *unless(all(_side(item.get(side)) for side in ("width", "height")), "sides beyond 1 to 5000"),
        *unless(isinstance(item.get("name", ""), str), "alt text that is no string"),
        *unless("blurhash" not in item or _is_blurhash(item["blurhash"]), "a blurhash that cannot be decoded"),
    ]


def actor(document: Document) -> list[str]:
    """Wants the exact key shape, a page on the same host, and one picture object for the avatar."""
    icon = document.get("icon")
    key = inner(document, "publicKey")
    return [
        *unless(icon is None or https(inner(document, "icon").get("url")), "an avatar in another shape"),
        *unless(same_host(document.get("id"), document.get("url")), "the page is on another host"),
        *unless(https(document.get("inbox")), "no inbox"),
        *unless(https(key.get("id")) and isinstance(key.get("publicKeyPem"), str), "no key"),
        *unless(re.fullmatch(r"[A-Za-z0-9_.-]+", str(document.get("preferredUsername"))), "odd user name"),
    ]


def create(document: Document) -> list[str]:
    return [
        *unless(inner(document).get("attributedTo") == document.get("actor"), "somebody else's post"),
        *unless(is_stamp(document.get("published")), "no time on the activity"),
    ]


def update(document: Document) -> list[str]:
    """A person's update is checked against a list of required fields, none of them blank."""
    held = inner(document)
    if held.get("type") != "Person":
        return unless(https(held.get("id")), "an update of nothing")
    icon, key = inner(held, "icon"), inner(held, "publicKey")
    return [
        *unless(held.get("id") == document.get("actor"), "somebody else's update"),
        *unless(
            all(_filled(held.get(name)) for name in ("name", "summary", "preferredUsername")), "a blank name or bio"
        ),
        *unless(all(same_host(held.get(name), document.get("actor")) for name in OWN), "foreign addresses"),
        *unless(key.get("owner") == document.get("actor"), "a key of somebody else"),
        *unless("manuallyApprovesFollowers" in held, "it does not say whether followers are asked for"),
        *unless(not icon or (icon.get("type") == "Image" and one_of(icon.get("mediaType"), *AVATARS)), "a WebP avatar"),
    ]


def follow(document: Document) -> list[str]:
    """Follow, Like, Announce: the object is an address, never embedded."""
    return unless(https(document.get("object")), "the object is not an address")


def accept(document: Document) -> list[str]:
    """Takes an Accept only with the whole Follow inside, whose object is the one who accepts."""
    held = inner(document)
    if one_of(held.get("type"), "QuoteRequest", "FeatureRequest"):
        return []
    return [
        *unless(held.get("type") == "Follow", "not of a Follow"),
        *unless(https(held.get("id")) and https(held.get("actor")), "the Follow has no id or actor"),
        *unless(held.get("object") == document.get("actor"), "accepted by somebody else"),
    ]


def undo(document: Document) -> list[str]:
    """Skips what is undone unless it is inside, with its type and the address that it was about."""
    held = inner(document)
    return [
        *unless(isinstance(held.get("type"), str), "what is undone is not inside"),
        *unless(https(held.get("actor")) and https(held.get("object")), "what is undone has no actor or object"),
    ]


def delete(document: Document) -> list[str]:
    """The actor itself as an address, or a Tombstone on the actor's host."""
    if isinstance(document.get("object"), str):
        return unless(document["object"] == document.get("actor"), "a bare address that is not the actor")
    held = inner(document)
    return [
        *unless(one_of(held.get("type"), "Person", "Tombstone", "Story"), "neither Tombstone nor Person"),
        *unless(same_host(held.get("id"), document.get("actor")), "deletes on another host"),
    ]


def flag(document: Document) -> list[str]:
    """A list of at most 25 works beside the person; activity and actor share a host."""
    found = document.get("object")
    return [
        *unless(isinstance(found, list) and 0 < len(found) <= 26, "not a list of up to 25 works"),
        *unless(same_host(document.get("id"), document.get("actor")), "reported from two hosts"),
    ]


def collection(document: Document) -> list[str]:
    return unless(isinstance(document.get("totalItems"), int), "no total")


def quiet(document: Document) -> list[str]:
    """Reject, Add, Remove, Block: read without looking closer, so only the actor has to be there."""
    return unless(https(ident(document.get("actor"))), "nobody did it")


RULES: Rules = {
    "Note": note,
    ACTOR: actor,
    "Create": create,
    "Update": update,
    "Follow": follow,
    "Like": follow,
    "Announce": follow,
    "Accept": accept,
    "Reject": quiet,
    "Add": quiet,
    "Remove": quiet,
    "Block": quiet,
    "Undo": undo,
    "Delete": delete,
    "Flag": flag,
    "OrderedCollection": collection,
}


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _side(value: object) -> bool:
    return value is None or (isinstance(value, int) and 1 <= value <= 5_000)


def _is_blurhash(value: object) -> bool:
    """The first character tells how many components follow, and with them how long the hash must be."""
    if not isinstance(value, str) or not _BLURHASH.fullmatch(value):
        return False
    size = _BASE83.index(value[0])
    columns, rows = size % 9 + 1, size // 9 + 1
    return max(columns, rows) <= 5 and len(value) == 4 + 2 * columns * rows
