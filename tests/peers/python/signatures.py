"""Signing and checking requests with libraries that fedart does not use: apsig and http-message-signatures."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from apsig import LDSignature
from apsig.draft.sign import Signer
from apsig.draft.verify import Verifier
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from pyld import jsonld

from tests.peers.python.shape import AS2, SECURITY, Json

CONTEXTS = Path(__file__).parents[3] / "fedart" / "wire" / "contexts"
_FILES = {AS2: "activitystreams.json", SECURITY: "security-v1.json"}
_KEY_ID = re.compile(r'keyid="([^"]+)"', re.IGNORECASE)
_HEADERS = re.compile(r'headers="([^"]+)"')
_PIECE = re.compile(r"[A-Za-z0-9+/]{30}(?=[A-Za-z0-9+/=]*[\":])")
MAX_AGE = timedelta(hours=12)

FindKey = Callable[[str], str]
"""The public key behind a key's address, as PEM."""


class Refused(Exception):
    """A request that is not signed as it has to be."""


@dataclass
class Request:
    """An HTTP request, as both libraries want it; header names are in lower case."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class How:
    """How to sign: the dialect (`cavage`, `rfc9421`), and what is wrong about it (`mode`)."""

    dialect: str = "cavage"
    mode: str = ""
    algorithm: str = "rsa-sha256"
    covered: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime:
        days = {"expired": -2, "future": 2}.get(self.mode, 0)
        return datetime.now(UTC) + timedelta(days=days)


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: RSAPrivateKey | None = None, find: FindKey | None = None) -> None:
        self._private, self._find = private, find

    def resolve_private_key(self, key_id: str) -> RSAPrivateKey:
        assert self._private is not None
        return self._private

    def resolve_public_key(self, key_id: str) -> bytes:
        assert self._find is not None
        return self._find(key_id).encode()


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem_of(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign(request: Request, key: RSAPrivateKey, key_id: str, how: How) -> None:
    """Sign a request in place, and spoil it afterwards as `how.mode` says."""
    request.headers |= {"host": urlsplit(request.url).netloc, "date": format_datetime(how.moment, usegmt=True)}
    if how.mode == "unsigned":
        return
    used = new_key() if how.mode == "wrong-key" else key
    if how.dialect == "rfc9421":
        _sign_new(request, used, key_id, how)
    else:
        _sign_old(request, used, key_id, how)
    _spoil(request, how.mode)


def _sign_old(request: Request, key: RSAPrivateKey, key_id: str, how: How) -> None:
    names = ["(request-target)", "host", "date"]
    if request.method == "POST" and how.mode != "digest-not-signed":
        names.append("digest")
    signer = Signer(
        headers=request.headers,
        private_key=key,
        method=request.method,
        url=request.url,
        key_id=key_id,
        body=request.body,
        signed_headers=names,
    )
    made = {name.lower(): value for name, value in signer.sign().items()}
    signature = made["signature"].replace('algorithm="rsa-sha256"', f'algorithm="{how.algorithm}"')
    request.headers |= {"signature": signature}
    if request.method == "POST":
        request.headers["digest"] = made["digest"]


def _sign_new(request: Request, key: RSAPrivateKey, key_id: str, how: How) -> None:
    signer = HTTPMessageSigner(signature_algorithm=algorithms.RSA_V1_5_SHA256, key_resolver=_Keys(private=key))
    unsigned = how.mode == "digest-not-signed"
    if unsigned:
        request.headers["content-digest"] = _content_digest(request.body)
    signer.sign(
        request,
        key_id=key_id,
        created=how.moment,
        label="sig1",
        covered_component_ids=how.covered or ("@method", "@target-uri"),
        body=request.body if request.method == "POST" and not unsigned else None,
        use_existing_digest=unsigned,
    )
    request.headers = {name.lower(): value for name, value in request.headers.items()}


def _content_digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _spoil(request: Request, mode: str) -> None:
    headers = request.headers
    if mode.startswith("tampered"):
        request.body = request.body[:-1] + b',"tampered":true}'
    if mode == "tampered-digest" and "digest" in headers:
        headers["digest"] = "SHA-256=" + base64.b64encode(hashlib.sha256(request.body).digest()).decode()
    if mode == "tampered-digest" and "content-digest" in headers:
        headers["content-digest"] = _content_digest(request.body)
    if mode == "no-digest":
        headers.pop("digest", None)
        headers.pop("content-digest", None)
    if mode == "bad-signature":
        headers["signature"] = _PIECE.sub(lambda found: found.group()[::-1], headers["signature"], count=1)


def dialect_of(request: Request) -> str:
    """cavage, rfc9421 or none."""
    if "signature-input" in request.headers:
        return "rfc9421"
    return "cavage" if "signature" in request.headers else "none"


def key_id_of(request: Request) -> str:
    """The key that a request claims to be signed with. Raises Refused."""
    said = _KEY_ID.search(request.headers.get("signature-input", request.headers.get("signature", "")))
    if said is None:
        raise Refused("no key is named")
    return said.group(1)


def check(request: Request, find_key: FindKey) -> list[str]:
    """What the signature of a request covers. Raises Refused, or what the libraries raise, when it is wrong."""
    needed = {"(request-target)", "host", "date"}
    if dialect_of(request) == "rfc9421":
        verifier = HTTPMessageVerifier(
            signature_algorithm=algorithms.RSA_V1_5_SHA256, key_resolver=_Keys(find=find_key)
        )
        body = request.body if request.method == "POST" else None
        [found] = verifier.verify(request, max_age=MAX_AGE, require_components=("@method", "@target-uri"), body=body)
        return [name.strip('"') for name in found.covered_components]
    covered = _HEADERS.search(request.headers.get("signature", ""))
    names = covered.group(1).split() if covered else []
    if request.method == "POST":
        needed |= {"digest"}
    if not needed <= set(names):
        raise Refused(f"not everything is signed: {names}")
    public = find_key(key_id_of(request))
    Verifier(public, request.method, request.url, request.headers, request.body).verify(raise_on_fail=True)
    return names


def _load(url: str, _options: object) -> Json:
    """Contexts come from the files of the project; nothing is fetched."""
    document = json.loads((CONTEXTS / _FILES[url]).read_text())
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}


def with_signature(document: Json, key: RSAPrivateKey, key_id: str) -> Json:
    """A document with a Linked Data signature inside, written as Mastodon writes it: without a context of its own."""
    jsonld.set_document_loader(_load)
    signed: dict[str, Any] = LDSignature().sign(document, key_id, key, options={"@context": SECURITY})
    signed["signature"].pop("@context")
    return signed
