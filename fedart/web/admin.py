"""The desk: appeals, the records of what was withheld, and invitations."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Role, Viewer
from fedart.domain.ids import is_id
from fedart.errors import Invalid, NotFound
from fedart.services import accounts, moderation
from fedart.storage import views_admin
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, require_admin, require_moderator

ITEMS = 40
APPEALS = 10
INVITES = 100
NOTE_LIMIT = 200
INVITED = (Role.ARTIST, Role.MODERATOR, Role.ADMIN)


async def start(request: Request) -> Response:
    """GET /admin"""
    await require_moderator(request)
    return respond.redirect("/admin/appeals")


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


async def _record(request: Request, errors: Mapping[str, str], note: str) -> Response:
    ident = request.path_params["id"]
    record = await instance_of(request).db.read(lambda tx: views_admin.record(tx, ident))
    if record is None:
        raise NotFound("no such record")
    values = {"record": record, "errors": errors, "note": note}
    return await templates.page(request, "admin/record.html", values, status=422 if errors else 200)


async def record(request: Request) -> Response:
    """GET /admin/withheld/{id}"""
    await require_moderator(request)
    return await _record(request, {}, "")


async def decide(request: Request) -> Response:
    """POST /admin/withheld/{id}"""
    viewer = await require_moderator(request)
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such record")
    async with uploads.form(request) as form:
        note, decision = form.text("note"), form.text("decision")
        if decision not in ("keep", "drop"):
            return await _record(request, {"note": "Please choose one of the two buttons."}, note)
        try:
            await moderation.decide(instance_of(request), viewer, ident, keep=decision == "keep", note=note)
        except Invalid as error:
            return await _record(request, error.fields, note)
    return respond.redirect(f"/admin/withheld/{ident}")


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
            problems["role"] = "Please choose what the person will be."
        if len(values["note"]) > NOTE_LIMIT:
            problems["note"] = f"Please keep the note under {NOTE_LIMIT} characters."
        if problems:
            return await _invites(request, viewer, values, problems, "")
        link = await accounts.invite(instance_of(request), viewer, Role(values["role"]), values["note"])
    return await _invites(request, viewer, {"role": "artist", "note": ""}, {}, link)
