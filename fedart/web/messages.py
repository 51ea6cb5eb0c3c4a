"""Direct messages: conversations, requests by strangers, and the forms to write and answer."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import WorkId, is_id
from fedart.domain.talk import TalkState
from fedart.domain.work import TEXT_LIMIT
from fedart.errors import Invalid, NotFound
from fedart.services import messages as services
from fedart.services.filling import split
from fedart.storage import messages
from fedart.storage.database import Tx
from fedart.storage.messages import Listed, Talk
from fedart.storage.views import Page, Person
from fedart.storage.views_work import Post
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer

TALKS = 30
MESSAGES = 40
PEOPLE_LIMIT = 2_000


async def show(request: Request) -> Response:
    """GET /messages"""
    return await _folder(request, TalkState.OPEN)


async def requests(request: Request) -> Response:
    """GET /messages/requests"""
    return await _folder(request, TalkState.ASKED)


async def hidden(request: Request) -> Response:
    """GET /messages/hidden"""
    return await _folder(request, TalkState.HIDDEN)


async def _folder(request: Request, state: TalkState) -> Response:
    viewer = await require_viewer(request)
    it, before = instance_of(request), cursor.before(request)

    def read(tx: Tx) -> tuple[Page[Listed], int]:
        page = messages.listed(tx, viewer.actor, state, it.clock(), before=before, limit=TALKS)
        return page, messages.asked(tx, viewer.actor.id, it.clock())

    page, asked = await it.db.read(read)
    return await templates.page(request, "messages.html", {"page": page, "folder": state.value, "asked": asked})


async def start(request: Request) -> Response:
    """GET /messages/new; `?to=` fills in whom it is for."""
    return await _composer(request, request.query_params.get("to", "")[:PEOPLE_LIMIT], "", {})


async def _composer(request: Request, people: str, text: str, errors: Mapping[str, str]) -> Response:
    await require_viewer(request)
    values = {"people": people, "text": text, "limit": TEXT_LIMIT, "errors": errors}
    return await templates.page(request, "message_new.html", values, status=422 if errors else 200)


async def write(request: Request) -> Response:
    """POST /messages"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        people, text = form.text("people"), form.text("text")
        try:
            root = await services.write(instance_of(request), viewer.actor.id, split(people), text)
        except Invalid as error:
            return await _composer(request, people, text, error.fields)
    return respond.redirect(f"/messages/{root}")


def _root(request: Request) -> WorkId:
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such conversation")
    return WorkId(ident)


async def talk(request: Request) -> Response:
    """GET /messages/{id}; once it is shown, its news count as read."""
    viewer = await require_viewer(request)
    await services.seen(instance_of(request), viewer.actor.id, _root(request))
    return await _talk(request, "", {})


async def _talk(request: Request, text: str, errors: Mapping[str, str]) -> Response:
    viewer = await require_viewer(request)
    it, root, before = instance_of(request), _root(request), cursor.before(request)
    me = viewer.actor

    def read(tx: Tx) -> tuple[Talk, Page[Post], list[Person]] | None:
        found = messages.talk(tx, me.id, root)
        page = messages.said(tx, me, root, it.clock(), before=before, limit=MESSAGES)
        if found is None or not page.items:
            return None
        return found, page, _company(tx, me.id, page.items[0])

    shown = await it.db.read(read)
    if shown is None:
        raise NotFound("no such conversation")
    found, page, company = shown
    values = {
        "talk": found,
        "said": tuple(reversed(page.items)),
        "more": page.more,
        "paged": "before" in request.query_params,
        "company": company,
        "text": text,
        "errors": errors,
    }
    return await templates.page(request, "message.html", values, status=422 if errors else 200)


def _company(tx: Tx, me: str, last: Post) -> list[Person]:
    """Everybody else in a conversation, as its last message has it; whoever wrote that first."""
    people = {person.id: person for person in (last.by, *messages.people(tx, last.work.id))}
    return [person for person in people.values() if person.id != me]


async def answer(request: Request) -> Response:
    """POST /messages/{id}"""
    viewer = await require_viewer(request)
    root = _root(request)
    async with uploads.form(request) as form:
        text = form.text("text")
        try:
            await services.answer(instance_of(request), viewer.actor.id, root, text)
        except Invalid as error:
            return await _talk(request, text, error.fields)
    return respond.redirect(f"/messages/{root}#end")


async def accept(request: Request) -> Response:
    """POST /messages/{id}/accept"""
    viewer = await require_viewer(request)
    root = _root(request)
    async with uploads.form(request):
        await services.accept(instance_of(request), viewer.actor.id, root)
    return respond.redirect(f"/messages/{root}")


async def hide(request: Request) -> Response:
    """POST /messages/{id}/hide"""
    viewer = await require_viewer(request)
    root = _root(request)
    async with uploads.form(request):
        await services.hide(instance_of(request), viewer.actor.id, root)
    return respond.redirect("/messages")
