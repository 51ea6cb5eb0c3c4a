"""Acceptance replicas: what other servers require of what we send, in our own words.

Each function takes a decoded document and returns complaints; an empty list means that this server would take it.
When a peer is updated, its replica changes first and the serialisers follow. They state what those servers check, as
docs/federation.md lists it; they are written from behaviour, not from their code.
"""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

Document = dict[str, object]
Replica = Callable[[Document], list[str]]

AS2 = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{AS2}#Public"
TAGS = {"p", "br", "a", "span", "strong", "em", "b", "i", "u", "del", "code", "pre", "ul", "ol", "li", "blockquote"}
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"}
ACTOR_TYPES = {"Person", "Organization", "Group", "Service", "Application"}
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_TAG = re.compile(r"</?([a-zA-Z0-9]+)")
_BLURHASH = re.compile(r"[0-9A-Za-z#$%*+,\-.:;=?@\[\]^_{|}~]{6,}")
_BASE83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"


def complaints(document: Document) -> list[str]:
    """What any of the servers below would hold against an activity, a post or an actor of ours."""
    found = [f"anybody: {complaint}" for complaint in everybody(document)]
    kind = document.get("type")
    held = document.get("object")
    if kind in ("Create", "Update") and isinstance(held, dict):
        found += [f"{name}: {text}" for name, replica in WRAPPERS.items() for text in replica(document)]
        document, kind = held, held.get("type")
    replicas = POSTS if kind == "Note" else ACTORS if str(kind) in ACTOR_TYPES else {}
    return found + [f"{name}: {text}" for name, replica in replicas.items() for text in replica(document)]


def everybody(document: Document) -> list[str]:
    """What holds for everything that goes over the wire."""
    size = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
    return [
        *_unless(size < 48_000, f"{size} bytes are too many"),
        *_unless(depth(document) <= 6, "nested too deeply"),
        *_unless(isinstance(document.get("type"), str), "the type is not one string"),
        *_unless(_https(document.get("id")), "the id is no https address"),
        *_unless(_starts_with_as2(document.get("@context")), "the first context is not ActivityStreams"),
        *[f"{key} is null" for key, value in _pairs(document) if value is None],
        *[f"{value} is no UTC time" for key, value in _pairs(document) if key in TIMES and not _is_stamp(value)],
    ]


TIMES = {"published", "updated", "deleted"}


def mastodon_post(note: Document) -> list[str]:
    """Takes Note whole; reads four attachments; finds the language in a contentMap with one key."""
    texts = note.get("contentMap")
    return [
        *_unless(note.get("type") == "Note", "everything but a Note becomes a title with a link"),
        *_unless(isinstance(note.get("attributedTo"), str), "attributedTo is not one id"),
        *_unless(_same_host(note.get("id"), note.get("attributedTo")), "author and post live on different hosts"),
        *_unless(isinstance(texts, dict) and len(texts) == 1, "contentMap has not exactly one language"),
        *_unless(isinstance(texts, dict) and note.get("content") in texts.values(), "contentMap differs from content"),
        *_unless(_can_quote(note), "nobody may quote: interactionPolicy.canQuote is missing"),
        *_unless("updated" not in note or _later(note), "updated is not newer than published"),
        *_unless(all(_alt_in(item, "summary", "name") for item in _attachments(note)), "alt text in one place only"),
        *_unless(
            all(_counted(note.get(key)) for key in ("replies", "likes", "shares")), "a counter without id or total"
        ),
        *_unless("summary" not in note or note.get("sensitive") is True, "a warning on a post that is not sensitive"),
    ]


