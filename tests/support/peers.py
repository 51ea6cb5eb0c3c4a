"""Other servers on loopback addresses, and canaries that nobody may touch (THREATS section 0)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from ssl import SSLContext

from fedart.config import FederationSettings, TestBed
from fedart.federation.dialects import Dialects
from fedart.federation.http import Http, Response
from fedart.federation.signatures import Request, Signer

PEER_A = "127.0.0.2"
PEER_B = "127.0.0.3"
CANARIES = ("127.0.0.1", "127.0.0.9")
OUR_ORIGIN = "https://gallery.example"

Answer = Callable[[asyncio.StreamWriter, "Received"], Awaitable[None]]


@dataclass(frozen=True)
class Received:
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")


@dataclass
class Peer:
    """A server that answers raw bytes, so that it can misbehave in any way; remembers what reached it."""

    answer: Answer
    host: str = ""
    scheme: str = "http"
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://{self.host}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while request := await _receive(reader):
                self.received.append(request)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
                try:
                    await self.answer(writer, request)
                    await writer.drain()
                finally:
                    self.at_once -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


async def _receive(reader: asyncio.StreamReader) -> Received | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = tuple((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    length = int(dict(headers).get("content-length", "0"))
    return Received(method, target, headers, await reader.readexactly(length))


def reply(
    status: int = 200, body: bytes = b"{}", content_type: str = "application/activity+json", **headers: str
) -> bytes:
    """An HTTP answer as bytes; `location="..."` and the like become headers."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    if status in (204, 304):
        body = b""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return head.encode("latin-1") + body


def always(data: bytes) -> Answer:
    """Answers every request with the same bytes."""

    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(data)

    return answer


def by_path(pages: dict[str, bytes]) -> Answer:
    """Answers by request target; 404 for everything else."""

    async def answer(writer: asyncio.StreamWriter, request: Received) -> None:
        writer.write(pages.get(request.target, reply(404)))

    return answer


@asynccontextmanager
async def peer(answer: Answer, address: str = PEER_A, *, tls: SSLContext | None = None) -> AsyncIterator[Peer]:
    """A running peer on `address`; its port is free at the moment."""
    running = Peer(answer, scheme="https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await running.serve(reader, writer)

    server = await asyncio.start_server(connected, address, 0, ssl=tls)
    running.host = f"{address}:{server.sockets[0].getsockname()[1]}"
    try:
        yield running
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def canary(address: str = CANARIES[1]) -> AsyncIterator[Peer]:
    """A server that must stay untouched: any connection to it fails the test."""
    async with peer(always(reply()), address) as running:
        yield running
    assert running.connections == 0, "a canary was touched"


def bed(*, resolve: dict[str, tuple[str, ...]] | None = None, allow_http: bool = True) -> TestBed:
    """The test bed of the threat guide: two peers allowed, everything else on loopback forbidden."""
    nets = (ip_network(f"{PEER_A}/32"), ip_network(f"{PEER_B}/32"))
    return TestBed(allow_nets=nets, allow_http=allow_http, resolve=resolve or {})


@asynccontextmanager
async def client(
    testbed: TestBed | None = None,
    settings: FederationSettings | None = None,
    *,
    lookup: Callable[[str], Awaitable[list[str]]] | None = None,
    clock: Callable[[], float] | None = None,
    now: float = 1_795_293_940.0,
    dialects: Dialects | None = None,
) -> AsyncIterator[Http]:
    """The guarded client, closed at the end."""
    http = Http(
        settings or FederationSettings(),
        bed() if testbed is None else testbed,
        origin=OUR_ORIGIN,
        lookup=lookup,
        dialects=dialects,
        now=lambda: now,
        clock=clock or asyncio.get_running_loop().time,
    )
    try:
        yield http
    finally:
        await http.close()


async def get(
    http: Http,
    url: str,
    *,
    limit: int = 1000,
    seconds: float = 5.0,
    signer: Signer | None = None,
    same_origin: bool = False,
) -> Response:
    """`Http.get` with the small budgets of the tests: bytes and seconds."""
    return await http.get(
        url,
        accept="application/activity+json",
        limit_bytes=limit,
        seconds=seconds,
        signer=signer,
        same_origin_redirects=same_origin,
    )


def as_request(received: Received) -> Request:
    """What reached a peer, as the signature check takes it."""
    return Request(received.method, received.target, received.headers, received.body)
