"""Drafts: the list of them, the time they are published, their secret links, and how they are thrown away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain import arranged
from fedart.domain.actor import Viewer
from fedart.domain.arranged import Block, Part
from fedart.domain.draft import Descriptions, Draft, DraftFile, DraftFileId, Kept, Look, moment, on_the_wall
from fedart.domain.ids import is_id
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.media.refused import PictureRefused
from fedart.media.sniff import WEBP
from fedart.services import composing, filling, people, schedule
from fedart.services import drafts as services
from fedart.services import looks as checking
from fedart.storage import actors
from fedart.storage import drafts as stored
from fedart.storage.database import Tx
from fedart.web import filters, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import say

SANDBOX = "default-src 'none'; sandbox"
NO_INDEX = "noindex, nofollow, noai, noimageai"


SVG = "image/svg+xml"
UNSHOWN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="320" height="240">'
    b'<path d="M0 0h40v30H0z" fill="#888" fill-opacity=".2"/>'
    b'<path d="M16 11l8 8m0-8l-8 8" fill="none" stroke="#888" stroke-width="1.5"/></svg>'
)
"""What stands for a file of which no picture can be made."""


@dataclass(frozen=True, slots=True)
class Line:
    """A draft in the list. `cover`: the picture shown of it; `count`: how many it has; `clock`: its time of day."""

    draft: Draft
    cover: DraftFile | None
    count: int
    size: int
    clock: str = ""


def _line(kept: Kept) -> Line:
    rows = filling.rows_of(uploads.Form(kept.draft.fields))
    held = [kept.by_row[row] for row in rows if row in kept.by_row]
    cover = next((file for file in held if file.whole), None)
    clock = f"{_local(kept.draft):%H:%M}" if kept.draft.publish_at is not None else ""
    return Line(kept.draft, cover, len(held), sum(file.size for file in held), clock)


def _local(draft: Draft) -> datetime:
    return on_the_wall(draft.publish_at or 0, schedule.zone_of(draft.zone))


def calendar(found: Sequence[Kept]) -> list[tuple[str, list[Line]]]:
    """What is scheduled, the next first, under its days as their zones have them."""
    days: dict[str, list[Line]] = {}
    waiting = [kept for kept in found if kept.draft.publish_at is not None]
    for kept in sorted(waiting, key=lambda each: each.draft.publish_at or 0):
        days.setdefault(filters.weekday(_local(kept.draft)), []).append(_line(kept))
    return list(days.items())


async def listing(request: Request) -> Response:
    """GET /drafts"""
    viewer, it = await require_viewer(request), instance_of(request)
    found = await it.db.read(lambda tx: services.everything(tx, it, viewer.actor.id))
    values = {
        "days": calendar(found),
        "drafts": [_line(kept) for kept in found if kept.draft.publish_at is None],
        "limits": it.config.accounts,
    }
    return await templates.page(request, "drafts.html", values)


async def _own(request: Request) -> tuple[Instance, Viewer, Kept]:
    """The own draft that an address names; a form is read, and its token checked, before."""
    viewer, it = await require_viewer(request), instance_of(request)
    ident = request.path_params["id"]
    return it, viewer, await it.db.read(lambda tx: services.whole(tx, viewer.actor.id, ident))


async def ask_discard(request: Request) -> Response:
    """GET /drafts/{id}/discard"""
    _, _, kept = await _own(request)
    return await templates.page(request, "drafts_discard.html", {"line": _line(kept)})


async def discard(request: Request) -> Response:
    """POST /drafts/{id}/discard"""
    await require_viewer(request)
    async with uploads.form(request):
        it, viewer, kept = await _own(request)
        await services.discard(it, viewer.actor.id, kept.draft.id)
    return respond.redirect("/drafts")


async def _later(request: Request, kept: Kept, values: Mapping[str, str], errors: Mapping[str, str]) -> Response:
    regions: dict[str, list[str]] = {}
    for name in schedule.zones():
        regions.setdefault(name.partition("/")[0], []).append(name)
    it, draft = instance_of(request), kept.draft
    shown = {
        "line": _line(kept),
        "values": values,
        "regions": regions,
        "today": f"{on_the_wall(it.clock(), schedule.zone_of(values['zone'])):%Y-%m-%d}",
        "when": filters.weekday(_local(draft)) if draft.publish_at is not None else "",
        "errors": errors,
        "guess": draft.publish_at is None and not values["known"],
    }
    return await templates.page(request, "drafts_later.html", shown, status=422 if errors else 200)


async def later(request: Request) -> Response:
    """GET /drafts/{id}/later"""
    it, viewer, kept = await _own(request)
    draft, last = kept.draft, (await it.db.read(lambda tx: stored.composing(tx, viewer.actor.id))).zone
    zone = draft.zone or last or schedule.zone_of("").key
    values = {"date": "", "time": "", "zone": zone, "known": draft.zone or last}
    if draft.publish_at is not None:
        values |= {"date": f"{_local(draft):%Y-%m-%d}", "time": f"{_local(draft):%H:%M}"}
    return await _later(request, kept, values, {})


async def set_later(request: Request) -> Response:
    """POST /drafts/{id}/later"""
    await require_viewer(request)
    async with uploads.form(request) as form:
        it, viewer, kept = await _own(request)
        values = {name: form.text(name) for name in ("date", "time", "zone")}
        at = moment(values["date"], values["time"], schedule.zone_of(values["zone"]))
        try:
            await schedule.set_time(it, viewer.actor.id, kept.draft.id, at, values["zone"])
        except Invalid as error:
            return await _later(request, kept, {**values, "known": "yes"}, error.fields)
    return respond.redirect("/drafts")


async def cancel(request: Request) -> Response:
    """POST /drafts/{id}/later/cancel"""
    await require_viewer(request)
    async with uploads.form(request):
        it, viewer, kept = await _own(request)
        await schedule.cancel(it, viewer.actor.id, kept.draft.id)
    return respond.redirect(kept.draft.path)


async def sharing(request: Request) -> Response:
    """GET /drafts/{id}/share"""
    _, _, kept = await _own(request)
    return await _sharing(request, kept)


async def _sharing(request: Request, kept: Kept, made: str = "") -> Response:
    """What there is to know of a draft's link: itself where it is new, and what it shows of the pictures."""
    told = await _told(instance_of(request), kept) if kept.draft.shared else []
    values = {"line": _line(kept), "made": made, "told": told}
    return await templates.page(request, "drafts_share.html", values, private=bool(made))


