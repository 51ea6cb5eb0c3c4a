"""How other servers write the same things: ids, keys, lists, extensions; each class imitates one."""

import re
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from tests.peers.python.shape import ACTIVITY, AS2, PUBLIC, SECURITY, Json, Plain, Post, Who, collection, inner, single

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


class Mastodon(Plain):
    """Lists always, extensions everywhere, fragments for keys and ids, a signature inside public activities."""

    name = "mastodon"
    signs_inside = True
    kind = ACTIVITY
    charset = "; charset=utf-8"
    instance_flags = True
    covered = ("@method", "@target-uri")

    @property
    def context(self) -> object:
        return [AS2, SECURITY, _TOOT]

    def moment(self) -> str:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def addressed(self, people: list[str]) -> object:
        return people

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
        link = f'<a href="{self.origin}/@{who.name}" rel="me nofollow">{self.host}</a>'
        return document | {
            "featured": f"{who.uri}/collections/featured",
            "summary": "<p>Draws.</p>",
            "discoverable": True,
            "published": "2024-01-01T00:00:00Z",
            "tag": [],
            "attachment": [{"type": "PropertyValue", "name": "site", "value": link}],
        }

    def note(self, post: Post) -> Json:
        return super().note(post) | {
            "to": self.addressed(post.to),
            "cc": self.addressed(post.cc),
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
            "replies": self.replies(post.uri, []),
        }

    def replies(self, note: str, answers: list[str], *, page: bool = False) -> Json:
        """The author's own answers stand on the first page, all others on the next."""
        replies = f"{note}/replies"
        first = {"type": "CollectionPage", "next": f"{replies}?page=true", "partOf": replies, "items": []}
        if not page:
            return {"id": replies, "type": "Collection", "first": first}
        return {**first, "id": f"{replies}?page=true", "items": answers} | {"next": None}

    def picture(self, url: str, alt: str) -> Json:
        blurhash = "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"
        return super().picture(url, alt) | {"type": "Document", "blurhash": blurhash, "focalPoint": [0.0, 0.5]}

    def followed(self, follow: Json) -> object:
        return inner(follow)

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
    kind = ACTIVITY
    charset = "; charset=utf-8"
    instance_flags = True
    covered = ("@method", "@target-uri")

    @property
    def context(self) -> object:
        return [AS2, SECURITY, {**_TOOT, **_MISSKEY}]

    def moment(self) -> str:
        return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def addressed(self, people: list[str]) -> object:
        return people

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
            "to": self.addressed(post.to),
            "cc": self.addressed(post.cc),
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
        return inner(follow)


class GoToSocial(Plain):
    """The key is a path with a stub behind it, `hs2019`, bare values for lists of one, no shared inbox."""

    name = "gotosocial"
    kind = ACTIVITY
    algorithm = "hs2019"
    shared_inbox = False
    instance_flags = True

    @property
    def context(self) -> object:
        return [AS2, {"sensitive": "as:sensitive", "Hashtag": "as:Hashtag"}]

    def moment(self) -> str:
        return datetime.now(timezone(timedelta(hours=2))).isoformat(timespec="seconds")

    def addressed(self, people: list[str]) -> object:
        return single(people)

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
        return inner(follow)

    def gone(self, uri: str) -> object:
        return uri


FLAVOURS: dict[str, type[Plain]] = {each.name: each for each in (Plain, Mastodon, Misskey, GoToSocial)}
