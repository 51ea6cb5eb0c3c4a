"""What pipelines do to a picture's size and mode, and that they do it the same way every time."""

from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from fedart.detector.training import pipelines
from fedart.detector.training.pipelines import ATTACKS, NAMED, Pipeline
from tests.support.paint import painting

ALL: Mapping[str, Pipeline] = {**NAMED, **ATTACKS}
SIZES = {"screenshot": (240, 180), "half-size": (160, 120), "crop-70": (224, 168)}


def distance(first: Image.Image, second: Image.Image) -> float:
    """Mean difference in levels; the second one is brought to the first one's size."""
    same = second.resize(first.size) if first.size != second.size else second
    return float(np.abs(np.asarray(first, np.float32) - np.asarray(same, np.float32)).mean())


@pytest.mark.parametrize("name", ALL)
def test_a_pipeline_keeps_mode_and_promises_its_size(name: str) -> None:
    found = ALL[name](painting())
    assert found.mode == "RGB"
    assert found.size == SIZES.get(name, (320, 240))


@pytest.mark.parametrize("name", ALL)
def test_a_pipeline_does_the_same_every_time_and_leaves_its_picture_alone(name: str) -> None:
    picture = painting(2)
    assert ALL[name](picture).tobytes() == ALL[name](picture).tobytes()
    assert picture.tobytes() == painting(2).tobytes()


@pytest.mark.parametrize("name", [name for name in ALL if name != "clean"])
def test_a_pipeline_changes_a_picture_and_does_not_ruin_it(name: str) -> None:
    picture = painting()
    assert 0.05 < distance(picture, ALL[name](picture)) < 100
    if name not in ("mirrored", "greyed", "crop-70"):
        assert distance(picture, ALL[name](picture)) < 20


def test_clean_is_untouched() -> None:
    picture = painting()
    assert NAMED["clean"](picture) is picture


def test_mastodon_counts_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "MASTODON_PIXELS", 320 * 240)
    assert pipelines.mastodon(painting()).size == (320, 240)
    monkeypatch.setattr(pipelines, "MASTODON_PIXELS", 160 * 120)
    assert pipelines.mastodon(painting()).size == (160, 120)


@pytest.mark.parametrize(
    ("size", "wanted"), [((1200, 300), (1080, 270)), ((300, 1200), (270, 1080)), ((1080, 90), (1080, 90))]
)
def test_pixelfed_counts_the_longer_side(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert pipelines.pixelfed(painting(1, size)).size == wanted


def test_nothing_becomes_smaller_than_32_pixels() -> None:
    small = painting(1, (40, 36))
    assert pipelines.scaled(small, 0.5).size == (32, 32)
    assert pipelines.cropped(small, 0.5).size == (32, 32)


def test_a_crop_is_the_middle() -> None:
    picture = painting(1, (100, 80))
    assert pipelines.cropped(picture, 0.5).tobytes() == picture.crop((25, 20, 75, 60)).tobytes()


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "AVIF"])
def test_a_lower_quality_is_further_off(form: str) -> None:
    picture = painting()
    far, near = (distance(picture, pipelines.coded(picture, form, quality)) for quality in (20, 90))
    assert far > near > 0


def test_noise_is_as_strong_as_it_is_said_to_be() -> None:
    grey = Image.new("RGB", (200, 200), (128, 128, 128))
    found = np.asarray(pipelines.noisy(grey, 8), np.float32)
    assert found.std() == pytest.approx(8, rel=0.03)
    assert found.mean() == pytest.approx(128, abs=0.6)


def test_a_cloak_is_stronger_where_the_picture_is_busy() -> None:
    values = np.full((120, 240, 3), 128, np.uint8)
    values[::2, 120:] = 60
    picture = Image.fromarray(values)
    change = np.abs(np.asarray(pipelines.cloaked(picture, 14), np.float32) - values)
    assert change[:, 140:].mean() > 1.5 * change[:, :100].mean() > 0


def test_the_checkerboard_alternates() -> None:
    found = np.asarray(pipelines.patterned(Image.new("RGB", (4, 2), (100, 100, 100)), 6))[..., 0]
    assert found.tolist() == [[94, 106, 94, 106], [106, 94, 106, 94]]


def test_a_random_history_is_the_same_for_the_same_seed() -> None:
    picture = painting(1, (160, 120))
    found = [pipelines.disturbed(picture, np.random.default_rng(seed)) for seed in range(40)]
    assert {image.mode for image in found} == {"RGB"}
    assert {image.size for image in found} != {(160, 120)}
    for seed in (0, 17):
        assert pipelines.disturbed(picture, np.random.default_rng(seed)).tobytes() == found[seed].tobytes()
    assert len({image.tobytes() for image in found}) > 25


def test_a_random_history_makes_large_pictures_smaller_at_times() -> None:
    picture = Image.new("RGB", (1700, 40))
    widths = {pipelines.disturbed(picture, np.random.default_rng(seed)).width for seed in range(12)}
    assert max(widths) == 1700
    assert min(widths) < 1700