async def _told(it: Instance, kept: Kept) -> list[tuple[str, str]]:
    """The pictures that the link does not show, or shows with a mark, and why: name and sentence."""
    looks = await checking.seen(it, kept)
    shown = [file for _, file in _pictured(it, kept)]
    found = [(file.name, looks.get(file.id)) for file in shown]
    waits = say("It is being checked, and is shown once that is done.")
    return [(name, say(look.words) if look else waits) for name, look in found if look is not Look.SHOWN]


def _pictured(it: Instance, kept: Kept) -> list[tuple[int, DraftFile]]:
    """The pictures of a draft that have arrived, each with its row, in their order."""
    return [(row, kept.by_row[row]) for row, _ in filling.chosen(composing.form_of(it, kept))]


async def share(request: Request) -> Response:
    """POST /drafts/{id}/share: answers with the link itself, which is shown this once"""
    await require_viewer(request)
    async with uploads.form(request):
        it, viewer, kept = await _own(request)
        made = it.urls.page(await services.share(it, viewer.actor.id, kept.draft.id))
    _, _, kept = await _own(request)
    return await _sharing(request, kept, made)


async def withdraw(request: Request) -> Response:
    """POST /drafts/{id}/share/withdraw"""
    await require_viewer(request)
    async with uploads.form(request):
        it, viewer, kept = await _own(request)
        await services.withdraw(it, viewer.actor.id, kept.draft.id)
    return respond.redirect(f"{kept.draft.path}/share")


