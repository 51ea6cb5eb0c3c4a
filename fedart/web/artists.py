"""Each artist's page."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor, Viewer
from fedart.domain.media import MediaState
from fedart.errors import NotFound
from fedart.services import backlinks, board, featured
from fedart.storage import actors, blocks, syndication, views, views_albums, views_credits, views_people
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage, Card
from fedart.web import introduced, negotiate, people, portfolio, respond, structured, studio_page, templates
from fedart.web.negotiate import Form
from fedart.web.portfolio import Hanging
from fedart.web.session import instance_of, viewer_of

_HANDLE_LIMIT = 300
ALSO = 12
"""How many works of others an artist's page shows that they worked on."""


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
    if username == board.NAME and await it.db.read(lambda tx: board.group(tx, it)) is not None:
        return respond.redirect("/jobs")
    viewer = await viewer_of(request)
    found = await it.db.read(lambda tx: _read(tx, request, username, viewer))
    if found is None:
        raise NotFound("no such artist")
    head, hang, values = found
    if negotiate.prefers(request.headers.get("accept"), Form.PAGE) is Form.DOCUMENT:
        return respond.see(head.actor.uri, respond.VARY_DOCUMENT)
    if hang is None:
        return await studio_page.show(request, head, viewer)
    shown = {**values, "artist": head, "page": hang.page, "hang": hang, "side": "", "links": links_of(head.actor)}
    return await templates.page(request, "artist.html", shown, alternate=head.actor.uri)


def _read(
    tx: Tx, request: Request, username: str, viewer: Viewer | None
) -> tuple[ArtistPage, Hanging | None, dict[str, object]] | None:
    """The head of an artist's page, what hangs there, and what stands beside it; of a studio the head alone."""
    it, who = instance_of(request), viewer.actor.id if viewer else ""
    head = views.artist(tx, username, it.urls.host, viewer=who)
    if head is None:
        return None
    if head.actor.studio:
        return head, None, {}
    actor, hang = head.actor, portfolio.hanging(tx, request, head.actor.id, viewer)
    said, verified = introduced.by(tx, actor.id, it.clock()), backlinks.verified(tx, actor)
    facts = structured.artist(it.config.instance.origin, head, sorted(verified), said.practice)
    return (
        head,
        hang,
        {
            **said.values(),
            "structured": facts if actor.indexable else None,
            "pinned": _highlights(tx, actor, who) if hang.first else (),
            "also": views_credits.also(tx, actor.id, viewer=who, limit=ALSO).items if hang.first else (),
            "album_count": len(views_albums.of_artist(tx, actor.id, viewer)),
            "syndicated": syndication.offered(tx, actor.id),
            "moved": actors.by_uri(tx, actor.moved_to) if actor.moved_to else None,
            "verified": verified,
        },
    )
