"""Where somebody is credited: what they are asked, what they agreed to, what they said no to."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.credit import CreditState
from fedart.domain.ids import is_id
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import agreeing
from fedart.storage import views_credits
from fedart.storage.database import Tx
from fedart.storage.views import Page
from fedart.storage.views_credits import Role
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, internal, require_viewer

PAGE = "/credits"
MOST = 50


async def show(request: Request) -> Response:
    """GET /credits; `?before=` pages what was agreed to."""
    viewer, before = await require_viewer(request), cursor.before(request)

    def read(tx: Tx) -> tuple[Page[Role], Page[Role], Page[Role]]:
        who = viewer.actor.id
        return (
            views_credits.mine(tx, who, CreditState.ASKED, limit=MOST),
            views_credits.mine(tx, who, CreditState.ACCEPTED, before=before, limit=MOST),
            views_credits.mine(tx, who, CreditState.DECLINED, limit=MOST),
        )

    asked, accepted, declined = await instance_of(request).db.read(read)
    values = {"asked": asked, "accepted": accepted, "declined": declined}
    return await templates.page(request, "credits.html", values)


async def _act(request: Request, act: Callable[[Instance, Viewer, str], Awaitable[None]]) -> Response:
    viewer, ident = await require_viewer(request), request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such credit")
    async with uploads.form(request) as form:
        await act(instance_of(request), viewer, ident)
    return respond.redirect(internal(form.text("next"), PAGE))


async def accept(request: Request) -> Response:
    """POST /credits/{id}/accept"""
    return await _act(request, agreeing.accept)


async def decline(request: Request) -> Response:
    """POST /credits/{id}/decline"""
    return await _act(request, agreeing.decline)
