"""Finding one person or post by its address or handle: here first, then by asking its own server."""

from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import Uri, host_of
from fedart.domain.policy import blocked
from fedart.domain.search import Kind, Query
from fedart.domain.work import Work
from fedart.errors import FedartError, Gone, Malformed, NotFound, Unavailable
from fedart.federation import discovery
from fedart.federation.errors import RemoteDenied
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import audience, incoming, outside, remote_actors, throttle
from fedart.storage import activities, actors, works
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import RemoteActor, RemoteNote
from fedart.words import later, say

TRIES = 30
WINDOW_MS = 600_000
"""How often one person may have others asked."""


async def known(it: Instance, viewer: Viewer | None, query: Query) -> Actor | Work | None:
    """What we have of it and this viewer may see; nobody else is asked.

    Visitors are shown what is ours; everything else is for people who are signed in.
    """
    reader = viewer.actor if viewer else None
    return await it.db.read(lambda tx: _stored(tx, it, query, reader))


def _stored(tx: Tx, it: Instance, query: Query, reader: Actor | None) -> Actor | Work | None:
    actor = _actor(tx, it, query)
    if actor is not None:
        hidden = actor.deleted or actor.suspended or blocked(actor.host, activities.blocks(tx))
        return None if hidden or (reader is None and not actor.local) else actor
    work = _work(tx, it, query.text) if query.kind is Kind.ADDRESS else None
    if work is None or not audience.may_see(tx, work, reader):
        return None
    return work if work.local or reader is not None else None


def _actor(tx: Tx, it: Instance, query: Query) -> Actor | None:
    if query.kind is Kind.HANDLE:
        name, _, host = query.text[1:].partition("@")
        local = host.lower() == it.urls.host
        return actors.by_handle(tx, name.lower() if local else name, host.lower())
    parsed = it.urls.parse(query.text)
    if parsed is None:
        return actors.by_uri(tx, query.text)
    if parsed.kind == "actor":
        return actors.by_id(tx, parsed.id)
    return actors.by_handle(tx, parsed.id.lower(), it.urls.host) if parsed.kind == "profile" else None


def _work(tx: Tx, it: Instance, address: str) -> Work | None:
    parsed = it.urls.parse(address)
    if parsed is not None and parsed.kind in ("object", "work"):
        return works.by_id(tx, parsed.id)
    return works.by_uri(tx, address)


async def look_up(it: Instance, viewer: Viewer, query: Query) -> Actor | Work:
    """Ask the server that an address or a handle belongs to, on behalf of one of ours.

    Raises NotFound for what is not there or not for them, Malformed for what is neither person nor post, Forbidden
    for what is blocked here, TooFast, FetchError.
    """
    bucket, now = f"search {viewer.actor.id}", it.clock()
    await it.db.write(lambda tx: throttle.count(tx, bucket, now, most=TRIES, window=WINDOW_MS))
    outside.refuse_blocked(it, host_named(query))
    if query.kind is Kind.HANDLE:
        return await remote_actors.by_handle(it, query.text)
    if it.urls.parse(query.text) is not None or host_of(query.text) == it.urls.host:
        raise NotFound("not ours")
    budget = Budget(fetches=it.config.federation.fetches_per_activity)
    document = await outside.document(it, query.text, budget)
    found = await outside.parsed(_person_or_post, document.body)
    if isinstance(found, RemoteActor):
        return await remote_actors.by_uri(it, found.uri, budget, fresh=found.uri != query.text)
    return await _post(it, viewer, found, document.url, budget)


def _person_or_post(body: bytes) -> RemoteActor | RemoteNote:
    """What a document is. Raises Malformed for anything else, NotFound for what was deleted."""
    try:
        return parse.actor(body)
    except Malformed:
        note = parse.note(body)
    if isinstance(note, RemoteNote):
        return note
    raise NotFound("it was deleted", public=say("It was deleted there."))


async def _post(it: Instance, viewer: Viewer, note: RemoteNote, address: str, budget: Budget) -> Work:
    """A post that came from `address`; what is believed of it is what its id answers (AUT-03)."""
    author = await remote_actors.by_uri(it, note.author, budget)
    if not note.visibility(author.followers).anyone:
        raise NotFound("not for everybody")
    if note.uri == address and host_of(note.author) == host_of(note.uri):
        work = await incoming.receive(it, note, budget, wanted=True)
    else:
        work = await incoming.adopt(it, Uri(note.uri), budget)
    if work is None or not await it.db.read(lambda tx: audience.may_see(tx, work, viewer.actor)):
        raise NotFound("the post may not come in")
    return work


def sentence(error: FedartError, query: Query) -> str:
    """Why a look-up found nothing, in words for who asked."""
    host = host_named(query)
    handle = query.kind is Kind.HANDLE
    match error:
        case _ if error.rule in ("AUT-10", "AUT-11"):
            return say("This account or its server is blocked here.")
        case _ if handle and (error.rule in _FORBIDDEN or not _is_handle(query.text)):
            return say(_NO_HANDLE)
        case Malformed() if not handle:
            return say("What is at this address is neither a person nor a post.")
        case Gone():
            return say("%(host)s says that it was deleted.", host=host)
        case NotFound():
            nobody = say("Nobody called %(who)s was found.", who=query.text)
            return f"{nobody} {say(_NO_HANDLE)}" if handle else say(_NOTHING)
        case Unavailable():
            return say("%(host)s does not answer at the moment. Please try again later.", host=host)
        case RemoteDenied():
            return say("%(host)s does not show this to us.", host=host)
    return say("What %(host)s answered is no account that we can read.", host=host) if handle else say(_UNREADABLE)


def _is_handle(text: str) -> bool:
    try:
        discovery.parse_handle(text)
    except Malformed:
        return False
    return True


_FORBIDDEN = ("NET-01", "NET-02")
"""Rules against addresses that no public server has."""
_UNREADABLE = later("What is at this address is nothing that we can read.")
_NO_HANDLE = later("A handle is written like @name@server.example.")
_NOTHING = later("Nothing was found at this address, or it is not meant for everybody.")


def host_named(query: Query) -> str:
    """The server that a query names; empty when it names none."""
    return query.text.rpartition("@")[2].lower() if query.kind is Kind.HANDLE else host_of(query.text)
