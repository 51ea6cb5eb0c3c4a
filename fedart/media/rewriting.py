"""Puts another XMP packet into a copy of ours, and touches nothing else: not one pixel is encoded again.

Only files that this server wrote come here (see `media.renditions`); whatever is not as we write it is left alone.
JPEG: Adobe XMP part 3, 1.1.3; PNG: 1.1.5; WebP: the RIFF container specification; AVIF: ISO 14496-12, 8.11 (the packet
is an item of its own: `iloc` says where its bytes are).
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from struct import pack, unpack_from

from fedart.media.sniff import AVIF, JPEG, PNG, WEBP

_JPEG_NAME = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_NAME = b"XML:com.adobe.xmp\0"
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_PLAIN = b"\0\0\0\0"
"""Not compressed, no language, no translated keyword."""
_RDF = b"application/rdf+xml\0"
_HAS_XMP, _HAS_ALPHA = 0x04, 0x10
_BRANDED = 8


class NotOurs(ValueError):
    """The file is not as we write it."""


def rewritten(data: bytes, mime: str, packet: str) -> bytes:
    """The copy with that packet in the place of its own; the same bytes when it has it already.

    Raises NotOurs for what cannot carry one, or is not as we write it.
    """
    change = _CHANGES.get(mime)
    if change is None:
        raise NotOurs(f"{mime} carries no packet")
    try:
        return change(data, packet.encode())
    except (LookupError, ValueError, OverflowError, struct.error) as error:
        raise NotOurs(f"{mime}: {error}") from error


def _jpeg(data: bytes, packet: bytes) -> bytes:
    """In its segment before the picture; a new one after the file's first."""
    if data[:2] != b"\xff\xd8":
        raise NotOurs("no JPEG")
    body = _JPEG_NAME + packet
    segment = b"\xff\xe1" + pack(">H", len(body) + 2) + body
    first = 2
    for start, end in _segments(data):
        marker = data[start + 1]
        if marker == 0xE1 and data[start + 4 : start + 4 + len(_JPEG_NAME)] == _JPEG_NAME:
            return data[:start] + segment + data[end:]
        if marker == 0xE0:
            first = end
    return data[:first] + segment + data[first:]


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each segment before the picture's own bytes begins and ends."""
    at = 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        end = at + 2 + unpack_from(">H", data, at + 2)[0]
        yield at, end
        at = end


def _png(data: bytes, packet: bytes) -> bytes:
    body = b"iTXt" + _PNG_NAME + _PNG_PLAIN + packet
    chunk = pack(">I", len(body) - 4) + body + pack(">I", zlib.crc32(body))
    at, before = len(_PNG_HEAD), 0
    while at < len(data):
        end = at + 12 + unpack_from(">I", data, at)[0]
        kind = data[at + 4 : at + 8]
        if kind == b"iTXt" and data[at + 8 : at + 8 + len(_PNG_NAME)] == _PNG_NAME:
            return data[:at] + chunk + data[end:]
        if kind == b"IDAT" and not before:
            before = at
        at = end
    if not before:
        raise NotOurs("no picture in it")
    return data[:before] + chunk + data[before:]


def _webp(data: bytes, packet: bytes) -> bytes:
    """The packet comes last; a file in the simple form gets the header of the extended one."""
    chunks = list(_riff(data))
    kept = [chunk for kind, chunk in chunks if kind != b"XMP "]
    if chunks[0][0] == b"VP8X":
        head = bytearray(kept[0])
        head[_BRANDED] |= _HAS_XMP
        kept[0] = bytes(head)
    else:
        kept.insert(0, _extended(*chunks[0]))
    found = b"WEBP" + b"".join(kept) + b"XMP " + pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    return b"RIFF" + pack("<I", len(found)) + found


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise NotOurs("no RIFF")
    at = 12
    while at < len(data):
        size = unpack_from("<I", data, at + 4)[0]
        end = at + 8 + size + size % 2
        if end > len(data):
            raise NotOurs("a chunk that is cut off")
        yield data[at : at + 4], data[at:end]
        at = end


def _extended(kind: bytes, chunk: bytes) -> bytes:
    """The header that says how large the one picture of a simple file is."""
    if kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in unpack_from("<HH", chunk, 14))
        clear = False
    elif kind == b"VP8L":
        bits = unpack_from("<I", chunk, 9)[0]
        width, height, clear = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    else:
        raise NotOurs("no picture comes first")
    flags = _HAS_XMP | (_HAS_ALPHA if clear else 0)
    sides: bytes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"VP8X" + pack("<IB3x", 10, flags) + sides


def _avif(data: bytes, packet: bytes) -> bytes:
    """The packet's bytes come last, in a box of their own; where it was is blanked, or cut off if it was last."""
    boxes = {kind: (start, end) for kind, start, end in _boxes(data, 0, len(data))}
    place = _located(data, *boxes[b"meta"])
    offset, length = (int.from_bytes(data[at : at + size], "big") for at, size in place)
    if data[offset : offset + length] == packet:
        return data
    last = max(start for start, _ in boxes.values())
    out = bytearray(data)
    if offset == last + 8 and offset + length == len(data):
        del out[last:]
    else:
        out[offset : offset + length] = b" " * length
    for (at, size), value in zip(place, (len(out) + 8, len(packet)), strict=True):
        out[at : at + size] = value.to_bytes(size, "big")
    return bytes(out + pack(">I", len(packet) + 8) + b"mdat" + packet)


def _boxes(data: bytes, at: int, until: int) -> Iterator[tuple[bytes, int, int]]:
    while at < until:
        size = unpack_from(">I", data, at)[0]
        if size < 8 or at + size > until:
            raise NotOurs("a box of another form")
        yield data[at + 4 : at + 8], at, at + size
        at += size


_Place = tuple[tuple[int, int], tuple[int, int]]
"""Where offset and length of an item are written: each a place and how many bytes it takes."""


def _located(data: bytes, start: int, end: int) -> _Place:
    inner = {kind: at for kind, at, _ in _boxes(data, start + 12, end)}
    item = _packet_item(data, inner[b"iinf"])
    return _place(data, inner[b"iloc"], item)


def _packet_item(data: bytes, start: int) -> int:
    """The number of the item that is the packet."""
    wide = data[start + 8] > 0
    first = start + (16 if wide else 14)
    for kind, at, end in _boxes(data, first, start + unpack_from(">I", data, start)[0]):
        if kind == b"infe" and data[at + 8] == 2 and data[at + 16 : at + 20] == b"mime" and _RDF in data[at + 20 : end]:
            return int.from_bytes(data[at + 12 : at + 14], "big")
    raise NotOurs("no packet in it")


def _place(data: bytes, start: int, wanted: int) -> _Place:
    version, sizes = data[start + 8], unpack_from(">BB", data, start + 12)
    offset_size, length_size, base_size = sizes[0] >> 4, sizes[0] & 15, sizes[1] >> 4
    if version > 1 or sizes[1] & 15 or base_size or not offset_size or not length_size:
        raise NotOurs("places of another form")
    at = start + 16
    for _ in range(unpack_from(">H", data, start + 14)[0]):
        item = unpack_from(">H", data, at)[0]
        at += 4 + (2 if version else 0)
        extents = unpack_from(">H", data, at)[0]
        at += 2
        if item == wanted and extents == 1:
            return (at, offset_size), (at + offset_size, length_size)
        at += extents * (offset_size + length_size)
    raise NotOurs("the packet has no place")


_CHANGES: dict[str, Callable[[bytes, bytes], bytes]] = {JPEG: _jpeg, PNG: _png, WEBP: _webp, AVIF: _avif}
