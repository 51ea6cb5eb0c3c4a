"""The doors: signing in and out, one-time links, joining with an invitation."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.errors import Invalid
from fedart.services import accounts
from fedart.web import client, lost, respond, session, templates, uploads
from fedart.web.session import HOME, instance_of, internal, viewer_of


async def _door(request: Request, name: str, values: Mapping[str, object], errors: Mapping[str, str]) -> Response:
    shown = {"view": await lost.view(instance_of(request)), "errors": errors, **values}
    return await templates.page(request, name, shown, status=422 if errors else 200, form=True)


def _enter(request: Request, ticket: accounts.Ticket, path: str) -> Response:
    response = respond.redirect(path)
    session.remember(request, response, ticket)
    return response


async def sign_in_page(request: Request) -> Response:
    """GET /sign-in"""
    if await viewer_of(request) is not None:
        return respond.redirect(HOME)
    next_path = internal(request.query_params.get("next"), "")
    values = {"username": "", "next": next_path, "closed": "closed" in request.query_params}
    return await _door(request, "sign_in.html", values, {})


async def sign_in(request: Request) -> Response:
    """POST /sign-in"""
    async with uploads.form(request) as form:
        name, next_path = form.text("username"), internal(form.text("next"), "")
        try:
            ticket = await accounts.sign_in(instance_of(request), name, form.text("password"), client.address(request))
        except Invalid as error:
            typed = {"username": name, "next": next_path, "closed": False}
            return await _door(request, "sign_in.html", typed, error.fields)
    return _enter(request, ticket, next_path or HOME)


async def link_page(request: Request) -> Response:
    """GET /sign-in/{token}: a page with a button, so that link previews use nothing up."""
    return await _door(request, "sign_in_link.html", {"link": request.path_params["token"]}, {})


async def use_link(request: Request) -> Response:
    """POST /sign-in/{token}"""
    async with uploads.form(request):
        ticket = await accounts.sign_in_by_link(
            instance_of(request), request.path_params["token"], client.address(request)
        )
    return _enter(request, ticket, HOME)


async def sign_out(request: Request) -> Response:
    """POST /sign-out"""
    async with uploads.form(request):
        await accounts.sign_out(instance_of(request), session.token_of(request))
    response = respond.redirect("/")
    session.forget(request, response)
    return response


async def _join(request: Request, username: str, errors: Mapping[str, str]) -> Response:
    token = request.path_params["token"]
    invitation = await accounts.invitation(instance_of(request), token)
    values = {"link": token, "inviter": invitation.inviter, "role": invitation.role, "username": username}
    return await _door(request, "join.html", values, errors)


async def join_page(request: Request) -> Response:
    """GET /join/{token}"""
    return await _join(request, "", {})


async def join(request: Request) -> Response:
    """POST /join/{token}"""
    async with uploads.form(request) as form:
        username = form.text("username").strip()
        try:
            ticket = await accounts.join(
                instance_of(request),
                request.path_params["token"],
                username,
                form.text("password"),
                client.address(request),
            )
        except Invalid as error:
            return await _join(request, username, error.fields)
    return _enter(request, ticket, "/settings/profile")
