"""The readers under provenance, one by one. Hostile input ends a walk, never the process."""

import json
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.detector.provenance import boxes, cbor, containers, declared, exif, iim, sources, xmp
from tests.support import blocks, paint, pictures

FILES = Path(__file__).parent / "files"


# CBOR

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2**32 - 1) | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(_PLAIN)
def test_cbor_reads_what_was_written(value: object) -> None:
    assert cbor.loads(blocks.cbor(value)) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        # Appendix A of RFC 8949
        ("00", 0),
        ("1903e8", 1000),
        ("1b000000e8d4a51000", 1_000_000_000_000),
        ("3863", -100),
        ("f93c00", 1.0),
        ("fa47c35000", 100_000.0),
        ("fb3ff199999999999a", 1.1),
        ("f7", None),
        ("c074323031332d30332d32315432303a30343a30305a", "2013-03-21T20:04:00Z"),
        ("5f42010243030405ff", b"\1\2\3\4\5"),
        ("7f657374726561646d696e67ff", "streaming"),
        ("9f0102ff", [1, 2]),
        ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
        ("a201020304", {}),
    ],
)
def test_cbor_reads_the_examples_of_the_standard(raw: str, value: object) -> None:
    assert cbor.loads(bytes.fromhex(raw)) == value


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x18",
        b"\x1c",
        b"\x9f",
        b"\xbf\x61a",
        b"\x5f\x61a\xff",
        b"\x1f",
        b"\xdf",
        b"\xf8\x00",
        b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x81" * 100 + b"\0",
        b"\xc1" * 100 + b"\0",
        b"\x9f" + b"\0" * 60_000 + b"\xff",
        b"\x5f" + b"\x40" * 60_000 + b"\xff",
    ],
)
def test_cbor_that_is_cut_off_too_deep_or_too_long_is_refused(raw: bytes) -> None:
    with pytest.raises(cbor.CborError):
        cbor.loads(raw)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_cbor_or_refused(raw: bytes) -> None:
    try:
        cbor.loads(raw)
    except cbor.CborError:
        return


# boxes


def test_boxes_come_in_order_with_long_and_open_lengths() -> None:
    long = struct.pack(">I4sQ", 1, b"long", 18) + b"xy"
    data = blocks.box(b"free", b"a") + long + struct.pack(">I4s", 0, b"last") + b"rest"
    assert [(b.kind, b.payload) for b in boxes.boxes(data)] == [(b"free", b"a"), (b"long", b"xy"), (b"last", b"rest")]
    assert boxes.first(data, b"long") == b"xy"
    assert boxes.first(data, b"none") is None


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0\7free", b"\0\0\0\xfffree", b"\0\0\0\1free\0\0\0\0\0\0\0\1", b"\xff" * 20]
)
def test_boxes_that_make_no_sense_end_the_walk(data: bytes) -> None:
    assert list(boxes.boxes(data)) == []
    assert len(list(boxes.boxes(blocks.box(b"good", b"") + data))) == 1


def test_a_file_of_nothing_but_boxes_is_left_after_a_while() -> None:
    assert len(list(boxes.boxes(blocks.box(b"free", b"") * 30_000))) == 10_000


# C2PA files that another maker's library (c2pa-rs 0.7x, with its test certificate) has written


@pytest.mark.parametrize(("name", "certain"), [("generated", True), ("parent", True), ("part", False)])
def test_med_08_a_manifest_of_another_makers_library_is_read(name: str, certain: bool) -> None:
    (found,) = declared((FILES / f"c2pa-{name}.avif").read_bytes())
    assert (found.kind, found.signal, found.certain) == ("c2pa", "c2pa:c2pa.created", certain)
    assert found.detail.startswith("trainedAlgorithmicMedia (c2pa.created) by oracle, signature ")


def test_a_cameras_manifest_of_another_makers_library_says_nothing() -> None:
    data = (FILES / "c2pa-camera.avif").read_bytes()
    assert containers.read(data).jumbf
    assert declared(data) == ()


@pytest.mark.parametrize(
    "assertion",
    [
        {"stds.iptc": {"Iptc4xmpExt:DigitalSourceType": blocks.IPTC_CV + "trainedAlgorithmicMedia"}},
        {"c2pa.actions.v2": blocks.actions("trainedAlgorithmicMedia")},
    ],
)
def test_other_assertions_that_name_the_source_count(assertion: dict[str, object]) -> None:
    (found,) = declared(blocks.c2pa_png(blocks.store(blocks.manifest("urn:c2pa:1", assertion))))
    assert found.certain


def test_a_json_assertion_is_read_too() -> None:
    text = json.dumps({"Iptc4xmpExt:DigitalSourceType": blocks.IPTC_CV + "trainedAlgorithmicMedia"}).encode()
    assertions = blocks.jumbf("c2pa.assertions", blocks.jumbf("stds.iptc.photo-metadata", blocks.box(b"json", text)))
    store = blocks.store(blocks.jumbf("urn:uuid:1", assertions))
    assert [e.certain for e in declared(blocks.c2pa_png(store))] == [True]


