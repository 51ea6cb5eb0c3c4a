"""What a file is, from its first bytes alone. Names and declared types count for nothing (THREATS MED-01)."""

import re
from collections.abc import Callable

from fedart.media.refused import ADVICE, Fault, PictureRefused

JPEG, PNG, WEBP, GIF, AVIF = "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"
TIFF = "image/tiff"
"""Taken from our own people only (decision 16)."""

_HEAD = 4096
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_TIFF_MARKS = (b"II*\0", b"MM\0*")
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HTML = re.compile(
    rb"\A\s*(?:<!--.{0,1000}?-->\s*)?<(?:!doctype\s+html|html|head|body|script)\b", re.IGNORECASE | re.DOTALL
)

_OTHERS: tuple[tuple[str, int, tuple[bytes, ...]], ...] = (
    ("a TIFF file", 0, (*_TIFF_MARKS, b"II+\0", b"MM\0+")),
    ("a Photoshop document", 0, (b"8BPS",)),
    ("a PDF document", 0, (b"%PDF-",)),
    ("a PostScript file", 0, (b"%!PS", b"\xc5\xd0\xd3\xc6")),
    ("a BMP file", 0, (b"BM",)),
    ("a Windows icon", 0, (b"\0\0\1\0", b"\0\0\2\0")),
    ("a JPEG XL file", 0, (b"\xff\x0a", b"\0\0\0\x0cJXL ")),
    ("a JPEG 2000 file", 0, (b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")),
    ("a GIMP file", 0, (b"gimp xcf",)),
    ("a Krita or OpenRaster file", 30, (b"mimetypeapplication/x-krita", b"mimetypeimage/openraster")),
    ("a Clip Studio file", 0, (b"CSFCHUNK",)),
    ("a ZIP archive", 0, (b"PK\3\4",)),
    ("an OpenEXR file", 0, (b"\x76\x2f\x31\x01",)),
    ("a Radiance HDR file", 0, (b"#?RADIANCE", b"#?RGBE")),
    ("a FITS file", 0, (b"SIMPLE  =",)),
    ("a video", 0, (b"\x1a\x45\xdf\xa3",)),
    ("a video", 4, (b"ftyp", b"moov", b"mdat")),
    ("a sound file", 0, (b"ID3", b"OggS", b"fLaC")),
)


def sniff(data: bytes, *, own: bool = False) -> str:
    """The media type of a picture we take. Raises PictureRefused, with the name of what it is where we know it.

    `own`: it comes from somebody who has an account here, so a TIFF file will do.
    """
    if not data:
        raise PictureRefused(Fault.EMPTY)
    if own and data.startswith(_TIFF_MARKS):
        return TIFF
    for mime, fits in _ACCEPTED:
        if fits(data):
            return mime
    name = _name(data)
    if name is None:
        raise PictureRefused(Fault.TYPE)
    raise PictureRefused(Fault.TYPE, f"This is {name}. {ADVICE}")


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


def _name(data: bytes) -> str | None:
    head = data[:_HEAD]
    if head[4:8] == b"ftyp" and _brands(data) & _HEIC_BRANDS:
        return "a HEIC photo"
    for name, at, marks in _OTHERS:
        if head[at:].startswith(marks):
            return name
    if _HTML.search(head):
        return "an HTML page"
    if _SVG.search(head):
        return "an SVG drawing"
    return None
