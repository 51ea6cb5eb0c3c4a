"""Servers that fetched a work of ours without anybody there following: Update and Delete are due to them (guide 9).

Whoever signs a GET says who they are. After the answer has gone, and only for a server and a work that are not noted
yet, the signature is checked with the key that we know. A key that we do not know is fetched by a task, at most once a
day for each host, however many requests claim to come from there; without a readable signature nothing is fetched
(THREATS SIG-01). Nothing is noted before the signature was verified.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import orjson

from fedart import log
from fedart.domain.ids import Uri, host_of
from fedart.domain.work import Work
from fedart.errors import FedartError
from fedart.federation.signatures import Request, Verified
from fedart.instance import Instance
from fedart.services import outbox, queue, remote_keys
from fedart.services.remote_keys import KeyFinder, KnownKeys
from fedart.storage import actors, recipients, works
from fedart.storage.database import Tx

HEAD_LIMIT = 8_000
"""A request whose headers have more characters than that is not kept for later."""

_SECRET = frozenset({"cookie", "authorization"})


@dataclass(frozen=True, slots=True)
class Fetch:
    """A signed GET of a work that came at `at` (ms); headers by name and value, in the order sent."""

    work: str
    target: str
    headers: Sequence[Sequence[str]]
    at: int


async def notice(it: Instance, request: Request, work: Work, verified: Verified | None) -> None:
    """Remember the server that signed a GET of a public work, which has been answered; `verified` when it was checked.

    Never raises: whoever asked has the answer.
    """
    try:
        await _noted(it, request, work, verified)
    except FedartError as error:
        log.warning("fetch_not_noted", reason=error)


async def _noted(it: Instance, request: Request, work: Work, verified: Verified | None) -> None:
    keys = KnownKeys(it)
    try:
        verified = verified or await remote_keys.verify(it, request, keys)
    except FedartError:
        await _ask_later(it, request, work, host_of(keys.missed))
        return
    await _keep(it, work, verified.actor)


async def _ask_later(it: Instance, request: Request, work: Work, host: str) -> None:
    """Leave it to a task to fetch a key from `host` (empty: none is missing), if that may be asked today."""
    head = [(name, value) for name, value in request.headers if name not in _SECRET]
    if host in ("", it.urls.host) or sum(len(name) + len(value) for name, value in head) > HEAD_LIMIT:
        return
    now = it.clock()
    if not it.fetchers.may_ask(host, now):
        return
    payload = asdict(Fetch(work.id, request.target, head, now))
    most = it.config.tasks.waiting_per_domain
    await it.db.write(lambda tx: queue.fetcher(tx, payload, now, host=host, most=most))
    it.wake.set()


async def introduce(it: Instance, payload: bytes) -> None:
    """Find out who signed a GET that could not be checked at once. Raises FetchFailed and Unavailable: try again."""
    said = Fetch(**orjson.loads(payload))
    work = it.db.glance(lambda tx: works.by_id(tx, said.work))
    if work is None:
        return
    request = Request("GET", said.target, tuple((name, value) for name, value in said.headers))
    try:
        verified = await remote_keys.verify(it, request, KeyFinder(it), at=said.at)
    except FedartError as error:
        if error.retry:
            raise
        log.info("unproven_fetch", rule=error.rule or None, reason=str(error))
        return
    await _keep(it, work, verified.actor)


async def _keep(it: Instance, work: Work, fetcher: Uri) -> None:
    """Note the inbox of a server that was proven to have fetched a work, unless it is noted."""

    def noted(tx: Tx) -> bool:
        inbox = _inbox(tx, fetcher)
        return inbox is None or recipients.has_fetched(tx, work.uri, inbox)

    def keep(tx: Tx) -> None:
        inbox, present = _inbox(tx, fetcher), works.by_id(tx, work.id)
        if inbox is not None and present is not None:
            outbox.fetched(tx, it, present, inbox)

    if not it.db.glance(noted):
        await it.db.write(keep)
        it.wake.set()
    it.fetchers.note(host_of(fetcher), work.uri)


def _inbox(tx: Tx, fetcher: Uri) -> str | None:
    """Where its server hears from us; None for nobody whom we talk to."""
    actor = actors.by_uri(tx, fetcher)
    return outbox.inbox_of(tx, fetcher) if actor is not None and not actor.suspended else None
