"""Answers that anybody may see, kept as bytes and given out again before anything else is done.

An answer is good as long as nothing visible has changed in the database, whoever changed it (`visible_version`), and
at most `SECONDS`, because pages say how long ago something was. Only what says `public` is kept (THREATS WEB-08), and
only for requests that bring nothing which could matter: no cookie, no signature, no body, no header twice. What is
kept is the same for everybody, so this is also where it may be compressed (see `encoding`): once, when it is made.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fedart import log, words
from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.web import encoding, respond

SECONDS = 30.0
MAX_BODY = 256 * 1024
MAX_BYTES = 8 * 1024 * 1024
MAX_QUERY = 300
MAX_ACCEPT = 300

Header = tuple[bytes, bytes]
Key = tuple[bytes, str, bytes, bytes, str, bool]
"""Host, path, query, Accept, the language that holds, and whether the client takes the compressed form."""

_TOLD = frozenset({b"host", b"accept", b"accept-encoding", b"accept-language", b"if-none-match"})
_BARS = frozenset(
    {
        b"cookie", b"authorization", b"signature", b"signature-input", b"content-length", b"content-type",
        b"content-encoding", b"transfer-encoding", b"date", b"digest", b"content-digest", b"origin", b"range",
    }
)  # fmt: skip
_OF_BODY = frozenset({b"content-encoding", b"content-length", b"content-type"})


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer. `version`: of what visitors saw when it was made; `until`: monotonic seconds."""

    headers: list[Header]
    body: bytes
    etag: str
    version: int
    until: float


def _ask(scope: Scope) -> tuple[Key, bytes] | None:
    """What decides about the answer, and If-None-Match; None for a request that has to be looked at closely."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or len(scope["query_string"]) > MAX_QUERY:
        return None
    path = scope["path"]
    if path.startswith(("/media/", "/static/")):
        return None
    told: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _BARS or name in told:
            return None
        if name in _TOLD:
            told[name] = value
    accept = told.get(b"accept", b"")
    if len(accept) > MAX_ACCEPT:
        return None
    small = encoding.taken(told.get(b"accept-encoding", b"").decode("latin-1"))
    key = (told.get(b"host", b""), path, scope["query_string"], accept, words.current().code, small)
    return key, told.get(b"if-none-match", b"")


class Shelf:
    """Keeps answers, the ones asked for last, up to MAX_BYTES in all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = _ask(scope)
        version = _version(scope) if asked else None
        if asked is None or version is None:
            await self.app(scope, receive, send)
            return
        key, known = asked
        kept, now = self._kept.get(key), time.monotonic()
        if kept is not None and kept.version == version and now < kept.until:
            self._kept.move_to_end(key)
            status = await _give(kept, known, scope["method"], send)
            log.info("request", method=scope["method"], path=scope["path"], status=status, shelf=1)
            return
        messages = await self._made(scope, receive)
        kept = _worth_keeping(messages, version, now + SECONDS, small=key[-1])
        if kept is None:
            for message in messages:
                await send(message)
            return
        self._put(key, kept)
        await _give(kept, known, scope["method"], send)

    async def _made(self, scope: Scope, receive: Receive) -> list[Message]:
        """The whole answer of the application; If-None-Match waits until it is known what there is to match."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        headers = [pair for pair in scope["headers"] if pair[0] != b"if-none-match"]
        await self.app({**scope, "headers": headers}, receive, collect)
        return messages

    def _put(self, key: Key, kept: Kept) -> None:
        before = self._kept.pop(key, None)
        self._bytes += len(kept.body) - (len(before.body) if before else 0)
        self._kept[key] = kept
        while self._bytes > MAX_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body)


def _version(scope: Scope) -> int | None:
    it: Instance = scope["app"].state.instance
    try:
        return it.db.visible_version()
    except Unavailable:
        return None


def _worth_keeping(messages: list[Message], version: int, until: float, *, small: bool) -> Kept | None:
    """The answer as it is kept, compressed if `small`; None unless it is a whole, public 200 with an ETag."""
    if not messages or messages[0]["type"] != "http.response.start" or messages[0]["status"] != 200:
        return None
    named: dict[bytes, bytes] = dict(messages[0]["headers"])
    body = b"".join(message.get("body", b"") for message in messages[1:])
    public = named.get(b"cache-control", b"").startswith(b"public") and b"set-cookie" not in named
    if not public or b"etag" not in named or len(body) > MAX_BODY or b"content-encoding" in named:
        return None
    if named.get(b"content-length", b"%d" % len(body)) != b"%d" % len(body):
        return None
    headers = list(messages[0]["headers"])
    if encoding.worthwhile(named.get(b"content-type", b"").decode("latin-1"), len(body)):
        changed, body = _in_its_form(named, body, small=small)
        headers = [(name, value) for name, value in headers if name not in changed] + list(changed.items())
    etag = dict(headers)[b"etag"].decode("latin-1")
    return Kept(headers, body, etag, version, until)


def _in_its_form(named: dict[bytes, bytes], body: bytes, *, small: bool) -> tuple[dict[bytes, bytes], bytes]:
    """The headers that say in which form a text goes out, and its body in that form."""
    changed = {b"vary": encoding.varied(named.get(b"vary", b"").decode("latin-1")).encode("latin-1")}
    if not small:
        return changed, body
    body = encoding.compressed(body, encoding.EACH)
    changed[b"content-encoding"] = encoding.NAME.encode()
    changed[b"content-length"] = b"%d" % len(body)
    changed[b"etag"] = encoding.etag_of(named[b"etag"].decode("latin-1")).encode("latin-1")
    return changed, body


async def _give(kept: Kept, known: bytes, method: str, send: Send) -> int:
    """Answer with the body, or with 304 to a client that has it already; the status."""
    if known and respond.matches(known.decode("latin-1"), kept.etag):
        headers = [pair for pair in kept.headers if pair[0] not in _OF_BODY]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return 304
    await send({"type": "http.response.start", "status": 200, "headers": kept.headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else kept.body})
    return 200