def pixelfed_post(note: Document) -> list[str]:
    """Throws away the whole post for one bad attachment; knows posts by their url."""
    found = [
        *_unless(isinstance(note.get("url"), str), "url is not a string"),
        *_unless(_same_host(note.get("id"), note.get("url")), "url is on another host than the id"),
        *_unless(isinstance(note.get("to"), list) and isinstance(note.get("cc"), list), "to and cc are not lists"),
        *_unless(isinstance(note.get("content"), str), "content is not a string"),
        *_unless(depth(note) <= 8, "deeper than eight"),
    ]
    for item in _attachments(note):
        found += [
            *_unless(item.get("type") in ("Image", "Document"), "an attachment that is neither Image nor Document"),
            *_unless(item.get("mediaType") in PICTURES, "an attachment of a type it does not take"),
            *_unless(_https(item.get("url")), "an attachment without https address"),
            *_unless(all(_side(item.get(side), 5_000) for side in ("width", "height")), "sides beyond 1 to 5000"),
            *_unless(isinstance(item.get("name", ""), str), "alt text that is no string"),
            *_unless("blurhash" not in item or _is_blurhash(item["blurhash"]), "a blurhash that cannot be decoded"),
        ]
    return found


def gotosocial_post(note: Document) -> list[str]:
    """Shows `name` as a content warning; wants mentions in `tag`; reads alt text from `summary`."""
    return [
        *_unless("name" not in note, "name would be shown as a content warning"),
        *_unless(all(_alt_in(item, "summary") for item in _attachments(note)), "alt text not in summary"),
        *_unless(_everybody_named_is_tagged(note), "somebody is addressed directly but not mentioned in tag"),
        *_unless(all(_focus(item) for item in _attachments(note)), "a focal point outside -1 to 1"),
        *_unless(isinstance(note.get("url"), str) and _https(note["url"]), "no page to link to"),
    ]


def misskey_post(note: Document) -> list[str]:
    """Stops reading at 64 KiB; reads only the first of several types; wants the author's host everywhere."""
    return [
        *_unless(len(json.dumps(note).encode()) < 64 * 1024 * 2, "too large even when escaped"),
        *_unless(isinstance(note.get("type"), str), "a list of types"),
        *_unless(_same_host(note.get("id"), note.get("attributedTo")), "author and post live on different hosts"),
        *_unless(_same_host(note.get("id"), note.get("url")), "url is on another host"),
        *_unless(isinstance(note.get("published"), str), "no time"),
    ]


def akkoma_post(note: Document) -> list[str]:
    """Prints `name` a second time; refuses lists of types; wants everything in the usual places."""
    tags = note.get("tag")
    return [
        *_unless("name" not in note, "name would be printed twice"),
        *_unless(isinstance(note.get("to"), list) and isinstance(note.get("cc"), list), "to and cc are not lists"),
        *_unless(isinstance(tags, list) and all(isinstance(tag, dict) for tag in tags), "tags that are not objects"),
        *_unless(isinstance(note.get("attachment"), list), "attachment is not a list"),
        *_unless(_https(note.get("attributedTo")), "the author is not an id"),
    ]


def peertube_post(note: Document) -> list[str]:
    """Reads replies as comments: content, one type, an author by id, a time."""
    return [
        *_unless(isinstance(note.get("type"), str), "a list of types"),
        *_unless(isinstance(note.get("content"), str), "no content"),
        *_unless(_https(note.get("attributedTo")), "the author is not an id"),
        *_unless(isinstance(note.get("published"), str), "no time"),
        *_unless("inReplyTo" not in note or isinstance(note["inReplyTo"], str), "inReplyTo is not one id"),
    ]


def lemmy_post(note: Document) -> list[str]:
    """Strict about shapes: lists for addressing, one string type, one author."""
    return [
        *_unless(isinstance(note.get("type"), str), "a list of types"),
        *_unless(isinstance(note.get("to"), list) and isinstance(note.get("cc"), list), "to and cc are not lists"),
        *_unless(isinstance(note.get("attributedTo"), str), "attributedTo is not one id"),
        *_unless(isinstance(note.get("content"), str), "no content"),
    ]


def readers_post(note: Document) -> list[str]:
    """What people everywhere should see: known tags only, recognisable hashtags, the title as the first line."""
    content = note.get("content")
    text = content if isinstance(content, str) else ""
    used = {name.lower() for name in _TAG.findall(text)}
    title = note.get("workTitle")
    return [
        *_unless(used <= TAGS, f"tags that others drop: {sorted(used - TAGS)}"),
        *_unless(not title or text.startswith("<p><strong>"), "the title is not the first bold line"),
        *_unless(not re.search(r'<a [^<]*?href="(?!https?://|mailto:)', text), "a link that is not absolute"),
        *_unless(all(_hashtag(tag) for tag in _tags(note, "Hashtag")), "a hashtag without # or address"),
        *_unless(
            len(_attachments(note)) <= 4 or "pictures" in text, "more pictures than others show, and no word of it"
        ),
    ]


