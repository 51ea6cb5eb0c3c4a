"""The type comes from the first bytes (THREATS MED-01)."""

import pytest

from fedart.media.refused import Fault, PictureRefused
from fedart.media.sniff import sniff
from tests.support import paint


def _refusal(data: bytes) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        sniff(data)
    return caught.value


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (paint.jpeg(), "image/jpeg"),
        (paint.png(), "image/png"),
        (paint.webp(), "image/webp"),
        (paint.webp(lossless=True), "image/webp"),
        (paint.gif(), "image/gif"),
        (paint.avif(), "image/avif"),
        (paint.animation("GIF"), "image/gif"),
        (paint.animation("PNG"), "image/png"),
        (paint.animation("WEBP"), "image/webp"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image/avif"),
        (b"GIF87a", "image/gif"),
    ],
)
def test_med_01_the_five_formats_are_recognised(data: bytes, mime: str) -> None:
    assert sniff(data) == mime


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (paint.encode(paint.painting(), "TIFF"), "a TIFF file"),
        (b"MM\0*", "a TIFF file"),
        (paint.encode(paint.painting(), "BMP"), "a BMP file"),
        (paint.encode(paint.painting(), "ICO"), "a Windows icon"),
        (paint.encode(paint.painting(), "PDF"), "a PDF document"),
        (paint.encode(paint.painting(), "EPS"), "a PostScript file"),
        (paint.encode(paint.painting(), "JPEG2000"), "a JPEG 2000 file"),
        (b"8BPS\0\1", "a Photoshop document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG drawing"),
        (b"<?xml version='1.0'?>\n<!-- made by hand --><svg>", "an SVG drawing"),
        (b"<!DOCTYPE html><html><svg>", "an HTML page"),
        (b"\n  <html>", "an HTML page"),
        (b"<!-- x --><script>alert(1)</script>", "an HTML page"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photo"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a HEIC photo"),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp42isom", "a video"),
        (b"\x1a\x45\xdf\xa3", "a video"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL file"),
        (b"gimp xcf v011", "a GIMP file"),
        (b"PK\3\4" + bytes(26) + b"mimetypeapplication/x-krita", "a Krita or OpenRaster file"),
        (b"PK\3\4" + bytes(60), "a ZIP archive"),
        (b"CSFCHUNK", "a Clip Studio file"),
        (b"SIMPLE  =                    T", "a FITS file"),
        (b"\x76\x2f\x31\x01", "an OpenEXR file"),
    ],
)
def test_med_01_other_types_are_refused_by_their_name(data: bytes, words: str) -> None:
    refusal = _refusal(data)
    assert refusal.fault is Fault.TYPE
    assert refusal.public == f"This is {words}. Please save it as JPEG, PNG, WebP, GIF or AVIF."


@pytest.mark.parametrize(
    "data", [b"hello", b"\0" * 50, b"RIFF\0\0\0\0WAVE", b"\x89PNG", b"\xff\xd8", b"GIF88a", b"a < b"]
)
def test_anything_else_is_not_a_picture(data: bytes) -> None:
    words = "This is not a picture we can read. Please save it as JPEG, PNG, WebP, GIF or AVIF."
    assert _refusal(data).public == words


def test_an_empty_file_is_named_as_such() -> None:
    assert _refusal(b"").fault is Fault.EMPTY


def test_a_refusal_is_final_and_speaks_to_the_artist() -> None:
    refusal = PictureRefused(Fault.SIDE, 20_000, 16_384)
    assert (refusal.status, refusal.retry) == (422, False)
    assert "20,000 pixels, the limit is 16,384" in refusal.public
    assert str(refusal) == "side: 20000, the limit is 16384"


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_a_whole_sentence(fault: Fault) -> None:
    words = PictureRefused(fault).public
    assert words.endswith(".")
    assert "%(" not in words


@pytest.mark.parametrize("fault", [Fault.BYTES, Fault.PIXELS, Fault.SIDE, Fault.FRAMES])
def test_a_limit_is_told_with_its_figures(fault: Fault) -> None:
    words = PictureRefused(fault, 12_345.64, 10_000).public
    assert "12,34" in words
    assert "the limit is 10,000" in words
    assert "(" not in PictureRefused(fault).public


def test_too_many_frames_are_told_by_their_limit() -> None:
    assert "(more than 500 frames)" in PictureRefused(Fault.FRAMES, limit=500).public
