"""HTML of strangers made harmless, and plain text taken out of it (THREATS section 5).

`sanitise` is the only way that anybody's HTML reaches the database or a page. It is built on nh3, because bleach
is quadratic on hostile input; bleach has the second look at our own users' bounded text in `markup`.
"""

import html
import re
import unicodedata
from typing import Final

import nh3

from fedart.domain.ids import host_of, origin_of
from fedart.wire import limits

TAGS: Final = frozenset(
    {"p", "br", "a", "span", "b", "i", "em", "strong", "del", "u", "ul", "ol", "li", "blockquote", "pre", "code"}
)
CLASSES: Final = frozenset({"mention", "hashtag", "u-url", "h-card", "invisible", "ellipsis"})
REL: Final = "nofollow noopener noreferrer ugc"
_REL_OURS: Final = frozenset({"tag", "me", *REL.split()})
_SCHEMES: Final = {"http", "https", "mailto"}
_WITH_CONTENT: Final = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "select"}

_HEADING = re.compile(r"<(/?)h[1-6](?:\s[^<>]{0,2000})?>", re.IGNORECASE | re.ASCII)
_BREAK = re.compile(r"<br>|</p>|</li>|</pre>|</blockquote>", re.ASCII)
_BLANKS = re.compile(r"\n{3,}", re.ASCII)
_LINK = re.compile(r'<a ((?:[^">]|"[^"]*")*)>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r'href="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_ADDRESS_LIKE = re.compile(
    r"\s*(?:https?://|//)?(?:www\.)?((?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63})(?=[/:?#\s]|\Z)", re.IGNORECASE
)
_MAILTO = re.compile(r"mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII | re.IGNORECASE)


def safe_href(address: str) -> str | None:
    """The address when a link may lead there: absolute http, https or mailto, nothing to misread (THREATS XSS-03)."""
    address = address.strip(" \t\r\n")
    if len(address) > limits.URI_LENGTH:
        return None
    if address[:7].lower() == "mailto:":
        return address if _MAILTO.fullmatch(address) else None
    scheme, mark, rest = address.partition("://")
    if not mark or scheme.lower() not in ("http", "https") or rest.startswith(("/", "?", "#")):
        return None
    return address if origin_of(address) is not None else None


def _strangers(tag: str, name: str, value: str) -> str | None:
    return safe_href(value) if name == "href" and tag == "a" else value


def _ours(tag: str, name: str, value: str) -> str | None:
    if name == "rel":
        return " ".join(word for word in value.split() if word in _REL_OURS)
    return _strangers(tag, name, value)


# "*" is named because nh3 otherwise lets `title` and `lang` pass on every tag.
_remote = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes={"*": set(), "a": {"href"}},
    attribute_filter=_strangers,
    link_rel=REL,
    url_schemes=_SCHEMES,
    url_relative="deny",
    allowed_classes={"a": CLASSES, "span": CLASSES},
)
_local = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_WITH_CONTENT,
    attributes={"*": set(), "a": {"href", "rel"}},
    attribute_filter=_ours,
    link_rel=None,
    url_schemes=_SCHEMES,
    url_relative="deny",
    allowed_classes={"a": CLASSES, "span": CLASSES},
)
_nothing = nh3.Cleaner(tags=set(), clean_content_tags=_WITH_CONTENT, attributes={"*": set()}, link_rel=None)


def sanitise(source: str, limit: int = limits.CONTENT) -> str:
    """A stranger's HTML with only what XSS-02 and XSS-03 allow; cut to `limit` characters before (XSS-04).

    Headings become bold paragraphs. A link whose text names another host than the one it leads to says so.
    """
    cleaned = _remote.clean(_HEADING.sub(_demote, source[:limit].replace("\0", "")))
    return _LINK.sub(_show_host, cleaned).strip()


def sanitise_ours(source: str) -> str:
    """The same tags for HTML that we rendered ourselves, with the `rel` values that we gave."""
    return _local.clean(source).strip()


def plain(source: str, limit: int = limits.CONTENT) -> str:
    """The text of a piece of HTML, lines kept. It is text: escape it before it meets a page."""
    cleaned = _remote.clean(_HEADING.sub(_demote, source[:limit]))
    text = html.unescape(_nothing.clean(_BREAK.sub("\n", cleaned)))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def excerpt(source: str, length: int, more: str = "") -> str:
    """The first `length` characters of a piece of HTML as one paragraph; `more` follows when something is left."""
    text = plain(source)
    head = html.escape(text[:length].rstrip()).replace("\n", "<br>")
    return f"<p>{head}</p>" if len(text) <= length else f"<p>{head}…</p>{more}"


def _demote(match: re.Match[str]) -> str:
    return "</strong></p>" if match[1] else "<p><strong>"


def _show_host(match: re.Match[str]) -> str:
    """Adds the real host to a link whose text looks like an address somewhere else (THREATS XSS-03)."""
    attributes, inner = match[1], match[2]
    text = html.unescape(_TAG.sub("", inner))
    claimed = _ADDRESS_LIKE.match(text)
    if claimed is None:
        return match[0]
    href = _HREF.search(attributes)
    real = host_of(html.unescape(href[1])) if href else ""
    if not real or text.endswith(f"[{real}]") or _same_place(claimed[1], real):
        return match[0]
    return f"<a {attributes}>{inner} [{html.escape(real)}]</a>"


def _same_place(claimed: str, real: str) -> bool:
    try:
        host = claimed.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return False
    bare = real.rpartition(":")[0] or real
    return bare in (host, f"www.{host}")


_JOINER: Final = "\u200d"
_JOINED: Final = frozenset({"So", "Sk", "Mn"})


def neutralise(text: str, limit: int = limits.NAME) -> str:
    """A name on one line without bidi, zero-width and control characters, at most `limit` long (THREATS XSS-05).

    The zero-width joiner stays where it joins two emoji.
    """
    return " ".join(_visible(text[: limit * 8]).split())[:limit].strip()


def neutralise_lines(text: str, limit: int = limits.ALT) -> str:
    """The same for texts that may have several lines: descriptions, warnings."""
    lines = (" ".join(line.split()) for line in _visible(text[: limit * 2]).split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()[:limit].strip()


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    for position, char in enumerate(text):
        kind = unicodedata.category(char)
        if char.isspace():
            kept.append("\n" if char == "\n" else " ")
        elif kind not in ("Cf", "Cc", "Cs", "Co") or (char == _JOINER and _joins(text, position)):
            kept.append(char)
    return "".join(kept)


def _joins(text: str, position: int) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    return bool(before and after) and unicodedata.category(before) in _JOINED and unicodedata.category(after) == "So"
