"""Moving: here from another account, and away to one. Each check says what is right, or what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor, Viewer
from fedart.domain.ids import Uri
from fedart.errors import FedartError, Invalid, NotFound
from fedart.services import accounts, moves, trouble
from fedart.services.moves import Plan, Pointing
from fedart.storage import actors
from fedart.storage.database import Tx
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import later, say

HERE = "/settings/moving"


@dataclass(frozen=True, slots=True)
class Other:
    """Another account: how pages call it, and where its page here is; `path` is empty when we do not know it."""

    uri: Uri
    handle: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other server says of an account that is to move here. `about` is its id."""

    about: str
    right: bool
    words: str


def _other(tx: Tx, uri: Uri) -> Other:
    known = actors.by_uri(tx, uri)
    return Other(uri, uri) if known is None else Other(uri, known.handle, _path(known))


def _path(actor: Actor) -> str:
    return f"/@{actor.username}" if actor.local else f"/people/{actor.id}"


async def _page(
    request: Request,
    viewer: Viewer,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    answer: Answer | None = None,
) -> Response:
    def read(tx: Tx) -> tuple[list[Other], Other | None]:
        me = actors.by_id(tx, viewer.actor.id)
        if me is None:
            raise NotFound("the actor is gone")
        return [_other(tx, uri) for uri in me.also_known_as], _other(tx, me.moved_to) if me.moved_to else None

    others, moved = await instance_of(request).db.read(read)
    values = {
        "others": others,
        "moved": moved,
        "answer": answer,
        "errors": errors or {},
        "typed": {"account": "", "target": "", **(typed or {})},
        "done": next((name for name in ("added", "removed", "left", "back") if name in request.query_params), ""),
    }
    return await templates.page(request, "settings/moving.html", values, status=422 if errors else 200)


async def show(request: Request) -> Response:
    """GET /settings/moving"""
    return await _page(request, await require_viewer(request))


# --- here from elsewhere ----------------------------------------------------------------------------------------------


async def add_alias(request: Request) -> Response:
    """POST /settings/moving/aliases"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        account = form.text("account").strip()
        if not account:
            return await _page(request, viewer, {"account": say("Please give the account, like @name@server.example.")})
        try:
            await moves.add_alias(instance_of(request), viewer, account)
        except FedartError as error:
            return await _page(request, viewer, {"account": trouble.words(error, account)}, {"account": account})
    return respond.redirect(f"{HERE}?added#here")


async def remove_alias(request: Request) -> Response:
    """POST /settings/moving/aliases/remove"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        await moves.remove_alias(instance_of(request), viewer, form.text("uri"))
    return respond.redirect(f"{HERE}?removed#here")


_SAID = {
    Pointing.HERE: later("It points here. Its followers are on their way, and servers that were busy come later."),
    Pointing.ELSEWHERE: later(
        "It says that it has moved, but to another account than this one. Change that there first."
    ),
    Pointing.NOWHERE: later("It does not say yet that it has moved. Start the move there, and check again."),
}


async def check_alias(request: Request) -> Response:
    """POST /settings/moving/aliases/check: whether the old profile points here by now."""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        it, uri = instance_of(request), Uri(form.text("uri"))
        other = await it.db.read(lambda tx: _other(tx, uri))
        try:
            found = await moves.pointing(it, viewer, uri)
            answer = Answer(uri, found is Pointing.HERE, _SAID[found])
        except FedartError as error:
            answer = Answer(uri, right=False, words=trouble.words(error, other.handle))
    return await _page(request, viewer, answer=answer)


# --- away from here ---------------------------------------------------------------------------------------------------


async def check_target(request: Request) -> Response:
    """POST /settings/moving/away: both ends checked, and what would happen."""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        target = form.text("target").strip()
        if not target:
            return await _page(request, viewer, {"target": say("Please give the account, like @name@server.example.")})
        return await _plan(request, viewer, target, {})


async def _plan(request: Request, viewer: Viewer, target: str, errors: Mapping[str, str]) -> Response:
    it = instance_of(request)
    try:
        plan: Plan = await moves.plan(it, viewer, target)
    except FedartError as error:
        return await _page(request, viewer, {"target": trouble.words(error, target)}, {"target": target})
    values = {
        "plan": plan,
        "path": _path(plan.new),
        "errors": errors,
        "by_password": await accounts.has_password(it, viewer),
    }
    return await templates.page(request, "settings/moving_away.html", values, status=422 if errors else 200)


async def leave(request: Request) -> Response:
    """POST /settings/moving/away/confirm"""
    viewer = await require_viewer(request)
    it = instance_of(request)
    async with uploads.form(request) as form:
        target = form.text("target").strip()
        try:
            await accounts.confirm(it, viewer, form.text("confirm"))
            await moves.leave(it, viewer, target)
        except Invalid as error:
            return await _plan(request, viewer, target, {k: v for k, v in error.fields.items() if k == "confirm"})
        except FedartError as error:
            if error.status == 429 and error.rule == "WEB-05":
                raise
            return await _page(request, viewer, {"target": trouble.words(error, target)}, {"target": target})
    return respond.redirect(f"{HERE}?left")


async def come_back(request: Request) -> Response:
    """POST /settings/moving/back: the profile points to no other account any more."""
    viewer = await require_viewer(request)
    async with uploads.form(request):
        await moves.come_back(instance_of(request), viewer)
    return respond.redirect(f"{HERE}?back")
