"""Requests signed as RFC 9421 says, written out by hand and signed with `cryptography` alone: nothing of ours helps."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256, sha512

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from fedart.federation.signatures import Request
from tests.support.signing import BODY, KEY_ID, NOW, OUR_HOST, private

POST = ("@method", "@target-uri", "content-digest")
GET = ("@method", "@target-uri")
PARAMETERS = f';created={int(NOW)};keyid="{KEY_ID}";alg="rsa-v1_5-sha256"'


def content_digest(body: bytes = BODY, name: str = "sha-256") -> str:
    made = (sha256 if name == "sha-256" else sha512)(body).digest()
    return f"{name}=:{b64encode(made).decode()}:"


def values_of(method: str, target: str, host: str = OUR_HOST, scheme: str = "https") -> dict[str, str]:
    """What the derived components are worth (RFC 9421 section 2.2)."""
    path, _, query = target.partition("?")
    return {
        "@method": method,
        "@target-uri": f"{scheme}://{host}{target}",
        "@authority": host,
        "@scheme": scheme,
        "@request-target": target,
        "@path": path,
        "@query": f"?{query}",
    }


def text_of(covered: tuple[str, ...], values: Mapping[str, str], parameters: str) -> str:
    """The signature base."""
    lines = [f'"{name}": {values[name]}' for name in covered]
    names = " ".join(f'"{name}"' for name in covered)
    return "\n".join([*lines, f'"@signature-params": ({names}){parameters}'])


def rsa(text: str, name: str = "ada") -> str:
    """An RSA signature of PKCS#1 v1.5 with SHA-256, in base64."""
    return b64encode(private(name).sign(text.encode("latin-1"), padding.PKCS1v15(), hashes.SHA256())).decode()


def message(
    method: str = "POST",
    target: str = "/inbox",
    *,
    covered: tuple[str, ...] | None = None,
    parameters: str = PARAMETERS,
    signed_target: str | None = None,
    host: str = OUR_HOST,
    scheme: str = "https",
    name: str = "ada",
    label: str = "sig1",
    body: bytes = BODY,
    **headers: str,
) -> Request:
    """A request of the peer, correctly signed over what it covers.

    `signed_target` is what it signs when that differs from what it sends; `headers` are more headers, or other ones.
    """
    covered = covered if covered is not None else (POST if method == "POST" else GET)
    sent = {"host": host} | ({"content-digest": content_digest(body)} if method == "POST" else {})
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    values = values_of(method, signed_target or target, host, scheme) | sent
    names = " ".join(f'"{each}"' for each in covered)
    sent["signature-input"] = f"{label}=({names}){parameters}"
    sent["signature"] = f"{label}=:{rsa(text_of(covered, values, parameters), name)}:"
    return Request(method, target, tuple(sent.items()), body if method == "POST" else b"")


def with_decoy(request: Request, entry: str, signature: str) -> Request:
    """The request with another signature before its own, as `label=...` in both headers."""
    named = dict(request.headers)
    named["signature-input"] = f"{entry}, {named['signature-input']}"
    named["signature"] = f"{signature}, {named['signature']}"
    return replace(request, headers=tuple(named.items()))
