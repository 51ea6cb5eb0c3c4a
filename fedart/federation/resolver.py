"""Names become addresses once, every address is judged, and only judged addresses are dialled (THREATS NET-02)."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from aiohttp import ClientRequest, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from fedart.federation.addresses import Address
from fedart.federation.errors import FetchRefused
from fedart.federation.target import is_name

Judge = Callable[[Address], bool]
MAX_ADDRESSES = 32
_THREADS = 8


class Lookup(Protocol):
    """Asks the DNS. Raises OSError when there is no answer."""

    def __call__(self, name: str, /) -> Awaitable[Sequence[str]]: ...


class SystemLookup:
    """The operating system's resolver, in threads of its own so that slow name servers hold up nothing else."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="dns")

    async def __call__(self, name: str, /) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _ask, name)
        return [str(sockaddr[0]) for *_, sockaddr in found]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _ask(name: str) -> list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [(family, kind, proto, canon, (str(address[0]), 0)) for family, kind, proto, canon, address in found]


class JudgingResolver(AbstractResolver):
    """Resolves for aiohttp; one forbidden address spoils the whole answer, because it is a sign of an attack.

    `pins` maps names to fixed addresses (test beds only); those are judged like all others.
    """

    def __init__(self, judge: Judge, lookup: Lookup, pins: Mapping[str, Sequence[str]]) -> None:
        self._judge = judge
        self._lookup = lookup
        self._pins = pins

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Judged addresses of `host`. Raises FetchRefused for a bad name or address, OSError when there is none."""
        if not is_name(host):
            raise FetchRefused("not a host name", rule="NET-01")
        texts = self._pins.get(host) or await self._lookup(host)
        addresses = [_judged(text, self._judge) for text in dict.fromkeys(texts)][:MAX_ADDRESSES]
        if not addresses:
            raise OSError("the name has no address")
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing to release: the lookup belongs to whoever made it."""


class JudgingConnector(TCPConnector):
    """Judges the other end of every connection once more, new or kept alive, before a byte is sent on it."""

    def __init__(self, judge: Judge, resolver: AbstractResolver, tls: ssl.SSLContext) -> None:
        super().__init__(resolver=resolver, ssl=tls, use_dns_cache=False, limit=0)
        self._judge = judge

    def connect(
        self, req: ClientRequest, traces: list[Trace], timeout: ClientTimeout
    ) -> Coroutine[None, None, Connection]:
        """A connection whose peer is judged. Raises FetchRefused."""
        return self._judge_peer(super().connect(req, traces, timeout))

    async def _judge_peer(self, connecting: Awaitable[Connection]) -> Connection:
        connection = await connecting
        try:
            peer = connection.transport.get_extra_info("peername") if connection.transport else None
            _judged(str(peer[0]) if peer else "", self._judge)
        except FetchRefused:
            connection.close()
            raise
        return connection


def _judged(text: str, judge: Judge) -> Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError as error:
        raise FetchRefused("not an address", rule="NET-02") from error
    if not judge(address):
        raise FetchRefused(f"the address {text} may not be dialled", rule="NET-02")
    return address
