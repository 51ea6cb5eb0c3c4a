"""The front page and the lists of works that anybody may see."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.work import TAG_LENGTH
from fedart.errors import NotFound
from fedart.storage import views
from fedart.storage.database import Tx
from fedart.storage.views import Artist, Card, Page
from fedart.web import cursor, templates
from fedart.web.session import instance_of, viewer_of

FRONT_WORKS = 25
FRONT_ARTISTS = 8
WORKS = 36


async def front(request: Request) -> Response:
    """GET /"""

    def read(tx: Tx) -> tuple[Page[Card], tuple[Artist, ...], int]:
        return (
            views.newest(tx, limit=FRONT_WORKS),
            views.artists(tx, limit=FRONT_ARTISTS),
            views.artist_count(tx),
        )

    newest, artists, count = await instance_of(request).db.read(read)
    lead = next((card for card in newest.items if not card.covered), None)
    others = [card for card in newest.items if card is not lead]
    values = {"lead": lead, "newest": others, "artists": artists, "artist_count": count}
    return await templates.page(request, "front.html", values)


async def works(request: Request) -> Response:
    """GET /works"""
    before = cursor.before(request)
    page = await instance_of(request).db.read(lambda tx: views.newest(tx, before=before, limit=WORKS))
    values = {
        "heading": "All works",
        "lead": "Newest first.",
        "page": page,
        "nothing": ("No more works", "This is where the wall ends."),
    }
    return await templates.page(request, "works.html", values)


async def tag(request: Request) -> Response:
    """GET /tags/{tag}"""
    name = request.path_params["tag"]
    if not name or len(name) > TAG_LENGTH:
        raise NotFound("no such tag")
    viewer = await viewer_of(request)
    before, who = cursor.before(request), viewer.actor.id if viewer else ""
    page = await instance_of(request).db.read(lambda tx: views.tagged(tx, name, viewer=who, before=before, limit=WORKS))
    values = {
        "heading": f"#{name}",
        "lead": "",
        "page": page,
        "nothing": ("No works match", f"Nothing public here is tagged {name}."),
    }
    return await templates.page(request, "works.html", values)
