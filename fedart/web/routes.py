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
    collections,
    documents,
    health,
    held,
    hidden,
    home,
    inbox,
    intents,
    interact,
    media,
    messages,
    moving,
    notifications,
    pages,
    people,
    policy,
    process,
    publish,
    relays,
    search,
    settings,
    static,
    tags,
    transfers,
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
    get("/actors/{id}/{part}", collections.actor_part),
    get("/objects/{id}", documents.note),
    get("/objects/{id}/{part}", collections.note_part),
    get("/activities/{id}", documents.activity),
    get("/stamps/{id}", documents.stamp),
    get("/.well-known/webfinger", wellknown.webfinger),
    get("/.well-known/host-meta", wellknown.host_meta),
    get("/.well-known/nodeinfo", wellknown.nodeinfo_index),
    get("/nodeinfo/{version}", wellknown.nodeinfo),
    get("/ns", wellknown.namespace),
    get("/authorize_interaction", intents.authorize),
    get("/intents/{kind}", intents.intent),
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
    get("/tags/{tag}", tags.show),
    get("/artists", artists.roster),
    get("/@{handle}", documents.or_profile_page(artists.show)),
    get("/people/{id}", people.show),
    get("/works/{id}", works.show),
    get("/search", search.show),
    get("/interact", interact.show),
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
    get("/home/local", home.local),
    get("/home/federated", home.federated),
    post("/tags/{tag}/follow", tags.follow),
    post("/tags/{tag}/unfollow", tags.unfollow),
    post("/search", search.look),
    get("/following", home.following),
    post("/follows", home.follow),
    post("/follows/{id}/accept", home.accept),
    post("/follows/{id}/reject", home.reject),
    post("/people/{id}/unfollow", home.unfollow),
    get("/people/{id}/hide", hidden.menu),
    post("/people/{id}/mute", hidden.mute),
    post("/people/{id}/unmute", hidden.unmute),
    post("/people/{id}/block", hidden.block),
    post("/people/{id}/unblock", hidden.unblock),
    get("/people/{id}/report", hidden.ask_report),
    post("/people/{id}/report", hidden.report),
    get("/messages", messages.show),
    post("/messages", messages.write),
    get("/messages/requests", messages.requests),
    get("/messages/hidden", messages.hidden),
    get("/messages/new", messages.start),
    get("/messages/{id}", messages.talk),
    post("/messages/{id}", messages.answer),
    post("/messages/{id}/accept", messages.accept),
    post("/messages/{id}/hide", messages.hide),
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
    get("/settings/hidden", hidden.settings),
    post("/settings/hidden/domains", hidden.hide_domain),
    post("/settings/hidden/domains/remove", hidden.show_domain),
    post("/settings/hidden/words", hidden.hide_words),
    post("/settings/hidden/words/{id}/remove", hidden.show_words),
    get("/settings/moving", moving.show),
    post("/settings/moving/aliases", moving.add_alias),
    post("/settings/moving/aliases/check", moving.check_alias),
    post("/settings/moving/aliases/remove", moving.remove_alias),
    post("/settings/moving/away", moving.check_target),
    post("/settings/moving/away/confirm", moving.leave),
    post("/settings/moving/back", moving.come_back),
    get("/settings/transfers", transfers.show),
    get("/settings/export/{file}", transfers.export),
    post("/settings/transfers", transfers.bring),
    get("/settings/import/{id}", transfers.progress),
    post("/settings/import/{id}/start", transfers.start),
    post("/settings/import/{id}/again", transfers.again),
    post("/settings/import/{id}/stop", transfers.stop),
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
    get("/admin/relays", relays.show),
    post("/admin/relays", relays.add),
    post("/admin/relays/{id}/remove", relays.remove),
]
