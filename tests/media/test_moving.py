"""Animations stay animated: a GIF for other servers, WebP for pages, beside the still copies."""

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from fedart.domain.media import MOVING
from fedart.media import moving
from fedart.media.decode import Decoded, Limits, decode
from fedart.media.developed import Encoded
from fedart.media.sniff import sniff
from tests.support import deep, icc, paint

LIMITS = Limits(40_000_000, 32_768, 300, 300_000_000)
FORMS = ["GIF", "PNG", "WEBP", "AVIF"]
PAUSES = [40, 300, 80, 120]


def picture(data: bytes) -> Decoded:
    return decode(data, sniff(data), LIMITS)


def federated(data: bytes) -> Encoded | None:
    return moving.federated(data, sniff(data), picture(data))


def pages(data: bytes, xmp: str = "") -> list[Encoded]:
    return list(moving.for_pages(data, sniff(data), picture(data), xmp))


def frames(data: bytes) -> tuple[list[Image.Image], list[int]]:
    """Every frame of an animation with its milliseconds."""
    shown = Image.open(io.BytesIO(data))
    found, pauses = [], []
    for place in range(getattr(shown, "n_frames", 1)):
        shown.seek(place)
        found.append(shown.convert("RGBA"))
        pauses.append(int(shown.info.get("duration", 0)))
    return found, pauses


def bar(frame: Image.Image) -> float:
    """Where the bright bar of `deep.film` stands, in shares of the width."""
    bright = np.asarray(frame.convert("RGB"), dtype=int)[:, :, 0].mean(axis=0) > 150
    return float(np.flatnonzero(bright).mean()) / frame.width


@pytest.mark.parametrize("form", FORMS)
def test_both_copies_play_every_frame_for_its_time(form: str) -> None:
    data = deep.film(form, PAUSES)
    other = federated(data)
    assert other is not None
    (page,) = pages(data)
    assert (other.name, other.mime) == ("federation", "image/gif")
    assert (page.name, page.mime) == (f"1280{MOVING}", "image/webp")
    for copy in (other, page):
        found, pauses = frames(copy.data)
        assert pauses == PAUSES
        assert all(frame.size == (copy.width, copy.height) == (96, 64) for frame in found)
        places = [bar(frame) for frame in found]
        assert places == pytest.approx([0.12, 0.37, 0.62, 0.87], abs=0.03)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_transparency_moves_too(form: str) -> None:
    data = deep.film(form, PAUSES, clear=True)
    other = federated(data)
    assert other is not None
    for copy in (other, *pages(data)):
        found, _ = frames(copy.data)
        for frame, (left, clear) in zip(found, pairwise([8, 32, 56, 80, 8]), strict=True):
            seen, gone = frame.getpixel((left, 30)), frame.getpixel((clear, 30))
            assert isinstance(seen, tuple)
            assert isinstance(gone, tuple)
            assert (seen[3], gone[3]) == (255, 0)


@pytest.mark.parametrize(("loop", "plays"), [(0, 0), (1, 2), (4, 5)])
def test_a_gif_plays_as_often_as_before(loop: int, plays: int) -> None:
    first, second = paint.painting(1, (40, 30)), paint.painting(2, (40, 30))
    data = paint.encode(first, "GIF", save_all=True, append_images=[second], duration=90, loop=loop)
    other = federated(data)
    assert other is not None
    assert Image.open(io.BytesIO(other.data)).info["loop"] == loop
    assert Image.open(io.BytesIO(pages(data)[0].data)).info["loop"] == plays


def test_a_gif_without_a_number_plays_once() -> None:
    data = paint.animation("GIF", 3)
    other = federated(data)
    assert other is not None
    assert "loop" not in Image.open(io.BytesIO(other.data)).info
    assert Image.open(io.BytesIO(pages(data)[0].data)).info["loop"] == 1


def test_a_frame_without_a_time_is_shown_for_a_tenth_of_a_second() -> None:
    _, pauses = frames(pages(deep.film("GIF", [0, 10, 20]))[0].data)
    assert pauses == [100, 100, 20]


def test_a_gif_of_few_colours_loses_none() -> None:
    data = deep.film("GIF", PAUSES)
    meant, _ = frames(data)
    other = federated(data)
    assert other is not None
    for copy in (other, *pages(data)):
        for one, two in zip(meant, frames(copy.data)[0], strict=True):
            assert np.array_equal(np.asarray(one), np.asarray(two))


def test_a_profile_stays_on_the_page_and_is_applied_in_the_gif() -> None:
    first, second = paint.painting(1, (64, 48)), paint.painting(2, (64, 48))
    wide = icc.rgb("Adobe RGB (1998)")
    data = paint.encode(first, "WEBP", save_all=True, append_images=[second], lossless=True, icc_profile=wide)
    page, other = Image.open(io.BytesIO(pages(data)[0].data)), federated(data)
    assert page.info["icc_profile"] == wide
    assert other is not None
    meant = icc.lab(first, "Adobe RGB (1998)").mean(axis=(0, 1))
    seen = icc.lab(Image.open(io.BytesIO(other.data)), "sRGB").mean(axis=(0, 1))
    unconverted = icc.lab(first, "sRGB").mean(axis=(0, 1))
    assert icc.delta_e(meant, seen) < icc.delta_e(meant, unconverted)


def test_large_ones_are_made_smaller_for_other_servers_and_come_in_two_sizes_here() -> None:
    data = paint.animation("WEBP", 3, (1600, 1200))
    other = federated(data)
    assert other is not None
    assert other.width * other.height <= moving.FEDERATED_FRAME
    assert other.width / other.height == pytest.approx(4 / 3, abs=0.01)
    assert [(copy.name, copy.width) for copy in pages(data)] == [(f"1280{MOVING}", 1280), (f"640{MOVING}", 640)]


def test_what_would_be_too_large_or_take_too_long_is_federated_still(monkeypatch: pytest.MonkeyPatch) -> None:
    data = paint.animation("WEBP", 3, (200, 150))
    assert federated(data) is not None
    for name, limit in (("FEDERATION_BYTES", 1_000), ("FEDERATED_SOURCE", 3 * 200 * 150 - 1), ("SECONDS", -1.0)):
        with monkeypatch.context() as patched:
            patched.setattr(moving, name, limit)
            assert federated(data) is None, name


def test_the_length_of_a_film_limits_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PAGE_PIXELS", 3 * 100 * 75)
    (page,) = pages(paint.animation("WEBP", 3, (400, 300)))
    assert (page.width, page.height) == (100, 75)


def test_a_still_picture_has_no_moving_copies() -> None:
    assert federated(paint.png()) is None
    assert pages(paint.png()) == []


def test_a_film_that_breaks_off_is_shown_still() -> None:
    whole = deep.film("PNG", [50] * 6)
    assert federated(whole) is not None
    found = picture(whole)
    assert moving.federated(whole[: len(whole) * 2 // 3], "image/png", found) is None
    assert not list(moving.for_pages(whole[: len(whole) * 2 // 3], "image/png", found))
