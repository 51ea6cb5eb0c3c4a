"""Who is kept out: suspended people and refused servers, each with its reason and the way back."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import ActorId, is_id
from fedart.errors import Invalid, NotFound
from fedart.services import moderation, sanctions
from fedart.storage import views_reports
from fedart.storage.database import Tx
from fedart.storage.views import Page
from fedart.storage.views_reports import RefusedDomain, Suspended
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_moderator
from fedart.words import say

PEOPLE = 40
LAST = (2**62, "~")
EMPTY = {"domain": "", "reason": "", "person": ""}


def _before(request: Request) -> tuple[int, str]:
    """The cursor of the list of people: `time|id` of the last one shown."""
    since, _, ident = request.query_params.get("before", "").partition("|")
    return (int(since), ident) if since.isascii() and since.isdigit() and len(since) < 16 and is_id(ident) else LAST


async def show(request: Request) -> Response:
    """GET /admin/refused"""
    await require_moderator(request)
    return await _page(request, EMPTY, {})


async def _page(request: Request, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    before = _before(request)

    def read(tx: Tx) -> tuple[Page[Suspended], tuple[RefusedDomain, ...]]:
        return views_reports.suspended(tx, before=before, limit=PEOPLE), views_reports.refused(tx)

    page, domains = await instance_of(request).db.read(read)
    values = {"page": page, "domains": domains, "typed": typed, "errors": errors}
    return await templates.page(request, "admin/refused.html", values, status=422 if errors else 200)


async def lift(request: Request) -> Response:
    """POST /admin/refused/lift: ends somebody's suspension."""
    viewer = await require_moderator(request)
    async with uploads.form(request) as form:
        person = form.text("person")
        if not is_id(person):
            raise NotFound("no such person")
        try:
            await sanctions.lift(instance_of(request), viewer, ActorId(person), form.text("why"))
        except Invalid as error:
            problems = {f"why-{person}": text for text in error.fields.values()}
            return await _page(request, {**EMPTY, "person": person}, problems)
    return respond.redirect("/admin/refused")


async def refuse(request: Request) -> Response:
    """POST /admin/refused/servers: refuses a server with everything under it."""
    viewer = await require_moderator(request)
    async with uploads.form(request) as form:
        typed = {**EMPTY, "domain": form.text("domain"), "reason": form.text("reason").strip()}
        if not typed["reason"]:
            return await _page(request, typed, {"reason": say("Please say why; other moderators read it.")})
        try:
            await moderation.block_domain(instance_of(request), viewer.account, typed["domain"], typed["reason"])
        except Invalid as error:
            return await _page(request, typed, error.fields)
    return respond.redirect("/admin/refused#servers")


async def admit(request: Request) -> Response:
    """POST /admin/refused/servers/remove: talks to a server again."""
    viewer = await require_moderator(request)
    async with uploads.form(request) as form:
        await moderation.unblock_domain(instance_of(request), viewer.account, form.text("domain"))
    return respond.redirect("/admin/refused#servers")
