"""What our ids answer: actors, works, activities and collections, as ActivityStreams documents.

Browsers are led to the page. Works that are not public are shown to signed requests of people who may see them; for
everybody else they are as missing as what never was (THREATS WEB-09).
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import Uri, Urls, is_id
from fedart.domain.media import Media
from fedart.errors import Gone, Malformed, NotFound
from fedart.services import local_actors, tickets
from fedart.storage import views_federation as views
from fedart.storage.views_federation import Activity, Profile, Shown
from fedart.web import access, negotiate, respond
from fedart.web.negotiate import Form
from fedart.web.respond import VARY_DOCUMENT, VARY_PAGE
from fedart.web.session import instance_of
from fedart.wire import render, stored

Handler = Callable[[Request], Awaitable[Response]]

PAGE = 40
OUTBOX_PAGE = 20
FEATURED = 6
ACTOR_PARTS = ("outbox", "followers", "following", "featured")
WORK_PARTS = ("replies", "likes", "shares")


def asks_for_page(request: Request) -> bool:
    """Whether the client of an id is a browser."""
    return negotiate.prefers(request.headers.get("accept"), Form.DOCUMENT) is Form.PAGE


def public_file(urls: Urls, picture: Media | None) -> render.PublicFile | None:
    """Where others fetch a picture of ours; None when there is none to fetch."""
    found = picture.federated if picture else None
    if picture is None or found is None:
        return None
    return render.PublicFile(urls.media(picture.id, found.file_name), found.mime, found.width, found.height)


async def instance_actor(request: Request) -> Response:
    """GET /actor: always, to everybody; strict servers verify each other's key fetch (guide section 10)."""
    it = instance_of(request)
    if asks_for_page(request):
        return respond.see(it.urls.page("/about"), VARY_DOCUMENT)
    actor = await local_actors.ensure_instance_actor(it)
    settings = it.config.instance
    document = render.instance_actor(
        it.urls, name=settings.name, summary=settings.description, public_key=actor.public_key
    )
    return respond.document(request, document)


async def instance_outbox(request: Request) -> Response:
    """GET /actor/outbox: the instance publishes nothing."""
    ident = Uri(f"{instance_of(request).urls.instance_actor}/outbox")
    return respond.document(request, render.ordered(ident, []))


async def _profile(request: Request) -> Profile:
    """The actor that the path names. Raises NotFound, Gone, Forbidden."""
    ident = request.path_params["id"]
    await access.admit(request)
    found = instance_of(request).db.glance(lambda tx: views.profile(tx, ident)) if is_id(ident) else None
    if found is None:
        raise NotFound("no such actor")
    if found.actor.deleted:
        raise Gone("the actor was deleted")
    return found


async def actor(request: Request) -> Response:
    """GET /actors/{id}"""
    profile = await _profile(request)
    if asks_for_page(request):
        return respond.see(profile.actor.url, VARY_DOCUMENT)
    urls, found = instance_of(request).urls, profile.actor
    icon, image = public_file(urls, profile.icon), public_file(urls, profile.image)
    return respond.document(request, render.actor(found, urls, public_key=found.public_key, icon=icon, image=image))


def or_profile_page(page: Handler) -> Handler:
    """GET /@{handle}: `page` for people; other servers are led to the actor's id. Raises NotFound for unknown names."""

    async def show(request: Request) -> Response:
        it, name = instance_of(request), request.path_params["handle"]
        wants_document = negotiate.prefers(request.headers.get("accept"), Form.PAGE) is Form.DOCUMENT
        if not wants_document or "@" in name:
            return await page(request)
        found = await it.db.read(lambda tx: views.profile_by_name(tx, name.lower(), it.urls.host))
        if found is None:
            raise NotFound("no such actor")
        if found.actor.deleted:
            raise Gone("the actor was deleted")
        return respond.see(found.actor.uri, VARY_PAGE)

    return show


