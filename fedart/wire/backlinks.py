"""Links that lead back: what a profile's fields point to, and which links of a web page say `rel=me`.

A page may be large and hostile, so it is read in one pass that never goes back (THREATS PAR-04); the HTML parsers we
have are slow on deep nesting.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from fedart.domain.ids import origin_of
from fedart.wire import html

_TAG: Final = re.compile(r"""<(/?[a-zA-Z][^\s/>"']*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""", re.ASCII)
_ATTRIBUTE: Final = re.compile(r"""([^\s"'=<>/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_TEXT_ONLY: Final = frozenset({"script", "style", "textarea", "title", "template", "noscript"})
_HREF: Final = re.compile(r'<a [^>]*?href="([^"]*)"')
_LONGEST: Final = 4_096


def address_in(value: str, *, local: bool) -> str:
    """The one https address that a profile field points to: the whole of ours, a link of others'; empty without."""
    if local:
        found = value.strip()
    else:
        links = _HREF.findall(value)
        found = unescape(links[0]) if len(links) == 1 else ""
    usable = found.startswith("https://") and html.safe_href(found) is not None
    return found if usable and origin_of(found) is not None else ""


def of_me(page: str) -> list[str]:
    """The addresses of a page's links, in its head or its text, that say `rel=me`; absolute ones only."""
    found = [link.get("href", "") for link in _links(page) if "me" in link.get("rel", "").lower().split()]
    return [address for address in found if origin_of(address) is not None]


def same_place(one: str, other: str) -> bool:
    """Whether two addresses lead to one page; the last slash and the case of the host do not matter."""
    return origin_of(one) is not None and _bare(one) == _bare(other)


def _bare(address: str) -> tuple[object, str]:
    path = address.partition("://")[2].partition("/")[2]
    return origin_of(address), path.partition("#")[0].rstrip("/")


def _links(page: str) -> Iterator[dict[str, str]]:
    """The attributes of each `a` and `link`, in order; what stands in comments, scripts and attributes is no tag."""
    at = page.find("<")
    while at >= 0:
        if page.startswith("<!--", at):
            end = page.find("-->", at)
            if end < 0:
                return
            at = page.find("<", end)
            continue
        if not (page[at + 1 : at + 2].isalpha() or page[at + 1 : at + 2] == "/"):
            at = page.find("<", at + 1)
            continue
        tag = _TAG.match(page, at)
        if tag is None:
            return
        name = tag[1].lower()
        if name in ("a", "link") and len(tag[2]) <= _LONGEST:
            yield {key.lower(): unescape(a or b or c).strip() for key, a, b, c in _ATTRIBUTE.findall(tag[2])}
        at = _after(page, tag.end(), name)


def _after(page: str, end: int, name: str) -> int:
    if name not in _TEXT_ONLY:
        return page.find("<", end)
    closing = re.compile(rf"</{name}", re.IGNORECASE | re.ASCII).search(page, end)
    return closing.start() if closing else -1
