"""Where an application may go, what is wrong with one, and cells that are no formulas."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.domain.applying import NOTE_LIMIT, SEEN, TRANSITIONS, WORKS, Letter, Stage, cell
from fedart.domain.ids import WorkId, new_id

WORDS = "I paint the sea."


def test_every_stage_leads_to_every_other_but_back_to_new() -> None:
    for stage in Stage:
        assert TRANSITIONS[stage] == frozenset(Stage) - {stage, Stage.NEW}


def test_every_stage_has_words_for_both_sides() -> None:
    assert all(stage.words and stage.told.endswith(".") for stage in Stage)
    assert SEEN not in set(Stage)


@pytest.mark.parametrize(
    "letter",
    [
        Letter(note=WORDS),
        Letter(works=(WorkId(new_id()),)),
        Letter(note="x" * NOTE_LIMIT, works=tuple(WorkId(new_id()) for _ in range(WORKS))),
        Letter(note=WORDS, rate="x" * 200, start="x" * 200),
    ],
)
def test_a_note_or_a_work_is_enough(letter: Letter) -> None:
    assert letter.problems() == {}


@pytest.mark.parametrize(
    ("letter", "field", "words"),
    [
        (Letter(), "note", "Please write something, or choose a work."),
        (Letter(note="  \n"), "note", "Please write something, or choose a work."),
        (
            Letter(note="x" * 3_041),
            "note",
            "Please keep the note under 3,000 characters; it is 41 over.",
        ),
        (Letter(WORDS, works=tuple(WorkId(str(n)) for n in range(13))), "works", "Please choose up to 12 works."),
        (Letter(WORDS, rate="x" * 201), "rate", "Please keep this under 200 characters."),
        (Letter(WORDS, start="x" * 201), "start", "Please keep this under 200 characters."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(letter: Letter, field: str, words: str) -> None:
    assert letter.problems() == {field: words}


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+31 6 1234",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "  =1",
        "\n=1",
        "\u00a0=1",
        "＝1",
        '=HYPERLINK("https://evil.example")',
    ],
)
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "3,600 EUR", "Maren", "a=1", "1-2", "'=1", "  plain"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=5))
def test_no_cell_of_a_row_ever_begins_like_a_formula(texts: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([cell(text) for text in texts])
    [row] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert len(row) == len(texts)
    assert not [each for each in row if each.startswith(("=", "+", "-", "@", "\t", "\r"))]
