"""Each artist's page."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor
from fedart.domain.media import MediaState
from fedart.errors import NotFound
from fedart.services import backlinks, featured
from fedart.storage import actors, blocks, syndication, views, views_albums, views_people
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage, Card
from fedart.web import introduced, negotiate, people, portfolio, respond, structured, templates
from fedart.web.negotiate import Form
from fedart.web.portfolio import Hanging
from fedart.web.session import instance_of, viewer_of

_HANDLE_LIMIT = 300


def links_of(actor: Actor) -> list[str]:
    """The addresses in an artist's own profile fields, as `rel=me` links (plain https addresses only)."""
    return [field.value for field in actor.fields if field.value.startswith("https://") and " " not in field.value]


def _who(handle: str, own_host: str) -> tuple[str, str]:
    """User name and host of `/@name` or `/@name@host`. Raises NotFound for what is neither."""
    name, _, host = handle.partition("@")
    if not name or len(handle) > _HANDLE_LIMIT:
        raise NotFound("no such handle")
    return (name, host.lower()) if host and host.lower() != own_host else (name.lower(), own_host)


def _highlights(tx: Tx, artist: Actor, viewer: str) -> tuple[Card, ...]:
    """What an artist put on top, as far as it has a picture to show; nothing across a block."""
    if viewer and blocks.between(tx, viewer, artist.id):
        return ()
    found = views_people.highlights(tx, artist.id, limit=featured.MOST)
    return tuple(card for card in found if card.cover.state is MediaState.KEPT)


async def show(request: Request) -> Response:
    """GET /@{handle}"""
    it = instance_of(request)
    username, host = _who(request.path_params["handle"], it.urls.host)
    if host != it.urls.host:
        return await people.by_handle(request, username, host)
    viewer = await viewer_of(request)
    who = viewer.actor.id if viewer else ""

    def read(tx: Tx) -> tuple[ArtistPage, Hanging, tuple[Card, ...], Actor | None] | None:
        head = views.artist(tx, username, host, viewer=who)
        if head is None:
            return None
        hang = portfolio.hanging(tx, request, head.actor.id, viewer)
        moved = actors.by_uri(tx, head.actor.moved_to) if head.actor.moved_to else None
        return head, hang, _highlights(tx, head.actor, who) if hang.first else (), moved

    found = await it.db.read(read)
    if found is None:
        raise NotFound("no such artist")
    head, hang, pinned, moved = found
    if negotiate.prefers(request.headers.get("accept"), Form.PAGE) is Form.DOCUMENT:
        return respond.see(head.actor.uri, respond.VARY_DOCUMENT)
    verified = await it.db.read(lambda tx: backlinks.verified(tx, head.actor))
    origin = it.config.instance.origin
    said = await it.db.read(lambda tx: introduced.by(tx, head.actor.id, it.clock()))
    facts = structured.artist(origin, head, sorted(verified), said.practice)
    values = {
        "artist": head,
        "structured": facts if head.actor.indexable else None,
        "page": hang.page,
        "hang": hang,
        "pinned": pinned,
        "side": "",
        **said.values(),
        "album_count": len(await it.db.read(lambda tx: views_albums.of_artist(tx, head.actor.id, viewer))),
        "links": links_of(head.actor),
        "syndicated": await it.db.read(lambda tx: syndication.offered(tx, head.actor.id)),
        "moved": moved,
        "verified": verified,
    }
    return await templates.page(request, "artist.html", values, alternate=head.actor.uri)
