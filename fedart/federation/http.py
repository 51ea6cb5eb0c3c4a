"""The one client that opens outbound connections, with the guard always on (THREATS section 3).

It knows nothing of ActivityPub: it moves bounded bytes, judges every address and redirect, and signs anew
for each hop. `fetch`, `deliver` and `discovery` say what the bytes must be.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from types import MappingProxyType

import aiohttp
from yarl import URL

from fedart import __version__
from fedart.config import FederationSettings, TestBed
from fedart.domain.ids import origin_of
from fedart.federation.addresses import Address, allowed, in_nets, literal
from fedart.federation.dialects import Dialect, Dialects, RecentDialects
from fedart.federation.errors import FetchError, FetchFailed, FetchRefused, FetchTooLarge
from fedart.federation.knocking import knock
from fedart.federation.limits import Clock, HostRate, HostSlots, NegativeCache
from fedart.federation.resolver import JudgingConnector, JudgingResolver, Lookup, SystemLookup
from fedart.federation.signatures import Signer, sign
from fedart.federation.target import Target, is_name, read_target, redirected
from fedart.federation.txt import SystemTexts, Texts

MAX_HEADERS = 16 * 1024
DELIVERIES_PER_HOST = 2
SHORT_MEMORY_SECONDS = 30.0
"""How long trouble that passes is remembered; trouble that stays is remembered for `negative_cache_seconds`."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({404, 410})
_DRAIN_BYTES = 64 * 1024
_DRAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. `url` is where it came from after redirects; header names are in lower case, the first of each
    counts; `body` is empty unless the status is 2xx."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Get:
    """Everything that makes two GETs the same."""

    url: str
    accept: str
    limit_bytes: int
    same_origin_redirects: bool
    key_id: str


@dataclass(frozen=True, slots=True)
class _Call:
    """One request to one place; `others` are headers to be signed. Without `limit` the answer's body is drained."""

    target: Target
    method: str
    headers: Mapping[str, str]
    body: bytes | None = None
    limit: int | None = None
    others: Mapping[str, str] = field(default_factory=dict)


