"""A commission desk: the page that visitors see, and its form in the settings."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.commission import Standing, Status
from fedart.domain.hiring import CURRENCIES
from fedart.domain.practice import today
from fedart.errors import Invalid, NotFound
from fedart.services import commissions as services
from fedart.storage import commissions, views_applications
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage, Card
from fedart.web import commission_facts, faces, respond, templates, uploads
from fedart.web.commission_form import LIMITS, Typed, pressed, stored, typed
from fedart.web.session import instance_of, require_viewer, viewer_of
from fedart.words import later, say

EDITOR = "/settings/commissions"
QUEUE = 30
CHOICE = 200
"""How many works there are to choose a sample from, the newest ones, beside those that are samples already."""
CHOICES = (
    (Status.OPEN.value, Status.OPEN.words, later("Requests come in; when every slot is taken it says “waitlist”.")),
    (Status.WAITLIST.value, Status.WAITLIST.words, later("Requests come in, and it is said that they have to wait.")),
    (Status.CLOSED.value, Status.CLOSED.words, later("Menu and terms stay; nobody can send a request.")),
)


async def show(request: Request) -> Response:
    """GET /@{handle}/commissions; without a desk there is none, except for its artist, who finds the form."""
    it, viewer = instance_of(request), await viewer_of(request)

    def read(tx: Tx) -> dict[str, object] | None:
        head = faces.head_of(tx, request, it.urls.host, viewer)
        artist, who = head.actor.id, viewer.actor.id if viewer else None
        standing = commissions.standing(tx, artist, today(it.clock()))
        if standing is None:
            if who != artist:
                raise NotFound("no desk")
            return None
        desk = standing.desk
        around = faces.around(tx, head, viewer, "/commissions", it.clock())
        return {
            **around,
            "standing": standing,
            "desk": desk,
            "samples": commissions.samples(tx, artist, desk.menu),
            "queue": commissions.queue(tx, artist, QUEUE) if desk.queue_shown else (),
            "takes": services.takes(tx, standing, artist, who),
            "desks": commission_facts,
            "structured": _offers(it.config.instance.origin, head, standing),
        }

    values = await it.db.read(read)
    if values is None:
        return respond.redirect(EDITOR)
    return await templates.page(request, "commission_desk.html", values)


def _offers(origin: str, head: ArtistPage, standing: Standing) -> commission_facts.Json | None:
    offered = head.actor.indexable and standing.desk.menu and standing.status is not Status.CLOSED
    return commission_facts.structured(origin, head.person, standing) if offered else None


async def _page(
    request: Request, viewer: Viewer, shown: Typed | None, errors: Mapping[str, str], *, focus: str = ""
) -> Response:
    it, actor = instance_of(request), viewer.actor.id

    def read(tx: Tx) -> tuple[Standing | None, tuple[Card, ...]]:
        standing = commissions.standing(tx, actor, today(it.clock()))
        kept = commissions.samples(tx, actor, standing.desk.menu) if standing else {}
        newest = views_applications.choosable(tx, actor, CHOICE)
        return standing, (*newest, *(card for card in kept.values() if card not in newest))

    standing, works = await it.db.read(read)
    values = {
        "standing": standing,
        "desks": commission_facts,
        "form": shown or _now(standing),
        "choices": CHOICES,
        "currencies": [(code, code) for code in CURRENCIES],
        "works": [("", say("No sample")), *((card.id, card.title or say("Untitled")) for card in works)],
        "limits": LIMITS,
        "errors": errors,
        "focus": focus,
        "saved": "saved" in request.query_params and not errors and shown is None,
        "gone": "gone" in request.query_params and standing is None,
    }
    return await templates.page(request, "settings/commissions.html", values, status=422 if errors else 200)


def _now(standing: Standing | None) -> Typed:
    if standing is None:
        return Typed()
    desk = standing.desk
    kept = Status.OPEN if desk.status is Status.CLOSED else desk.status
    return stored(desk, kept if standing.listed else Status.CLOSED)


async def edit(request: Request) -> Response:
    """GET /settings/commissions"""
    return await _page(request, await require_viewer(request), None, {})


async def save(request: Request) -> Response:
    """POST /settings/commissions: keep the desk, or `do` something with the rows of its menu and come back"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        given, do = typed(form), form.text("do")
        changed = pressed(given, do)
        if changed is not None:
            return await _page(request, viewer, changed, {}, focus=do)
        filled = given.filled()
        try:
            await services.save(instance_of(request), viewer, filled.desk())
        except Invalid as error:
            return await _page(request, viewer, filled, error.fields)
    return respond.redirect(f"{EDITOR}?saved")


async def remove(request: Request) -> Response:
    """POST /settings/commissions/remove"""
    viewer = await require_viewer(request)
    async with uploads.form(request):
        await services.remove(instance_of(request), viewer)
    return respond.redirect(f"{EDITOR}?gone")
