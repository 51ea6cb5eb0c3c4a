"""Projects: which blocks follow from what is said of each picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.arranged import (
    PLAIN,
    TOGETHER_LIMIT,
    WIDEST_ROW,
    WORDS_LIMIT,
    Block,
    Joined,
    Part,
    Shape,
    blocks,
    problems,
)

BESIDE, COMPARED = Part(joined=Joined.BESIDE), Part(joined=Joined.COMPARED)
FILM = "https://vimeo.com/76979871"


def said(words: str = "w", joined: Joined = Joined.BELOW, film: str = "") -> Part:
    return Part(words, joined, film, f"<p>{words}</p>")


def drawn(found: list[Block[str]]) -> list[str]:
    """Blocks in a few letters: `a` a picture, `a+b` a row, `a|b` a pair, words in quotes, a film as `>`."""
    marks = {Shape.PICTURE: "", Shape.ROW: "+", Shape.PAIR: "|"}
    return [
        f'"{block.html[3:-4]}"'
        if block.shape is Shape.WORDS
        else ">"
        if block.shape is Shape.FILM
        else marks[block.shape].join(block.items)
        for block in found
    ]


@pytest.mark.parametrize(
    ("hung", "expected"),
    [
        ([], []),
        ([("a", PLAIN), ("b", PLAIN)], ["a", "b"]),
        ([("a", PLAIN), ("b", BESIDE)], ["a+b"]),
        ([("a", PLAIN), ("b", BESIDE), ("c", BESIDE), ("d", PLAIN)], ["a+b+c", "d"]),
        ([("a", PLAIN), ("b", COMPARED), ("c", PLAIN)], ["a|b", "c"]),
        ([("a", said("x")), ("b", said("y"))], ['"x"', "a", '"y"', "b"]),
        ([("a", said("x")), ("b", BESIDE)], ['"x"', "a+b"]),
        ([("a", Part(film=FILM)), ("b", PLAIN)], ["a", ">", "b"]),
        ([("a", PLAIN), ("b", Part(film=FILM))], ["a", "b", ">"]),
    ],
)
def test_blocks_follow_from_the_order_of_the_pictures(hung: list[tuple[str, Part]], expected: list[str]) -> None:
    assert drawn(blocks(hung)) == expected


@pytest.mark.parametrize("joined", [Joined.BESIDE, Joined.COMPARED])
def test_a_join_of_the_first_picture_means_nothing(joined: Joined) -> None:
    first, second = ("a", Part(joined=joined)), ("b", Part(joined=joined))
    assert drawn(blocks([first])) == ["a"]
    assert len(blocks([first, second])) == 1


def test_words_above_a_picture_begin_a_new_line() -> None:
    assert drawn(blocks([("a", PLAIN), ("b", said("x", Joined.BESIDE))])) == ["a", '"x"', "b"]
    assert drawn(blocks([("a", PLAIN), ("b", BESIDE)])) == ["a+b"]


def test_a_row_is_full_with_four_and_a_pair_with_two() -> None:
    five = [("a", PLAIN), *((name, BESIDE) for name in "bcde")]
    assert drawn(blocks(five)) == ["a+b+c+d", "e"]
    assert drawn(blocks([("a", PLAIN), ("b", COMPARED), ("c", COMPARED), ("d", BESIDE)])) == ["a|b", "c+d"]


def test_nothing_is_compared_with_a_row_and_nothing_stands_beside_a_pair() -> None:
    assert drawn(blocks([("a", PLAIN), ("b", BESIDE), ("c", COMPARED)])) == ["a+b", "c"]
    assert drawn(blocks([("a", PLAIN), ("b", COMPARED), ("c", BESIDE)])) == ["a|b", "c"]


def test_a_film_stands_below_the_row_that_its_picture_hangs_in() -> None:
    assert drawn(blocks([("a", Part(film=FILM)), ("b", BESIDE), ("c", PLAIN)])) == ["a+b", ">", "c"]


def test_the_words_of_a_picture_that_is_not_shown_stay_and_nothing_joins_it() -> None:
    hidden: list[tuple[str | None, Part]] = [("a", PLAIN), (None, said("x", film=FILM)), ("c", BESIDE)]
    assert drawn(blocks(hidden)) == ["a", '"x"', ">", "c"]
    assert drawn(blocks([("a", PLAIN), ("b", said("x", film=FILM)), ("c", BESIDE)])) == ["a", '"x"', "b+c", ">"]
    gone: list[tuple[str | None, Part]] = [("a", PLAIN), (None, COMPARED)]
    assert drawn(blocks(gone)) == ["a"]


PARTS = st.builds(
    Part,
    words=st.just(""),
    joined=st.sampled_from(Joined),
    film=st.sampled_from(["", FILM]),
    html=st.sampled_from(["", "<p>x</p>"]),
)


@given(st.lists(PARTS, max_size=20))
def test_every_picture_word_and_film_is_there_once_and_in_order(parts: list[Part]) -> None:
    found = blocks(list(enumerate(parts)))
    assert [item for block in found for item in block.items] == list(range(len(parts)))
    assert [block.html for block in found if block.html] == [part.html for part in parts if part.html]
    assert sum(block.shape is Shape.FILM for block in found) == sum(bool(part.film) for part in parts)
    assert all(len(block.items) == 2 for block in found if block.shape is Shape.PAIR)
    assert all(2 <= len(block.items) <= WIDEST_ROW for block in found if block.shape is Shape.ROW)


@pytest.mark.parametrize(
    ("part", "expected"),
    [(PLAIN, False), (Part("words"), True), (BESIDE, True), (COMPARED, True), (Part(film=FILM), True)],
)
def test_a_part_says_something_or_nothing(part: Part, expected: bool) -> None:
    assert part.said is expected


@pytest.mark.parametrize(("text", "expected"), [("beside", Joined.BESIDE), ("", Joined.BELOW), ("x", Joined.BELOW)])
def test_an_unknown_join_is_below(text: str, expected: Joined) -> None:
    assert Joined.read(text) is expected


def test_long_words_are_named_with_the_limit() -> None:
    assert problems("", [Part("x" * WORDS_LIMIT)]) == {}
    found = problems("", [PLAIN, Part("x" * (WORDS_LIMIT + 1))])
    assert found == {"before": "Please keep the text above a picture under 5,000 characters."}


def test_the_words_of_a_project_have_a_limit_together() -> None:
    full = [Part("x" * WORDS_LIMIT)] * (TOGETHER_LIMIT // WORDS_LIMIT)
    assert problems("", full) == {}
    words = "Please keep all words of a project under 30,000 characters together."
    assert problems("x", full) == {"text": words}