class Http:
    """The guarded client. `origin` is our own, and never fetched; `lookup` and `texts` replace the system's in tests.

    `dialects` remembers how each host wants requests to be signed; without one, this process does.
    `now` is wall time in seconds since 1970 (for signatures), `clock` monotonic (for intervals).
    """

    def __init__(
        self,
        settings: FederationSettings,
        testbed: TestBed,
        *,
        origin: str,
        lookup: Lookup | None = None,
        dialects: Dialects | None = None,
        texts: Texts | None = None,
        now: Clock = time.time,
        clock: Clock = time.monotonic,
    ) -> None:
        self.settings = settings
        self.now = now
        self._testbed = testbed
        self._own = origin_of(origin)
        self._agent = f"fedart/{__version__} (+{origin})"
        self._system = SystemLookup()
        self._lookup: Lookup = lookup or self._system
        self._dialects: Dialects = dialects or RecentDialects()
        self._texts: Texts = texts or SystemTexts()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._running: dict[_Get, asyncio.Task[Response]] = {}
        self._negative: NegativeCache[Response | FetchError] = NegativeCache(clock)
        self._fetch_slots = HostSlots(settings.host_concurrency)
        self._post_slots = HostSlots(DELIVERIES_PER_HOST)
        self._rate = HostRate(settings.host_fetches_per_minute, clock)

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
        """GET `url`, following at most three redirects; at most `limit_bytes` in at most `seconds` all in all.

        Same GETs at the same time are one; failures are remembered for a while (THREATS NET-07). With
        `same_origin_redirects` the answer comes from the origin of `url` (THREATS NET-03).
        Raises FetchRefused, FetchTooLarge, FetchFailed; any status is an answer.
        """
        wanted = _Get(url, accept, limit_bytes, same_origin_redirects, signer.key_id if signer else "")
        known = self._negative.get(wanted)
        if isinstance(known, FetchError):
            raise _bare(known)
        if known is not None:
            return known
        running = self._running.get(wanted)
        if running is None:
            running = asyncio.create_task(self._get(wanted, seconds, signer))
            self._running[wanted] = running
            running.add_done_callback(lambda task: self._finished(wanted, task))
        return await asyncio.shield(running)

    async def post(
        self, url: str, body: bytes, content_type: str, signer: Signer, others: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        """POST `body`, signed anew, within `document_seconds`. The answer's body is not read; redirects are answers.

        `others` are headers that go along and are signed like the rest.

        After 400 or 401 it is sent once more in the other dialect (see `knock`). Raises FetchRefused and FetchFailed.
        """
        try:
            async with asyncio.timeout(self.settings.document_seconds):
                target = self._read(url)
                async with self._post_slots.hold(target.netloc):
                    headers = {"Content-Type": content_type, "Accept": "application/activity+json"}
                    return await self._ask(_Call(target, "POST", headers, body=body, others=others), signer)
        except TimeoutError as error:
            raise FetchFailed("no answer in time", rule="NET-04") from error

    async def texts(self, name: str) -> Sequence[str]:
        """The TXT records of a name, asked of this system's name servers. Raises FetchRefused, FetchFailed."""
        if not is_name(name):
            raise FetchRefused("not a host name", rule="NET-01")
        try:
            return await self._texts(name)
        except OSError as error:
            raise FetchFailed(f"no name server answered: {error}", rule="NET-04") from error

    def forget(self, url: str) -> None:
        """Remember no failure of that address any more: whoever has mended it wants it looked at now."""
        self._negative.forget(lambda key: isinstance(key, _Get) and key.url == url)

    def schemes_for(self, host: str) -> tuple[str, ...]:
        """Which schemes to try for a bare host such as `peer.example` or `127.0.0.2:8080`, best first.

        http only in a test bed that allows it, for hosts whose literal or pinned addresses it allows.
        """
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        pins = self._testbed.resolve.get(name, (name.strip("[]"),))
        addresses = [literal(pin) for pin in pins]
        bed = all(address is not None and in_nets(address, self._testbed.allow_nets) for address in addresses)
        return ("http", "https") if self._testbed.allow_http and bed else ("https",)

    async def close(self) -> None:
        """End running fetches and close all connections."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()
        self._system.close()

    def _finished(self, wanted: _Get, task: "asyncio.Task[Response]") -> None:
        del self._running[wanted]
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            answer = task.result()
            if answer.status >= 300:
                self._remember(wanted, answer, lasting=answer.status in _LASTING)
        elif isinstance(error, FetchError) and error.rule != "NET-06":
            # Our own brake says nothing about the address.
            self._remember(wanted, _bare(error), lasting=not error.retry)

    def _remember(self, wanted: _Get, outcome: Response | FetchError, *, lasting: bool) -> None:
        long = self.settings.negative_cache_seconds
        self._negative.put(wanted, outcome, long if lasting else min(SHORT_MEMORY_SECONDS, long))

    async def _get(self, wanted: _Get, seconds: float, signer: Signer | None) -> Response:
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(wanted, signer)
        except TimeoutError as error:
            raise FetchFailed("no answer in time", rule="NET-04") from error

    async def _follow(self, wanted: _Get, signer: Signer | None) -> Response:
        target = self._read(wanted.url)
        first, seen = target, {target.url}
        while True:
            answer = await self._one_get(target, wanted, signer)
            if answer.status not in _REDIRECTS:
                return answer
            target = self._read(redirected(target, answer.headers.get("location", "")))
            if target.url in seen or len(seen) > self.settings.max_redirects:
                raise FetchRefused("redirects in a circle, or too many", rule="NET-03")
            if wanted.same_origin_redirects and target.origin != first.origin:
                raise FetchRefused("a redirect to another origin", rule="NET-03")
            seen.add(target.url)

    async def _one_get(self, target: Target, wanted: _Get, signer: Signer | None) -> Response:
        async with self._fetch_slots.hold(target.netloc):
            return await self._ask(_Call(target, "GET", {"Accept": wanted.accept}, limit=wanted.limit_bytes), signer)

    async def _ask(self, call: _Call, signer: Signer | None) -> Response:
        """The answer to one request, which is knocked for twice where its signature is refused."""
        host = call.target.netloc
        if signer is None:
            return await self._send(call, {"Host": host})

        async def ask(dialect: Dialect, target: str) -> Response:
            signed = await sign(
                signer,
                method=call.method,
                scheme=call.target.scheme,
                host=host,
                target=target,
                body=call.body,
                now=self.now(),
                dialect=dialect,
                others=call.others,
            )
            return await self._send(call, signed)

        reading = call.method == "GET"
        return await knock(ask, host=host, target=call.target.path, reading=reading, dialects=self._dialects)

    async def _send(self, call: _Call, signed: Mapping[str, str]) -> Response:
        """One exchange, no redirect."""
        if call.method == "GET":
            self._take_turn(call.target.netloc)
        url, headers = URL(call.target.url, encoded=True), {**call.headers, **signed}
        try:
            async with self._session(bed=call.target.bed).request(
                call.method, url, headers=headers, data=call.body, allow_redirects=False
            ) as answer:
                return await _read_answer(call.target, answer, call.limit)
        except aiohttp.InvalidURL as error:
            raise FetchRefused("not an address", rule="NET-01") from error
        except (aiohttp.ClientError, OSError) as error:
            raise FetchFailed(f"{type(error).__name__}: {error}", rule="NET-04") from error

    def _take_turn(self, host: str) -> None:
        wait = self._rate.take(host)
        if wait:
            raise FetchFailed("too many fetches from this host", retry_after=int(wait) + 1, rule="NET-06")

    def _read(self, url: str) -> Target:
        target = read_target(url, ports=self.settings.ports, testbed=self._testbed)
        if target.origin == self._own:
            raise FetchRefused("our own address", rule="NET-09")
        return target

    def _session(self, *, bed: bool) -> aiohttp.ClientSession:
        """The session for public targets, or the one that dials nothing but a test bed's networks."""
        if bed not in self._sessions:
            judge = self._judge_bed if bed else self._judge_public
            resolver = JudgingResolver(judge, self._lookup, self._testbed.resolve)
            self._sessions[bed] = aiohttp.ClientSession(
                connector=JudgingConnector(judge, resolver, self._tls()),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self.settings.connect_seconds),
                headers={"User-Agent": self._agent, "Accept-Encoding": "identity"},
                max_field_size=MAX_HEADERS,
            )
        return self._sessions[bed]

    def _judge_public(self, address: Address) -> bool:
        return allowed(address, self._testbed.allow_nets)

    def _judge_bed(self, address: Address) -> bool:
        return in_nets(address, self._testbed.allow_nets)

    def _tls(self) -> ssl.SSLContext:
        """The system's authorities (`SSL_CERT_FILE` is honoured), and those of `ca_file`."""
        context = ssl.create_default_context()
        if self.settings.ca_file:
            context.load_verify_locations(cafile=self.settings.ca_file)
        return context


