"""What templates may do with a value: dates, numbers, addresses of pictures, rows.

Dates and numbers are written as the language that holds writes them.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from fedart import words
from fedart.domain.crop import Shape
from fedart.domain.media import Media, Rendition
from fedart.domain.practice import Open
from fedart.storage.views import Card
from fedart.web import fragments, rates, reasons, rows, tilemap

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = date(1970, 1, 1).toordinal()
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


@lru_cache(maxsize=128)
def _locale(code: str) -> Locale:
    """What Babel knows of a language; English is written as in Britain, and so is what Babel does not know."""
    try:
        return Locale.parse("en-GB" if code == "en" else code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


# A page of 24 cards asks for a hundred of these; Babel takes some 20 µs for each.
@lru_cache(maxsize=4_096)
def _day(code: str, days: int) -> str:
    return format_date(date.fromordinal(_EPOCH + days), "long", _locale(code))


@lru_cache(maxsize=1_024)
def _month(code: str, month: str) -> str:
    return format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=_locale(code))


@lru_cache(maxsize=4_096)
def _count(code: str, number: int) -> str:
    return format_decimal(number, locale=_locale(code))


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
    return _day(words.current().code, ms // DAY)


def weekday(day: date) -> str:
    """`Saturday, 21 November 2026`."""
    return format_date(day, "full", _locale(words.current().code))


def moment(ms: int) -> str:
    """`21 November 2026, 09:14 UTC`."""
    return words.say("%(day)s, %(time)s UTC", day=day(ms), time=f"{_moment(ms):%H:%M}")


def ago(ms: int, now: int) -> str:
    """How long since, as a byline says it: `now`, `24 min`, `3 h`, `2 d`, and from a week on the date."""
    past = max(0, now - ms)
    if past < MINUTE:
        return words.say("now")
    if past < HOUR:
        return words.say("%(minutes)s min", minutes=past // MINUTE)
    if past < DAY:
        return words.say("%(hours)s h", hours=past // HOUR)
    return words.say("%(days)s d", days=past // DAY) if past < 7 * DAY else day(ms)


def when(ms: int, now: int) -> str:
    """The day as a heading: Today, Yesterday, or the date."""
    days = now // DAY - ms // DAY
    if days == 0:
        return words.say("Today")
    return words.say("Yesterday") if days == 1 else day(ms)


def month_name(month: str) -> str:
    """`November 2026` for `2026-11`."""
    return _month(words.current().code, month)


def count(number: int) -> str:
    """A whole number: `1,204`."""
    return _count(words.current().code, number)


def plain(text: str, limit: int = 300) -> str:
    """Sanitised HTML as plain text, cut at `limit` characters."""
    found = _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()
    return found if len(found) <= limit else found[: limit - 1].rstrip() + "…"


def size(number: int) -> str:
    """A file size: `940 KB`, `16 MB`."""
    if number >= 1_048_576:
        return words.say("%(number)s MB", number=words.number(number / 1_048_576))
    return words.say("%(number)s KB", number=words.number(number / 1024))


def mark(value: float | None) -> str:
    """An estimate or a threshold in two digits; empty for none."""
    return "" if value is None else tilemap.mark(value)


def position(value: float) -> str:
    """A score from 0 to 1 as a place on a scale, in percent."""
    return f"{max(0.0, min(1.0, value)) * 100:.0f}%"


def shade(level: int) -> str:
    """The estimates that a shade of the tile map stands for: `0.2 – 0.4`."""
    return f"{words.number(level / tilemap.LEVELS, 1)} – {words.number((level + 1) / tilemap.LEVELS, 1)}"


def opening(each: Open) -> str:
    """What somebody is open for: `commissions until 31 December 2026`."""
    kind = words.say(each.kind.words)
    if each.until is None:
        return kind
    return words.say("%(kind)s until %(day)s", kind=kind, day=day((each.until.toordinal() - _EPOCH) * DAY))


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


@fragments.by_copies
def _shown(copies: Sequence[Rendition]) -> dict[str, list[Rendition]]:
    """The still renditions of pages by their type, each from small to large; of the whole picture where there are."""
    kinds: dict[str, list[Rendition]] = {}
    for rendition in [each for each in copies if each.shape is None] or copies:
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
    kinds = _shown(media.renditions)
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
    return _enough(_fallback(_shown(media.renditions)), width)


def source(media: Media, width: int = 640) -> str:
    """The address of the smallest rendition at least `width` wide, else of the largest; empty without any."""
    best = at_least(media, width)
    return address(media, best) if best else ""


def largest(media: Media) -> Rendition | None:
    """The largest rendition that pages show, of the type that every browser shows."""
    found = _fallback(_shown(media.renditions))
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
        f"{condition}{mark}min({width}, {height} * {across / down:.3f})" for condition, mark, width in parts
    )


def lightness(media: Media) -> int:
    """The grey a frame shows before its picture has arrived, 0 to 9."""
    return media.facts.lightness if media.facts else 8


_CLEAR = ("image/png", "image/webp")
"""What other servers get of a picture with transparency; all others are JPEG, or move."""


def plated(media: Media) -> int:
    """Of a picture through which its ground shines the tenths of its width by its height, 1 to 20; 0 for all others.

    It stands on white wherever it is shown, as its JPEG copies do, and the white must end where the picture does.
    """
    told = media.facts is not None and media.facts.clear
    if not told and not any(r.name == "federation" and r.mime in _CLEAR for r in media.renditions):
        return 0
    width, height = extent(media)
    return min(20, max(1, width * 10 // height))


def cropped(media: Media, *shapes: str) -> Media:
    """The picture as its artist crops it for such a place: the first of `shapes` of which there are copies.

    Without any it is the whole picture, which the place may crop by the focal point.
    """
    for shape in shapes:
        parts = tuple(each for each in media.renditions if each.shape == shape)
        if parts:
            return replace(media, renditions=parts)
    return media


def thumbnail(media: Media) -> Media:
    """The picture as a small place in a row shows it: the chosen part that is most like the picture's own form."""
    own = rows.ratio_of(*extent(media))
    return cropped(media, *sorted(_THUMBNAILS, key=lambda shape: max(own / shape.ratio, shape.ratio / own)))


_THUMBNAILS = (Shape.SQUARE, Shape.LANDSCAPE, Shape.PORTRAIT)


def focus(media: Media) -> tuple[int, int]:
    """In which third of a picture its important part lies, across and from above: 0, 1 or 2."""
    across, upward = media.focus
    return _third(across), _third(-upward)


def _third(place: float) -> int:
    return 0 if place < -1 / 3 else 2 if place > 1 / 3 else 1


def described(media: Media, title: str = "") -> str:
    """The text alternative: the artist's description, else the title, so that a link always has a name."""
    return media.alt or title or words.say("Untitled picture")


FILTERS: dict[str, Callable[..., object]] = {
    "ago": ago,
    "address": address,
    "count": count,
    "cropped": cropped,
    "day": day,
    "described": described,
    "extent": extent,
    "focus": focus,
    "groups_of_four": groups_of_four,
    "iso": iso,
    "largest": largest,
    "lightness": lightness,
    "made": made,
    "mark": mark,
    "moment": moment,
    "month_name": month_name,
    "opening": opening,
    "plain": plain,
    "plated": plated,
    "position": position,
    "rate": rates.figure,
    "reasoned": reasons.told,
    "shade": shade,
    "size": size,
    "source": source,
    "sources": sources,
    "thumbnail": thumbnail,
    "threshold": rates.threshold,
    "when": when,
    "within": within,
    "year": year,
}
