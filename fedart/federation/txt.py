"""TXT records, asked of the name servers that the system names; its own resolver gives addresses only."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Final, Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver
from dns.rdatatype import TXT

SECONDS: Final = 6.0
"""How long one question may take, all servers and tries together."""
MOST_RECORDS: Final = 64


class Texts(Protocol):
    """Asks for the TXT records of a name; none where there are none. Raises OSError when there is no answer."""

    def __call__(self, name: str, /) -> Awaitable[Sequence[str]]: ...


class SystemTexts:
    """Asks the system's name servers, or `servers` at a `port`."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, seconds: float = SECONDS) -> None:
        self._servers = servers
        self._port = port
        self._seconds = seconds

    async def __call__(self, name: str, /) -> Sequence[str]:
        try:
            resolver = await asyncio.to_thread(self._resolver)
            answer = await resolver.resolve(name, TXT, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, EOFError) as error:
            raise OSError(f"no answer about {name}") from error
        # The strings of one record belong together (RFC 7208, 3.3).
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer][:MOST_RECORDS]

    def _resolver(self) -> dns.asyncresolver.Resolver:
        found = dns.asyncresolver.Resolver(configure=not self._servers)
        if self._servers:
            found.nameservers = list(self._servers)
            found.port = self._port
        found.lifetime = self._seconds
        found.timeout = self._seconds / 3
        return found
