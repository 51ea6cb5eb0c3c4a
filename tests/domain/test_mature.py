"""Six categories, and what each viewer sees of works that are marked with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.mature import NONE, STRANGER, Eyes, Mature, Sight, of_bits, read

marks = st.integers(0, 63).map(lambda bits: Mature(bits * 2))


@given(marks)
def test_categories_come_back_from_their_words(found: Mature) -> None:
    assert read([each.key for each in Mature if each in found]) == found


@given(marks, st.booleans())
def test_categories_come_back_from_the_column_beside_the_lowest_bit(found: Mature, sensitive: bool) -> None:
    assert of_bits(found.value | int(sensitive)) == found


def test_strange_words_and_bits_are_left_out() -> None:
    assert read(["nudity", "NUDITY", "politics", ""]) == Mature.NUDITY
    assert of_bits(1 | 2 | 1024) == Mature.NUDITY


def test_there_are_six_with_words_and_hints_of_their_own() -> None:
    assert len(Mature) == len({each.words for each in Mature}) == len({each.hint for each in Mature}) == 6
    assert (Mature.NUDITY | Mature.GORE).named == "Nudity, Blood and gore"


@pytest.mark.parametrize(
    ("eyes", "found", "sensitive", "warning", "covered"),
    [
        (STRANGER, NONE, False, "", False),
        (STRANGER, NONE, True, "", True),
        (STRANGER, Mature.GORE, True, "", True),
        (Eyes(shown=Mature.GORE), Mature.GORE, True, "", False),
        (Eyes(shown=Mature.GORE), Mature.GORE | Mature.SEX, True, "", True),
        (Eyes(shown=Mature.GORE), Mature.GORE, True, "My mother", True),
        (Eyes(shown=Mature.GORE), NONE, True, "", True),
        (Eyes(hidden=Mature.GORE), Mature.GORE, True, "", True),
    ],
)
def test_what_is_covered(eyes: Eyes, found: Mature, sensitive: bool, warning: str, covered: bool) -> None:
    assert eyes.covers(found, sensitive=sensitive, warning=warning) is covered


@given(marks, marks)
def test_what_is_hidden_shares_a_category_with_what_the_viewer_hides(found: Mature, hidden: Mature) -> None:
    assert Eyes(hidden=hidden).hides(found) is any(each in found and each in hidden for each in Mature)


def test_one_category_is_shown_blurred_or_hidden() -> None:
    eyes = Eyes(shown=Mature.NUDITY, hidden=Mature.GORE)
    assert [eyes.of(each) for each in (Mature.NUDITY, Mature.SEX, Mature.GORE)] == [Sight.SHOW, Sight.BLUR, Sight.HIDE]
