"""Files made to hurt: cut off, changed, bloated, nested, full of lies about lengths. Bounded work, no error, no hit."""

import random
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedart.detector.provenance import bmff, c2pa, containers, declared, exif, iim, xmp
from fedart.domain.policy import Evidence
from tests.support import blocks, paint, pictures

ALL = {**pictures.SIGNALS, **pictures.SUGGESTIONS}
MIB = 1024 * 1024
EMPTY = {
    "png": paint.png(paint.painting(1, (8, 8))),
    "jpeg": paint.jpeg(paint.painting(1, (8, 8))),
    "webp": paint.webp(paint.painting(1, (8, 8)), lossless=True),
    "gif": paint.gif(paint.painting(1, (8, 8))),
}


def _sane(found: tuple[Evidence, ...]) -> None:
    assert len(found) <= 32
    for evidence in found:
        assert len(evidence.signal) <= 100
        assert 0 < len(evidence.detail) <= 220
        assert evidence.detail.isprintable()


@pytest.mark.parametrize("name", ALL)
def test_med_08_what_is_cut_off_is_read_as_far_as_it_goes(name: str) -> None:
    data = ALL[name]()
    assert declared(data)
    chance = random.Random(name)
    for _ in range(12):
        _sane(declared(data[: chance.randrange(min(len(data), 4_000))]))


@pytest.mark.parametrize("name", ALL)
def test_med_08_mutants_of_declaring_files_never_raise(name: str) -> None:
    data, chance = ALL[name](), random.Random(name)
    for _ in range(12):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 10)):
            at = chance.randrange(min(len(data), 4_000))
            changed[at : at + chance.choice((1, 1, 1, 4))] = _trouble(chance)
        _sane(declared(bytes(changed)))


def _trouble(chance: random.Random) -> bytes:
    """A byte, or a length that lies."""
    lies = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1", b"\x7f\xff\xff\xff", b"")
    return chance.choice((bytes([chance.randrange(256)]), *lies))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(EMPTY)), st.binary(max_size=300))
def test_any_bytes_after_a_formats_beginning_declare_nothing(form: str, tail: bytes) -> None:
    heads = {"png": 33, "jpeg": 2, "webp": 12, "gif": 13}
    assert declared(EMPTY[form][: heads[form]] + tail) == ()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_in_a_block_declare_nothing(raw: bytes) -> None:
    assert exif.read(b"II*\0\x08\0\0\0" + raw).maker_note is not None
    assert list(c2pa.statements([raw, blocks.jumbf("c2pa", blocks.jumbf("m", blocks.box(b"cbor", raw)))])) == []
    assert list(xmp.statements(xmp.properties(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + raw))) == []
    assert list(bmff.items(bytes(4) + blocks.box(b"iinf", raw) + blocks.box(b"iloc", raw), raw)) == []
    assert all(isinstance(text, str) for _, text in iim.fields(raw))


def _chunks(*made: bytes) -> bytes:
    return blocks.into_png(EMPTY["png"], *made)


def _bomb(kind: bytes) -> bytes:
    packed = zlib.compress(bytes(20 * MIB), 9)
    return blocks.chunk(kind, b"k\0\0" + packed if kind == b"zTXt" else b"k\0\1\0\0\0" + packed)


def _laughing() -> bytes:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    packet = f'<!DOCTYPE x [<!ENTITY a0 "{"ha" * 10}">{entities}]>'.encode() + blocks.xmp('xmp:Label="&a12;"')
    return blocks.into_jpeg(EMPTY["jpeg"], (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))


def _overlapping_exif() -> bytes:
    """512 user comments, every one of them the same megabyte."""
    entry = struct.pack("<HHII", 0x9286, 7, MIB, 8 + 2 + 512 * 12)
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 512) + entry * 512 + b"UNICODE\0" + bytes(MIB)
    return _chunks(blocks.chunk(b"eXIf", block))


def _many_assertions() -> bytes:
    flood = [blocks.jumbf(f"c2pa.actions__{n}", blocks.box(b"cbor", b"\x9f" + b"\1" * 49_000)) for n in range(300)]
    return blocks.c2pa_png(blocks.store(blocks.jumbf("urn:uuid:1", blocks.jumbf("c2pa.assertions", *flood))))


def _deep_boxes() -> bytes:
    data = bytes(2 * MIB)
    for _ in range(300):
        data = blocks.jumbf("c2pa", data)
    return blocks.c2pa_png(data)


