"""What a model is shown lies inside the sample, covers it, and is the same every time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fedart.detector import views
from tests.support.paint import painting

SIDES = st.integers(224, 2000)


def covered(length: int, places: set[int], side: int) -> bool:
    """Whether stretches of `side` at these places leave no gap between 0 and `length`."""
    reached = 0
    for place in sorted(places):
        if place > reached:
            return False
        reached = place + side
    return reached >= length


@given(SIDES, SIDES, st.integers(1, 12))
def test_tiles_stay_inside_and_are_not_too_many(width: int, height: int, most: int) -> None:
    found = views.boxes(width, height, 224, most)
    assert 1 <= len(found) <= most
    assert len(set(found)) == len(found)
    for left, top, across, down in found:
        assert (across, down) == (224, 224)
        assert 0 <= left <= width - 224
        assert 0 <= top <= height - 224


@given(SIDES, SIDES)
def test_enough_tiles_cover_the_sample(width: int, height: int) -> None:
    found = views.boxes(width, height, 224, 10_000)
    columns, rows = {left for left, _, _, _ in found}, {top for _, top, _, _ in found}
    assert len(found) == len(columns) * len(rows)
    assert covered(width, columns, 224)
    assert covered(height, rows, 224)


@given(st.integers(448, 1792))
def test_a_sample_as_the_server_makes_it_has_tiles_at_its_ends(length: int) -> None:
    found = views.boxes(length, 448, 224, 6)
    assert {0, length - 224} <= {left for left, _, _, _ in found}
    assert {0, 224} == {top for _, top, _, _ in found}
    if length <= 672:
        assert covered(length, {left for left, _, _, _ in found}, 224)


@given(SIDES, SIDES, st.integers(1, 12))
def test_a_turned_sample_has_as_many_tiles(width: int, height: int, most: int) -> None:
    assert len(views.boxes(width, height, 224, most)) == len(views.boxes(height, width, 224, most))


@pytest.mark.parametrize(
    ("size", "most", "wanted"),
    [
        ((448, 448), 6, [(0, 0), (224, 0), (0, 224), (224, 224)]),
        ((448, 448), 1, [(112, 112)]),
        ((448, 448), 2, [(112, 0), (112, 224)]),
        ((224, 224), 6, [(0, 0)]),
        ((672, 448), 6, [(0, 0), (224, 0), (448, 0), (0, 224), (224, 224), (448, 224)]),
        ((896, 448), 6, [(0, 0), (336, 0), (672, 0), (0, 224), (336, 224), (672, 224)]),
        ((223, 448), 6, []),
        ((448, 223), 6, []),
        ((448, 448), 0, []),
    ],
)
def test_where_tiles_lie(size: tuple[int, int], most: int, wanted: list[tuple[int, int]]) -> None:
    assert [(left, top) for left, top, _, _ in views.boxes(*size, 224, most)] == wanted


@pytest.mark.parametrize("size", [(448, 448), (600, 448), (448, 1792), (256, 300), (224, 224)])
def test_the_whole_view_is_square_and_the_same_every_time(size: tuple[int, int]) -> None:
    first = views.whole(painting(1, size), 224, 256, 85)
    assert first.shape == (224, 224, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, views.whole(painting(1, size), 224, 256, 85))


def test_the_whole_view_shows_the_middle() -> None:
    sample = Image.new("RGB", (1344, 448))
    sample.paste((250, 250, 250), (448, 0, 896, 448))
    view = views.whole(sample, 224, 256, 0)
    assert view.min() > 240
    assert views.whole(sample.resize((448, 448)), 224, 256, 0).min() < 10


def test_a_tile_is_cut_from_the_compressed_sample() -> None:
    sample = painting(2, (448, 448))
    round_ = views.compressed(sample, 85)
    found = views.tile(round_, (224, 0, 224, 224))
    assert np.array_equal(found, np.asarray(round_)[:224, 224:])
    assert not np.array_equal(found, np.asarray(sample)[:224, 224:])


def test_compression_changes_little_and_none_changes_nothing() -> None:
    sample = painting(3)
    assert views.compressed(sample, 0) is sample
    first, second = (np.asarray(views.compressed(sample, 85), np.float32) for _ in range(2))
    assert np.array_equal(first, second)
    assert 0 < np.abs(first - np.asarray(sample, np.float32)).mean() < 6


def test_a_round_of_jpeg_hides_an_earlier_one() -> None:
    sample = painting(4)
    once = views.compressed(sample, 95)
    before = np.abs(np.asarray(once, np.float32) - np.asarray(sample, np.float32)).mean()
    pair = [np.asarray(views.compressed(image, 60), np.float32) for image in (sample, once)]
    assert np.abs(pair[0] - pair[1]).mean() < before
