"""The httpsig package as an independent witness: it verifies what we sign, and signs what we verify.

Its own verifier is unsafe as it stands, so it is used nowhere but here (docs/decisions).
"""

import importlib
import warnings
from types import ModuleType

import pytest
from cryptography.hazmat.primitives import serialization

from fedart.errors import Unauthenticated
from fedart.federation.dates import format_date
from fedart.federation.digest import digest_header
from fedart.federation.signatures import Request, Signer, sign
from tests.support.signing import (
    ACTOR,
    BODY,
    KEY_ID,
    NOW,
    OUR_HOST,
    PASSPHRASE,
    check,
    header_of,
    pair,
    private,
    signed,
)


@pytest.fixture(scope="module")
def httpsig() -> ModuleType:
    with warnings.catch_warnings():
        # It imports pkg_resources, which warns about itself.
        warnings.simplefilter("ignore")
        return importlib.import_module("httpsig")


def pem() -> str:
    return (
        private()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        .decode()
    )


@pytest.mark.parametrize(
    ("method", "target", "required"),
    [
        ("POST", "/inbox", ["(request-target)", "host", "date", "digest"]),
        ("GET", "/actors/ada?page=1&x=%20", ["(request-target)", "host", "date"]),
    ],
)
async def test_what_we_sign_verifies_with_httpsig(
    httpsig: ModuleType, method: str, target: str, required: list[str]
) -> None:
    body = BODY if method == "POST" else None
    headers = await sign(Signer(KEY_ID, private()), method=method, host=OUR_HOST, target=target, body=body, now=NOW)

    def witness(path: str) -> bool:
        verifier = httpsig.HeaderVerifier(
            headers, pair().public, required_headers=required, method=method, path=path, sign_header="signature"
        )
        return bool(verifier.verify())

    assert witness(target)
    assert not witness(target + "x")


@pytest.mark.parametrize(
    ("method", "target", "names"),
    [
        ("POST", "/inbox", ["(request-target)", "host", "date", "digest"]),
        ("POST", "/inbox", ["host", "digest", "(request-target)", "content-type", "date"]),
        ("GET", "/actors/ada?page=1", ["(request-target)", "host", "date"]),
        ("GET", "/actors/ada", ["date", "accept", "host", "(request-target)"]),
    ],
)
async def test_what_httpsig_signs_verifies_with_us(
    httpsig: ModuleType, method: str, target: str, names: list[str]
) -> None:
    body = BODY if method == "POST" else b""
    headers = {
        "host": OUR_HOST,
        "date": format_date(NOW),
        "accept": "*/*",
        "content-type": "application/activity+json",
        "digest": digest_header(body),
    }
    signer = httpsig.HeaderSigner(KEY_ID, pem(), algorithm="rsa-sha256", headers=names, sign_header="signature")
    made = signer.sign(headers, method=method, path=target)
    request = Request(method, target, tuple((name.lower(), value) for name, value in made.items()), body)
    assert (await check(request)).actor == ACTOR
    with pytest.raises(Unauthenticated):
        await check(Request(method, target + "x", request.headers, body))


async def test_a_request_signed_with_hmac_and_our_public_key_is_refused(httpsig: ModuleType) -> None:
    """The trick that httpsig's verifier falls for: the public key used as a shared secret."""
    names = ["(request-target)", "host", "date", "digest"]
    headers = {"host": OUR_HOST, "date": format_date(NOW), "digest": digest_header(BODY)}
    signer = httpsig.HeaderSigner(
        KEY_ID, pair().public, algorithm="hmac-sha256", headers=names, sign_header="signature"
    )
    forged = signer.sign(headers, method="POST", path="/inbox")
    fooled = httpsig.HeaderVerifier(
        forged, pair().public, required_headers=names, method="POST", path="/inbox", sign_header="signature"
    )
    assert fooled.verify()
    request = Request("POST", "/inbox", tuple((name.lower(), value) for name, value in forged.items()), BODY)
    with pytest.raises(Unauthenticated):
        await check(request)
    renamed = tuple((name, value.replace("hmac-sha256", "rsa-sha256")) for name, value in request.headers)
    with pytest.raises(Unauthenticated):
        await check(Request("POST", "/inbox", renamed, BODY))


def test_our_signature_has_the_parameters_in_the_order_that_peers_expect() -> None:
    value = header_of(signed(), "signature")
    assert value.startswith(f'keyId="{KEY_ID}",algorithm="rsa-sha256",headers="(request-target) host date digest",')
    assert [part.partition("=")[0] for part in value.split(",")] == ["keyId", "algorithm", "headers", "signature"]
    assert PASSPHRASE.decode() not in value
