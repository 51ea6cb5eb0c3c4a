"""What a file is, from its first bytes alone. Names and declared types count for nothing (THREATS MED-01)."""

import re
from collections.abc import Callable

from fedart.media.refused import Fault, PictureRefused
from fedart.words import later

JPEG, PNG, WEBP, GIF, AVIF = "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"
TIFF = "image/tiff"
MP4, WEBM = "video/mp4", "video/webm"
"""Taken from our own people only (decision 16), the films as pictures that move."""
CLIPS = (MP4, WEBM)

_HEAD = 4096
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_TIFF_MARKS = (b"II*\0", b"MM\0*")
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HTML = re.compile(
    rb"\A\s*(?:<!--.{0,1000}?-->\s*)?<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE | re.DOTALL
)

_OTHERS: tuple[tuple[str, int, tuple[bytes, ...]], ...] = (
    (later("a TIFF file"), 0, (*_TIFF_MARKS, b"II+\0", b"MM\0+")),
    (later("a Photoshop document"), 0, (b"8BPS",)),
    (later("a PDF document"), 0, (b"%PDF-",)),
    (later("a PostScript file"), 0, (b"%!PS", b"\xc5\xd0\xd3\xc6")),
    (later("a BMP file"), 0, (b"BM",)),
    (later("a Windows icon"), 0, (b"\0\0\1\0", b"\0\0\2\0")),
    (later("a JPEG XL file"), 0, (b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    (later("a JPEG 2000 file"), 0, (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")),
    (later("a GIMP file"), 0, (b"gimp xcf",)),
    (later("a Krita or OpenRaster file"), 30, (b"mimetypeapplication/x-krita", b"mimetypeimage/openraster")),
    (later("a Clip Studio file"), 0, (b"CSFCHUNK",)),
    (later("a ZIP archive"), 0, (b"PK\3\4",)),
    (later("an OpenEXR file"), 0, (b"\x76\x2f\x31\x01",)),
    (later("a Radiance HDR file"), 0, (b"#?RADIANCE", b"#?RGBE")),
    (later("a FITS file"), 0, (b"SIMPLE  =",)),
    (later("a video"), 0, (b"\x1a\x45\xdf\xa3",)),
    (later("a video"), 4, (b"ftyp", b"moov", b"mdat")),
    (later("a sound file"), 0, (b"ID3", b"OggS", b"fLaC")),
)


def sniff(data: bytes, *, own: bool = False) -> str:
    """The media type of a picture we take. Raises PictureRefused, with the name of what it is where we know it.

    `own`: it comes from somebody who has an account here, so a TIFF file or a short film will do.
    """
    if not data:
        raise PictureRefused(Fault.EMPTY)
    if own and data.startswith(_TIFF_MARKS):
        return TIFF
    for mime, fits in (*_ACCEPTED, *(_FILMS if own else ())):
        if fits(data):
            return mime
    name = _name(data)
    if name is None:
        raise PictureRefused(Fault.TYPE)
    raise PictureRefused(Fault.TYPE, kind=name)


def _is_avif(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and bool(_brands(data) & _AVIF_BRANDS)


def _brands(data: bytes) -> set[bytes]:
    end = min(int.from_bytes(data[:4], "big"), len(data), _HEAD)
    return {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}


_ACCEPTED: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    (JPEG, lambda data: data.startswith(b"\xff\xd8\xff")),
    (PNG, lambda data: data.startswith(b"\x89PNG\r\n\x1a\n")),
    (GIF, lambda data: data.startswith((b"GIF87a", b"GIF89a"))),
    (WEBP, lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP"),
    (AVIF, _is_avif),
)
_FILMS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    (MP4, lambda data: data[4:8] == b"ftyp" and not _brands(data) & _HEIC_BRANDS),
    (WEBM, lambda data: data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64]),
)


def _name(data: bytes) -> str | None:
    head = data[:_HEAD]
    if head[4:8] == b"ftyp" and _brands(data) & _HEIC_BRANDS:
        return later("a HEIC photo")
    for name, at, marks in _OTHERS:
        if head[at:].startswith(marks):
            return name
    if _HTML.search(head):
        return later("an HTML page")
    if _SVG.search(head):
        return later("an SVG drawing")
    return None
