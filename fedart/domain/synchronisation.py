"""Followers as one number (FEP-8fcf): both servers of a follow can compare it without telling the list."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = "Collection-Synchronization"

_PART = re.compile(r'\s*([A-Za-z]+)\s*=\s*"([^"]{0,2048})"\s*(?:,|$)')
_DIGEST = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a `Collection-Synchronization` header says: whose followers, where the part of a server can be read,

    and the digest of that part in lower-case hex.
    """

    collection: str
    url: str
    digest: str


def digest(ids: Iterable[str]) -> str:
    """The XOR of the SHA-256 of each id, once each, in lower-case hex; zeros for nobody."""
    number = 0
    for each in set(ids):
        number ^= int.from_bytes(hashlib.sha256(each.encode()).digest(), "big")
    return f"{number:064x}"


def header(stated: Stated) -> str:
    """The value of the header."""
    return f'collectionId="{stated.collection}", url="{stated.url}", digest="{stated.digest}"'


def read(value: str) -> Stated | None:
    """What the header says; None when it is not whole."""
    found: dict[str, str] = {}
    at = 0
    while match := _PART.match(value, at):
        name, text = match.groups()
        if name in found:
            return None
        found[name] = text
        at = match.end()
    if at != len(value) or not {"collectionId", "url", "digest"} <= set(found):
        return None
    stated = Stated(found["collectionId"], found["url"], found["digest"].lower())
    return stated if _DIGEST.match(stated.digest) else None
