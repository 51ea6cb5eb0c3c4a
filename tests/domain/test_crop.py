"""Parts of pictures: whatever is asked for, what comes out lies inside the picture and has its shape."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain import crop
from fedart.domain.crop import Part, Shape, Size, Step

sizes = st.tuples(st.integers(1, 12_000), st.integers(1, 12_000))
shapes = st.sampled_from(Shape)
shares = st.floats(0, 1)
anything = st.floats(allow_nan=True, allow_infinity=True)
focal = st.tuples(st.floats(-1, 1), st.floats(-1, 1))


@given(sizes, shapes, anything, anything, anything)
def test_whatever_is_asked_for_the_part_lies_inside_and_has_its_shape(
    size: Size, shape: Shape, across: float, down: float, zoom: float
) -> None:
    part = crop.cut(size, shape, across, down, zoom)
    assert crop.fits(size, shape, part)
    left, top, right, bottom = crop.box(size, part)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]


@given(sizes, shapes, shares, shares, st.floats(1, 12))
def test_what_was_cut_comes_back_from_its_middle_and_zoom(
    size: Size, shape: Shape, across: float, down: float, zoom: float
) -> None:
    part = crop.cut(size, shape, across, down, zoom)
    again = crop.cut(size, shape, *part.middle, crop.zoom_of(size, shape, part))
    assert part.near(again)


@given(sizes, shapes, shares, shares, st.floats(1, 12), st.lists(st.sampled_from(Step), max_size=30))
def test_no_button_leads_out_of_the_picture(
    size: Size, shape: Shape, across: float, down: float, zoom: float, steps: list[Step]
) -> None:
    part = crop.cut(size, shape, across, down, zoom)
    for step in steps:
        part = crop.stepped(size, shape, part, step)
        assert crop.fits(size, shape, part)
        assert 1 <= crop.zoom_of(size, shape, part) <= crop.most_zoom(size, shape) + 0.01


@given(sizes, shapes, focal)
def test_without_a_choice_the_largest_part_around_the_focal_point_is_shown(
    size: Size, shape: Shape, focus: tuple[float, float]
) -> None:
    part = crop.around(size, shape, focus)
    assert max(part.width, part.height) == 1
    across, down = crop.point_of(focus)
    assert part.left - 1e-5 <= across <= part.left + part.width + 1e-5
    assert part.top - 1e-5 <= down <= part.top + part.height + 1e-5


@given(sizes, focal)
def test_what_another_server_shows_holds_the_focal_point(size: Size, focus: tuple[float, float]) -> None:
    part = crop.elsewhere(size, focus)
    across, down = crop.point_of(focus)
    assert crop.fits(size, Shape.WIDE, part)
    assert part.left - 1e-9 <= across <= part.left + part.width + 1e-9
    assert part.top - 1e-9 <= down <= part.top + part.height + 1e-9


@given(focal)
def test_a_focal_point_survives_its_way_to_shares_and_back(focus: tuple[float, float]) -> None:
    across, down = crop.point_of(focus)
    found = Part(across, down, 0, 0).focus
    assert found == pytest.approx(focus, abs=1e-4)


@pytest.mark.parametrize(
    ("size", "shape", "expected"),
    [
        ((4000, 3000), Shape.SQUARE, Part(0.125, 0, 0.75, 1)),
        ((4000, 3000), Shape.LANDSCAPE, Part(0, 0, 1, 1)),
        ((3000, 4000), Shape.LANDSCAPE, Part(0, 0.21875, 1, 0.5625)),
        ((4000, 3000), Shape.PORTRAIT, Part(0.21875, 0, 0.5625, 1)),
        ((1600, 1600), Shape.WIDE, Part(0, 0.21875, 1, 0.5625)),
    ],
)
def test_the_middle_is_what_it_should_be(size: Size, shape: Shape, expected: Part) -> None:
    assert crop.cut(size, shape, 0.5, 0.5, 1).near(expected)


def test_buttons_move_by_a_tenth_of_the_part_and_stop_at_the_edge() -> None:
    size = (4000, 3000)
    part = crop.cut(size, Shape.SQUARE, 0.5, 0.5, 2)
    assert crop.stepped(size, Shape.SQUARE, part, Step.RIGHT).left == pytest.approx(part.left + part.width / 10)
    assert crop.stepped(size, Shape.SQUARE, part, Step.UP).top == pytest.approx(part.top - part.height / 10)
    assert crop.stepped(size, Shape.SQUARE, part, Step.CLOSER).width == pytest.approx(part.width / 1.2, abs=1e-6)
    corner = crop.cut(size, Shape.SQUARE, 0, 0, 2)
    assert crop.stepped(size, Shape.SQUARE, corner, Step.LEFT) == corner
    assert crop.stepped(size, Shape.SQUARE, corner, Step.DOWN) != corner


def test_one_comes_no_closer_than_pixels_allow() -> None:
    assert crop.most_zoom((6400, 6400), Shape.SQUARE) == crop.MOST_ZOOM
    assert crop.most_zoom((640, 640), Shape.SQUARE) == pytest.approx(10)
    assert crop.most_zoom((40, 40), Shape.SQUARE) == 1
    part = crop.cut((640, 640), Shape.SQUARE, 0.5, 0.5, 99)
    assert crop.pixels((640, 640), part) == (crop.LEAST, crop.LEAST)


@pytest.mark.parametrize(("zoom", "warned"), [(1, False), (4.6, False), (4.8, True), (9, True)])
def test_a_part_of_few_pixels_is_called_soft(zoom: float, warned: bool) -> None:
    assert crop.soft((3000, 3000), crop.cut((3000, 3000), Shape.SQUARE, 0.5, 0.5, zoom)) is warned


@pytest.mark.parametrize(
    "part",
    [
        Part(0, 0, 1, 1),
        Part(-0.1, 0, 0.75, 1),
        Part(0.5, 0, 0.75, 1),
        Part(0, 0.1, 0.75, 1),
        Part(0, 0, 0, 0),
        Part(0, 0, -0.75, -1),
        Part(math.nan, 0, 0.75, 1),
        Part(0, 0, math.inf, 1),
    ],
)
def test_what_is_no_part_of_that_shape_does_not_fit(part: Part) -> None:
    size = (4000, 3000)
    assert not crop.fits(size, Shape.SQUARE, part)
    assert crop.fits(size, Shape.SQUARE, Part(0.1, 0, 0.75, 1))


def test_the_focal_point_follows_the_widest_choice_first() -> None:
    left, right = Part(0, 0, 0.5, 0.5), Part(0.5, 0.5, 0.5, 0.5)
    assert crop.following({}) == (0, 0)
    assert crop.following({Shape.PORTRAIT: left}) == (-0.5, 0.5)
    assert crop.following({Shape.SQUARE: left, Shape.WIDE: right}) == (0.5, -0.5)


@given(sizes, shapes, shares, shares, shares)
def test_a_name_means_one_part_only(size: Size, shape: Shape, across: float, down: float, other: float) -> None:
    one, two = (crop.cut(size, shape, place, down, 2) for place in (across, other))
    assert (one.key == two.key) is (one == two)
    assert len(one.key) == 8


def test_every_shape_says_its_ratio() -> None:
    assert {shape.value: shape.ratio for shape in Shape} == {"1x1": 1, "4x3": 4 / 3, "3x4": 0.75, "16x9": 16 / 9}
