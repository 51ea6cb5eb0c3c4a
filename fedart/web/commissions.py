"""Requests for commissions: the form, what one has sent, the artist's queue, and one request as its two sides see it.

Errors come back on the same page with everything that was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.commission import (
    KEPT_DAYS,
    LINE_LIMIT,
    REASON_LIMIT,
    SOURCES_LIMIT,
    WISH_LIMIT,
    Ask,
    Desk,
    Item,
    Purpose,
    Standing,
    Step,
)
from fedart.domain.practice import last_day, line, today
from fedart.errors import Invalid
from fedart.services import commission_queue as queue
from fedart.services import commissions as services
from fedart.storage import commissions
from fedart.storage.commissions import Held
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage
from fedart.web import commission_facts, cursor, faces, respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.web.works import ident_of
from fedart.words import say

PAGE: Final = 60
BOARD: Final = 300
PURPOSES: Final = [(each.value, each.words, "") for each in Purpose]
LIMITS: Final = {
    "wish": WISH_LIMIT,
    "sources": SOURCES_LIMIT,
    "line": LINE_LIMIT,
    "reason": REASON_LIMIT,
    "days": KEPT_DAYS,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request as it was typed. `ticked`: names of ticked boxes, like `item0` and `extra0-2`."""

    wish: str = ""
    sources: str = ""
    budget: str = ""
    deadline: str = ""
    purpose: str = ""
    ticked: frozenset[str] = frozenset()

    def ask(self, desk: Desk) -> Ask:
        """What it says, at that desk. Raises Invalid for a day that is none."""
        if self.deadline.strip() and last_day(self.deadline) is None:
            raise Invalid({"deadline": say("Please give a day, like 2026-12-31.")})
        return Ask(
            wish=self.wish.strip(),
            chosen=self._chosen(desk),
            sources=self.sources.strip(),
            budget=self.budget,
            deadline=last_day(self.deadline),
            purpose=Purpose(self.purpose) if self.purpose in set(Purpose) else None,
        )

    def _chosen(self, desk: Desk) -> tuple[Item, ...]:
        """What was ticked on the menu, without what is only there to be looked at."""
        found = []
        for at, item in enumerate(desk.menu):
            extras = tuple(each for n, each in enumerate(item.extras) if f"extra{at}-{n}" in self.ticked)
            if extras or f"item{at}" in self.ticked:
                found.append(replace(item, about="", work=None, extras=extras))
        return tuple(found)


def wanted_in(form: uploads.Form) -> Wanted:
    """A request as its form brought it."""
    return Wanted(
        wish=form.text("wish"),
        sources=form.text("sources"),
        budget=line(form.text("budget")),
        deadline=form.text("deadline"),
        purpose=form.text("purpose"),
        ticked=frozenset(name for name in form.fields if name.startswith(("item", "extra")) and form.checked(name)),
    )


async def _desk(request: Request) -> tuple[ArtistPage, Standing]:
    viewer, it = await require_viewer(request), instance_of(request)

    def read(tx: Tx) -> tuple[ArtistPage, Standing]:
        head = faces.head_of(tx, request, it.urls.host, viewer)
        return head, services.open_desk(tx, it, head.actor.id, viewer.actor.id)

    return await it.db.read(read)


async def _form(request: Request, shown: Wanted, errors: Mapping[str, str]) -> Response:
    head, standing = await _desk(request)
    it = instance_of(request)
    values = {
        "artist": head.person,
        "standing": standing,
        "desk": standing.desk,
        "samples": await it.db.read(lambda tx: commissions.samples(tx, head.actor.id, standing.desk.menu)),
        "desks": commission_facts,
        "form": shown,
        "purposes": PURPOSES,
        "today": today(it.clock()).isoformat(),
        "limits": LIMITS,
        "errors": errors,
    }
    return await templates.page(request, "commission_ask.html", values, status=422 if errors else 200, private=True)


async def start(request: Request) -> Response:
    """GET /@{handle}/commissions/ask; `?item=` ticks one"""
    asked = request.query_params.get("item", "")
    ticked = frozenset({f"item{asked}"} if asked.isascii() and asked.isdigit() and len(asked) < 3 else ())
    return await _form(request, Wanted(ticked=ticked), {})


async def send(request: Request) -> Response:
    """POST /@{handle}/commissions/ask"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        head, standing = await _desk(request)
        given, menu = wanted_in(form), form.text("menu")
        stamp = int(menu) if menu.isascii() and menu.isdigit() and len(menu) < 16 else 0
        try:
            wanted = given.ask(standing.desk)
            made = await services.ask(instance_of(request), viewer.actor.id, head.actor.id, wanted, stamp)
        except Invalid as error:
            return await _form(request, given, error.fields)
    return respond.redirect(f"/commissions/{made.id}?sent")


async def listing(request: Request) -> Response:
    """GET /commissions: what one has sent"""
    viewer, it, before = await require_viewer(request), instance_of(request), cursor.before(request)

    def read(tx: Tx) -> dict[str, object]:
        page = commissions.of_client(tx, viewer.actor.id, before=before, limit=PAGE)
        keeps = commissions.desk(tx, viewer.actor.id) is not None
        return {"page": page, "keeps": keeps}

    values = await it.db.read(read)
    shown = {**values, "desks": commission_facts, "limits": LIMITS, "withdrawn": "withdrawn" in request.query_params}
    return await templates.page(request, "commissions.html", shown, private=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A step with the requests that stand there."""

    step: Step
    found: tuple[Held, ...]


