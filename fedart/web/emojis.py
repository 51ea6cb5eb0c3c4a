"""Custom emojis on pages: `:code:` becomes a picture where its author's server explained it and it was kept.

Text is escaped first, HTML was sanitised on receipt; only then codes are marked, in text and never inside of tags, and
the marks are replaced once the page is whole. What nobody explained, and what is withheld, stays text (XSS-01, XSS-05).
"""

import html
import re

from markupsafe import Markup, escape

from fedart.domain.emoji import CODE
from fedart.domain.media import Media
from fedart.storage import emojis
from fedart.storage.database import Database
from fedart.web import filters

_CODES = re.compile(rf":({CODE}):", re.ASCII)
_TAG = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
_MARK = re.compile(rf'<emoji-mark data-host="([a-z0-9.:\[\]-]+)" data-code="({CODE})">', re.ASCII)
MARK = Markup('<emoji-mark data-host="{}" data-code="{}">')
_HOST = re.compile(r"[a-z0-9.:\[\]-]+", re.ASCII)
MOST = 200
"""Different emojis of one page."""


def named(text: str, host: str) -> Markup:
    """A plain text by somebody of that host, escaped, its codes marked."""
    if not _HOST.fullmatch(host):
        return escape(text)
    # Every other piece is a code; all the others are escaped as they are joined.
    pieces = _CODES.split(text)
    return Markup("").join(MARK.format(host, piece) if at % 2 else piece for at, piece in enumerate(pieces))


def written(content: str, host: str) -> str:
    """Sanitised HTML by somebody of that host, its codes marked; what stands inside of a tag is left alone."""
    if not _HOST.fullmatch(host) or _CODES.search(content) is None:
        return content
    parts = _TAG.split(content)
    return "".join(
        part if part.startswith("<") else _CODES.sub(lambda m: MARK.format(host, m[1]), part) for part in parts
    )


async def shown(db: Database, page: str) -> str:
    """A whole page with its marks replaced: by the pictures that are kept, else by the text that was there."""
    marks = dict.fromkeys((found[1], found[2]) for found in _MARK.finditer(page))
    if not marks:
        return page
    kept = await db.read(lambda tx: emojis.shown(tx, list(marks)[:MOST]))
    return _MARK.sub(lambda found: _picture(kept.get((found[1], found[2])), found[2]), page)


def _picture(media: Media | None, code: str) -> str:
    shown = [r for r in media.renditions if r.mime == "image/webp"] if media else []
    best = min(shown, key=lambda rendition: rendition.width, default=None)
    if media is None or best is None:
        return f":{code}:"
    source = html.escape(filters.address(media, best))
    size = f'width="{best.width}" height="{best.height}"'
    return f'<img class="emoji" src="{source}" alt=":{code}:" title=":{code}:" {size} loading="lazy" decoding="async">'
