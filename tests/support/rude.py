"""A server with an actor and bad manners: real sockets on an address of its own, every answer as the test wants it.

A `Manner` answers one request, or does something worse. A `Door` looks at a request before that and may turn it away.
"""

import json
import socket
import struct
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from tests.support import witness
from tests.support.remote import TYPE, Json, Stranger
from tests.support.server import listener

JRD = "application/jrd+json"
DRIP_SECONDS = 1.0
ENDLESS = 2 * 1024**3
HOLD_SECONDS = 60.0


@dataclass(frozen=True)
class Seen:
    """A request that came in; header names in lower case, `at` in seconds since 1970."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    url: str
    at: float

    @property
    def dialect(self) -> str:
        """How it is signed: cavage, rfc9421 or none."""
        if "signature-input" in self.headers:
            return "rfc9421"
        return "cavage" if "signature" in self.headers else "none"

    @property
    def well_signed(self) -> bool:
        """Whether its signature holds, as others judge it."""
        if self.dialect == "rfc9421":
            return witness.rfc9421(self.method, self.url, self.headers, self.body)
        return witness.cavage(self.method, self.target, self.headers, self.body)

    def json(self) -> Json:
        found: Json = json.loads(self.body)
        return found


class Line:
    """The connection that a request came by. `over` is set when the server stops."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self._sock = sock
        self._over = over
        self.sent = 0
        self.open = True

    def send(self, data: bytes) -> bool:
        """Send all of it; whether the other side still takes anything."""
        try:
            self._sock.sendall(data)
        except OSError:
            self.open = False
        else:
            self.sent += len(data)
        return self.open and not self._over.is_set()

    def rest(self, seconds: float) -> bool:
        """Do nothing for a while; whether the other side is still there."""
        end = time.monotonic() + seconds
        while self.open and not self._over.is_set() and time.monotonic() < end:
            self.open = not self._hung_up()
            time.sleep(0.02)
        return self.open and not self._over.is_set()

    def _hung_up(self) -> bool:
        try:
            return not self._sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def reset(self) -> None:
        """Hang up in the rudest way."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()
        self.open = False


Manner = Callable[[Seen, Line], None]
Door = Callable[[Seen], Manner | None]


# --- manners ----------------------------------------------------------------------------------------------------------


def raw(status: int = 200, body: bytes = b"", kind: str = TYPE, **headers: str) -> bytes:
    """An answer as bytes; `retry_after="1"` and the like become headers."""
    named = {"content-type": kind, "content-length": str(len(body))}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body


def say(status: int = 200, body: bytes = b"", kind: str = TYPE, **headers: str) -> Manner:
    """Just answers."""

    def manner(_: Seen, line: Line) -> None:
        line.send(raw(status, body, kind, **headers))

    return manner


def document(content: Json, kind: str = TYPE) -> Manner:
    return say(200, json.dumps(content).encode(), kind)


def hang_up(_: Seen, line: Line) -> None:
    """Resets the connection instead of an answer."""
    line.reset()


def silence(_: Seen, line: Line) -> None:
    """Takes the request and never says anything."""
    line.rest(HOLD_SECONDS)


def drip(data: bytes, at_once: int = 0) -> Manner:
    """Sends one byte a second, after the first `at_once` bytes."""

    def manner(_: Seen, line: Line) -> None:
        line.send(data[:at_once])
        for n in range(at_once, len(data)):
            if not line.send(data[n : n + 1]) or not line.rest(DRIP_SECONDS):
                return

    return manner


def endless_headers(_: Seen, line: Line) -> None:
    """Never comes to the body."""
    going, number = line.send(b"HTTP/1.1 200 OK\r\n"), 0
    while going and line.sent < ENDLESS:
        going = line.send("".join(f"x-{number + n}: {'y' * 60}\r\n" for n in range(50)).encode())
        number += 50


def announced(_: Seen, line: Line) -> None:
    """Announces two gigabytes and sends as much of them as is taken."""
    _pour(line, f"content-length: {ENDLESS}")


def unannounced(_: Seen, line: Line) -> None:
    """Sends two gigabytes without a word about their size."""
    _pour(line, "connection: close")


def _pour(line: Line, header: str) -> None:
    going = line.send(f"HTTP/1.1 200 OK\r\ncontent-type: {TYPE}\r\n{header}\r\n\r\n".encode())
    while going and line.sent < ENDLESS:
        going = line.send(b" " * 65536)


def to(address: str, status: int = 302) -> Manner:
    """Leads elsewhere."""
    return say(status, b"", "text/html", location=address)


# --- doors ------------------------------------------------------------------------------------------------------------


def signed_reads(seen: Seen) -> Manner | None:
    """Secure mode: nothing is shown to whoever does not sign."""
    return None if seen.method == "POST" or seen.well_signed else say(401, b'{"error":"sign"}')


def only_new(*, told: bool) -> Door:
    """Takes requests signed as RFC 9421 says, and no others; `told` says so in the refusal."""
    wants = {"accept_signature": 'sig1=("@method" "@target-uri" "content-digest");created;keyid'} if told else {}

    def door(seen: Seen) -> Manner | None:
        return None if seen.dialect == "rfc9421" and seen.well_signed else say(401, b"", **wants)

    return door


def only_posts(door: Door) -> Door:
    """That door for deliveries alone."""
    return lambda seen: door(seen) if seen.method == "POST" else None


# --- the server -------------------------------------------------------------------------------------------------------


@dataclass
class Rude:
    """The running server. `doors` are asked first; then comes what `moods` has for the target, then the pages."""

    origin: str
    doors: list[Door] = field(default_factory=list)
    moods: dict[str, deque[Manner]] = field(default_factory=dict)
    pages: dict[str, Manner] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc

    def person(self, name: str, **changes: object) -> Stranger:
        """Somebody who lives here, with an inbox of their own."""
        who = Stranger(name, self.origin)
        self.pages[urlsplit(who.uri).path] = document(who.document(endpoints={}, **changes))
        self.pages[f"/.well-known/webfinger?resource=acct:{name}@{self.host}"] = document(who.webfinger(), JRD)
        return who

    def publish(self, note: Json) -> str:
        """Serve a post; its address."""
        address = str(note["id"])
        self.pages[urlsplit(address).path] = document(note)
        return address

    def serve(self, path: str, data: bytes, kind: str) -> str:
        """Serve a file; its address."""
        self.pages[path] = say(200, data, kind)
        return f"{self.origin}{path}"

    def mood(self, address: str, *manners: Manner) -> None:
        """Answer requests to an address or a target in these ways, one after the other; the last one stays."""
        self.moods[address.removeprefix(self.origin)] = deque(manners)

    def posted(self, who: Stranger | None = None, kind: str = "") -> list[Seen]:
        """Deliveries that came, taken or not, oldest first: to somebody's inbox, of one type."""
        found = [seen for seen in self.seen if seen.method == "POST"]
        if who is not None:
            found = [seen for seen in found if seen.url == who.inbox]
        return [seen for seen in found if not kind or seen.json()["type"] == kind]

    def asked(self, address: str) -> list[Seen]:
        """Reads of an address, oldest first."""
        return [seen for seen in self.seen if seen.method == "GET" and seen.url == address]

    def tell(self, who: Stranger, origin: str, activity: Json, **alter: str) -> int:
        """Deliver to the shared inbox of the server at that origin, signed; `alter` changes headers afterwards."""
        body = json.dumps(activity).encode()
        headers = who.headers(body, host=urlsplit(origin).netloc, when=time.time())
        request = urllib.request.Request(
            f"{origin}/inbox", body, {**headers, "Content-Type": TYPE, **alter}, method="POST"
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code

    def _answer(self, seen: Seen) -> Manner:
        for door in self.doors:
            refusal = door(seen)
            if refusal is not None:
                return refusal
        waiting = self.moods.get(unquote(seen.target))
        if waiting:
            return waiting.popleft() if len(waiting) > 1 else waiting[0]
        if seen.method == "POST":
            return say(202)
        return self.pages.get(unquote(seen.target), say(404))

    def talk(self, sock: socket.socket) -> None:
        """Answer the requests of one connection."""
        line = Line(sock, self.over)
        self.lines.append(line)
        sock.settimeout(HOLD_SECONDS)
        with sock, suppress(OSError, ValueError), sock.makefile("rb") as reader:
            while line.open and (seen := _read(reader.readline, reader.read, self.origin)):
                self.seen.append(seen)
                self._answer(seen)(seen, line)
                if seen.method == "GET" and seen.headers.get("connection", "") == "close":
                    return


def _read(readline: Callable[[], bytes], read: Callable[[int], bytes], origin: str) -> Seen | None:
    """The next request of a connection. Whoever begins to speak TLS gets no answer."""
    method, _, rest = readline().decode("latin-1").rstrip("\r\n").partition(" ")
    if method not in ("GET", "POST"):
        return None
    headers = {}
    while text := readline().decode("latin-1").rstrip("\r\n"):
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    target = rest.rpartition(" ")[0]
    body = read(int(headers.get("content-length", "0")))
    return Seen(method, target, headers, body, f"{origin}{target}", time.time())


@contextmanager
def rude(host: str) -> Iterator[Rude]:
    """The server, at a free port of `host`."""
    sock = listener(host)
    server = Rude(_origin(sock))
    with _connections(sock, server.talk):
        try:
            yield server
        finally:
            server.over.set()


@dataclass
class Canary:
    """A place that nobody may touch. `touched` counts connections."""

    origin: str
    touched: int = 0

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.origin)
        return parts.hostname or "", parts.port or 0

    def flutter(self, sock: socket.socket) -> None:
        self.touched += 1
        sock.close()


@contextmanager
def canary(host: str) -> Iterator[Canary]:
    """It sits at a free port of `host`."""
    sock = listener(host)
    bird = Canary(_origin(sock))
    with _connections(sock, bird.flutter):
        yield bird


def _origin(sock: socket.socket) -> str:
    host, port = sock.getsockname()
    return f"http://{host}:{port}"


@contextmanager
def _connections(sock: socket.socket, talk: Callable[[socket.socket], None]) -> Iterator[None]:
    """Give every connection a thread of its own, as long as the `with` lasts."""
    closed = threading.Event()

    def accept() -> None:
        while not closed.is_set():
            with suppress(TimeoutError):
                connection, _ = sock.accept()
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    sock.settimeout(0.05)
    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield
    finally:
        closed.set()
        thread.join()
        sock.close()
