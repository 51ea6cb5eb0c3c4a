"""Answers that wait until the artist lets them in."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import is_id
from fedart.errors import NotFound
from fedart.services import answers, replying
from fedart.storage import views_answers
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, internal, require_viewer

PAGE = "/answers"
MOST = 30


async def show(request: Request) -> Response:
    """GET /answers; `?after=` is the last one of the page before."""
    viewer, it = await require_viewer(request), instance_of(request)
    after = request.query_params.get("after", "")
    start = after if is_id(after) else ""
    page = await it.db.read(lambda tx: views_answers.waiting(tx, viewer.actor.id, it.clock(), after=start, limit=MOST))
    return await templates.page(request, "answers.html", {"page": page})


def _ident(request: Request) -> str:
    ident: str = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such answer")
    return ident


async def let_in(request: Request) -> Response:
    """POST /answers/{id}/show"""
    viewer, ident = await require_viewer(request), _ident(request)
    async with uploads.form(request) as form:
        await replying.let_in(instance_of(request), viewer, ident)
    return respond.redirect(internal(form.text("next"), PAGE))


async def refuse(request: Request) -> Response:
    """POST /answers/{id}/refuse"""
    viewer, ident = await require_viewer(request), _ident(request)
    async with uploads.form(request) as form:
        await answers.refuse(instance_of(request), viewer, ident)
    return respond.redirect(internal(form.text("next"), PAGE))