def test_manifests_that_name_each_other_as_parents_end() -> None:
    def one(label: str, parent: str) -> bytes:
        reference = {"relationship": "parentOf", "c2pa_manifest": {"url": f"self#jumbf=/c2pa/{parent}"}}
        made: dict[str, object] = {
            "c2pa.ingredient": reference,
            "c2pa.actions": blocks.actions("trainedAlgorithmicMedia"),
        }
        return blocks.manifest(label, made)

    found = declared(blocks.c2pa_png(blocks.store(one("a", "b"), one("b", "a"))))
    assert [e.certain for e in found] == [True]


@pytest.mark.parametrize(
    "value",
    [
        {"actions": "c2pa.created"},
        {"actions": [5, None, {"action": 5, "digitalSourceType": blocks.IPTC_CV + "trainedAlgorithmicMedia"}]},
        {"actions": [{"action": "c2pa.created", "digitalSourceType": 5}]},
        [1, 2],
        "text",
    ],
)
def test_assertions_of_a_strange_form_say_nothing(value: object) -> None:
    assert declared(blocks.c2pa_png(blocks.store(blocks.manifest("urn:uuid:1", {"c2pa.actions": value})))) == ()


def test_a_store_nested_without_end_is_left() -> None:
    data = b""
    for _ in range(200):
        data = blocks.jumbf("c2pa", data)
    assert declared(blocks.c2pa_png(data)) == ()


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (blocks.IPTC_CV + "trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        (blocks.IPTC_CV.replace("http:", "https:") + "trainedAlgorithmicMedia/", "trainedAlgorithmicMedia"),
        ("trainedAlgorithmicMedia", "trainedAlgorithmicMedia"),
        (blocks.IPTC_CV + "algorithmicMedia", None),
        (blocks.IPTC_CV + "untrainedAlgorithmicMedia", None),
        (blocks.IPTC_CV + "trainedAlgorithmicMediaX", None),
        (5, None),
        (None, None),
    ],
)
def test_only_whole_names_of_source_types_count(value: object, name: str | None) -> None:
    found = sources.source_of(value)
    assert (found.name if found else None) == name


# XMP


def test_xmp_gives_attributes_elements_lists_and_resources() -> None:
    packet = blocks.xmp(
        'xmp:CreatorTool="Krita"',
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">words</rdf:li></rdf:Alt></dc:description>'
        '<dc:source rdf:resource="urn:x"/>',
    )
    found = {(name, value) for _, name, value in xmp.properties(packet)}
    assert {("CreatorTool", "Krita"), ("description", "words"), ("source", "urn:x")} <= found


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"not xml",
        b"<x",
        BOMB + blocks.xmp('photoshop:Credit="Made with Google AI"'),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + blocks.xmp('photoshop:Credit="Made with Google AI"'),
        b'<?xml version="1.0" encoding="no-such-encoding"?><x/>',
        b"\xff\xfe<\0x\0",
    ],
)
def test_xmp_with_a_dtd_or_without_sense_says_nothing(packet: bytes) -> None:
    assert list(xmp.statements(xmp.properties(packet))) == []
    good = blocks.xmp('photoshop:Credit="Made with Google AI"')
    assert list(xmp.statements(xmp.properties(good)))


def test_xmp_that_is_cut_off_says_what_stood_before() -> None:
    packet = blocks.xmp('photoshop:Credit="Made with Google AI"')
    assert list(xmp.statements(xmp.properties(packet[:-40])))


def test_xmp_too_deep_or_too_long_is_left() -> None:
    assert len(xmp.properties(b"<a>" * 5_000)) <= 64
    many = b"<r>" + b"<p>v</p>" * 20_000 + b"</r>"
    assert len(xmp.properties(many)) == 5_001


# EXIF


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_is_read_in_both_byte_orders(order: str) -> None:
    comment = b"UNICODE\0" + "Straße, 25 steps".encode("utf-16-be")
    found = exif.read(
        b"Exif\0\0" + blocks.tiff([blocks.ascii_tag(0x131, "Krita"), (0x110, 2, b"ab\0")], comment, order=order)
    )
    assert found.texts == {"Software": "Krita", "Model": "ab", "UserComment": "Straße, 25 steps"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"ASCII\0\0\0plain\0\0", "plain"),
        (bytes(8) + b"untold", "untold"),
        (b"UNICODE\0" + "little".encode("utf-16-le"), "little"),
        (b"UNICODE\0" + "big".encode("utf-16-be"), "big"),
        (b"no code, just text", "no code, just text"),
        (b"", ""),
    ],
)
def test_user_comments_come_in_several_encodings(raw: bytes, text: str) -> None:
    assert exif.user_comment(raw, "<") == text
    assert exif.user_comment(raw, ">") == text


