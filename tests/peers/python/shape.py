"""What a server of the peer writes: documents and activities as the bare standard has them.

flavours.py says what other servers do differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

AS2 = "https://www.w3.org/ns/activitystreams"
SECURITY = "https://w3id.org/security/v1"
PUBLIC = f"{AS2}#Public"
ACTIVITY = "application/activity+json"
LD_JSON = f'application/ld+json; profile="{AS2}"'


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
    kind = LD_JSON
    charset = ""
    """`kind` is the content type of documents and activities; `charset` is added to that of answers."""
    algorithm = "rsa-sha256"
    shared_inbox = True
    instance_flags = False
    """Whether reports come from the instance's actor."""
    signs_inside = False
    """Whether public activities carry a signature of their own."""
    covered: tuple[str, ...] = ("@method", "@authority", "@path")
    """What an RFC 9421 signature covers beside the digest."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.host = origin.partition("://")[2]

    @property
    def context(self) -> object:
        return AS2

    def moment(self) -> str:
        """Now, as this server writes it."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    def addressed(self, people: list[str]) -> object:
        """How `to` and `cc` are written."""
        return single(["as:Public" if each == PUBLIC else each for each in people])

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
            "to": self.addressed(post.to),
            "cc": self.addressed(post.cc),
            "updated": post.updated,
            "inReplyTo": post.parent,
            "attachment": single([self.picture(*each) for each in post.pictures]),
            "tag": single([*map(self.mention, post.mentions), *map(self.hashtag, post.tags)]),
        }
        return {key: value for key, value in document.items() if value not in ("", [])}

    def replies(self, note: str, answers: list[str], *, page: bool = False) -> Json:
        """The answers to a note, or a page of them where that server has pages."""
        return collection(f"{note}/replies", answers)

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


def collection(uri: str, items: list[Any]) -> Json:
    """An ordered collection on one page."""
    found = {"@context": AS2, "id": uri, "type": "OrderedCollection", "totalItems": len(items)}
    return {**found, "orderedItems": items} if items else found


def single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def inner(activity: Json) -> Json:
    return {key: value for key, value in activity.items() if key not in ("@context", "proof", "signature")}
