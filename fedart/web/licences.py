"""A looser licence for a work that is out: asked for a second time, on a page of its own."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import WorkId
from fedart.domain.stated import Stated, loosens
from fedart.errors import Invalid, NotFound
from fedart.services import filling, licensing
from fedart.storage import stated, views_work
from fedart.storage.database import Tx
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of


def asked_for(work: WorkId, wanted: Stated) -> str:
    """The address of the page that asks whether a work shall be given under that licence."""
    given = {"licence": wanted.licence.value, "licence_name": wanted.licence_name}
    return f"/works/{work}/licence?" + urlencode({**given, "licence_address": wanted.licence_address})


async def ask(request: Request) -> Response:
    """GET /works/{id}/licence?licence=…"""
    asked = uploads.Form({name: (value,) for name, value in request.query_params.items()})
    return await _page(request, Stated(**filling.licence(asked)), {})


async def _page(request: Request, wanted: Stated, errors: Mapping[str, str]) -> Response:
    viewer, ident = await require_viewer(request), ident_of(request)

    def read(tx: Tx) -> tuple[views_work.OwnWork | None, Stated]:
        return views_work.own_work(tx, ident, viewer.actor.id), stated.of(tx, ident)

    own, known = await instance_of(request).db.read(read)
    if own is None:
        raise NotFound("no such work of theirs")
    if not errors and not loosens(known, wanted):
        return respond.redirect(f"/works/{ident}")
    problems = {**wanted.problems(), **errors}
    values = {"work": own.work, "known": known, "wanted": wanted, "errors": problems}
    return await templates.page(request, "licence.html", values, status=422 if problems else 200)


async def give(request: Request) -> Response:
    """POST /works/{id}/licence"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        wanted = Stated(**filling.licence(form))
        try:
            await licensing.give(instance_of(request), viewer, ident, wanted)
        except Invalid as error:
            return await _page(request, wanted, error.fields)
    return respond.redirect(f"/works/{ident}")
