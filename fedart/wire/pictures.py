"""The pictures of a post. Anything that is not a picture is left out; where they come from is judged when fetched."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from fedart.wire import fields, html, limits
from fedart.wire.activities import RemotePicture
from fedart.wire.fields import Fields

_TYPES: Final = frozenset({"Image", "Document", "Video", "Link", "Page", ""})
_ENDINGS: Final = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
_ILLUSTRATED: Final = frozenset({"Article", "Page", "Video", "Audio", "Event", "Document"})


def pictures(document: Fields, kind: str) -> tuple[RemotePicture, ...]:
    """The pictures of a post of type `kind`, in order, each address once.

    An Image is its own picture; an Article, a Video and the like without attachments lend one from `image` or `icon`.
    """
    found: dict[str, RemotePicture] = {}
    for item in _candidates(document, kind):
        picture = _picture(item)
        if picture is not None and len(found) < limits.ATTACHMENTS:
            found.setdefault(picture.url, picture)
    if not found and kind in _ILLUSTRATED:
        for item in fields.objects(document.get("image") or document.get("icon")):
            picture = _picture({"type": "Image", **item})
            if picture is not None:
                return (picture,)
    return tuple(found.values())


def _candidates(document: Fields, kind: str) -> Iterator[Fields]:
    if kind == "Image":
        yield {key: value for key, value in document.items() if key != "summary"}
    yield from fields.objects(document.get("attachment"))


def _picture(item: Fields) -> RemotePicture | None:
    kind = fields.type_of(item, _TYPES)
    if kind not in _TYPES:
        return None
    address, mime, link = _source(item, kind)
    if not address:
        return None
    return RemotePicture(
        url=address,
        mime=mime,
        alt=_alt(item),
        focus=_focus(item.get("focalPoint")),
        width=_side(item.get("width")) or _side(link.get("width")),
        height=_side(item.get("height")) or _side(link.get("height")),
        blurhash=_blurhash(fields.text(item.get("blurhash"))),
    )


def _source(item: Fields, kind: str) -> tuple[str, str, Fields]:
    """Address, type and Link of the first picture among the addresses of an attachment; empty without one."""
    outer = fields.text(item.get("mediaType")).lower()
    for option in fields.items(item.get("url")) or fields.items(item.get("href")):
        address = fields.uri(option)
        link: Fields = option if isinstance(option, dict) else {}
        mime = _mime(fields.text(link.get("mediaType")).lower() or outer, address or "", kind)
        if address and mime:
            return address, mime, link
    return "", "", {}


def _mime(declared: str, address: str, kind: str) -> str:
    """The declared type when it is a picture's; a guess when none is declared; else empty."""
    if declared:
        return declared[:64] if declared.startswith("image/") and "svg" not in declared else ""
    path = urlsplit(address).path.lower()
    guess = next((mime for ending, mime in _ENDINGS.items() if path.endswith(ending)), "")
    return guess or ("image/*" if kind == "Image" else "")


def _alt(item: Fields) -> str:
    """GoToSocial writes `summary`, most others `name`."""
    raw = fields.text(item.get("name")) or fields.text(item.get("summary"))
    return html.neutralise_lines(raw, limits.ALT)


def _focus(value: object) -> tuple[float, float]:
    point = fields.numbers(value)
    if len(point) != 2 or not all(-1 <= number <= 1 for number in point):
        return (0.0, 0.0)
    return (point[0], point[1])


def _side(value: object) -> int | None:
    found = fields.count(value)
    return found if found and found <= 100_000 else None


def _blurhash(text: str) -> str:
    return text if 6 <= len(text) <= 200 and text.isascii() and text.isprintable() else ""
