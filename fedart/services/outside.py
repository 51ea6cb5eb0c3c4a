"""Asking other servers, in the name of this instance: never a blocked one (AUT-10), and never on the loop's time.

Documents are fetched here and nowhere else in the services, so that no path forgets the block.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from fedart.domain import policy
from fedart.domain.ids import ActorId, host_of
from fedart.errors import Forbidden
from fedart.federation import fetch
from fedart.federation.fetch import Document
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import local_actors
from fedart.storage import activities
from fedart.words import say

T = TypeVar("T")

SMALL = 4096
"""Up to so many bytes a document is parsed on the event loop: a hop to a thread would cost more."""


def refuse_blocked(it: Instance, host: str) -> None:
    """Raises Forbidden when the host, with or without a port, or a parent of it is blocked (AUT-11)."""
    if policy.blocked(host, it.db.glance(activities.blocks)):
        raise Forbidden(
            "the domain is blocked", rule="AUT-10", public=say("This account or its server is blocked here.")
        )


async def document(it: Instance, url: str, budget: Budget | None = None, *, reader: ActorId | None = None) -> Document:
    """An ActivityPub document, fetched as the instance, or as that `reader` of ours (guide section 2.2).

    Raises Forbidden, and what `fetch.document` raises.
    """
    refuse_blocked(it, host_of(url))
    signer = await (local_actors.signer(it, reader) if reader else local_actors.instance_signer(it))
    return await fetch.document(it.http, url, signer, budget)


async def picture(it: Instance, url: str, budget: Budget, *, most: int | None = None) -> bytes:
    """The bytes of a picture, at most `media.max_bytes` or `most`. Raises Forbidden, and what `fetch.media` raises."""
    refuse_blocked(it, host_of(url))
    signer = await local_actors.instance_signer(it)
    limit = min(it.config.media.max_bytes, most) if most else it.config.media.max_bytes
    return await fetch.media(it.http, url, signer, max_bytes=limit, budget=budget)


async def file(it: Instance, url: str, *, reader: ActorId, most: int) -> bytes:
    """A file of at most `most` bytes that only that `reader` of ours may have. Raises what `fetch.file` raises."""
    refuse_blocked(it, host_of(url))
    return await fetch.file(it.http, url, await local_actors.signer(it, reader), max_bytes=most)


async def page(it: Instance, url: str, budget: Budget) -> bytes:
    """A web page, fetched as anybody would. Raises Forbidden, and what `fetch.page` raises."""
    refuse_blocked(it, host_of(url))
    return await fetch.page(it.http, url, budget)


async def texts(it: Instance, name: str) -> Sequence[str]:
    """The TXT records of a name. Raises Forbidden, and what `Http.texts` raises."""
    refuse_blocked(it, name)
    return await it.http.texts(name)


async def plain(it: Instance, url: str) -> bytes:
    """A small file of plain text, at most `SMALL` bytes. Raises Forbidden, and what `fetch.plain` raises."""
    refuse_blocked(it, host_of(url))
    return await fetch.plain(it.http, url, max_bytes=SMALL)


async def parsed(read: Callable[[bytes], T], body: bytes) -> T:
    """What `read` makes of a stranger's document; what could take long is done in a thread (PAR-06)."""
    return read(body) if len(body) <= SMALL else await asyncio.to_thread(read, body)
