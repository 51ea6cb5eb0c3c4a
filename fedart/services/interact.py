"""Visitors who have an account elsewhere: from a work or an artist of ours to the place where they can act on it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from fedart.domain.actor import Actor
from fedart.domain.ids import origin_of
from fedart.domain.work import Work
from fedart.errors import FedartError, Forbidden, Invalid, Malformed, NotFound, TooFast, Unavailable
from fedart.federation import discovery, subscribe
from fedart.federation.subscribe import INTENT, SUBSCRIBE, Doors
from fedart.instance import Instance
from fedart.services import audience, local_actors, outside, throttle
from fedart.storage import actors, works
from fedart.storage.database import Tx
from fedart.words import say

TRIES = 20
WINDOW_MS = 600_000
"""How often one address may have another server asked."""

LIMIT = 300
_BLANK = re.compile(r"\{[^{}]*\}")


class Verb(StrEnum):
    FOLLOW = "follow"
    LIKE = "like"
    BOOST = "boost"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Thing:
    """What of ours it is about: `uri` for machines, `shown` to be copied into another server's search."""

    uri: str
    shown: str
    name: str
    path: str
    actor: bool


_INTENTS = {
    Verb.FOLLOW: (("Follow", "object"), ("Object", "object")),
    Verb.LIKE: (("Like", "object"), ("Object", "object")),
    Verb.BOOST: (("Announce", "object"), ("Object", "object")),
    Verb.REPLY: (("Create", "inReplyTo"), ("Object", "object")),
}


async def thing(it: Instance, uri: str) -> Thing:
    """An artist or a public work of ours. Raises NotFound for everything else (WEB-09)."""
    found = await it.db.read(lambda tx: _ours(tx, it, uri))
    if isinstance(found, Actor):
        return Thing(found.uri, found.handle, found.display_name, f"/@{found.username}", actor=True)
    if isinstance(found, Work):
        return Thing(found.uri, found.uri, found.title or "this post", f"/works/{found.id}", actor=False)
    raise NotFound("nothing of ours")


def _ours(tx: Tx, it: Instance, uri: str) -> Actor | Work | None:
    parsed = it.urls.parse(uri)
    if parsed is not None and parsed.kind == "actor":
        actor = actors.by_id(tx, parsed.id)
        return actor if actor is not None and actor.local and not (actor.deleted or actor.suspended) else None
    work = works.by_id(tx, parsed.id) if parsed is not None and parsed.kind in ("object", "work") else None
    return work if work is not None and work.local and audience.may_see(tx, work, None) else None


def read_server(text: str) -> tuple[str, str]:
    """User (or nothing) and host of what a visitor typed: `@you@host`, `host`, an address there. Raises Malformed."""
    typed = text.strip()[:LIMIT]
    if typed.startswith(("https://", "http://")):
        parts = origin_of(typed)
        if parts is None:
            raise Malformed("not an address")
        typed = urlsplit(typed).netloc
    typed = typed.rstrip("/")
    if "@" in typed.removeprefix("@"):
        handle = discovery.parse_handle(typed)
        return handle.user, handle.host
    return "", discovery.parse_handle(f"x@{typed.removeprefix('@')}").host


async def door(it: Instance, about: Thing, verb: Verb, server: str, address: str) -> str:
    """The page on their own server where a visitor does it. `address`: where the request comes from, for throttling.

    Raises Invalid with a sentence under `server` for whatever stands in the way, TooFast.
    """
    try:
        user, host = read_server(server)
        found = await _doors(it, user, host, address)
    except (Invalid, TooFast):
        raise
    except FedartError as error:
        raise Invalid({"server": _sentence(error, server.strip()[:LIMIT])}) from error
    filled = fill(found, verb, about.uri)
    if filled is None:
        raise Invalid({"server": say("%(host)s does not say where its people can do that.", host=host)})
    return filled


async def _doors(it: Instance, user: str, host: str, address: str) -> Doors:
    if host == it.urls.host:
        raise Invalid({"server": say("This is that server: please sign in instead.")})
    outside.refuse_blocked(it, host)
    await it.db.write(lambda tx: throttle.count(tx, f"away {address}", it.clock(), most=TRIES, window=WINDOW_MS))
    return await subscribe.doors(it.http, host, user, await local_actors.instance_signer(it))


def fill(found: Doors, verb: Verb, uri: str) -> str | None:
    """The address to go to: of the activity's own template, else of the general one; None when there is neither."""
    for kind, name in _INTENTS[verb]:
        template = found.templates.get(INTENT + kind)
        if template is not None and f"{{{name}}}" in template:
            return _filled(template, name, uri)
    template = found.templates.get(SUBSCRIBE)
    return _filled(template, "uri", uri) if template is not None and "{uri}" in template else None


def _filled(template: str, name: str, uri: str) -> str:
    return _BLANK.sub("", template.replace(f"{{{name}}}", quote(uri, safe="")))


def _sentence(error: FedartError, server: str) -> str:
    match error:
        case Malformed():
            return say("A handle is written like @you@server.example, a server like server.example.")
        case Unavailable():
            return say("%(server)s does not answer at the moment.", server=server)
        case NotFound() if "@" in server:
            return say("%(server)s was not found. Is it written like @you@server.example?", server=server)
        case NotFound():
            return say(
                "%(server)s did not tell us more. Your whole handle may help, like @you@server.example.", server=server
            )
        case Forbidden() if error.rule == "AUT-10":
            return say("This server is blocked here.")
    return say("%(server)s gave no answer that we can use.", server=server)
