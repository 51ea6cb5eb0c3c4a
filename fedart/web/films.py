"""A film or model that lives elsewhere, in a frame on a page of its own; no other page loads anything from there."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.work import WorkState
from fedart.errors import NotFound
from fedart.services import audience
from fedart.storage import stated, views_work
from fedart.web import templates
from fedart.web.middleware import CSP
from fedart.web.session import instance_of, viewer_of
from fedart.web.works import ident_of

NOTHING: Final = "default-src 'none';"


async def play(request: Request) -> Response:
    """GET /works/{id}/play/{number}, counted from 1. Raises NotFound for what is not for this viewer (WEB-09)."""
    ident, number = ident_of(request), request.path_params["number"]
    viewer, it = await viewer_of(request), instance_of(request)
    found = await it.db.read(lambda tx: views_work.work(tx, ident, viewer))
    if found is None:
        raise NotFound("no such work")
    post = found.post
    if viewer is not None and not await it.db.read(lambda tx: audience.may_see(tx, post.work, viewer.actor)):
        raise NotFound("no such work")
    films = (await it.db.read(lambda tx: stated.of(tx, ident))).films
    if not 1 <= number <= len(films):
        raise NotFound("no such film")
    film = films[number - 1]
    public = post.work.visibility.anyone and post.work.state is WorkState.LIVE and post.work.local
    response = await templates.page(request, "film.html", {"post": post, "film": film}, private=not public)
    response.headers["Content-Security-Policy"] = CSP.replace(NOTHING, f"{NOTHING} frame-src {film.origin};")
    return response
