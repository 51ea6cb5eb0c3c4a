"""Being found: WebFinger, host-meta, NodeInfo and our namespace document (guide section 3)."""

from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from starlette.requests import Request
from starlette.responses import Response

from fedart import __version__
from fedart.domain.actor import ActorType
from fedart.domain.ids import Urls
from fedart.errors import Gone, Malformed, NotFound
from fedart.instance import Instance
from fedart.services import local_actors
from fedart.storage import views_federation as views
from fedart.storage.views_federation import Profile, Usage
from fedart.web import respond
from fedart.web.middleware import hosts_of
from fedart.web.negotiate import ACTIVITY_JSON
from fedart.web.session import instance_of

JRD = "application/jrd+json"
OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
AVATAR = "http://webfinger.net/rel/avatar"
PROFILE_PAGE = "http://webfinger.net/rel/profile-page"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"
NODEINFO = "http://nodeinfo.diaspora.software/ns/schema"
APPLICATION = "https://www.w3.org/ns/activitystreams#Application"
REPOSITORY = "https://github.com/fedart/fedart"
VERSIONS = ("2.0", "2.1")
_LONGEST = 2_048
_DAY = 86_400_000
INSTANCE_NAME = ""
"""What `wanted` answers for the instance itself."""


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
    return INSTANCE_NAME if name.lower() == urls.host else name.lower()


def _from_address(address: str, urls: Urls) -> str:
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}".lower() != urls.origin.lower():
        raise NotFound("another host")
    path = parts.path or "/"
    found = urls.parse(urls.origin + path)
    if path == "/" or (found is not None and found.kind == "instance"):
        return INSTANCE_NAME
    if found is not None and found.kind == "actor":
        return f"id:{found.id}"
    if found is not None and found.kind == "profile":
        return found.id.lower()
    raise NotFound("no actor's address")


async def _find(it: Instance, name: str) -> Profile:
    """The actor behind a name. Raises NotFound, Gone."""
    if name == INSTANCE_NAME:
        return Profile(await local_actors.ensure_instance_actor(it), None, None)
    if name.startswith("id:"):
        found = await it.db.read(lambda tx: views.profile(tx, name[3:]))
    else:
        found = await it.db.read(lambda tx: views.profile_by_name(tx, name, it.urls.host))
    if found is None:
        raise NotFound("no such actor")
    if found.actor.deleted:
        raise Gone("the actor was deleted")
    return found


def descriptor(profile: Profile, urls: Urls) -> dict[str, object]:
    """The answer to a WebFinger question (RFC 7033); its one `self` link is the actor's id, byte for byte."""
    actor = profile.actor
    links: list[dict[str, str]] = [
        {"rel": "self", "type": ACTIVITY_JSON, "href": actor.uri},
        {"rel": PROFILE_PAGE, "type": "text/html", "href": actor.url},
    ]
    icon = profile.icon.federated if profile.icon else None
    if profile.icon is not None and icon is not None:
        links.append({"rel": AVATAR, "type": icon.mime, "href": urls.media(profile.icon.id, icon.file_name)})
    if actor.type is not ActorType.APPLICATION:
        links.append({"rel": SUBSCRIBE, "template": urls.page("/follow?uri={uri}")})
    aliases = [str(actor.uri), actor.url]
    return {"subject": f"acct:{actor.username}@{actor.host}", "aliases": aliases, "links": links}


async def webfinger(request: Request) -> Response:
    """GET /.well-known/webfinger?resource=…"""
    it = instance_of(request)
    profile = await _find(it, wanted(request.query_params.get("resource", ""), it.urls))
    answer = descriptor(profile, it.urls)
    relations = request.query_params.getlist("rel")
    links = answer["links"]
    if relations and isinstance(links, list):
        answer["links"] = [link for link in links if link["rel"] in relations]
    return respond.json(request, answer, media_type=JRD, headers=OPEN)


async def host_meta(request: Request) -> Response:
    """GET /.well-known/host-meta: Mastodon asks it where WebFinger is."""
    template = quoteattr(instance_of(request).urls.page("/.well-known/webfinger?resource={uri}"))
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" type="{JRD}" template={template}/>\n'
        "</XRD>\n"
    )
    return Response(body, 200, OPEN, media_type="application/xrd+xml")


async def nodeinfo_index(request: Request) -> Response:
    """GET /.well-known/nodeinfo, with a link to the instance actor (FEP-2677)."""
    urls = instance_of(request).urls
    links = [{"rel": f"{NODEINFO}/{v}", "href": urls.page(f"/nodeinfo/{v}")} for v in VERSIONS]
    links.append({"rel": APPLICATION, "href": urls.instance_actor})
    return respond.json(request, {"links": links}, media_type="application/json", headers=OPEN)


def nodeinfo_document(it: Instance, usage: Usage, version: str) -> dict[str, object]:
    """NodeInfo in one of its two versions; they differ in the software's repository."""
    software = {"name": "fedart", "version": __version__}
    if version == "2.1":
        software["repository"] = REPOSITORY
    return {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {
            "users": {"total": usage.people, "activeMonth": usage.month, "activeHalfyear": usage.half_year},
            "localPosts": usage.works,
            "localComments": usage.posts,
        },
        "metadata": {"nodeName": it.config.instance.name, "nodeDescription": it.config.instance.description},
    }


async def nodeinfo(request: Request) -> Response:
    """GET /nodeinfo/2.0 and /nodeinfo/2.1"""
    version = request.path_params["version"]
    if version not in VERSIONS:
        raise NotFound("nodeinfo version")
    it = instance_of(request)
    now = it.clock()
    usage = await it.db.read(lambda tx: views.usage(tx, month_ago=now - 30 * _DAY, half_year_ago=now - 180 * _DAY))
    kind = f'application/json; profile="{NODEINFO}/{version}#"'
    return respond.json(request, nodeinfo_document(it, usage, version), media_type=kind, headers=OPEN)
