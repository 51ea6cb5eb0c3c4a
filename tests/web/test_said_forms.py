"""Forms and sentences of templates in another language: said once, whole, and with the numbers where they belong."""

from gettext import NullTranslations
from types import SimpleNamespace

import pytest

from fedart.web.templates import environment
from fedart.words import Language, speaking


class Catalogue(NullTranslations):
    """Sentences and their translations; what is not there stays English."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__()
        self.known = known

    def gettext(self, message: str) -> str:
        return self.known.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        one = msgid1 if n == 1 else msgid2
        return self.known.get(one, one)


def written(source: str, known: dict[str, str], **values: object) -> str:
    """What a template says in the language of those sentences."""
    with speaking(Language("de", "Deutsch", "ltr", Catalogue(known))):
        return environment().from_string(source).render(**values)


LEFT = {"Left": "Links", "Links": "Verweise"}
CHOICE = '{% from "macros/form.html" import choice %}{{ choice("side", _("Side"), "a", options) }}'
RADIOS = '{% from "macros/form.html" import radios %}{{ radios("side", _("Side"), "a", options) }}'


@pytest.mark.parametrize(("source", "row"), [(CHOICE, ("a", "Left")), (RADIOS, ("a", "Left", "Left"))])
def test_options_of_a_table_are_said_where_they_are_shown(source: str, row: tuple[str, ...]) -> None:
    page = written(source, LEFT, options=[row])
    assert page.count("Links") == len(row) - 1
    assert "Left" not in page
    assert "Left" in written(source, {}, options=[row])


@pytest.mark.parametrize(("source", "rest"), [(CHOICE, ()), (RADIOS, ("",))])
def test_what_a_template_said_is_not_said_again(source: str, rest: tuple[str, ...]) -> None:
    told = '[("a", _("Left"))]' if source == CHOICE else '[("a", _("Left"), "")]'
    assert "Verweise" not in written(source.replace("options", told), LEFT)
    assert "Verweise" in written(source, LEFT, options=[("a", "Links", *rest)])


NUMBERED = '{% from "macros/shots.html" import place %}{{ place(media, 2, 3) }}'


def test_a_picture_that_moves_finds_its_words_for_every_number() -> None:
    known = {
        "Picture %(number)s: earlier": "Bild %(number)s: nach vorn",
        "Place of picture %(number)s": "Platz %(number)s",
    }
    page = written(NUMBERED, known, media=SimpleNamespace(id="m1"))
    assert 'data-numbered="Bild {n}: nach vorn" aria-label="Bild 2: nach vorn"' in page
    assert 'data-numbered="Platz {n}">Platz 2</label>' in page
    english = written(NUMBERED, {}, media=SimpleNamespace(id="m1"))
    assert 'data-numbered="Picture {n}: later" aria-label="Picture 2: later"' in english


DECISION = """{% from "macros/desk.html" import listed %}{{ listed("keep", reasons, chosen, "own") }}"""


def test_a_listed_reason_is_sent_as_it_is_stored_and_shown_as_it_is_said() -> None:
    page = written(DECISION, {"It is advertising.": "Es ist Werbung."}, reasons=["It is advertising."], chosen="own")
    assert 'value="It is advertising."' in page
    assert "<span>Es ist Werbung.</span>" in page
    assert 'value="own" checked' in page


def test_the_words_of_the_policies_are_said_by_whoever_shows_them() -> None:
    source = (
        '{% from "macros/policy.html" import MEANS, NAMES %}{{ NAMES["local"]|said }}: {{ MEANS["local"][1][1]|said }}'
    )
    known = {"Uploaded here": "Hier hochgeladen", "Hold": "Anhalten"}
    assert written(source, known) == "Hier hochgeladen: Anhalten"
    assert written(source, {}) == "Uploaded here: Hold"
