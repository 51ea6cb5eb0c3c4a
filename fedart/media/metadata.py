"""Reads what a file says of itself. EXIF alone, and of that the few facts an artist may want to show.

Runs in the sandbox only. Serial numbers, owners' names and makers' notes are not even read.
"""

from collections.abc import Iterator
from datetime import date
from math import isfinite

from PIL import Image

from fedart.domain.said import VALUE_LIMIT, Said
from fedart.media.decode import READ_ERRORS

_MAKE, _MODEL, _SOFTWARE, _DATE, _ARTIST, _COPYRIGHT = 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _LENS_MAKE, _LENS = 0x9003, 0xA433, 0xA434
_SOUTH, _LATITUDE, _WEST, _LONGITUDE = 1, 2, 3, 4


def said(source: Image.Image) -> dict[str, str]:
    """The facts in an opened file. EXIF that cannot be read has none."""
    try:
        return {fact.value: text for fact, text in _facts(source.getexif()) if text}
    except READ_ERRORS:
        return {}


def _facts(exif: Image.Exif) -> Iterator[tuple[Said, str]]:
    detail, gps = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
    yield Said.CAMERA, _named(_text(exif.get(_MAKE)), _text(exif.get(_MODEL)))
    yield Said.LENS, _named(_text(detail.get(_LENS_MAKE)), _text(detail.get(_LENS)))
    yield Said.TAKEN, _date(_text(detail.get(_TAKEN)) or _text(exif.get(_DATE)))
    yield Said.SOFTWARE, _text(exif.get(_SOFTWARE))
    yield Said.ARTIST, _text(exif.get(_ARTIST))
    yield Said.COPYRIGHT, _text(exif.get(_COPYRIGHT))
    yield Said.PLACE, _place(gps)


def _text(value: object) -> str:
    """One printable line. Fields that should be ASCII hold UTF-8 more often than Latin-1."""
    if isinstance(value, str):
        try:
            value = value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            value = str(value)
    elif isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    else:
        return ""
    line = value.split("\0")[0]
    return "".join(c if c.isprintable() else " " for c in line).strip()[:VALUE_LIMIT]


def _named(maker: str, model: str) -> str:
    """Many models repeat their maker."""
    first = maker.partition(" ")[0].lower()
    text = model if first and model.lower().startswith(first) else f"{maker} {model}"
    return text.strip()[:VALUE_LIMIT]


def _date(text: str) -> str:
    """`2026:11:22 08:52:00` as `2026-11-22`: the day is enough for a page. Empty for no date."""
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:10])).isoformat()
    except ValueError:
        return ""


def _place(gps: dict[int, object]) -> str:
    """Degrees with four decimals, which is about ten metres."""
    north, east = _degrees(gps.get(_LATITUDE)), _degrees(gps.get(_LONGITUDE))
    if north is None or east is None or north > 90 or east > 180:
        return ""
    south = "S" if _text(gps.get(_SOUTH)).upper() == "S" else "N"
    west = "W" if _text(gps.get(_WEST)).upper() == "W" else "E"
    return f"{north:.4f}° {south}, {east:.4f}° {west}"


def _degrees(value: object) -> float | None:
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in value)
    found = degrees + minutes / 60 + seconds / 3600
    return found if isfinite(found) and found >= 0 else None
