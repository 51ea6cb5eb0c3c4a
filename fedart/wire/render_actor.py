"""Actors as documents (guide section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from fedart.domain.actor import Actor, ActorType, Field
from fedart.domain.commission import Standing, Status
from fedart.domain.ids import Uri, Urls
from fedart.domain.policy import PUBLIC
from fedart.domain.practice import NOTHING, Open, Opening, Practice
from fedart.wire import html, job_text, limits
from fedart.wire.vocabulary import ACTOR_CONTEXT, ROBOTS, Json, PublicFile, stamp


@dataclass(frozen=True, slots=True)
class Multikey:
    """A public key of an actor of ours in multibase (FEP-521a); `expires` in epoch milliseconds."""

    id: Uri
    controller: Uri
    text: str
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that an actor's document lists: the one of `publicKey` (an SPKI PEM), those of `assertionMethod` for
    proofs, and in `authentication` those that signed requests a while ago or will soon (guide section 2.5)."""

    id: Uri
    pem: str
    assertion: tuple[Multikey, ...] = ()
    authentication: tuple[Multikey, ...] = ()


def actor(
    actor: Actor,
    urls: Urls,
    *,
    keys: Keys,
    icon: PublicFile | None = None,
    image: PublicFile | None = None,
    practice: Practice = NOTHING,
    desk: Standing | None = None,
) -> Json:
    """The document of a local actor. `icon` and `image` are avatar and banner; `practice` without what has lapsed;
    `desk` where they take commissions, if they keep one."""
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
        "featuredTags": urls.actor_part(actor.id, "featuredTags"),
        "streams": [urls.actor_part(actor.id, "albums")],
        **_keys(keys, actor.uri),
        "endpoints": {"sharedInbox": urls.shared_inbox},
        "published": stamp(actor.created),
        "updated": stamp(actor.updated),
        "manuallyApprovesFollowers": actor.locked,
        "discoverable": actor.discoverable,
        "indexable": actor.indexable,
        "attachment": [*map(_field, actor.fields), *_said(practice, desk, urls.profile(actor.username))],
        "attributionDomains": [urlsplit(urls.origin).hostname or urls.host],
        "webfinger": f"{actor.username}@{urls.host}",
        "showFeatured": True,
        "showMedia": True,
        "showRepliesInMedia": False,
        "xRobotsTag": ROBOTS,
        "interactionPolicy": {
            "canFeature": {"automaticApproval": [PUBLIC if actor.discoverable else actor.uri]},
        },
    }
    if actor.type is ActorType.GROUP:
        # A group has to belong to somebody, or PeerTube does not know it.
        found["attributedTo"] = urls.instance_actor
    return found | _pictures(icon, image) | _elsewhere(actor) | _practice(practice)


def instance_actor(urls: Urls, *, name: str, summary: str, keys: Keys, icon: PublicFile | None = None) -> Json:
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
        **_keys(keys, uri),
        "endpoints": {"sharedInbox": urls.shared_inbox},
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
    }
    return found | _pictures(icon, None)


def _summary(actor: Actor) -> str:
    """The bio; as plain text when its markup alone would fill the document (guide section 1, rule 6).

    Never empty: Pixelfed refuses the Update of an actor without one.
    """
    if not actor.summary:
        return "<p></p>"
    return actor.summary if len(actor.summary.encode()) <= limits.SUMMARY else html.excerpt(actor.summary, 2_000)


def _elsewhere(actor: Actor) -> Json:
    """The actor's other accounts, and the one that it moved to."""
    found: Json = {"alsoKnownAs": list(actor.also_known_as)} if actor.also_known_as else {}
    return found if actor.moved_to is None else found | {"movedTo": actor.moved_to}


def _said(practice: Practice, desk: Standing | None, page: str) -> list[Json]:
    """The practice as two more fields, for readers of servers that know no terms for it: they show some six at most.

    Who keeps a desk has one for that, which comes first and says of commissions what "Open for" would.
    """
    kinds = [each for each in practice.openings if desk is None or each.kind is not Opening.COMMISSIONS]
    lines = [("Roles", practice.roles), ("Open for", [each.words for each in kinds])]
    found = [_field(Field(name, ", ".join(words))) for name, words in lines if words]
    return found if desk is None else [_desk(desk, f"{page}/commissions"), *reversed(found)]


def _desk(standing: Standing, page: str) -> Json:
    shown = escape(page.partition("://")[2])
    link = f'<a href="{escape(page)}" rel="nofollow noopener noreferrer">{shown}</a>'
    return {"type": "PropertyValue", "name": "Commissions", "value": f"{escape(desk_line(standing))}: {link}"}


def desk_line(standing: Standing) -> str:
    """`open, 2 of 5 slots free, from 40 EUR`; `closed`."""
    desk, status = standing.desk, standing.status
    if status is Status.CLOSED:
        return status.value
    slots = f"{standing.free} of {desk.slots} {'slot' if desk.slots == 1 else 'slots'} free"
    price = [] if desk.least is None else [f"from {job_text.money(desk.least, desk.currency)}"]
    return ", ".join([status.value, slots, *price])


def _practice(practice: Practice) -> Json:
    """The practice in schema.org's terms, for software."""
    found: Json = {"jobTitle": list(practice.roles)} if practice.roles else {}
    return found | ({"seeks": [_demand(each) for each in practice.openings]} if practice.openings else {})


def _demand(each: Open) -> Json:
    found: Json = {"type": "Demand", "name": each.kind.value}
    return found if each.until is None else found | {"availabilityEnds": each.until.isoformat()}


def _keys(keys: Keys, owner: Uri) -> Json:
    """`publicKey` stays one object: with several, some peers find none."""
    found: Json = {"publicKey": {"id": keys.id, "owner": owner, "publicKeyPem": keys.pem}}
    listed = {"assertionMethod": keys.assertion, "authentication": keys.authentication}
    return found | {name: _multikeys(each) for name, each in listed.items() if each}


def _multikeys(keys: Sequence[Multikey]) -> list[Json]:
    found = []
    for key in keys:
        shown: Json = {"id": key.id, "type": "Multikey", "controller": key.controller, "publicKeyMultibase": key.text}
        found.append(shown if key.expires is None else {**shown, "expires": stamp(key.expires)})
    return found


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
