"""Errors as answers: a page for browsers, JSON for machines, a plain line for the rest; they say `public`, no more.

People read it in their language. Machines read the sentences of the error's class in English.
"""

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from fedart.errors import FedartError, Forbidden, Invalid, Malformed, NotFound, TooFast, TooLarge, Unavailable
from fedart.federation import signatures
from fedart.web import negotiate, respond, templates
from fedart.web.session import SignInNeeded
from fedart.words import later, say

VARY = respond.VARY_PAGE
SIGNATURE_WANTED = 'Signature realm="fedart",headers="(request-target) host date digest"'


class NotAllowed(FedartError):
    status = 405
    public = later("This address does not take that kind of request.")


_BY_STATUS: dict[int, type[FedartError]] = {
    400: Malformed,
    403: Forbidden,
    404: NotFound,
    405: NotAllowed,
    413: TooLarge,
}


async def answer(request: Request, error: FedartError) -> Response:
    """The response that tells of `error`, in the form the client understands best."""
    if isinstance(error, SignInNeeded):
        return respond.redirect(error.location)
    accept = request.headers.get("accept")
    if negotiate.wants_json(accept):
        return _complete(request, Response(_json(error), error.status, media_type="application/json"), error)
    if negotiate.wants_page(accept):
        return _complete(request, await templates.problem(request, error), error)
    return await plain(request, error)


async def plain(request: Request, error: FedartError) -> Response:
    """The same in one line; the last resort when a page cannot be made."""
    return _complete(request, Response(f"{say(error.public)}\n", error.status, media_type="text/plain"), error)


def _complete(request: Request, response: Response, error: FedartError) -> Response:
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = respond.PRIVATE
    if isinstance(error, TooFast | Unavailable):
        response.headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = SIGNATURE_WANTED
        response.headers["Accept-Signature"] = signatures.wanted(request.method)
    return response


def _json(error: FedartError) -> bytes:
    fields = {"fields": error.fields} if isinstance(error, Invalid) else {}
    return orjson.dumps({"error": error.public, **fields})


async def from_router(request: Request, error: Exception) -> Response:
    """Starlette's own refusals (no such route, no such method) in our words."""
    if not isinstance(error, HTTPException):
        raise error
    kind = _BY_STATUS.get(error.status_code, FedartError)
    response = await answer(request, kind())
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response
