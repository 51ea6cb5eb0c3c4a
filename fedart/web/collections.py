"""Collections of actors and works: counted, and in pages by cursor, newest first; threads oldest first.

Readable without a signature, except the partial list of followers, which is only for the server of those followers.
What is not public is in no list and no count (THREATS WEB-09).
"""

from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import Uri, host_of, is_id
from fedart.errors import Gone, Malformed, NotFound, Unauthenticated
from fedart.services import synchronisation
from fedart.storage import views_albums
from fedart.storage import views_collections as collections
from fedart.storage import views_federation as views
from fedart.storage.views_federation import Cursor, Listing, Profile, Shown
from fedart.web import access, documents, respond
from fedart.web.session import instance_of
from fedart.wire import render, stored

T = TypeVar("T")
PAGE = 40
OUTBOX_PAGE = 20
FEATURED = 6
PAGED = ("outbox", "followers", "following")
WHOLE = ("featured", "featuredTags", "albums")
PARTIAL = "followers_synchronization"
WORK_PARTS = ("replies", "likes", "shares")
THREAD = "context"


@dataclass(frozen=True, slots=True)
class Names:
    """How addresses of pages name their cursor: on the way on, and on the way back."""

    on: str
    back: str


NEWEST_FIRST = Names("before", "after")
OLDEST_FIRST = Names("after", "before")


async def actor_part(request: Request) -> Response:
    """GET /actors/{id}/{outbox|followers|following|featured|featuredTags|albums|followers_synchronization}"""
    part = request.path_params["part"]
    if part not in (*PAGED, *WHOLE, PARTIAL):
        raise NotFound("no such collection")
    profile = await documents.profile_of(request)
    if part == PARTIAL:
        return await _followers_of_signer(request, profile)
    if part in WHOLE:
        return await _whole(request, profile, part)
    return await _paged(request, profile, part)


async def _whole(request: Request, profile: Profile, part: str) -> Response:
    it, actor = instance_of(request), profile.actor.id
    address = it.urls.actor_part(actor, part)
    if part == "featuredTags":
        tags = await it.db.read(lambda tx: collections.featured_tags(tx, actor))
        return respond.document(request, render.hashtags(address, tags, it.urls))
    if part == "albums":
        found = await it.db.read(lambda tx: views_albums.public_albums(tx, actor))
        return respond.document(request, render.ordered(address, [it.urls.collection(album) for album in found]))
    items = await it.db.read(lambda tx: collections.pinned(tx, actor) or views.featured(tx, actor, limit=FEATURED))
    return respond.document(request, render.ordered(address, items))


async def _paged(request: Request, profile: Profile, part: str) -> Response:
    it, actor = instance_of(request), profile.actor.id
    address, cursor = it.urls.actor_part(actor, part), _cursor(request)
    if cursor is None:
        total = await it.db.read(lambda tx: views.count_of_actor(tx, part, actor))
        return respond.document(request, render.collection(address, total, _page(address)))
    if part == "outbox":
        sent = await it.db.read(lambda tx: views.outbox(tx, actor, cursor=cursor, limit=OUTBOX_PAGE))
        items = tuple(stored.without_context(documents.current(activity)) for activity in sent.items)
        return _one_page(request, address, cursor, Listing(items, sent.previous, sent.more))
    listing = await it.db.read(lambda tx: views.of_actor(tx, part, actor, cursor=cursor, limit=PAGE))
    return _one_page(request, address, cursor, listing)


async def _followers_of_signer(request: Request, profile: Profile) -> Response:
    """The followers on the host that signed the request. Raises Unauthenticated for everybody else (FEP-8fcf)."""
    asker = await access.asker_of(request)
    if asker is None:
        raise Unauthenticated("only for the server of these followers")
    it, actor, host = instance_of(request), profile.actor.id, host_of(asker)
    items = await it.db.read(lambda tx: synchronisation.followers_on(tx, actor, host))
    document = render.ordered(it.urls.actor_part(actor, PARTIAL), items)
    return respond.document(request, document, private=True)


async def note_part(request: Request) -> Response:
    """GET /objects/{id}/{replies|likes|shares|context}"""
    part = request.path_params["part"]
    if part not in (*WORK_PARTS, THREAD):
        raise NotFound("no such collection")
    shown = await documents.shown_of(request)
    if shown.buried is not None:
        raise Gone("the work was deleted")
    if part == THREAD:
        return await _thread(request, shown)
    it, work = instance_of(request), shown.work.id
    address, cursor = it.urls.object_part(work, part), _cursor(request)
    private = not shown.work.visibility.anyone
    if cursor is None:
        total = await it.db.read(lambda tx: views.count_of_work(tx, part, work))
        return respond.document(request, render.collection(address, total, _page(address)), private=private)
    listing = await it.db.read(lambda tx: views.of_work(tx, part, work, cursor=cursor, limit=PAGE))
    return _one_page(request, address, cursor, listing, private=private)


async def _thread(request: Request, shown: Shown) -> Response:
    """The conversation that a work of ours began; answers have none of their own (FEP-7888)."""
    if shown.work.in_reply_to is not None:
        raise NotFound("an answer is in the thread of what it answers")
    it, work, private = instance_of(request), shown.work.id, not shown.work.visibility.anyone
    address, cursor = it.urls.object_part(work, THREAD), _cursor(request, OLDEST_FIRST)
    if cursor is None:
        total = await it.db.read(lambda tx: collections.thread_count(tx, work))
        document = render.collection(address, total, _page(address), owner=shown.author.uri)
        return respond.document(request, document, private=private)
    listing = await it.db.read(lambda tx: collections.thread(tx, work, cursor=cursor, limit=PAGE))
    return _one_page(request, address, cursor, listing, OLDEST_FIRST, private=private)


def _cursor(request: Request, names: Names = NEWEST_FIRST) -> Cursor | None:
    """Where the page begins that is asked for; None for the collection itself. Raises Malformed."""
    for name, back in ((names.on, False), (names.back, True)):
        given = request.query_params.get(name)
        if given is not None:
            if not is_id(given):
                raise Malformed("not a cursor of ours")
            return Cursor(given, back)
    return Cursor() if "page" in request.query_params else None


def _page(address: Uri, name: str = "", at: str = "") -> Uri:
    return Uri(f"{address}?page=1" + (f"&{name}={at}" if at else ""))


def _one_page(
    request: Request,
    address: Uri,
    cursor: Cursor,
    listing: Listing[T],
    names: Names = NEWEST_FIRST,
    *,
    private: bool = False,
) -> Response:
    document = render.collection_page(
        _page(address, names.back if cursor.back else names.on, cursor.at),
        address,
        listing.items,
        next_page=_page(address, names.on, listing.more) if listing.more else None,
        prev_page=_page(address, names.back, listing.previous) if listing.previous else None,
    )
    return respond.document(request, document, private=private)
