"""Instances in one process: what one sends is signed as always, and arrives at the application of another."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from fedart.config import Config
from fedart.federation.dialects import Dialect, RecentDialects
from fedart.federation.http import Response
from fedart.federation.knocking import knock
from fedart.federation.signatures import Request, Signer, sign
from tests.support.client import Answer, Client
from tests.support.instance import Clock
from tests.support.remote import Net


@dataclass(frozen=True)
class Sent:
    """One signed request to `host` (epoch milliseconds), as it left."""

    host: str
    at: int
    dialect: Dialect
    request: Request


class Wire(Net):
    """A net with other instances on it: `apps` by host; what is elsewhere is answered by the table.

    Every signed request is kept in `signed`. To a host in `silent` POSTs are answered 202 and arrive nowhere.
    """

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config, clock)
        self.apps: dict[str, Client] = {}
        self.silent: set[str] = set()
        self.signed: list[Sent] = []
        self.spoken = RecentDialects()
        self._time = clock

    async def get(
        self,
        url: str,
        *,
        accept: str,
        limit_bytes: int,
        seconds: float,
        signer: Signer | None = None,
        same_origin_redirects: bool = False,
    ) -> Response:
        if urlsplit(url).netloc not in self.apps:
            return await super().get(url, accept=accept, limit_bytes=limit_bytes, seconds=seconds, signer=signer)
        self.fetched.append(url)
        return await self._exchange("GET", url, signer, None, {"accept": accept})

    async def post(
        self, url: str, body: bytes, content_type: str, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        if urlsplit(url).netloc not in self.apps:
            return await super().post(url, body, content_type, signer, others)
        self.inboxes.setdefault(url, []).append(body)
        return await self._exchange("POST", url, signer, body, {"content-type": content_type}, others)

    async def _exchange(
        self,
        method: str,
        url: str,
        signer: Signer | None,
        body: bytes | None,
        plain: Mapping[str, str],
        others: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")

        async def send(headers: Mapping[str, str], dialect: Dialect | None) -> Response:
            named = tuple((name.lower(), value) for name, value in {**plain, **headers}.items())
            length = (("content-length", str(len(body))),) if body is not None else ()
            request = Request(method, target, (*named, *length), body or b"")
            if dialect is not None:
                self.signed.append(Sent(parts.netloc, self._time.now, dialect, request))
            if method == "POST" and parts.netloc in self.silent:
                return Response(url, 202, {})
            answer = await arrive(self.apps[parts.netloc], request)
            return Response(url, answer.status, dict(reversed(answer.headers)), answer.body)

        if signer is None:
            return await send({"host": parts.netloc}, None)

        async def ask(dialect: Dialect, covered: str) -> Response:
            signed = await sign(
                signer,
                method=method,
                host=parts.netloc,
                target=covered,
                body=body,
                now=self.now(),
                dialect=dialect,
                others=others,
            )
            return await send(signed, dialect)

        return await knock(ask, host=parts.netloc, target=target, reading=method == "GET", dialects=self.spoken)


async def arrive(client: Client, request: Request) -> Answer:
    """The request arrives as it is: these headers, in this order, and no others."""
    return await client.request(request.method, request.target, headers=request.headers, body=request.body, host="")
