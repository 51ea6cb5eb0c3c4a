"""Whether a request is signed well, judged by somebody else than our own reader.

The older dialect by the httpsig package; the newer one by hand, straight from RFC 9421 section 2. Keys are read from
where the signature says they are, unsigned, as any other server would read them.
"""

import base64
import hashlib
import importlib
import json
import re
import time
import warnings
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from tests.support.household import fetch

_INPUT = re.compile(r'([a-z][a-z0-9]*)=(\(("[^"]+"(?: "[^"]+")*)\)(;.+))')
FRESH = 300


def cavage(method: str, target: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a request carries a good signature of the older kind, over all that matters."""
    signature = headers.get("signature", "")
    found = re.search(r'keyId="([^"]+)"', signature)
    if not found or "signature-input" in headers:
        return False
    required = ["(request-target)", "host", "date"]
    if method == "POST":
        required.append("digest")
        if headers.get("digest") != f"SHA-256={_sha256(body)}":
            return False
    with warnings.catch_warnings():
        # It imports pkg_resources, which warns about itself.
        warnings.simplefilter("ignore")
        httpsig = importlib.import_module("httpsig")
    verifier = httpsig.HeaderVerifier(
        dict(headers), key_of(found[1]), required_headers=required, method=method, path=target, sign_header="signature"
    )
    return bool(verifier.verify())


def rfc9421(method: str, url: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a request carries a good signature of the newer kind, over all that matters and made just now."""
    found = _INPUT.fullmatch(headers.get("signature-input", ""))
    if not found:
        return False
    label, stated, names, parameters = found[1], found[2], re.findall(r'"([^"]+)"', found[3]), found[4]
    key = re.search(r';keyid="([^"]+)"', parameters)
    created = re.search(r";created=(\d+)", parameters)
    needed = {"@method", "@target-uri"} | ({"content-digest"} if method == "POST" else set())
    if not key or not created or abs(time.time() - int(created[1])) > FRESH or not needed <= set(names):
        return False
    if method == "POST" and headers.get("content-digest") != f"sha-256=:{_sha256(body)}:":
        return False
    derived = {"@method": method, "@target-uri": url}
    lines = [f'"{name}": {derived.get(name) or headers.get(name, "")}' for name in names]
    base = "\n".join([*lines, f'"@signature-params": {stated}'])
    signature = re.search(rf"{label}=:([A-Za-z0-9+/=]+):", headers.get("signature", ""))
    public = load_pem_public_key(key_of(key[1]).encode())
    assert isinstance(public, RSAPublicKey)
    try:
        public.verify(base64.b64decode(signature[1] if signature else ""), base.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def key_of(key_id: str) -> str:
    """The public key with that id, as its owner's document shows it to everybody."""
    status, body = fetch(key_id.partition("#")[0])
    assert status == 200, f"the key {key_id} is not to be had: {status}"
    key = json.loads(body)["publicKey"]
    assert key["id"] == key_id
    return str(key["publicKeyPem"])


def _sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()
