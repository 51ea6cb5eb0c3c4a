"""The blocks that picture files carry beside their pixels, written by hand: chunks, segments, EXIF, XMP, IIM, C2PA.

Written apart from the readers they test, from the formats' specifications.
"""

import gzip
import struct
import zlib
from collections.abc import Sequence

import numpy as np
from PIL import Image, PngImagePlugin

from tests.support.paint import avif, gif, jpeg, painting, png

IPTC_CV = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def chunk(kind: bytes, content: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def into_png(picture: bytes, *chunks: bytes) -> bytes:
    """Chunks put right after the header chunk."""
    return picture[:33] + b"".join(chunks) + picture[33:]


def into_jpeg(picture: bytes, *segments: tuple[int, bytes]) -> bytes:
    """Segments (marker, content) put right after the start of the image."""
    body = b"".join(bytes([0xFF, marker]) + struct.pack(">H", len(c) + 2) + c for marker, c in segments)
    return picture[:2] + body + picture[2:]


def into_webp(picture: bytes, kind: bytes, content: bytes) -> bytes:
    """A chunk put at the end, with the file's length put right."""
    padded = content + b"\0" * (len(content) & 1)
    body = picture[8:] + kind + struct.pack("<I", len(content)) + padded
    return picture[:4] + struct.pack("<I", len(body)) + body


def into_gif(picture: bytes, label: int, *blocks: bytes) -> bytes:
    """An extension put before the end of the file."""
    return picture[:-1] + bytes([0x21, label]) + b"".join(bytes([len(b)]) + b for b in blocks) + b"\0" + picture[-1:]


def gif_xmp(packet: bytes) -> bytes:
    """XMP as the specification stores it: bare, with a trailer of falling numbers."""
    picture = gif()
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    return picture[:-1] + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + picture[-1:]


def text_png(**texts: str) -> bytes:
    """A PNG with plain texts; underscores in names stay."""
    info = PngImagePlugin.PngInfo()
    for key, value in texts.items():
        info.add_text(key, value)
    return png(pnginfo=info)


def tiff(entries: Sequence[tuple[int, int, bytes]], user_comment: bytes = b"", *, order: str = "<") -> bytes:
    """A TIFF block of ASCII or BYTE entries (tag, type, raw), and an EXIF directory with a user comment."""
    extra = [(0x9286, 7, user_comment)] if user_comment else []
    count = len(entries) + len(extra)
    first, start = 8, 8 + 2 + 12 * count + 4
    sub = start
    body, directory = b"", struct.pack(order + "H", count)
    if extra:
        body = struct.pack(order + "HHHII", 1, 0x9286, 7, len(user_comment), start + 18) + bytes(4) + user_comment
    for tag, kind, raw in sorted(entries):
        inline = len(raw) <= 4
        directory += struct.pack(order + "HHI", tag, kind, len(raw))
        directory += raw.ljust(4, b"\0") if inline else struct.pack(order + "I", start + len(body))
        body += b"" if inline else raw
    if extra:
        directory += struct.pack(order + "HHII", 0x8769, 4, 1, sub)
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "I", first)
    return head + directory + bytes(4) + body


def ascii_tag(tag: int, text: str) -> tuple[int, int, bytes]:
    return tag, 2, text.encode() + b"\0"


