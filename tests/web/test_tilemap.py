"""The map of an estimate: tiles as a drawing over a picture, and the same in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.policy import Tile
from fedart.web.tilemap import LEVELS, level, tilemap

OVERLAPPING = (Tile(0.0, 0.0, 0.6, 1.0, 0.2), Tile(0.4, 0.0, 0.6, 1.0, 0.9))
APART = (Tile(0.0, 0.0, 0.2, 1.0, 0.9), Tile(0.8, 0.0, 0.2, 1.0, 0.2))
NINE = tuple(Tile(left / 3, top / 3, 1 / 3, 1 / 3, 0.1 * (3 * top + left)) for top in range(3) for left in range(3))


def test_a_drawing_has_the_shape_of_its_picture() -> None:
    found = tilemap(NINE, (1200, 800))
    assert found is not None
    assert (found.width, found.height) == (150.0, 100.0)


def test_tiles_that_overlap_meet_in_the_middle() -> None:
    found = tilemap(OVERLAPPING, (200, 100))
    assert found is not None
    spans = sorted((cell.x, cell.x + cell.width) for cell in found.cells)
    assert spans == [(0.0, 100.0), (100.0, 200.0)]


def test_what_was_not_looked_at_stays_bare() -> None:
    found = tilemap(APART, (200, 100))
    assert found is not None
    assert sorted((cell.x, cell.width) for cell in found.cells) == [(0.0, 40.0), (160.0, 40.0)]


def test_the_highest_estimate_has_the_first_number_and_every_place_its_name() -> None:
    found = tilemap(NINE, (900, 900))
    assert found is not None
    assert [cell.number for cell in found.cells] == list(range(1, 10))
    assert [cell.place for cell in found.cells] == [
        *("bottom right", "bottom", "bottom left", "right", "middle", "left", "top right", "top", "top left")
    ]
    assert "bottom right 0.80, bottom 0.70" in found.told


@pytest.mark.parametrize(("tiles", "box"), [((), (100, 100)), (NINE, (0, 100))])
def test_without_tiles_or_picture_there_is_no_map(tiles: tuple[Tile, ...], box: tuple[int, int]) -> None:
    assert tilemap(tiles, box) is None


@pytest.mark.parametrize(("score", "step"), [(0.0, 0), (0.199, 0), (0.2, 1), (0.5, 2), (0.99, 4), (1.0, 4)])
def test_shades_are_five_equal_steps(score: float, step: int) -> None:
    assert level(score) == step


SHARES = st.floats(0, 1)


@given(st.lists(st.builds(Tile, SHARES, SHARES, SHARES, SHARES, SHARES), min_size=1, max_size=6))
def test_whatever_a_model_says_every_cell_lies_in_the_picture(tiles: list[Tile]) -> None:
    found = tilemap(tuple(tiles), (640, 480))
    assert found is not None
    for cell in found.cells:
        assert 0 <= cell.level < LEVELS
        assert -0.01 <= cell.x <= found.width
        assert -0.01 <= cell.y <= found.height
        assert cell.x + cell.width <= found.width + 0.02
        assert cell.y + cell.height <= found.height + 0.02
        assert cell.width >= 0
        assert cell.height >= 0
