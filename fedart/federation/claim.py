"""What both dialects of request signatures share: what a signature claims, and the checks that need no key.

`cavage` and `rfc9421` read their headers, apply these checks, and leave a `Claim` that only a key can settle.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from fedart.domain.ids import origin_of
from fedart.errors import Unauthenticated
from fedart.federation.digest import content_digest_matches, digest_matches

READING = frozenset({"GET", "HEAD"})
"""Methods without a body: their signatures need no digest, and may leave the query out (guide section 2.3)."""


@dataclass(frozen=True, slots=True)
class Window:
    """How old and how far ahead a signature may be, in seconds (THREATS SIG-06)."""

    past_seconds: float = 43_200.0
    future_seconds: float = 3_600.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A request that is sound but for the signature itself: one of `texts` must have been signed with the key.

    `algorithm` is what the sender says; it must agree with the key and decides nothing (THREATS SIG-04).
    """

    key_id: str
    algorithm: str
    signature: bytes
    texts: tuple[bytes, ...]


@lru_cache(maxsize=4096)
def is_address(key_id: str) -> bool:
    """Whether a key id can be looked up at all."""
    return origin_of(key_id) is not None


def check_host(headers: Mapping[str, str], host: str) -> None:
    """The request must be for `host`, the one this server is known by (THREATS SIG-05). Raises Unauthenticated."""
    if headers.get("host", "").lower() != host.lower():
        raise Unauthenticated("signed for another host", rule="SIG-05")


def check_moment(moment: float | None, window: Window, now: float) -> None:
    """Whether a signature of that moment (seconds since 1970) counts now (THREATS SIG-06). Raises Unauthenticated."""
    if moment is None:
        raise Unauthenticated("no readable date", rule="SIG-06")
    if not now - window.past_seconds <= moment <= now + window.future_seconds:
        raise Unauthenticated("dated too far in the past or the future", rule="SIG-06")


def check_digests(headers: Mapping[str, str], body: bytes) -> None:
    """Every digest that is present must be right, signed or not (THREATS SIG-02). Raises Unauthenticated."""
    old, new = headers.get("digest"), headers.get("content-digest")
    if old is not None and not digest_matches(old, body):
        raise Unauthenticated("the digest is not that of the body", rule="SIG-02")
    if new is not None and not content_digest_matches(new, body):
        raise Unauthenticated("the content digest is not that of the body", rule="SIG-02")