def mastodon_activity(activity: Document) -> list[str]:
    """Believes an embedded post only when activity, actor and post share a host and the author is the actor."""
    held = activity["object"]
    note = held if isinstance(held, dict) else {}
    author = note.get("attributedTo", note.get("id"))
    return [
        *_unless(isinstance(activity.get("actor"), str), "the actor is not one id"),
        *_unless(activity.get("actor") == author, "the author is not the actor"),
        *_unless(_same_host(activity.get("id"), activity.get("actor")), "activity and actor on different hosts"),
        *_unless(_same_host(activity.get("id"), note.get("id")), "activity and object on different hosts"),
        *_unless(
            "attributedTo" not in note or all(activity.get(key) == note.get(key) for key in ("to", "cc")),
            "activity and object are addressed differently",
        ),
        *_unless("@context" not in note, "a second context inside"),
    ]


def mastodon_actor(actor: Document) -> list[str]:
    """Needs the key, the inbox, and one host for everything; verifies a field that is a single link."""
    key = actor.get("publicKey")
    owned = isinstance(key, dict) and key.get("owner") == actor.get("id")
    return [
        *_unless(actor.get("type") in ACTOR_TYPES, "not an actor's type"),
        *_unless(owned and _pem(key), "no public key of its own"),
        *_unless(isinstance(actor.get("preferredUsername"), str), "no user name"),
        *_unless(_shared_inbox(actor), "no shared inbox"),
        *_unless(
            all(_same_host(actor.get("id"), actor[key]) for key in ADDRESSES if key in actor), "foreign addresses"
        ),
        *_unless(all(isinstance(actor.get(key), bool) for key in WISHES), "a wish of the artist left open"),
        *_unless(all(_field(item) for item in _attachments(actor)), "a profile field without name or value"),
    ]


ADDRESSES = ("inbox", "outbox", "followers", "following", "featured", "url")
WISHES = ("discoverable", "indexable", "manuallyApprovesFollowers")


def gotosocial_actor(actor: Document) -> list[str]:
    """Dereferences the collections at first contact, so a person's must all be there."""
    needed = ADDRESSES[:2] if actor.get("type") == "Application" else ADDRESSES
    return [
        *[f"no {name}" for name in needed if not _https(actor.get(name))],
        *_unless(isinstance(actor.get("url"), str), "url is not a string"),
        *_unless(isinstance(actor.get("name"), str) and isinstance(actor.get("summary"), str), "no name or summary"),
    ]


def pixelfed_actor(actor: Document) -> list[str]:
    """Wants the exact key shape, a page on the same host, and one picture object for the avatar."""
    icon = actor.get("icon")
    return [
        *_unless(icon is None or (isinstance(icon, dict) and _https(icon.get("url"))), "an avatar in another shape"),
        *_unless(_same_host(actor.get("id"), actor.get("url")), "the page is on another host"),
        *_unless(re.fullmatch(r"[A-Za-z0-9_.-]+", str(actor.get("preferredUsername"))) is not None, "odd user name"),
    ]


def misskey_actor(actor: Document) -> list[str]:
    """Checks that inbox and key live on the actor's host and that names are not endless."""
    key = actor.get("publicKey")
    return [
        *_unless(isinstance(key, dict) and _same_host(actor.get("id"), key.get("id")), "the key is on another host"),
        *_unless(_same_host(actor.get("id"), actor.get("inbox")), "the inbox is on another host"),
        *_unless(len(str(actor.get("name"))) <= 128, "the name is longer than 128"),
        *_unless(len(str(actor.get("preferredUsername"))) <= 128, "the user name is longer than 128"),
    ]


