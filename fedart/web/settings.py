"""One's profile and one's way in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import MAX_FIELDS, Field, Viewer
from fedart.domain.forms import BIO_LIMIT, NAME_LIMIT, ProfileForm, Upload
from fedart.errors import Invalid, NotFound
from fedart.services import accounts, actors, closing
from fedart.storage import views_home
from fedart.storage.views_home import Profile
from fedart.web import respond, session, templates, uploads
from fedart.web.session import SIGN_IN, instance_of, require_viewer
from fedart.words import later, say

LINES = range(1, MAX_FIELDS + 1)
_OTHER = later("a picture")
_ROLES = {"icon": later("your avatar"), "image": later("your banner")}


@dataclass(frozen=True, slots=True)
class Limits:
    name: int = NAME_LIMIT
    bio: int = BIO_LIMIT


@dataclass(frozen=True, slots=True)
class Paused:
    """A picture of the profile that waits: `what` names it in a sentence."""

    what: str
    media_id: str


def _stored(profile: Profile) -> dict[str, object]:
    """The form as the profile is now."""
    actor = profile.actor
    values: dict[str, object] = {
        "name": actor.name,
        "bio": actor.summary_source,
        "locked": actor.locked,
        "discoverable": actor.discoverable,
        "indexable": actor.indexable,
        "syndicated": profile.syndicated,
    }
    for row in LINES:
        field = actor.fields[row - 1] if row <= len(actor.fields) else Field("", "")
        values[f"label{row}"], values[f"value{row}"] = field.name, field.value
    return values


def profile_form(form: uploads.Form) -> ProfileForm:
    """A profile as it was typed; lines without any text are left out."""
    lines = [Field(form.text(f"label{row}").strip(), form.text(f"value{row}").strip()) for row in LINES]
    return ProfileForm(
        name=form.text("name"),
        bio=form.text("bio"),
        fields=tuple(line for line in lines if line.name or line.value),
        locked=form.checked("locked"),
        discoverable=form.checked("discoverable"),
        indexable=form.checked("indexable"),
        syndicated=form.checked("syndicated"),
    )


def _typed(form: uploads.Form) -> dict[str, object]:
    names = ["name", "bio", *(f"{part}{row}" for row in LINES for part in ("label", "value"))]
    switches = {name: form.checked(name) for name in ("locked", "discoverable", "indexable", "syndicated")}
    return {**{name: form.text(name) for name in names}, **switches}


async def _page(
    request: Request,
    viewer: Viewer,
    values: Mapping[str, object] | None,
    errors: Mapping[str, str],
    *,
    saved: bool = False,
    withheld: Sequence[Paused] = (),
) -> Response:
    profile = await instance_of(request).db.read(lambda tx: views_home.profile(tx, viewer.actor.id))
    if profile is None:
        raise NotFound("the profile is gone")
    shown = {
        "profile": profile,
        "values": values or _stored(profile),
        "errors": errors,
        "saved": saved,
        "withheld": withheld,
        "limits": Limits(),
    }
    return await templates.page(request, "settings/profile.html", shown, status=422 if errors else 200)


async def profile_page(request: Request) -> Response:
    """GET /settings/profile"""
    viewer = await require_viewer(request)
    return await _page(request, viewer, None, {}, saved="saved" in request.query_params)


def _upload(form: uploads.Form, name: str, problems: dict[str, str], most: int) -> Upload | None:
    for file in form.files(name):
        if file.too_large:
            problems[name] = say("%(name)s is larger than %(most)s MB.", name=file.name, most=most // 1_048_576)
        else:
            return Upload(file.path, file.name)
    return None


async def edit_profile(request: Request) -> Response:
    """POST /settings/profile"""
    viewer = await require_viewer(request)
    it = instance_of(request)
    async with uploads.form(request, max_files=2) as form:
        problems: dict[str, str] = {}
        avatar = _upload(form, "avatar", problems, it.config.media.max_bytes)
        banner = _upload(form, "banner", problems, it.config.media.max_bytes)
        if problems:
            return await _page(request, viewer, _typed(form), problems)
        try:
            judged = await actors.edit_profile(
                it,
                viewer,
                profile_form(form),
                avatar,
                banner,
                remove_avatar=form.checked("remove_avatar"),
                remove_banner=form.checked("remove_banner"),
            )
        except Invalid as error:
            return await _page(request, viewer, _typed(form), error.fields)
    if judged:
        paused = [Paused(say(_ROLES.get(each.role, _OTHER)), each.media_id) for each in judged]
        return await _page(request, viewer, None, {}, saved=True, withheld=paused)
    return respond.redirect("/settings/profile?saved")


async def account_page(request: Request) -> Response:
    """GET /settings/account"""
    return await _account(request, await require_viewer(request), {}, saved="saved" in request.query_params)


async def _account(
    request: Request,
    viewer: Viewer,
    errors: Mapping[str, str],
    *,
    saved: bool = False,
    closing_errors: Mapping[str, str] | None = None,
    handle: str = "",
) -> Response:
    values = {
        "errors": errors,
        "saved": saved,
        "closing_errors": closing_errors or {},
        "handle": handle,
        "has_password": await accounts.has_password(instance_of(request), viewer),
    }
    status = 422 if errors or closing_errors else 200
    return await templates.page(request, "settings/account.html", values, status=status)


async def change_password(request: Request) -> Response:
    """POST /settings/account"""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        try:
            ticket = await accounts.change_password(instance_of(request), viewer, form.text("old"), form.text("new"))
        except Invalid as error:
            return await _account(request, viewer, error.fields)
    response = respond.redirect("/settings/account?saved")
    session.remember(request, response, ticket)
    return response


async def close_account(request: Request) -> Response:
    """POST /settings/account/close: for good, after the whole handle and the password."""
    viewer = await require_viewer(request)
    async with uploads.form(request) as form:
        handle = form.text("handle")
        try:
            await closing.close_own(instance_of(request), viewer, handle, form.text("confirm"))
        except Invalid as error:
            return await _account(request, viewer, {}, closing_errors=error.fields, handle=handle)
    response = respond.redirect(f"{SIGN_IN}?closed")
    session.forget(request, response)
    return response


async def sign_out_everywhere(request: Request) -> Response:
    """POST /settings/account/sign-out"""
    viewer = await require_viewer(request)
    async with uploads.form(request):
        await accounts.sign_out_everywhere(instance_of(request), viewer.account.id)
    response = respond.redirect(SIGN_IN)
    session.forget(request, response)
    return response
