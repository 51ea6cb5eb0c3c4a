"""What artists send along with an appeal: for themselves and the moderators, never a page of ours (THREATS MED-04)."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from fedart.domain.ids import is_id
from fedart.errors import NotFound
from fedart.services import appeals
from fedart.web.media import SANDBOX
from fedart.web.respond import PRIVATE
from fedart.web.session import instance_of, require_viewer


async def show(request: Request) -> Response:
    """GET /process/{id}/{part}: `file` is the file itself, as a download; `preview` a picture that we made of it."""
    viewer = await require_viewer(request)
    ident, part = request.path_params["id"], request.path_params["part"]
    if not is_id(ident) or part not in ("file", "preview"):
        raise NotFound("no such file")
    found, path = await appeals.process_file(instance_of(request), viewer, ident, preview=part == "preview")
    headers = {
        "Cache-Control": PRIVATE,
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Vary": "Cookie",
    }
    if part == "preview" and found.preview is not None:
        return FileResponse(path, headers=headers, media_type=found.preview.mime)
    headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file_name, safe='')}"
    return FileResponse(path, headers=headers, media_type="application/octet-stream")
