"""Digests of a body: `Digest` (RFC 3230) and `Content-Digest` (RFC 9530), SHA-256 and SHA-512 (THREATS SIG-02)."""

import re
from base64 import b64encode
from hashlib import sha256, sha512

MAX_LENGTH = 1024

_HASHES = {"sha-256": sha256, "sha-512": sha512}
_OLD = re.compile(r"[ \t]*([A-Za-z0-9-]{1,32})=([A-Za-z0-9+/=]{1,128})[ \t]*(?:,|\Z)")
_NEW = re.compile(r"[ \t]*([a-z0-9*_.-]{1,32})=:([A-Za-z0-9+/=]{1,128}):[ \t]*(?:,|\Z)")


def digest_header(body: bytes) -> str:
    """The value of the `Digest` header that we send."""
    return "SHA-256=" + b64encode(sha256(body).digest()).decode("ascii")


def content_digest_header(body: bytes) -> str:
    """The value of the `Content-Digest` header that we send."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode('ascii')}:"


def digest_matches(value: str, body: bytes) -> bool:
    """Whether a `Digest` header names SHA-256 or SHA-512, and every one of them is the digest of `body`."""
    return _matches(_OLD, value, body)


def content_digest_matches(value: str, body: bytes) -> bool:
    """The same for a `Content-Digest` header."""
    return _matches(_NEW, value, body)


def _matches(form: re.Pattern[str], value: str, body: bytes) -> bool:
    if len(value) > MAX_LENGTH:
        return False
    known = False
    position = 0
    while position < len(value):
        found = form.match(value, position)
        if found is None:
            return False
        position = found.end()
        algorithm = _HASHES.get(found.group(1).lower())
        if algorithm is None:
            continue
        if b64encode(algorithm(body).digest()).decode("ascii") != found.group(2):
            return False
        known = True
    return known
