"""Joins the readers: every block of a file to the rules that can say something about it."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from fedart.detector.provenance import c2pa, exif, generators, iim, pixels, stealth, validation, watermark, xmp
from fedart.detector.provenance.containers import Contents, read
from fedart.domain.policy import Evidence

LIMIT = 32
"""The most pieces of evidence that are reported for one file."""

# Named so that they are imported now: in the sandbox no file can be opened later.
_PLUGINS = (JpegImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
_CODECS = ("utf-8", "latin-1", "ascii", "utf-16-le", "utf-16-be")
_TOOLS = frozenset({"CreatorTool", "Software", "softwareAgent", "creatorTool"})
_TEXTS = frozenset({"UserComment", "description", "ImageDescription", "Description", "parameters", "title", "Prompt"})


def declared(data: bytes) -> tuple[Evidence, ...]:
    """Everything in the file that says, or suggests, that the picture was generated. Never raises for its content."""
    contents = read(data)
    found: dict[tuple[str, str, bool], Evidence] = {}
    for evidence in _all(data, contents):
        found.setdefault((evidence.kind, evidence.signal, evidence.certain), evidence)
        if len(found) >= LIMIT:
            break
    return tuple(found.values())


def practise() -> None:
    """Use each codec once, so that nothing has to be loaded from disk afterwards."""
    for name in _CODECS:
        codecs.lookup(name)
    for form in ("PNG", "WEBP", "JPEG", "TIFF"):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, form, lossless=True)
        declared(out.getvalue())
        validation.state(out.getvalue(), validation.reader())


def _all(data: bytes, contents: Contents) -> Iterator[Evidence]:
    yield from _of_c2pa(data, contents)
    for packet in contents.xmp:
        yield from _of_xmp(packet)
    for block in contents.exif:
        yield from _of_exif(exif.read(block))
    for records in contents.iim:
        yield from _of_iim(records)
    yield from _of_texts(contents)
    yield from _of_pixels(data)


def _of_c2pa(data: bytes, contents: Contents) -> Iterator[Evidence]:
    """The library that looks at signatures is asked only where there is something to look at."""
    found = list(c2pa.statements(contents.jumbf))
    state = validation.state(data, validation.reader()) if found else ""
    for evidence in found:
        yield replace(evidence, detail=f"{evidence.detail}, {state}")


def _of_xmp(packet: bytes) -> Iterator[Evidence]:
    properties = xmp.properties(packet)
    yield from xmp.statements(properties)
    for namespace, name, value in properties:
        if name in _TOOLS:
            yield from generators.software(value, f"xmp:{name}")
        elif name in _TEXTS:
            yield from generators.text(value, f"xmp:{name}")
        elif name == "AIGC" and xmp.AIGC_HOST in namespace:
            yield from generators.aigc(value, "xmp:AIGC")


def _of_exif(fields: exif.Exif) -> Iterator[Evidence]:
    for name, value in fields.texts.items():
        if name in ("Software", "HostComputer"):
            yield from generators.software(value, f"exif:{name}")
        else:
            yield from generators.text(value, f"exif:{name}")
    if fields.maker_note.startswith(b"OpenAI--ImageGeneration--"):
        yield Evidence("generator", "exif:MakerNote", "OpenAI--ImageGeneration--")


def _of_iim(records: bytes) -> Iterator[Evidence]:
    for name, value in iim.fields(records):
        if name == "Program":
            yield from generators.software(value, "iptc:Program")
        elif name == "Credit":
            yield from xmp.credit(value, "iptc:Credit")
        else:
            yield from generators.text(value, f"iptc:{name}")


def _of_texts(contents: Contents) -> Iterator[Evidence]:
    for place, key, value in contents.texts:
        yield from generators.keyed(key, value, f"{place}:{key}")
    yield from generators.together({key: value for _, key, value in contents.texts}, "texts")


def _of_pixels(data: bytes) -> Iterator[Evidence]:
    exact = pixels.exact(data)
    if exact is None:
        return
    found = stealth.read(exact)
    if found is not None:
        mark, text = found
        yield Evidence("generator", f"pixels:{mark}", generators.excerpt(text) or "damaged", certain=bool(text))
    name = watermark.read(exact)
    if name is not None:
        yield Evidence("watermark", "pixels:dwtDct", name)
