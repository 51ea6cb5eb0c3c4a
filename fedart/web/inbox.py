"""The door for activities: size, type, outline, signature, authority, and only then the services (THREATS section 1).

202 means that the activity is stored for good, or knowingly ignored. Nothing is fetched for a request without a
readable signature, and nothing is stored before it was verified.
"""

from starlette.requests import Request
from starlette.responses import Response

from fedart import log
from fedart.errors import Malformed, TooLarge, Unauthenticated, WrongType
from fedart.instance import Instance
from fedart.services import inbox
from fedart.web import access
from fedart.web.negotiate import ACTIVITY_JSON, LD_JSON, content_type
from fedart.web.session import instance_of
from fedart.wire import parse
from fedart.wire.activities import Outline

_SELF = frozenset({"Delete", "Update"})


async def shared(request: Request) -> Response:
    """POST /inbox"""
    return await _receive(request)


async def personal(request: Request) -> Response:
    """POST /actors/{id}/inbox: the same door; whom an activity concerns is read from the activity."""
    return await _receive(request)


async def _receive(request: Request) -> Response:
    if not access.signed(request):
        raise Unauthenticated("no signature", rule="SIG-01")
    _check_type(request)
    body = await _body(request)
    outline = _outline(body)
    it = instance_of(request)
    log.bind(key=access.claimed_key(request), dialect=access.dialect(request), activity=outline.id)
    if await _is_farewell(it, outline):
        log.info("ignored", type=outline.type, rule="SIG-13")
        return _accepted()
    verified = await access.verify(request, body)
    await inbox.accept(it, verified, followers=request.headers.get("collection-synchronization", ""))
    return _accepted()


def _accepted() -> Response:
    return Response(None, 202, {"Cache-Control": "no-store"})


def _check_type(request: Request) -> None:
    kind, _ = content_type(request.headers.get("content-type", ""))
    if kind not in (ACTIVITY_JSON, LD_JSON):
        raise WrongType(f"a document of type {kind or 'none'}", rule="NET-05")


async def _body(request: Request) -> bytes:
    """The body, which the middleware counts; checked again here, where trust begins (THREATS PAR-01)."""
    body = await request.body()
    limit = instance_of(request).config.federation.inbox_bytes
    if len(body) > limit:
        raise TooLarge(f"{len(body)} bytes", rule="PAR-01")
    return body


def _outline(body: bytes) -> Outline:
    try:
        return parse.outline(body)
    except (ValueError, RecursionError) as error:
        raise Malformed(type(error).__name__, rule="PAR-02") from error


async def _is_farewell(it: Instance, outline: Outline) -> bool:
    """An actor we never knew deletes or changes itself: its key may be gone, and it is nothing to us (SIG-13)."""
    if outline.type not in _SELF or outline.object_id != outline.actor:
        return False
    return not await inbox.knows_actor(it, outline.actor)