Shot = tuple[DraftFile, str, Look]
"""A picture that others may see, with its description and what the check said of it."""


def _blocks(
    it: Instance, form: uploads.Form, pictures: Sequence[tuple[int, DraftFile, Look | None]]
) -> list[Block[Shot]]:
    """The pictures of a draft, each with its description, and the words between them, as a work would show them.

    Of one that was not judged yet, or that is withheld, nothing is shown.
    """
    hung: list[tuple[Shot | None, Part]] = []
    for row, file, look in pictures:
        part = filling.part(form, str(row))
        html = people.html(it, part.words, {}) if part.words else ""
        shot = (file, form.text(f"alt{row}"), look) if look is not None and look.public else None
        hung.append((shot, replace(part, html=html)))
    return arranged.blocks(hung)


async def shared(request: Request) -> Response:
    """GET /drafts/shared/{token}"""
    it, token = instance_of(request), request.path_params["token"]
    kept = await it.db.read(lambda tx: services.opened(tx, token))
    form, looks = composing.form_of(it, kept), await checking.seen(it, kept)
    pictures = [(row, file, looks.get(file.id)) for row, file in _pictured(it, kept)]
    values = {
        "draft": kept.draft,
        "by": await it.db.read(lambda tx: actors.by_id(tx, kept.draft.actor_id)),
        "words": people.html(it, form.text("text"), {}),
        "tags": filling.split(form.text("tags")),
        "blocks": _blocks(it, form, pictures),
        "checking": sum(look is None for _, _, look in pictures),
        "films": {film.address: film for film in filling.films_below(form)[0]},
        "base": f"/drafts/shared/{token}",
    }
    answer = await templates.page(request, "drafts_shared.html", values, private=True)
    answer.headers["X-Robots-Tag"] = NO_INDEX
    return answer


async def shared_look(request: Request) -> Response:
    """GET /drafts/shared/{token}/{file}"""
    it, token, ident = instance_of(request), request.path_params["token"], request.path_params["file"]
    kept, looks = await it.db.read(lambda tx: _opened(tx, token))
    file = next((file for file in kept.files if file.id == ident), None)
    look = looks.get(file.id) if file is not None else None
    return await _look(it, file if look is not None and look.public else None)


def _opened(tx: Tx, token: str) -> tuple[Kept, Mapping[DraftFileId, Look]]:
    kept = services.opened(tx, token)
    return kept, stored.looks(tx, kept.draft.id)


async def look(request: Request) -> Response:
    """GET /drafts/{id}/look/{file}"""
    it, _, kept = await _own(request)
    ident = request.path_params["file"]
    return await _look(it, next((file for file in kept.files if file.id == ident), None))


async def _look(it: Instance, file: DraftFile | None) -> Response:
    if file is None or not file.whole or not is_id(file.id):
        raise NotFound("no such picture of a draft")
    try:
        data = await services.look(it, file)
        kind = WEBP
    except PictureRefused:
        # What is wrong with it is said beside the field, once it is to be published.
        data, kind = UNSHOWN, SVG
    headers = {
        "Cache-Control": "private, max-age=86400, immutable",
        "Content-Type": kind,
        "Content-Security-Policy": SANDBOX,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": NO_INDEX,
        "Vary": "Cookie",
    }
    return Response(data, 200, headers)


async def describe(request: Request) -> Response:
    """POST /settings/descriptions"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        wish = Descriptions.read(form.text("wish"))
        await services.remind(instance_of(request), viewer.account, wish)
    return respond.redirect("/settings/works?saved#descriptions")


async def describing(request: Request) -> dict[str, object]:
    """What the settings say of somebody's descriptions: what they chose, and how many pictures have one."""
    viewer = await require_viewer(request)

    def read(tx: Tx) -> dict[str, object]:
        pictures, described = stored.described(tx, viewer.actor.id)
        chosen = stored.composing(tx, viewer.actor.id).descriptions
        return {"descriptions": chosen, "pictures": pictures, "described": described}

    return await instance_of(request).db.read(read)
