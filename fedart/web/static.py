"""The stylesheet, scripts, fonts and icons, served as they lie in `static/`. Their addresses carry a fingerprint.

`?v=` with the right fingerprint is kept for a year; anything else for an hour, with an ETag.
"""

import asyncio
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from fedart import share
from fedart.errors import NotFound
from fedart.web import encoding, respond

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}
FOREVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file. `stamp` is its modification time in ns, so that a changed file is read again.

    `small` is its compressed form, None where there is none that would be worth it.
    """

    body: bytes
    small: bytes | None
    type: str
    version: str
    stamp: int


_known: dict[Path, Asset] = {}
_places: dict[tuple[Path, str], Path] = {}


@lru_cache(maxsize=1)
def folder() -> Path:
    """Where the static files lie."""
    return share.path("static").resolve()


def asset(name: str) -> Asset | None:
    """The file of that name below the static folder; None for anything else, links to the outside included."""
    path = _places.get((folder(), name)) or _place(name)
    if path is None:
        return None
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    found = _known.get(path)
    if found is None or found.stamp != stamp:
        body = path.read_bytes()
        version = hashlib.blake2b(body, digest_size=6).hexdigest()
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        small = encoding.compressed(body, encoding.ONCE) if encoding.worthwhile(kind, len(body)) else None
        found = _known[path] = Asset(body, small, kind, version, stamp)
    return found


def _place(name: str) -> Path | None:
    """The regular file of that name below the folder, remembered under the one name that is its own."""
    base = folder()
    path = (base / name).resolve() if "\x00" not in name else base
    if not path.is_relative_to(base) or not path.is_file():
        return None
    if str(path.relative_to(base)) == name:
        _places[base, name] = path
    return path


def url(name: str) -> str:
    """The address of a static file with its fingerprint. Raises NotFound when there is no such file."""
    found = asset(name)
    if found is None:
        raise NotFound(f"static file {name}")
    return f"/static/{name}?v={found.version}"


async def serve(request: Request) -> Response:
    """GET /static/{path}"""
    found = await asyncio.to_thread(asset, request.path_params["path"])
    if found is None:
        raise NotFound("static file")
    fresh = request.query_params.get("v") == found.version
    headers = {"Cache-Control": FOREVER if fresh else AN_HOUR, "Content-Type": found.type}
    etag, body = f'"{found.version}"', found.body
    if found.small is not None:
        headers["Vary"] = encoding.varied("")
        if encoding.taken(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = encoding.NAME
            etag, body = encoding.etag_of(etag), found.small
    return respond.cached(request, Response(body, 200, headers), etag)
