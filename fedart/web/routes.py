"""Every address of the server, in one list.

Pages of things that have an id lead ActivityPub clients to the document; ids lead browsers to the page.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fedart.web import documents, health, inbox, media, static, wellknown

Handler = Callable[[Request], Awaitable[Response]]


def all_routes() -> list[BaseRoute]:
    """The routes, in the order they are tried."""
    return [*FEDERATION, *FILES]


def get(path: str, endpoint: Handler) -> Route:
    return Route(path, endpoint, methods=["GET"])


def post(path: str, endpoint: Handler) -> Route:
    return Route(path, endpoint, methods=["POST"])


FEDERATION: list[BaseRoute] = [
    get("/actor", documents.instance_actor),
    get("/actor/outbox", documents.instance_outbox),
    get("/actors/{id}", documents.actor),
    post("/actors/{id}/inbox", inbox.personal),
    get("/actors/{id}/{part}", documents.actor_part),
    get("/objects/{id}", documents.note),
    get("/objects/{id}/{part}", documents.note_part),
    get("/activities/{id}", documents.activity),
    post("/inbox", inbox.shared),
    get("/.well-known/webfinger", wellknown.webfinger),
    get("/.well-known/host-meta", wellknown.host_meta),
    get("/.well-known/nodeinfo", wellknown.nodeinfo_index),
    get("/nodeinfo/{version}", wellknown.nodeinfo),
    get("/ns", wellknown.namespace),
]

FILES: list[BaseRoute] = [
    get("/media/{id}/{file}", media.show),
    get("/static/{path:path}", static.serve),
    get("/healthz", health.healthz),
    get("/robots.txt", health.robots),
]
