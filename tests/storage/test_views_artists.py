"""The list of artists: by name, in pages, and as filters find them."""

from dataclasses import replace
from datetime import date

import pytest

from fedart.domain.practice import Open, Opening, Practice
from fedart.domain.work import Visibility, WorkState
from fedart.storage import actors, practice, views_artists
from fedart.storage.sqlite import SqliteTx
from fedart.storage.views_artists import Wish, wish
from tests.support.things import NOW, Things

DAY = date(2026, 11, 22)
PEOPLE = {
    "ada": Practice("Ink & weather", "", "Tromsø, Norway", ("Painter", "Comics artist"), (Open(Opening.CONTRACT),)),
    "bo": Practice("50% sea", "", "Kiel", ("Painter",), (Open(Opening.COMMISSIONS, DAY),)),
    "cleo": Practice("", "", "Kiel", ("Animator",), (Open(Opening.COMMISSIONS, date(2026, 11, 21)),)),
    "dan": Practice(),
}


@pytest.fixture
def town(tx: SqliteTx, things: Things) -> SqliteTx:
    """Four artists with a work each."""
    for name, said in PEOPLE.items():
        actor = things.actor(name, host="gallery.example", local=True)
        practice.put(tx, actor.id, said)
        things.picture(actor, things.work(actor))
    return tx


def names(tx: SqliteTx, wanted: Wish, day: date = DAY) -> list[str]:
    page, total = views_artists.roster(tx, wanted, day, limit=9)
    assert total == len(page.items)
    return [item.artist.person.username for item in page.items]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (wish(), ["ada", "bo", "cleo", "dan"]),
        (wish(role="PAINTER"), ["ada", "bo"]),
        (wish(role="paint"), []),
        (wish(opening="commissions"), ["bo"]),
        (wish(opening="contract"), ["ada"]),
        (wish(opening="full-time"), []),
        (wish(place="kiel"), ["bo", "cleo"]),
        (wish(place="NORWAY"), ["ada"]),
        (wish(words="weather ink"), ["ada"]),
        (wish(words="comics"), ["ada"]),
        (wish(words="50%"), ["bo"]),
        (wish(words="%"), ["bo"]),
        (wish(words="_"), []),
        (wish(words="Cleo kiel"), ["cleo"]),
        (wish(role="painter", opening="commissions", place="Kiel", words="bo"), ["bo"]),
        (wish(role="painter", place="kiel", words="ada"), []),
    ],
)
def test_each_set_of_filters_finds_those_who_fit_all_of_it(town: SqliteTx, wanted: Wish, found: list[str]) -> None:
    assert names(town, wanted) == found


def test_what_lapsed_is_neither_found_nor_shown(town: SqliteTx) -> None:
    assert names(town, wish(opening="commissions"), date(2026, 11, 21)) == ["bo", "cleo"]
    page, _ = views_artists.roster(town, wish(place="kiel"), DAY, limit=9)
    assert [[o.kind for o in item.practice.openings] for item in page.items] == [[Opening.COMMISSIONS], []]
    assert page.items[0].practice.headline == "50% sea"


def test_pages_join_and_names_sort_without_case_and_marks(tx: SqliteTx, things: Things) -> None:
    for username, name in (("zoe", "Ada"), ("anna", ""), ("mia", "Äda"), ("bo", "Zed"), ("silent", "Mute")):
        actor = things.actor(username, host="gallery.example", local=True)
        actors.edit_profile(tx, replace(actor, name=name))
        if username != "silent":
            for _ in range(3):
                things.picture(actor, things.work(actor))
    first, total = views_artists.roster(tx, wish(), DAY, limit=2)
    assert (total, {item.artist.person.display_name for item in first.items}) == (4, {"Ada", "Äda"})
    sort, _, ident = first.more.rpartition("|")
    second, total = views_artists.roster(tx, wish(), DAY, after=(sort, ident), limit=2)
    assert [item.artist.person.display_name for item in second.items] == ["anna", "Zed"]
    assert (second.more, total) == ("", 4)
    assert [len(item.artist.covers) for item in second.items] == [2, 2]


@pytest.mark.parametrize(
    ("visibility", "state", "listed"),
    [
        (Visibility.PUBLIC, WorkState.LIVE, 1),
        (Visibility.QUIET, WorkState.LIVE, 0),
        (Visibility.FOLLOWERS, WorkState.LIVE, 0),
        (Visibility.PUBLIC, WorkState.HELD, 0),
    ],
)
def test_web_09_an_artist_is_listed_with_work_that_anybody_may_see(
    tx: SqliteTx, things: Things, visibility: Visibility, state: WorkState, listed: int
) -> None:
    actor = things.actor("maren", host="gallery.example", local=True)
    assert names(tx, wish()) == []
    things.work(actor, lambda work: replace(work, visibility=visibility, state=state))
    assert len(names(tx, wish())) == listed


def test_who_is_suspended_or_lives_elsewhere_is_not_listed(town: SqliteTx, things: Things) -> None:
    things.work(things.actor("eve"))
    ada = actors.by_handle(town, "ada", "gallery.example")
    assert ada is not None
    actors.suspend(town, ada.id, NOW)
    assert names(town, wish()) == ["bo", "cleo", "dan"]


def test_the_roles_that_most_have_come_first(town: SqliteTx) -> None:
    assert views_artists.common_roles(town, limit=2) == ("painter", "animator")
