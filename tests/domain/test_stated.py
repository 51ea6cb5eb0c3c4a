"""What artists state: words kept once, limits in sentences, licences with their texts."""

import pytest

from fedart.domain.films import film
from fedart.domain.stated import NOTHING, SUGGESTED, WORD_LENGTH, Facet, Licence, Process, Stated, words


def test_words_are_kept_once_with_single_blanks_in_the_order_given() -> None:
    assert words([" Oil ", "oil", "Digital   painting", "", "  "]) == ("Oil", "Digital painting")


def test_suggestions_fit_what_is_taken() -> None:
    for facet in Facet:
        assert words(SUGGESTED[facet]) == SUGGESTED[facet]
        assert all(len(word) <= WORD_LENGTH for word in SUGGESTED[facet])


def test_every_limit_has_its_sentence() -> None:
    one = film("https://youtu.be/dQw4w9WgXcQ")
    assert one is not None
    assert NOTHING.problems() == {}
    assert Stated(medium=("Oil",) * 5, year="1" * 120, films=(one,) * 6).problems() == {}
    for stated, field in (
        (Stated(medium=tuple("abcdef")), "medium"),
        (Stated(subject=("x" * 41,)), "subject"),
        (Stated(software=("x" * 41,)), "software"),
        (Stated(year="1" * 121), "year"),
        (Stated(note="1" * 121), "note"),
        (Stated(films=(one,) * 7), "films"),
    ):
        assert list(stated.problems()) == [field]


def test_facets_are_read_in_order() -> None:
    stated = Stated(medium=("Oil", "Ink"), software=("Krita",))
    assert stated.facets() == ((Facet.MEDIUM, "Oil"), (Facet.MEDIUM, "Ink"), (Facet.SOFTWARE, "Krita"))


@pytest.mark.parametrize(
    ("licence", "words_", "address"),
    [
        (Licence.RESERVED, "All rights reserved", ""),
        (Licence.CC_BY, "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        (Licence.CC_BY_NC_ND, "CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        (Licence.CC0, "CC0 1.0 (no rights reserved)", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ],
)
def test_a_licence_has_words_and_a_text(licence: Licence, words_: str, address: str) -> None:
    assert (licence.words, licence.address) == (words_, address)


def test_what_is_not_known_gives_and_says_nothing() -> None:
    assert Licence.read("wtfpl") is Licence.RESERVED
    assert Process.read("maybe") is Process.UNSAID
    assert {Licence.read(each.value) for each in Licence} == set(Licence)
    assert all(each.words for each in Process if each is not Process.UNSAID)
