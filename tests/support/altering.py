"""Signed requests with one part changed, and what has to be answered to each (THREATS SIG-01 to SIG-07)."""

import re
from collections.abc import Callable
from dataclasses import replace

from fedart.federation.digest import content_digest_header, digest_header
from fedart.federation.signatures import Request
from tests.support.signing import header_of, with_header

Change = Callable[[Request], Request]
Table = dict[str, tuple[Change, int]]
"""Name of the change, the change, and the status of the answer."""

MARKER = "zq-another-body"
"""What the changed bodies have in them."""


def edited(name: str, old: str, new: str) -> Change:
    """A piece of one header, which must be there, is another."""

    def change(request: Request) -> Request:
        value = header_of(request, name)
        assert old in value
        return with_header(request, name, value.replace(old, new, 1))

    return change


def put(name: str, value: str | None) -> Change:
    """One header has another value, or (None) is gone."""
    return lambda request: with_header(request, name, value)


def twice(name: str) -> Change:
    """The same header once more, with the same value."""
    return lambda request: replace(request, headers=(*request.headers, (name, header_of(request, name))))


def _another_letter(request: Request) -> Request:
    """One letter in the middle of the signature."""
    said = header_of(request, "signature")
    at = len(said) - 100
    return with_header(request, "signature", said[:at] + ("A" if said[at] != "A" else "B") + said[at + 1 :])


def _another_second(request: Request) -> Request:
    """One second off, within the same minute."""
    said = header_of(request, "date")
    second = int(said[23:25])
    return with_header(request, "date", f"{said[:23]}{second - 1 if second else 1:02}{said[25:]}")


def _created_before(request: Request) -> Request:
    said = header_of(request, "signature-input")
    return with_header(request, "signature-input", re.sub(r"created=(\d+)", lambda m: f"created={int(m[1]) - 1}", said))


def _another_port(request: Request) -> Request:
    return with_header(request, "host", f"{header_of(request, 'host')}:443")


def _another_body(request: Request) -> Request:
    """Another text under the digest of the old one."""
    other = request.body.replace(b'"id"', f'"{MARKER}":1,"id"'.encode(), 1)
    assert other != request.body
    length = with_header(request, "content-length", str(len(other)))
    return replace(length, body=other)


def _another_body_and_digest(request: Request) -> Request:
    other = _another_body(request)
    names = dict(request.headers)
    if "digest" in names:
        return with_header(other, "digest", digest_header(other.body))
    return with_header(other, "content-digest", content_digest_header(other.body))


def _with_query(request: Request) -> Request:
    return replace(request, target=f"{request.target}?x=1")


EITHER: Table = {
    "no signature": (put("signature", None), 401),
    "an empty signature": (put("signature", ""), 401),
    "an unreadable signature": (put("signature", "keyId=nonsense"), 401),
    "no host": (put("host", None), 400),
    "another host": (put("host", "elsewhere.example"), 421),
    "two signatures": (twice("signature"), 400),
    "two dates": (twice("date"), 400),
    "two hosts": (twice("host"), 400),
}
"""Refused in both dialects, and without a look at anybody's key."""

EITHER_POST: Table = {
    "two types": (twice("content-type"), 400),
    "two lengths": (twice("content-length"), 400),
    "another type": (put("content-type", "application/json"), 415),
    "an encoded body": (put("content-encoding", "gzip"), 415),
    "another body": (_another_body, 401),
}

OLD: Table = EITHER | {
    "no key": (edited("signature", "keyId=", "keyIx="), 401),
    "a signature over less": (edited("signature", " host date", " date"), 401),
    "a signature without a date": (edited("signature", " host date", " host"), 401),
    "an algorithm with a shared secret": (lambda r: _algorithm(r, "hmac-sha256"), 401),
    "no date": (put("date", None), 401),
    "another day": (edited("date", "21 Nov", "20 Nov"), 401),
    "tomorrow": (edited("date", "Sat, 21 Nov", "Sun, 22 Nov"), 401),
}

OLD_POST: Table = EITHER_POST | {
    "no digest": (put("digest", None), 401),
    "another digest": (put("digest", f"SHA-256={'A' * 43}="), 401),
    "a digest of a kind that nobody trusts": (edited("digest", "SHA-256", "MD5"), 401),
    "a digest that is not signed": (edited("signature", " digest", ""), 401),
    "two digests": (twice("digest"), 400),
}

NEW: Table = EITHER | {
    "nothing that says what is signed": (put("signature-input", None), 401),
    "nothing readable that says so": (put("signature-input", "nonsense"), 401),
    "two that say so": (twice("signature-input"), 400),
    "no key": (edited("signature-input", "keyid=", "keyix="), 401),
    "a signature without the target": (edited("signature-input", ' "@target-uri"', ""), 401),
    "a signature without the method": (edited("signature-input", '"@method" ', ""), 401),
    "a signature without a time": (edited("signature-input", ";created=", ";made="), 401),
    "a signature of long ago": (edited("signature-input", "created=1", "created="), 401),
    "an algorithm with a shared secret": (edited("signature-input", "rsa-v1_5-sha256", "hmac-sha256"), 401),
    "a signature under another label": (edited("signature", "sig1=", "sig2="), 401),
}

NEW_POST: Table = EITHER_POST | {
    "no digest": (put("content-digest", None), 401),
    "another digest": (put("content-digest", f"sha-256=:{'A' * 43}=:"), 401),
    "a digest of a kind that nobody trusts": (edited("content-digest", "sha-256", "md5"), 401),
    "a digest that is not signed": (edited("signature-input", ' "content-digest"', ""), 401),
    "two digests": (twice("content-digest"), 400),
}

NEEDS_KEY: Table = {
    "another signature": (_another_letter, 401),
}
"""Refused when the key was looked at. More of it depends on whose request it is."""

OLD_NEEDS_KEY: Table = NEEDS_KEY | {
    "another second": (_another_second, 401),
    "another port": (_another_port, 401),
}

NEW_NEEDS_KEY: Table = NEEDS_KEY | {"another second": (_created_before, 401)}

NEEDS_KEY_POST: Table = {
    "another body with its digest": (_another_body_and_digest, 401),
    "a query": (_with_query, 401),
}


def _algorithm(request: Request, name: str) -> Request:
    said = header_of(request, "signature")
    changed = re.sub(r'algorithm="[^"]*"', f'algorithm="{name}"', said)
    assert changed != said
    return with_header(request, "signature", changed)
