"""Short films become pictures that move."""

import io
from contextlib import suppress

import pytest
from PIL import Image

from fedart.media import clips
from fedart.media.refused import Fault, PictureRefused
from fedart.media.sniff import MP4, WEBM
from tests.support import clips as films


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 30 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize(
    ("codec", "form", "mime"),
    [
        ("libx264", "mp4", MP4),
        ("mpeg4", "mp4", MP4),
        ("libx264", "mov", MP4),
        ("libvpx", "webm", WEBM),
        ("libvpx-vp9", "webm", WEBM),
    ],
)
def test_a_clip_becomes_an_animation_with_its_colours(codec: str, form: str, mime: str) -> None:
    made = clips.animation(films.film(codec=codec, form=form), mime, 5000)
    moving = opened(made.data)
    assert (made.width, made.height) == (160, 96)
    assert (moving.format, moving.size, getattr(moving, "n_frames", 1)) == ("WEBP", (160, 96), 10)
    moving.seek(5)
    assert near(moving, (20, 50), films.LEFT)
    assert near(moving, (140, 50), films.RIGHT)


def test_no_more_frames_are_kept_than_people_need_and_none_gets_lost_in_time() -> None:
    moving = opened(clips.animation(films.film(seconds=2, rate=60), MP4, 5000).data)
    frames = getattr(moving, "n_frames", 1)
    assert 28 <= frames <= 31
    shown = 0
    for place in range(frames):
        moving.seek(place)
        moving.load()
        shown += moving.info["duration"]
    assert 1_900 <= shown <= 2_150


def test_a_large_clip_is_made_smaller_and_a_small_one_is_not_made_larger() -> None:
    made = clips.animation(films.film(size=(1920, 1080), seconds=0.3), MP4, 5000)
    assert (made.width, made.height) == (1920, 1080)
    assert opened(made.data).size == (1024, 576)


def test_a_film_of_a_phone_held_upright_stands_upright() -> None:
    made = clips.animation(films.turned(films.film()), MP4, 5000)
    assert (made.width, made.height) == (96, 160)
    moving = opened(made.data)
    moving.seek(9)
    assert moving.size == (96, 160)
    assert near(moving, (48, 20), films.LEFT)
    assert near(moving, (48, 100), films.RIGHT)


def test_eight_seconds_are_taken_and_ten_are_not() -> None:
    assert clips.animation(films.film(seconds=8, rate=4), MP4, 5000)
    with pytest.raises(PictureRefused) as refused:
        clips.animation(films.film(seconds=10, rate=4), MP4, 5000)
    assert refused.value.fault is Fault.LENGTH
    assert "8 seconds" in refused.value.public


@pytest.mark.parametrize(
    ("data", "mime", "fault"),
    [
        (films.film()[:400], MP4, Fault.BROKEN),
        (b"\0\0\0\x18ftypisom" + bytes(400), MP4, Fault.BROKEN),
        (films.film(), WEBM, Fault.BROKEN),
        (films.sound(), MP4, Fault.BROKEN),
        (films.film(codec="mjpeg", form="mov"), MP4, Fault.CODEC),
        (films.film(size=(400, 96)), MP4, Fault.SIDE),
    ],
)
def test_med_01_what_is_no_such_clip_is_refused_with_a_reason(data: bytes, mime: str, fault: Fault) -> None:
    with pytest.raises(PictureRefused) as refused:
        clips.animation(data, mime, 300)
    assert refused.value.fault is fault


@pytest.mark.parametrize("at", range(0, 1200, 97))
def test_a_damaged_clip_is_read_or_refused_and_nothing_else(at: int) -> None:
    whole = bytearray(films.film(seconds=0.4))
    whole[at % len(whole)] ^= 0xFF
    with suppress(PictureRefused):
        assert opened(clips.animation(bytes(whole), MP4, 5000).data).format == "WEBP"
