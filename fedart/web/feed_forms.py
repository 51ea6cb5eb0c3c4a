"""A list of works as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. Works from values only; nothing is read here."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from io import BytesIO
from typing import Final

import orjson

from fedart.storage.views import Person
from fedart.storage.views_work import Post
from fedart.web import eyes, filters
from fedart.words import say

ATOM: Final = "http://www.w3.org/2005/Atom"
CONTENT: Final = "http://purl.org/rss/1.0/modules/content/"
DC: Final = "http://purl.org/dc/elements/1.1/"
PICTURE_WIDTH: Final = 1280
"""Readers show a post about this wide; the page has the larger file."""

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""

for _prefix, _namespace in (("atom", ATOM), ("content", CONTENT), ("dc", DC)):
    ET.register_namespace(_prefix, _namespace)


@dataclass(frozen=True, slots=True)
class Feed:
    """A list as feed readers see it. `path` is that of its page, `here` its own; `updated` in ms, 0 without works."""

    origin: str
    title: str
    description: str
    language: str
    path: str
    here: str
    items: Sequence[Post]
    by: Person | None = None

    @property
    def updated(self) -> int:
        return max((post.work.edited or post.work.published for post in self.items), default=0)

    def at(self, path: str) -> str:
        """The whole address of a path of ours."""
        return self.origin + path


def title_of(post: Post) -> str:
    return post.work.title or say("Post by %(artist)s", artist=post.by.display_name)


def picture_of(feed: Feed, post: Post) -> str:
    """The address of a work's first picture; empty while a warning stands before it."""
    shown = [] if post.covered else [filters.source(media, PICTURE_WIDTH) for media in post.pictures]
    return feed.at(shown[0]) if shown and shown[0] else ""


def content_of(feed: Feed, post: Post) -> str:
    """Every picture with its description, then the words; behind a warning only the warning and the way to the page."""
    if post.covered:
        words = eyes.caution(post) or say("Marked as sensitive by the artist")
        way = escape(say("See it on the artist’s page"))
        return f'<p>{escape(words)}</p><p><a href="{feed.at(post.path)}">{way}</a></p>'
    pictures = [
        f'<p><img src="{feed.at(filters.source(media, PICTURE_WIDTH))}" alt="{escape(media.alt)}"></p>'
        for media in post.pictures
        if filters.source(media, PICTURE_WIDTH)
    ]
    return "".join(pictures) + post.work.content


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    made.text = _UNPRINTABLE.sub("", text)
    return made


def _bytes(root: ET.Element) -> bytes:
    into = BytesIO()
    ET.ElementTree(root).write(into, encoding="utf-8", xml_declaration=True)
    return into.getvalue()


def rss(feed: Feed) -> bytes:
    """RSS 2.0 with the words and pictures in `content:encoded`."""
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    _text(channel, "title", feed.title)
    _text(channel, "link", feed.at(feed.path))
    _text(channel, "description", feed.description)
    _text(channel, "language", feed.language)
    if feed.updated:
        _text(channel, "lastBuildDate", formatdate(feed.updated / 1000, usegmt=True))
    kind = {"rel": "self", "type": "application/rss+xml"}
    ET.SubElement(channel, f"{{{ATOM}}}link", {"href": feed.at(feed.here), **kind})
    for post in feed.items:
        item = ET.SubElement(channel, "item")
        _text(item, "title", title_of(post))
        _text(item, "link", feed.at(post.path))
        _text(item, "guid", post.work.uri, isPermaLink="false")
        _text(item, "pubDate", formatdate(post.work.published / 1000, usegmt=True))
        _text(item, f"{{{DC}}}creator", post.by.display_name)
        for tag in post.work.tags:
            _text(item, "category", tag)
        _text(item, f"{{{CONTENT}}}encoded", content_of(feed, post))
    return _bytes(root)


def atom(feed: Feed) -> bytes:
    """Atom, RFC 4287."""
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": feed.language})
    _text(root, f"{{{ATOM}}}id", feed.at(feed.path))
    _text(root, f"{{{ATOM}}}title", feed.title)
    _text(root, f"{{{ATOM}}}subtitle", feed.description)
    _text(root, f"{{{ATOM}}}updated", filters.iso(feed.updated))
    _link(root, feed.at(feed.path), "alternate", "text/html")
    _link(root, feed.at(feed.here), "self", "application/atom+xml")
    if feed.by:
        _author(root, feed, feed.by)
    for post in feed.items:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, f"{{{ATOM}}}id", post.work.uri)
        _text(entry, f"{{{ATOM}}}title", title_of(post))
        _link(entry, feed.at(post.path), "alternate", "text/html")
        _text(entry, f"{{{ATOM}}}published", filters.iso(post.work.published))
        _text(entry, f"{{{ATOM}}}updated", filters.iso(post.work.edited or post.work.published))
        _author(entry, feed, post.by)
        for tag in post.work.tags:
            ET.SubElement(entry, f"{{{ATOM}}}category", {"term": tag})
        _text(entry, f"{{{ATOM}}}content", content_of(feed, post), type="html")
    return _bytes(root)


def _link(parent: ET.Element, href: str, rel: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"href": href, "rel": rel, "type": kind})


def _author(parent: ET.Element, feed: Feed, by: Person) -> None:
    author = ET.SubElement(parent, f"{{{ATOM}}}author")
    _text(author, f"{{{ATOM}}}name", by.display_name)
    _text(author, f"{{{ATOM}}}uri", feed.at(by.path))


def json(feed: Feed) -> bytes:
    """JSON Feed 1.1."""
    document: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "language": feed.language,
        "home_page_url": feed.at(feed.path),
        "feed_url": feed.at(feed.here),
        "items": [_entry(feed, post) for post in feed.items],
    }
    if feed.by:
        document["authors"] = [_known(feed, feed.by)]
    return orjson.dumps(document)


def _entry(feed: Feed, post: Post) -> dict[str, object]:
    work, picture = post.work, picture_of(feed, post)
    entry: dict[str, object] = {
        "id": work.uri,
        "url": feed.at(post.path),
        "title": title_of(post),
        "content_html": content_of(feed, post),
        "date_published": filters.iso(work.published),
        "authors": [_known(feed, post.by)],
        "tags": list(work.tags),
        "language": work.language or feed.language,
    }
    if work.edited:
        entry["date_modified"] = filters.iso(work.edited)
    if picture:
        entry["image"] = picture
    return entry


def _known(feed: Feed, by: Person) -> dict[str, str]:
    return {"name": by.display_name, "url": feed.at(by.path)}


FORMS: Final[dict[str, tuple[str, Callable[[Feed], bytes]]]] = {
    "rss": ("application/rss+xml", rss),
    "atom": ("application/atom+xml", atom),
    "json": ("application/feed+json", json),
}
"""Name in the address, media type, writer."""
