"""The CV: a face of the artist's page, and its editor in the settings."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.cv import (
    LINK_LIMIT,
    MAX_ENTRIES,
    PLACE_LIMIT,
    TITLE_LIMIT,
    CvEntry,
    CvForm,
    CvKind,
    form_of,
    grouped,
)
from fedart.domain.ids import is_id
from fedart.errors import Invalid, NotFound
from fedart.services import cv as services
from fedart.storage import cv
from fedart.storage.database import Tx
from fedart.web import faces, respond, structured, templates, uploads
from fedart.web.session import instance_of, require_viewer, viewer_of

LIMITS = {"title": TITLE_LIMIT, "place": PLACE_LIMIT, "link": LINK_LIMIT, "entries": MAX_ENTRIES}
EDITOR = "/settings/cv"


async def show(request: Request) -> Response:
    """GET /@{handle}/cv; without an entry there is none, except for its artist."""
    it, viewer = instance_of(request), await viewer_of(request)

    def read(tx: Tx) -> dict[str, object]:
        head = faces.head_of(tx, request, it.urls.host, viewer)
        entries = cv.of_actor(tx, head.actor.id)
        if not entries and (viewer is None or viewer.actor.id != head.actor.id):
            raise NotFound("no CV")
        facts = structured.cv(it.config.instance.origin, head, entries) if head.actor.indexable else None
        around = faces.around(tx, head, viewer, "/cv", it.clock())
        return {**around, "groups": grouped(entries), "structured": facts}

    return await templates.page(request, "artist_cv.html", await it.db.read(read))


def typed(form: uploads.Form) -> CvForm:
    """An entry as it was typed."""
    return CvForm(
        kind=form.text("kind"),
        began=form.text("began"),
        ended=form.text("ended"),
        lasting=form.checked("lasting"),
        title=form.text("title"),
        place=form.text("place"),
        link=form.text("link"),
    )


async def _page(
    request: Request, viewer: Viewer, edited: str, shown: CvForm | None, errors: Mapping[str, str]
) -> Response:
    entries = await instance_of(request).db.read(lambda tx: cv.of_actor(tx, viewer.actor.id))
    values = {
        "groups": grouped(entries),
        "count": len(entries),
        "edited": edited,
        "form": shown or _stored(entries, edited),
        "kinds": [(kind.value, kind.words) for kind in CvKind],
        "limits": LIMITS,
        "errors": errors,
        "saved": "saved" in request.query_params and not errors,
    }
    return await templates.page(request, "settings/cv.html", values, status=422 if errors else 200)


def _stored(entries: tuple[CvEntry, ...], edited: str) -> CvForm:
    """The form for a new entry, or as an entry is now. Raises NotFound for what is not the artist's own (WEB-10)."""
    if not edited:
        return CvForm()
    found = next((entry for entry in entries if entry.id == edited), None)
    if found is None:
        raise NotFound("no such entry of theirs")
    return form_of(found)


async def desk(request: Request) -> Response:
    """GET /settings/cv; `?edit=` names the entry that the form shows"""
    return await _page(request, await require_viewer(request), request.query_params.get("edit", ""), None, {})


async def save(request: Request) -> Response:
    """POST /settings/cv: a new entry, or the one that `entry` names"""
    viewer, it = await require_viewer(request), instance_of(request)
    async with uploads.form(request) as form:
        given, edited = typed(form), form.text("entry")
        try:
            if edited:
                await services.edit(it, viewer, edited, given)
            else:
                await services.add(it, viewer, given)
        except Invalid as error:
            return await _page(request, viewer, edited, given, error.fields)
    return respond.redirect(f"{EDITOR}?saved")


async def remove(request: Request) -> Response:
    """POST /settings/cv/{id}/delete"""
    viewer, ident = await require_viewer(request), request.path_params["id"]
    async with uploads.form(request):
        if not is_id(ident):
            raise NotFound("no such entry")
        await services.remove(instance_of(request), viewer, ident)
    return respond.redirect(f"{EDITOR}?saved")