def xmp(attributes: str = "", inner: str = "") -> bytes:
    """A packet with one description; the usual prefixes are bound."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"'
        f" {attributes}>{inner}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def xmp_png(attributes: str = "", inner: str = "") -> bytes:
    return into_png(png(), chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(attributes, inner)))


def xmp_jpeg(attributes: str = "", inner: str = "") -> bytes:
    return into_jpeg(jpeg(), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(attributes, inner)))


def iim_jpeg(*fields: tuple[int, str]) -> bytes:
    """IPTC-IIM fields of record 2 in a Photoshop resource block."""
    records = b"".join(b"\x1c\x02" + bytes([n]) + struct.pack(">H", len(t.encode())) + t.encode() for n, t in fields)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) & 1)
    other = b"8BIM\x03\xed\x03abc" + struct.pack(">I", 3) + b"xyz\0"
    return into_jpeg(jpeg(), (0xED, b"Photoshop 3.0\0" + other + resource))


# C2PA


def cbor(value: object) -> bytes:
    """Just enough CBOR to write assertions."""
    match value:
        case bool():
            return b"\xf5" if value else b"\xf4"
        case None:
            return b"\xf6"
        case int():
            return _cbor_head(0, value) if value >= 0 else _cbor_head(1, -1 - value)
        case str():
            return _cbor_head(3, len(value.encode())) + value.encode()
        case bytes():
            return _cbor_head(2, len(value)) + value
        case list():
            return _cbor_head(4, len(value)) + b"".join(cbor(item) for item in value)
        case dict():
            return _cbor_head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())
        case _:
            raise TypeError(type(value))


def _cbor_head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    width, form = next((w, f) for w, f in ((24, ">B"), (25, ">H"), (26, ">I")) if size < 256 ** struct.calcsize(f))
    return bytes([major << 5 | width]) + struct.pack(form, size)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + kind + content


def jumbf(label: str, *content: bytes) -> bytes:
    """A superbox with a label."""
    description = b"c2paxxxxxxxxxxxx" + b"\x03" + label.encode() + b"\0"
    return box(b"jumb", box(b"jumd", description) + b"".join(content))


def manifest(label: str, assertions: dict[str, object], generator: str = "") -> bytes:
    stored = [jumbf(name.split("|")[0], box(b"cbor", cbor(value))) for name, value in assertions.items()]
    claim = jumbf("c2pa.claim", box(b"cbor", cbor({"claim_generator": generator, "alg": "sha256"})))
    return jumbf(label, jumbf("c2pa.assertions", *stored), claim)


def store(*manifests: bytes) -> bytes:
    return jumbf("c2pa", *manifests)


def actions(source: str | None, action: str = "c2pa.created") -> dict[str, object]:
    made: dict[str, object] = {"action": action, "softwareAgent": "test"}
    if source is not None:
        made["digitalSourceType"] = IPTC_CV + source
    return {"actions": [made]}


def generated_store(source: str | None = "trainedAlgorithmicMedia", action: str = "c2pa.created") -> bytes:
    return store(manifest("urn:uuid:1", {"c2pa.actions": actions(source, action)}, "Test Generator/1.0"))


def two_manifests(relationship: str) -> bytes:
    """A drawing program's manifest with a generated picture as its parent or as a part of it."""
    made = manifest("urn:uuid:made", {"c2pa.actions": actions("trainedAlgorithmicMedia")}, "ChatGPT")
    reference = {"url": "self#jumbf=/c2pa/urn:uuid:made", "hash": b"\0" * 32}
    ingredient = {"relationship": relationship, "c2pa_manifest": reference, "dc:title": "x.png"}
    opened = {"c2pa.actions": actions(None, "c2pa.opened"), "c2pa.ingredient": ingredient}
    return store(made, manifest("urn:uuid:active", opened, "Adobe Photoshop 25.0"))


def c2pa_png(jumbf_store: bytes) -> bytes:
    return into_png(png(), chunk(b"caBX", jumbf_store))


def c2pa_jpeg(jumbf_store: bytes, packet: int = 60_000) -> bytes:
    """Cut into packets, each with the box's header again."""
    head, body = jumbf_store[:8], jumbf_store[8:]
    pieces = [body[at : at + packet] for at in range(0, len(body), packet)]
    segments = [(0xEB, b"JP\0\x01" + struct.pack(">I", n + 1) + head + piece) for n, piece in enumerate(pieces)]
    return into_jpeg(jpeg(), *segments)


def c2pa_avif(jumbf_store: bytes) -> bytes:
    identifier = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    return avif() + box(b"uuid", identifier + bytes(4) + b"manifest\0" + bytes(8) + jumbf_store)


# texts in pixels


def stealth(mark: str, text: str) -> Image.Image:
    """A picture with `text` in its lowest bits, behind one of the four marks."""
    raw = gzip.compress(text.encode()) if mark.endswith("comp") else text.encode()
    message = mark.encode() + struct.pack(">I", 8 * len(raw)) + raw
    bits = np.unpackbits(np.frombuffer(message, dtype=np.uint8))
    alpha = "png" in mark
    picture = painting(5, (200, 150)).convert("RGBA" if alpha else "RGB")
    pixels = np.asarray(picture).copy()
    part = pixels[:, :, 3:] if alpha else pixels
    columns = part.transpose(1, 0, 2).copy()
    flat = columns.reshape(-1)
    flat[: len(bits)] = (flat[: len(bits)] & 0xFE) | bits
    pixels[:, :, 3 if alpha else 0 :] = flat.reshape(columns.shape).transpose(1, 0, 2)
    return Image.fromarray(pixels)


def huge_png(width: int, height: int, *, alpha: bool = False) -> bytes:
    """A black one-bit PNG (or an invisible RGBA one) of any size, made without a picture of that size in memory."""
    row = bytes(1 + (4 * width if alpha else (width + 7) // 8))
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8 if alpha else 1, 6 if alpha else 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
