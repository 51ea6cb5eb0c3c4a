"""An artist's own albums: making one, its words, its works and their order, telling of it, deleting it."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.album import LASTS, TITLE_LIMIT, WORDS_LIMIT, Album, AlbumForm, AlbumId, Link
from fedart.domain.ids import is_id
from fedart.errors import Invalid, NotFound
from fedart.services import album_links
from fedart.services import albums as services
from fedart.storage import album_links as stored_links
from fedart.storage import albums as stored
from fedart.storage import views_albums
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page
from fedart.web import cursor, respond, templates, uploads
from fedart.web.session import instance_of, internal, require_viewer
from fedart.words import later

MOST = 500
OFFERED = 24
COVERS = 200
LENGTHS = tuple(
    zip(map(str, LASTS), (later("A week"), later("A month"), later("Three months"), later("A year")), strict=True)
)
LIMITS = {"title": TITLE_LIMIT, "words": WORDS_LIMIT}


def album_form(form: uploads.Form) -> AlbumForm:
    """An album as it was typed."""
    return AlbumForm(form.text("title"), form.text("words"), closed=form.text("closed") == "1")


def ident_of(request: Request, name: str = "id") -> str:
    """What the address names. Raises NotFound for what cannot be an id."""
    ident: str = request.path_params[name]
    if not is_id(ident):
        raise NotFound("no such thing")
    return ident


def _values(form: AlbumForm) -> dict[str, object]:
    return {"title": form.title, "words": form.words, "closed": "1" if form.closed else "0"}


async def start(request: Request) -> Response:
    """GET /albums/new"""
    await require_viewer(request)
    return await _new_page(request, AlbumForm(""), {}, request.query_params.get("work", ""))


async def _new_page(request: Request, form: AlbumForm, errors: Mapping[str, str], work: str) -> Response:
    values = {"values": _values(form), "errors": errors, "limits": LIMITS, "work": work if is_id(work) else ""}
    return await templates.page(request, "album_new.html", values, status=422 if errors else 200)


async def make(request: Request) -> Response:
    """POST /albums; with `work`, that work is the first one in it"""
    viewer, it = await require_viewer(request), instance_of(request)
    async with uploads.form(request) as form:
        typed, work = album_form(form), form.text("work")
        try:
            made = await services.make(it, viewer, typed)
        except Invalid as error:
            return await _new_page(request, typed, error.fields, work)
        if is_id(work):
            await services.put(it, viewer, made, [work])
    return respond.redirect(f"/albums/{made}/edit")


async def desk(request: Request) -> Response:
    """GET /albums/{id}/edit"""
    viewer, ident = await require_viewer(request), ident_of(request)
    return await _desk(request, viewer, ident, None, {})


@dataclass(frozen=True, slots=True)
class _Links:
    """The part of the desk about secret links: the address of one that was just made, and what was typed."""

    made: str = ""
    label: str = ""
    days: str = str(LASTS[1])


async def _desk(
    request: Request,
    viewer: Viewer,
    ident: str,
    typed: AlbumForm | None,
    errors: Mapping[str, str],
    linking: _Links = _Links(),
) -> Response:
    before = cursor.before(request)

    def read(tx: Tx) -> tuple[Album, Page[Card], Page[Card], tuple[Link, ...], dict[str, object]]:
        album = services.own(tx, viewer.actor.id, ident)
        standing: dict[str, object] = {
            "cover": views_albums.cover(tx, album.id, viewer),
            "pictures": views_albums.pictures(tx, album.id, viewer, limit=COVERS),
        }
        inside = views_albums.works(tx, album.id, viewer, limit=MOST)
        offered = views_albums.candidates(tx, album.id, viewer, before=before, limit=OFFERED)
        return album, inside, offered, stored_links.of_album(tx, album.id), standing

    album, inside, offered, links, standing = await instance_of(request).db.read(read)
    values = {
        "album": album,
        "inside": inside.items,
        "offered": offered,
        "values": _values(typed or AlbumForm(album.title, album.source, closed=album.closed)),
        "errors": errors,
        "limits": LIMITS,
        "saved": "saved" in request.query_params,
        "links": links,
        "linking": linking,
        "lasts": LENGTHS,
        **standing,
    }
    return await templates.page(request, "album_edit.html", values, status=422 if errors else 200)


async def edit(request: Request) -> Response:
    """POST /albums/{id}/edit"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        typed = album_form(form)
        try:
            await services.edit(instance_of(request), viewer, ident, typed)
        except Invalid as error:
            return await _desk(request, viewer, ident, typed, error.fields)
    return respond.redirect(f"/albums/{ident}/edit?saved")


