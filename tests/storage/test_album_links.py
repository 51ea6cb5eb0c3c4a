"""Secret links as stored, and what an album shows to whoever has one."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.album import Album, AlbumId, AlbumKind, Link, LinkId
from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.domain.work import Visibility, Work, WorkState
from fedart.storage import album_links, albums, views_shared, works
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


@pytest.fixture
def maren(things: Things) -> Actor:
    return things.actor("maren", host="gallery.example", local=True)


@pytest.fixture
def album(tx: SqliteTx, maren: Actor) -> Album:
    made = Album(AlbumId(new_id()), maren.id, AlbumKind.ALBUM, "Drafts", "", "", True, None, 1, NOW, NOW)
    albums.insert(tx, made)
    return made


def add(tx: SqliteTx, album: Album, token: str) -> Link:
    made = Link(LinkId(new_id()), album.id, "Ms. Holm", NOW, NOW + 100, None, 0)
    album_links.insert(tx, made, token)
    return made


def test_a_link_is_found_by_its_hash_and_by_its_id(tx: SqliteTx, album: Album) -> None:
    made = add(tx, album, "aa")
    assert album_links.by_hash(tx, "aa") == made
    assert album_links.by_id(tx, made.id) == made
    assert album_links.by_hash(tx, "bb") is None
    assert album_links.by_id(tx, "nothing") is None


def test_links_are_listed_ended_and_counted(tx: SqliteTx, album: Album) -> None:
    first, second = add(tx, album, "aa"), add(tx, album, "bb")
    assert [link.id for link in album_links.of_album(tx, album.id)] == [second.id, first.id]
    album_links.count_view(tx, first.id)
    assert album_links.revoke(tx, album.id, first.id, NOW + 1)
    assert not album_links.revoke(tx, album.id, first.id, NOW + 2)
    assert not album_links.revoke(tx, "another", second.id, NOW + 2)
    assert album_links.by_id(tx, first.id) == replace(first, views=1, revoked=NOW + 1)
    assert album_links.by_id(tx, second.id) == second


def hang(tx: SqliteTx, things: Things, maren: Actor, album: Album, **changes: Visibility | WorkState) -> Work:
    visibility, state = changes.get("visibility", Visibility.PUBLIC), changes.get("state", WorkState.LIVE)
    assert isinstance(visibility, Visibility)
    assert isinstance(state, WorkState)
    work = things.work(maren, lambda work: replace(work, visibility=visibility, state=state))
    things.picture(maren, work, state=MediaState.HELD if state is WorkState.HELD else MediaState.KEPT)
    albums.put(tx, album.id, work.id, NOW)
    return work


def test_a_link_shows_every_work_that_stands_whomever_it_is_for(
    tx: SqliteTx, things: Things, maren: Actor, album: Album
) -> None:
    shown = [hang(tx, things, maren, album, visibility=visibility) for visibility in Visibility]
    hang(tx, things, maren, album, state=WorkState.HELD)
    gone = hang(tx, things, maren, album)
    works.remove(tx, gone, NOW)
    left = hang(tx, things, maren, album)
    albums.take_out(tx, album.id, left.id, NOW)
    assert [post.work.id for post in views_shared.works(tx, album)] == [work.id for work in shown]
    assert views_shared.holds(tx, album.id, shown[0].id)
    assert not views_shared.holds(tx, album.id, left.id)


def test_the_walk_leads_through_all_of_them(tx: SqliteTx, things: Things, maren: Actor, album: Album) -> None:
    first, second = hang(tx, things, maren, album), hang(tx, things, maren, album, visibility=Visibility.DIRECT)
    start, end = views_shared.step(tx, album, first.id), views_shared.step(tx, album, second.id)
    assert start is not None
    assert end is not None
    assert (start.number, start.total, start.previous, start.next) == (1, 2, None, second.id)
    assert (end.number, end.total, end.previous, end.next) == (2, 2, first.id, None)
    assert len(end.post.pictures) == 1
    assert views_shared.step(tx, album, "nothing") is None
    assert views_shared.step(tx, album, "") is None
