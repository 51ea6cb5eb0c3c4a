"""Justified rows: every picture whole, lines of even height, no line that is a thin strip or a tower."""

from statistics import median_high

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.web.rows import FULL, LABEL, LONE, MODEST, TALL, WIDEST_GROUP, cut, dealt, justified, line, ratio_of

ratios = st.lists(st.floats(min_value=0.3, max_value=5.0), max_size=60)


@given(ratios)
def test_every_picture_stands_once_and_in_order(found: list[float]) -> None:
    rows = justified(list(enumerate(found)))
    assert [placed.item for row in rows for group in row for placed in group] == list(range(len(found)))


@given(ratios)
def test_groups_hold_one_to_four_pictures(found: list[float]) -> None:
    sizes = cut(found)
    assert sum(sizes) == len(found)
    assert all(1 <= size <= WIDEST_GROUP for size in sizes)


@given(ratios)
def test_pictures_of_one_row_say_the_same_height_and_their_own_ratio(found: list[float]) -> None:
    for row in justified([(ratio, ratio) for ratio in found]):
        placed = [each for group in row for each in group]
        assert len({each.height for each in placed}) == 1
        for each in placed:
            assert each.width / each.height == pytest.approx(each.item, abs=0.01)


@given(ratios)
def test_the_shares_of_a_full_row_and_of_each_group_sum_to_the_whole(found: list[float]) -> None:
    for row in justified([(ratio, ratio) for ratio in found]):
        placed = [each for group in row for each in group]
        whole = sum(each.item for each in placed)
        rest = placed[0].rest / placed[0].height
        shares = sum(each.in_row for each in placed)
        if shares > 99.999:
            assert rest == pytest.approx(0, abs=0.01)
        elif rest:
            assert shares == pytest.approx(100.0 * whole / (whole + rest), abs=0.1)
        else:
            assert shares == pytest.approx(100.0 * whole / FULL)
        for group in row:
            assert sum(each.in_group for each in group) == pytest.approx(100.0)


@pytest.mark.parametrize("ratio", [0.56, 0.66, 0.75, 1.0, 1.33, 1.5, 1.78])
def test_walls_of_like_pictures_have_full_rows_up_to_the_last(ratio: float) -> None:
    rows = justified([(n, ratio) for n in range(24)])
    for row in rows[:-1]:
        placed = [each for group in row for each in group]
        assert placed[0].height == TALL
        assert 3.0 <= len(placed) * ratio <= 6.0


@pytest.mark.parametrize(
    ("found", "groups"),
    [([1.5], [1]), ([0.7, 0.7, 0.7], [3]), ([1.8, 0.7, 1.5, 2.0], [1, 2, 1]), ([2.2] * 3, [1, 1, 1])],
)
def test_a_list_is_cut_near_the_sum_aimed_at(found: list[float], groups: list[int]) -> None:
    assert cut(found) == groups


@pytest.mark.parametrize("beside", [(0.66, 1.5), (0.75, 0.75), (1.5, 1.33), (1.78, 1.0), (1.0, 1.0)])
@pytest.mark.parametrize("at", range(6))
def test_a_narrow_picture_is_not_a_sliver_on_a_phone(beside: tuple[float, float], at: int) -> None:
    found = [*(beside * 3)[:at], 1 / 3, *(beside * 3)[at:]]
    placed = [each for row in justified([(ratio, ratio) for ratio in found]) for group in row for each in group]
    narrow = next(each for each in placed if each.item == 1 / 3)
    assert 362 * narrow.in_group / 100 >= 55, "pixels of a line on a screen of 390"


def test_a_narrow_picture_ends_its_group_earlier() -> None:
    assert cut([0.75, 0.45, 1.0, 1.2]) == [3, 1]
    assert cut([0.75, 1 / 3, 1.0, 1.2]) == [2, 2]


def test_a_single_portrait_keeps_a_modest_height() -> None:
    ((only,),) = justified([("one", 0.66)])[0]
    assert (only.height, only.width) == (LONE, 370)
    assert only.sizes == "(min-width: 106rem) 22.0rem, (min-width: 48.01rem) 20.8vw, 92.8vw"


