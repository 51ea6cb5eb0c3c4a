"""How other servers write the same things: ids, keys, lists, extensions; each flavour after the server it is named for.

`Plain` is what the ActivityPub standard asks for and nothing else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

Json = dict[str, Any]

AS2 = "https://www.w3.org/ns/activitystreams"
SECURITY = "https://w3id.org/security/v1"
PUBLIC = f"{AS2}#Public"

_TOOT: Json = {
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "toot": "http://joinmastodon.org/ns#",
    "featured": {"@id": "toot:featured", "@type": "@id"},
    "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
    "movedTo": {"@id": "as:movedTo", "@type": "@id"},
    "schema": "http://schema.org#",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "discoverable": "toot:discoverable",
    "sensitive": "as:sensitive",
    "Hashtag": "as:Hashtag",
    "ostatus": "http://ostatus.org#",
    "atomUri": "ostatus:atomUri",
    "inReplyToAtomUri": "ostatus:inReplyToAtomUri",
    "conversation": "ostatus:conversation",
    "blurhash": "toot:blurhash",
    "focalPoint": {"@container": "@list", "@id": "toot:focalPoint"},
    "Emoji": "toot:Emoji",
}
_MISSKEY: Json = {
    "misskey": "https://misskey-hub.net/ns#",
    "_misskey_content": "misskey:_misskey_content",
    "_misskey_reaction": "misskey:_misskey_reaction",
    "_misskey_summary": "misskey:_misskey_summary",
    "isCat": "misskey:isCat",
}
_TAGS = re.compile(r"<[^>]+>")


@dataclass
class Who:
    """Somebody as documents show them. `pem` is the public key."""

    name: str
    uri: str
    key_id: str
    pem: str
    type: str = "Person"
    shown: str = ""
    locked: bool = False
    aliases: list[str] = field(default_factory=list)
    moved: str = ""


@dataclass
class Post:
    """A post before it has the shape of a flavour. Pictures are (address, alt text), mentions are (id, handle)."""

    uri: str
    author: str
    content: str
    published: str
    to: list[str]
    cc: list[str]
    updated: str = ""
    parent: str = ""
    pictures: Sequence[Sequence[str]] = ()
    mentions: Sequence[Sequence[str]] = ()
    tags: Sequence[str] = ()


class Plain:
    """Only what has to be there, single values where there is one, the key in a document of its own."""

    name = "plain"
    algorithm = "rsa-sha256"
    shared_inbox = True
    instance_flags = False
    """Whether reports come from the instance's actor."""
    tombstones = True
    covered: tuple[str, ...] = ("@method", "@authority", "@path")
    """What an RFC 9421 signature covers beside the digest."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.host = origin.partition("://")[2]

    @property
    def context(self) -> object:
        return AS2

    def actor_uri(self, name: str) -> str:
        return f"{self.origin}/people/{name}"

    def key_id(self, name: str) -> str:
        return f"{self.origin}/keys/{name}"

    def note_uri(self, who: Who, number: int) -> str:
        return f"{self.origin}/notes/{number}"

    def activity_id(self, kind: str, who: Who, number: int, about: str) -> str | None:
        """The id of an activity about something; None where that server writes none."""
        return f"{self.origin}/activities/{number}"

    def key(self, who: Who) -> Json:
        return {"id": who.key_id, "owner": who.uri, "publicKeyPem": who.pem}

    def key_document(self, who: Who) -> Json:
        """What is served at the key's own address."""
        return {"@context": SECURITY, "type": "Key", **self.key(who)}

    def actor(self, who: Who) -> Json:
        document: Json = {
            "@context": [AS2, SECURITY],
            "id": who.uri,
            "type": who.type,
            "preferredUsername": who.name,
            "inbox": f"{who.uri}/inbox",
            "outbox": f"{who.uri}/outbox",
            "publicKey": self.key(who),
        }
        if who.type == "Person":
            document |= {part: f"{who.uri}/{part}" for part in ("followers", "following")}
            document |= {"name": who.shown or who.name, "url": f"{self.origin}/@{who.name}"}
            document["manuallyApprovesFollowers"] = who.locked
        if self.shared_inbox:
            document["endpoints"] = {"sharedInbox": f"{self.origin}/inbox"}
        document |= {key: value for key, value in (("alsoKnownAs", who.aliases), ("movedTo", who.moved)) if value}
        return document

    def note(self, post: Post) -> Json:
        document: Json = {
            "id": post.uri,
            "type": "Note",
            "attributedTo": post.author,
            "content": post.content,
            "published": post.published,
            "to": _single(post.to),
            "cc": _single(post.cc),
            "updated": post.updated,
            "inReplyTo": post.parent,
            "attachment": _single([self.picture(*each) for each in post.pictures]),
            "tag": _single([*map(self.mention, post.mentions), *map(self.hashtag, post.tags)]),
        }
        return {key: value for key, value in document.items() if value not in ("", [])}

    def picture(self, url: str, alt: str) -> Json:
        return {"type": "Image", "url": url, "mediaType": "image/png", "name": alt}

    def mention(self, person: Sequence[str]) -> Json:
        return {"type": "Mention", "href": person[0], "name": person[1]}

    def hashtag(self, tag: str) -> Json:
        return {"type": "Hashtag", "href": f"{self.origin}/tags/{tag}", "name": f"#{tag}"}

    def activity(self, kind: str, who: Who, number: int, thing: object, **more: object) -> Json:
        about = thing["id"] if isinstance(thing, dict) else thing[0] if isinstance(thing, list) else thing
        ident = self.activity_id(kind, who, number, str(about))
        document: Json = {
            "@context": self.context,
            "id": ident,
            "type": kind,
            "actor": who.uri,
            "object": thing,
            **more,
        }
        return document if ident else {key: value for key, value in document.items() if key != "id"}

    def like(self) -> Json:
        """What stands in a Like beside the usual."""
        return {}

    def followed(self, follow: Json) -> object:
        """How an answer to a Follow names it."""
        return follow["id"]

    def gone(self, uri: str) -> object:
        """How a Delete names what is gone."""
        return {"id": uri, "type": "Tombstone"}

    def outbox(self, uri: str, items: list[Json], *, page: bool) -> Json:
        """An outbox: whole, or by a first page where that server has pages."""
        return collection(uri, items)


