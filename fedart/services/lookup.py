"""Finding an actor or a work by whatever a person has in hand: a handle, an id, a page's address."""

from fedart.domain.actor import Actor
from fedart.domain.ids import origin_of
from fedart.domain.work import Work
from fedart.errors import Invalid, Malformed, NotFound
from fedart.instance import Instance
from fedart.services import incoming, outside, remote_actors
from fedart.storage import actors, works
from fedart.storage.database import Tx
from fedart.wire import parse
from fedart.wire.activities import Tombstone
from fedart.words import say


async def actor(it: Instance, text: str) -> Actor:
    """An actor by handle, id or profile page. Raises NotFound, Invalid, FetchError."""
    wanted = text.strip()
    if not wanted.startswith(("https://", "http://")):
        try:
            return await remote_actors.by_handle(it, wanted)
        except Malformed as error:
            raise Invalid({"target": say("Please give a handle like @name@server.example, or an address.")}) from error
    own = await it.db.read(lambda tx: _own_actor(tx, it, wanted))
    if own is not None:
        return own
    document = await outside.document(it, wanted)
    found = await outside.parsed(parse.actor, document.body)
    return await remote_actors.by_uri(it, found.uri, fresh=found.uri != wanted)


def _own_actor(tx: Tx, it: Instance, url: str) -> Actor | None:
    parsed = it.urls.parse(url)
    match parsed.kind if parsed else "":
        case "actor":
            return actors.by_id(tx, parsed.id if parsed else "")
        case "profile":
            return actors.by_handle(tx, parsed.id.lower() if parsed else "", it.urls.host)
        case _:
            return actors.by_uri(tx, url)


async def work(it: Instance, text: str) -> Work:
    """A work by its id (ours), address or page. Raises NotFound, Malformed, FetchError."""
    wanted = text.strip()
    known = await it.db.read(lambda tx: _known_work(tx, it, wanted))
    if known is not None:
        return known
    if origin_of(wanted) is None or it.urls.parse(wanted) is not None:
        raise NotFound("no such work")
    document = await outside.document(it, wanted)
    note = await outside.parsed(parse.note, document.body)
    if isinstance(note, Tombstone):
        raise NotFound("the work was deleted")
    return await incoming.adopt(it, note.uri)


def _known_work(tx: Tx, it: Instance, text: str) -> Work | None:
    parsed = it.urls.parse(text)
    if parsed is not None and parsed.kind in ("object", "work"):
        return works.by_id(tx, parsed.id)
    return works.by_id(tx, text) or works.by_uri(tx, text)
