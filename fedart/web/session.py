"""Who is looking: the running instance, the session cookie, and what a page may ask of its viewer (THREATS WEB-02)."""

from typing import Protocol
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.errors import Forbidden, Unauthenticated
from fedart.instance import Instance
from fedart.services import accounts

_TOKEN_LIMIT = 200
HOME = "/home"
SIGN_IN = "/sign-in"


class SignInNeeded(Unauthenticated):
    """Answered with a redirect to the sign-in page, which leads back to `next` (an internal path)."""

    def __init__(self, next_path: str) -> None:
        super().__init__(rule="WEB-02")
        self.location = f"{SIGN_IN}?next={quote(next_path, safe='/')}"


class Session(Protocol):
    """What the cookie needs of a `services.accounts.Ticket`; `expires` in epoch milliseconds."""

    @property
    def token(self) -> str: ...

    @property
    def expires(self) -> int: ...


def instance_of(request: Request) -> Instance:
    """The instance that this application serves."""
    found: Instance = request.app.state.instance
    return found


def cookie_name(it: Instance, name: str = "fedart") -> str:
    """`__Host-` wherever it can work: on https. Plain http (localhost, test networks) knows no Secure cookies."""
    return f"__Host-{name}" if it.config.https else name


def token_of(request: Request) -> str:
    """The session cookie's value, or an empty string; oversized values count as none."""
    value = request.cookies.get(cookie_name(instance_of(request)), "")
    return value if len(value) <= _TOKEN_LIMIT and value.isascii() else ""


async def viewer_of(request: Request) -> Viewer | None:
    """The signed-in viewer, looked up once per request."""
    if not hasattr(request.state, "viewer"):
        token = token_of(request)
        request.state.viewer = await accounts.viewer(instance_of(request), token) if token else None
    found: Viewer | None = request.state.viewer
    return found


async def require_viewer(request: Request) -> Viewer:
    """The viewer, or a redirect to the sign-in page that comes back here (a GET's path; forms come back to home)."""
    viewer = await viewer_of(request)
    if viewer is None:
        raise SignInNeeded(_here(request) if request.method in ("GET", "HEAD") else HOME)
    return viewer


async def require_moderator(request: Request) -> Viewer:
    """The viewer, if they moderate. Raises Forbidden for other accounts (THREATS WEB-10)."""
    viewer = await require_viewer(request)
    if not viewer.account.role.moderates:
        raise Forbidden("moderators only", rule="WEB-10")
    return viewer


async def require_admin(request: Request) -> Viewer:
    """The viewer, if they administer the instance. Raises Forbidden for other accounts (THREATS WEB-10)."""
    viewer = await require_viewer(request)
    if not viewer.account.role.administers:
        raise Forbidden("administrators only", rule="WEB-10")
    return viewer


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def internal(path: str | None, default: str = HOME) -> str:
    """A redirect target that stays here, or `default` (THREATS WEB-11): one absolute path, nothing else."""
    if not path or len(path) > 2_000 or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return default
    if any(ord(char) <= 0x20 or ord(char) == 0x7F for char in path):
        return default
    parts = urlsplit(path)
    return default if parts.scheme or parts.netloc else path


def remember(request: Request, response: Response, ticket: Session) -> None:
    """Give the browser the session of a ticket; the cookie ends when the session does."""
    it = instance_of(request)
    seconds = max(0, (ticket.expires - it.clock()) // 1000)
    _set(it, response, ticket.token, seconds)


def forget(request: Request, response: Response) -> None:
    """Take the session cookie away."""
    _set(instance_of(request), response, "", 0)


def _set(it: Instance, response: Response, value: str, seconds: int) -> None:
    response.set_cookie(
        cookie_name(it), value, max_age=seconds, path="/", secure=it.config.https, httponly=True, samesite="lax"
    )
