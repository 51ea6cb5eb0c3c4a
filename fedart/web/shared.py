"""Closed albums for people who have a link: never kept, never listed, never sent anywhere.

A wrong link, one that ended, and one to an album that is gone are one and the same 404 (THREATS WEB-09).
"""

import re
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.album import Link
from fedart.domain.ids import MediaId
from fedart.domain.stated import Stated
from fedart.errors import NotFound
from fedart.services import album_links
from fedart.storage import arranged, stated, views_shared
from fedart.storage.database import Tx
from fedart.storage.views_albums import AlbumHead
from fedart.storage.views_shared import Step
from fedart.storage.views_work import Post
from fedart.web import arranging, emojis, respond, templates
from fedart.web.arranging import Project
from fedart.web.session import instance_of, viewer_of

_PICTURE = re.compile(r"(/media/([0-9a-z]{26})/[\w.-]+)")
NO_INDEX = "noindex, nofollow, noai, noimageai"


async def show(request: Request) -> Response:
    """GET /shared/{token}"""
    it, token = instance_of(request), request.path_params["token"]

    def read(tx: Tx) -> tuple[Link, AlbumHead, tuple[Post, ...]]:
        link, head = album_links.opened(tx, it, token)
        return link, head, views_shared.works(tx, head.album)

    link, head, posts = await it.db.read(read)
    if not head.album.closed:
        return respond.redirect(head.album.path)
    viewer = await viewer_of(request)
    if request.method == "GET" and (viewer is None or viewer.actor.id != head.album.actor_id):
        await album_links.count(it, link)
    values = {"head": head, "album": head.album, "by": head.by, "posts": posts, "link": link, "base": _base(token)}
    return await _page(request, "shared.html", values, album_links.tickets(it, link, posts))


async def work(request: Request) -> Response:
    """GET /shared/{token}/{work}"""
    it, token = instance_of(request), request.path_params["token"]

    def read(tx: Tx) -> tuple[Link, AlbumHead, Step, Stated, Project | None]:
        link, head = album_links.opened(tx, it, token)
        step = views_shared.step(tx, head.album, request.path_params["work"])
        if step is None:
            raise NotFound("no such work in that album")
        known = stated.of(tx, step.post.work.id)
        return link, head, step, known, arranging.project(step.post.pictures, arranged.of(tx, step.post.work.id), known)

    link, head, step, known, project = await it.db.read(read)
    if not head.album.closed:
        return respond.redirect(head.album.path)
    values = {
        "head": head,
        "album": head.album,
        "by": head.by,
        "step": step,
        "post": step.post,
        "base": _base(token),
        "project": project,
        "films": project.films if project else tuple(enumerate(known.films, 1)),
    }
    return await _page(request, "shared_work.html", values, album_links.tickets(it, link, (step.post,)))


def _base(token: str) -> str:
    return f"/shared/{token}"


async def _page(request: Request, name: str, values: Mapping[str, object], tickets: Mapping[MediaId, str]) -> Response:
    known = await templates.context(request)
    text = await emojis.shown(instance_of(request).db, templates.render(name, **known, **values))
    response = respond.html(request, _with_tickets(text, tickets), private=True)
    response.headers["X-Robots-Tag"] = NO_INDEX
    return response


def _with_tickets(text: str, tickets: Mapping[MediaId, str]) -> str:
    """A page whose addresses of hidden pictures carry what opens them."""

    def sealed(match: re.Match[str]) -> str:
        ticket = tickets.get(MediaId(match[2]))
        return f"{match[1]}?ticket={ticket}" if ticket else match[1]

    return _PICTURE.sub(sealed, text)
