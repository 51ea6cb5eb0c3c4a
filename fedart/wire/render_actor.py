"""Actors as documents (guide section 4)."""

from html import escape
from urllib.parse import urlsplit

from fedart.domain.actor import Actor, ActorType, Field
from fedart.domain.ids import Uri, Urls
from fedart.domain.policy import PUBLIC
from fedart.wire import html, limits
from fedart.wire.vocabulary import ACTOR_CONTEXT, Json, PublicFile, stamp


def actor(
    actor: Actor, urls: Urls, *, public_key: str, icon: PublicFile | None = None, image: PublicFile | None = None
) -> Json:
    """The document of a local actor. `public_key` is an SPKI PEM; `icon` and `image` are avatar and banner."""
    found: Json = {
        "@context": ACTOR_CONTEXT,
        "id": actor.uri,
        "type": actor.type.value,
        "preferredUsername": actor.username,
        "name": actor.display_name,
        "summary": _summary(actor),
        "url": actor.url,
        "inbox": actor.inbox,
        "outbox": actor.outbox,
        "followers": actor.followers,
        "following": actor.following,
        "featured": actor.featured,
        "publicKey": _key(Uri(actor.key_id), actor.uri, public_key),
        "endpoints": {"sharedInbox": urls.shared_inbox},
        "published": stamp(actor.created),
        "updated": stamp(actor.updated),
        "manuallyApprovesFollowers": actor.locked,
        "discoverable": actor.discoverable,
        "indexable": actor.indexable,
        "attachment": [_field(line) for line in actor.fields],
        "attributionDomains": [urlsplit(urls.origin).hostname or urls.host],
        "webfinger": f"{actor.username}@{urls.host}",
        "interactionPolicy": {
            "canFeature": {"automaticApproval": [PUBLIC if actor.discoverable else actor.uri]},
        },
    }
    return found | _pictures(icon, image)


def instance_actor(urls: Urls, *, name: str, summary: str, public_key: str, icon: PublicFile | None = None) -> Json:
    """The server's own actor, which signs fetches and reports. `summary` is plain text."""
    uri = urls.instance_actor
    found: Json = {
        "@context": ACTOR_CONTEXT,
        "id": uri,
        "type": ActorType.APPLICATION.value,
        "preferredUsername": urlsplit(urls.origin).hostname or urls.host,
        "name": name,
        "summary": f"<p>{escape(summary)}</p>" if summary else "",
        "url": urls.page("/about"),
        "inbox": urls.page("/actor/inbox"),
        "outbox": urls.page("/actor/outbox"),
        "publicKey": _key(urls.instance_key, uri, public_key),
        "endpoints": {"sharedInbox": urls.shared_inbox},
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
    }
    return found | _pictures(icon, None)


def _summary(actor: Actor) -> str:
    """The bio; as plain text when its markup alone would fill the document (guide section 1, rule 6)."""
    return actor.summary if len(actor.summary.encode()) <= limits.SUMMARY else html.excerpt(actor.summary, 2_000)


def _key(key: Uri, owner: Uri, pem: str) -> Json:
    return {"id": key, "owner": owner, "publicKeyPem": pem}


def _pictures(icon: PublicFile | None, image: PublicFile | None) -> Json:
    return {name: _picture(file) for name, file in (("icon", icon), ("image", image)) if file is not None}


def _picture(file: PublicFile) -> Json:
    found: Json = {"type": "Image", "mediaType": file.mime, "url": file.url}
    if file.width and file.height:
        found |= {"width": file.width, "height": file.height}
    return found


def _field(line: Field) -> Json:
    return {"type": "PropertyValue", "name": line.name, "value": field_html(line.value)}


def field_html(value: str) -> str:
    """A profile field of ours: an address becomes the single link that Mastodon can verify, the rest is escaped."""
    address = value.strip()
    if address.startswith(("https://", "http://")) and html.safe_href(address) is not None:
        shown = escape(address)
        return f'<a href="{shown}" rel="me nofollow noopener noreferrer">{shown}</a>'
    return escape(value)
