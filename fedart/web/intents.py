"""Where people come who began something on another server and want to do it from here: follow, like, pass on, answer.

Signed-in people are led to the page where that address is looked up, others to the sign-in page, which leads back.
Nothing happens by following such a link alone (THREATS WEB-03).
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from fedart.errors import Malformed, NotFound
from fedart.web import composer, respond, search
from fedart.web.session import require_viewer

TARGET_LIMIT = 500
CREATE = "create"
ABOUT_SOMETHING = ("follow", "like", "announce", "object")


def _looked_up(target: str) -> str:
    """Our page that looks up an address or a handle. Raises Malformed for what can be neither."""
    found = target.strip().removeprefix("acct:")
    if not found or len(found) > TARGET_LIMIT:
        raise Malformed("nothing to look up")
    return f"/search?q={quote(found, safe='')}"


async def authorize(request: Request) -> Response:
    """GET /authorize_interaction?uri=…: the subscribe template of our WebFinger answers leads here."""
    path = _looked_up(request.query_params.get("uri", ""))
    await require_viewer(request)
    return respond.redirect(path)


async def intent(request: Request) -> Response:
    """GET /intents/{kind}?object=…: what somebody wants to do with a thing elsewhere (FEP-3b86)."""
    kind = request.path_params["kind"]
    if kind not in (CREATE, *ABOUT_SOMETHING):
        raise NotFound("no such intent")
    if kind == CREATE:
        return await _create(request)
    path = _looked_up(request.query_params.get("object", ""))
    await require_viewer(request)
    return respond.redirect(path)


async def _create(request: Request) -> Response:
    """The form for a new work with what the other server knows of it; an answer begins where that thing is looked up.

    The form stands here, since a longer text would not fit into the address of another page.
    """
    asked = {name: _given(request, name) for name in ("name", "content", "inReplyTo")}
    if not asked["inReplyTo"]:
        return await composer.begin(request, title=asked["name"], text=asked["content"])
    path = search.with_text(_looked_up(asked["inReplyTo"]), asked["content"])
    await require_viewer(request)
    return respond.redirect(path)


def _given(request: Request, name: str) -> str:
    """What was put in the place of a template's parameter; some leave what they do not know as it is."""
    value = request.query_params.get(name, "").strip()
    return "" if value == f"{{{name}}}" else value
