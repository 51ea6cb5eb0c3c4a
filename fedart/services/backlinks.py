"""Verified links: whether the pages that a profile points to lead back to it with `rel=me`.

Pages of our artists are looked at after a change of the profile and once a week; those of people elsewhere only when
somebody here opens their profile, after a random while (THREATS NET-08), at most once a week.
"""

import secrets

import orjson

from fedart import log
from fedart.domain.actor import Actor
from fedart.domain.ids import host_of
from fedart.errors import FedartError
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import outside, queue
from fedart.storage import actors, backlinks
from fedart.storage.backlinks import Backlink
from fedart.storage.database import Tx
from fedart.wire import backlinks as wire

MOST = 8
"""Pages of one profile that are looked at."""

WEEK = 7 * 86_400_000
SOONEST, SPREAD = 5_000, 55_000
"""Milliseconds: nobody elsewhere learns at what moment a profile was opened here."""


def addresses(actor: Actor) -> dict[str, str]:
    """The pages that a profile points to, by the field that does."""
    found = {field.value: wire.address_in(field.value, local=actor.local) for field in actor.fields}
    return dict([(value, url) for value, url in found.items() if url][:MOST])


def verified(tx: Tx, actor: Actor) -> dict[str, int]:
    """The fields of a profile whose pages lead back, with when that was first seen (ms)."""
    known = backlinks.of_actor(tx, actor.id)
    found = {value: known.get(url) for value, url in addresses(actor).items()}
    return {value: link.verified for value, link in found.items() if link is not None and link.verified is not None}


def changed(tx: Tx, actor: Actor, now: int) -> None:
    """A profile of ours changed: its pages are looked at, those that it points to no more are forgotten."""
    pages = addresses(actor)
    backlinks.keep_only(tx, actor.id, set(pages.values()))
    if pages:
        queue.backlinks(tx, actor.id, now, due=now + SOONEST)


async def opened(it: Instance, actor: Actor) -> None:
    """Somebody here opens the profile of somebody elsewhere."""
    if actor.local or actor.deleted or actor.suspended or not addresses(actor):
        return
    if not await it.db.read(lambda tx: _stale(tx, actor, it.clock()) and not queue.backlinks_wait(tx, actor.id)):
        return
    due = it.clock() + SOONEST + secrets.randbelow(SPREAD)
    await it.db.write(lambda tx: queue.backlinks(tx, actor.id, it.clock(), due=due, host=actor.host))
    it.wake.set()


def _stale(tx: Tx, actor: Actor, now: int) -> bool:
    known = backlinks.of_actor(tx, actor.id)
    return any(url not in known or now - known[url].looked >= WEEK for url in addresses(actor).values())


async def at_start(it: Instance) -> None:
    """Have pages looked at that artists here pointed to before this was done."""

    def begin(tx: Tx) -> None:
        for actor in backlinks.never_looked(tx):
            queue.backlinks(tx, actor, it.clock(), due=it.clock() + SOONEST)

    await it.db.write(begin)


async def look(it: Instance, payload: bytes) -> None:
    """The task that looks at the pages of one profile; for one of ours it comes back a week later."""
    actor = await it.db.read(lambda tx: actors.by_id(tx, orjson.loads(payload)["actor"]))
    if actor is None or actor.deleted or actor.suspended:
        return
    pages = dict.fromkeys(addresses(actor).values())
    before = await it.db.read(lambda tx: backlinks.of_actor(tx, actor.id))
    budget, now = Budget(fetches=MOST), it.clock()
    found = []
    for url in pages:
        old = before.get(url)
        if actor.local or old is None or now - old.looked >= WEEK:
            found.append(Backlink(url, now, await _since(it, actor, url, old, budget)))

    def store(tx: Tx) -> None:
        for link in found:
            backlinks.put(tx, actor.id, link)
        current = actors.by_id(tx, actor.id)
        backlinks.keep_only(tx, actor.id, set(addresses(current).values()) if current else set())
        if actor.local and pages:
            queue.backlinks(tx, actor.id, now, due=now + WEEK)

    await it.db.write(store)


async def _since(it: Instance, actor: Actor, url: str, old: Backlink | None, budget: Budget) -> int | None:
    """Since when a page leads back; one that cannot be had just now is believed what it said before."""
    since = old.verified if old else None
    try:
        page = await outside.page(it, url, budget)
    except FedartError as error:
        log.info("page_not_fetched", host=host_of(url), reason=error)
        return since if error.retry else None
    links = await outside.parsed(lambda body: wire.of_me(body.decode("utf-8", "replace")), page)
    back = any(wire.same_place(link, own) for link in links for own in (actor.uri, actor.url))
    return (since or it.clock()) if back else None
