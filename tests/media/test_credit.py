"""What copies say of themselves, in every format that can, and nothing else of what the file said."""

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from fedart.domain.said import VALUE_LIMIT, Said, known
from fedart.media import credit, metadata, moving
from fedart.media.credit import DATA_MINING, Credit
from fedart.media.decode import Limits, decode, opened
from fedart.media.developed import Encoded
from fedart.media.renditions import later, renditions
from fedart.media.sniff import sniff
from tests.support import blocks, deep, paint

LIMITS = Limits(40_000_000, 32_768, 300, 300_000_000)
NAMES = dict(credit._SPACES)
LICENCE = "https://creativecommons.org/licenses/by-nc/4.0/"
CREDIT = Credit("Ada Möller", "© 2026 Ada Möller, https://gallery.example/@ada", LICENCE)


def fields(packet: bytes | str) -> dict[str, str]:
    """Creator, rights, statement and data mining of an XMP packet."""
    text = packet.decode() if isinstance(packet, bytes) else packet
    root = ET.fromstring(text.replace("\ufeff", ""))
    [description] = root.iter(f"{{{NAMES['rdf']}}}Description")
    found = {name.rpartition("}")[2]: value for name, value in description.attrib.items()}
    for element in description:
        [item] = element.iter(f"{{{NAMES['rdf']}}}li")
        found[element.tag.rpartition("}")[2]] = item.text or ""
    return found


def xmp_in(copy: Encoded) -> str:
    """The packet in a copy, as Pillow finds it."""
    shown = Image.open(io.BytesIO(copy.data))
    shown.load()
    raw = shown.info.get("xmp") or shown.info.get("XML:com.adobe.xmp", "")
    return raw.decode() if isinstance(raw, bytes) else str(raw)


def everything(data: bytes, xmp: str) -> list[Encoded]:
    mime = sniff(data, own=True)
    found = decode(data, mime, LIMITS)
    made = [*renditions(found, xmp), *later(found, xmp), *moving.for_pages(data, mime, found, xmp)]
    film = moving.federated(data, mime, found)
    return [*made, film] if film else made


def test_a_packet_says_who_made_it_and_what_may_be_done() -> None:
    assert fields(credit.packet(CREDIT)) == {
        "about": "",
        "creator": "Ada Möller",
        "rights": "© 2026 Ada Möller, https://gallery.example/@ada",
        "WebStatement": LICENCE,
        "DataMining": DATA_MINING,
    }
    assert fields(credit.packet(Credit())) == {"about": "", "DataMining": DATA_MINING}


@pytest.mark.parametrize("name", ["<b>\"Ada\"</b> & 'Co'", "]]>", "a\0b\x1b[1m\u2028", "x" * 5_000, "\u202ertl", "𝓐𝓭𝓪"])
def test_a_strange_name_makes_no_strange_packet(name: str) -> None:
    packet = credit.packet(Credit(name, name, name, name))
    assert len(packet) < 2_500 or "&" in name or "<" in name or len(name) > 300
    found = fields(packet)
    assert set(found) == {"about", "creator", "rights", "WebStatement", "DataMining"}
    assert all(len(value) <= 300 and value.isprintable() for value in found.values())


@pytest.mark.parametrize("data", [paint.jpeg(exif=deep.camera()), paint.png(paint.cutout()), paint.animation("WEBP")])
def test_every_copy_that_can_carries_it(data: bytes) -> None:
    made = everything(data, credit.packet(CREDIT))
    assert {copy.mime for copy in made} >= {"image/jpeg", "image/webp", "image/avif"}
    for copy in made:
        if copy.mime != "image/gif":
            assert fields(xmp_in(copy)) == fields(credit.packet(CREDIT)), (copy.name, copy.mime)


def with_everything(form: str) -> bytes:
    """A file with all that a camera writes, and with XMP of its own."""
    packet = blocks.xmp('photoshop:Credit="XMP-SECRET"')
    options = {"xmp": packet} if form != "TIFF" else {}
    return paint.encode(paint.painting(), form, exif=deep.camera(), **options)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_med_04_neither_place_nor_serial_number_nor_owner_is_in_any_copy(form: str) -> None:
    data = with_everything(form)
    secrets = [text.encode() for text in (*deep.SECRETS, "PENTAX K-1", "darktable", "XMP-SECRET")]
    assert sum(secret in data for secret in secrets) >= 5, "the file holds what must not leave it"
    for copy in everything(data, credit.packet(CREDIT)):
        assert not [secret for secret in secrets if secret in copy.data], (copy.name, copy.mime)
        shown = Image.open(io.BytesIO(copy.data))
        assert not shown.getexif()
        assert b"Exif\0\0" not in copy.data
        assert not {"comment", "photoshop", "exif"} & set(shown.info)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_what_a_file_says_is_read_and_nothing_more(form: str) -> None:
    data = with_everything(form)
    assert metadata.said(opened(data, sniff(data, own=True))) == {
        "camera": "PENTAX K-1",
        "lens": "Samyang 85mm F1.4",
        "taken": "2026-11-19",
        "software": "darktable 4.6",
        "artist": "Ada Möller",
        "copyright": "© Ada Möller",
        "place": "33.8600° S, 151.2150° E",
    }


def of(*entries: tuple[int, int, bytes]) -> dict[str, str]:
    data = paint.jpeg(exif=b"Exif\0\0" + blocks.tiff(list(entries)))
    return metadata.said(opened(data, "image/jpeg"))


def test_odd_metadata_say_less_and_break_nothing() -> None:
    assert metadata.said(opened(paint.png(), "image/png")) == {}
    assert of(blocks.ascii_tag(0x0131, "Krita\0hidden")) == {"software": "Krita"}
    assert of(blocks.ascii_tag(0x0131, "a\x1b[31m\nb")) == {"software": "a [31m b"}
    assert of(blocks.ascii_tag(0x0131, "x" * 900)) == {"software": "x" * VALUE_LIMIT}
    assert of(blocks.ascii_tag(0x0132, "0000:00:00 00:00:00")) == {}
    assert of(blocks.ascii_tag(0x0132, "yesterday")) == {}
    assert of(blocks.ascii_tag(0x0132, "2026:02:28")) == {"taken": "2026-02-28"}
    assert of((0x0131, 1, b"\1\2\3\4")) == {"software": ""} or of((0x0131, 1, b"\1\2\3\4")) == {}


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        ({1: "N", 2: (52.0, 30.0, 0.0), 3: "W", 4: (13.0, 24.0, 36.0)}, "52.5000° N, 13.4100° W"),
        ({2: (52.0, 30.0, 0.0)}, ""),
        ({2: (152.0, 30.0, 0.0), 4: (13.0, 0.0, 0.0)}, ""),
        ({2: (52.0, 30.0), 4: (13.0, 0.0)}, ""),
        ({2: "north", 4: "east"}, ""),
    ],
)
def test_a_place_is_one_or_none(gps: dict[int, object], place: str) -> None:
    assert metadata._place(gps) == place


def test_choices_are_facts_we_know() -> None:
    assert known(["lens", "serial", "place"]) == {Said.LENS, Said.PLACE}
    assert known("lens") == frozenset()
