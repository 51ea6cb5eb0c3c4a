"""Akkoma, and Pleroma whose validators it shares: casts every field to a type, and refuses what does not fit."""

from tests.support.acceptance.common import (
    ACTOR,
    PUBLIC,
    Document,
    Rules,
    addressed,
    all_https,
    attachments,
    https,
    ident,
    inner,
    one_of,
    same_host,
    unless,
)

MEDIA = ("Link", "Document", "Audio", "Image", "Video")


def note(document: Document) -> list[str]:
    """Prints `name` a second time; wants lists where lists belong and somebody to show it to."""
    tags = document.get("tag")
    return [
        *unless("name" not in document, "name would be printed twice"),
        *unless(_recipients(document), "to and cc are not lists of addresses"),
        *unless(addressed(document), "neither to nor cc"),
        *unless(isinstance(tags, list) and all(isinstance(tag, dict) for tag in tags), "tags that are not objects"),
        *unless(isinstance(document.get("attachment"), list), "attachment is not a list"),
        *unless(all(_attachment(item) for item in attachments(document)), "an attachment without type or address"),
        *unless(https(document.get("attributedTo")), "the author is not an id"),
        *unless(same_host(document.get("id"), document.get("attributedTo")), "author and post on different hosts"),
        *unless("inReplyTo" not in document or https(document["inReplyTo"]), "inReplyTo is not an id"),
        *unless(isinstance(document.get("context", ""), str), "the thread is not a string"),
        *unless(isinstance(document.get("sensitive", False), bool), "sensitive is neither true nor false"),
    ]


def actor(document: Document) -> list[str]:
    """Reads addresses and the key; anything else may be missing."""
    return [
        *unless(https(document.get("id")) and https(document.get("inbox")), "no id or inbox"),
        *unless(https(document.get("followers")) or document.get("type") == "Application", "no followers"),
        *unless(isinstance(inner(document, "publicKey").get("publicKeyPem"), str), "no key"),
        *unless(isinstance(document.get("preferredUsername"), str), "no user name"),
        *unless(isinstance(document.get("attachment", []), list), "fields that are no list"),
    ]


def create(document: Document) -> list[str]:
    """The activity repeats the addressing of its object, and belongs to its author."""
    held = inner(document)
    return [
        *unless(held.get("attributedTo") == document.get("actor"), "the author is not the actor"),
        *unless(same_host(held.get("id"), document.get("actor")), "the object is on another host"),
        *unless(all(document.get(key) == held.get(key) for key in ("to", "cc")), "addressed differently"),
        *unless(document.get("context", held.get("context")) == held.get("context"), "another thread than its object"),
    ]


def update(document: Document) -> list[str]:
    return [
        *unless(_recipients(document), "to and cc are not lists of addresses"),
        *unless(same_host(ident(document.get("object")), document.get("actor")), "updates on another host"),
        *unless(inner(document), "nothing new inside"),
    ]


def plain(document: Document) -> list[str]:
    """Follow, Like, Block: ids for actor and object, addresses in `to`."""
    return [
        *unless(https(document.get("id")), "no id"),
        *unless(https(ident(document.get("object"))), "the object has no id"),
        *unless(all_https(document.get("to", [])) and all_https(document.get("cc", [])), "to or cc hold no addresses"),
    ]


def announce(document: Document) -> list[str]:
    return plain(document) + unless(PUBLIC in addressed(document), "a boost for nobody")


def answer(document: Document) -> list[str]:
    """Looks the answered activity up by its id."""
    return plain(document)


def undo(document: Document) -> list[str]:
    """Looks the undone activity up by its id; only who did it may undo it."""
    held = inner(document)
    return plain(document) + unless(not held or held.get("actor") == document.get("actor"), "undone by somebody else")


def delete(document: Document) -> list[str]:
    return [
        *plain(document),
        *unless(same_host(ident(document.get("object")), document.get("actor")), "deletes on another host"),
    ]


def pin(document: Document) -> list[str]:
    """Add and Remove need everything spelled out, the addressing too."""
    return [
        *plain(document),
        *unless(https(document.get("target")), "no target"),
        *unless(addressed(document), "for nobody"),
    ]


def move(document: Document) -> list[str]:
    return [
        *unless(document.get("object") == document.get("actor"), "moves somebody else"),
        *unless(isinstance(document.get("target"), str), "moves nowhere"),
    ]


def flag(document: Document) -> list[str]:
    """A list with the account and its posts, and a text."""
    return [
        *unless(isinstance(document.get("object"), list), "no list"),
        *unless(isinstance(document.get("content"), str), "no text"),
    ]


RULES: Rules = {
    "Note": note,
    ACTOR: actor,
    "Create": create,
    "Update": update,
    "Follow": plain,
    "Like": plain,
    "Block": plain,
    "Announce": announce,
    "Accept": answer,
    "Reject": answer,
    "Undo": undo,
    "Delete": delete,
    "Add": pin,
    "Remove": pin,
    "Move": move,
    "Flag": flag,
}


def _recipients(document: Document) -> bool:
    return all_https(document.get("to")) and all_https(document.get("cc"))


def _attachment(item: Document) -> bool:
    return one_of(item.get("type"), *MEDIA) and https(item.get("url")) and isinstance(item.get("mediaType"), str)
