"""The `Signature` header of draft-cavage-http-signatures-12, read strictly and in linear time.

The draft's quoted strings have no escapes in practice, so a backslash is refused.
"""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from fedart.errors import Malformed, Unauthenticated

MAX_LENGTH = 8192
MAX_PARAMETERS = 16
MAX_NAMES = 32
MAX_KEY_ID = 2048
MAX_SIGNATURE = 1024

_PARAMETER = re.compile(r'[ \t]*([A-Za-z_]{1,32})=(?:"([\x20\x21\x23-\x5b\x5d-\x7e]*)"|([0-9]{1,15}))[ \t]*(?:,|\Z)')
_TIME = re.compile(r"[0-9]{1,12}")
_KEY_ID = re.compile(r"[\x21-\x7e]{1,2048}")


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a signature says about itself. `created` and `expires` are kept as sent; empty when absent."""

    key_id: str
    algorithm: str
    names: tuple[str, ...]
    signature: bytes
    created: str
    expires: str


def parse(text: str) -> Parameters:
    """Read the value of a `Signature` header.

    Raises Malformed for a repeated parameter (THREATS SIG-07), Unauthenticated for anything else
    that cannot be read (THREATS SIG-01).
    """
    found = _split(text)
    key_id = found.get("keyId", "")
    if not _KEY_ID.fullmatch(key_id):
        raise _unreadable("no usable keyId")
    created, expires = found.get("created", ""), found.get("expires", "")
    for moment in (created, expires):
        if moment and not _TIME.fullmatch(moment):
            raise _unreadable("created or expires is not a time")
    names = tuple(found.get("headers", "date").lower().split())
    if not names or len(names) > MAX_NAMES or len(set(names)) != len(names):
        raise _unreadable("the list of signed headers is empty, too long or repeats itself")
    return Parameters(
        key_id, found.get("algorithm", "").lower(), names, _bytes(found.get("signature", "")), created, expires
    )


def key_id(text: str) -> str:
    """The keyId a header claims, or an empty string. Proves nothing; for logs and early refusals."""
    found = re.search(r'(?:\A|,)[ \t]*keyId="([\x21\x23-\x5b\x5d-\x7e]{1,2048})"', text[:MAX_LENGTH])
    return found.group(1) if found else ""


def _split(text: str) -> dict[str, str]:
    if len(text) > MAX_LENGTH:
        raise _unreadable("too long")
    found: dict[str, str] = {}
    seen: set[str] = set()
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None or len(seen) == MAX_PARAMETERS:
            raise _unreadable("not a list of parameters")
        name, quoted, number = match.groups()
        if name.lower() in seen:
            raise Malformed("a signature parameter occurs twice", rule="SIG-07")
        seen.add(name.lower())
        found[name] = number if quoted is None else quoted
        position = match.end()
    return found


def _bytes(text: str) -> bytes:
    """Base64 in its one canonical spelling; Python alone would ignore stray bits in the last character."""
    if not text or len(text) > MAX_SIGNATURE * 2:
        raise _unreadable("no signature, or one that is too long")
    try:
        signature = b64decode(text, validate=True)
    except ValueError as error:
        raise _unreadable("the signature is not base64") from error
    if b64encode(signature).decode("ascii") != text or len(signature) > MAX_SIGNATURE:
        raise _unreadable("the signature is not canonical base64")
    return signature


def _unreadable(why: str) -> Unauthenticated:
    return Unauthenticated(f"unreadable signature: {why}", rule="SIG-01")
