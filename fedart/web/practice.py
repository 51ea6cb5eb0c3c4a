"""The settings of one's practice: roles, headline, pronouns, place, and what one is open for."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.practice import (
    HEADLINE_LIMIT,
    MAX_ROLES,
    PLACE_LIMIT,
    PRONOUNS_LIMIT,
    Opening,
    Practice,
    PracticeForm,
    today,
)
from fedart.errors import Invalid
from fedart.services import practice as services
from fedart.storage import commissions, practice
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import later, say

HINTS = {
    Opening.FULL_TIME: (later("Full-time work"), later("A position in a studio or a house.")),
    Opening.CONTRACT: (later("Contract work"), later("For a project or some months.")),
    Opening.COMMISSIONS: (later("Commissions"), later("Single works for somebody.")),
    Opening.COLLABORATION: (later("Collaboration"), later("Working on something together, paid or not.")),
}


@dataclass(frozen=True, slots=True)
class Limits:
    headline: int = HEADLINE_LIMIT
    pronouns: int = PRONOUNS_LIMIT
    place: int = PLACE_LIMIT
    roles: int = MAX_ROLES


@dataclass(frozen=True, slots=True)
class Switch:
    """One of the four as the form shows it: its words in a sentence, its label; `until` as typed."""

    name: str
    words: str
    label: str
    hint: str
    on: bool
    until: str


def _stored(said: Practice) -> PracticeForm:
    openings = tuple((each.kind, each.until.isoformat() if each.until else "") for each in said.openings)
    return PracticeForm(said.headline, said.pronouns, said.place, said.roles, openings)


def typed(form: uploads.Form) -> PracticeForm:
    """A practice as it was typed."""
    kinds = [kind for kind in Opening if form.checked(f"open-{kind.value}")]
    return PracticeForm(
        headline=form.text("headline"),
        pronouns=form.text("pronouns"),
        place=form.text("place"),
        roles=form.all("roles"),
        openings=tuple((kind, form.text(f"until-{kind.value}")) for kind in kinds),
    )


def _switches(shown: PracticeForm) -> list[Switch]:
    on = dict(shown.openings)
    return [
        Switch(kind.value, kind.words, say(HINTS[kind][0]), say(HINTS[kind][1]), kind in on, on.get(kind, ""))
        for kind in Opening
    ]


async def _page(request: Request, viewer: Viewer, shown: PracticeForm | None, errors: Mapping[str, str]) -> Response:
    it = instance_of(request)
    actor = viewer.actor.id
    said, desk = await it.db.read(lambda tx: (practice.of(tx, actor), commissions.desk(tx, actor)))
    form = shown or _stored(said.on(today(it.clock())))
    values = {
        "form": form,
        "roles": list(dict.fromkeys((*it.config.instance.roles, *said.roles))),
        "switches": _switches(form),
        "today": today(it.clock()).isoformat(),
        "limits": Limits(),
        "keeps_desk": desk is not None,
        "errors": errors,
        "saved": "saved" in request.query_params and not errors,
    }
    return await templates.page(request, "settings/work.html", values, status=422 if errors else 200)


async def show(request: Request) -> Response:
    """GET /settings/work"""
    return await _page(request, await require_viewer(request), None, {})


async def save(request: Request) -> Response:
    """POST /settings/work"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        given = typed(form)
        try:
            await services.say(instance_of(request), viewer, given)
        except Invalid as error:
            return await _page(request, viewer, given, error.fields)
    return respond.redirect("/settings/work?saved")
