"""AVIF files: EXIF and XMP are items of the `meta` box, C2PA lies in a `uuid` box (ISO 14496-12, 23008-12)."""

from collections.abc import Iterator

from fedart.detector.provenance.boxes import boxes, first

_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_ITEMS = 256
_READ_ITEMS = 8
_ITEM_SIZE = 4 * 1024 * 1024
_XMP_TYPE = b"application/rdf+xml"

Extents = list[tuple[int, int]]


class _CutOffError(Exception):
    pass


class _Cursor:
    """Reads big-endian numbers one after another. Raises _CutOffError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise _CutOffError
        self._at += size
        return piece

    def text(self) -> bytes:
        """Up to the next zero."""
        end = self._data.find(b"\0", self._at)
        if end < 0:
            raise _CutOffError
        return self.take(end - self._at + 1)[:-1]


def c2pa_boxes(data: bytes) -> list[bytes]:
    """The manifest stores of a file: identifier, four zero bytes, a purpose, eight bytes of offset, then JUMBF."""
    found = []
    for box in boxes(data):
        if box.kind == b"uuid" and box.payload.startswith(_C2PA):
            purpose, zero, rest = box.payload[20:].partition(b"\0")
            if purpose == b"manifest" and zero:
                found.append(rest[8:])
    return found


def items(meta: bytes, file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(`Exif` or `mime`, content) for each EXIF and XMP item that a `meta` box lists."""
    inner = meta[4:]
    info, places, data = first(inner, b"iinf"), first(inner, b"iloc"), first(inner, b"idat") or b""
    if info is None or places is None:
        return
    try:
        kinds = dict(_kinds(info))
        located = list(_located(places))
    except _CutOffError:
        return
    for item, method, extents in [entry for entry in located if entry[0] in kinds and entry[1] < 2][:_READ_ITEMS]:
        kind = kinds[item]
        content = _joined(extents, data if method else file)
        # An EXIF item starts with the distance to its TIFF header.
        yield kind, content[4 + int.from_bytes(content[:4], "big") :] if kind == b"Exif" else content


def _kinds(info: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers of the items we read, with their kind."""
    wide = info[:1] != b"\0"
    for box in boxes(info[8 if wide else 6 :]):
        if box.kind != b"infe":
            continue
        cursor = _Cursor(box.payload)
        version = cursor.number(4) >> 24
        item = cursor.number(4 if version > 2 else 2)
        cursor.take(2)
        kind = cursor.take(4)
        if kind == b"Exif":
            yield item, kind
        elif kind == b"mime":
            cursor.text()
            if cursor.text() == _XMP_TYPE:
                yield item, kind


def _located(places: bytes) -> Iterator[tuple[int, int, Extents]]:
    """Item number, where its extents count from (0 file, 1 idat), extents."""
    cursor = _Cursor(places)
    version = cursor.number(4) >> 24
    sizes = cursor.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    for _ in range(min(_ITEMS, cursor.number(4 if version > 1 else 2))):
        item = cursor.number(4 if version > 1 else 2)
        method = cursor.number(2) & 15 if version else 0
        cursor.take(2)
        base = cursor.number(base_size)
        extents: Extents = []
        for _ in range(min(_ITEMS, cursor.number(2))):
            cursor.take(index_size)
            extents.append((base + cursor.number(offset_size), cursor.number(length_size)))
        yield item, method, extents


def _joined(extents: Extents, source: bytes) -> bytes:
    pieces, room = [], _ITEM_SIZE
    for start, size in extents:
        piece = source[start : start + min(size, room)]
        room -= len(piece)
        pieces.append(piece)
    return b"".join(pieces)