class Mastodon(Plain):
    """Lists always, extensions everywhere, fragments for keys and ids, a signature inside public activities."""

    name = "mastodon"
    instance_flags = True
    covered = ("@method", "@target-uri")

    @property
    def context(self) -> object:
        return [AS2, SECURITY, _TOOT]

    def actor_uri(self, name: str) -> str:
        return f"{self.origin}/users/{name}"

    def key_id(self, name: str) -> str:
        return f"{self.actor_uri(name)}#main-key"

    def note_uri(self, who: Who, number: int) -> str:
        return f"{who.uri}/statuses/{number}"

    def activity_id(self, kind: str, who: Who, number: int, about: str) -> str | None:
        match kind:
            case "Create" | "Announce":
                return f"{about}/activity" if kind == "Create" else f"{who.uri}/statuses/{number}/activity"
            case "Update" | "Undo":
                return f"{about}#updates/{number}" if kind == "Update" else f"{about}/undo"
            case "Delete":
                return f"{about}#delete"
            case "Accept" | "Reject":
                return f"{who.uri}#{kind.lower()}s/follows/{number}"
            case "Add" | "Remove":
                return None
            case "Follow" | "Flag":
                return f"{self.origin}/{number:08x}-2c5e-4f1b-9a53-6fd1c7c4f2aa"
        return f"{who.uri}#{kind.lower()}s/{number}"

    def actor(self, who: Who) -> Json:
        document = {**super().actor(who), "@context": self.context}
        if who.type != "Person":
            return document
        link = '<a href="https://example.test" rel="me nofollow">example.test</a>'
        return document | {
            "featured": f"{who.uri}/collections/featured",
            "summary": "<p>Draws.</p>",
            "discoverable": True,
            "published": "2024-01-01T00:00:00Z",
            "tag": [],
            "attachment": [{"type": "PropertyValue", "name": "site", "value": link}],
        }

    def note(self, post: Post) -> Json:
        replies = f"{post.uri}/replies"
        first = {"type": "CollectionPage", "next": f"{replies}?page=true", "partOf": replies, "items": []}
        return super().note(post) | {
            "to": post.to,
            "cc": post.cc,
            "url": f"{self.origin}/@someone/{post.uri.rpartition('/')[2]}",
            "summary": None,
            "sensitive": False,
            "inReplyTo": post.parent or None,
            "atomUri": post.uri,
            "inReplyToAtomUri": post.parent or None,
            "conversation": f"tag:{self.host},2026-01-01:objectId=1:objectType=Conversation",
            "contentMap": {"en": post.content},
            "attachment": [self.picture(*each) for each in post.pictures],
            "tag": [*map(self.mention, post.mentions), *map(self.hashtag, post.tags)],
            "replies": {"id": replies, "type": "Collection", "first": first},
        }

    def picture(self, url: str, alt: str) -> Json:
        blurhash = "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"
        return super().picture(url, alt) | {"type": "Document", "blurhash": blurhash, "focalPoint": [0.0, 0.5]}

    def followed(self, follow: Json) -> object:
        return _inner(follow)

    def gone(self, uri: str) -> object:
        return {"id": uri, "type": "Tombstone", "atomUri": uri}

    def outbox(self, uri: str, items: list[Json], *, page: bool) -> Json:
        first = f"{uri}?page=true"
        if not page:
            return {**collection(uri, []), "totalItems": len(items), "first": first}
        return {"@context": self.context, "id": first, "type": "OrderedCollectionPage", "orderedItems": items}


