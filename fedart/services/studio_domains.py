"""Domains of studios: named by an owner, proven by a TXT record or a file, and looked at again every week.

The name servers are asked first. The file is fetched as any web page, from its own host alone (THREATS NET-03).
"""

import secrets
from dataclasses import replace

import orjson

from fedart import log
from fedart.domain.actor import Actor, Viewer
from fedart.domain.studios import FAILURES, MOST_DOMAINS, Domain, domain_of, proves
from fedart.errors import FedartError, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import outside, queue, studios, throttle
from fedart.storage import activities, actors, notifications
from fedart.storage import studios as stored
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.words import say

WEEK = 7 * 86_400_000
HOUR = 3_600_000
PER_HOUR = 20
DNS = "dns"
FILE = "file"


async def add(it: Instance, by: Viewer, ident: str, typed: str) -> Domain:
    """Name a domain as the studio's own; nothing is proven by that. Raises NotFound unless they own it, Invalid."""
    name = domain_of(typed)

    def store(tx: Tx) -> Domain:
        studio = studios.owned(tx, by.actor.id, ident)
        known = stored.domains(tx, studio.id)
        if name is None or name == it.urls.host:
            raise Invalid({"domain": say("Please name a domain of your own, like studio.example.")})
        if any(each.name == name for each in known):
            raise Invalid({"domain": say("This domain is on the list already.")})
        if len(known) >= MOST_DOMAINS:
            raise Invalid({"domain": say("A studio has up to %(most)s domains.", most=MOST_DOMAINS)})
        made = Domain(name, secrets.token_urlsafe(24))
        stored.put_domain(tx, studio.id, made, it.clock())
        activities.audit(tx, by.account.id, "add domain of studio", studio.id, name, it.clock())
        return made

    return await it.db.write(store)


async def remove(it: Instance, by: Viewer, ident: str, name: str) -> None:
    """Take a domain off the list, and its mark away. Raises NotFound."""

    def store(tx: Tx) -> None:
        studio = studios.owned(tx, by.actor.id, ident)
        domain = _domain(tx, studio.id, name)
        stored.remove_domain(tx, studio.id, name)
        if domain.verified is not None:
            studios.put(tx, it, studio)
        activities.audit(tx, by.account.id, "remove domain of studio", studio.id, name, it.clock())

    await it.db.write(store)
    it.wake.set()


def _domain(tx: Tx, studio: str, name: str) -> Domain:
    found = stored.domain(tx, studio, name)
    if found is None:
        raise NotFound("no such domain of it")
    return found


async def check(it: Instance, by: Viewer, ident: str, name: str) -> Domain:
    """Look for the proof now. A domain that has none stays as it is. Raises NotFound, TooFast."""

    def count(tx: Tx) -> Domain:
        studio = studios.owned(tx, by.actor.id, ident)
        throttle.count(tx, f"domain {studio.id}", it.clock(), most=PER_HOUR, window=HOUR)
        return _domain(tx, studio.id, name)

    way = await _way(it, await it.db.write(count))

    def store(tx: Tx) -> Domain:
        studio, domain = studios.owned(tx, by.actor.id, ident), _domain(tx, ident, name)
        if way and domain.verified is None:
            activities.audit(tx, by.account.id, "verify domain of studio", studio.id, f"{name} {way}", it.clock())
        return _book(tx, it, studio, domain, way) if way else _looked(tx, it, studio, domain)

    found = await it.db.write(store)
    it.wake.set()
    return found


async def again(it: Instance, payload: bytes) -> None:
    """The task that looks every week whether a domain is still proven; after three looks in vain it is no more."""
    said = orjson.loads(payload)
    domain = await it.db.read(lambda tx: stored.domain(tx, said["studio"], said["domain"]))
    if domain is None or domain.verified is None:
        return
    way = await _way(it, domain)

    def store(tx: Tx) -> None:
        studio = actors.by_id(tx, said["studio"])
        current = stored.domain(tx, said["studio"], said["domain"])
        if studio is not None and not studio.deleted and current is not None and current.verified is not None:
            _book(tx, it, studio, current, way)

    await it.db.write(store)
    it.wake.set()


def _looked(tx: Tx, it: Instance, studio: Actor, domain: Domain) -> Domain:
    seen = replace(domain, looked=it.clock())
    stored.put_domain(tx, studio.id, seen, it.clock())
    return seen


def _book(tx: Tx, it: Instance, studio: Actor, domain: Domain, way: str) -> Domain:
    """Note what a look found, and when the next one comes."""
    now = it.clock()
    failures = 0 if way else domain.failures + 1
    since = (domain.verified or now) if way else domain.verified if failures < FAILURES else None
    seen = replace(domain, way=way or domain.way, looked=now, verified=since, failures=failures)
    stored.put_domain(tx, studio.id, seen, now)
    if (since is None) != (domain.verified is None):
        studios.put(tx, it, studio)
    if since is not None:
        queue.studio_domain(tx, studio.id, domain.name, now, due=now + WEEK)
    else:
        for owner in stored.owners(tx, studio.id):
            notifications.add(tx, owner, Notice.STUDIO_DOMAIN, now, detail=f"{domain.name} {studio.id}")
        log.info("domain_lost", studio=studio.uri, domain=domain.name)
    return seen


async def _way(it: Instance, domain: Domain) -> str:
    """How a domain is proven now; empty when it is not, or cannot be looked at."""
    try:
        texts = await outside.texts(it, domain.record)
    except FedartError as error:
        log.info("record_not_found", name=domain.record, reason=error)
        texts = []
    if any(proves(domain, text) for text in texts):
        return DNS
    try:
        body = await outside.plain(it, domain.address)
    except FedartError as error:
        log.info("proof_not_fetched", address=domain.address, reason=error)
        return ""
    return FILE if proves(domain, body.decode("utf-8", "replace")) else ""
