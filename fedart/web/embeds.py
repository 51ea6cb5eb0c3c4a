"""Works of ours on other websites: oEmbed, and the small page that stands in their frames.

The page knows nobody: no cookie is read or set, nothing runs in it, and it asks for nothing but the work itself.
"""

from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from fedart.domain.ids import Urls, WorkId, is_id
from fedart.errors import Malformed, NotFound
from fedart.instance import Instance
from fedart.storage import views_syndication
from fedart.storage.views_work import Post
from fedart.web import filters, languages, respond, templates
from fedart.web.session import instance_of
from fedart.web.works import ident_of
from fedart.words import current, say

WIDTH: Final = 640
SMALLEST: Final = 240
LABEL: Final = 72
"""Pixels that the label takes below the picture."""

CACHE_SECONDS: Final = 3_600
CSP: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-ancestors *; base-uri 'none'; "
    "form-action 'none'"
)
FORMATS: Final = {"json": "application/json", "xml": "text/xml"}


async def frame(request: Request) -> Response:
    """GET /works/{id}/frame. Raises NotFound for what is not for everybody, or not offered (THREATS WEB-09)."""
    it = instance_of(request)
    post = await _offered(it, ident_of(request))
    text = templates.render("frame.html", site=templates.site_of(it), post=post, speech=current())
    response = respond.html(request, text)
    response.headers["Content-Security-Policy"] = CSP
    return response


async def oembed(request: Request) -> Response:
    """GET /oembed?url=: how to show a work elsewhere, as oembed.com says (section 2.3.4.4, `rich`).

    Raises Malformed without an address or for another format, NotFound for what is not ours to give.
    """
    it, asked = instance_of(request), request.query_params
    kind = FORMATS.get(asked.get("format", "json"))
    if kind is None:
        raise Malformed("oEmbed in another format", public=say("We answer with format=json or format=xml."))
    post = await _offered(it, _meant(asked.get("url", ""), it.urls))
    with languages.ours(request):
        answer = _answer(it, post, _number(asked.get("maxwidth")), _number(asked.get("maxheight")))
    headers = {"Cache-Control": f"public, max-age={CACHE_SECONDS}", "Access-Control-Allow-Origin": "*"}
    if kind == FORMATS["json"]:
        return respond.json(request, answer, media_type=kind, headers=headers)
    return Response(_xml(answer), 200, headers, media_type=kind)


async def _offered(it: Instance, ident: WorkId) -> Post:
    found = await it.db.read(lambda tx: views_syndication.entries(tx, [ident]))
    if not found:
        raise NotFound("no such work for frames")
    return found[0]


def _meant(address: str, urls: Urls) -> WorkId:
    """The work that an address means: its page, its frame or its id. Raises Malformed, NotFound."""
    if not address:
        raise Malformed("no address", public=say("Please give the address of a work as ?url=."))
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise NotFound("no address") from error
    if f"{parts.scheme}://{parts.netloc}".lower() != urls.origin.lower():
        raise NotFound("another host")
    _, kind, ident, *_ = [*parts.path.split("/"), "", "", ""]
    if kind not in ("works", "objects") or not is_id(ident):
        raise NotFound("not a work")
    return WorkId(ident)


def _number(text: str | None) -> int | None:
    """A length in pixels; None for none, and for what is no number."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def size_of(post: Post, most_wide: int | None, most_high: int | None) -> tuple[int, int]:
    """Width and height of the frame in pixels: the first picture's shape and a label, within what was asked for."""
    across, down = filters.extent(post.pictures[0]) if post.pictures else (4, 3)
    width = max(SMALLEST, min(WIDTH, across, most_wide or WIDTH))
    height = round(width * down / across) + LABEL
    return width, max(SMALLEST, min(height, 2 * width, most_high or height))


def _answer(it: Instance, post: Post, most_wide: int | None, most_high: int | None) -> dict[str, object]:
    settings = it.config.instance
    width, height = size_of(post, most_wide, most_high)
    title = post.work.title or say("Untitled")
    label = escape(say("%(title)s, by %(artist)s", title=title, artist=post.by.display_name), {'"': "&quot;"})
    answer: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": post.by.display_name,
        "author_url": settings.origin + post.by.path,
        "provider_name": settings.name,
        "provider_url": settings.origin,
        "cache_age": CACHE_SECONDS,
        "width": width,
        "height": height,
        "html": f'<iframe src="{settings.origin}{post.path}/frame" width="{width}" height="{height}" title="{label}"'
        ' loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0"></iframe>',
    }
    thumbnail = None if post.covered else filters.at_least(post.pictures[0], WIDTH)
    if thumbnail is not None:
        answer["thumbnail_url"] = settings.origin + filters.address(post.pictures[0], thumbnail)
        answer["thumbnail_width"], answer["thumbnail_height"] = thumbnail.width, thumbnail.height
    return answer


def _xml(answer: dict[str, object]) -> bytes:
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
    return f'<?xml version="1.0" encoding="utf-8"?>\n<oembed>{inner}</oembed>'.encode()
