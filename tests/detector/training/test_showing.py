"""Views have one size, and depend on nothing but the picture, its hash and the view's name."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fedart.detector import views
from fedart.detector.training import canvas, pipelines, showing
from fedart.detector.training.features import SETS
from fedart.detector.training.showing import MEAN, SAMPLE, STD, Pixels
from tests.support.paint import painting, png

ONE, OTHER = "11" * 32, "22" * 32
NAMES = sorted({name for names in SETS.values() for name in names} | {"crop-disturbed"})


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pictures") / "picture.png"
    file.write_bytes(png(painting(1, (360, 280))))
    return file


def shown(picture: Path, name: str, sha256: str = ONE) -> list[Pixels]:
    return [view for _, view in showing.shown(picture, sha256, (name,))]


@pytest.mark.parametrize("name", NAMES)
def test_every_view_of_every_set_can_be_made_and_made_again(picture: Path, name: str) -> None:
    found = shown(picture, name)
    assert len(found) == (6 if name == "tiles" else 1)
    for view, again in zip(found, shown(picture, name), strict=True):
        assert view.shape == (224, 224, 3)
        assert view.dtype == np.uint8
        assert np.array_equal(view, again)


@pytest.mark.parametrize("name", ["whole-disturbed", "tile-disturbed", "crop-disturbed"])
def test_another_pictures_disturbance_is_another(picture: Path, name: str) -> None:
    assert not np.array_equal(shown(picture, name)[0], shown(picture, name, OTHER)[0])


@pytest.mark.parametrize("name", ["whole", "tiles", "whole@jpeg-30"])
def test_plain_views_have_no_chance_in_them(picture: Path, name: str) -> None:
    assert np.array_equal(shown(picture, name), shown(picture, name, OTHER))


def test_the_whole_and_the_tiles_are_those_of_the_server(picture: Path) -> None:
    sample = canvas.sampled(canvas.opened(picture), SAMPLE)
    (whole,) = shown(picture, "whole")
    assert np.array_equal(whole, views.whole(sample, 224, 256, 85))
    round_ = views.compressed(sample, 85)
    wanted = [views.tile(round_, box) for box in views.boxes(*sample.size, 224, 6)]
    assert np.array_equal(shown(picture, "tiles"), wanted)
    names = [name for name, _ in showing.shown(picture, ONE, ("whole", "tiles"))]
    assert names == ["whole", *(f"tiles/{place}" for place in range(6))]


@pytest.mark.parametrize("name", ["pixelfed", "blur"])
def test_a_named_pipeline_comes_before_the_view(picture: Path, name: str) -> None:
    changed = {**pipelines.NAMED, **pipelines.ATTACKS}[name](canvas.opened(picture))
    wanted = views.whole(canvas.sampled(changed, SAMPLE), 224, 256, 85)
    assert np.array_equal(shown(picture, f"whole@{name}")[0], wanted)
    assert not np.array_equal(shown(picture, "whole")[0], wanted)


@pytest.mark.parametrize("name", ["nonsense", "whole-", ""])
def test_a_view_that_nobody_knows_is_an_error(picture: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no view is called"):
        shown(picture, name)


def test_a_pipeline_that_nobody_knows_is_an_error(picture: Path) -> None:
    with pytest.raises(KeyError, match="nonsense"):
        shown(picture, "whole@nonsense")


def test_small_and_long_pictures_have_their_views_too(tmp_path: Path) -> None:
    file = tmp_path / "strip.png"
    file.write_bytes(png(Image.new("RGB", (900, 60), (200, 30, 90))))
    for name in ("whole", "tiles", "tile-disturbed", "crop-disturbed"):
        assert {view.shape for view in shown(file, name)} == {(224, 224, 3)}


def test_a_prepared_view_is_normalised_by_channel() -> None:
    view = np.zeros((224, 224, 3), np.uint8)
    view[..., 1] = 255
    found = showing.prepared(view)
    assert found.shape == (1, 3, 224, 224)
    assert found.dtype == np.float32
    assert found.flags["C_CONTIGUOUS"]
    for channel, value in enumerate((0, 1, 0)):
        assert found[0, channel] == pytest.approx((value - MEAN[channel]) / STD[channel], rel=1e-5)
