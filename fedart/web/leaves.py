"""Pages that artists write beside their works: shown among the faces of their page, written in the settings."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.leaf import MAX_LEAVES, SLUG_LIMIT, TITLE_LIMIT, Leaf, LeafForm
from fedart.domain.work import TEXT_LIMIT
from fedart.errors import Invalid, NotFound
from fedart.services import leaves as services
from fedart.storage import leaves
from fedart.storage.database import Tx
from fedart.web import faces, respond, templates, uploads
from fedart.web.album_desk import ident_of, target
from fedart.web.session import instance_of, require_viewer, viewer_of

DESK = "/settings/pages"
LIMITS = {"title": TITLE_LIMIT, "slug": SLUG_LIMIT, "words": TEXT_LIMIT}


async def show(request: Request) -> Response:
    """GET /@{handle}/pages/{slug}"""
    it, viewer, slug = instance_of(request), await viewer_of(request), request.path_params["slug"]

    def read(tx: Tx) -> dict[str, object]:
        head = faces.head_of(tx, request, it.urls.host, viewer)
        leaf = leaves.by_slug(tx, head.actor.id, slug)
        if leaf is None:
            raise NotFound("no such page")
        return {**faces.around(tx, head, viewer, f"/pages/{slug}", it.clock()), "leaf": leaf}

    return await templates.page(request, "artist_page.html", await it.db.read(read))


async def desk(request: Request) -> Response:
    """GET /settings/pages"""
    viewer = await require_viewer(request)
    found = await instance_of(request).db.read(lambda tx: leaves.of_actor(tx, viewer.actor.id))
    values = {"leaves": found, "most": MAX_LEAVES, "saved": "saved" in request.query_params}
    return await templates.page(request, "settings/pages.html", values)


async def _form(
    request: Request, leaf: Leaf | None, shown: LeafForm, errors: Mapping[str, str] | None = None
) -> Response:
    values = {"leaf": leaf, "form": shown, "errors": errors or {}, "limits": LIMITS}
    return await templates.page(request, "settings/page.html", values, status=422 if errors else 200)


async def start(request: Request) -> Response:
    """GET /settings/pages/new"""
    await require_viewer(request)
    return await _form(request, None, LeafForm())


async def make(request: Request) -> Response:
    """POST /settings/pages"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        return await _save(request, viewer, None, form)


async def _own(request: Request, viewer: Viewer) -> Leaf:
    ident = ident_of(request)
    return await instance_of(request).db.read(lambda tx: services.own(tx, viewer.actor.id, ident))


async def edit(request: Request) -> Response:
    """GET /settings/pages/{id}"""
    leaf = await _own(request, await require_viewer(request))
    return await _form(request, leaf, LeafForm(leaf.title, leaf.source, leaf.slug))


async def change(request: Request) -> Response:
    """POST /settings/pages/{id}"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        return await _save(request, viewer, await _own(request, viewer), form)


async def _save(request: Request, viewer: Viewer, leaf: Leaf | None, form: uploads.Form) -> Response:
    given = LeafForm(form.text("title"), form.text("words"), form.text("slug"))
    try:
        await services.save(instance_of(request), viewer, given, leaf.id if leaf else "")
    except Invalid as error:
        return await _form(request, leaf, given, error.fields)
    return respond.redirect(f"{DESK}?saved")


async def move(request: Request) -> Response:
    """POST /settings/pages/{id}/move"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        leaf, it = await _own(request, viewer), instance_of(request)
        known = await it.db.read(lambda tx: [each.id for each in leaves.of_actor(tx, viewer.actor.id)])
        await services.place(it, viewer, leaf.id, target(form, known.index(leaf.id) + 1))
    return respond.redirect(DESK)


async def remove(request: Request) -> Response:
    """POST /settings/pages/{id}/delete"""
    viewer = await require_viewer(request)
    async with uploads.form(request):
        await services.remove(instance_of(request), viewer, ident_of(request))
    return respond.redirect(f"{DESK}?saved")