class Misskey(Plain):
    """Opaque ids, a Like is a reaction, the text once more in its own markup."""

    name = "misskey"
    instance_flags = True
    covered = ("@method", "@target-uri")

    @property
    def context(self) -> object:
        return [AS2, SECURITY, {**_TOOT, **_MISSKEY}]

    def actor_uri(self, name: str) -> str:
        return f"{self.origin}/users/9{sha256(name.encode()).hexdigest()[:14]}"

    def key_id(self, name: str) -> str:
        return f"{self.actor_uri(name)}#main-key"

    def activity_id(self, kind: str, who: Who, number: int, about: str) -> str | None:
        match kind:
            case "Create":
                return f"{about}/activity"
            case "Announce":
                return f"{self.origin}/notes/9{number}/activity"
            case "Undo":
                return f"{about}/undo"
            case "Update":
                return f"{who.uri}#updates/{number}"
        return f"{self.origin}/{kind.lower()}s/9{number}"

    def actor(self, who: Who) -> Json:
        more: Json = {"sharedInbox": f"{self.origin}/inbox", "_misskey_summary": None, "isCat": True, "tag": []}
        document = {**super().actor(who), "@context": self.context, **more}
        if who.type == "Person":
            document |= {"featured": f"{who.uri}/collections/featured", "backgroundUrl": None, "summary": None}
        return document

    def note(self, post: Post) -> Json:
        text = _TAGS.sub("", post.content)
        return super().note(post) | {
            "to": post.to,
            "cc": post.cc,
            "summary": None,
            "_misskey_content": text,
            "source": {"content": text, "mediaType": "text/x.misskeymarkdown"},
            "quoteUrl": None,
            "inReplyTo": post.parent or None,
            "sensitive": False,
            "attachment": [self.picture(*each) for each in post.pictures],
            "tag": [*map(self.mention, post.mentions), *map(self.hashtag, post.tags)],
        }

    def picture(self, url: str, alt: str) -> Json:
        return super().picture(url, alt) | {"type": "Document", "sensitive": False}

    def like(self) -> Json:
        return {"content": "👍", "_misskey_reaction": "👍"}

    def followed(self, follow: Json) -> object:
        return _inner(follow)


class GoToSocial(Plain):
    """The key is a path with a stub behind it, `hs2019`, bare values for lists of one, no shared inbox."""

    name = "gotosocial"
    algorithm = "hs2019"
    shared_inbox = False
    instance_flags = True
    tombstones = False

    @property
    def context(self) -> object:
        return [AS2, {"sensitive": "as:sensitive", "Hashtag": "as:Hashtag"}]

    def actor_uri(self, name: str) -> str:
        return f"{self.origin}/users/{name}"

    def key_id(self, name: str) -> str:
        return f"{self.actor_uri(name)}/main-key"

    def key_document(self, who: Who) -> Json:
        stub = {"id": who.uri, "type": who.type, "preferredUsername": who.name, "publicKey": self.key(who)}
        return {"@context": [AS2, SECURITY], **stub}

    def note_uri(self, who: Who, number: int) -> str:
        return f"{who.uri}/statuses/{number}"

    def activity_id(self, kind: str, who: Who, number: int, about: str) -> str | None:
        match kind:
            case "Create":
                return f"{about}/activity#Create"
            case "Update":
                return f"{about}/activity#Update/{number}"
            case "Announce":
                return f"{who.uri}/statuses/{number}"
            case "Like":
                return f"{who.uri}/liked/{number}"
            case "Flag":
                return f"{self.origin}/reports/{number}"
        return f"{who.uri}/{kind.lower()}/{number}"

    def actor(self, who: Who) -> Json:
        document = {**super().actor(who), "@context": [AS2, SECURITY, _TOOT]}
        if who.type == "Person":
            document |= {"featured": f"{who.uri}/collections/featured", "discoverable": True, "summary": ""}
        return document

    def note(self, post: Post) -> Json:
        anyone = {"always": PUBLIC, "approvalRequired": []}
        policy = {"canLike": anyone, "canReply": anyone, "canAnnounce": anyone}
        return super().note(post) | {"sensitive": False, "url": post.uri, "interactionPolicy": policy}

    def picture(self, url: str, alt: str) -> Json:
        return super().picture(url, alt) | {"name": "", "summary": alt, "focalPoint": [0, 0]}

    def followed(self, follow: Json) -> object:
        return _inner(follow)

    def gone(self, uri: str) -> object:
        return uri


FLAVOURS: dict[str, type[Plain]] = {each.name: each for each in (Plain, Mastodon, Misskey, GoToSocial)}


def collection(uri: str, items: list[Any]) -> Json:
    """An ordered collection on one page."""
    found = {"@context": AS2, "id": uri, "type": "OrderedCollection", "totalItems": len(items)}
    return {**found, "orderedItems": items} if items else found


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _inner(activity: Json) -> Json:
    return {key: value for key, value in activity.items() if key not in ("@context", "proof", "signature")}