def test_sizes_leave_out_the_margins_and_the_spaces_between() -> None:
    placed = [each for group in justified([(n, 1.0) for n in range(4)])[0] for each in group]
    assert {each.row for each in placed} == {4}
    assert {each.group for each in placed} == {2}
    for each in placed:
        assert each.sizes == "(min-width: 106rem) 24.3rem, (min-width: 48.01rem) 22.9vw, 45.6vw"
        assert each.mini == "(min-width: 64rem) 10.1rem, 45.6vw"


def test_a_panorama_is_a_row_of_its_own() -> None:
    rows = justified([("a", 1.5), ("b", 1.0), ("wide", 4.5), ("c", 1.5), ("d", 1.0)])
    assert [len(row) for row in rows] == [1, 1, 1]
    assert rows[1][0][0].item == "wide"


@pytest.mark.parametrize(
    ("size", "expected"), [((300, 200), 1.5), ((1, 1000), 0.3), ((9000, 100), 5.0), ((0, 10), 1.0), ((10, 0), 1.0)]
)
def test_ratios_are_kept_within_what_a_row_can_hold(size: tuple[int, int], expected: float) -> None:
    assert ratio_of(*size) == pytest.approx(expected)


def test_a_last_row_that_is_not_full_is_no_taller_than_the_others() -> None:
    rows = justified([(n, 1.8) for n in range(5)])
    assert [row[0][0].height for row in rows] == [TALL, TALL, MODEST]


def test_an_empty_list_has_no_rows() -> None:
    assert justified([]) == []


def heights(found: list[float], page: int = 1360) -> list[tuple[float, bool]]:
    """How high the rows of a wall come out on a page of that width (px), the space between pictures left out, and
    whether they fill it."""
    drawn = []
    for row in justified([(ratio, ratio) for ratio in found]):
        placed = [each for group in row for each in group]
        width = sum(each.width for each in placed) + placed[0].rest
        drawn.append((placed[0].height * min(1.0, page / width), placed[0].height == TALL))
    return drawn


@given(st.lists(st.floats(min_value=0.3, max_value=5.0), min_size=1, max_size=60))
def test_the_last_row_is_never_higher_than_the_usual_ones(found: list[float]) -> None:
    *before, (last, _) = heights(found)
    full = [height for height, fills in before if fills]
    if full:
        assert last <= median_high(full) + 1.0


def test_one_picture_left_over_is_as_high_as_the_rows_above_it() -> None:
    *before, last = heights([1.5] * 13)
    assert last[0] == pytest.approx(before[0][0], abs=2)
    assert heights([1.5]) == [(LONE, False)], "alone it may be large"


@given(ratios, st.integers(min_value=1, max_value=6))
def test_lanes_hold_every_picture_once_in_order_and_end_alike(found: list[float], count: int) -> None:
    lanes = dealt(list(enumerate(found)), count)
    assert sorted(item for lane in lanes for item in lane) == list(range(len(found)))
    assert all(lane == sorted(lane) for lane in lanes)
    if found:
        assert len(lanes) == min(count, len(found))
        assert [lane[0] for lane in lanes] == list(range(len(lanes))), "the first line is read across"
        heights = [sum(1 / found[item] + LABEL for item in lane) for lane in lanes]
        assert max(heights) - min(heights) <= max(1 / ratio for ratio in found) + LABEL + 1e-9


def test_a_picture_stands_no_higher_than_one_that_comes_before_it() -> None:
    """Read across: whatever comes later begins at the same height or further down."""
    found = [1.5, 0.66, 1.0, 0.75, 1.78, 1.5, 0.5, 1.33, 1.0, 0.8]
    lanes = dealt(list(enumerate(found)), 3)
    tops = {}
    for lane in lanes:
        at = 0.0
        for item in lane:
            tops[item] = at
            at += 1 / found[item] + LABEL
    assert [tops[item] for item in range(len(found))] == sorted(tops.values())


@given(st.lists(st.floats(min_value=0.3, max_value=5.0), max_size=6))
def test_a_line_is_one_row_of_pictures_equally_high(found: list[float]) -> None:
    rows = line([(ratio, ratio) for ratio in found])
    placed = [each for row in rows for group in row for each in group]
    assert [each.item for each in placed] == found
    assert len(rows) == min(1, len(found))
    assert len({each.height for each in placed}) <= 1
    assert sum(each.in_row for each in placed) <= 100.01
    assert all(len(group) <= 2 for row in rows for group in row)
