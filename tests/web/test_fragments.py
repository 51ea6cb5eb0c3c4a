"""Kept pieces of pages: given out again only while what they were made of is equal, in the same language."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from fedart.domain.media import Rendition
from fedart.web import fragments
from fedart.web.fragments import Kept
from fedart.words import Language, speaking


@dataclass(frozen=True)
class Work:
    title: str
    pictures: tuple[str, ...] = ()


class Macro:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, work: Work, *rest: object) -> Markup:
        self.asked += 1
        return Markup("<b>{}</b>").format(work.title)


def test_a_piece_is_made_once_while_nothing_changes() -> None:
    macro, work = Macro(), Work("Rust", ("a",))
    for _ in range(3):
        assert fragments.kept(macro, "once", "1", replace(work), True) == Markup("<b>Rust</b>")
    assert macro.asked == 1


def test_a_change_anywhere_in_what_it_shows_makes_it_anew() -> None:
    macro, work = Macro(), Work("Rust", ("a",))
    changes = (work, replace(work, title="Salt"), replace(work, title="Salt", pictures=("a", "b")))
    said = [fragments.kept(macro, "change", "1", each) for each in changes]
    assert said == ["<b>Rust</b>", "<b>Salt</b>", "<b>Salt</b>"]
    assert macro.asked == 3


def test_other_names_other_works_other_places_and_other_languages_have_pieces_of_their_own() -> None:
    macro, work = Macro(), Work("Rust")
    fragments.kept(macro, "own", "1", work, True)
    fragments.kept(macro, "other", "1", work, True)
    fragments.kept(macro, "own", "2", work, True)
    fragments.kept(macro, "own", "1", work, False)
    with speaking(Language("de", "Deutsch")):
        fragments.kept(macro, "own", "1", work, True)
    assert macro.asked == 5
    fragments.kept(macro, "own", "1", work, True)
    assert macro.asked == 5


def test_only_so_many_are_kept_and_the_ones_asked_for_last() -> None:
    kept: Kept[str] = Kept(most=2)
    assert kept.get("a", 1, lambda: "first") == "first"
    assert kept.get("b", 1, lambda: "first") == "first"
    assert kept.get("a", 1, lambda: "again") == "first"
    assert kept.get("c", 1, lambda: "first") == "first"
    assert len(kept) == 2
    assert kept.get("a", 1, lambda: "again") == "first"
    assert kept.get("b", 1, lambda: "again") == "again"


def test_what_is_worked_out_of_copies_is_for_that_very_tuple() -> None:
    asked: list[int] = []

    def count(copies: tuple[Rendition, ...]) -> int:
        asked.append(len(copies))
        return len(copies)

    remembered = fragments.by_copies(count)
    one = (Rendition("640", "image/webp", 640, 480, 9, "a"),)
    two = (*one, replace(one[0], name="320", width=320))
    assert [remembered(one), remembered(two), remembered(one), remembered(two)] == [1, 2, 1, 2]
    assert asked == [1, 2]
    for number in range(fragments.MOST + 1):
        assert remembered((*one, *two)[: 1 + number % 3]) == 1 + number % 3
