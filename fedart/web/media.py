"""Pictures, by our own ids and file names only (THREATS MED-05, NET-09).

What may not be seen looks exactly like what does not exist (THREATS WEB-09).
"""

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import is_id
from fedart.domain.media import MediaState, Rendition
from fedart.domain.work import WorkState
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import album_links, audience, tickets
from fedart.storage import reports
from fedart.storage import views_federation as views
from fedart.storage.views_federation import Picture
from fedart.web import access, respond
from fedart.web.respond import PRIVATE
from fedart.web.session import instance_of, viewer_of

SANDBOX = "default-src 'none'; sandbox"
FOREVER = "public, max-age=31536000, immutable"
ORIGINAL = "original"


async def show(request: Request) -> Response:
    """GET /media/{id}/{file}: a rendition (`1280.webp`), or the owner's `original`."""
    ident, name = request.path_params["id"], request.path_params["file"]
    if not is_id(ident):
        raise NotFound("media")
    access.refuse_barred(request)
    try:
        return await _wanted(request, ident, name)
    except NotFound:
        await access.asker_of(request)  # what never was costs as much as what is hidden, or it could be told
        raise


async def _wanted(request: Request, ident: str, name: str) -> Response:
    """The answer to whoever may see it. Raises NotFound for everybody else."""
    it = instance_of(request)
    picture = await it.db.read(lambda tx: views.picture(tx, ident))
    if picture is None:
        raise NotFound("media")
    if name == ORIGINAL:
        return await _original(request, picture)
    known = picture.owned.media.renditions
    rendition = next((r for r in known if r.file_name == name), None) or next((r for r in known if r.was(name)), None)
    if rendition is None:
        raise NotFound("media")
    if picture.owned.media.state is MediaState.KEPT:
        return await _kept(request, picture, rendition)
    return await _held(request, picture, rendition)


async def _kept(request: Request, picture: Picture, rendition: Rendition) -> Response:
    it, public = instance_of(request), _public(picture)
    if not public and not await _permitted(request, picture):
        raise NotFound("media")
    if request.path_params["file"] != rendition.file_name:
        return _moved(request, rendition)
    if public:
        etag = f'"{rendition.blob}"'
        headers = _headers(FOREVER, rendition.mime)
        if respond.matches(request.headers.get("if-none-match", ""), etag):
            return respond.cached(request, Response(None, 200, headers), etag)
        body = await _read(it, rendition.blob, Area.PUBLIC)
        return respond.cached(request, Response(body, 200, headers), etag)
    body = await _read(it, rendition.blob, Area.PUBLIC)
    return Response(body, 200, _headers(PRIVATE, rendition.mime))


def _moved(request: Request, rendition: Rendition) -> Response:
    """From an address that a copy had before it was written anew to the one it has now, which may change again."""
    query = request.scope["query_string"].decode("latin-1")
    address = f"/media/{request.path_params['id']}/{rendition.file_name}" + (f"?{query}" if query else "")
    return Response(None, 302, {"Location": address, "Cache-Control": PRIVATE, "Vary": "Signature, Cookie"})


def _public(picture: Picture) -> bool:
    if picture.owned.role == "emoji":
        # It belongs to a server, not to whoever was the first to use it.
        return True
    if picture.owner.suspended or picture.owner.deleted:
        return False
    work = picture.work
    return work is None or (work.visibility.anyone and work.state is WorkState.LIVE)


async def _permitted(request: Request, picture: Picture) -> bool:
    work = picture.work
    given = request.query_params.get("ticket", "")
    if given and work is not None and work.state is WorkState.LIVE and not picture.owner.suspended:
        it, ident, ticketed = instance_of(request), picture.owned.media.id, work.id
        if tickets.valid(it, ident, given):
            return True
        return await it.db.read(lambda tx: album_links.opens(tx, it, given, ident, ticketed))
    viewer = await viewer_of(request)
    if viewer is not None and viewer.actor.id == picture.owner.id:
        return True
    if viewer is not None and viewer.account.role.moderates and await _reported(request, picture):
        return True
    if work is None or picture.owner.suspended or picture.owner.deleted:
        return False
    if viewer is not None:
        actor = viewer.actor
        return await instance_of(request).db.read(lambda tx: audience.may_see(tx, work, actor))
    return await access.may_read(request, work)


async def _reported(request: Request, picture: Picture) -> bool:
    """Whether a report names the work, which moderators then see whomever it was for, and whoever is suspended."""
    owner, work = picture.owner.id, picture.owned.work_id
    return work is not None and await instance_of(request).db.read(lambda tx: reports.names(tx, owner, work))


async def _held(request: Request, picture: Picture, rendition: Rendition) -> Response:
    """What waits for a decision is shown to its owner and to the people who decide, to nobody else."""
    viewer = await viewer_of(request)
    if viewer is None or picture.owned.media.state is not MediaState.HELD or not _decides(viewer, picture):
        raise NotFound("media")
    body = await _read(instance_of(request), rendition.blob, Area.QUARANTINE)
    return Response(body, 200, _headers(PRIVATE, rendition.mime))


def _decides(viewer: Viewer, picture: Picture) -> bool:
    return viewer.account.role.moderates or viewer.actor.id == picture.owner.id


async def _original(request: Request, picture: Picture) -> Response:
    """The untouched upload leaves only for its owner, as a download (THREATS MED-04)."""
    viewer = await viewer_of(request)
    if viewer is None or viewer.actor.id != picture.owner.id or picture.owned.original is None:
        raise NotFound("media")
    held = picture.owned.media.state is MediaState.HELD
    body = await _read(instance_of(request), picture.owned.original, Area.QUARANTINE if held else Area.PRIVATE)
    headers = _headers(PRIVATE, "application/octet-stream")
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(picture.owned.file_name, safe='')}"
    return Response(body, 200, headers)


async def _read(it: Instance, blob: str, area: Area) -> bytes:
    return await asyncio.to_thread(it.blobs.read, blob, area)


def _headers(cache: str, mime: str) -> dict[str, str]:
    return {
        "Cache-Control": cache,
        "Content-Type": mime,
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin" if cache == PRIVATE else "cross-origin",
        "Vary": "Signature, Cookie",
    }