def _bare(error: FetchError) -> FetchError:
    """The same failure without its frames: they hold everything that its callers had in hand, up to whole bodies."""
    return copy(error)


async def _read_answer(target: Target, answer: aiohttp.ClientResponse, limit: int | None) -> Response:
    if sum(len(name) + len(value) + 4 for name, value in answer.raw_headers) > MAX_HEADERS:
        raise FetchTooLarge("the headers are too long", rule="NET-04")
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        headers.setdefault(name.lower(), value)
    body = b""
    if limit is None:
        await _drain(answer)
    elif 200 <= answer.status < 300:
        body = await _read_body(answer, limit)
    return Response(target.url, answer.status, headers, body)


async def _read_body(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """The decoded bytes, counted while they come; an encoded answer is refused, because we asked for none."""
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchRefused("an encoded answer", rule="NET-04")
    if answer.content_length is not None and answer.content_length > limit:
        raise FetchTooLarge(f"more than {limit} bytes", rule="NET-04")
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise FetchTooLarge(f"more than {limit} bytes", rule="NET-04")
    return bytes(body)


async def _drain(answer: aiohttp.ClientResponse) -> None:
    """Read a short answer to its end, so that the connection can serve again; its content does not matter."""
    if answer.content_length is not None and answer.content_length <= _DRAIN_BYTES:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                await answer.read()
