"""A work's page, and what people do there: like, pass on, answer, edit, delete."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId, MediaId, WorkId, is_id
from fedart.domain.media import MediaState
from fedart.domain.said import LABELS, Said
from fedart.domain.work import TEXT_LIMIT, Kind, Visibility, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import audience, featured, feeds, reactions, replying, threads
from fedart.services import works as services
from fedart.storage import arranged, crediting, said, stated, syndication, versions, views, views_people, views_work
from fedart.storage.database import Tx
from fedart.storage.views import Card
from fedart.storage.views_work import Post, WorkPage
from fedart.web import (
    albums,
    arranging,
    files,
    filters,
    negotiate,
    people,
    picks,
    respond,
    stating,
    structured,
    templates,
    terms,
    uploads,
)
from fedart.web.files import Account
from fedart.web.negotiate import Form
from fedart.web.session import instance_of, internal, require_viewer, viewer_of
from fedart.words import say

MORE = 4

_Found = tuple[WorkPage, tuple[Post, ...], tuple[Card, ...]]
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
    return await page(request, ident, {}, request.query_params.get("text", "")[:TEXT_LIMIT])


async def page(
    request: Request, ident: WorkId, errors: dict[str, str], reply_text: str, reply_reach: str = ""
) -> Response:
    """The page of a work; with errors it is the answer to a reply that cannot be taken. Raises NotFound."""
    viewer, it = await viewer_of(request), instance_of(request)
    found = await it.db.read(lambda tx: _read(tx, ident, viewer))
    if found is None:
        # What is public elsewhere has a page there; everything else is as missing as what never was (WEB-09).
        return await _missing(request, ident, viewer)
    shown, above, more = found
    lines: tuple[Post | None, ...] = above
    shown = _without_declined(shown, viewer)
    work = shown.post.work
    if work.local and not errors and work.url == it.urls.job(work.id):
        typed = f"?{urlencode({'text': reply_text})}" if reply_text else ""
        return respond.redirect(f"/jobs/{work.id}{typed}", 301)
    if viewer is not None:
        await threads.opened(it, work)
        shown = replace(shown, thread=await feeds.heard(it, viewer.actor.id, shown.thread))
        lines = await feeds.parents(it, viewer.actor.id, above)
    public = work.visibility.anyone and work.state is WorkState.LIVE and work.local
    origin, album = it.config.instance.origin, request.query_params.get("album", "")
    values = {
        "shown": shown,
        "above": lines,
        "more": [card for card in more if not card.covered],
        "accounts": _accounts(shown.post, viewer),
        **await it.db.read(lambda tx: _beside(tx, origin, shown.post) | albums.beside(tx, work, viewer, album)),
        **await it.db.read(lambda tx: picks.beside(tx, work, viewer)),
        "errors": errors,
        "reply_text": reply_text,
        "reply_reach": reply_reach,
        **await it.db.read(lambda tx: terms.beside(tx, work, viewer)),
    }
    return await templates.page(
        request,
        "work.html",
        values,
        status=422 if errors else 200,
        alternate=work.uri if work.local else None,
        private=not public,
    )


def _read(tx: Tx, ident: WorkId, viewer: Viewer | None) -> _Found | None:
    """A work for this viewer, with what it answers and a few more by the same artist."""
    found = views_work.work(tx, ident, viewer)
    if found is None or (viewer is not None and not audience.may_see(tx, found.post.work, viewer.actor)):
        return None
    who, uri = (viewer.actor.id, viewer.actor.uri) if viewer else ("", "")
    above = views_people.ancestors(tx, ident, viewer=who, viewer_uri=uri) if found.post.work.in_reply_to else ()
    more = views.portfolio(tx, found.post.work.actor_id, without=ident, limit=MORE)
    return found, above, more.items


def _beside(tx: Tx, origin: str, post: Post) -> dict[str, object]:
    """What is known of a work beside the work itself, read at once."""
    work, known = post.work, stated.of(tx, post.work.id)
    project = arranging.project(post.pictures, arranged.of(tx, work.id), known)
    public = work.visibility.anyone and work.state is WorkState.LIVE and work.local
    indexable = public and work.visibility is Visibility.PUBLIC and work.kind is Kind.WORK
    kept = any(media.state is MediaState.KEPT for media in post.pictures)
    return {
        "stated": stating.lines(known),
        "project": project,
        "films": project.films if project else tuple(enumerate(known.films, 1)),
        "made": known.year,
        "details": [*details(post), *_told(post, said.shown(tx, work.id))],
        "changed": work.edited is not None and versions.known(tx, work.id),
        "indexable": indexable,
        "structured": structured.work(origin, post, known, crediting.shown(tx, work.id)) if indexable else None,
        "framed": public and kept and syndication.offered(tx, work.actor_id),
    }


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
    rows = [
        (say("Published"), filters.day(work.published)),
        (say("Edited"), filters.day(work.edited) if work.edited else ""),
    ]
    kept = [media for media in post.pictures if media.facts and media.renditions]
    if kept and kept[0].facts:
        width, height = filters.extent(kept[0])
        facts = kept[0].facts
        rows.append((say("Original"), f"{facts.width} × {facts.height}"))
        rows.append(
            (say("Shown here"), f"{width} × {height}" if (width, height) != (facts.width, facts.height) else "")
        )
    rows.append((say("From"), "" if work.local else post.by.host))
    rows.append((say("Training"), say("Asks crawlers not to train on it") if work.local else ""))
    return rows


def _told(post: Post, shown: Mapping[MediaId, Mapping[Said, str]]) -> list[tuple[str, str]]:
    """What the artist shows of what the files say: label and value, with the picture's number where there are more."""
    several = len(post.pictures) > 1
    return [
        (_labelled(fact, media.position + 1 if several else 0), value)
        for media in post.pictures
        for fact, value in shown.get(media.id, {}).items()
    ]


def _labelled(fact: Said, number: int) -> str:
    label = say(LABELS[fact])
    return say("%(label)s, picture %(number)s", label=label, number=number) if number else label


def _accounts(post: Post, viewer: Viewer | None) -> list[Account]:
    """What became of the files, for their artist alone."""
    if viewer is None or viewer.actor.id != post.work.actor_id:
        return []
    return [account for media in post.pictures if (account := files.account(media)) is not None]


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


async def pin(request: Request) -> Response:
    """POST /works/{id}/pin: one's own work among one's highlights."""
    viewer = await require_viewer(request)
    ident = ident_of(request)
    async with uploads.form(request):
        try:
            await featured.pin(instance_of(request), viewer, ident)
        except Invalid as error:
            return await page(request, ident, error.fields, "")
    return respond.redirect(f"/works/{ident}")


async def unpin(request: Request) -> Response:
    """POST /works/{id}/unpin"""
    viewer = await require_viewer(request)
    ident = ident_of(request)
    async with uploads.form(request):
        await featured.unpin(instance_of(request), viewer, ident)
    return respond.redirect(f"/works/{ident}")


async def reply(request: Request) -> Response:
    """POST /works/{id}/reply"""
    viewer = await require_viewer(request)
    ident = ident_of(request)
    async with uploads.form(request) as form:
        text, reach = form.text("text"), Visibility.read(form.text("visibility", Visibility.PUBLIC))
        try:
            made = await replying.reply(instance_of(request), viewer.actor.id, ident, text, visibility=reach)
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
