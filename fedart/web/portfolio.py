"""How a portfolio hangs: its sections and its layout, on the artist's page and in the settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.album import MAX_SECTIONS, SECTION_LIMIT, Album, AlbumForm, AlbumKind, Layout
from fedart.domain.ids import is_id
from fedart.errors import Invalid, NotFound
from fedart.services import albums as services
from fedart.storage import albums, views, views_albums
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page
from fedart.storage.views_albums import Shelf, Slide
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import later, say

WORKS = 24


LAYOUTS = (
    (Layout.ROWS, later("Rows"), later("Whole pictures side by side, equally high in each row.")),
    (Layout.MASONRY, later("Columns"), later("Whole pictures below one another, equally wide.")),
    (
        Layout.SQUARES,
        later("Squares"),
        later("An even grid. The only one that crops, around the part that matters most."),
    ),
    (Layout.COLUMN, later("One below another"), later("Each picture as large as the page allows.")),
    (Layout.SLIDES, later("One at a time"), later("A picture on each page, with previous and next.")),
)


@dataclass(frozen=True, slots=True)
class Hanging:
    """A page of a portfolio. `section`: the id of the one that was asked for, or empty; `slide`: the one work of a
    portfolio that shows one at a time; `more`: where it goes on; `first`: whether this is where it begins."""

    page: Page[Card]
    sections: tuple[Shelf, ...]
    section: str
    layout: Layout
    slide: Slide | None
    more: str
    first: bool


def hanging(tx: Tx, request: Request, actor: str, viewer: Viewer | None) -> Hanging:
    """What hangs in an artist's portfolio for this viewer: all of it, or the section that `?section=` names."""
    sections = views_albums.of_artist(tx, actor, viewer, AlbumKind.SECTION)
    asked, layout = request.query_params.get("section", ""), albums.layout(tx, actor)
    section = next((shelf.album for shelf in sections if shelf.album.id == asked), None)
    if layout is Layout.SLIDES:
        return _slide(tx, request, actor, viewer, sections, section)
    before = cursor.before(request)
    start = before if is_id(before) else ""
    if section is not None:
        page = views_albums.works(tx, section.id, viewer, after=start, limit=WORKS)
        more = f"?section={section.id}&before={page.more}"
    else:
        who, uri = (viewer.actor.id, viewer.actor.uri) if viewer else ("", "")
        page = views.portfolio(tx, actor, viewer=who, viewer_uri=uri, before=before, limit=WORKS)
        more = f"?before={page.more}"
    return Hanging(
        page=page,
        sections=sections,
        section=section.id if section else "",
        layout=layout,
        slide=None,
        more=more if page.more else "",
        first=section is None and not start,
    )


def _slide(
    tx: Tx, request: Request, actor: str, viewer: Viewer | None, sections: tuple[Shelf, ...], section: Album | None
) -> Hanging:
    at = request.query_params.get("at", "")
    work = at if is_id(at) else ""
    if section is not None:
        found = views_albums.section_slide(tx, section, viewer, work)
    else:
        found = views_albums.slide(tx, actor, viewer, work)
    if found is None and work:
        raise NotFound("no such work in that portfolio")
    return Hanging(
        page=Page((found.card,) if found else ()),
        sections=sections,
        section=section.id if section else "",
        layout=Layout.SLIDES,
        slide=found,
        more="",
        first=section is None and not work,
    )


async def settings_page(request: Request) -> Response:
    """GET /settings/portfolio"""
    viewer = await require_viewer(request)
    return await _settings(request, viewer, "", {})


async def _settings(request: Request, viewer: Viewer, typed: str, errors: Mapping[str, str]) -> Response:
    def read(tx: Tx) -> tuple[Layout, tuple[Shelf, ...]]:
        shelves = views_albums.of_artist(tx, viewer.actor.id, viewer, AlbumKind.SECTION)
        return albums.layout(tx, viewer.actor.id), shelves

    layout, shelves = await instance_of(request).db.read(read)
    values = {
        "layout": layout,
        "layouts": [(each.value, say(name), say(words)) for each, name, words in LAYOUTS],
        "shelves": shelves,
        "most": MAX_SECTIONS,
        "limit": SECTION_LIMIT,
        "typed": typed,
        "errors": errors,
        "saved": "saved" in request.query_params,
    }
    return await templates.page(request, "settings/portfolio.html", values, status=422 if errors else 200)


async def lay_out(request: Request) -> Response:
    """POST /settings/portfolio: the layout"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        await services.lay_out(instance_of(request), viewer.actor.id, Layout.read(form.text("layout")))
    return respond.redirect("/settings/portfolio?saved")


async def add_section(request: Request) -> Response:
    """POST /settings/sections: a new one"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        typed = form.text("title")
        try:
            await services.make(instance_of(request), viewer, AlbumForm(typed), AlbumKind.SECTION)
        except Invalid as error:
            return await _settings(request, viewer, typed, error.fields)
    return respond.redirect("/settings/portfolio#sections")
