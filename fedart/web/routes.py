"""Every address of the server, in one list.

Pages of things that have an id lead ActivityPub clients to the document; ids lead browsers to the page.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from fedart.web import (
    about,
    accounts,
    admin,
    artists,
    documents,
    health,
    held,
    home,
    inbox,
    media,
    notifications,
    pages,
    policy,
    process,
    publish,
    settings,
    static,
    wellknown,
    works,
)

Handler = Callable[[Request], Awaitable[Response]]


def get(path: str, endpoint: Handler) -> Route:
    """A route that is read (GET and HEAD)."""
    return Route(path, endpoint, methods=["GET"])


def post(path: str, endpoint: Handler) -> Route:
    """A route that changes something."""
    return Route(path, endpoint, methods=["POST"])


def all_routes() -> list[BaseRoute]:
    """The routes, in the order they are tried."""
    return [*FEDERATION, *FILES, *PAGES, *SIGNED_IN, *MODERATION]


FEDERATION: list[BaseRoute] = [
    post("/inbox", inbox.shared),
    get("/actor", documents.instance_actor),
    get("/actor/outbox", documents.instance_outbox),
    post("/actor/inbox", inbox.shared),
    get("/actors/{id}", documents.actor),
    post("/actors/{id}/inbox", inbox.personal),
    get("/actors/{id}/{part}", documents.actor_part),
    get("/objects/{id}", documents.note),
    get("/objects/{id}/{part}", documents.note_part),
    get("/activities/{id}", documents.activity),
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

PAGES: list[BaseRoute] = [
    get("/", pages.front),
    get("/works", pages.works),
    get("/tags/{tag}", pages.tag),
    get("/artists", artists.roster),
    get("/@{handle}", documents.or_profile_page(artists.show)),
    get("/works/{id}", works.show),
    get("/about", about.show),
    get("/about/ai", about.ai),
    get("/sign-in", accounts.sign_in_page),
    post("/sign-in", accounts.sign_in),
    get("/sign-in/{token}", accounts.link_page),
    post("/sign-in/{token}", accounts.use_link),
    get("/join/{token}", accounts.join_page),
    post("/join/{token}", accounts.join),
]

SIGNED_IN: list[BaseRoute] = [
    get("/home", home.show),
    get("/following", home.following),
    post("/follows", home.follow),
    post("/follows/{id}/accept", home.accept),
    post("/follows/{id}/reject", home.reject),
    post("/people/{id}/unfollow", home.unfollow),
    get("/publish", publish.start),
    post("/publish", publish.publish),
    get("/works/{id}/edit", publish.start_edit),
    post("/works/{id}/edit", publish.edit),
    get("/works/{id}/delete", works.ask_delete),
    post("/works/{id}/delete", works.delete),
    post("/works/{id}/like", works.like),
    post("/works/{id}/unlike", works.unlike),
    post("/works/{id}/boost", works.boost),
    post("/works/{id}/unboost", works.unboost),
    post("/works/{id}/reply", works.reply),
    get("/notifications", notifications.show),
    post("/notifications/seen", notifications.seen),
    get("/held", held.listing),
    get("/held/{id}", held.show),
    post("/held/{id}", held.appeal),
    get("/process/{id}/{part}", process.show),
    get("/settings/profile", settings.profile_page),
    post("/settings/profile", settings.edit_profile),
    get("/settings/account", settings.account_page),
    post("/settings/account", settings.change_password),
    post("/settings/account/sign-out", settings.sign_out_everywhere),
    post("/sign-out", accounts.sign_out),
]

MODERATION: list[BaseRoute] = [
    get("/admin", admin.start),
    get("/admin/appeals", admin.appeals),
    get("/admin/withheld", admin.withheld),
    get("/admin/withheld/{id}", admin.record),
    post("/admin/withheld/{id}", admin.decide),
    get("/admin/desk", admin.desk),
    get("/admin/policy", policy.show),
    post("/admin/policy", policy.choose),
    post("/admin/policy/trust", policy.trust),
    post("/admin/policy/trust/remove", policy.untrust),
    get("/admin/invites", admin.invites),
    post("/admin/invites", admin.invite),
]
