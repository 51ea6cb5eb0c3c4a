"""The front page and the lists of works that anybody may see."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.instance import Instance
from fedart.services import feeds
from fedart.storage import views
from fedart.storage.database import Tx
from fedart.storage.views import Artist, Card, Page
from fedart.web import templates
from fedart.web.session import instance_of, viewer_of

FRONT_WORKS = 25
FRONT_ARTISTS = 8


async def front(request: Request) -> Response:
    """GET /"""

    viewer, it = await viewer_of(request), instance_of(request)

    def read(tx: Tx) -> tuple[Page[Card], tuple[Artist, ...], int]:
        return (
            _newest(tx, it, viewer, limit=FRONT_WORKS),
            views.artists(tx, limit=FRONT_ARTISTS),
            views.artist_count(tx),
        )

    newest, artists, count = await it.db.read(read)
    lead = next((card for card in newest.items if not card.covered), None)
    others = [card for card in newest.items if card is not lead]
    values = {"lead": lead, "newest": others, "artists": artists, "artist_count": count}
    return await templates.page(request, "front.html", values)


def _newest(tx: Tx, it: Instance, viewer: Viewer | None, *, limit: int) -> Page[Card]:
    """The newest works, without those that the viewer hides."""
    page, who = views.newest(tx, limit=limit), viewer.actor.id if viewer else ""
    return Page(feeds.cards(feeds.sight(tx, who, it.clock()), who, page.items), page.more)