async def actor_part(request: Request) -> Response:
    """GET /actors/{id}/{outbox|followers|following|featured}"""
    part = request.path_params["part"]
    if part not in ACTOR_PARTS:
        raise NotFound("no such collection")
    ident = (await _profile(request)).actor.id
    it = instance_of(request)
    if part == "featured":
        items = await it.db.read(lambda tx: views.featured(tx, ident, limit=FEATURED))
        return respond.document(request, render.ordered(it.urls.actor_part(ident, part), items))
    address, before = it.urls.actor_part(ident, part), _cursor(request)
    if before is None:
        total = await it.db.read(lambda tx: views.count_of_actor(tx, part, ident))
        return respond.document(request, render.collection(address, total, _page(address)))
    if part == "outbox":
        sent, more = await it.db.read(lambda tx: views.outbox(tx, ident, before=before, limit=OUTBOX_PAGE))
        return _one_page(request, address, before, [stored.without_context(_current(a)) for a in sent], more)
    listing = await it.db.read(lambda tx: views.of_actor(tx, part, ident, before=before, limit=PAGE))
    return _one_page(request, address, before, list(listing.items), listing.more)


async def _shown(request: Request) -> Shown:
    """The work that the path names, for whoever may see it. Raises NotFound, Forbidden."""
    ident = request.path_params["id"]
    await access.admit(request)
    shown = instance_of(request).db.glance(lambda tx: views.shown(tx, ident)) if is_id(ident) else None
    if shown is None:
        await access.asker_of(request)  # what never was costs as much as what is hidden, or it could be told (WEB-09)
        raise NotFound("no such work")
    if shown.buried is not None and shown.work.visibility.anyone:
        return shown
    if not await access.may_read(request, shown.work):
        raise NotFound("no such work")
    return shown


async def note(request: Request) -> Response:
    """GET /objects/{id}; browsers are led to the page before anything is looked up."""
    it, ident = instance_of(request), request.path_params["id"]
    if asks_for_page(request) and is_id(ident):
        return respond.see(it.urls.work(ident), VARY_DOCUMENT)
    shown = await _shown(request)
    private = not shown.work.visibility.anyone
    if shown.buried is not None:
        return respond.document(request, render.tombstone(shown.work.uri, deleted=shown.buried), 410)
    document = render.note(
        shown.work,
        shown.author,
        it.urls,
        shown.pictures,
        replies=shown.replies,
        likes=shown.likes,
        shares=shown.boosts,
        parent=shown.parent,
        tickets=tickets.for_work(it, shown.work, shown.pictures),
    )
    return respond.document(request, document, private=private)


async def note_part(request: Request) -> Response:
    """GET /objects/{id}/{replies|likes|shares}"""
    part = request.path_params["part"]
    if part not in WORK_PARTS:
        raise NotFound("no such collection")
    shown = await _shown(request)
    if shown.buried is not None:
        raise Gone("the work was deleted")
    it, work = instance_of(request), shown.work.id
    address, before = it.urls.object_part(work, part), _cursor(request)
    private = not shown.work.visibility.anyone
    if before is None:
        total = await it.db.read(lambda tx: views.count_of_work(tx, part, work))
        return respond.document(request, render.collection(address, total, _page(address)), private=private)
    listing = await it.db.read(lambda tx: views.of_work(tx, part, work, before=before, limit=PAGE))
    return _one_page(request, address, before, list(listing.items), listing.more, private=private)


async def activity(request: Request) -> Response:
    """GET /activities/{id}: only what was public when it was sent, and still stands."""
    ident = request.path_params["id"]
    await access.admit(request)
    found = await instance_of(request).db.read(lambda tx: views.activity(tx, ident)) if is_id(ident) else None
    if found is None:
        raise NotFound("no such activity")
    if found.gone:
        raise Gone("what it was about was deleted")
    return respond.document(request, _current(found))


def _current(activity: Activity) -> render.Json:
    """Creates and Updates lead to the object as it is now; everything else is what was sent."""
    if activity.type in ("Create", "Update"):
        return stored.referring(activity.body, activity.object_uri)
    return stored.read(activity.body)


def _cursor(request: Request) -> str | None:
    """Where the page begins that is asked for; None for the collection itself. Raises Malformed."""
    before = request.query_params.get("before")
    if before is None:
        return views.NEWEST if "page" in request.query_params else None
    if not is_id(before):
        raise Malformed("not a cursor of ours")
    return before


def _page(address: Uri, before: str = views.NEWEST) -> Uri:
    return Uri(f"{address}?page=1" if before == views.NEWEST else f"{address}?page=1&before={before}")


def _one_page(
    request: Request, address: Uri, before: str, items: list[object], more: str, *, private: bool = False
) -> Response:
    following = _page(address, more) if more else None
    document = render.collection_page(_page(address, before), address, items, next_page=following)
    return respond.document(request, document, private=private)
