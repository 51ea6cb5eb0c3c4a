"""Pictures of one's own that are withheld or marked: the list, the report about each, and the appeal."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.config import DetectorSettings
from fedart.domain.ids import MediaId, is_id
from fedart.domain.media import Label, MediaState
from fedart.domain.policy import Action
from fedart.domain.report import APPEAL_LIMIT
from fedart.errors import Invalid, NotFound
from fedart.services import appeals
from fedart.services.appeals import ProcessUpload
from fedart.storage import views_home, works
from fedart.storage.database import Tx
from fedart.storage.views_home import HeldReport
from fedart.web import cursor, report, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import say

ITEMS = 40
SOON, LATER = 5, 60
"""Seconds after which a page about a check that has not finished asks again; later, when it takes long."""

SOON_MS = 120_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What the appeal form says: characters, files, bytes of one file, days until files are deleted."""

    text: int
    files: int
    file_bytes: int
    keep_days: int


def limits_of(settings: DetectorSettings) -> Limits:
    return Limits(APPEAL_LIMIT, settings.appeal_files, settings.appeal_file_bytes, settings.appeal_keep_days)


def state_of(found: HeldReport) -> str:
    """What the page is about: checking, waiting, released, right, marked, noted or declined."""
    media, judged = found.media, found.judged
    if media.state is MediaState.KEPT:
        if media.label is Label.NONE:
            return "released"
        return "marked" if media.label.public else "noted"
    if media.state is MediaState.HELD:
        unfinished = judged.verdict.reason == "error" and found.plea is None and found.decided is None
        return "checking" if unfinished else "waiting"
    return "right" if judged.decision is Action.KEEP else "declined"


async def listing(request: Request) -> Response:
    """GET /held"""
    viewer = await require_viewer(request)
    before = cursor.before(request)
    page = await instance_of(request).db.read(
        lambda tx: views_home.withheld_uploads(tx, viewer.actor.id, before=before, limit=ITEMS)
    )
    return await templates.page(request, "held_list.html", {"page": page})


async def _page(request: Request, errors: Mapping[str, str], text: str, *, write: bool) -> Response:
    viewer = await require_viewer(request)
    it, ident = instance_of(request), request.path_params["id"]

    def read(tx: Tx) -> tuple[HeldReport, tuple[str, ...]] | None:
        found = views_home.report(tx, ident, viewer.actor.id)
        work = works.by_id(tx, found.work[0]) if found and found.work else None
        return (found, work.tags if work else ()) if found else None

    known = await it.db.read(read)
    if known is None:
        raise NotFound("no withheld picture of theirs")
    found, tags = known
    state = state_of(found)
    if state == "checking" and write:
        state = "waiting"
    values = {
        "report": found,
        "state": state,
        "writes": found.may_appeal,
        "explained": report.explained(found.media, found.judged, it.detector.describe(), tags),
        "errors": errors,
        "text": text,
        "limits": limits_of(it.config.detector),
    }
    response = await templates.page(request, "held.html", values, status=422 if errors else 200)
    if state == "checking":
        response.headers["Refresh"] = str(SOON if it.clock() - found.created < SOON_MS else LATER)
    return response


async def show(request: Request) -> Response:
    """GET /held/{id}: asks again by itself while the check has not finished; `?write=1` brings the form instead."""
    return await _page(request, {}, "", write="write" in request.query_params)


def _too_large(form: uploads.Form, limits: Limits) -> dict[str, str]:
    """What is wrong with the files before anybody looks into them."""
    if form.too_many:
        return {"files": say("Please choose up to %(most)s files.", most=limits.files)}
    large = next((file for file in form.files("files") if file.too_large), None)
    most = limits.file_bytes // 1_048_576
    return (
        {"files": say("%(name)s is larger than %(most)s MB. A smaller export is enough.", name=large.name, most=most)}
        if large
        else {}
    )


async def appeal(request: Request) -> Response:
    """POST /held/{id}"""
    viewer = await require_viewer(request)
    it, ident = instance_of(request), request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such picture")
    limits = limits_of(it.config.detector)
    async with uploads.form(request, max_files=limits.files, max_bytes=limits.file_bytes) as form:
        text = form.text("text")
        problems = _too_large(form, limits)
        if problems:
            return await _page(request, problems, text, write=True)
        files = [ProcessUpload(file.path, file.name) for file in form.files("files")]
        try:
            await appeals.appeal(it, viewer, MediaId(ident), text, files)
        except Invalid as error:
            return await _page(request, error.fields, text, write=True)
    return respond.redirect(f"/held/{ident}#appeal")
