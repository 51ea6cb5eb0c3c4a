"""Being found: WebFinger, host-meta, NodeInfo and our namespace document (guide section 3)."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from fedart import __version__
from fedart.domain.ids import Urls
from fedart.errors import Gone, Malformed, NotFound
from fedart.instance import Instance
from fedart.services import documents
from fedart.storage import views_federation as views
from fedart.storage.views_federation import Profile, Usage
from fedart.web import negotiate, respond, templates
from fedart.web.middleware import hosts_of
from fedart.web.session import instance_of
from fedart.wire import contexts, render, vocabulary

JRD = "application/jrd+json"
OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
SCHEMAS = ("2.0", "2.1")
INSTANCE = ""
"""What `wanted` answers for the instance itself."""

USAGE_MS = 600_000
"""How long the counts of NodeInfo are given out again: they are asked for by crawlers and cost a walk over tables."""

_LONGEST = 2_048
_DAY = 86_400_000


def wanted(resource: str, urls: Urls) -> str:
    """The user name that a WebFinger resource asks for, lower case; empty for the instance itself.

    Takes `acct:` in any case, a bare handle, and the addresses of actors and profiles as they are
    (`id:` and the actor's id for those). Raises Malformed for what is neither, NotFound for other hosts.
    """
    if not resource or len(resource) > _LONGEST:
        raise Malformed("no resource")
    if resource.lower().startswith(("https://", "http://")):
        return _from_address(resource, urls)
    scheme, colon, rest = resource.partition(":")
    handle = rest if colon and scheme.lower() == "acct" else resource
    name, at, host = handle.removeprefix("@").partition("@")
    if not at or not name or not host:
        raise Malformed("not a handle")
    if host.lower() not in hosts_of(urls.origin):
        raise NotFound("another host")
    return INSTANCE if name.lower() in (urls.host, urls.host.partition(":")[0]) else name.lower()


def _from_address(address: str, urls: Urls) -> str:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Malformed("not an address") from error
    if f"{parts.scheme}://{parts.netloc}".lower() != urls.origin.lower():
        raise NotFound("another host")
    path = parts.path.rstrip("/") or "/"
    found = urls.parse(urls.origin + path)
    if path == "/" or (found is not None and found.kind == "instance"):
        return INSTANCE
    if found is not None and found.kind == "actor":
        return f"id:{found.id}"
    if found is not None and found.kind == "profile":
        return found.id.lower()
    raise NotFound("no actor's address")


async def _find(it: Instance, name: str) -> Profile:
    """The actor behind a name. Raises NotFound, Gone."""
    if name.startswith("id:"):
        found = it.db.glance(lambda tx: views.profile(tx, name[3:]))
    else:
        found = it.db.glance(lambda tx: views.profile_by_name(tx, name, it.urls.host))
    if found is None:
        raise NotFound("no such actor")
    if found.actor.deleted:
        raise Gone("the actor was deleted")
    return found


async def webfinger(request: Request) -> Response:
    """GET /.well-known/webfinger?resource=…"""
    it = instance_of(request)
    name = wanted(request.query_params.get("resource", ""), it.urls)
    if name == INSTANCE:
        answer = render.instance_webfinger(it.urls)
    else:
        profile = await _find(it, name)
        icon = it.db.glance(lambda tx: documents.portrait(tx, it, profile.actor.icon))
        answer = render.webfinger(profile.actor, it.urls, icon=icon)
    return respond.json(request, answer, media_type=JRD, headers=OPEN)


async def host_meta(request: Request) -> Response:
    """GET /.well-known/host-meta: Mastodon asks it where WebFinger is."""
    return Response(render.host_meta(instance_of(request).urls), 200, OPEN, media_type="application/xrd+xml")


async def nodeinfo_index(request: Request) -> Response:
    """GET /.well-known/nodeinfo, with a link to the instance actor (FEP-2677)."""
    answer = render.nodeinfo_index(instance_of(request).urls)
    return respond.json(request, answer, media_type="application/json", headers=OPEN)


async def _usage(request: Request) -> Usage:
    """The counts, at most USAGE_MS old."""
    it, state = instance_of(request), request.app.state
    now = it.clock()
    kept: tuple[int, Usage] | None = getattr(state, "usage", None)
    if kept is None or not kept[0] <= now < kept[0] + USAGE_MS:
        # Whole days, since nothing finer is known of when somebody was here.
        today = now - now % _DAY
        month, half_year = today - 30 * _DAY, today - 180 * _DAY
        kept = now, await it.db.read(lambda tx: views.usage(tx, month_ago=month, half_year_ago=half_year))
        state.usage = kept
    return kept[1]


async def nodeinfo(request: Request) -> Response:
    """GET /nodeinfo/2.0 and /nodeinfo/2.1"""
    schema = request.path_params["version"]
    if schema not in SCHEMAS:
        raise NotFound("nodeinfo version")
    it = instance_of(request)
    usage, settings = await _usage(request), it.config.instance
    answer = render.nodeinfo(
        schema,
        version=__version__,
        name=settings.name,
        description=settings.description,
        users=usage.people,
        active_month=usage.month,
        active_halfyear=usage.half_year,
        posts=usage.works + usage.posts,
        homepage=settings.source,
    )
    kind = f'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/{schema}#"'
    return respond.json(request, answer, media_type=kind, headers=OPEN)


async def namespace(request: Request) -> Response:
    """GET /ns: the terms that our documents use beyond the listed contexts, as JSON-LD context; a page for people."""
    if negotiate.wants_page(request.headers.get("accept")):
        return await templates.page(request, "terms.html", {"terms": _terms(), "address": "/ns"})
    headers = {**OPEN, "Vary": "Accept"}
    return respond.json(request, render.namespace(), media_type=negotiate.LD_JSON, headers=headers)


def _terms() -> list[tuple[str, str]]:
    """Each term with the address that it stands for, prefixes written out."""
    return sorted((name, meaning) for name, meaning in contexts.meanings(vocabulary.OURS).items())
