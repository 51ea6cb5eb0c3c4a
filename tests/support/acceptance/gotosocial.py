"""GoToSocial: parses into fixed types; what lacks a property it needs is malformed and lost."""

from tests.support.acceptance.common import (
    ACTOR,
    PUBLIC,
    Document,
    Rules,
    addressed,
    alt_in,
    attachments,
    author,
    https,
    ident,
    inner,
    is_pem,
    is_stamp,
    same_host,
    tags,
    unless,
)

NEEDED = ("inbox", "outbox", "followers", "following", "featured", "url")
SERVICES = ("Application",)


def note(document: Document) -> list[str]:
    """Shows `name` as a content warning; wants mentions in `tag`; reads alt text from `summary`."""
    return [
        *unless("name" not in document, "name would be shown as a content warning"),
        *unless(all(alt_in(item, "summary") for item in attachments(document)), "alt text not in summary"),
        *unless(all(https(item.get("url")) for item in attachments(document)), "an attachment without address"),
        *unless(_everybody_named_is_tagged(document), "somebody is addressed directly but not mentioned in tag"),
        *unless(all(_focus(item) for item in attachments(document)), "a focal point outside -1 to 1"),
        *unless(https(document.get("url")), "no page to link to"),
        *unless(https(document.get("attributedTo")), "no author"),
        *unless("updated" not in document or _in_order(document), "updated before published"),
        *unless(addressed(document), "nobody may see it"),
    ]


def actor(document: Document) -> list[str]:
    """Dereferences the collections at first contact, so a person's must all be there; the key is its own."""
    needed = NEEDED[:2] if document.get("type") in SERVICES else NEEDED
    key = inner(document, "publicKey")
    return [
        *[f"no {name}" for name in needed if not https(document.get(name))],
        *unless(isinstance(document.get("url"), str), "url is not a string"),
        *unless(all(isinstance(document.get(part), str) for part in ("name", "summary")), "no name or summary"),
        *unless(isinstance(document.get("preferredUsername"), str), "no user name"),
        *unless(key.get("owner") == document.get("id") and is_pem(key), "a key that is not its own"),
    ]


def wrapped(document: Document) -> list[str]:
    """Create and Update: by the author, who is on the same host."""
    held = inner(document)
    return [
        *unless(https(held.get("id")), "the object has no id"),
        *unless(author(held) == document.get("actor"), "not by the author"),
        *unless(same_host(held.get("id"), document.get("actor")), "the object is on another host"),
    ]


def about_something(document: Document) -> list[str]:
    """Follow, Like, Block: one actor and one object, and an id that is kept."""
    return [
        *unless(https(document.get("id")), "no id"),
        *unless(https(ident(document.get("object"))), "no single object"),
    ]


def announce(document: Document) -> list[str]:
    """A boost is a status: it needs a time and somebody to see it."""
    return [
        *about_something(document),
        *unless(is_stamp(document.get("published")), "no time"),
        *unless(addressed(document), "nobody may see it"),
    ]


def answer(document: Document) -> list[str]:
    """An embedded Follow without an id is answered 400."""
    held = inner(document)
    return unless(https(held.get("id") if held else document.get("object")), "the answered activity has no id")


def reply_request(document: Document) -> list[str]:
    """Wants one post, and the answer whole, by whoever asks, which does not claim a permission yet."""
    held = inner(document, "instrument")
    return [
        *about_something(document),
        *unless(https(document.get("object")), "asks about no post"),
        *unless(bool(held) and "type" in held, "the answer is not whole"),
        *unless("approvedBy" not in held, "claims a permission"),
        *unless(held.get("attributedTo") == document.get("actor"), "somebody else's answer"),
    ]


def undo(document: Document) -> list[str]:
    """Reads what is undone from the embedded activity, by type."""
    held = inner(document)
    return [
        *unless(isinstance(held.get("type"), str) and https(held.get("id")), "what is undone has no type or id"),
        *unless(https(ident(held.get("object"))), "what is undone has no object"),
        *unless(held.get("actor") == document.get("actor"), "undone by somebody else"),
    ]


def delete(document: Document) -> list[str]:
    return [
        *unless(https(ident(document.get("object"))), "no id to delete"),
        *unless(same_host(ident(document.get("object")), document.get("actor")), "deletes on another host"),
    ]


def move(document: Document) -> list[str]:
    return [
        *unless(ident(document.get("object")) == document.get("actor"), "moves somebody else"),
        *unless(https(ident(document.get("target"))), "moves nowhere"),
    ]


def flag(document: Document) -> list[str]:
    """One account of its own and any number of its posts; the text is the content."""
    found = document.get("object")
    reported = found if isinstance(found, list) else [found]
    return [
        *unless(all(https(item) for item in reported), "an object that is no address"),
        *unless(len({str(item).split("/")[2] for item in reported if https(item)}) == 1, "people of several hosts"),
    ]


def collection(document: Document) -> list[str]:
    """Featured collections are read from items or from the first page on."""
    return unless("first" in document or isinstance(document.get("orderedItems"), list), "neither pages nor items")


def page(document: Document) -> list[str]:
    """Goes on while there is a next page that is not the same one."""
    return [
        *unless(isinstance(document.get("orderedItems"), list), "no items"),
        *unless(document.get("next") != document.get("id"), "a page that follows itself"),
    ]


RULES: Rules = {
    "Note": note,
    ACTOR: actor,
    "Create": wrapped,
    "ReplyRequest": reply_request,
    "Update": wrapped,
    "Follow": about_something,
    "Like": about_something,
    "Block": about_something,
    "Announce": announce,
    "Accept": answer,
    "Reject": answer,
    "Undo": undo,
    "Delete": delete,
    "Move": move,
    "Flag": flag,
    "OrderedCollection": collection,
    "OrderedCollectionPage": page,
}


def _everybody_named_is_tagged(document: Document) -> bool:
    mentioned = {tag.get("href") for tag in tags(document, "Mention")}
    own = str(document.get("attributedTo"))
    return all(uri in mentioned or uri == PUBLIC or uri.startswith(own) for uri in addressed(document))


def _focus(item: Document) -> bool:
    point = item.get("focalPoint", [0, 0])
    return isinstance(point, list) and len(point) == 2 and all(-1 <= number <= 1 for number in point)


def _in_order(document: Document) -> bool:
    return str(document["updated"]) >= str(document.get("published"))
