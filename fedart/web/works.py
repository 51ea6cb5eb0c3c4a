"""A work's page, and what people do there: like, pass on, answer, edit, delete."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId, WorkId, is_id
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import audience, feeds, reactions, threads
from fedart.services import works as services
from fedart.storage import views, views_people, views_work
from fedart.storage.database import Tx
from fedart.storage.views import Card
from fedart.storage.views_work import Post, WorkPage
from fedart.web import filters, negotiate, people, respond, templates, uploads
from fedart.web.negotiate import Form
from fedart.web.session import instance_of, internal, require_viewer, viewer_of

MORE = 4

Act = Callable[[Instance, ActorId, WorkId], Awaitable[None]]


def ident_of(request: Request) -> WorkId:
    """The work that the address names. Raises NotFound for what cannot be an id."""
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such work")
    return WorkId(ident)


async def show(request: Request) -> Response:
    """GET /works/{id}"""
    ident = ident_of(request)
    if negotiate.prefers(request.headers.get("accept"), Form.PAGE) is Form.DOCUMENT:
        return respond.see(instance_of(request).urls.object(ident), respond.VARY_DOCUMENT)
    return await page(request, ident, {}, "")


async def page(
    request: Request, ident: WorkId, errors: dict[str, str], reply_text: str, reply_reach: str = ""
) -> Response:
    """The page of a work; with errors it is the answer to a reply that cannot be taken. Raises NotFound."""
    viewer = await viewer_of(request)

    found = await instance_of(request).db.read(lambda tx: _read(tx, ident, viewer))
    if found is None:
        # What is public elsewhere has a page there; everything else is as missing as what never was (WEB-09).
        return await _missing(request, ident, viewer)
    shown, above, more = found
    shown = _without_declined(shown, viewer)
    work = shown.post.work
    if viewer is not None:
        await threads.opened(instance_of(request), work)
        shown = replace(shown, thread=await feeds.heard(instance_of(request), viewer.actor.id, shown.thread))
    values = {
        "shown": shown,
        "above": above,
        "more": [card for card in more if not card.covered],
        "details": details(shown.post),
        "indexable": work.local and work.visibility is Visibility.PUBLIC and work.kind is Kind.WORK,
        "errors": errors,
        "reply_text": reply_text,
        "reply_reach": reply_reach,
    }
    public = work.visibility.anyone and work.state is WorkState.LIVE and work.local
    return await templates.page(
        request,
        "work.html",
        values,
        status=422 if errors else 200,
        alternate=work.uri if work.local else None,
        private=not public,
    )


def _read(tx: Tx, ident: WorkId, viewer: Viewer | None) -> tuple[WorkPage, tuple[Post, ...], tuple[Card, ...]] | None:
    """A work for this viewer, with what it answers and a few more by the same artist."""
    found = views_work.work(tx, ident, viewer)
    if found is None or (viewer is not None and not audience.may_see(tx, found.post.work, viewer.actor)):
        return None
    who, uri = (viewer.actor.id, viewer.actor.uri) if viewer else ("", "")
    above = views_people.ancestors(tx, ident, viewer=who, viewer_uri=uri) if found.post.work.in_reply_to else ()
    more = views.portfolio(tx, found.post.work.actor_id, without=ident, limit=MORE)
    return found, above, more.items


async def _missing(request: Request, ident: WorkId, viewer: Viewer | None) -> Response:
    if viewer is not None:
        raise NotFound("no such work")
    return await people.away(request, ident)


def _without_declined(shown: WorkPage, viewer: Viewer | None) -> WorkPage:
    """A picture of ours that was declined leaves no mark on the work; its artist still sees the place."""
    work = shown.post.work
    if not work.local or (viewer is not None and viewer.actor.id == work.actor_id):
        return shown
    return shown.showing(tuple(m for m in shown.post.pictures if m.state is MediaState.KEPT))


def details(post: Post) -> list[tuple[str, str]]:
    """The facts beside a work: label and value."""
    work = post.work
    rows = [("Published", filters.day(work.published)), ("Edited", filters.day(work.edited) if work.edited else "")]
    kept = [media for media in post.pictures if media.facts and media.renditions]
    if kept and kept[0].facts:
        width, height = filters.extent(kept[0])
        facts = kept[0].facts
        rows.append(("Original", f"{facts.width} × {facts.height}"))
        rows.append(("Shown here", f"{width} × {height}" if (width, height) != (facts.width, facts.height) else ""))
    rows.append(("From", "" if work.local else post.by.host))
    rows.append(("Training", "Asks crawlers not to train on it" if work.local else ""))
    return rows


async def _act(request: Request, act: Act) -> Response:
    viewer = await require_viewer(request)
    ident = ident_of(request)
    async with uploads.form(request) as form:
        await act(instance_of(request), viewer.actor.id, ident)
    return respond.redirect(internal(form.text("next"), f"/works/{ident}"))


async def like(request: Request) -> Response:
    """POST /works/{id}/like"""
    return await _act(request, reactions.like)


async def unlike(request: Request) -> Response:
    """POST /works/{id}/unlike"""
    return await _act(request, reactions.unlike)


async def boost(request: Request) -> Response:
    """POST /works/{id}/boost"""
    return await _act(request, reactions.boost)


async def unboost(request: Request) -> Response:
    """POST /works/{id}/unboost"""
    return await _act(request, reactions.unboost)


async def reply(request: Request) -> Response:
    """POST /works/{id}/reply"""
    viewer = await require_viewer(request)
    ident = ident_of(request)
    async with uploads.form(request) as form:
        text, reach = form.text("text"), Visibility.read(form.text("visibility", Visibility.PUBLIC))
        try:
            made = await services.reply(instance_of(request), viewer.actor.id, ident, text, visibility=reach)
        except Invalid as error:
            return await page(request, ident, error.fields, text, reach)
    return respond.redirect(f"/works/{ident}#reply-{made}")


async def ask_delete(request: Request) -> Response:
    """GET /works/{id}/delete"""
    viewer = await require_viewer(request)
    ident = ident_of(request)
    own = await instance_of(request).db.read(lambda tx: views_work.own_work(tx, ident, viewer.actor.id))
    if own is None:
        raise NotFound("no such work of theirs")
    return await templates.page(request, "delete.html", {"work": own.work, "pictures": own.pictures})


async def delete(request: Request) -> Response:
    """POST /works/{id}/delete"""
    viewer = await require_viewer(request)
    ident = ident_of(request)
    async with uploads.form(request):
        await services.delete(instance_of(request), viewer.actor.id, ident)
    return respond.redirect(f"/@{viewer.actor.username}")
