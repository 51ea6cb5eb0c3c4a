"""Who acts for a studio, and which domains are its own: the forms of its desk."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.domain.ids import ActorId, is_id
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import studio_domains, studio_members
from fedart.web import respond, studios, uploads
from fedart.web.session import instance_of, require_viewer
from fedart.words import say

Act = Callable[[Instance, Viewer, ActorId, uploads.Form], Awaitable[None]]


async def _act(request: Request, act: Act, part: str) -> Response:
    """Do what a form of the desk asks, and lead back to that part of it; what is wrong stands there."""
    viewer, ident = await require_viewer(request), studios.ident_of(request)
    async with uploads.form(request) as form:
        try:
            await act(instance_of(request), viewer, ident, form)
        except Invalid as error:
            typed = {name: form.text(name) for name in ("handle", "rank", "domain") if form.text(name)}
            return await studios.show(request, viewer, error.fields, typed)
    return respond.redirect(studios.desk_of(ident, part))


async def invite(request: Request) -> Response:
    """POST /studios/{id}/members"""

    async def act(it: Instance, by: Viewer, ident: ActorId, form: uploads.Form) -> None:
        await studio_members.invite(it, by, ident, form.text("handle"), form.text("rank"))

    return await _act(request, act, "members")


def _person_of(request: Request) -> ActorId:
    ident = request.path_params["person"]
    if not is_id(ident):
        raise NotFound("nobody of that studio")
    return ActorId(ident)


async def set_rank(request: Request) -> Response:
    """POST /studios/{id}/members/{person}"""
    person = _person_of(request)

    async def act(it: Instance, by: Viewer, ident: ActorId, form: uploads.Form) -> None:
        await studio_members.set_rank(it, by, ident, person, form.text("rank"))

    return await _act(request, act, "members")


async def remove(request: Request) -> Response:
    """POST /studios/{id}/members/{person}/remove: take somebody out, or leave"""
    viewer, person = await require_viewer(request), _person_of(request)

    async def act(it: Instance, by: Viewer, ident: ActorId, form: uploads.Form) -> None:
        await studio_members.remove(it, by, ident, person)

    done = await _act(request, act, "members")
    return respond.redirect("/studios") if done.status_code == 303 and person == viewer.actor.id else done


async def _answer(request: Request, act: Callable[[Instance, Viewer, str], Awaitable[None]]) -> None:
    viewer, ident = await require_viewer(request), studios.ident_of(request)
    async with uploads.form(request):
        await act(instance_of(request), viewer, ident)


async def accept(request: Request) -> Response:
    """POST /studios/{id}/accept"""
    await _answer(request, studio_members.accept)
    return respond.redirect(studios.desk_of(request.path_params["id"]))


async def decline(request: Request) -> Response:
    """POST /studios/{id}/decline"""
    await _answer(request, studio_members.decline)
    return respond.redirect("/studios")


async def add_domain(request: Request) -> Response:
    """POST /studios/{id}/domains"""

    async def act(it: Instance, by: Viewer, ident: ActorId, form: uploads.Form) -> None:
        await studio_domains.add(it, by, ident, form.text("domain"))

    return await _act(request, act, "domains")


async def check_domain(request: Request) -> Response:
    """POST /studios/{id}/domains/check: look for the proof now"""

    async def act(it: Instance, by: Viewer, ident: ActorId, form: uploads.Form) -> None:
        found = await studio_domains.check(it, by, ident, form.text("name"))
        if found.verified is None:
            wrong = say("We found no proof for %(domain)s yet. Records can take an hour to be seen.", domain=found.name)
            raise Invalid({"domain": wrong})

    return await _act(request, act, "domains")


async def remove_domain(request: Request) -> Response:
    """POST /studios/{id}/domains/remove"""

    async def act(it: Instance, by: Viewer, ident: ActorId, form: uploads.Form) -> None:
        await studio_domains.remove(it, by, ident, form.text("name"))

    return await _act(request, act, "domains")
