"""The instance as an application on a phone or desktop (W3C Web Application Manifest)."""

from starlette.requests import Request
from starlette.responses import Response

from fedart.web import languages, respond, static
from fedart.web.session import instance_of
from fedart.words import say

TYPE = "application/manifest+json"
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable.png", "512x512", "image/png", "maskable"),
)
_SHORT = 12
"""Longer names are cut below an icon."""


async def manifest(request: Request) -> Response:
    """GET /manifest.webmanifest"""
    settings = instance_of(request).config.instance
    short = settings.name if len(settings.name) <= _SHORT else settings.name.partition(" ")[0][:_SHORT]
    said = {
        "id": "/",
        "name": settings.name,
        "short_name": short,
        "description": settings.description,
        "lang": settings.language,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fafafa",
        "theme_color": "#fafafa",
        "icons": [
            {"src": static.url(name), "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in ICONS
        ],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "pictures", "accept": ["image/*", "video/mp4", "video/webm"]}],
            },
        },
        "shortcuts": _shortcuts(request),
    }
    headers = {"Cache-Control": "public, max-age=3600"}
    return respond.json(request, said, media_type=TYPE, headers=headers)


def _shortcuts(request: Request) -> list[dict[str, str]]:
    with languages.ours(request):
        return [
            {"name": say("Publish"), "url": "/publish"},
            {"name": say("Home"), "url": "/home"},
            {"name": say("Notifications"), "url": "/notifications"},
        ]
