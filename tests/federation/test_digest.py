from base64 import b64encode
from hashlib import sha256, sha512

import pytest

from fedart.federation.digest import content_digest_matches, digest_header, digest_matches

BODY = b"hello"
SHA256 = b64encode(sha256(BODY).digest()).decode()
SHA512 = b64encode(sha512(BODY).digest()).decode()
WRONG = b64encode(sha256(b"other").digest()).decode()


def test_our_header_is_the_digest_of_the_body() -> None:
    assert digest_header(BODY) == "SHA-256=LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    assert digest_matches(digest_header(BODY), BODY)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (f"SHA-256={SHA256}", True),
        (f"sha-256={SHA256}", True),
        (f"SHA-512={SHA512}", True),
        (f"SHA-256={SHA256},SHA-512={SHA512}", True),
        (f"MD5=abcd, SHA-256={SHA256}", True),
        (f"SHA-256={WRONG}", False),
        (f"SHA-256={SHA256},SHA-256={WRONG}", False),
        (f"SHA-256={SHA256},SHA-512={SHA256}", False),
        (f"SHA-256={SHA256[:-1]}", False),
        (f"SHA-256={SHA256};x", False),
        (f"SHA-256=:{SHA256}:", False),
        ("MD5=abcd", False),
        ("SHA-256=", False),
        ("SHA-256", False),
        ("", False),
        ("," * 100, False),
        (f"SHA-256={SHA256}" + "," + "x=y," * 500, False),
    ],
)
def test_a_digest_matches_only_when_every_known_hash_is_right(value: str, *, right: bool) -> None:
    assert digest_matches(value, BODY) is right


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (f"sha-256=:{SHA256}:", True),
        (f"sha-512=:{SHA512}:", True),
        (f"sha-256=:{SHA256}:, sha-512=:{SHA512}:", True),
        (f"id-crc=:AAAA:, sha-256=:{SHA256}:", True),
        (f"sha-256=:{WRONG}:", False),
        (f"sha-256=:{SHA256}:, sha-512=:{WRONG}:", False),
        (f"sha-256={SHA256}", False),
        (f"sha-256=:{SHA256}", False),
        ("md5=:AAAA:", False),
        ("", False),
    ],
)
def test_a_content_digest_matches_only_when_every_known_hash_is_right(value: str, *, right: bool) -> None:
    assert content_digest_matches(value, BODY) is right
