"""Studios of whoever is signed in: the ones they act for, founding one, and the desk of each."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor, Viewer
from fedart.domain.forms import Upload
from fedart.domain.ids import ActorId, is_id
from fedart.domain.practice import line
from fedart.domain.studios import ABOUT_LIMIT, MOST, NAME_LIMIT, WEBSITE_LIMIT, Rank, StudioForm
from fedart.errors import Invalid, NotFound
from fedart.services import studios as services
from fedart.storage import studios as stored
from fedart.storage import views, views_studios
from fedart.storage.database import Tx
from fedart.storage.views_studios import Belonging
from fedart.web import cursor, job_facts, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import say

JOBS: Final = 40
LIMITS: Final = {"name": NAME_LIMIT, "about": ABOUT_LIMIT, "website": WEBSITE_LIMIT, "studios": MOST}
BLANK: Final = {"name": "", "username": "", "about": "", "website": ""}
Typed = Mapping[str, str]


def form_of(form: uploads.Form) -> StudioForm:
    """A studio as it was typed."""
    return StudioForm(line(form.text("name")), form.text("about").strip(), form.text("website").strip())


def ident_of(request: Request) -> ActorId:
    """The studio that the path names. Raises NotFound for what is no id."""
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such studio")
    return ActorId(ident)


def desk_of(ident: str, part: str = "") -> str:
    """The address of a studio's desk."""
    return f"/studios/{ident}" + (f"#{part}" if part else "")


async def listing(request: Request) -> Response:
    """GET /studios: those that one acts for, those that ask, and the form to found one"""
    return await _listing(request, await require_viewer(request), BLANK, {})


async def _listing(request: Request, viewer: Viewer, typed: Typed, errors: Mapping[str, str]) -> Response:
    def read(tx: Tx) -> tuple[tuple[Belonging, ...], int]:
        return views_studios.of_person(tx, viewer.actor.id), stored.founded(tx, viewer.actor.id)

    found, founded = await instance_of(request).db.read(read)
    values = {
        "asked": [each for each in found if each.member.asked and not each.suspended],
        "mine": [each for each in found if not each.member.asked],
        "may_found": founded < MOST,
        "values": typed,
        "errors": errors,
        "limits": LIMITS,
    }
    return await templates.page(request, "studios.html", values, status=422 if errors else 200)


async def found(request: Request) -> Response:
    """POST /studios"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        typed = {name: form.text(name) for name in BLANK}
        try:
            made = await services.found(instance_of(request), viewer, form_of(form), typed["username"])
        except Invalid as error:
            return await _listing(request, viewer, typed, error.fields)
    return respond.redirect(desk_of(made.id))


async def desk(request: Request) -> Response:
    """GET /studios/{id}"""
    return await show(request, await require_viewer(request), {})


async def show(
    request: Request, viewer: Viewer, errors: Mapping[str, str], typed: Typed | None = None, saved: str = ""
) -> Response:
    """The desk of a studio, with what was wrong with the form that was sent. Raises NotFound unless they act for it."""
    it, ident, before = instance_of(request), ident_of(request), cursor.before(request)

    def read(tx: Tx) -> tuple[Actor, dict[str, object]]:
        studio, member = services.of(tx, viewer.actor.id, ident)
        head = views.artist(tx, studio.username, studio.host)
        return studio, {
            "studio": studio,
            "person": head.person if head else None,
            "owner": member.rank is Rank.OWNER,
            "people": views_studios.people(tx, ident),
            "domains": stored.domains(tx, ident),
            "website": stored.website(tx, ident) or "",
            "jobs": views_studios.all_jobs(tx, ident, before=before, limit=JOBS),
        }

    studio, found = await it.db.read(read)
    now = {"name": studio.name, "about": studio.summary_source, "website": found["website"], "handle": "", "domain": ""}
    values = {
        **found,
        "facts": job_facts,
        "ranks": [(each.value, say(each.words)) for each in (Rank.EDITOR, Rank.OWNER)],
        "values": {**now, "rank": Rank.EDITOR.value, **(typed or {})},
        "errors": errors,
        "saved": saved or request.query_params.get("saved", ""),
        "limits": LIMITS,
    }
    return await templates.page(request, "studio_desk.html", values, status=422 if errors else 200, private=True)


async def edit(request: Request) -> Response:
    """POST /studios/{id}: its name, text and website"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        try:
            await services.edit(it, viewer, ident, form_of(form))
        except Invalid as error:
            typed = {name: form.text(name) for name in ("name", "about", "website")}
            return await show(request, viewer, error.fields, typed)
    return respond.redirect(f"/studios/{ident}?saved=profile")


async def portray(request: Request) -> Response:
    """POST /studios/{id}/portrait: another one, or none"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request, max_files=1) as form:
        await it.db.read(lambda tx: services.owned(tx, viewer.actor.id, ident))
        file = next(iter(form.files("avatar")), None)
        if file is None and form.text("do") != "remove":
            return await show(request, viewer, {"avatar": say("Please choose a picture.")})
        if file is not None and file.too_large:
            most = it.config.media.max_bytes // 1_048_576
            wrong = say("%(name)s is larger than %(most)s MB.", name=file.name, most=most)
            return await show(request, viewer, {"avatar": wrong})
        try:
            state = await services.portray(it, viewer, ident, Upload(file.path, file.name) if file else None)
        except Invalid as error:
            return await show(request, viewer, error.fields)
    return respond.redirect(f"/studios/{ident}?saved={state.value if state else 'profile'}")


async def close(request: Request) -> Response:
    """POST /studios/{id}/close: for good, after its whole address"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        try:
            await services.close(it, viewer, ident, form.text("close"))
        except Invalid as error:
            return await show(request, viewer, error.fields)
    return respond.redirect("/studios")
