"""Pictures of one's own that are not shown: the list, the report about each, and the appeal."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import MediaId, is_id
from fedart.domain.report import APPEAL_LIMIT
from fedart.errors import Invalid, NotFound
from fedart.services import moderation
from fedart.storage import views_home
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer

ITEMS = 40


@dataclass(frozen=True, slots=True)
class Limits:
    appeal: int = APPEAL_LIMIT


async def listing(request: Request) -> Response:
    """GET /held"""
    viewer = await require_viewer(request)
    before = cursor.before(request)
    page = await instance_of(request).db.read(
        lambda tx: views_home.withheld_uploads(tx, viewer.actor.id, before=before, limit=ITEMS)
    )
    return await templates.page(request, "held_list.html", {"page": page})


async def _page(request: Request, errors: Mapping[str, str], text: str) -> Response:
    viewer = await require_viewer(request)
    ident = request.path_params["id"]
    report = await instance_of(request).db.read(lambda tx: views_home.report(tx, ident, viewer.actor.id))
    if report is None:
        raise NotFound("no withheld picture of theirs")
    values = {"report": report, "errors": errors, "text": text, "limits": Limits()}
    return await templates.page(request, "held.html", values, status=422 if errors else 200)


async def show(request: Request) -> Response:
    """GET /held/{id}"""
    return await _page(request, {}, "")


async def appeal(request: Request) -> Response:
    """POST /held/{id}"""
    viewer = await require_viewer(request)
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such picture")
    async with uploads.form(request) as form:
        text = form.text("text")
        try:
            await moderation.appeal(instance_of(request), viewer, MediaId(ident), text)
        except Invalid as error:
            return await _page(request, error.fields, text)
    return respond.redirect(f"/held/{ident}#appeal")
