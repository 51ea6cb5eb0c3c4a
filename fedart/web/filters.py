"""What templates may do with a value: dates, numbers, addresses of pictures, rows."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fedart.domain.media import Media, Rendition
from fedart.storage.views import Card
from fedart.web import rates, rows, tilemap

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def iso(ms: int) -> str:
    """The machine's form of a time: `2026-11-21T09:14:00Z`."""
    return _moment(ms).strftime("%Y-%m-%dT%H:%M:%SZ")


def year(ms: int) -> str:
    return str(_moment(ms).year)


def made(card: Card) -> str:
    """The year on a work's label: the artist's own word for it, else the year in which it was published here."""
    return card.year or year(card.published)


def day(ms: int) -> str:
    """`21 November 2026`, in UTC."""
    at = _moment(ms)
    return f"{at.day} {at:%B %Y}"


def moment(ms: int) -> str:
    """`21 November 2026, 09:14 UTC`."""
    return f"{day(ms)}, {_moment(ms):%H:%M} UTC"


def ago(ms: int, now: int) -> str:
    """How long since, as a byline says it: `now`, `24 min`, `3 h`, `2 d`, and from a week on the date."""
    past = max(0, now - ms)
    if past < MINUTE:
        return "now"
    if past < HOUR:
        return f"{past // MINUTE} min"
    if past < DAY:
        return f"{past // HOUR} h"
    return f"{past // DAY} d" if past < 7 * DAY else day(ms)


def when(ms: int, now: int) -> str:
    """The day as a heading: Today, Yesterday, or the date."""
    days = now // DAY - ms // DAY
    return {0: "Today", 1: "Yesterday"}.get(days, day(ms))


def month_name(month: str) -> str:
    """`November 2026` for `2026-11`."""
    return f"{datetime.strptime(month, '%Y-%m').replace(tzinfo=UTC):%B %Y}"


def count(number: int) -> str:
    """A whole number with commas: `1,204`."""
    return f"{number:,}"


def plain(text: str, limit: int = 300) -> str:
    """Sanitised HTML as plain text, cut at `limit` characters."""
    words = _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def size(number: int) -> str:
    """A file size: `940 KB`, `16 MB`."""
    return f"{number / 1_048_576:.0f} MB" if number >= 1_048_576 else f"{number / 1024:.0f} KB"


def mark(value: float | None) -> str:
    """An estimate or a threshold in two digits; empty for none."""
    return "" if value is None else tilemap.mark(value)


def position(value: float) -> str:
    """A score from 0 to 1 as a place on a scale, in percent."""
    return f"{max(0.0, min(1.0, value)) * 100:.0f}%"


def shade(level: int) -> str:
    """The estimates that a shade of the tile map stands for: `0.2 – 0.4`."""
    return f"{level / tilemap.LEVELS:.1f} – {(level + 1) / tilemap.LEVELS:.1f}"


def groups_of_four(text: str) -> str:
    """A hash, readable: `7be1 09c4 …`."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def address(media: Media, rendition: Rendition) -> str:
    """Where a rendition is served."""
    return f"/media/{media.id}/{rendition.file_name}"


MODERN = ("image/avif", "image/webp")
"""Types that are smaller, the smallest first."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What `<picture>` offers: (type, `srcset`) of an animation's moving copies and of each modern type, and the
    `<img>`'s own `src` and `srcset`, of the type that every browser shows. Empty where there is nothing."""

    film: tuple[str, str]
    modern: tuple[tuple[str, str], ...]
    src: str
    srcset: str


def _shown(media: Media) -> dict[str, list[Rendition]]:
    """The still renditions of pages by their type, each from small to large."""
    kinds: dict[str, list[Rendition]] = {}
    for rendition in media.renditions:
        if rendition.name != "federation" and not rendition.moving:
            kinds.setdefault(rendition.mime, []).append(rendition)
    for found in kinds.values():
        found.sort(key=_width)
    return kinds


def _width(rendition: Rendition) -> int:
    return rendition.width


def _fallback(kinds: Mapping[str, list[Rendition]]) -> list[Rendition]:
    """Those of the type that every browser shows: what is there beside AVIF and WebP, else WebP itself."""
    best = min(kinds, key=lambda kind: (kind in MODERN, kind == MODERN[0]), default="")
    return kinds.get(best, [])


def _srcset(media: Media, found: Sequence[Rendition]) -> str:
    return ", ".join(f"{address(media, r)} {r.width}w" for r in found)


def _enough(found: Sequence[Rendition], width: int) -> Rendition | None:
    return next((r for r in found if r.width >= width), found[-1] if found else None)


def sources(media: Media, width: int = 640) -> Sources:
    """Everything that `<picture>` offers; `src` is for readers without srcset, at least `width` wide if there is one.

    A modern type that ends at a smaller size than others is left out: it would keep browsers from the largest.
    """
    kinds = _shown(media)
    plain = _fallback(kinds)
    widest = max((found[-1].width for found in kinds.values()), default=0)
    offered = [kind for kind in MODERN if kind in kinds and kinds[kind] is not plain]
    best = _enough(plain, width)
    return Sources(
        film=_moving(media),
        modern=tuple((kind, _srcset(media, kinds[kind])) for kind in offered if kinds[kind][-1].width == widest),
        src=address(media, best) if best else "",
        srcset=_srcset(media, plain),
    )


