"""The front page: what the collective chose, the newest works, the artists."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.instance import Instance
from fedart.services import feeds
from fedart.storage import views, views_picks
from fedart.storage.database import Tx
from fedart.storage.views import Artist, Card
from fedart.web import templates
from fedart.web.session import instance_of, viewer_of

FRONT_WORKS = 25
BESIDE_PICKS = 12
"""How many of the newest works are shown below chosen ones."""
FRONT_ARTISTS = 8


@dataclass(frozen=True, slots=True)
class Front:
    """What hangs there. `lead`: the large one, with `why` where it was chosen; `words`: of the other chosen ones, by
    their works' ids."""

    lead: Card | None
    why: str
    chosen: tuple[Card, ...]
    words: dict[str, str]
    newest: tuple[Card, ...]
    artists: tuple[Artist, ...]
    artist_count: int


async def front(request: Request) -> Response:
    """GET /"""

    viewer, it = await viewer_of(request), instance_of(request)
    found = await it.db.read(lambda tx: _read(tx, it, viewer))
    return await templates.page(request, "front.html", {"front": found})


def _read(tx: Tx, it: Instance, viewer: Viewer | None) -> Front:
    who = viewer.actor.id if viewer else ""
    seen = feeds.sight(tx, who, it.clock())
    picked = views_picks.shown(tx)
    words = {str(card.id): line for card, line in picked if line}
    chosen = feeds.cards(seen, who, [card for card, _ in picked])
    newest = feeds.cards(seen, who, views.newest(tx, limit=FRONT_WORKS).items)
    lead = _lead([*chosen, *newest])
    fresh = [card for card in newest if card is not lead and card.id not in {each.id for each in chosen}]
    return Front(
        lead=lead,
        why=words.get(lead.id, "") if lead else "",
        chosen=tuple(card for card in chosen if card is not lead),
        words=words,
        newest=tuple(fresh[:BESIDE_PICKS] if chosen else fresh),
        artists=views.artists(tx, limit=FRONT_ARTISTS),
        artist_count=views.artist_count(tx),
    )


def _lead(cards: Sequence[Card]) -> Card | None:
    """The first one that can be shown large: without a warning."""
    return next((card for card in cards if not card.covered), None)
