"""Albums as pages: one album with its numbered works, and where a work hangs in it.

Who may not see a work finds it in no list and no count; a closed album is for its artist, and looks to everybody else
like one that never was (THREATS WEB-09).
"""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.album import AlbumKind
from fedart.domain.ids import is_id
from fedart.domain.work import Kind, Work
from fedart.errors import Gone, NotFound
from fedart.storage import albums, views_albums
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page
from fedart.storage.views_albums import AlbumHead, Hanging, Walk
from fedart.web import negotiate, respond, templates
from fedart.web.negotiate import Form
from fedart.web.session import instance_of, viewer_of

PAGE = 60


async def show(request: Request) -> Response:
    """GET /albums/{id}"""
    it, ident = instance_of(request), request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such album")
    if negotiate.prefers(request.headers.get("accept"), Form.PAGE) is Form.DOCUMENT:
        return respond.see(it.urls.collection(ident), respond.VARY_DOCUMENT)
    viewer, after = await viewer_of(request), _after(request)

    def read(tx: Tx) -> tuple[AlbumHead | None, Page[Card], int, int, Hanging | None]:
        head = views_albums.visible(tx, ident, viewer)
        if head is None or head.album.deleted is not None:
            return head, Page(()), 0, 0, None
        page = views_albums.works(tx, ident, viewer, after=after, limit=PAGE)
        before = views_albums.count(tx, ident, viewer, until=after) if after else 0
        return head, page, views_albums.count(tx, ident, viewer), before, views_albums.cover(tx, ident, viewer)

    head, page, total, before, cover = await it.db.read(read)
    if head is None:
        raise NotFound("no such album")
    if head.album.deleted is not None:
        raise Gone("the album was deleted")
    values = {"head": head, "album": head.album, "by": head.by, "page": page, "total": total, "before": before}
    values["cover"] = cover.media if cover else None
    alternate = it.urls.collection(ident) if head.album.public else None
    return await templates.page(request, "album.html", values, alternate=alternate, private=head.album.closed)


def _after(request: Request) -> str:
    given = request.query_params.get("after", "")
    return given if is_id(given) else ""


def _walk(tx: Tx, ident: str, work: Work, viewer: Viewer | None) -> Walk | None:
    """Where a work hangs in that album; None unless it hangs there and the viewer may see both."""
    head = views_albums.visible(tx, ident, viewer) if is_id(ident) else None
    if head is None or head.album.deleted is not None or head.album.id not in albums.with_work(tx, work.id):
        return None
    return views_albums.walk(tx, head.album, work.id, viewer)


def beside(tx: Tx, work: Work, viewer: Viewer | None, walked: str) -> dict[str, object]:
    """What a work's page says about albums: the walk through the one that `?album=` names, those that the work is in,
    and for its artist the form to file it."""
    hangs = work.local and work.kind is Kind.WORK
    own = viewer is not None and viewer.actor.id == work.actor_id
    return {
        "walk": _walk(tx, walked, work, viewer) if hangs else None,
        "hung_in": views_albums.with_work(tx, work.id, viewer) if hangs else (),
        "filing": choices(tx, viewer, work.id) if hangs and own and viewer is not None else None,
    }


def choices(tx: Tx, viewer: Viewer, work: str = "") -> dict[str, object]:
    """The viewer's albums and sections, and which of them a work of theirs is in."""
    return {
        "albums": tuple(albums.of_actor(tx, viewer.actor.id, AlbumKind.ALBUM)),
        "sections": tuple(albums.of_actor(tx, viewer.actor.id, AlbumKind.SECTION)),
        "chosen": albums.with_work(tx, work) if work else frozenset(),
    }
