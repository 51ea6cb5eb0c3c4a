"""What new works begin with: who may answer them, and under which licence they are."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.answers import Answers
from fedart.domain.habits import Habits
from fedart.errors import Invalid
from fedart.services import filling
from fedart.services import habits as services
from fedart.storage import habits
from fedart.web import drafts, respond, stating, templates, terms, uploads
from fedart.web.session import instance_of, require_viewer

PAGE = "/settings/works"


async def show(request: Request) -> Response:
    """GET /settings/works"""
    viewer = await require_viewer(request)
    known = await instance_of(request).db.read(lambda tx: habits.of(tx, viewer.actor.id))
    return await _page(request, known, {})


async def _page(request: Request, known: Habits, errors: Mapping[str, str]) -> Response:
    values = {
        "values": terms.usual(known),
        "terms": terms,
        "choices": stating,
        "errors": errors,
        "saved": "saved" in request.query_params,
        "describing": await drafts.describing(request),
    }
    return await templates.page(request, "settings/works.html", values, status=422 if errors else 200)


async def save(request: Request) -> Response:
    """POST /settings/works"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        wanted = Habits(answers=Answers.read(form.text("answers")), **filling.licence(form))
        try:
            await services.publish_as(instance_of(request), viewer.actor.id, wanted)
        except Invalid as error:
            return await _page(request, wanted, error.fields)
    return respond.redirect(f"{PAGE}?saved")
