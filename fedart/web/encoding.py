"""Answers made smaller on their way: gzip, for clients that take it, of what anybody may see and what is text.

What a length tells about the inside of an answer that also holds a secret was shown by BREACH. So nothing is compressed
here but static files and answers that are the same for everybody (see `shelf`): no session, no form token, no page of
one person. Pictures are compressed already.
"""

import gzip
from functools import lru_cache

from fedart.web.negotiate import content_type, quality

NAME = "gzip"
LEAST = 1024
"""A smaller body goes into one packet either way (bytes)."""
ONCE, EACH = 9, 5
"""Levels: of what is compressed once for all time, and of what is made for each version of a page."""

MAX_HEADER = 300

_TEXTS = frozenset(
    {
        "application/activity+json", "application/atom+xml", "application/feed+json", "application/jrd+json",
        "application/json", "application/ld+json", "application/manifest+json", "application/rss+xml",
        "application/xml", "application/xrd+xml", "image/svg+xml",
    }
)  # fmt: skip


@lru_cache(maxsize=256)
def taken(accept_encoding: str) -> bool:
    """Whether a client takes gzip, and likes it no less than the plain bytes (RFC 9110 section 12.5.3).

    Without the header nothing is compressed: that is allowed either way, and who sends none is no browser.
    """
    if len(accept_encoding) > MAX_HEADER:
        return False
    wishes: dict[str, float] = {}
    for part in accept_encoding.split(","):
        name, parameters = content_type(part)
        if name:
            wishes[name] = quality(parameters.get("q", "1"))
    anything = wishes.get("*", 0.0)
    zipped = max((wishes[name] for name in (NAME, "x-gzip") if name in wishes), default=anything)
    return zipped > 0.0 and zipped >= wishes.get("identity", 0.0)


def worthwhile(kind: str, size: int) -> bool:
    """Whether a body of that Content-Type and size (bytes) comes out clearly smaller."""
    if size < LEAST:
        return False
    name = kind.partition(";")[0].strip().lower()
    return name.startswith("text/") or name in _TEXTS


def compressed(body: bytes, level: int) -> bytes:
    """The same bytes for the same body every time: no time, no name in the head (RFC 1952)."""
    return gzip.compress(body, level, mtime=0)


def etag_of(etag: str) -> str:
    """The validator of the compressed form: other bytes, so another name (RFC 9110 section 8.8.3.3)."""
    return f'{etag[:-1]}-{NAME}"'


def varied(vary: str) -> str:
    """`Vary` with the header that this choice depends on."""
    return f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
