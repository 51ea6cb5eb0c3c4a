"""The works with a tag, and following it."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.hiding import Sight
from fedart.domain.ids import ActorId
from fedart.domain.work import TAG_LENGTH
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import feeds, tags
from fedart.storage import followed_tags, views
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, internal, require_viewer, viewer_of

WORKS = 36

Act = Callable[[Instance, ActorId, str], Awaitable[None]]


def tag_of(request: Request) -> str:
    """The tag that the address names. Raises NotFound for what cannot be one."""
    name: str = request.path_params["tag"]
    if not name or len(name) > TAG_LENGTH:
        raise NotFound("no such tag")
    return name


async def show(request: Request) -> Response:
    """GET /tags/{tag}"""
    return await _page(request, {})


async def _page(request: Request, errors: dict[str, str]) -> Response:
    name = tag_of(request)
    viewer = await viewer_of(request)
    it, before, who = instance_of(request), cursor.before(request), viewer.actor.id if viewer else ""

    def read(tx: Tx) -> tuple[Page[Card], Sight, bool]:
        page = views.tagged(tx, name, viewer=who, before=before, limit=WORKS)
        followed = bool(who) and followed_tags.follows(tx, who, name.casefold())
        return page, feeds.sight(tx, who, it.clock()), followed

    page, sight, followed = await it.db.read(read)
    values = {
        "tag": name,
        "page": Page(feeds.cards(sight, who, page.items), page.more),
        "followed": followed,
        "errors": errors,
    }
    return await templates.page(request, "tag.html", values, status=422 if errors else 200)


async def follow(request: Request) -> Response:
    """POST /tags/{tag}/follow"""
    return await _act(request, tags.follow)


async def unfollow(request: Request) -> Response:
    """POST /tags/{tag}/unfollow"""
    return await _act(request, tags.unfollow)


async def _act(request: Request, act: Act) -> Response:
    viewer = await require_viewer(request)
    name = tag_of(request)
    async with uploads.form(request) as form:
        try:
            await act(instance_of(request), viewer.actor.id, name)
        except Invalid as error:
            return await _page(request, error.fields)
    return respond.redirect(internal(form.text("next"), f"/tags/{quote(name, safe='')}"))
