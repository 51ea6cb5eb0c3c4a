"""What our ids answer: actors, works, activities and permissions, as ActivityStreams documents.

Browsers are led to the page. Works that are not public are shown to signed requests of people who may see them; for
everybody else they are as missing as what never was (THREATS WEB-09).
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import ActorType
from fedart.domain.ids import Uri, Urls, is_id
from fedart.domain.media import Media
from fedart.domain.work import Kind, Work
from fedart.errors import Gone, NotFound
from fedart.instance import Instance
from fedart.services import documents, local_actors, stamps, tickets
from fedart.storage import actors, closings, stated
from fedart.storage import views_collections as collections
from fedart.storage import views_federation as views
from fedart.storage.views_federation import Activity, Profile, Shown
from fedart.web import access, negotiate, respond
from fedart.web.negotiate import Form
from fedart.web.respond import VARY_DOCUMENT, VARY_PAGE
from fedart.web.session import instance_of
from fedart.wire import render, stored

Handler = Callable[[Request], Awaitable[Response]]


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
    return respond.document(request, it.db.glance(lambda tx: documents.actor(tx, it, actor)))


async def instance_outbox(request: Request) -> Response:
    """GET /actor/outbox: the instance publishes nothing."""
    await access.admit(request)
    ident = Uri(f"{instance_of(request).urls.instance_actor}/outbox")
    return respond.document(request, render.ordered(ident, []))


async def profile_of(request: Request, *, shows_key: bool = False) -> Profile:
    """The actor that the path names. Raises NotFound, Gone, and what `access.admit` raises."""
    ident = request.path_params["id"]
    await access.admit(request, shows_key=shows_key)
    found = instance_of(request).db.glance(lambda tx: views.profile(tx, ident)) if is_id(ident) else None
    if found is None:
        raise NotFound("no such actor")
    if found.actor.deleted:
        raise Gone("the actor was deleted")
    return found


async def actor(request: Request) -> Response:
    """GET /actors/{id}"""
    it = instance_of(request)
    try:
        profile = await profile_of(request, shows_key=True)
    except Gone:
        if asks_for_page(request):
            raise
        ident = request.path_params["id"]
        closed, was = it.db.glance(lambda tx: (closings.of_actor(tx, ident), actors.by_id(tx, ident)))
        former = was.type if was else ActorType.PERSON
        deleted = closed.begun if closed else None
        tombstone = render.tombstone(it.urls.actor(ident), deleted=deleted, former=former.value)
        return respond.document(request, tombstone, 410)
    if asks_for_page(request):
        return respond.see(profile.actor.url, VARY_DOCUMENT)
    return respond.document(request, it.db.glance(lambda tx: documents.actor(tx, it, profile.actor)))


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


async def shown_of(request: Request) -> Shown:
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


def thread_of(it: Instance, work: Work) -> Uri | None:
    """The collection of the thread that an answer belongs to; None where nothing of ours began it."""
    begun = it.db.glance(lambda tx: collections.root(tx, work.id)) if work.in_reply_to else None
    return it.urls.object_part(begun, "context") if begun else None


async def note(request: Request) -> Response:
    """GET /objects/{id}; browsers are led to the page before anything is looked up."""
    it, ident = instance_of(request), request.path_params["id"]
    if asks_for_page(request) and is_id(ident):
        return respond.see(it.urls.work(ident), VARY_DOCUMENT)
    shown = await shown_of(request)
    private = not shown.work.visibility.anyone
    if shown.buried is not None:
        return respond.document(request, render.tombstone(shown.work.uri, deleted=shown.buried), 410)
    pictures: tuple[Media, ...] = shown.pictures
    links: tuple[render.Json, ...] = ()
    if shown.work.kind is Kind.POST:
        pictures, links = it.db.glance(lambda tx: documents.shown_with(tx, it, shown.work))
    known = it.db.glance(lambda tx: stated.of(tx, shown.work.id))
    document = render.note(
        documents.tagged(shown.work, known),
        shown.author,
        it.urls,
        pictures,
        links=links,
        stated=known,
        replies=shown.replies,
        likes=shown.likes,
        shares=shown.boosts,
        parent=shown.parent,
        thread=thread_of(it, shown.work),
        terms=it.db.glance(lambda tx: documents.terms(tx, it, shown.work, shown.author)),
        job=it.db.glance(lambda tx: documents.job(tx, it, shown.work, shown.author)),
        tickets=tickets.for_work(it, shown.work, pictures),
    )
    response = respond.document(request, document, private=private)
    response.background = access.notice(request, shown.work)
    return response


async def activity(request: Request) -> Response:
    """GET /activities/{id}: only what was public when it was sent, and still stands."""
    ident = request.path_params["id"]
    await access.admit(request)
    found = await instance_of(request).db.read(lambda tx: views.activity(tx, ident)) if is_id(ident) else None
    if found is None:
        raise NotFound("no such activity")
    if found.gone:
        raise Gone("what it was about was deleted")
    return respond.document(request, current(found))


def current(activity: Activity) -> render.Json:
    """Creates and Updates lead to the object as it is now; everything else is what was sent."""
    if activity.type in ("Create", "Update"):
        return stored.referring(activity.body, activity.object_uri)
    return stored.read(activity.body)


async def stamp(request: Request) -> Response:
    """GET /stamps/{id}: a permission to quote a work (FEP-044f) or to list an artist (FEP-7aa9), while it stands."""
    ident = request.path_params["id"]
    await access.admit(request)
    it = instance_of(request)
    document = it.db.glance(lambda tx: stamps.document(tx, it, ident)) if is_id(ident) else None
    if document is None:
        raise NotFound("no such permission")
    return respond.document(request, document)
