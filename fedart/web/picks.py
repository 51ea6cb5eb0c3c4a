"""What the front page shows first: chosen by moderators on a work's page, put in order at the desk."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import WorkId, is_id
from fedart.domain.pick import MAX_PICKS, WORDS_LIMIT
from fedart.domain.work import Work
from fedart.errors import Invalid, NotFound
from fedart.services import picks as services
from fedart.storage import picks, views_picks
from fedart.storage.database import Tx
from fedart.web import respond, templates, uploads
from fedart.web.album_desk import target
from fedart.web.session import instance_of, internal, require_moderator

DESK = "/admin/picks"


def beside(tx: Tx, work: Work, viewer: Viewer | None) -> dict[str, object]:
    """What a work's page tells moderators: whether it is chosen; None where that is not theirs to say."""
    may = viewer is not None and viewer.account.role.moderates and services.possible(work)
    return {"picked": picks.of_work(tx, work.id) is not None if may else None}


async def desk(request: Request) -> Response:
    """GET /admin/picks"""
    await require_moderator(request)
    return await _desk(request, {})


async def _desk(request: Request, errors: Mapping[str, str], wrong: str = "", typed: str = "") -> Response:
    values = {
        "chosen": await instance_of(request).db.read(views_picks.every),
        "most": MAX_PICKS,
        "limit": WORDS_LIMIT,
        "errors": errors,
        "wrong": wrong,
        "typed": typed,
    }
    return await templates.page(request, "admin/picks.html", values, status=422 if errors else 200)


def _ident(request: Request) -> WorkId:
    ident = request.path_params["id"]
    if not is_id(ident):
        raise NotFound("no such work")
    return WorkId(ident)


async def put(request: Request) -> Response:
    """POST /admin/picks/{id}: a work on the front page, as the first"""
    viewer, ident = await require_moderator(request), _ident(request)
    async with uploads.form(request) as form:
        try:
            await services.put(instance_of(request), viewer, ident)
        except Invalid as error:
            return await _desk(request, error.fields)
        back = internal(form.text("next"), DESK)
    return respond.redirect(back)


async def take_out(request: Request) -> Response:
    """POST /admin/picks/{id}/remove"""
    viewer, ident = await require_moderator(request), _ident(request)
    async with uploads.form(request) as form:
        await services.take_out(instance_of(request), viewer, ident)
        back = internal(form.text("next"), DESK)
    return respond.redirect(back)


async def move(request: Request) -> Response:
    """POST /admin/picks/{id}/move: `to` a place from 1 on, or one place `up` or `down`"""
    viewer, ident, it = await require_moderator(request), _ident(request), instance_of(request)
    async with uploads.form(request) as form:
        order = [pick.work_id for pick in await it.db.read(picks.every)]
        place = order.index(ident) + 1 if ident in order else 0
        await services.move(it, viewer, ident, target(form, place))
    return respond.redirect(f"{DESK}#work-{ident}")


async def describe(request: Request) -> Response:
    """POST /admin/picks/{id}/words"""
    viewer, ident = await require_moderator(request), _ident(request)
    async with uploads.form(request) as form:
        typed = form.text("words")
        try:
            await services.describe(instance_of(request), viewer, ident, typed)
        except Invalid as error:
            return await _desk(request, error.fields, ident, typed)
    return respond.redirect(f"{DESK}#work-{ident}")
