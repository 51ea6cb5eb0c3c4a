"""Forms are taken from our own pages only (THREATS WEB-03): a token in each, and the browser's word for its origin.

Signed in, the token belongs to the session. Signed out, it repeats a random cookie that only our own pages can set
and read; the middleware sends that cookie with the first page that asked for a token.
"""

import secrets
from collections.abc import Collection, Mapping

from starlette.requests import Request

from fedart.errors import Forbidden
from fedart.web.session import cookie_name, instance_of, viewer_of
from fedart.words import later

FIELD = "csrf"
_COOKIE = "fedart-form"
_BYTES = 32
_LENGTH = 43
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def _from_cookie(request: Request) -> str:
    value = request.cookies.get(cookie_name(instance_of(request), _COOKIE), "")
    return value if len(value) == _LENGTH and value.isascii() else ""


async def token(request: Request) -> str:
    """The token that this viewer's forms carry in the field `csrf`."""
    viewer = await viewer_of(request)
    if viewer is not None:
        return viewer.csrf
    if not hasattr(request.state, "form_token"):
        known = _from_cookie(request)
        request.state.form_token = known or secrets.token_urlsafe(_BYTES)
        if not known:
            request.state.new_cookie = _set_cookie(request, request.state.form_token)
    found: str = request.state.form_token
    return found


def _set_cookie(request: Request, value: str) -> str:
    it = instance_of(request)
    secure = "; Secure" if it.config.https else ""
    return f"{cookie_name(it, _COOKIE)}={value}; HttpOnly; Path=/; SameSite=Lax{secure}"


async def check(request: Request, given: str) -> None:
    """Raises Forbidden unless `given` is this viewer's token."""
    viewer = await viewer_of(request)
    expected = viewer.csrf if viewer is not None else _from_cookie(request)
    if not expected or not secrets.compare_digest(expected.encode(), given.encode()):
        raise Forbidden("form token missing or wrong", public=STALE, rule="WEB-03")


def check_handed(request: Request) -> None:
    """Raises Forbidden unless the browser says that no page sent this: somebody shared it from another program."""
    if request.headers.get("sec-fetch-site") != "none":
        raise Forbidden("not handed over by the browser", public=STALE, rule="WEB-03")


STALE = later("This form is too old or came from somewhere else. Please go back, reload the page and send it again.")


def same_origin(headers: Mapping[str, str], origins: Collection[str]) -> bool:
    """Whether the browser says that a form came from our own pages.

    `Sec-Fetch-Site` decides where it is sent, and `Origin` has to be ours. Clients that send neither are no
    browsers, and the token still has to be right. `null` is no origin of ours.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    sent = headers.get("origin")
    if site == "none" and sent == "null":
        return True  # The browser itself, for what another program hands over; forms still need their token.
    return sent is None or sent.lower() in origins
