"""The desk: appeals, the records of what was withheld, and invitations."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Role, Viewer
from fedart.domain.ids import is_id
from fedart.domain.policy import Action
from fedart.errors import Invalid, NotFound
from fedart.services import accounts, moderation
from fedart.storage import views_admin, views_reports, works
from fedart.storage.database import Tx
from fedart.web import cursor, reasons, report, respond, templates, uploads
from fedart.web.session import instance_of, require_admin, require_moderator
from fedart.words import say

ITEMS = 40
APPEALS = 20
SIMILAR = 6
INVITES = 100
NOTE_LIMIT = 200
INVITED = (Role.ARTIST, Role.MODERATOR, Role.ADMIN)


async def start(request: Request) -> Response:
    """GET /admin: what waits, and how much of it."""
    viewer = await require_moderator(request)
    waiting = await instance_of(request).db.read(lambda tx: views_reports.waiting(tx, viewer.actor.id))
    return await templates.page(request, "admin/start.html", {"waiting": waiting})


async def appeals(request: Request) -> Response:
    """GET /admin/appeals"""
    await require_moderator(request)
    before = cursor.before(request)
    page = await instance_of(request).db.read(lambda tx: views_admin.appeals(tx, before=before, limit=APPEALS))
    return await templates.page(request, "admin/appeals.html", {"page": page})


async def withheld(request: Request) -> Response:
    """GET /admin/withheld"""
    await require_moderator(request)
    before = cursor.before(request)
    page = await instance_of(request).db.read(lambda tx: views_admin.withheld(tx, before=before, limit=ITEMS))
    return await templates.page(request, "admin/withheld.html", {"page": page})


async def desk(request: Request) -> Response:
    """GET /admin/desk: pictures that are shown, but would be withheld if they came today."""
    await require_moderator(request)
    before = cursor.before(request)
    page = await instance_of(request).db.read(lambda tx: views_admin.desk(tx, before=before, limit=ITEMS))
    return await templates.page(request, "admin/desk.html", {"page": page})


@dataclass(frozen=True, slots=True)
class Typed:
    """A decision as it was typed: what was chosen, and words of one's own."""

    decision: str = ""
    reason: str = ""
    note: str = ""


async def _record(request: Request, errors: Mapping[str, str], typed: Typed) -> Response:
    it, ident = instance_of(request), request.path_params["id"]
    done = request.query_params.get("done", "")

    def read(tx: Tx) -> dict[str, object] | None:
        found = views_admin.record(tx, ident)
        if found is None:
            return None
        work = works.by_id(tx, found.work[0]) if found.work else None
        return {
            "record": found,
            "explained": report.explained(found.media, found.judged, it.detector.describe(), work.tags if work else ()),
            "similar": views_admin.similar(tx, ident, limit=SIMILAR),
            "around": views_admin.neighbours(tx, ident),
            "done": views_admin.record(tx, done) if is_id(done) else None,
        }

    values = await it.db.read(read)
    if values is None:
        raise NotFound("no such record")
    shown = {**values, "errors": errors, "typed": typed, "reasons": reasons.REASONS, "own_words": reasons.OWN}
    return await templates.page(request, "admin/record.html", shown, status=422 if errors else 200)


async def record(request: Request) -> Response:
    """GET /admin/withheld/{id}: `?done=` names the case that was decided before this one came up."""
    await require_moderator(request)
    return await _record(request, {}, Typed())


async def decide(request: Request) -> Response:
    """POST /admin/withheld/{id}: leads to the next case that waits."""
    viewer = await require_moderator(request)
    it, ident = instance_of(request), request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such record")
    async with uploads.form(request) as form:
        name = form.text("decision")
        typed = Typed(name, form.text(f"reason_{name}"), form.text("note"))
        if name not in set(reasons.REASONS):
            return await _record(request, {"decision": say("Please choose what becomes of the picture.")}, typed)
        try:
            await moderation.decide(it, viewer, ident, Action(name), reasons.chosen(form, Action(name)))
        except Invalid as error:
            return await _record(request, error.fields, typed)
    around = await it.db.read(lambda tx: views_admin.neighbours(tx, ident))
    following = around.older or around.newer
    return respond.redirect(f"/admin/withheld/{following or ident}" + (f"?done={ident}" if following else ""))


async def _invites(
    request: Request, viewer: Viewer, values: Mapping[str, str], errors: Mapping[str, str], link: str
) -> Response:
    it = instance_of(request)
    made = await it.db.read(lambda tx: views_admin.invites(tx, viewer.account.id, limit=INVITES))
    shown = {"invites": made, "link": link, "days": it.config.accounts.invite_days, "values": values, "errors": errors}
    return await templates.page(request, "admin/invites.html", shown, status=422 if errors else 200)


async def invites(request: Request) -> Response:
    """GET /admin/invites"""
    viewer = await require_admin(request)
    return await _invites(request, viewer, {"role": "artist", "note": ""}, {}, "")


async def invite(request: Request) -> Response:
    """POST /admin/invites: answers with the link itself, which is shown this once."""
    viewer = await require_admin(request)
    async with uploads.form(request) as form:
        values = {"role": form.text("role", "artist"), "note": form.text("note").strip()}
        problems = {}
        if values["role"] not in INVITED:
            problems["role"] = say("Please choose what the person will be.")
        if len(values["note"]) > NOTE_LIMIT:
            problems["note"] = say("Please keep the note under %(most)s characters.", most=NOTE_LIMIT)
        if problems:
            return await _invites(request, viewer, values, problems, "")
        link = await accounts.invite(instance_of(request), viewer, Role(values["role"]), values["note"])
    return await _invites(request, viewer, {"role": "artist", "note": ""}, {}, link)
