"""Who sent this request? `verify` answers with a `Verified` ticket, which nothing else can make.

The inbox takes nothing but tickets, so a check cannot be forgotten (THREATS section 1). The caller brings the
keys: `find_key` looks them up, fetches them and limits how often.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import InitVar, dataclass, field
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fedart.domain.ids import Uri, host_of, origin_of, same_origin
from fedart.errors import Malformed, Unauthenticated
from fedart.federation import cavage, header, rfc9421
from fedart.federation.claim import Claim, Window
from fedart.federation.dates import format_date
from fedart.federation.dialects import Dialect
from fedart.federation.keys import PrivateKey, load_public, signed_by

__all__ = [
    "Dialect",
    "FindKey",
    "Key",
    "Request",
    "Signer",
    "Verified",
    "Window",
    "claimed_key_id",
    "dialect_of",
    "sign",
    "verify",
    "wanted",
]

ONCE = frozenset(
    {
        "signature",
        "signature-input",
        "digest",
        "content-digest",
        "host",
        "date",
        "content-length",
        "content-type",
    }
)
"""Headers that decide about trust and may not occur twice (THREATS SIG-07)."""

_OF_RSA = frozenset({"rsa-sha256", rfc9421.RSA})
_OF_ED25519 = frozenset({rfc9421.ED25519})
_SEAL = object()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived: `target` is the raw path with its query, header names are in lower case,
    in the order sent and with duplicates kept, values are decoded as Latin-1."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key as its owner publishes it. `id` is the address a signature names."""

    id: str
    owner: Uri
    pem: str


class FindKey(Protocol):
    """Looks a key up: in the cache, else from its owner's server."""

    async def __call__(self, key_id: str, /, *, fresh: bool) -> Key | None:
        """The key, or None when it does not exist or is not usable.

        `fresh` asks for a new copy because the known one did not fit; how often that reaches the network is
        the implementer's duty (THREATS SIG-10). Raises Unavailable when the key cannot be had at the moment.
        """


@dataclass(frozen=True, slots=True)
class Verified:
    """Proof that `actor` sent `body`. Only `verify` makes it.

    `host` is the actor's host as handles show it.
    """

    body: bytes
    actor: Uri
    key_id: str
    host: str
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only verify() makes a Verified")

    def speaks_for(self, actor: str) -> bool:
        """Whether the signer is exactly this actor: the same id once parsed, not just its host (THREATS SIG-08)."""
        if actor == self.actor:
            return True
        ours, theirs = origin_of(self.actor), origin_of(actor)
        return ours is not None and ours == theirs and urlsplit(self.actor)[2:] == urlsplit(actor)[2:]


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs our requests in the name of the actor that owns `key_id`."""

    key_id: str
    private_key: PrivateKey = field(repr=False, compare=False)


def dialect_of(request: Request) -> Dialect | None:
    """Which dialect a request is signed in, or None when it is not signed."""
    names = {name for name, _ in request.headers}
    if "signature-input" in names:
        return Dialect.RFC9421
    return Dialect.CAVAGE if "signature" in names else None


def claimed_key_id(request: Request) -> str:
    """The key a request claims to be signed with, or an empty string. Cheap, and proves nothing."""
    named = dict(reversed(request.headers))
    if "signature-input" in named:
        return rfc9421.key_id(named["signature-input"])
    return header.key_id(named.get("signature", ""))


def wanted(method: str) -> str:
    """What a refusal says in `Accept-Signature` about a request of that method (see `rfc9421.wanted`)."""
    return rfc9421.wanted(method)


async def verify(
    request: Request, *, host: str, find_key: FindKey, window: Window, now: float, scheme: str = "https"
) -> Verified:
    """Check the signature of a request and say who made it (THREATS SIG-01 to SIG-08, guide section 2.3).

    `scheme` and `host` are those this server is known by, with a port if it has one; `now` in seconds since 1970.
    Raises Malformed for duplicates, Unauthenticated for a missing or wrong signature, and what `find_key` raises.
    No key is looked up for a request that is refused without one.
    """
    headers = _unique(request)
    match dialect_of(request):
        case Dialect.CAVAGE:
            claim = cavage.examine(
                request.method, request.target, headers, request.body, host=host, window=window, now=now
            )
        case Dialect.RFC9421:
            claim = rfc9421.examine(
                request.method,
                request.target,
                headers,
                request.body,
                scheme=scheme,
                host=host,
                window=window,
                now=now,
            )
        case None:
            raise Unauthenticated("no signature", rule="SIG-01")
    key = await find_key(claim.key_id, fresh=False)
    if key is None:
        raise Unauthenticated("the key cannot be had", rule="SIG-04")
    if not _fits(claim, key):
        key = await _newer(claim, key, find_key)
    return Verified(request.body, key.owner, claim.key_id, _home(key.id, key.owner), _SEAL)


async def sign(
    signer: Signer,
    *,
    method: str,
    host: str,
    target: str,
    body: bytes | None,
    now: float,
    scheme: str = "https",
    dialect: Dialect = Dialect.CAVAGE,
    others: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Headers that sign one request in a dialect, made in a thread: `others` go along, signed like the rest.

    `now` in seconds since 1970.
    """
    made: Callable[..., dict[str, str]]
    match dialect:
        case Dialect.CAVAGE:
            made = partial(cavage.sign, date=format_date(now))
        case Dialect.RFC9421:
            made = partial(rfc9421.sign, scheme=scheme, now=now)
    said = {"method": method, "host": host, "target": target, "body": body, "others": others}
    return await asyncio.to_thread(made, signer.key_id, signer.private_key, **said)


def _unique(request: Request) -> dict[str, str]:
    """Headers by name; values of harmless duplicates are joined as the draft says."""
    found: dict[str, str] = {}
    for name, value in request.headers:
        if name not in found:
            found[name] = value.strip(" \t")
        elif name in ONCE:
            raise Malformed(f"{name} occurs twice", rule="SIG-07")
        else:
            found[name] += ", " + value.strip(" \t")
    return found


@lru_cache(maxsize=4096)
def _home(key_id: str, owner: str) -> str:
    """The host of a key and its owner, or an empty string when they do not share an origin."""
    return host_of(owner) if same_origin(key_id, owner) else ""


def _fits(claim: Claim, key: Key) -> bool:
    if key.id != claim.key_id or not _home(key.id, key.owner):
        return False
    try:
        public = load_public(key.pem)
    except Malformed:
        return False
    # What the sender says must agree with the key, which alone decides (THREATS SIG-04).
    if claim.algorithm in (_OF_RSA if isinstance(public, Ed25519PublicKey) else _OF_ED25519):
        return False
    return any(signed_by(public, claim.signature, text) for text in claim.texts)


async def _newer(claim: Claim, known: Key, find_key: FindKey) -> Key:
    """The key once more, in case it was rotated (THREATS SIG-10)."""
    fresh = await find_key(claim.key_id, fresh=True)
    if fresh is None or fresh.pem == known.pem or not _fits(claim, fresh):
        raise Unauthenticated("the signature does not fit the key", rule="SIG-04")
    return fresh
