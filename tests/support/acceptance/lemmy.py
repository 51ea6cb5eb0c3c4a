"""Lemmy: reads into strict types; one value of the wrong shape and the whole activity is refused."""

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
    is_pem,
    is_stamp,
    objects,
    strings,
    unless,
)

PEOPLE = ("Person", "Service", "Organization")
TIMES = ("published", "updated")


def note(document: Document) -> list[str]:
    """An answer in a community becomes a comment; its author, addressing and times have exactly one shape."""
    return [
        *unless(document.get("type") == "Note", "a list of types"),
        *unless(
            all_https(document.get("to")) and all_https(document.get("cc")), "to and cc are not lists of addresses"
        ),
        *unless(https(document.get("attributedTo")), "attributedTo is not one id"),
        *unless(isinstance(document.get("content"), str), "no content"),
        *unless(all(is_stamp(document[key]) for key in TIMES if key in document), "a time in another form"),
        *unless(isinstance(document.get("tag"), list), "tag is not a list"),
        *unless(isinstance(document.get("attachment"), list), "attachment is not a list"),
        *unless(isinstance(document.get("context", ""), str), "the thread is not a string"),
        *unless(all(_attachment(item) for item in attachments(document)), "an attachment without type or address"),
        *unless(all(https(tag.get("href")) for tag in objects(document, "tag")), "a tag without address"),
    ]


def direct(document: Document) -> list[str]:
    """A private message goes to exactly one person; to several it is refused."""
    held = inner(document)
    if PUBLIC in addressed(held) or held.get("type") != "Note" or len(addressed(held)) != 1:
        return []
    return unless(len(strings(held.get("to"))) == 1, "the one person stands in cc")


def actor(document: Document) -> list[str]:
    """Inbox, outbox, user name and the whole key; Groups and Applications it reads by other rules."""
    if document.get("type") not in PEOPLE:
        return []
    key = inner(document, "publicKey")
    pictures = [document[part] for part in ("icon", "image") if part in document]
    return [
        *unless(https(document.get("inbox")) and https(document.get("outbox")), "no inbox or outbox"),
        *unless(isinstance(document.get("preferredUsername"), str), "no user name"),
        *unless(https(key.get("id")) and https(key.get("owner")) and is_pem(key), "no whole key"),
        *unless(all(isinstance(document.get(part, ""), str) for part in ("name", "summary")), "a name that is no text"),
        *unless(all(is_stamp(document[part]) for part in TIMES if part in document), "a time in another form"),
        *unless(all(isinstance(one, dict) and https(one.get("url")) for one in pictures), "a picture in another shape"),
    ]


def wrapped(document: Document) -> list[str]:
    """Create and Update: lists for to and cc, the object inside."""
    return [
        *unless(all_https(document.get("to")) and all_https(document.get("cc", [])), "to and cc are not lists"),
        *unless(inner(document), "the object is not inside"),
        *direct(document),
    ]


def about_something(document: Document) -> list[str]:
    """Follow, Like, Announce: the object is an address, not embedded."""
    return [
        *unless(https(document.get("id")), "no id"),
        *unless(https(document.get("object")), "the object is not an address"),
    ]


def answer(document: Document) -> list[str]:
    """Accept and Reject: the Follow, whole or by its id."""
    held = inner(document)
    return unless(not held or (https(held.get("id")) and isinstance(held.get("type"), str)), "half a Follow")


def undo(document: Document) -> list[str]:
    held = inner(document)
    return unless(https(held.get("id")) and https(held.get("actor")), "what is undone has no id or actor")


def delete(document: Document) -> list[str]:
    """`to` is required; a Tombstone or an address."""
    held = document.get("object")
    return [
        *unless(all_https(document.get("to")), "to is not a list of addresses"),
        *unless(https(held) or (inner(document).get("type") == "Tombstone"), "neither an address nor a Tombstone"),
        *unless(https(ident(held)), "no id to delete"),
    ]


def flag(document: Document) -> list[str]:
    """A report has one recipient, a reason, and a list of addresses."""
    return [
        *unless(len(strings(document.get("to"))) == 1, "not for exactly one"),
        *unless(isinstance(document.get("content"), str), "no reason"),
        *unless(all_https(document.get("object")), "not a list of addresses"),
    ]


RULES: Rules = {
    "Note": note,
    ACTOR: actor,
    "Create": wrapped,
    "Update": wrapped,
    "Follow": about_something,
    "Like": about_something,
    "Announce": about_something,
    "Accept": answer,
    "Reject": answer,
    "Undo": undo,
    "Delete": delete,
    "Flag": flag,
}


def _attachment(item: Document) -> bool:
    return isinstance(item.get("type"), str) and https(item.get("url"))
