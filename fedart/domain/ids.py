"""Identifiers and addresses: the only mint and the only parser of our own URLs.

Ids are opaque, sort by time and never change when a user name does (guide section 4).
"""

import secrets
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType
from urllib.parse import urlsplit

ActorId = NewType("ActorId", str)
WorkId = NewType("WorkId", str)
MediaId = NewType("MediaId", str)
AccountId = NewType("AccountId", str)
Uri = NewType("Uri", str)
"""The ActivityPub id of a thing: ours or a stranger's."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 26
_USUAL_LENGTH = 256


_last = {"id": 0}
_lock = threading.Lock()


def new_id(now_ms: int | None = None) -> str:
    """A ULID in lower case: 48 bits of time in milliseconds, 80 random bits.

    Ids that one process makes within one millisecond keep their order: lanes of tasks rely on it.
    """
    stamp = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    with _lock:
        fresh = (stamp << 80) | secrets.randbits(79)
        number = _last["id"] + 1 if _last["id"] >> 80 == stamp else fresh
        _last["id"] = number
    return _encode(number)


def id_of(at_ms: int) -> str:
    """An id for something of that time, which may be long past; the order of new ids is not touched."""
    return _encode((at_ms << 80) | secrets.randbits(79))


def first_id(at_ms: int) -> str:
    """The smallest id of that time: ids from it on are of that millisecond or later."""
    return _encode(at_ms << 80)


def _encode(number: int) -> str:
    digits = []
    for _ in range(ID_LENGTH):
        number, digit = divmod(number, 32)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def is_id(text: str) -> bool:
    """Whether `text` has the form of one of our ids (a cheap guard before a lookup)."""
    return len(text) == ID_LENGTH and all(c in _ALPHABET for c in text)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One of our own addresses taken apart: what kind of thing, and which."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Urls:
    """Every address this instance hands out. `origin` is like `https://fedart.example`, no trailing slash."""

    origin: str

    @property
    def host(self) -> str:
        """The host as handles show it: lower case, with a port only when it is not the scheme's own."""
        return urlsplit(self.origin).netloc.lower()

    # federation documents
    def actor(self, actor: str) -> Uri:
        return Uri(f"{self.origin}/actors/{actor}")

    def actor_part(self, actor: str, part: str) -> Uri:
        """`part`: inbox, outbox, followers, following, featured, featuredTags, albums, followers_synchronization."""
        return Uri(f"{self.origin}/actors/{actor}/{part}")

    def key(self, actor: str) -> Uri:
        return Uri(f"{self.origin}/actors/{actor}#main-key")

    def object(self, work: str) -> Uri:
        return Uri(f"{self.origin}/objects/{work}")

    def object_part(self, work: str, part: str) -> Uri:
        """`part`: replies, likes, shares, context."""
        return Uri(f"{self.origin}/objects/{work}/{part}")

    def activity(self, activity: str) -> Uri:
        return Uri(f"{self.origin}/activities/{activity}")

    def stamp(self, stamp: str) -> Uri:
        """A permission that others look up (FEP-044f, FEP-7aa9)."""
        return Uri(f"{self.origin}/stamps/{stamp}")

    def collection(self, album: str) -> Uri:
        """An album as a document."""
        return Uri(f"{self.origin}/collections/{album}")

    def agreement(self, application: str) -> Uri:
        """What a poster here says of an application from elsewhere; it answers to nobody."""
        return Uri(f"{self.origin}/agreements/{application}")

    @property
    def shared_inbox(self) -> Uri:
        return Uri(f"{self.origin}/inbox")

    @property
    def instance_actor(self) -> Uri:
        return Uri(f"{self.origin}/actor")

    @property
    def instance_key(self) -> Uri:
        return Uri(f"{self.origin}/actor#main-key")

    # pages
    def profile(self, username: str) -> str:
        return f"{self.origin}/@{username}"

    def work(self, work: str) -> str:
        return f"{self.origin}/works/{work}"

    def job(self, work: str) -> str:
        return f"{self.origin}/jobs/{work}"

    def album(self, album: str) -> str:
        return f"{self.origin}/albums/{album}"

    def media(self, media: str, name: str, ticket: str = "") -> str:
        """A rendition; `ticket` opens it to whoever was given the address."""
        return f"{self.origin}/media/{media}/{name}" + (f"?ticket={ticket}" if ticket else "")

    def tag(self, tag: str) -> str:
        return f"{self.origin}/tags/{tag}"

    def page(self, path: str) -> str:
        """Any other page, by its absolute path."""
        return f"{self.origin}{path}"

    def parse(self, url: str) -> Parsed | None:
        """Which of our things an address names, or None when it is not ours or not a thing.

        Kinds: actor, object, activity, followers, profile (id = user name), work, collection, album, instance.
        """
        base, _, _ = url.partition("#")
        if not base.startswith(self.origin + "/"):
            return None
        parts = base[len(self.origin) + 1 :].split("?", 1)[0].split("/")
        match parts:
            case ["actor"]:
                return Parsed("instance", "")
            case ["actors" | "objects" | "activities" | "works" | "jobs" | "collections" | "albums" as kind, ident]:
                return Parsed(_KINDS[kind], ident)
            case ["actors", ident, "followers"]:
                return Parsed("followers", ident)
            case [name] if name.startswith("@") and len(name) > 1:
                return Parsed("profile", name[1:])
            case _:
                return None


_KINDS = {
    "actors": "actor",
    "objects": "object",
    "activities": "activity",
    "works": "work",
    "jobs": "work",
    "collections": "collection",
    "albums": "album",
}


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host in IDNA ASCII without trailing dot, and port of an id; None when it is no usable id.

    Refuses user info, control characters, empty hosts and schemes other than http(s) (THREATS AUT-01).
    """
    return _usual_origin(url) if len(url) <= _USUAL_LENGTH else _origin(url)


@lru_cache(maxsize=4096)
def _usual_origin(url: str) -> tuple[str, str, int] | None:
    # Every activity asks for the same few addresses again and again.
    return _origin(url)


def _origin(url: str) -> tuple[str, str, int] | None:
    if any(ord(c) <= 0x20 or ord(c) == 0x7F for c in url) or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower() if parts.hostname else ""
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or not host or "@" in parts.netloc:
        return None
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)


def same_origin(one: str, other: str) -> bool:
    """Whether two ids live on one scheme, host and port (THREATS AUT-01, FEP-fe34)."""
    first = origin_of(one)
    return first is not None and first == origin_of(other)


def host_of(url: str) -> str:
    """The host of an id as handles show it (with an unusual port), or an empty string."""
    found = origin_of(url)
    if found is None:
        return ""
    scheme, host, port = found
    return host if port == (443 if scheme == "https" else 80) else f"{host}:{port}"
