"""Sentences that are stored, and said again in the language of whoever reads them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedart.words import Sentence, later, say, say_many, speaking, stored, told
from tests.support.german import german

GERMAN = german(
    {
        "%(name)s: %(reason)s": "%(name)s – %(reason)s",
        "It is late.": "Es ist spät.",
        "%(num)s work of %(who)s": ("%(num)s Werk von %(who)s", "%(num)s Werke von %(who)s"),
    }
)
LATE = later("It is late.")


def test_a_sentence_is_said_again_for_another_reader() -> None:
    kept = stored(say("%(name)s: %(reason)s", name="a%s.png", reason=say(LATE)))
    assert told(kept) == "a%s.png: It is late."
    with speaking(GERMAN):
        assert told(kept) == "a%s.png – Es ist spät."
        kept = stored(say("%(name)s: %(reason)s", name="b.png", reason=say(LATE)))
    assert told(kept) == "b.png: It is late.", "whatever language held when it was stored"


def test_a_sentence_without_values_is_stored_as_it_stands_in_the_code() -> None:
    with speaking(GERMAN):
        assert (say(LATE), stored(say(LATE))) == ("Es ist spät.", "It is late.")
        assert told("It is late.") == "Es ist spät."


@pytest.mark.parametrize(("number", "english", "other"), [(1, "1 work of Kim", "1 Werk"), (2, "2 works of Kim", "2 W")])
def test_a_number_keeps_its_form(number: int, english: str, other: str) -> None:
    kept = stored(say_many("%(num)s work of %(who)s", "%(num)s works of %(who)s", number, who="Kim"))
    assert told(kept) == english
    with speaking(GERMAN):
        assert told(kept).startswith(other)


def test_a_sentence_that_was_said_is_said_in_the_language_that_holds_now() -> None:
    before = say("%(name)s: %(reason)s", name="a", reason=say(LATE))
    with speaking(GERMAN):
        assert say(before) == "a – Es ist spät."
    assert isinstance(before, Sentence)
    assert (before, json.dumps(before)) == ("a: It is late.", '"a: It is late."'), "a text like any other"


@given(st.text())
def test_what_people_typed_comes_back_as_it_was(text: str) -> None:
    assert stored(text) == text
    if not text.startswith('{"say": '):
        assert told(text) == text
    assert told(stored(say("%(name)s: %(reason)s", name=text, reason="x"))) == f"{text}: x"


@pytest.mark.parametrize(
    "text", ['{"say": ', '{"say": 1}', '{"say": "a", "values": 3}', '{"say": "%(b)s", "values": {"a": 1}, "many": ""}']
)
def test_what_is_no_stored_sentence_is_left_as_it_is(text: str) -> None:
    assert told(text) == text
