"""Albums as documents, and the words and the link of the post that tells of one (guide section 6, FEP-e232)."""

import re
from typing import Final

from fedart.domain.album import Album
from fedart.domain.ids import Uri, Urls
from fedart.wire import html, limits
from fedart.wire.render_collections import collection
from fedart.wire.vocabulary import ALBUM_CONTEXT, ROBOTS, Json, PublicFile, stamp

OBJECT: Final = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
"""The type that marks a link to an ActivityPub object (FEP-e232)."""
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!<>|~@:/&])")


def album(album: Album, owner: Uri, urls: Urls, *, total: int, cover: PublicFile | None = None) -> Json:
    """An album: an OrderedCollection with the ids of the works that everybody may see, page by page.

    `summary` is the artist's words, as plain text when their markup alone would fill the document.
    """
    ident = urls.collection(album.id)
    words = album.content
    found: Json = {
        **collection(ident, total, Uri(f"{ident}?page=1"), owner=owner),
        "@context": ALBUM_CONTEXT,
        "name": album.title,
        "url": urls.album(album.id),
        "published": stamp(album.created),
        "updated": stamp(album.changed),
        "xRobotsTag": ROBOTS,
    }
    if words:
        found["summary"] = words if len(words.encode()) <= limits.SUMMARY else html.excerpt(words, 2_000)
    if cover is not None:
        found["image"] = _image(cover)
    return found


def _image(cover: PublicFile) -> Json:
    found: Json = {"type": "Image", "mediaType": cover.mime, "url": cover.url}
    return found | ({"width": cover.width, "height": cover.height} if cover.width and cover.height else {})


def object_link(href: Uri, name: str) -> Json:
    """A link in a Note's `tag` that says: what is there is an ActivityPub object (FEP-e232)."""
    return {"type": "Link", "mediaType": OBJECT, "href": href, "name": name}


def announcement(album: Album, urls: Urls, works: int) -> str:
    """What the post that tells of an album says, as Markdown: its name, its words, and the way to it."""
    number = "1 work" if works == 1 else f"{works} works"
    words = f"{album.source.strip()}\n\n" if album.source.strip() else ""
    return f"**{_escaped(album.title)}**\n\n{words}{number}: {urls.album(album.id)}"


def _escaped(text: str) -> str:
    """A text in which Markdown finds no marks."""
    return _MARKS.sub(r"\\\1", text)
