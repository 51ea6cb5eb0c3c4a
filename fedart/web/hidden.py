"""Less of somebody: mute, block, hide a whole server, hide words, report. And the list of all that, to take it back."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import ActorId, WorkId, is_id
from fedart.domain.mature import Eyes, Mature, Sight
from fedart.domain.mature import read as reads
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import blocks, hiding, reports
from fedart.services import habits as choosing
from fedart.storage import actors, habits, hidden, views_work
from fedart.storage.database import Tx
from fedart.storage.hidden import Hidden, Relation
from fedart.storage.views import Page
from fedart.storage.views_work import WorkPage
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, internal, require_viewer
from fedart.web.uploads import Form

PEOPLE = 50
DAY = 24 * 3_600_000
SPANS = {"day": DAY, "week": 7 * DAY}
SETTINGS = "/settings/hidden"

Act = Callable[[Instance, ActorId, ActorId], Awaitable[None]]


def _person(request: Request) -> ActorId:
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such person")
    return ActorId(ident)


async def menu(request: Request) -> Response:
    """GET /people/{id}/hide; `?work=` names the post it began with, `?next=` the page to come back to."""
    viewer = await require_viewer(request)
    relation = await _relation(request, viewer)
    values = {
        "relation": relation,
        "work": request.query_params.get("work", ""),
        "next": internal(request.query_params.get("next"), relation.person.path),
    }
    return await templates.page(request, "hide.html", values)


async def _relation(request: Request, viewer: Viewer) -> Relation:
    it, who, person = instance_of(request), viewer.actor.id, _person(request)
    found = await it.db.read(lambda tx: hidden.relation(tx, who, person, it.clock()))
    if found is None:
        raise NotFound("no such person")
    return found


async def mute(request: Request) -> Response:
    """POST /people/{id}/mute"""
    viewer = await require_viewer(request)
    person = _person(request)
    it = instance_of(request)
    async with uploads.form(request) as form:
        span = SPANS.get(form.text("for"))
        await blocks.mute(it, viewer.actor.id, person, until=it.clock() + span if span else None)
    return _back(form)


async def unmute(request: Request) -> Response:
    """POST /people/{id}/unmute"""
    return await _act(request, blocks.unmute)


async def block(request: Request) -> Response:
    """POST /people/{id}/block"""
    return await _act(request, blocks.block)


async def unblock(request: Request) -> Response:
    """POST /people/{id}/unblock"""
    return await _act(request, blocks.unblock)


async def _act(request: Request, act: Act) -> Response:
    viewer = await require_viewer(request)
    person = _person(request)
    async with uploads.form(request) as form:
        await act(instance_of(request), viewer.actor.id, person)
    return _back(form)


def _back(form: Form) -> Response:
    return respond.redirect(internal(form.text("next"), SETTINGS))


# --- the report -------------------------------------------------------------------------------------------------------


async def ask_report(request: Request) -> Response:
    """GET /people/{id}/report; `?work=` names the post that it is about."""
    viewer = await require_viewer(request)
    return await _report_page(request, viewer, Form({"work": (request.query_params.get("work", ""),)}), {})


async def _report_page(
    request: Request, viewer: Viewer, form: Form, errors: Mapping[str, str], *, sent: bool = False
) -> Response:
    relation = await _relation(request, viewer)
    work = await _named(request, viewer, relation.person.id, form.text("work"))
    values = {
        "relation": relation,
        "work": work,
        "text": form.text("text"),
        "next": internal(form.text("next") or request.query_params.get("next"), relation.person.path),
        "errors": errors,
        "sent": sent,
    }
    return await templates.page(request, "report.html", values, status=422 if errors else 200)


async def _named(request: Request, viewer: Viewer, person: ActorId, ident: str) -> WorkPage | None:
    """The work that a report begins with, when it is theirs and the viewer may see it."""
    if not is_id(ident):
        return None
    found = await instance_of(request).db.read(lambda tx: views_work.work(tx, ident, viewer))
    return found if found is not None and found.post.work.actor_id == person else None


async def report(request: Request) -> Response:
    """POST /people/{id}/report"""
    viewer = await require_viewer(request)
    it, person = instance_of(request), _person(request)
    async with uploads.form(request) as form:
        actor: Actor | None = await it.db.read(lambda tx: actors.by_id(tx, person))
        if actor is None:
            raise NotFound("no such person")
        mentioned = [WorkId(ident) for ident in form.all("works") if is_id(ident)]
        try:
            await reports.report(it, viewer, actor, mentioned, form.text("text"), forward=form.checked("forward"))
        except Invalid as error:
            return await _report_page(request, viewer, form, error.fields)
    return await _report_page(request, viewer, form, {}, sent=True)


# --- the list ---------------------------------------------------------------------------------------------------------


async def settings(request: Request) -> Response:
    """GET /settings/hidden; `?muted=` and `?blocked=` are the last ones of the page before."""
    return await _settings(request, {}, {})


async def _settings(request: Request, typed: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    viewer = await require_viewer(request)
    it, who = instance_of(request), viewer.actor.id
    after = {name: request.query_params.get(name, "") for name in ("muted", "blocked")}

    def read(tx: Tx) -> tuple[Page[Hidden], Page[Hidden], list[str], list[tuple[str, str]], Eyes]:
        return (
            hidden.muted(tx, who, it.clock(), after=after["muted"], limit=PEOPLE),
            hidden.blocked(tx, who, after=after["blocked"], limit=PEOPLE),
            hidden.domains(tx, who),
            hidden.phrases(tx, who),
            habits.of(tx, who).eyes,
        )

    muted, blocked, domains, phrases, own = await it.db.read(read)
    values = {
        "muted": muted,
        "blocked": blocked,
        "domains": domains,
        "phrases": phrases,
        "sights": [(each, own.of(each)) for each in Mature],
        "typed": {"domain": "", "words": "", **typed},
        "errors": errors,
    }
    return await templates.page(request, "settings/hidden.html", values, status=422 if errors else 200)


async def look(request: Request) -> Response:
    """POST /settings/hidden/marked: how one wants to meet each category of marked works."""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        wanted = {each: form.text(each.key) for each in Mature}
        eyes = Eyes(
            reads([each.key for each, sight in wanted.items() if sight == Sight.SHOW]),
            reads([each.key for each, sight in wanted.items() if sight == Sight.HIDE]),
        )
        await choosing.look(instance_of(request), viewer.actor.id, eyes)
    return respond.redirect(f"{SETTINGS}?saved#marked")


async def hide_domain(request: Request) -> Response:
    """POST /settings/hidden/domains"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        typed = form.text("domain")
        try:
            await hiding.hide_domain(instance_of(request), viewer.actor.id, typed)
        except Invalid as error:
            return await _settings(request, {"domain": typed}, error.fields)
    return respond.redirect(internal(form.text("next"), f"{SETTINGS}#domains"))


async def show_domain(request: Request) -> Response:
    """POST /settings/hidden/domains/remove"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        await hiding.show_domain(instance_of(request), viewer.actor.id, form.text("domain"))
    return respond.redirect(internal(form.text("next"), f"{SETTINGS}#domains"))


async def hide_words(request: Request) -> Response:
    """POST /settings/hidden/words"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        typed = form.text("words")
        try:
            await hiding.hide_words(instance_of(request), viewer.actor.id, typed)
        except Invalid as error:
            return await _settings(request, {"words": typed}, error.fields)
    return respond.redirect(f"{SETTINGS}#phrases")


async def show_words(request: Request) -> Response:
    """POST /settings/hidden/words/{id}/remove"""
    viewer = await require_viewer(request)
    async with uploads.form(request):
        await hiding.show_words(instance_of(request), viewer.actor.id, request.path_params["id"])
    return respond.redirect(f"{SETTINGS}#phrases")
