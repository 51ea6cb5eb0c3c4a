"""Somebody on another server: their page here, for people who are signed in. Visitors are led to where they live."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor
from fedart.domain.ids import is_id
from fedart.errors import Malformed, NotFound
from fedart.federation.discovery import parse_handle
from fedart.services import backfill, backlinks
from fedart.storage import actors, views_people
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page
from fedart.storage.views_people import Elsewhere, PersonPage
from fedart.web import cursor, respond, search, templates
from fedart.web.session import instance_of, viewer_of

WORKS = 24
HIGHLIGHTS = 8


async def show(request: Request) -> Response:
    """GET /people/{id}; people of ours are led to their own page."""
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such person")
    actor = await instance_of(request).db.read(lambda tx: actors.by_id(tx, ident))
    if actor is not None and actor.local and not (actor.deleted or actor.suspended):
        return respond.redirect(search.path_of(actor))
    if await viewer_of(request) is None:
        return await away(request, ident)
    return await page(request, ident)


async def by_handle(request: Request, username: str, host: str) -> Response:
    """The page behind `/@name@host`. Nobody learns from the answer to a visitor whom we know (WEB-09)."""
    if await viewer_of(request) is None:
        return await _left(request, _likely(username, host), status=404)
    known = await instance_of(request).db.read(lambda tx: actors.by_handle(tx, username, host))
    if known is None or known.deleted:
        return respond.redirect(search.asking(f"@{username}@{host}"))
    return await page(request, known.id)


def _likely(username: str, host: str) -> Elsewhere:
    """Where most servers have somebody's page. Raises NotFound for what cannot be a handle."""
    try:
        handle = parse_handle(f"{username}@{host}")
    except Malformed as error:
        raise NotFound("no such handle") from error
    return Elsewhere(handle.host, f"@{handle}", f"https://{handle.host}/@{handle.user}")


async def page(request: Request, ident: str) -> Response:
    """Somebody's page, for a viewer who is signed in; the first look has their works fetched. Raises NotFound."""
    it, viewer, before = instance_of(request), await viewer_of(request), cursor.before(request)
    if viewer is None:
        raise NotFound("for people who are signed in")
    who, uri = viewer.actor.id, viewer.actor.uri

    def read(tx: Tx) -> tuple[PersonPage, Page[Card], tuple[Card, ...], Actor | None] | None:
        head = views_people.person(tx, ident, viewer=who)
        if head is None:
            return None
        moved = _moved(tx, head.actor)
        if head.apart:
            return head, Page(()), (), moved
        works = views_people.grid(tx, ident, viewer=who, viewer_uri=uri, before=before, limit=WORKS)
        return head, works, views_people.highlights(tx, ident, limit=HIGHLIGHTS), moved

    found = await it.db.read(read)
    if found is None:
        raise NotFound("no such person")
    head, works, pinned, moved = found
    looking = not head.apart and (await backfill.opened(it, head.actor) or backfill.looking(head.backfill, it.clock()))
    first = "before" not in request.query_params
    if not head.apart:
        await backlinks.opened(it, head.actor)
    values = {
        "shown": head,
        "page": works,
        "pinned": pinned if first else (),
        "looking": looking,
        "moved": moved,
        "first": first,
        "verified": await it.db.read(lambda tx: backlinks.verified(tx, head.actor)),
    }
    return await templates.page(request, "person.html", values, private=True)


def _moved(tx: Tx, actor: Actor) -> Actor | None:
    """The profile that somebody has moved to, when we know it."""
    found = actors.by_uri(tx, actor.moved_to) if actor.moved_to else None
    return None if found is None or found.deleted or found.suspended else found


async def away(request: Request, ident: str) -> Response:
    """What visitors get of a post or a person that lives elsewhere: the way there. Raises NotFound (WEB-09)."""
    found = await instance_of(request).db.read(lambda tx: views_people.lives_elsewhere(tx, ident))
    if found is None:
        raise NotFound("nothing for visitors")
    return await _left(request, found)


async def _left(request: Request, found: Elsewhere, *, status: int = 200) -> Response:
    return await templates.page(request, "away.html", {"found": found}, status=status, private=True)