POSTS: dict[str, Replica] = {
    "Mastodon": mastodon_post,
    "Pixelfed": pixelfed_post,
    "GoToSocial": gotosocial_post,
    "Misskey": misskey_post,
    "Akkoma": akkoma_post,
    "PeerTube": peertube_post,
    "Lemmy": lemmy_post,
    "readers": readers_post,
}
ACTORS: dict[str, Replica] = {
    "Mastodon": mastodon_actor,
    "GoToSocial": gotosocial_actor,
    "Pixelfed": pixelfed_actor,
    "Misskey": misskey_actor,
}
WRAPPERS: dict[str, Replica] = {"Mastodon": mastodon_activity}


def depth(value: object) -> int:
    """How many containers lie inside one another, the outermost counted."""
    if isinstance(value, dict):
        return 1 + max((depth(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(inner) for inner in value), default=0)
    return 0


def _unless(fine: object, complaint: str) -> list[str]:
    return [] if fine else [complaint]


def _pairs(value: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, at any depth, contexts left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "@context":
                yield key, inner
                yield from _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)


def _https(value: object) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme == "https" and bool(urlsplit(value).hostname)


def _same_host(one: object, other: object) -> bool:
    return _https(one) and _https(other) and urlsplit(str(one)).netloc == urlsplit(str(other)).netloc


def _starts_with_as2(context: object) -> bool:
    return context == AS2 or (isinstance(context, list) and context[:1] == [AS2])


def _is_stamp(value: object) -> bool:
    return isinstance(value, str) and _STAMP.fullmatch(value) is not None


def _later(note: Document) -> bool:
    return str(note["updated"]) > str(note["published"])


def _objects(note: Document, key: str) -> list[Document]:
    found = note.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _attachments(note: Document) -> list[Document]:
    return _objects(note, "attachment")


def _tags(note: Document, kind: str) -> list[Document]:
    return [tag for tag in _objects(note, "tag") if tag.get("type") == kind]


def _alt_in(item: Document, *places: str) -> bool:
    """Whether alt text, when there is any, stands in each of these places."""
    written = item.get("name") or item.get("summary")
    return not written or all(item.get(place) == written for place in places)


def _can_quote(note: Document) -> bool:
    policy = note.get("interactionPolicy")
    quoting = policy.get("canQuote") if isinstance(policy, dict) else None
    return isinstance(quoting, dict) and bool(quoting.get("automaticApproval"))


def _counted(value: object) -> bool:
    return isinstance(value, dict) and _https(value.get("id")) and isinstance(value.get("totalItems"), int)


def _side(value: object, most: int) -> bool:
    return value is None or (isinstance(value, int) and 1 <= value <= most)


def _focus(item: Document) -> bool:
    point = item.get("focalPoint", [0, 0])
    return isinstance(point, list) and len(point) == 2 and all(-1 <= number <= 1 for number in point)


def _is_blurhash(value: object) -> bool:
    """The first character tells how many components follow, and with them how long the hash must be."""
    if not isinstance(value, str) or not _BLURHASH.fullmatch(value):
        return False
    size = _BASE83.index(value[0])
    columns, rows = size % 9 + 1, size // 9 + 1
    return max(columns, rows) <= 5 and len(value) == 4 + 2 * columns * rows


def _hashtag(tag: Document) -> bool:
    return str(tag.get("name")).startswith("#") and _https(tag.get("href")) and str(tag["href"]).isascii()


def _everybody_named_is_tagged(note: Document) -> bool:
    mentioned = {tag.get("href") for tag in _tags(note, "Mention")}
    own = str(note.get("attributedTo"))
    addressed = [uri for key in ("to", "cc") for uri in _strings(note.get(key))]
    return all(uri in mentioned or uri == PUBLIC or uri.startswith(own) for uri in addressed)


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _pem(key: object) -> bool:
    return isinstance(key, dict) and str(key.get("publicKeyPem")).startswith("-----BEGIN PUBLIC KEY-----")


def _shared_inbox(actor: Document) -> bool:
    endpoints = actor.get("endpoints")
    return isinstance(endpoints, dict) and _same_host(actor.get("id"), endpoints.get("sharedInbox"))


def _field(item: Document) -> bool:
    return (
        item.get("type") == "PropertyValue" and isinstance(item.get("name"), str) and isinstance(item.get("value"), str)
    )
