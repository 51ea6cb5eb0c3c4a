"""For machines that watch and machines that crawl: /healthz and /robots.txt."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from fedart import log
from fedart.errors import Unavailable
from fedart.storage import views_federation as views
from fedart.web import respond
from fedart.web.session import instance_of

SECONDS = 5.0

CRAWLERS = (
    "AI2Bot",
    "Ai2Bot-Dolma",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ChatGPT-User",
    "Claude-Web",
    "ClaudeBot",
    "cohere-ai",
    "cohere-training-data-crawler",
    "Diffbot",
    "DuckAssistBot",
    "FacebookBot",
    "Google-CloudVertexBot",
    "Google-Extended",
    "GPTBot",
    "ICC-Crawler",
    "ImagesiftBot",
    "img2dataset",
    "LAION-HuggingFace-Processor",
    "Meta-ExternalAgent",
    "Meta-ExternalFetcher",
    "MistralAI-User",
    "OAI-SearchBot",
    "omgili",
    "omgilibot",
    "PanguBot",
    "PerplexityBot",
    "Scrapy",
    "Timpibot",
    "webzio-extended",
    "YouBot",
)
"""Crawlers that collect for generators. They are asked to stay away; the X-Robots-Tag header says the same."""


async def healthz(request: Request) -> Response:
    """GET /healthz: 200 when the database answers a read and takes a write, else 503 (THREATS DUR-04)."""
    it = instance_of(request)
    try:
        async with asyncio.timeout(SECONDS):
            await it.db.read(views.alive)
            await it.db.write(views.writable)
    except (Unavailable, TimeoutError) as error:
        log.warning("unhealthy", reason=str(error))
        return Response("database\n", 503, {"Retry-After": "5"}, media_type="text/plain")
    return Response("ok\n", media_type="text/plain")


def robots_text() -> str:
    """People's search engines are welcome on public pages; collectors for generators are not."""
    agents = "\n".join(f"User-agent: {name}" for name in CRAWLERS)
    closed = "\n".join(
        f"Disallow: {path}"
        for path in ("/home", "/sign-in", "/join/", "/settings/", "/notifications", "/held/", "/admin")
    )
    return f"{agents}\nDisallow: /\n\nUser-agent: *\n{closed}\nDisallow: /*/original$\nAllow: /\n"


async def robots(request: Request) -> Response:
    """GET /robots.txt"""
    body = robots_text().encode()
    response = Response(body, 200, {"Cache-Control": "public, max-age=3600"}, media_type="text/plain")
    return respond.cached(request, response, respond.etag_of(body))
