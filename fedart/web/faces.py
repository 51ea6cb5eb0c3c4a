"""The faces of an artist's page beside the portfolio: posts, albums, and about them."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.actor import Viewer
from fedart.errors import NotFound
from fedart.services import backlinks
from fedart.storage import actors, syndication, views, views_albums, views_faces, views_jobs
from fedart.storage.database import Tx
from fedart.storage.views import ArtistPage
from fedart.web import cursor, introduced, job_facts, templates
from fedart.web.artists import links_of
from fedart.web.session import instance_of, viewer_of

POSTS = 20


def around(tx: Tx, head: ArtistPage, viewer: Viewer | None, side: str, now: int) -> dict[str, object]:
    """What every face of an artist's page shows around its own part; `side` is how its address ends."""
    actor = head.actor
    return {
        **introduced.by(tx, actor.id, now).values(),
        "side": side,
        "artist": head,
        "structured": None,
        "pinned": (),
        "links": links_of(actor),
        "syndicated": syndication.offered(tx, actor.id),
        "moved": actors.by_uri(tx, actor.moved_to) if actor.moved_to else None,
        "verified": backlinks.verified(tx, actor),
        "album_count": len(views_albums.of_artist(tx, actor.id, viewer)),
    }


def head_of(tx: Tx, request: Request, host: str, viewer: Viewer | None) -> ArtistPage:
    """The artist of ours that the address names. Raises NotFound."""
    name, _, elsewhere = request.path_params["handle"].partition("@")
    if elsewhere and elsewhere.lower() != host:
        raise NotFound("people of other servers have one page here")
    head = views.artist(tx, name.lower(), host, viewer=viewer.actor.id if viewer else "")
    if head is None or head.actor.studio:
        raise NotFound("no such artist")
    return head


async def albums(request: Request) -> Response:
    """GET /@{handle}/albums"""
    it, viewer = instance_of(request), await viewer_of(request)

    def read(tx: Tx) -> dict[str, object]:
        head = head_of(tx, request, it.urls.host, viewer)
        return {
            **around(tx, head, viewer, "/albums", it.clock()),
            "shelves": views_albums.of_artist(tx, head.actor.id, viewer),
        }

    return await templates.page(request, "artist_albums.html", await it.db.read(read))


async def posts(request: Request) -> Response:
    """GET /@{handle}/posts"""
    it, viewer, before = instance_of(request), await viewer_of(request), cursor.before(request)

    def read(tx: Tx) -> dict[str, object]:
        head = head_of(tx, request, it.urls.host, viewer)
        page = views_faces.posts(tx, head.actor.id, viewer, it.clock(), before=before, limit=POSTS)
        jobs = views_jobs.among(tx, [said.post for said in page.items])
        return {**around(tx, head, viewer, "/posts", it.clock()), "page": page, "jobs": jobs, "job_facts": job_facts}

    return await templates.page(request, "artist_posts.html", await it.db.read(read))


async def about(request: Request) -> Response:
    """GET /@{handle}/about"""
    it, viewer = instance_of(request), await viewer_of(request)

    def read(tx: Tx) -> dict[str, object]:
        return around(tx, head_of(tx, request, it.urls.host, viewer), viewer, "/about", it.clock())

    return await templates.page(request, "artist_about.html", await it.db.read(read))
