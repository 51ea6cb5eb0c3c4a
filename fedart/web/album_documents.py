"""Albums as other servers read them: an OrderedCollection of the works that everybody may see (guide section 6).

Cursors are works of the album, so nothing is lost or doubled while works come and go. A closed album, a section and
what never was look alike (THREATS WEB-09).
"""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.album import Album
from fedart.domain.ids import Uri, is_id
from fedart.errors import Malformed, NotFound
from fedart.instance import Instance
from fedart.storage import views_albums
from fedart.storage.views_albums import AlbumHead
from fedart.web import access, documents, respond
from fedart.web.respond import VARY_DOCUMENT
from fedart.web.session import instance_of
from fedart.wire import render

PAGE = 40


async def show(request: Request) -> Response:
    """GET /collections/{id}, and its pages; browsers are led to the album's page."""
    it, ident = instance_of(request), request.path_params["id"]
    if documents.asks_for_page(request) and is_id(ident):
        return respond.see(it.urls.album(ident), VARY_DOCUMENT)
    await access.admit(request)
    head = await it.db.read(lambda tx: views_albums.visible(tx, ident, None)) if is_id(ident) else None
    if head is None:
        raise NotFound("no such album")
    album, uri = head.album, it.urls.collection(ident)
    if album.deleted is not None:
        tombstone = render.tombstone(uri, deleted=album.deleted, former="OrderedCollection")
        return respond.document(request, tombstone, 410)
    after, before = _cursor(request, "after"), _cursor(request, "before")
    if "page" in request.query_params or after or before:
        return await _page(request, it, uri, album, after, before)
    return await _whole(request, it, head)


async def _whole(request: Request, it: Instance, head: AlbumHead) -> Response:
    total, pictures = await it.db.read(
        lambda tx: (
            views_albums.public_count(tx, head.album.id),
            views_albums.public_pictures(tx, head.album, limit=1),
        )
    )
    cover = documents.public_file(it.urls, pictures[0] if pictures else None)
    return respond.document(request, render.album(head.album, head.by.uri, it.urls, total=total, cover=cover))


async def _page(request: Request, it: Instance, uri: Uri, album: Album, after: str, before: str) -> Response:
    page = await it.db.read(
        lambda tx: views_albums.public_page(tx, album.id, after=after, before=before, limit=PAGE),
    )
    document = render.collection_page(
        _address(uri, "before", before) if before else _address(uri, "after", after),
        uri,
        page.items,
        next_page=_address(uri, "after", page.after) if page.after else None,
        prev_page=_address(uri, "before", page.before) if page.before else None,
    )
    return respond.document(request, document)


def _address(uri: Uri, name: str, cursor: str) -> Uri:
    return Uri(f"{uri}?page=1" + (f"&{name}={cursor}" if cursor else ""))


def _cursor(request: Request, name: str) -> str:
    """The work at which a page begins or before which it ends; empty without one. Raises Malformed."""
    given = request.query_params.get(name, "")
    if given and not is_id(given):
        raise Malformed("not a cursor of ours")
    return given