async def add(request: Request) -> Response:
    """POST /albums/{id}/works: those chosen at one time hang in the order in which they were published"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        chosen = sorted(work for work in form.all("work") if is_id(work))
        try:
            await services.put(instance_of(request), viewer, ident, chosen)
        except Invalid as error:
            return await _desk(request, viewer, ident, None, error.fields)
    return respond.redirect(f"/albums/{ident}/edit#works")


async def move(request: Request) -> Response:
    """POST /albums/{id}/works/{work}/move: `to` a place from 1 on, or one place `up` or `down`"""
    viewer, ident, work = await require_viewer(request), ident_of(request), ident_of(request, "work")
    it = instance_of(request)
    async with uploads.form(request) as form:
        place = await it.db.read(lambda tx: _place(tx, viewer, ident, work))
        await services.move(it, viewer, ident, work, target(form, place))
    return respond.redirect(f"/albums/{ident}/edit#work-{work}")


def _place(tx: Tx, viewer: Viewer, ident: str, work: str) -> int:
    order = [str(each) for each in stored.works(tx, services.own(tx, viewer.actor.id, ident).id)]
    if work not in order:
        raise NotFound("no such work in that album")
    return order.index(work) + 1


def target(form: uploads.Form, place: int) -> int:
    """Where something at that place is to go: one `step` up or down, else the number typed; else it stays."""
    if form.text("step") in ("up", "down"):
        return place + (1 if form.text("step") == "down" else -1)
    typed = form.text("to").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else place


async def take_out(request: Request) -> Response:
    """POST /albums/{id}/works/{work}/remove"""
    viewer, ident, work = await require_viewer(request), ident_of(request), ident_of(request, "work")
    async with uploads.form(request):
        await services.take_out(instance_of(request), viewer, ident, work)
    return respond.redirect(f"/albums/{ident}/edit#works")


async def cover(request: Request) -> Response:
    """POST /albums/{id}/works/{work}/cover"""
    viewer, ident, work = await require_viewer(request), ident_of(request), ident_of(request, "work")
    async with uploads.form(request):
        await services.cover(instance_of(request), viewer, ident, work)
    return respond.redirect(f"/albums/{ident}/edit#work-{work}")


async def cover_picture(request: Request) -> Response:
    """POST /albums/{id}/cover: any `picture` of any of its works, as the work's id and the picture's"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        work, _, picture = form.text("picture").partition(" ")
        if not is_id(work) or not is_id(picture):
            raise NotFound("no such picture")
        await services.cover(instance_of(request), viewer, ident, work, picture)
    return respond.redirect(f"/albums/{ident}/edit#cover")


async def arrange(request: Request) -> Response:
    """POST /albums/{id}/move: its place among the artist's albums, or a section's among sections"""
    viewer, ident, it = await require_viewer(request), ident_of(request), instance_of(request)
    async with uploads.form(request) as form:
        place = await it.db.read(lambda tx: _shelf_place(tx, viewer, ident))
        await services.arrange(it, viewer, ident, target(form, place))
        back = internal(form.text("next"), f"/@{viewer.actor.username}/albums")
    return respond.redirect(back)


def _shelf_place(tx: Tx, viewer: Viewer, ident: str) -> int:
    album = services.own(tx, viewer.actor.id, ident)
    known: list[AlbumId] = [each.id for each in stored.of_actor(tx, viewer.actor.id, album.kind)]
    return known.index(album.id) + 1


async def announce(request: Request) -> Response:
    """POST /albums/{id}/announce"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request):
        try:
            made = await services.announce(instance_of(request), viewer, ident)
        except Invalid as error:
            return await _desk(request, viewer, ident, None, error.fields)
    return respond.redirect(f"/works/{made}")


async def ask_delete(request: Request) -> Response:
    """GET /albums/{id}/delete"""
    viewer, ident = await require_viewer(request), ident_of(request)
    album = await instance_of(request).db.read(lambda tx: services.own(tx, viewer.actor.id, ident))
    return await templates.page(request, "album_delete.html", {"album": album})


async def delete(request: Request) -> Response:
    """POST /albums/{id}/delete"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        await services.delete(instance_of(request), viewer, ident)
        back = internal(form.text("next"), f"/@{viewer.actor.username}/albums")
    return respond.redirect(back)


async def file(request: Request) -> Response:
    """POST /works/{id}/albums: the albums and sections that an own work is in"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        await services.file(instance_of(request), viewer, ident, form.all("album"))
    return respond.redirect(f"/works/{ident}#filed")


async def link(request: Request) -> Response:
    """POST /albums/{id}/links: answers with the link itself, which is shown this once"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request) as form:
        label, days = form.text("label"), form.text("days")
        try:
            lasts = int(days) if days in dict(LENGTHS) else 0
            made = await album_links.make(instance_of(request), viewer, ident, label, lasts)
        except Invalid as error:
            return await _desk(request, viewer, ident, None, error.fields, _Links(label=label, days=days))
    return await _desk(request, viewer, ident, None, {}, _Links(made=made))


async def end_link(request: Request) -> Response:
    """POST /albums/{id}/links/{link}/revoke"""
    viewer, ident = await require_viewer(request), ident_of(request)
    async with uploads.form(request):
        await album_links.revoke(instance_of(request), viewer, ident, ident_of(request, "link"))
    return respond.redirect(f"/albums/{ident}/edit#links")
