"""What scripts send of a draft while somebody is still writing: words every few seconds, files in pieces.

The pieces go as the core of tus 1.0 has it: HEAD tells how much is there, PATCH goes on from that very byte. The form's
token comes as a header, since a piece is no form.
"""

from collections.abc import AsyncIterator, Mapping

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from fedart.domain.draft import DraftFile
from fedart.errors import Invalid, Malformed, WrongType
from fedart.instance import Instance
from fedart.services import drafts as services
from fedart.services import parcels
from fedart.web import csrf, uploads
from fedart.web.composer import typed
from fedart.web.negotiate import content_type
from fedart.web.session import instance_of, require_viewer

TUS = "1.0.0"
PIECE = "application/offset+octet-stream"
HEADER = "x-csrf-token"
_NAME_LIMIT = 200


def _said(data: Mapping[str, object], status: int) -> Response:
    return Response(orjson.dumps(data), status, {"Cache-Control": "no-store"}, media_type="application/json")


async def make(request: Request) -> Response:
    """POST /drafts: the first words of a draft that a script keeps; where it is then"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        try:
            draft = await services.make(instance_of(request), viewer.actor.id, typed(form))
        except Invalid as error:
            return _said({"error": " ".join(error.fields.values())}, 422)
    return _said({"address": draft.path}, 201)


async def words(request: Request) -> Response:
    """POST /drafts/{id}/words: what is typed at the moment"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        await services.save(instance_of(request), viewer.actor.id, request.path_params["id"], typed(form))
    return Response(None, 204)


async def begin(request: Request) -> Response:
    """POST /drafts/{id}/files: a file that is to come, by its name and size; where its pieces go"""
    viewer, it, ident = await require_viewer(request), instance_of(request), request.path_params["id"]
    async with uploads.form(request) as form:
        await it.db.read(lambda tx: services.own(tx, viewer.actor.id, ident))
        size, row = (_number(form.text(name)) for name in ("size", "row"))
        name = form.text("name").strip()[:_NAME_LIMIT]
        if size is None or not name:
            raise Malformed("a file without a name or a size")
        try:
            file = await services.begin_file(it, viewer.actor.id, ident, row or 0, name, size)
        except Invalid as error:
            return _said({"error": " ".join(error.fields.values())}, 422)
    told = {
        "id": file.id,
        "row": file.row,
        "offset": parcels.arrived(parcels.folder(it), file),
        "address": f"/drafts/{file.draft_id}/files/{file.id}",
        "look": f"/drafts/{file.draft_id}/look/{file.id}",
    }
    return _said(told, 201)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


async def _file(request: Request) -> tuple[Instance, DraftFile]:
    viewer, it = await require_viewer(request), instance_of(request)
    draft, ident = request.path_params["id"], request.path_params["file"]
    return it, await it.db.read(lambda tx: services.own_file(tx, viewer.actor.id, draft, ident))


def _headers(offset: int) -> dict[str, str]:
    return {"Tus-Resumable": TUS, "Upload-Offset": str(offset), "Cache-Control": "no-store"}


async def offset(request: Request) -> Response:
    """HEAD /drafts/{id}/files/{file}"""
    it, file = await _file(request)
    there = parcels.arrived(parcels.folder(it), file)
    return Response(None, 200, {**_headers(there), "Upload-Length": str(file.size)})


async def receive(request: Request) -> Response:
    """PATCH /drafts/{id}/files/{file}"""
    it, file = await _file(request)
    await csrf.check(request, request.headers.get(HEADER, ""))
    if request.headers.get("tus-resumable", TUS) != TUS:
        return Response(None, 412, {"Tus-Version": TUS})
    if content_type(request.headers.get("content-type", ""))[0] != PIECE:
        raise WrongType(f"a piece of a file that is no {PIECE}")
    at = _number(request.headers.get("upload-offset", ""))
    if at is None:
        raise Malformed("a piece that does not say where it begins")
    return Response(None, 204, _headers(await services.receive(it, file, at, _pieces(request))))


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes; a sender who hangs up has sent what came before."""
    try:
        async for piece in request.stream():
            yield piece
    except ClientDisconnect:
        return
