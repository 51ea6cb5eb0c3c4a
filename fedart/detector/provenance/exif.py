"""The few EXIF fields in which generators leave their mark. TIFF structure, every offset checked."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_ENTRIES = 512
_VALUES = 2 * 1024 * 1024
_EXIF_IFD, _MAKER_NOTE, _USER_COMMENT = 0x8769, 0x927C, 0x9286
_TEXTS = {
    0x010D: "DocumentName",
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x013B: "Artist",
    0x013C: "HostComputer",
}
_WIDE_TEXTS = {0x9C9B: "XPTitle", 0x9C9C: "XPComment", 0x9C9F: "XPSubject"}
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}


@dataclass(slots=True)
class Exif:
    """Texts by the field's name, and the first bytes of the maker note."""

    texts: dict[str, str] = field(default_factory=dict)
    maker_note: bytes = b""


def read(data: bytes) -> Exif:
    """What a TIFF block holds of these fields. Nonsense gives fewer fields, never an error."""
    data = data.removeprefix(b"Exif\0\0")
    found = Exif()
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return found
    (first,) = struct.unpack_from(order + "I", data, 4)
    waiting, seen, room = [int(first)], set[int](), _VALUES
    while waiting and len(seen) < 4:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            for tag, raw in _entries(data, at, order):
                # Entries may overlap: what they come to together is limited.
                room -= len(raw)
                waiting += _take(found, order, tag, raw) if room >= 0 else []
    return found


def first_directory(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and raw value of each entry of the first directory of a TIFF file or block; they come to a limit together."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    room = _VALUES
    for tag, raw in _entries(data, int(struct.unpack_from(order + "I", data, 4)[0]), order):
        room -= len(raw)
        if room < 0:
            return
        yield tag, raw


def _entries(data: bytes, at: int, order: str) -> Iterator[tuple[int, bytes]]:
    """Tag and raw value of each entry of the directory at `at`."""
    if at + 2 > len(data):
        return
    (count,) = struct.unpack_from(order + "H", data, at)
    for index in range(min(count, _ENTRIES)):
        place = at + 2 + 12 * index
        if place + 12 > len(data):
            return
        tag, kind, length = struct.unpack_from(order + "HHI", data, place)
        size = _SIZES.get(kind, 0) * length
        start = place + 8
        if size > 4:
            (start,) = struct.unpack_from(order + "I", data, start)
        if 0 < size <= _VALUES and start + size <= len(data):
            yield tag, data[start : start + size]


def _take(found: Exif, order: str, tag: int, raw: bytes) -> list[int]:
    """Note one entry; the offset of another directory when the entry points to one."""
    if tag == _EXIF_IFD and len(raw) == 4:
        return [int(struct.unpack(order + "I", raw)[0])]
    if tag in _TEXTS:
        found.texts[_TEXTS[tag]] = raw.rstrip(b"\0 ").decode("utf-8", "replace")
    elif tag in _WIDE_TEXTS:
        found.texts[_WIDE_TEXTS[tag]] = raw.decode("utf-16-le", "replace").rstrip("\0")
    elif tag == _USER_COMMENT:
        found.texts["UserComment"] = user_comment(raw, order)
    elif tag == _MAKER_NOTE:
        found.maker_note = raw[:64]
    return []


def user_comment(raw: bytes, order: str) -> str:
    """Eight bytes name the encoding. `UNICODE` should follow the file's byte order, but generators write big-endian."""
    code, text = raw[:8], raw[8:]
    if code != b"UNICODE\0":
        text = text if code in (b"ASCII\0\0\0", b"JIS\0\0\0\0\0", bytes(8)) else raw
        return text.decode("utf-8", "replace").strip("\0 ")
    codecs = ("utf-16-le", "utf-16-be") if order == "<" else ("utf-16-be", "utf-16-le")
    readings = [text.decode(codec, "replace").strip("\0\ufeff ") for codec in codecs]
    return max(readings, key=_latin)


def _latin(text: str) -> float:
    """The share of characters from European scripts: bytes read in the wrong order look East Asian."""
    return sum(1 for c in text[:500] if ord(c) < 0x250) / max(1, len(text[:500]))
