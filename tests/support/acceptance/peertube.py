"""PeerTube: takes answers to its videos as comments, likes, boosts and follows; anything else it drops unread."""

from urllib.parse import urlsplit

from tests.support.acceptance.common import (
    ACTOR,
    PUBLIC,
    Document,
    Rules,
    addressed,
    https,
    ident,
    inner,
    is_pem,
    is_stamp,
    strings,
    unless,
)

LONGEST_URL = 2_000
UNDONE = ("Follow", "Like", "Announce", "Create")


def note(document: Document) -> list[str]:
    """A public answer becomes a comment; other posts are none of its business."""
    if "inReplyTo" not in document or PUBLIC not in addressed(document):
        return []
    return [
        *unless(_url(document.get("id")) and _url(document.get("url")), "no id or page"),
        *unless(_url(document["inReplyTo"]), "inReplyTo is not one address"),
        *unless(isinstance(document.get("content"), str) and document["content"], "no content"),
        *unless(_url(document.get("attributedTo")), "the author is not an id"),
        *unless(is_stamp(document.get("published")), "no time"),
        *unless(isinstance(document.get("to"), list), "to is not a list"),
    ]


def tombstone(document: Document) -> list[str]:
    """Keeps the place of a deleted comment when it says that it was a Note."""
    return unless(document.get("formerType") == "Note", "it does not say what it was")


def actor(document: Document) -> list[str]:
    """Key, inbox and user name must be whole; the shared inbox is taken when it is an address."""
    key = inner(document, "publicKey")
    endpoints = inner(document, "endpoints")
    parts = ("outbox", "following", "followers")
    return [
        *unless(_url(document.get("id")) and _url(document.get("inbox")), "no id or inbox"),
        *unless(_url(key.get("id")) and _url(key.get("owner")) and is_pem(key), "no whole key"),
        *unless("sharedInbox" not in endpoints or _url(endpoints["sharedInbox"]), "a shared inbox that is no address"),
        *unless(all(_url(document[part]) for part in parts if part in document), "a collection that is no address"),
        *unless(document.get("type") != "Group" or document.get("attributedTo"), "a group that belongs to nobody"),
    ]


def activity(document: Document) -> list[str]:
    """Every activity: an id, an actor, and addressing that holds nothing but addresses."""
    listed = [document[key] for key in ("to", "cc") if key in document]
    return [
        *unless(_url(document.get("id")), "no id"),
        *unless(_url(ident(document.get("actor"))), "no actor"),
        *unless(all(isinstance(to, str) or all(_url(one) for one in strings(to)) for to in listed), "odd addressing"),
    ]


def about_something(document: Document) -> list[str]:
    return activity(document) + unless(_url(ident(document.get("object"))), "the object has no id")


def undo(document: Document) -> list[str]:
    """What is undone must be inside and would be taken itself. Blocks it never took."""
    held = inner(document)
    if held.get("type") == "Block":
        return []
    return [
        *activity(document),
        *unless(held.get("type") in UNDONE, "undoes what it does not know"),
        *[f"inside: {complaint}" for complaint in about_something(held)],
    ]


def flag(document: Document) -> list[str]:
    """A reason of 2 to 3000 characters; of several addresses it can read none, so only the text is looked at."""
    content = document.get("content")
    return activity(document) + unless(isinstance(content, str) and 2 <= len(content) <= 3_000, "no fitting reason")


RULES: Rules = {
    "Note": note,
    "Tombstone": tombstone,
    ACTOR: actor,
    "Create": about_something,
    "Update": about_something,
    "Delete": about_something,
    "Follow": about_something,
    "Like": about_something,
    "Announce": about_something,
    "Accept": activity,
    "Reject": activity,
    "Undo": undo,
    "Flag": flag,
}


def _url(value: object) -> bool:
    """An address with a host that has a dot, short enough for its columns."""
    return https(value) and "." in (urlsplit(str(value)).hostname or "") and len(str(value)) <= LONGEST_URL
