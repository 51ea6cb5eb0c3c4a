"""Mastodon: takes Notes whole, trusts only what lives on the actor's host, fetches what it cannot trust."""

from tests.support.acceptance.common import (
    ACTOR,
    ACTOR_TYPES,
    Document,
    Rules,
    alt_in,
    attachments,
    author,
    https,
    ident,
    inner,
    is_pem,
    is_stamp,
    objects,
    one_of,
    same_host,
    strings,
    tags,
    unless,
)

ADDRESSES = ("inbox", "outbox", "followers", "following", "featured", "featuredTags", "url")
WISHES = ("discoverable", "indexable", "manuallyApprovesFollowers")
COUNTED = ("replies", "likes", "shares")
TAB_WISHES = ("showFeatured", "showMedia", "showRepliesInMedia")
REQUESTS = ("QuoteRequest", "FeatureRequest")


def note(document: Document) -> list[str]:
    """Reads four attachments; finds the language in a contentMap with one key; edits must be newer."""
    texts = document.get("contentMap")
    return [
        *unless(document.get("type") == "Note", "everything but a Note becomes a title with a link"),
        *unless(isinstance(document.get("attributedTo"), str), "attributedTo is not one id"),
        *unless(same_host(document.get("id"), document.get("attributedTo")), "author and post on different hosts"),
        *unless(same_host(document.get("id"), document.get("url")), "a page on another host is not linked"),
        *unless(is_stamp(document.get("published")), "no time"),
        *unless(isinstance(texts, dict) and len(texts) == 1, "contentMap has not exactly one language"),
        *unless(isinstance(texts, dict) and document.get("content") in texts.values(), "contentMap is not content"),
        *unless(_can_quote(document), "nobody may quote: interactionPolicy.canQuote is missing"),
        *unless("updated" not in document or _later(document), "updated is not newer than published"),
        *unless(all(alt_in(item, "summary", "name") for item in attachments(document)), "alt text in one place only"),
        *unless(all(_counted(document, key) for key in COUNTED), "a counter without id, total or first page"),
        *unless("summary" not in document or document.get("sensitive") is True, "a warning, but not sensitive"),
        *unless(all(https(tag.get("href")) for tag in tags(document, "Mention")), "a mention without an id"),
    ]


def envelope(document: Document) -> list[str]:
    """Believes what is embedded only when everything shares a host and the author is the actor."""
    held = inner(document)
    addressing = all(document.get(key) == held.get(key) for key in ("to", "cc"))
    return [
        *unless(document.get("actor") == author(held), "the author is not the actor"),
        *unless(same_host(document.get("id"), document.get("actor")), "activity and actor on different hosts"),
        *unless(same_host(document.get("id"), held.get("id")), "activity and object on different hosts"),
        *unless("to" not in held or addressing, "activity and object are addressed differently"),
    ]


def actor(document: Document) -> list[str]:
    """Needs the key, the inbox, and one host for everything; verifies a field that is a single link."""
    key = inner(document, "publicKey")
    shared = inner(document, "endpoints").get("sharedInbox")
    listed = [document[key] for key in ADDRESSES if key in document]
    return [
        *unless(document.get("type") in ACTOR_TYPES, "not an actor's type"),
        *unless(key.get("owner") == document.get("id") and is_pem(key), "no public key of its own"),
        *unless(isinstance(document.get("preferredUsername"), str), "no user name"),
        *unless(same_host(document.get("id"), shared), "no shared inbox"),
        *unless(all(same_host(document.get("id"), address) for address in listed), "foreign addresses"),
        *unless(all(isinstance(document.get(key), bool) for key in WISHES), "a wish of the artist left open"),
        *unless(all(isinstance(document.get(k, False), bool) for k in TAB_WISHES), "a tab neither shown nor hidden"),
        *unless(all(_field(item) for item in attachments(document)), "a profile field without name or value"),
        *unless(_domains(document), "attributionDomains is no list of hosts"),
    ]


def about_something(document: Document) -> list[str]:
    """Follow, Like, Announce, Block: looks the object up by its id."""
    return unless(https(ident(document.get("object"))), "the object has no id")


def announce(document: Document) -> list[str]:
    """A boost needs an audience, or it is taken for a private one."""
    return about_something(document) + unless(strings(document.get("to")), "nobody is addressed")


def answer(document: Document) -> list[str]:
    """Accept and Reject: of a Follow that it sent, or of a request, whose permission it fetches from our host."""
    held = inner(document)
    wanted = one_of(held.get("type"), *REQUESTS)
    granted = wanted and document.get("type") == "Accept"
    return [
        *unless(held.get("type") == "Follow" or wanted, "an answer to nothing that it asks"),
        *unless(https(held.get("id")) and https(held.get("actor")), "the answered activity is not whole"),
        *unless(wanted or held.get("object") == document.get("actor"), "answered by somebody else"),
        *unless(not wanted or https(ident(held.get("instrument"))), "the request does not say for what"),
        *unless(not granted or same_host(document.get("id"), document.get("result")), "no permission to look up"),
    ]