def _moving(media: Media) -> tuple[str, str]:
    """The moving copies of an animation; before they are made, what other servers get."""
    played = sorted((r for r in media.renditions if r.moving), key=lambda r: (r.name == "federation", r.width))
    own = [r for r in played if r.name != "federation"] or played
    return (own[0].mime, _srcset(media, own)) if own else ("", "")


def at_least(media: Media, width: int) -> Rendition | None:
    """The smallest rendition at least `width` wide, else the largest, of the type that every browser shows."""
    return _enough(_fallback(_shown(media)), width)


def source(media: Media, width: int = 640) -> str:
    """The address of the smallest rendition at least `width` wide, else of the largest; empty without any."""
    best = at_least(media, width)
    return address(media, best) if best else ""


def largest(media: Media) -> Rendition | None:
    """The largest rendition that pages show, of the type that every browser shows."""
    found = _fallback(_shown(media))
    return found[-1] if found else None


def extent(media: Media) -> tuple[int, int]:
    """Width and height of the largest rendition, in pixels: what a page may show without enlarging it."""
    best = largest(media)
    if best is not None:
        return best.width, best.height
    return (media.facts.width, media.facts.height) if media.facts else (4, 3)


TALL = 2.2
"""Pictures higher than this many times their width are read as strips: as wide as the window, scrolled down."""


def is_tall(media: Media) -> bool:
    """Whether a picture is so long that fitting it into the window would make it unreadable."""
    width, height = extent(media)
    return height > TALL * width


def within(sizes: str, media: Media, height: str) -> str:
    """A `sizes` attribute for a picture that may also be no taller than `height` (a CSS length)."""
    across, down = extent(media)
    parts = (part.rpartition(") ") for part in sizes.split(", "))
    return ", ".join(
        f"{condition}{mark}min({width}, calc({height} * {across / down:.3f}))" for condition, mark, width in parts
    )


def lightness(media: Media) -> int:
    """The grey a frame shows before its picture has arrived, 0 to 9."""
    return media.facts.lightness if media.facts else 8


def wall(cards: Sequence[Card]) -> list[rows.Row[Card]]:
    """Cards as justified rows."""
    return rows.justified([(card, rows.ratio_of(*extent(card.cover))) for card in cards])


def covers(found: Sequence[Media]) -> list[tuple[Media, int]]:
    """The covers of an artist in a list: each with the width its `<img>` says beside a height of 1000."""
    return [(media, max(1, round(1000 * rows.ratio_of(*extent(media))))) for media in found]


def framed(media: Media, width: int, height: int) -> tuple[int, int]:
    """The size that a picture's `<img>` says in a frame of that size: the frame's, but never more than its own.

    A picture longer or wider than rows hold (see `rows.ratio_of`) keeps its ratio and the frame's width.
    """
    own = extent(media)
    if own[0] >= width and own[1] >= height and rows.ratio_of(*own) == own[0] / own[1]:
        return width, height
    across = min(width, own[0])
    return across, max(1, round(across * own[1] / own[0]))


SLIM = 0.6
TALLEST = 360


def plate(media: Media) -> tuple[int, int]:
    """The size that a picture's `<img>` says in an even grid: its own, but a long one stands narrower than the column,
    so that it is not much taller than its neighbours."""
    width, height = extent(media)
    if width >= SLIM * height or height <= TALLEST:
        return width, height
    return max(1, round(TALLEST * width / height)), TALLEST


def focus(media: Media) -> tuple[int, int]:
    """In which third of a picture its important part lies, across and from above: 0, 1 or 2."""
    across, upward = media.focus
    return _third(across), _third(-upward)


def _third(place: float) -> int:
    return 0 if place < -1 / 3 else 2 if place > 1 / 3 else 1


def described(media: Media, title: str = "") -> str:
    """The text alternative: the artist's description, else the title, so that a link always has a name."""
    return media.alt or title or "Untitled picture"


FILTERS: dict[str, Callable[..., object]] = {
    "ago": ago,
    "address": address,
    "count": count,
    "covers": covers,
    "day": day,
    "described": described,
    "extent": extent,
    "focus": focus,
    "framed": framed,
    "groups_of_four": groups_of_four,
    "iso": iso,
    "largest": largest,
    "lightness": lightness,
    "made": made,
    "mark": mark,
    "moment": moment,
    "month_name": month_name,
    "plain": plain,
    "plate": plate,
    "position": position,
    "rate": rates.figure,
    "shade": shade,
    "size": size,
    "source": source,
    "sources": sources,
    "threshold": rates.threshold,
    "wall": wall,
    "when": when,
    "within": within,
    "year": year,
}
