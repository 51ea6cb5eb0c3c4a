"""Takes picture files apart: where each format keeps its texts, EXIF, XMP, IPTC and C2PA blocks.

Chunks, segments and blocks are walked by their lengths. Bytes are never searched: names such as "c2pa" occur by
chance in compressed pixels. Whatever is cut off or senseless ends the walk; what was found before it stays.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fedart.detector.provenance import bmff, exif
from fedart.detector.provenance.boxes import boxes

_TEXT_LIMIT = 1024 * 1024
_TEXTS = 256
_ALL_TEXT = 4 * 1024 * 1024
_BLOCKS = 8
_PIECES = 100_000
_XMP_KEY = "XML:com.adobe.xmp"
_XMP_SEGMENT = b"http://ns.adobe.com/xap/1.0/\0"
_XMP_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_IIM_RESOURCE = 0x0404
_GIF_XMP_TRAILER = 258
_GIF_BLOCKS = 8 * 1024
_TIFF_XMP, _TIFF_IPTC, _TIFF_PHOTOSHOP, _TIFF_C2PA = 0x02BC, 0x83BB, 0x8649, 0xCD41


@dataclass(slots=True)
class Contents:
    """The blocks of one file. `texts` are (place, key, value): `("png", "parameters", "Steps: ...")`.

    How many are kept is bounded: honest files hold one block of a kind, hostile ones thousands.
    """

    jumbf: list[bytes] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    exif: list[bytes] = field(default_factory=list)
    iim: list[bytes] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    room: int = _ALL_TEXT

    def add_text(self, place: str, key: str, value: bytes) -> None:
        """Keep a text while there is room for it."""
        if len(self.texts) < _TEXTS and len(value) <= self.room:
            self.room -= len(value)
            self.texts.append((place, key, text_of(value)))

    def bounded(self) -> "Contents":
        """The same with only the first blocks of each kind."""
        for blocks in (self.jumbf, self.xmp, self.exif, self.iim):
            del blocks[_BLOCKS:]
        return self


def read(data: bytes) -> Contents:
    """What a PNG, JPEG, WebP, GIF, AVIF or TIFF file carries beside its pixels; nothing for other files."""
    contents = Contents()
    for fits, walk in _WALKS:
        if fits(data):
            walk(data, contents)
            break
    return contents.bounded()


def text_of(raw: bytes) -> str:
    """UTF-8 where it is that, else Latin-1, as PNG's and JPEG's old text fields have it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk but the pixels'."""
    at = 8
    for _ in range(_PIECES):
        size = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + size > len(data):
            return
        kind = data[at + 4 : at + 8]
        if kind != b"IDAT":
            yield kind, data[at + 8 : at + 8 + size]
        at += 12 + size


def _png(data: bytes, contents: Contents) -> None:
    texts = 0
    for kind, content in png_chunks(data):
        if kind == b"caBX":
            contents.jumbf.append(content)
        elif kind == b"eXIf":
            contents.exif.append(content)
        elif kind in (b"tEXt", b"zTXt", b"iTXt") and texts < _TEXTS and contents.room > 0:
            texts += 1
            key, text = _png_text(kind, content)
            _file_text(key, text, contents)


def _png_text(kind: bytes, content: bytes) -> tuple[str, bytes]:
    key, _, rest = content.partition(b"\0")
    if kind == b"zTXt":
        rest = _inflated(rest[1:])
    elif kind == b"iTXt":
        compressed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        rest = _inflated(rest) if compressed else rest
    return key[:80].decode("latin-1"), rest[:_TEXT_LIMIT]


def _file_text(key: str, text: bytes, contents: Contents) -> None:
    """A PNG text may be a whole block in disguise: XMP, or what ImageMagick calls a raw profile (hex)."""
    if key == _XMP_KEY:
        contents.room -= len(text)
        contents.xmp.append(text)
    elif key.startswith("Raw profile type "):
        contents.room -= len(text)
        raw = _raw_profile(text)
        kind = key.rpartition(" ")[2].lower()
        if kind in ("exif", "app1") and not raw.startswith(_XMP_SEGMENT):
            contents.exif.append(raw)
        elif kind in ("xmp", "app1"):
            contents.xmp.append(raw.removeprefix(_XMP_SEGMENT))
        elif kind == "iptc":
            contents.iim.append(_iim(raw) or raw)
    else:
        contents.add_text("png", key, text)


def _raw_profile(text: bytes) -> bytes:
    """Three lines of name, length and hex digits."""
    parts = text.split(None, 2)
    try:
        return bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else b""
    except ValueError:
        return b""


