"""Lists as CSV files: export, import, and how far an import is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import is_id
from fedart.domain.transfers import IMPORTED, MOST_BYTES, MOST_ROWS, List, State
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import transfers
from fedart.storage import transfers as stored
from fedart.storage.database import Tx
from fedart.storage.transfers import Failure, Import, Progress
from fedart.storage.views import Page
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import later, say

HERE = "/settings/transfers"
IMPORTS = 10
FAILURES = 100
SOON, LATER = 5, 60
_SOON_MS = 120_000

FILES = {
    "following_accounts.csv": List.FOLLOWING,
    "followers.csv": List.FOLLOWERS,
    "blocked_accounts.csv": List.BLOCKED,
    "muted_accounts.csv": List.MUTED,
    "blocked_domains.csv": List.DOMAINS,
}
NAMES = {
    List.FOLLOWING: later("People you follow"),
    List.FOLLOWERS: later("People who follow you"),
    List.BLOCKED: later("People you block"),
    List.MUTED: later("People you mute"),
    List.DOMAINS: later("Servers you hide"),
}


async def show(request: Request) -> Response:
    """GET /settings/transfers"""
    return await _page(request, await require_viewer(request), {}, {})


async def _page(request: Request, viewer: Viewer, errors: Mapping[str, str], typed: Mapping[str, str]) -> Response:
    def read(tx: Tx) -> tuple[dict[List, int], list[tuple[Import, Progress]]]:
        found = stored.of_actor(tx, viewer.actor.id, limit=IMPORTS)
        return stored.counts(tx, viewer.actor.id), [(each, stored.progress(tx, each.id)) for each in found]

    counts, imports = await instance_of(request).db.read(read)
    values = {
        "files": [(name, say(NAMES[what]), counts[what]) for name, what in FILES.items()],
        "lists": [(what.value, say(NAMES[what])) for what in IMPORTED],
        "names": {what: say(name) for what, name in NAMES.items()},
        "imports": imports,
        "errors": errors,
        "typed": {"list": List.FOLLOWING.value, "mode": "merge", **typed},
        "most": (MOST_ROWS, MOST_BYTES // 1_048_576),
    }
    return await templates.page(request, "settings/transfers.html", values, status=422 if errors else 200)


async def export(request: Request) -> Response:
    """GET /settings/export/{file}"""
    viewer = await require_viewer(request)
    name = request.path_params["file"]
    what = FILES.get(name)
    if what is None:
        raise NotFound("no such list")
    data = await transfers.export(instance_of(request), viewer, what)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": respond.PRIVATE}
    return Response(data, 200, headers, media_type="text/csv")


async def bring(request: Request) -> Response:
    """POST /settings/transfers"""
    viewer = await require_viewer(request)
    async with uploads.form(request, max_files=1, max_bytes=MOST_BYTES) as form:
        typed = {"list": form.text("list"), "mode": form.text("mode")}
        file = next(iter(form.files("file")), None)
        if file is None:
            return await _page(request, viewer, {"file": say("Please choose a file.")}, typed)
        if file.too_large:
            problem = {
                "file": say("This file is larger than %(most)s MB. Please split it.", most=MOST_BYTES // 1_048_576)
            }
            return await _page(request, viewer, problem, typed)
        data = await asyncio.to_thread(file.path.read_bytes)
        what = next((each for each in IMPORTED if each.value == typed["list"]), List.FOLLOWERS)
        try:
            ident = await transfers.bring(
                instance_of(request), viewer, what, data, replaces=typed["mode"] == "overwrite"
            )
        except Invalid as error:
            return await _page(request, viewer, error.fields, typed)
    return respond.redirect(f"/settings/import/{ident}")


def _ident(request: Request) -> str:
    ident: str = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such import")
    return ident


def _after(request: Request) -> int:
    typed = request.query_params.get("after", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


async def progress(request: Request) -> Response:
    """GET /settings/import/{id}: asks again by itself while it is at work; `?after=` pages the failures."""
    return await _progress(request, await require_viewer(request), {})


async def _progress(request: Request, viewer: Viewer, errors: Mapping[str, str]) -> Response:
    it, ident, after = instance_of(request), _ident(request), _after(request)

    def read(tx: Tx) -> tuple[Import, Progress, Page[Failure], list[str]]:
        found = transfers.own(tx, viewer, ident)
        asking = found.replaces and found.state is State.READY
        surplus = [target for _, target in transfers.surplus(tx, found)] if asking else []
        return found, stored.progress(tx, ident), stored.failures(tx, ident, after=after, limit=FAILURES), surplus

    found, state, failures, surplus = await it.db.read(read)
    values = {
        "item": found,
        "state": state,
        "failures": failures,
        "surplus": surplus,
        "what": say(NAMES[found.list]),
        "errors": errors,
    }
    response = await templates.page(request, "settings/import.html", values, status=422 if errors else 200)
    if found.state is State.RUNNING and after < 0:
        response.headers["Refresh"] = str(SOON if it.clock() - found.created < _SOON_MS else LATER)
    return response


async def start(request: Request) -> Response:
    """POST /settings/import/{id}/start"""
    return await _set_off(request, transfers.start)


async def again(request: Request) -> Response:
    """POST /settings/import/{id}/again"""
    return await _set_off(request, transfers.again)


async def _set_off(request: Request, step: Callable[[Instance, Viewer, str], Awaitable[None]]) -> Response:
    viewer = await require_viewer(request)
    async with uploads.form(request):
        try:
            await step(instance_of(request), viewer, _ident(request))
        except Invalid as error:
            return await _progress(request, viewer, error.fields)
    return respond.redirect(f"/settings/import/{_ident(request)}")


async def stop(request: Request) -> Response:
    """POST /settings/import/{id}/stop"""
    viewer = await require_viewer(request)
    async with uploads.form(request):
        await transfers.stop(instance_of(request), viewer, _ident(request))
    return respond.redirect(HERE)
