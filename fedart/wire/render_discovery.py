"""The documents by which others find us: WebFinger, host-meta, NodeInfo (guide section 3)."""

from html import escape
from typing import Final

from fedart.domain.actor import Actor
from fedart.domain.ids import Urls
from fedart.wire.vocabulary import OURS, Json, PublicFile

ACTIVITY_JSON: Final = "application/activity+json"
_NODEINFO: Final = "http://nodeinfo.diaspora.software/ns/schema/"
_APPLICATION: Final = "https://www.w3.org/ns/activitystreams#Application"
_SUBSCRIBE: Final = "http://ostatus.org/schema/1.0/subscribe"
_INTENTS: Final = "https://w3id.org/fep/3b86/"
AUTHORIZE: Final = "/authorize_interaction?uri={uri}"
INTENTS: Final = {
    "Create": "/intents/create?name={name}&content={content}&inReplyTo={inReplyTo}",
    "Follow": "/intents/follow?object={object}",
    "Like": "/intents/like?object={object}",
    "Announce": "/intents/announce?object={object}",
    "Object": "/intents/object?object={object}",
}
"""Where somebody of ours does on this server what they began on another: activity to path template (FEP-3b86)."""


def webfinger(actor: Actor, urls: Urls, *, icon: PublicFile | None = None) -> Json:
    """The JRD of an actor (RFC 7033), with the addresses where others send people to follow, like, pass on, answer."""
    links: list[Json] = [
        {"rel": "self", "type": ACTIVITY_JSON, "href": actor.uri},
        {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": actor.url},
    ]
    if icon is not None:
        links.append({"rel": "http://webfinger.net/rel/avatar", "type": icon.mime, "href": icon.url})
    links.append({"rel": _SUBSCRIBE, "template": urls.page(AUTHORIZE)})
    links += [{"rel": f"{_INTENTS}{kind}", "template": urls.page(path)} for kind, path in INTENTS.items()]
    return {
        "subject": f"acct:{actor.username}@{urls.host}",
        "aliases": [actor.url, actor.uri],
        "links": links,
    }


def instance_webfinger(urls: Urls) -> Json:
    """The JRD of the instance actor, whose user name is the host itself."""
    host = urls.host
    return {
        "subject": f"acct:{host.partition(':')[0]}@{host}",
        "aliases": [urls.instance_actor],
        "links": [{"rel": "self", "type": ACTIVITY_JSON, "href": urls.instance_actor}],
    }


def host_meta(urls: Urls) -> bytes:
    """The XRD that points to WebFinger (RFC 6415), for servers that ask here first."""
    template = escape(urls.page("/.well-known/webfinger?resource={uri}"))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" type="application/jrd+json" template="{template}"/>\n'
        "</XRD>\n"
    ).encode()


def nodeinfo_index(urls: Urls) -> Json:
    """Where NodeInfo lies, and the instance actor beside it (FEP-2677)."""
    links: list[Json] = [
        {"rel": f"{_NODEINFO}{version}", "href": urls.page(f"/nodeinfo/{version}")} for version in ("2.0", "2.1")
    ]
    return {"links": [*links, {"rel": _APPLICATION, "href": urls.instance_actor}]}


def nodeinfo(
    schema: str,
    *,
    version: str,
    name: str,
    description: str,
    users: int,
    active_month: int,
    active_halfyear: int,
    posts: int,
    homepage: str = "",
) -> Json:
    """NodeInfo in schema `2.0` or `2.1` (FEP-f1d5). Sign-up is by invitation, so registrations are closed."""
    software: Json = {"name": "fedart", "version": version}
    if schema == "2.1" and homepage:
        software |= {"repository": homepage, "homepage": homepage}
    return {
        "version": schema,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {
            "users": {"total": users, "activeMonth": active_month, "activeHalfyear": active_halfyear},
            "localPosts": posts,
        },
        "metadata": {"nodeName": name, "nodeDescription": description},
    }


def namespace() -> Json:
    """Our terms, for readers: no document of ours refers to this address, so nobody has to fetch it."""
    return {"@context": dict(OURS)}
