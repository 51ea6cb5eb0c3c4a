"""What the detector is shown: the same sample as in training, and some frames of an animation."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fedart.detector.training import canvas
from fedart.domain.media import Sample
from fedart.media import frames
from fedart.media.decode import Limits, decode
from fedart.media.sizes import LARGEST
from fedart.media.sniff import sniff
from tests.support import paint

LIMITS = Limits(pixels=40_000_000, side=16_384, frames=300, frames_pixels=300_000_000)
SIDE = 448


def _samples(data: bytes, side: int = SIDE, most: int = 1) -> list[Sample]:
    mime = sniff(data)
    return list(frames.samples(data, mime, decode(data, mime, LIMITS), side, most))


def _turned(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


SOURCES = {
    "small": lambda: paint.png(paint.painting(1, (300, 200))),
    "large jpeg": lambda: paint.jpeg(paint.painting(2, (2400, 1800))),
    "webp": lambda: paint.webp(paint.painting(3, (900, 1300))),
    "transparent": lambda: paint.png(paint.cutout(4, (900, 700))),
    "transparent webp": lambda: paint.webp(paint.cutout(4, (1500, 700)), lossless=True),
    "grey and transparent": lambda: paint.png(paint.cutout(4, (600, 600)).convert("LA")),
    "palette": lambda: paint.gif(paint.painting(5, (700, 500))),
    "transparent palette": lambda: paint.png(paint.cutout(5, (700, 500)).quantize(64)),
    "grey": lambda: paint.jpeg(paint.painting(6, (800, 600)).convert("L")),
    "strip": lambda: paint.png(paint.painting(7, (3000, 500))),
    "tall strip": lambda: paint.png(paint.painting(7, (333, 2000))),
    "turned": lambda: paint.jpeg(paint.painting(8, (1000, 600)), exif=_turned(6)),
    "turned and transparent": lambda: paint.png(paint.cutout(9, (600, 1000)), exif=_turned(3)),
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_service_shows_a_model_exactly_what_the_training_showed_it(name: str, tmp_path: Path) -> None:
    data = SOURCES[name]()
    (tmp_path / "picture").write_bytes(data)
    trained = canvas.sampled(canvas.opened(tmp_path / "picture"), SIDE)
    (served,) = _samples(data)
    assert (served.width, served.height) == trained.size
    assert served.rgb == trained.tobytes()


def test_a_picture_larger_than_every_copy_differs_from_the_training_by_a_breath(tmp_path: Path) -> None:
    data = paint.jpeg(paint.painting(2, (LARGEST + 1500, 3000)))
    (tmp_path / "picture").write_bytes(data)
    trained = np.asarray(canvas.sampled(canvas.opened(tmp_path / "picture"), SIDE), dtype=np.int16)
    (served,) = _samples(data)
    shown = np.frombuffer(served.rgb, dtype=np.uint8).reshape(trained.shape)
    assert np.abs(shown - trained).mean() < 1.5


def test_the_part_that_is_shown_is_told_in_shares_of_the_picture() -> None:
    assert _samples(paint.png(paint.painting(1, (300, 200))))[0].part == (0.0, 0.0, 1.0, 1.0)
    assert _samples(paint.png(paint.painting(1, (1000, 100))), 32)[0].part == pytest.approx((0.3, 0.0, 0.4, 1.0))
    assert _samples(paint.png(paint.painting(1, (100, 1000))), 32)[0].part == pytest.approx((0.0, 0.3, 1.0, 0.4))


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF"])
def test_the_first_a_middle_and_the_last_frame_are_shown(form: str) -> None:
    found = _samples(paint.animation(form, 7), 48, 3)
    assert len(found) == 3
    for sample, seed in zip(found, (1, 4, 7), strict=True):
        shown = np.frombuffer(sample.rgb, dtype=np.uint8).reshape(48, 64, 3).astype(np.int16)
        likeness = [
            float(np.abs(shown - np.asarray(paint.painting(other, (64, 48)), dtype=np.int16)).mean())
            for other in range(1, 8)
        ]
        assert likeness.index(min(likeness)) == seed - 1


def test_a_picture_that_does_not_move_has_one_sample_and_none_when_it_is_not_asked_for() -> None:
    assert len(_samples(paint.jpeg(), 32, 3)) == 1
    assert len(_samples(paint.animation("GIF", 2), 32, 3)) == 2
    assert _samples(paint.animation(), 0, 3) == []


def test_a_later_frame_that_cannot_be_read_ends_the_frames() -> None:
    whole = paint.animation("PNG", 5, (320, 240))
    assert len(_samples(whole, 32, 3)) == 3
    cut = whole[: len(whole) * 2 // 5]
    first = _samples(cut, 32, 3)
    assert 1 <= len(first) < 3
    assert first[0] == _samples(whole, 32)[0]


def test_the_time_for_further_frames_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "SECONDS", -1.0)
    assert len(_samples(paint.animation("GIF", 9), 32, 3)) == 1


@pytest.mark.parametrize(
    ("count", "most", "pixels", "expected"),
    [
        (1, 3, 100, [0]),
        (2, 3, 100, [0, 1]),
        (3, 3, 100, [0, 1, 2]),
        (9, 3, 100, [0, 4, 8]),
        (9, 2, 100, [0, 8]),
        (9, 1, 100, [0]),
        (300, 3, 100, [0, 149, 299]),
        (300, 3, frames.PIXELS // 11, [0, 5, 10]),
        (300, 3, frames.PIXELS * 2, [0]),
        (5, 3, 0, [0, 2, 4]),
    ],
)
def test_frames_are_spread_as_far_as_there_is_time_to_read(
    count: int, most: int, pixels: int, expected: list[int]
) -> None:
    assert frames.chosen(count, most, pixels) == expected