def _inflated(data: bytes) -> bytes:
    """At most _TEXT_LIMIT bytes, whatever the stream would become."""
    try:
        return zlib.decompressobj().decompress(data, _TEXT_LIMIT)
    except zlib.error:
        return b""


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment before the pixels."""
    at = 2
    for _ in range(_PIECES):
        if at + 4 > len(data) or data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xDA, 0xD9):
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if size < 2 or at + 2 + size > len(data):
            return
        yield marker, data[at + 4 : at + 2 + size]
        at += 2 + size


def _jpeg(data: bytes, contents: Contents) -> None:
    packets: dict[bytes, list[tuple[int, bytes]]] = {}
    extension: list[tuple[int, bytes]] = []
    for marker, content in _jpeg_segments(data):
        if marker == 0xE1:
            _jpeg_app1(content, contents, extension)
        elif marker == 0xEB and content[:2] == b"JP":
            packets.setdefault(content[2:4], []).append((int.from_bytes(content[4:8], "big"), content[8:]))
        elif marker == 0xED and content.startswith(_PHOTOSHOP):
            contents.iim.append(_iim(content[len(_PHOTOSHOP) :]))
        elif marker == 0xFE:
            contents.add_text("jpeg", "comment", content)
    contents.jumbf += [_joined(pieces) for pieces in packets.values()]
    if extension:
        contents.xmp.append(b"".join(piece for _, piece in sorted(extension))[:_TEXT_LIMIT])


def _joined(packets: list[tuple[int, bytes]]) -> bytes:
    """A box out of its numbered packets (ISO 19566-5, annex D), each of which repeats the box's header."""
    (_, whole), *rest = sorted(packets, key=lambda packet: packet[0])
    head = 16 if whole[:4] == b"\0\0\0\1" else 8
    return whole + b"".join(piece[head:] for _, piece in rest)


def _jpeg_app1(content: bytes, contents: Contents, extension: list[tuple[int, bytes]]) -> None:
    if content.startswith(b"Exif\0\0"):
        contents.exif.append(content)
    elif content.startswith(_XMP_SEGMENT):
        contents.xmp.append(content[len(_XMP_SEGMENT) :])
    elif content.startswith(_XMP_EXTENSION):
        body = content[len(_XMP_EXTENSION) + 32 :]
        extension.append((int.from_bytes(body[4:8], "big"), body[8:]))


def _iim(resources: bytes) -> bytes:
    """The IPTC block among Photoshop's image resources."""
    at = 0
    while resources[at : at + 4] == b"8BIM" and at + 12 <= len(resources):
        kind = int.from_bytes(resources[at + 4 : at + 6], "big")
        name = (resources[at + 6] + 2) & ~1
        size_at = at + 6 + name
        size = int.from_bytes(resources[size_at : size_at + 4], "big")
        start = size_at + 4
        if kind == _IIM_RESOURCE:
            return resources[start : start + size]
        at = start + size + (size & 1)
    return b""


def _webp(data: bytes, contents: Contents) -> None:
    places = {b"EXIF": contents.exif, b"XMP ": contents.xmp, b"C2PA": contents.jumbf}
    at = 12
    for _ in range(_PIECES):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            return
        if data[at : at + 4] in places:
            places[data[at : at + 4]].append(data[at + 8 : at + 8 + size])
        at += 8 + size + (size & 1)


def _gif(data: bytes, contents: Contents) -> None:
    at = 13 + _gif_table(data[10:11])
    for _ in range(_PIECES):
        if at + 1 >= len(data):
            return
        if data[at] == 0x2C:
            at = _gif_blocks(data, at + 11 + _gif_table(data[at + 9 : at + 10]))[1]
        elif data[at] == 0x21:
            block, end = _gif_blocks(data, at + 2)
            _gif_extension(data[at + 1], data[at + 2 : end], block, contents)
            at = end
        else:
            return


def _gif_extension(kind: int, raw: bytes, block: bytes, contents: Contents) -> None:
    if kind == 0xFE:
        contents.add_text("gif", "comment", block)
    elif kind == 0xFF and block.startswith(b"XMP DataXMP"):
        # XMP is stored bare; a trailer of falling numbers makes it look like blocks.
        contents.xmp.append(raw[12:-_GIF_XMP_TRAILER])
    elif kind == 0xFF and block.startswith(b"C2PA_GIF"):
        contents.jumbf.append(block[11:])


def _gif_table(flags: bytes) -> int:
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> tuple[bytes, int]:
    """The first of the joined sub-blocks from `at` on, and where they end."""
    pieces: list[bytes] = []
    while at < len(data) and data[at]:
        if len(pieces) < _GIF_BLOCKS:
            pieces.append(data[at + 1 : at + 1 + data[at]])
        at += data[at] + 1
    return b"".join(pieces), at + 1


def _avif(data: bytes, contents: Contents) -> None:
    contents.jumbf += bmff.c2pa_boxes(data)
    for box in boxes(data):
        if box.kind == b"meta":
            for kind, content in bmff.items(box.payload, data):
                (contents.exif if kind == b"Exif" else contents.xmp).append(content)


def _tiff(data: bytes, contents: Contents) -> None:
    """The file is an EXIF block itself; the others are fields of its first directory."""
    contents.exif.append(data)
    for tag, raw in exif.first_directory(data):
        if tag == _TIFF_XMP:
            contents.xmp.append(raw)
        elif tag == _TIFF_IPTC:
            contents.iim.append(raw)
        elif tag == _TIFF_PHOTOSHOP:
            contents.iim.append(_iim(raw))
        elif tag == _TIFF_C2PA:
            contents.jumbf.append(raw)


_WALKS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes, Contents], None]], ...] = (
    (lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda data: data.startswith(b"\xff\xd8"), _jpeg),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp),
    (lambda data: data.startswith((b"GIF87a", b"GIF89a")), _gif),
    (lambda data: data[4:8] == b"ftyp", _avif),
    (lambda data: data.startswith((b"II*\0", b"MM\0*")), _tiff),
)
