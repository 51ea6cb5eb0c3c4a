"""The list of artists, and each artist's page."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Actor
from fedart.domain.ids import is_id
from fedart.errors import NotFound
from fedart.services import backlinks
from fedart.storage import actors, views
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage, Card, Page
from fedart.web import cursor, negotiate, people, respond, templates
from fedart.web.negotiate import Form
from fedart.web.session import instance_of, viewer_of

ARTISTS = 60
WORKS = 24
_HANDLE_LIMIT = 300


def links_of(actor: Actor) -> list[str]:
    """The addresses in an artist's own profile fields, as `rel=me` links (plain https addresses only)."""
    return [field.value for field in actor.fields if field.value.startswith("https://") and " " not in field.value]


def _after(request: Request) -> tuple[str, str]:
    """The cursor of the alphabetical list: `name|id` of the last one shown."""
    name, _, ident = request.query_params.get("after", "").rpartition("|")
    return (name, ident) if is_id(ident) else ("", "")


async def roster(request: Request) -> Response:
    """GET /artists"""
    after = _after(request)
    page, total = await instance_of(request).db.read(lambda tx: views.roster(tx, after=after, limit=ARTISTS))
    return await templates.page(request, "artists.html", {"page": page, "total": total})


def _who(handle: str, own_host: str) -> tuple[str, str]:
    """User name and host of `/@name` or `/@name@host`. Raises NotFound for what is neither."""
    name, _, host = handle.partition("@")
    if not name or len(handle) > _HANDLE_LIMIT:
        raise NotFound("no such handle")
    return (name, host.lower()) if host and host.lower() != own_host else (name.lower(), own_host)


async def show(request: Request) -> Response:
    """GET /@{handle}"""
    it = instance_of(request)
    username, host = _who(request.path_params["handle"], it.urls.host)
    if host != it.urls.host:
        return await people.by_handle(request, username, host)
    viewer = await viewer_of(request)
    who, uri = (viewer.actor.id, viewer.actor.uri) if viewer else ("", "")
    before = cursor.before(request)

    def read(tx: Tx) -> tuple[ArtistPage, Page[Card], Actor | None] | None:
        head = views.artist(tx, username, host, viewer=who)
        if head is None:
            return None
        works = views.portfolio(tx, head.actor.id, viewer=who, viewer_uri=uri, before=before, limit=WORKS)
        moved = actors.by_uri(tx, head.actor.moved_to) if head.actor.moved_to else None
        return head, works, moved

    found = await it.db.read(read)
    if found is None:
        raise NotFound("no such artist")
    head, works, moved = found
    if negotiate.prefers(request.headers.get("accept"), Form.PAGE) is Form.DOCUMENT:
        return respond.see(head.actor.uri, respond.VARY_DOCUMENT)
    values = {
        "artist": head,
        "page": works,
        "links": links_of(head.actor),
        "moved": moved,
        "verified": await it.db.read(lambda tx: backlinks.verified(tx, head.actor)),
    }
    return await templates.page(request, "artist.html", values, alternate=head.actor.uri)