def test_windows_titles_are_read() -> None:
    raw = "painted by hand\0".encode("utf-16-le")
    assert exif.read(blocks.tiff([(0x9C9B, 1, raw)])).texts == {"XPTitle": "painted by hand"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"II*\0",
        b"XX*\0\x08\0\0\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"MM\0*\0\0\0\x08\0\1\x01\x31\0\2",
    ],
)
def test_exif_without_sense_is_empty(data: bytes) -> None:
    assert exif.read(data).texts == {}


def test_exif_directories_that_point_at_each_other_end() -> None:
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    assert exif.read(b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + bytes(4)).texts == {}


# IIM


def test_iim_fields_are_read_until_they_make_no_sense() -> None:
    good = b"\x1c\x02\x78\0\5hello"
    assert list(iim.fields(good + b"\x1c\x02\x05\0\1t" + b"junk")) == [("Caption", "hello"), ("Title", "t")]
    assert list(iim.fields(b"\x1c\x02\x78\x80\4" + bytes(8))) == []
    assert list(iim.fields(b"\x1c\x02\x78\0\xffshort")) == []


# containers


def test_a_compressed_text_is_read_only_up_to_a_limit() -> None:
    bomb = blocks.chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50_000_000), 9))
    ((_, _, text),) = containers.read(blocks.into_png(paint.png(), bomb)).texts
    assert len(text) == 1024 * 1024


def test_an_international_text_is_read_plain_and_compressed() -> None:
    plain = blocks.chunk(b"iTXt", b"a\0\0\0de\0A\0" + "Gemälde".encode())
    packed = blocks.chunk(b"iTXt", b"b\0\1\0\0\0" + zlib.compress("Öl".encode()))
    found = containers.read(blocks.into_png(paint.png(), plain, packed)).texts
    assert found == [("png", "a", "Gemälde"), ("png", "b", "Öl")]


def test_old_texts_are_latin() -> None:
    chunk = blocks.chunk(b"tEXt", b"Author\0Andr\xe9")
    assert containers.read(blocks.into_png(paint.png(), chunk)).texts == [("png", "Author", "André")]


def test_only_so_many_texts_are_kept() -> None:
    many = [blocks.chunk(b"tEXt", b"k\0v")] * 1_000
    assert len(containers.read(blocks.into_png(paint.png(), *many)).texts) == 256


def test_texts_after_the_pixels_are_read() -> None:
    data = paint.png()
    chunk = blocks.chunk(b"tEXt", b"parameters\0" + pictures.A1111.encode())
    assert declared(data[:-12] + chunk + data[-12:])


def test_extended_xmp_is_put_together() -> None:
    packet = blocks.xmp('photoshop:Credit="Made with Google AI"')
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32
    pieces = [(at, packet[at : at + 300]) for at in range(0, len(packet), 300)]
    segments = [(0xE1, head + struct.pack(">II", len(packet), at) + piece) for at, piece in reversed(pieces)]
    assert declared(blocks.into_jpeg(paint.jpeg(), *segments))


def test_fill_bytes_between_segments_are_stepped_over() -> None:
    data = pictures.with_signal("a1111-jpeg")
    assert declared(data[:2] + b"\xff\xff" + data[2:])


# TIFF


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_tells_what_its_first_directory_holds(order: str) -> None:
    packet = blocks.xmp('Iptc4xmpExt:DigitalSourceType="trainedAlgorithmicMedia"')
    entries = [
        blocks.ascii_tag(0x0131, "Stable Diffusion"),
        (0x02BC, 1, packet),
        (0x83BB, 7, b"\x1c\x02\x78\0\x02hi"),
        (0xCD41, 7, blocks.generated_store()),
    ]
    contents = containers.read(blocks.tiff(entries, order=order))
    assert contents.xmp == [packet]
    assert contents.iim == [b"\x1c\x02\x78\0\x02hi"]
    assert contents.jumbf == [blocks.generated_store()]
    kinds = {evidence.signal.partition(":")[0] for evidence in declared(blocks.tiff(entries, order=order))}
    assert {"xmp", "exif", "c2pa"} <= kinds
    assert not declared(blocks.tiff([blocks.ascii_tag(0x0131, "Krita")], order=order))


def test_marks_in_the_pixels_are_found_in_a_tiff_too() -> None:
    marked = blocks.stealth("stealth_pngcomp", "Steps: 25, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512")
    found = [evidence.signal for evidence in declared(paint.encode(marked, "TIFF", compression="tiff_lzw"))]
    assert found == [evidence.signal for evidence in declared(paint.png(marked))]
    assert found
    assert not declared(paint.encode(paint.cutout(), "TIFF", compression="tiff_lzw"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_a_broken_tiff_directory_ends_quietly(raw: bytes) -> None:
    assert len(declared(b"II*\0\x08\0\0\0" + raw)) < 2
