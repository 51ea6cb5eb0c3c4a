"""Answers: pages, ActivityStreams documents, redirects; with the caching rules of THREATS WEB-08.

What anybody may see is `public` with an ETag; what depends on who asks is `private, no-store`.
"""

import hashlib
from collections.abc import Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response

from fedart.web import session
from fedart.web.negotiate import ACTIVITY_JSON

VARY_DOCUMENT = "Accept, Signature"
VARY_PAGE = "Accept, Signature, Cookie, Accept-Language"
PRIVATE = "private, no-store"
PUBLIC_PAGE = "public, max-age=0, must-revalidate"
PUBLIC_DOCUMENT = "public, max-age=60"


def etag_of(body: bytes) -> str:
    """A strong validator for exactly these bytes."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def matches(if_none_match: str, etag: str) -> bool:
    """Whether the client has this version already (RFC 9110 section 13.1.2, weak comparison)."""
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in known or etag in known


def cached(request: Request, response: Response, etag: str) -> Response:
    """`response` with its ETag, or an empty 304 with the same headers when the client has it."""
    response.headers["ETag"] = etag
    if request.method in ("GET", "HEAD") and matches(request.headers.get("if-none-match", ""), etag):
        kept = ("etag", "cache-control", "vary", "link", "content-security-policy")
        return Response(None, 304, {name: response.headers[name] for name in kept if name in response.headers})
    return response


def signed_in(request: Request) -> bool:
    """Whether the request brings a session cookie, good or not: such answers are never shared."""
    return bool(session.token_of(request))


def html(
    request: Request, text: str, status: int = 200, *, alternate: str | None = None, private: bool = False
) -> Response:
    """A page. `alternate` is the id of the document that says the same to other servers (guide section 3)."""
    body = text.encode()
    alone = private or status != 200 or signed_in(request)
    headers = {"Vary": VARY_PAGE, "Cache-Control": PRIVATE if alone else PUBLIC_PAGE}
    if alternate:
        headers["Link"] = f'<{alternate}>; rel="alternate"; type="{ACTIVITY_JSON}"'
    response = Response(body, status, headers, media_type="text/html")
    return response if alone else cached(request, response, etag_of(body))


def document(
    request: Request, data: Mapping[str, object] | bytes, status: int = 200, *, private: bool = False
) -> Response:
    """An ActivityStreams document. Answers to signed requests are not shared, whatever they say."""
    body = data if isinstance(data, bytes) else orjson.dumps(data)
    alone = private or "signature" in request.headers or "signature-input" in request.headers
    headers = {"Vary": VARY_DOCUMENT, "Cache-Control": PRIVATE if alone else PUBLIC_DOCUMENT}
    response = Response(body, status, headers, media_type=ACTIVITY_JSON)
    return response if alone else cached(request, response, etag_of(body))


def json(
    request: Request, data: Mapping[str, object], status: int = 200, *, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Any other JSON that everybody may read."""
    body = orjson.dumps(data)
    response = Response(body, status, headers, media_type=media_type)
    return cached(request, response, etag_of(body)) if status == 200 else response


def redirect(path: str, status: int = 303) -> Response:
    """Lead to another of our own pages: an internal path, anything else leads home (THREATS WEB-11)."""
    return Response(None, status, {"Location": session.internal(path, "/"), "Cache-Control": PRIVATE})


def see(address: str, vary: str) -> Response:
    """From a page to its document or back: the same thing in the form that was asked for."""
    return Response(None, 302, {"Location": address, "Vary": vary, "Cache-Control": "no-cache"})
