"""Films and models that live elsewhere: which addresses we know how to show, and how (FEATURES: embeds by click).

Only an address is kept. Nothing is asked of the other site before a person wants to see it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlsplit

FILM_LIMIT: Final = 6
ADDRESS_LIMIT: Final = 500
NAME_LIMIT: Final = 200


class Source(StrEnum):
    """Where a film lives. PEERTUBE is any server that speaks like one."""

    YOUTUBE = "youtube"
    VIMEO = "vimeo"
    PEERTUBE = "peertube"
    SKETCHFAB = "sketchfab"

    @property
    def words(self) -> str:
        return {"youtube": "YouTube", "vimeo": "Vimeo", "peertube": "PeerTube", "sketchfab": "Sketchfab"}[self]

    @property
    def turns(self) -> bool:
        """Whether it is a model in space, which one turns, rather than a film."""
        return self is Source.SKETCHFAB


@dataclass(frozen=True, slots=True)
class Film:
    """A film or model elsewhere. `address`: its page; `name`: the artist's word for it, may be empty."""

    source: Source
    ident: str
    host: str
    address: str
    name: str = ""

    @property
    def origin(self) -> str:
        """The one origin that a frame with it may load."""
        return f"https://{self.host}"

    @property
    def frame(self) -> str:
        """What a frame shows: without cookies where the site offers that, and started, since it was asked for."""
        number, _, key = self.ident.partition(":")
        return (
            self.origin
            + {
                Source.YOUTUBE: f"/embed/{number}?autoplay=1&rel=0" + (f"&start={key}" if key else ""),
                Source.VIMEO: f"/video/{number}?dnt=1&autoplay=1" + (f"&h={key}" if key else ""),
                Source.PEERTUBE: f"/videos/embed/{number}?autoplay=1&p2p=0",
                Source.SKETCHFAB: f"/models/{number}/embed?dnt=1&autostart=1",
            }[self.source]
        )


Found = tuple[Source, str, str]
"""Source, id, host of the frame."""

_YOUTUBE = re.compile(r"[A-Za-z0-9_-]{11}")
_VIMEO = re.compile(r"/(?:video/|channels/[\w-]{1,60}/)?(\d{5,12})(?:/([0-9a-f]{6,20}))?/?")
_PEERTUBE = re.compile(r"/(?:w|videos/(?:watch|embed))/([A-Za-z0-9]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?")
_SKETCHFAB = re.compile(r"/(?:3d-models/(?:[\w-]{1,200}-)?|models/)([0-9a-f]{32})(?:/embed)?/?")
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_SECONDS = re.compile(r"(\d{1,6})s?")


def film(address: str, name: str = "") -> Film | None:
    """The film that an address means; None for an address that we cannot show."""
    address = address.strip()
    if len(address) > ADDRESS_LIMIT:
        return None
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() != "https" or parts.username or port is not None or not _HOST.fullmatch(host):
        return None
    found = _KNOWN.get(host.removeprefix("www.").removeprefix("m."), _peertube)(host, parts.path, parts.query)
    return None if found is None else Film(found[0], found[1], found[2], address, name.strip()[:NAME_LIMIT])


def _youtube(host: str, path: str, query: str) -> Found | None:
    asked = parse_qs(query)
    kind, _, rest = path.strip("/").partition("/")
    if host.endswith("youtu.be"):
        ident = kind
    elif kind in ("shorts", "embed", "live"):
        ident = rest.partition("/")[0]
    else:
        ident = asked.get("v", [""])[0] if kind == "watch" else ""
    if not _YOUTUBE.fullmatch(ident):
        return None
    start = _SECONDS.fullmatch(next(iter(asked.get("t", asked.get("start", []))), ""))
    return Source.YOUTUBE, f"{ident}:{start[1]}" if start else ident, "www.youtube-nocookie.com"


def _vimeo(host: str, path: str, query: str) -> Found | None:
    match = _VIMEO.fullmatch(path)
    if match is None:
        return None
    key = match[2] or next(iter(parse_qs(query).get("h", [])), "")
    key = key if re.fullmatch(r"[0-9a-f]{6,20}", key) else ""
    return Source.VIMEO, f"{match[1]}:{key}" if key else match[1], "player.vimeo.com"


def _sketchfab(host: str, path: str, query: str) -> Found | None:
    match = _SKETCHFAB.fullmatch(path)
    return None if match is None else (Source.SKETCHFAB, match[1], "sketchfab.com")


def _peertube(host: str, path: str, query: str) -> Found | None:
    match = _PEERTUBE.fullmatch(path)
    return None if match is None else (Source.PEERTUBE, match[1], host)


_KNOWN: Final[dict[str, Callable[[str, str, str], Found | None]]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "sketchfab.com": _sketchfab,
}


def films(text: str) -> tuple[list[Film], list[str]]:
    """One film a line: an address, then words for it if one likes. The films, and the lines that are none."""
    known: list[Film] = []
    strange: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        address, _, name = line.partition(" ")
        found = film(address, name)
        if found is None:
            strange.append(line)
        elif all(other.address != found.address for other in known):
            known.append(found)
    return known, strange


def written(shown: tuple[Film, ...]) -> str:
    """The lines that `films` reads."""
    return "\n".join(f"{each.address} {each.name}".strip() for each in shown)
