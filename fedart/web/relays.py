"""Relays on the desk: which there are, what they answered, and asking another."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import is_id
from fedart.errors import FedartError, Invalid, NotFound
from fedart.services import relays as services
from fedart.storage import relays
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_admin
from fedart.words import later, say

UNREACHED = later(
    "That server did not answer as a relay does. Is it the address of the relay’s inbox, or of its actor?"
)


async def _page(request: Request, typed: str = "", errors: Mapping[str, str] | None = None) -> Response:
    found = await instance_of(request).db.read(relays.every)
    values = {"relays": found, "typed": typed, "errors": errors or {}}
    return await templates.page(request, "admin/relays.html", values, status=422 if errors else 200)


async def show(request: Request) -> Response:
    """GET /admin/relays"""
    await require_admin(request)
    return await _page(request)


async def add(request: Request) -> Response:
    """POST /admin/relays"""
    viewer = await require_admin(request)
    async with uploads.form(request) as form:
        typed = form.text("relay")
        try:
            await services.add(instance_of(request), viewer.account, typed)
        except Invalid as error:
            return await _page(request, typed, error.fields)
        except FedartError as error:
            said = error.public if error.public != type(error).public else say(UNREACHED)
            return await _page(request, typed, {"relay": said})
    return respond.redirect("/admin/relays")


async def remove(request: Request) -> Response:
    """POST /admin/relays/{id}/remove"""
    viewer = await require_admin(request)
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such relay")
    async with uploads.form(request):
        await services.remove(instance_of(request), viewer.account, ident)
    return respond.redirect("/admin/relays")