def undo(document: Document) -> list[str]:
    """Finds what is undone by its id, or by type and object."""
    held = inner(document)
    kinds = ("Follow", "Like", "Announce", "Block", "Accept")
    return [
        *unless(one_of(held.get("type"), *kinds), "what is undone has no type it knows"),
        *unless(held.get("actor") == document.get("actor"), "undone by somebody else"),
        *unless(https(ident(held.get("object"))), "what is undone has no object"),
    ]


def delete(document: Document) -> list[str]:
    """An account is deleted by itself; a post by an actor on its host."""
    target = ident(document.get("object"))
    return unless(same_host(document.get("actor"), target), "deletes on another host")


def pin(document: Document) -> list[str]:
    """Add and Remove: only of the actor's own posts, to or from its own featured collection."""
    return [
        *unless(same_host(document.get("actor"), document.get("target")), "a collection of somebody else"),
        *unless(same_host(document.get("actor"), ident(document.get("object"))), "a post of another host"),
    ]


def move(document: Document) -> list[str]:
    """Only one's own account, to an address that is another one."""
    return [
        *unless(document.get("object") == document.get("actor"), "moves somebody else"),
        *unless(https(document.get("target")), "moves nowhere"),
        *unless(document.get("target") != document.get("object"), "moves to where it is"),
    ]


def flag(document: Document) -> list[str]:
    """A report: a list of addresses, one of them an account's; the text is kept as it is."""
    found = document.get("object")
    return [
        *unless(isinstance(found, list) and all(https(item) for item in found), "no list of addresses"),
        *unless(isinstance(document.get("content", ""), str), "a text that is no string"),
    ]


def collection(document: Document) -> list[str]:
    """Shows totalItems of a profile's collections; follows `first` when it lies on the same host."""
    total = document.get("totalItems")
    return [
        *unless(isinstance(total, int) and total >= 0, "no total"),
        *unless("first" not in document or same_host(document.get("id"), document["first"]), "pages elsewhere"),
        *unless("first" in document or isinstance(document.get("orderedItems"), list), "neither pages nor items"),
        *unless(
            all(str(tag.get("name")).startswith("#") for tag in objects(document, "orderedItems") if _is_tag(tag)),
            "a featured hashtag without its name",
        ),
    ]


def page(document: Document) -> list[str]:
    """Reads orderedItems of an ordered page, and goes on while `next` lies on the same host."""
    return [
        *unless(isinstance(document.get("orderedItems"), list), "no items"),
        *unless("next" not in document or same_host(document.get("id"), document["next"]), "goes on elsewhere"),
        *unless(same_host(document.get("id"), document.get("partOf")), "part of something elsewhere"),
    ]


def stamp(document: Document) -> list[str]:
    """A permission must name who gave it, for what, and to what, on the host of who gave it."""
    return [
        *unless(same_host(document.get("id"), document.get("attributedTo")), "given on another host"),
        *unless(https(document.get("interactingObject")), "it does not say for what"),
        *unless(same_host(document.get("id"), document.get("interactionTarget")), "about something elsewhere"),
    ]


RULES: Rules = {
    "Note": note,
    ACTOR: actor,
    "Create": envelope,
    "Update": envelope,
    "Follow": about_something,
    "Like": about_something,
    "Block": about_something,
    "Announce": announce,
    "Accept": answer,
    "Reject": answer,
    "Undo": undo,
    "Delete": delete,
    "Add": pin,
    "Remove": pin,
    "Move": move,
    "Flag": flag,
    "OrderedCollection": collection,
    "OrderedCollectionPage": page,
    "QuoteAuthorization": stamp,
    "FeatureAuthorization": stamp,
}


def _later(document: Document) -> bool:
    return str(document["updated"]) > str(document["published"])


def _can_quote(document: Document) -> bool:
    quoting = inner(inner(document, "interactionPolicy"), "canQuote")
    return bool(quoting.get("automaticApproval"))


def _counted(document: Document, key: str) -> bool:
    found = inner(document, key)
    return isinstance(found.get("totalItems"), int) and same_host(found.get("id"), found.get("first"))


def _field(item: Document) -> bool:
    return item.get("type") == "PropertyValue" and all(isinstance(item.get(key), str) for key in ("name", "value"))


def _domains(document: Document) -> bool:
    found = document.get("attributionDomains", [])
    return isinstance(found, list) and all(isinstance(item, str) and "/" not in item for item in found)


def _is_tag(item: Document) -> bool:
    return item.get("type") == "Hashtag"
