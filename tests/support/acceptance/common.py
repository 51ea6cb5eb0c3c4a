"""What the replicas share: looking at a decoded document without trusting its shape."""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

Document = dict[str, object]
Replica = Callable[[Document], list[str]]
Rules = Mapping[str, Replica]
"""What a server requires of each type; `ACTOR` stands for all types of actors."""

AS2 = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{AS2}#Public"
ACTOR = "Actor"
ACTOR_TYPES = {"Person", "Organization", "Group", "Service", "Application"}
COLLECTIONS = ("OrderedCollection", "OrderedCollectionPage")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


def unless(fine: object, complaint: str) -> list[str]:
    return [] if fine else [complaint]


def kind(document: Document) -> str:
    """The type that decides which rules count."""
    found = document.get("type")
    return ACTOR if isinstance(found, str) and found in ACTOR_TYPES else str(found)


def depth(value: object) -> int:
    """How many containers lie inside one another, the outermost counted."""
    if isinstance(value, dict):
        return 1 + max((depth(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(inner) for inner in value), default=0)
    return 0


def pairs(value: object) -> Iterator[tuple[str, object]]:
    """Every key with its value, at any depth, contexts left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "@context":
                yield key, inner
                yield from pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pairs(inner)


def https(value: object) -> bool:
    return isinstance(value, str) and urlsplit(value).scheme == "https" and bool(urlsplit(value).hostname)


def all_https(value: object) -> bool:
    """Whether a list holds nothing but addresses."""
    return isinstance(value, list) and all(https(item) for item in value)


def same_host(one: object, other: object) -> bool:
    return https(one) and https(other) and urlsplit(str(one)).netloc == urlsplit(str(other)).netloc


def one_of(value: object, *choices: str) -> bool:
    return isinstance(value, str) and value in choices


def is_stamp(value: object) -> bool:
    return isinstance(value, str) and _STAMP.fullmatch(value) is not None


def inner(document: Document, key: str = "object") -> Document:
    """An embedded object; empty when there is only an address, or nothing."""
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def ident(value: object) -> object:
    """The id of something that is embedded or only named."""
    return value.get("id") if isinstance(value, dict) else value


def author(held: Document) -> object:
    """Who an embedded object belongs to: an actor to itself."""
    return held.get("id") if kind(held) == ACTOR else held.get("attributedTo")


def objects(document: Document, key: str) -> list[Document]:
    found = document.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def attachments(document: Document) -> list[Document]:
    return objects(document, "attachment")


def tags(note: Document, name: str) -> list[Document]:
    return [tag for tag in objects(note, "tag") if tag.get("type") == name]


def strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def addressed(document: Document) -> list[str]:
    return strings(document.get("to")) + strings(document.get("cc"))


def alt_in(item: Document, *places: str) -> bool:
    """Whether alt text, when there is any, stands in each of these places."""
    written = item.get("name") or item.get("summary")
    return not written or all(item.get(place) == written for place in places)


def is_pem(key: Document) -> bool:
    text = str(key.get("publicKeyPem"))
    return text.startswith("-----BEGIN PUBLIC KEY-----") and "-----END PUBLIC KEY-----" in text
