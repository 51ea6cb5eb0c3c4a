"""What the collective does about generated pictures: for each audience a policy and its marks, and whom it trusts."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.policy import Audience, Policy
from fedart.errors import Invalid, NotFound
from fedart.services import policy as services
from fedart.services.policy import Current, Policies
from fedart.web import respond, templates, uploads
from fedart.web.session import instance_of, require_admin, require_moderator
from fedart.words import say

NOTE_LIMIT = 200
MARKS = ("label", "hold", "drop")
SHIPPED = "model"
"""The value of a mark that follows the model's own point, whichever model is installed."""

USED: Mapping[Policy, tuple[str, ...]] = {
    Policy.BAN: ("hold", "drop"),
    Policy.HOLD: ("hold",),
    Policy.LABEL: ("label",),
    Policy.OFF: (),
}
"""The marks that a policy works with."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of one audience: as it is stored, or as it was sent when something has to change."""

    policy: str
    marks: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    confirm: bool = False


def _stored(current: Current) -> Typed:
    chosen = current.choice
    values = {"label": chosen.label, "hold": chosen.hold, "drop": chosen.drop}
    known = {name: SHIPPED if value is None or current.stale else str(value) for name, value in values.items()}
    return Typed(chosen.policy.value, known)


async def _page(
    request: Request,
    sent: Mapping[Audience, Typed] | None = None,
    trust: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    viewer = await require_moderator(request)
    it = instance_of(request)
    found, trusted = await services.current(it), await services.trusted(it)
    typed = {each.audience: _stored(each) for each in found.audiences} | dict(sent or {})
    values = {
        "policies": found,
        "typed": typed,
        "used": USED,
        "marks": MARKS,
        "shipped": SHIPPED,
        "trusted": trusted,
        "trust": trust or {"subject": "", "note": ""},
        "errors": errors or {},
        "saved": request.query_params.get("saved", ""),
        "may_choose": viewer.account.role.administers,
    }
    bad = bool(errors) or any(each.errors or each.confirm for each in typed.values())
    return await templates.page(request, "admin/policy.html", values, status=422 if bad else 200)


async def show(request: Request) -> Response:
    """GET /admin/policy: moderators read it and keep the list of the trusted, administrators choose."""
    return await _page(request)


def _sent(form: uploads.Form, current: Policies) -> tuple[Audience | None, Typed]:
    name = form.text("audience")
    marks = {mark: form.text(mark, SHIPPED) for mark in MARKS}
    if name not in set(Audience):
        return None, Typed("", marks)
    audience = Audience(name)
    typed = Typed(form.text("policy"), marks)
    if typed.policy not in set(Policy):
        return audience, Typed(typed.policy, marks, {"policy": say("Please choose one of the four.")})
    now = next(each.choice.policy for each in current.audiences if each.audience is audience)
    off = typed.policy == Policy.OFF and now is not Policy.OFF
    if off and not form.checked("sure"):
        return audience, Typed(typed.policy, marks, {}, confirm=True)
    return audience, typed


def _threshold(text: str, name: str) -> float | None:
    """A mark as it is chosen; None for the model's own. Raises Invalid for what is no number."""
    if text in ("", SHIPPED):
        return None
    try:
        return float(text)
    except ValueError as error:
        raise Invalid({name: say("Please choose one of the rows.")}) from error


async def choose(request: Request) -> Response:
    """POST /admin/policy: one audience; switching the check off asks once more."""
    viewer = await require_admin(request)
    it = instance_of(request)
    async with uploads.form(request) as form:
        audience, typed = _sent(form, await services.current(it))
        if audience is None:
            return await _page(request, errors={"audience": say("Please choose whose pictures it is about.")})
        if typed.errors or typed.confirm:
            return await _page(request, {audience: typed})
        policy = Policy(typed.policy)
        try:
            marks = {name: _threshold(typed.marks[name], name) for name in MARKS}
            await services.choose(it, viewer.account, audience, policy, **marks)
        except Invalid as error:
            return await _page(request, {audience: Typed(typed.policy, typed.marks, error.fields)})
    return respond.redirect(f"/admin/policy?saved={audience.value}#{audience.value}")


async def trust(request: Request) -> Response:
    """POST /admin/policy/trust"""
    viewer = await require_moderator(request)
    async with uploads.form(request) as form:
        typed = {"subject": form.text("subject").strip(), "note": form.text("note").strip()}
        problems = {}
        if not typed["subject"]:
            problems["subject"] = say("Please say whom.")
        if len(typed["note"]) > NOTE_LIMIT:
            problems["note"] = say("Please keep the note under %(most)s characters.", most=NOTE_LIMIT)
        if problems:
            return await _page(request, trust=typed, errors=problems)
        try:
            await services.trust(instance_of(request), viewer.account, typed["subject"], typed["note"])
        except Invalid as error:
            return await _page(request, trust=typed, errors=error.fields)
        except NotFound as error:
            return await _page(request, trust=typed, errors={"subject": error.public})
    return respond.redirect("/admin/policy?saved=trust#trust")


async def untrust(request: Request) -> Response:
    """POST /admin/policy/trust/remove: what somebody else has removed in the meantime is gone all the same."""
    viewer = await require_moderator(request)
    async with uploads.form(request) as form:
        with suppress(NotFound):
            await services.untrust(instance_of(request), viewer.account, form.text("subject"))
    return respond.redirect("/admin/policy?saved=trust#trust")
