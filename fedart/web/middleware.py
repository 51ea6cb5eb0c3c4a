"""What every request passes before a handler sees it, as plain ASGI: headers, log, errors, guard, size.

Outermost first: `Headers` puts the security headers on whatever is answered, `Log` writes one line, `Errors` turns
our exceptions into answers, `Guard` refuses requests that are not meant for us or cannot be trusted, `Limits` counts
the body while it streams.
"""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers as Received
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fedart import log
from fedart.config import Config
from fedart.errors import FedartError, Forbidden, Malformed, NotFound, TooLarge, WrongType
from fedart.web import csrf
from fedart.words import later

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SECURITY = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noai, noimageai",
}
HSTS = "max-age=31536000; includeSubDomains"

ONCE = frozenset(
    {b"host", b"content-length", b"content-type", b"date", b"digest", b"content-digest", b"signature", b"origin"}
)
"""Headers that decide about trust and may not occur twice (THREATS SIG-07)."""

INBOX = re.compile(r"/(?:actor/|actors/[^/]+/)?inbox\Z")
SECRET = re.compile(r"\A(/(?:sign-in|join|shared|drafts/shared|commissions/shared)/).+", re.DOTALL)
"""Secret links carry their token in the path; it stays out of the log."""

FORM_BYTES = 512 * 1024
FIELDS_BYTES = 1024 * 1024
"""Room for a multipart form's fields and part headers beside its files."""

Answer = Callable[[Request, FedartError], Awaitable[Response]]
Header = tuple[bytes, bytes]


def hosts_of(origin: str) -> frozenset[str]:
    """The Host values we answer to: the origin's, and on localhost also 127.0.0.1 with the same port."""
    parts = urlsplit(origin)
    port = parts.port
    default = 443 if parts.scheme == "https" else 80
    name = parts.hostname or ""
    names = [f"[{name}]" if ":" in name else name]
    if names == ["localhost"]:
        names.append("127.0.0.1")
    ends = ["", f":{default}"] if port in (None, default) else [f":{port}"]
    return frozenset(name + end for name in names for end in ends)


class Headers:
    """The headers of THREATS XSS-06 and WEB-08 on every answer that does not bring its own."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        fixed = {**SECURITY, **({"Strict-Transport-Security": HSTS} if https else {})}
        self.fixed = [(name.lower().encode(), value.encode()) for name, value in fixed.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._complete(list(message["headers"]), scope)
            await send(message)

        await self.app(scope, receive, with_headers)

    def _complete(self, headers: list[Header], scope: Scope) -> list[Header]:
        known = {name for name, _ in headers}
        headers += [pair for pair in self.fixed if pair[0] not in known]
        cookie = scope["state"].get("new_cookie")
        if cookie:
            headers.append((b"set-cookie", cookie.encode("latin-1")))
        if cookie or b"set-cookie" in known:
            headers = [pair for pair in headers if pair[0] != b"cache-control"]
            headers.append((b"cache-control", b"private, no-store"))
        elif b"cache-control" not in known:
            headers.append((b"cache-control", b"no-store"))
        return headers


class Log:
    """One line per request: method, path, status, milliseconds. No query, no addresses, no cookies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, start = 0, time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with log.bound(method=scope["method"], path=SECRET.sub(r"\1…", scope["path"])):
            await self.app(scope, receive, watch)
            log.info("request", status=status, ms=round((time.perf_counter() - start) * 1000, 1))


class Errors:
    """Exceptions become answers. What we did not foresee is a 500 that tells nothing (THREATS section 0)."""

    def __init__(self, app: ASGIApp, *, answers: Sequence[Answer]) -> None:
        """`answers` are tried in turn: the last one is for when the others fail."""
        self.app = app
        self.answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:
            known = _known(error)
            if started:
                raise
            response = await self._tell(Request(scope), known)
            if known.status in (400, 413, 415):
                response.headers["Connection"] = "close"
            await response(scope, receive, send)

    async def _tell(self, request: Request, error: FedartError) -> Response:
        first, *others = self.answers
        try:
            return await first(request, error)
        except Exception as second:
            if not others:
                raise
            log.error("error_page_failed", second)
        return await others[0](request, error)


def _known(error: Exception) -> FedartError:
    """Parsers raise these for strange input; it is the sender's fault, but we want to know where (THREATS PAR-02)."""
    if isinstance(error, FedartError):
        if error.status != 404:
            log.info("refused", status=error.status, rule=error.rule or None, reason=str(error))
        return error
    if isinstance(error, RecursionError | UnicodeError | OverflowError):
        log.warning("unforeseen_input", kind=type(error).__name__)
        return Malformed(type(error).__name__, rule="PAR-02")
    log.error("request_failed", error)
    return FedartError()


class Guard:
    """Is this request for us, and can its head be trusted? (THREATS WEB-01, SIG-07, PAR-01, WEB-03)."""

    def __init__(self, app: ASGIApp, *, origin: str) -> None:
        self.app = app
        self.hosts = hosts_of(origin)
        self.origins = frozenset(f"{urlsplit(origin).scheme}://{host}" for host in self.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._check(scope)
        await self.app(scope, receive, send)

    def _check(self, scope: Scope) -> None:
        names = [name for name, _ in scope["headers"] if name in ONCE]
        if len(set(names)) != len(names):
            raise Malformed("a header that may stand once stands twice", rule="SIG-07")
        headers = Received(scope=scope)
        host = headers.get("host", "")
        if not host:
            raise Malformed("no Host", rule="WEB-01")
        if host.lower() not in self.hosts:
            raise Misdirected(f"Host {host}", rule="WEB-01")
        if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise WrongType("an encoded request body", rule="PAR-01")
        if "\x00" in scope["path"]:
            raise NotFound("NUL in the path")
        if scope["method"] in csrf.SAFE or INBOX.match(scope["path"]):
            return
        if not csrf.same_origin(headers, self.origins):
            raise Forbidden("a form from elsewhere", public=csrf.STALE, rule="WEB-03")


class Misdirected(FedartError):
    status = 421
    public = later("This server does not answer for that name.")


class Limits:
    """Stop reading where the limit is, whatever the header said (THREATS PAR-01, WEB-11)."""

    def __init__(self, app: ASGIApp, *, config: Config, max_files: int) -> None:
        self.app = app
        self.inbox = config.federation.inbox_bytes
        self.piece = config.media.max_bytes
        self.uploads = config.media.max_bytes * max_files + FIELDS_BYTES

    def limit(self, scope: Scope) -> int:
        """How many bytes this request may send."""
        if INBOX.match(scope["path"]):
            return self.inbox
        if scope["method"] == "PATCH":
            return self.piece
        sent_as = Received(scope=scope).get("content-type", "").strip().lower()
        return self.uploads if sent_as.startswith("multipart/form-data") else FORM_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit, count = self.limit(scope), 0
        declared = Received(scope=scope).get("content-length", "0")
        if not (declared.isascii() and declared.isdigit()):
            raise Malformed("Content-Length is not a number")
        if len(declared) > 15 or int(declared) > limit:
            raise TooLarge(f"{declared} bytes declared, {limit} allowed", rule="PAR-01")

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            if message["type"] == "http.request":
                count += len(message.get("body", b""))
                if count > limit:
                    raise TooLarge(f"more than {limit} bytes", rule="PAR-01")
            return message

        await self.app(scope, counted, send)
