"""Reports on the desk: what people here and other servers reported, and what moderators decide about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import WorkId, is_id
from fedart.domain.report import Decision
from fedart.errors import Invalid, NotFound
from fedart.services import casework
from fedart.storage import views_reports
from fedart.storage.database import Tx
from fedart.storage.views_reports import Case
from fedart.web import cursor, reasons, respond, templates, uploads
from fedart.web.session import instance_of, require_moderator
from fedart.words import say

ITEMS = 40
EARLIER = 8


@dataclass(frozen=True, slots=True)
class Typed:
    """A decision as it was typed: what was chosen, for which works, and words of one's own. `works` None: all."""

    decision: str = ""
    reason: str = ""
    note: str = ""
    works: tuple[str, ...] | None = None
    also: bool = False


async def listing(request: Request) -> Response:
    """GET /admin/reports: those that wait, or with `?show=decided` the others."""
    viewer = await require_moderator(request)
    closed, before = request.query_params.get("show") == "decided", cursor.before(request)
    page = await instance_of(request).db.read(
        lambda tx: views_reports.listed(tx, viewer.actor.id, closed=closed, before=before, limit=ITEMS)
    )
    return await templates.page(request, "admin/reports.html", {"page": page, "closed": closed})


async def show(request: Request) -> Response:
    """GET /admin/reports/{id}: `?done=` names the report that was decided before this one came up."""
    viewer = await require_moderator(request)
    return await _page(request, viewer, {}, Typed())


async def _page(request: Request, viewer: Viewer, errors: Mapping[str, str], typed: Typed) -> Response:
    ident, done = request.path_params["id"], request.query_params.get("done", "")

    def read(tx: Tx) -> tuple[Case | None, Case | None]:
        before = views_reports.case(tx, viewer.actor.id, done, limit=0) if is_id(done) else None
        return views_reports.case(tx, viewer.actor.id, ident, limit=EARLIER), before

    case, before = await instance_of(request).db.read(read)
    if case is None:
        raise NotFound("no such report")
    values = {
        "case": case,
        "done": before.filed if before else None,
        "errors": errors,
        "typed": typed,
        "reasons": reasons.ABOUT_REPORTS,
        "own_words": reasons.OWN,
    }
    return await templates.page(request, "admin/report.html", values, status=422 if errors else 200)


async def decide(request: Request) -> Response:
    """POST /admin/reports/{id}: leads to the next report that waits."""
    viewer = await require_moderator(request)
    it, ident = instance_of(request), request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such report")
    async with uploads.form(request) as form:
        name, chosen = form.text("decision"), form.all("works")
        typed = Typed(name, form.text(f"reason_{name}"), form.text("note"), chosen, form.checked(f"also_{name}"))
        if name not in set(Decision):
            return await _page(request, viewer, {"decision": say("Please choose what becomes of the report.")}, typed)
        decision = Decision(name)
        works = [WorkId(work) for work in chosen] if decision is Decision.REMOVE or typed.also else []
        try:
            await casework.decide(it, viewer, ident, decision, reasons.chosen(form, decision), works)
        except Invalid as error:
            return await _page(request, viewer, error.fields, typed)
    around = await it.db.read(lambda tx: views_reports.around(tx, viewer.actor.id, ident))
    following = around.older or around.newer
    return respond.redirect(f"/admin/reports/{following or ident}" + (f"?done={ident}" if following else ""))
