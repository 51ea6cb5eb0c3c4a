"""Another packet in a copy: others read it, pixels and profile are untouched, and nothing of the old one is left."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from fedart.media import credit
from fedart.media.credit import Credit
from fedart.media.decode import Limits, decode
from fedart.media.developed import Encoded
from fedart.media.moving import for_pages
from fedart.media.renditions import later, renditions
from fedart.media.rewriting import NotOurs, rewritten
from fedart.media.sniff import sniff
from tests.support import paint

LIMITS = Limits(40_000_000, 32_768, 300, 300_000_000)
BEFORE = credit.packet(Credit("Ada Möller", "© 2026 Ada Möller", "https://creativecommons.org/licenses/by/4.0/"))
AFTER = credit.packet(Credit("Ada Weiß", "© 2026 Ada Weiß", ""))
LONGER = credit.packet(Credit("Ada " * 60, "© " * 90, "https://creativecommons.org/licenses/by-nc-nd/4.0/"))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SOURCES = {
    "opaque": paint.png(paint.painting(1, (900, 700))),
    "clear": paint.png(paint.cutout()),
    "moving": paint.animation("WEBP"),
}


def copies(name: str, packet: str) -> list[Encoded]:
    data = SOURCES[name]
    mime = sniff(data)
    found = decode(data, mime, LIMITS)
    made = [*renditions(found, packet), *later(found, packet), *for_pages(data, mime, found, packet)]
    return [copy for copy in made if copy.mime != "image/gif"]


def packet_in(data: bytes) -> str:
    shown = Image.open(io.BytesIO(data))
    shown.load()
    raw = shown.info.get("xmp") or shown.info.get("XML:com.adobe.xmp", "")
    return raw.decode() if isinstance(raw, bytes) else str(raw)


def frames(data: bytes) -> list[bytes]:
    shown = Image.open(io.BytesIO(data))
    found = []
    for number in range(getattr(shown, "n_frames", 1)):
        shown.seek(number)
        found.append(shown.convert("RGBA").tobytes())
    return found


@pytest.mark.parametrize("name", sorted(SOURCES))
@pytest.mark.parametrize("packet", [AFTER, LONGER])
def test_a_copy_gets_another_packet_and_keeps_its_pixels(name: str, packet: str) -> None:
    made = copies(name, BEFORE)
    assert {copy.mime for copy in made} >= ({"image/webp"} if name == "moving" else {"image/webp", "image/avif"})
    for copy in made:
        assert packet_in(copy.data) == BEFORE
        found = rewritten(copy.data, copy.mime, packet)
        assert packet_in(found) == packet, (copy.name, copy.mime)
        assert "Möller".encode() not in found
        assert frames(found) == frames(copy.data)
        assert Image.open(io.BytesIO(found)).info.get("icc_profile") == Image.open(io.BytesIO(copy.data)).info.get(
            "icc_profile"
        )
        assert sniff(found) == copy.mime
        assert rewritten(found, copy.mime, packet) == found, "the same again changes nothing"


@pytest.mark.parametrize("name", ["opaque", "clear"])
def test_going_back_and_forth_does_not_make_a_copy_grow(name: str) -> None:
    for copy in copies(name, BEFORE):
        once = rewritten(rewritten(copy.data, copy.mime, AFTER), copy.mime, BEFORE)
        again = rewritten(rewritten(once, copy.mime, AFTER), copy.mime, BEFORE)
        assert again == once


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("image", [paint.painting(2, (70, 50)), paint.cutout(2, (70, 50))])
@pytest.mark.parametrize("profile", [None, PROFILE])
@pytest.mark.parametrize("lossless", [False, True])
def test_a_copy_from_before_there_were_packets_gets_one(
    form: str, image: Image.Image, profile: bytes | None, lossless: bool
) -> None:
    options = {"lossless": lossless} if form == "WEBP" else {}
    shown = image.convert("RGB") if form == "JPEG" else image
    data = paint.encode(shown, form, icc_profile=profile, **options)
    found = rewritten(data, f"image/{form.lower()}", AFTER)
    assert packet_in(found) == AFTER
    assert frames(found) == frames(data)


@pytest.mark.parametrize("mime", ["image/gif", "video/mp4", "image/tiff", ""])
def test_other_formats_carry_none(mime: str) -> None:
    with pytest.raises(NotOurs):
        rewritten(b"anything", mime, AFTER)
    assert rewritten(paint.jpeg(), "image/jpeg", AFTER) != paint.jpeg()


def test_a_file_without_a_place_for_it_is_left_alone() -> None:
    for data, mime in ((paint.avif(), "image/avif"), (b"RIFF\4\0\0\0WEBP", "image/webp"), (b"\x89PNG", "image/png")):
        with pytest.raises(NotOurs):
            rewritten(data, mime, AFTER)


@given(data=st.binary(max_size=200), mime=st.sampled_from(["image/jpeg", "image/png", "image/webp", "image/avif"]))
@settings(max_examples=200, deadline=None)
def test_what_we_did_not_write_breaks_nothing(data: bytes, mime: str) -> None:
    with suppress(NotOurs):
        assert isinstance(rewritten(data, mime, AFTER), bytes)
