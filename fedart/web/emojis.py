"""Custom emojis on pages: `:code:` becomes a picture where its author's server explained it and it was kept.

Text is escaped first, HTML was sanitised on receipt; only then codes are marked, in text and never inside of tags, and
the marks are replaced once the page is whole. What nobody explained, and what is withheld, stays text (XSS-01, XSS-05).
Where no picture can stand, in titles and labels, a code that was explained is left out.
"""

import html
import re
from typing import Protocol

from markupsafe import Markup, escape

from fedart.domain.emoji import CODE
from fedart.domain.media import Media
from fedart.storage import emojis
from fedart.storage.database import Database
from fedart.web import filters

_CODES = re.compile(rf":({CODE}):", re.ASCII)
_TAG = re.compile(r'(<(?:"[^"]*"|[^">])*>)')
_MARK = re.compile(rf'<emoji-mark data-host="([a-z0-9.:\[\]-]+)" data-code="({CODE})">', re.ASCII)
_LEFT_OUT = re.compile(
    rf'(?: ?<emoji-gone data-host="([a-z0-9.:\[\]-]+)" data-code="({CODE})">'
    rf'|<emoji-first data-host="([a-z0-9.:\[\]-]+)" data-code="({CODE})"> ?)',
    re.ASCII,
)
_ANY = re.compile(r"<emoji-[a-z]+ [^>]*>")
_BEGIN = "<emoji-"
MARK = Markup('<emoji-mark data-host="{}" data-code="{}">')
GONE = Markup('<emoji-gone data-host="{}" data-code="{}">')
FIRST = Markup('<emoji-first data-host="{}" data-code="{}">')
"""For codes that nothing stands before: the blank after them goes with them, as the one before does with others."""
_HOST = re.compile(r"[a-z0-9.:\[\]-]+", re.ASCII)
MOST = 200
"""Different emojis of one page."""


class Named(Protocol):
    """Somebody with a name: a `Person` in a byline, or an `Actor`."""

    @property
    def display_name(self) -> str: ...

    @property
    def username(self) -> str: ...


def named(text: str, host: str) -> Markup:
    """A plain text by somebody of that host, escaped, its codes marked."""
    if not _HOST.fullmatch(host):
        return escape(text)
    # Every other piece is a code; all the others are escaped as they are joined.
    pieces = _CODES.split(text)
    return Markup("").join(MARK.format(host, piece) if at % 2 else piece for at, piece in enumerate(pieces))


def spoken(text: str, host: str) -> Markup:
    """A plain text by somebody of that host for where no picture can stand: escaped, its codes marked to be left out.

    A text of nothing but codes stays as it is.
    """
    pieces = _CODES.split(text)
    said = "".join(pieces[::2])
    if not _HOST.fullmatch(host) or not said.strip():
        return escape(text)
    found, begun = Markup(), False
    for at, piece in enumerate(pieces):
        found += (GONE if begun else FIRST).format(host, piece) if at % 2 else escape(piece)
        begun = begun or (at % 2 == 0 and bool(piece.strip()))
    return found


def initial(person: Named) -> str:
    """The letter that stands for somebody who has no portrait."""
    return (_CODES.sub("", person.display_name).strip() or person.username)[:1].upper()


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
    if _BEGIN not in page:  # most pages; looking for what may stand before a mark takes far longer
        return page
    marks = dict.fromkeys((found[1], found[2]) for found in _MARK.finditer(page))
    unsaid = dict.fromkeys(_left_out(found) for found in _LEFT_OUT.finditer(page))
    if not marks and not unsaid:
        return page
    kept, known = await db.read(
        lambda tx: (emojis.shown(tx, list(marks)[:MOST]), emojis.explained(tx, list(unsaid)[:MOST]))
    )

    def leave_out(found: re.Match[str]) -> str:
        key = _left_out(found)
        return "" if key in known else _ANY.sub(f":{key[1]}:", found[0])

    return _LEFT_OUT.sub(leave_out, _MARK.sub(lambda found: _picture(kept.get((found[1], found[2])), found[2]), page))


def _left_out(found: re.Match[str]) -> tuple[str, str]:
    return found[1] or found[3], found[2] or found[4]


def _picture(media: Media | None, code: str) -> str:
    shown = [r for r in media.renditions if r.mime == "image/webp"] if media else []
    best = min(shown, key=lambda rendition: rendition.width, default=None)
    if media is None or best is None:
        return f":{code}:"
    source = html.escape(filters.address(media, best))
    size = f'width="{best.width}" height="{best.height}"'
    return f'<img class="emoji" src="{source}" alt=":{code}:" title=":{code}:" {size} loading="lazy" decoding="async">'