def columns(found: Sequence[Held]) -> list[Column]:
    """The steps of what is not over, also those where nothing stands; the oldest request first."""
    return [
        Column(step, tuple(each for each in reversed(found) if each.commission.step is step))
        for step in Step
        if not step.over
    ]


async def board(request: Request) -> Response:
    """GET /commissions/queue: what one has got"""
    return await _board(request, {})


async def _board(request: Request, errors: Mapping[str, str]) -> Response:
    viewer, it, before = await require_viewer(request), instance_of(request), cursor.before(request)

    def read(tx: Tx) -> dict[str, object]:
        actor = viewer.actor.id
        page = commissions.of_artist(tx, actor, before=before, limit=BOARD)
        return {
            "columns": columns(page.items),
            "over": [each for each in page.items if each.commission.step.over],
            "any": bool(page.items),
            "more": page.more,
            "standing": commissions.standing(tx, actor, today(it.clock())),
        }

    values = await it.db.read(read)
    shown = {**values, "desks": commission_facts, "onward": queue.onward, "errors": errors, "limits": LIMITS}
    status = 422 if errors else 200
    return await templates.page(request, "commission_queue.html", shown, status=status, private=True)


async def show(request: Request) -> Response:
    """GET /commissions/{id}: for its artist and its client"""
    return await _one(request, {}, {})


async def _one(request: Request, errors: Mapping[str, str], typed: Mapping[str, str], link: str = "") -> Response:
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)

    def read(tx: Tx) -> tuple[Held, tuple[tuple[Step, int], ...]]:
        return queue.seen_by(tx, viewer.actor.id, ident), commissions.steps(tx, ident)

    found, steps = await it.db.read(read)
    shown = {
        "found": found,
        "commission": found.commission,
        "steps": steps,
        "ours": found.commission.artist_id == viewer.actor.id,
        "onward": queue.onward(found.commission.step),
        "desks": commission_facts,
        "link": link,
        "typed": typed,
        "errors": errors,
        "limits": LIMITS,
        "fresh": "sent" in request.query_params,
    }
    return await templates.page(request, "commission.html", shown, status=422 if errors else 200, private=True)


def _step(text: str) -> Step:
    if text not in set(Step):
        raise Invalid({"step": say("There is no such step.")})
    return Step(text)


async def move(request: Request) -> Response:
    """POST /commissions/{id}/step: to the step that `step` names, with a `reason` for declining"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        step, reason, back = form.text("step"), form.text("reason"), form.text("back")
        await it.db.read(lambda tx: queue.received(tx, viewer.actor.id, ident))
        try:
            await queue.move(it, viewer.actor.id, ident, _step(step), reason)
        except Invalid as error:
            if back:
                return await _board(request, error.fields)
            return await _one(request, error.fields, {"reason": reason})
    return respond.redirect(f"/commissions/queue#c-{ident}" if back else f"/commissions/{ident}")


async def write(request: Request) -> Response:
    """POST /commissions/{id}/write: a direct message to the other side"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request) as form:
        text = form.text("text")
        await it.db.read(lambda tx: queue.seen_by(tx, viewer.actor.id, ident))
        try:
            root = await queue.write(it, viewer.actor.id, ident, text)
        except Invalid as error:
            return await _one(request, {"text": " ".join(error.fields.values())}, {"text": text})
    return respond.redirect(f"/messages/{root}")


async def withdraw(request: Request) -> Response:
    """POST /commissions/{id}/withdraw"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request):
        try:
            gone = await queue.withdraw(it, viewer.actor.id, ident)
        except Invalid as error:
            return await _one(request, error.fields, {})
    return respond.redirect("/commissions?withdrawn" if gone else f"/commissions/{ident}")


async def share(request: Request) -> Response:
    """POST /commissions/{id}/link: answers with the secret link itself, which is shown this once"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request):
        made = await queue.share(it, viewer.actor.id, ident)
    return await _one(request, {}, {}, made)


async def end_link(request: Request) -> Response:
    """POST /commissions/{id}/link/end"""
    viewer, it, ident = await require_viewer(request), instance_of(request), ident_of(request)
    async with uploads.form(request):
        await queue.end_link(it, viewer.actor.id, ident)
    return respond.redirect(f"/commissions/{ident}")


async def shared(request: Request) -> Response:
    """GET /commissions/shared/{token}: how far a request is, for whoever has its secret link"""
    it, token = instance_of(request), request.path_params["token"]

    def read(tx: Tx) -> dict[str, object]:
        found = queue.opened(tx, token)
        return {"found": found, "commission": found.commission, "steps": commissions.steps(tx, found.commission.id)}

    values = await it.db.read(read)
    answer = await templates.page(
        request, "commission_shared.html", {**values, "desks": commission_facts}, private=True
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noai, noimageai"
    return answer
