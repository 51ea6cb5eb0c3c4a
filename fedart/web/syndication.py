"""Feeds for feed readers: of the whole collective, of one artist, of a tag (RSS, Atom, JSON Feed).

They hold what anybody may see, of artists who allow it, and never a picture that has a warning before it.
"""

from collections.abc import Callable
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from fedart.errors import NotFound
from fedart.storage import syndication, views, views_syndication
from fedart.storage.database import Tx
from fedart.storage.views import Card, Page
from fedart.storage.views_work import Post
from fedart.web import feed_forms, filters, languages, respond, tags
from fedart.web.feed_forms import FORMS, Feed
from fedart.web.session import instance_of
from fedart.words import say

ITEMS = 30
CACHE = "public, max-age=300"
"""Feed readers come often; some minutes late is no loss."""


async def everything(request: Request) -> Response:
    """GET /feed.{form}: the newest works of the collective."""
    it = instance_of(request)
    items = await it.db.read(lambda tx: _entries(tx, views.newest(tx, limit=ITEMS)))
    settings = it.config.instance
    return _answer(request, settings.name, settings.description, "/", items)


async def artist(request: Request) -> Response:
    """GET /@{handle}/feed.{form}. Raises NotFound for people of other servers and those who do not offer it."""
    it = instance_of(request)
    username = request.path_params["handle"].lower()

    def read(tx: Tx) -> tuple[views.ArtistPage, tuple[Post, ...]] | None:
        head = views.artist(tx, username, it.urls.host)
        if head is None or not syndication.offered(tx, head.actor.id):
            return None
        return head, _entries(tx, views.portfolio(tx, head.actor.id, limit=ITEMS))

    found = await it.db.read(read)
    if found is None:
        raise NotFound("no such feed")
    head, items = found
    with languages.ours(request):
        told = say("Works by %(artist)s", artist=head.person.display_name)
    return _answer(
        request,
        head.person.display_name,
        filters.plain(head.actor.summary) or told,
        head.person.path,
        items,
        by=head.person,
    )


async def tag(request: Request) -> Response:
    """GET /tags/{tag}/feed.{form}: our artists' works with a tag."""
    it, name = instance_of(request), tags.tag_of(request)
    items = await it.db.read(lambda tx: _entries(tx, views.tagged(tx, name, limit=ITEMS)))
    with languages.ours(request):
        title = say("#%(tag)s on %(site)s", tag=name, site=it.config.instance.name)
        told = say("Works with the tag #%(tag)s", tag=name)
    return _answer(request, title, told, f"/tags/{quote(name, safe='')}", items)


def _entries(tx: Tx, page: Page[Card]) -> tuple[Post, ...]:
    return views_syndication.entries(tx, [card.id for card in page.items])


def _answer(
    request: Request,
    title: str,
    description: str,
    path: str,
    items: tuple[Post, ...],
    *,
    by: views.Person | None = None,
) -> Response:
    settings = instance_of(request).config.instance
    media_type, write = _form(request)
    feed = Feed(settings.origin, title, description, settings.language, path, request.url.path, items, by)
    with languages.ours(request):
        body = write(feed)
    headers = {"Cache-Control": CACHE}
    return respond.cached(request, Response(body, 200, headers, media_type=media_type), respond.etag_of(body))


def _form(request: Request) -> tuple[str, Callable[[feed_forms.Feed], bytes]]:
    try:
        return FORMS[request.path_params["form"]]
    except KeyError as error:
        raise NotFound("no such form of a feed") from error