def _avif_extents() -> bytes:
    """Eight EXIF items that are the whole file, 256 times over."""
    info = b"".join(blocks.box(b"infe", b"\2\0\0\0" + struct.pack(">HH4s", n, 0, b"Exif") + b"\0") for n in range(8))
    places = b"".join(struct.pack(">HHH", n, 0, 256) + struct.pack(">II", 0, 4 * MIB) * 256 for n in range(8))
    listed = blocks.box(b"iinf", bytes(4) + struct.pack(">H", 8) + info)
    located = blocks.box(b"iloc", bytes(4) + struct.pack(">HH", 0x4400, 8) + places)
    head = blocks.box(b"ftyp", b"avif" + bytes(8)) + blocks.box(b"meta", bytes(4) + listed + located)
    return head + blocks.box(b"free", bytes(5 * MIB))


BLOATED: dict[str, Callable[[], bytes]] = {
    "png-chunks": lambda: _chunks(blocks.chunk(b"tExT", b"") * 600_000),
    "png-ztxt": lambda: _chunks(*[_bomb(b"zTXt")] * 100),
    "png-itxt": lambda: _chunks(*[_bomb(b"iTXt")] * 100),
    "png-iccp": lambda: _chunks(blocks.chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(50 * MIB), 9))),
    "png-xmp": lambda: _chunks(
        *[blocks.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<r>" + b"<p>v</p>" * 50_000 + b"</r>")] * 30
    ),
    "png-profiles": lambda: _chunks(
        *[blocks.chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 9\n" + b"4d" * 250_000)] * 25
    ),
    "jpeg-segments": lambda: blocks.into_jpeg(EMPTY["jpeg"], *[(0xE5, b"")] * 600_000),
    "jpeg-fill": lambda: b"\xff\xd8" + b"\xff" * (6 * MIB),
    "jpeg-app11": lambda: blocks.into_jpeg(EMPTY["jpeg"], *[(0xEB, b"JP\0\1" + bytes(20))] * 200_000),
    "jpeg-laughs": _laughing,
    "webp-chunks": lambda: EMPTY["webp"] + b"ABCD\0\0\0\0" * 600_000,
    "gif-blocks": lambda: EMPTY["gif"][:-1] + b"\x21\xfe" + b"\1a" * MIB + b"\0;",
    "gif-extensions": lambda: EMPTY["gif"][:-1] + b"\x21\xfe\1a\0" * MIB + b";",
    "exif-overlap": _overlapping_exif,
    "c2pa-assertions": _many_assertions,
    "c2pa-depth": _deep_boxes,
    "avif-extents": _avif_extents,
    "pixels-wide": lambda: blocks.huge_png(16_000, 1_000, alpha=True),
}


@pytest.mark.parametrize("name", BLOATED)
def test_med_08_bloated_files_cost_bounded_time_and_declare_nothing(name: str) -> None:
    data = BLOATED[name]()
    start = time.process_time()
    assert declared(data) == ()
    assert time.process_time() - start < 3.0


@pytest.mark.parametrize("name", ["png-ztxt", "png-itxt", "png-xmp", "png-profiles", "avif-extents"])
def test_med_08_what_is_kept_of_a_bloated_file_is_little(name: str) -> None:
    data = BLOATED[name]()
    tracemalloc.start()
    try:
        containers.read(data)
        assert tracemalloc.get_traced_memory()[1] < 48 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["png-chunks", "png-ztxt", "jpeg-laughs", "c2pa-depth"])
def test_what_stands_before_the_bloat_is_still_read(name: str) -> None:
    data = BLOATED[name]()
    if data.startswith(b"\x89PNG"):
        assert declared(blocks.into_png(data, blocks.chunk(b"tEXt", b"Software\0NovelAI")))
    else:
        assert declared(blocks.into_jpeg(data, (0xFE, pictures.A1111.encode())))


@pytest.mark.parametrize(
    "raw",
    [
        b"UNICODE\0" + b"\xd8\x00" * 200,
        b"UNICODE\0\xff\xfe" + b"\0" * 99,
        b"UNICODE\0\xfe",
        b"ASCII\0\0\0" + bytes(range(128, 256)),
        b"JIS\0\0\0\0\0\x1b$B",
        b"UNICODE\0" + "Steps: 20, Sampler: a".encode("utf-16-be")[:-1],
    ],
)
def test_comments_in_broken_encodings_are_no_error(raw: bytes) -> None:
    assert declared(pictures.with_signal("a1111-jpeg"))
    _sane(declared(blocks.into_jpeg(EMPTY["jpeg"], (0xE1, b"Exif\0\0" + blocks.tiff((), raw)))))
