"""Albums as stored: order with room in it, works that come and go, covers, announcements, layouts."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.album import ROOM, Album, AlbumId, AlbumKind, Layout
from fedart.domain.ids import WorkId, new_id
from fedart.storage import albums, works
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


def album_by(actor: Actor, title: str = "Ferries", kind: AlbumKind = AlbumKind.ALBUM, position: int = ROOM) -> Album:
    return Album(AlbumId(new_id()), actor.id, kind, title, "*words*", "<p>words</p>", False, None, position, NOW, NOW)


@pytest.fixture
def maren(things: Things) -> Actor:
    return things.actor("maren", host="gallery.example", local=True)


@pytest.fixture
def album(tx: SqliteTx, maren: Actor) -> Album:
    made = album_by(maren)
    albums.insert(tx, made)
    return made


def filled(tx: SqliteTx, things: Things, maren: Actor, album: Album, number: int) -> list[WorkId]:
    made = [things.work(maren).id for _ in range(number)]
    assert all(albums.put(tx, album.id, work, NOW) for work in made)
    return made


def test_an_album_comes_back_as_it_was_stored(tx: SqliteTx, album: Album) -> None:
    assert albums.by_id(tx, album.id) == album
    assert albums.by_id(tx, "nothing") is None


def test_names_words_and_doors_change(tx: SqliteTx, album: Album) -> None:
    changed = replace(album, title="Boats", source="", content="", closed=True, changed=NOW + 1)
    albums.edit(tx, changed)
    assert albums.by_id(tx, album.id) == changed


def test_albums_and_sections_have_orders_of_their_own(tx: SqliteTx, maren: Actor, album: Album) -> None:
    second, section = album_by(maren, "Boats", position=2 * ROOM), album_by(maren, "Ink", AlbumKind.SECTION)
    albums.insert(tx, second)
    albums.insert(tx, section)
    assert [a.title for a in albums.of_actor(tx, maren.id, AlbumKind.ALBUM)] == ["Ferries", "Boats"]
    assert [a.title for a in albums.of_actor(tx, maren.id, AlbumKind.SECTION)] == ["Ink"]
    albums.arrange(tx, [second.id, album.id])
    assert [a.title for a in albums.of_actor(tx, maren.id, AlbumKind.ALBUM)] == ["Boats", "Ferries"]


def test_works_stand_in_the_order_they_came(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    made = filled(tx, things, maren, album, 3)
    assert albums.works(tx, album.id) == made
    assert albums.put(tx, album.id, made[0], NOW) is False
    assert albums.works(tx, album.id) == made


def test_a_work_that_was_taken_out_comes_back_at_the_end(
    tx: SqliteTx, things: Things, maren: Actor, album: Album
) -> None:
    first, second, third = filled(tx, things, maren, album, 3)
    albums.set_cover(tx, album.id, second, NOW)
    assert albums.take_out(tx, album.id, second, NOW + 5)
    assert not albums.take_out(tx, album.id, second, NOW + 6)
    found = albums.by_id(tx, album.id)
    assert found is not None
    assert (found.cover, found.changed) == (None, NOW + 5)
    assert albums.works(tx, album.id) == [first, third]
    assert albums.put(tx, album.id, second, NOW + 7)
    assert albums.works(tx, album.id) == [first, third, second]


def test_the_cover_stays_when_another_work_leaves(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    first, second = filled(tx, things, maren, album, 2)
    albums.set_cover(tx, album.id, first, NOW)
    albums.take_out(tx, album.id, second, NOW)
    found = albums.by_id(tx, album.id)
    assert found is not None
    assert found.cover == first


def test_moving_changes_one_position_only(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    first, second, third = filled(tx, things, maren, album, 3)
    before = positions(tx, album)
    albums.move(tx, album.id, third, first, second, NOW)
    after = positions(tx, album)
    assert albums.works(tx, album.id) == [first, third, second]
    assert {work for work in before if before[work] != after[work]} == {third}
    albums.move(tx, album.id, second, None, first, NOW)
    assert albums.works(tx, album.id) == [second, first, third]


def positions(tx: SqliteTx, album: Album) -> dict[str, int]:
    return {row["work_id"]: row["position"] for row in tx.all(albums.SQL.all_entries, album=album.id)}


def test_without_room_everything_is_spread_again(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    first, second, third = filled(tx, things, maren, album, 3)
    for work, position in ((first, 1), (second, 2), (third, 3)):
        tx.run(albums.SQL.place_work, album=album.id, work=work, position=position)
    albums.move(tx, album.id, third, first, second, NOW)
    assert albums.works(tx, album.id) == [first, third, second]
    assert min(positions(tx, album).values()) == ROOM


def test_a_deleted_work_is_in_no_album(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    first, second = filled(tx, things, maren, album, 2)
    work = works.by_id(tx, first)
    assert work is not None
    works.remove(tx, work, NOW)
    assert albums.works(tx, album.id) == [second]


def test_a_deleted_album_leaves_its_works_alone(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    (work,) = filled(tx, things, maren, album, 1)
    assert albums.with_work(tx, work) == {album.id}
    albums.remove(tx, album.id, NOW + 9)
    found = albums.by_id(tx, album.id)
    assert found is not None
    assert (found.deleted, found.title, found.public) == (NOW + 9, "", False)
    assert albums.with_work(tx, work) == frozenset()
    assert works.by_id(tx, work) is not None
    assert albums.of_actor(tx, maren.id, AlbumKind.ALBUM) == []


def test_an_announcement_leads_to_its_album_while_that_is_public(
    tx: SqliteTx, things: Things, maren: Actor, album: Album
) -> None:
    post = things.work(maren)
    assert albums.announced(tx, post.id) is None
    albums.announce(tx, post.id, album.id)
    assert albums.announced(tx, post.id) == album
    albums.edit(tx, replace(album, closed=True))
    assert albums.announced(tx, post.id) is None


def test_a_portfolio_hangs_in_rows_until_its_artist_chooses(tx: SqliteTx, maren: Actor) -> None:
    assert albums.layout(tx, maren.id) is Layout.ROWS
    for chosen in (Layout.SQUARES, Layout.SLIDES):
        albums.set_layout(tx, maren.id, chosen)
        assert albums.layout(tx, maren.id) is chosen
