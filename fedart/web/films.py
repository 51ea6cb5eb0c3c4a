"""A film or model that lives elsewhere, in a frame on a page of its own; no other page loads anything from there."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.errors import NotFound
from fedart.storage import stated
from fedart.web import templates
from fedart.web.middleware import CSP
from fedart.web.seen import seen
from fedart.web.session import instance_of
from fedart.web.works import ident_of

NOTHING: Final = "default-src 'none';"


async def play(request: Request) -> Response:
    """GET /works/{id}/play/{number}, counted from 1. Raises NotFound for what is not for this viewer (WEB-09)."""
    ident, number = ident_of(request), request.path_params["number"]
    found = await seen(request, ident)
    films = (await instance_of(request).db.read(lambda tx: stated.of(tx, ident))).films
    if not 1 <= number <= len(films):
        raise NotFound("no such film")
    film = films[number - 1]
    response = await templates.page(request, "film.html", {"post": found.post, "film": film}, private=not found.public)
    response.headers["Content-Security-Policy"] = CSP.replace(NOTHING, f"{NOTHING} frame-src {film.origin};")
    return response
