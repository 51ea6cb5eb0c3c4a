"""Albums as pages and other servers read them: for each viewer what they may see, counted alike, walked in order."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from fedart.domain.actor import Account, Actor, Role, Viewer
from fedart.domain.album import Album, AlbumId, AlbumKind
from fedart.domain.ids import AccountId, Uri, WorkId, new_id
from fedart.domain.media import MediaState
from fedart.domain.work import Visibility, Work, WorkState
from fedart.storage import albums, blocks, views_albums
from fedart.storage.blocks import Blocking
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things


@dataclass
class Room:
    """An album with works of every kind in it, and people who look at it."""

    album: Album
    maren: Viewer
    joost: Viewer
    ada: Viewer
    works: dict[str, Work]


def viewer(actor: Actor) -> Viewer:
    return Viewer(Account(AccountId("a"), actor.id, actor.username, Role.ARTIST, NOW, disabled=False), actor, "")


def made(tx: SqliteTx, actor: Actor, title: str = "Ferries", kind: AlbumKind = AlbumKind.ALBUM) -> Album:
    album = Album(AlbumId(new_id()), actor.id, kind, title, "", "", False, None, 1, NOW, NOW)
    albums.insert(tx, album)
    return album


def _shown(visibility: Visibility, state: WorkState = WorkState.LIVE) -> Callable[[Work], Work]:
    return lambda work: replace(work, visibility=visibility, state=state)


@pytest.fixture
def room(tx: SqliteTx, things: Things) -> Room:
    """Maren's; Joost follows her, Ada is nobody's friend."""
    maren, joost, ada = (things.actor(n, host="gallery.example", local=True) for n in ("maren", "joost", "ada"))
    things.follow(joost, maren)
    album = made(tx, maren)
    kinds = {
        "public": (Visibility.PUBLIC, WorkState.LIVE),
        "followers": (Visibility.FOLLOWERS, WorkState.LIVE),
        "quiet": (Visibility.QUIET, WorkState.LIVE),
        "local": (Visibility.LOCAL, WorkState.LIVE),
        "direct": (Visibility.DIRECT, WorkState.LIVE),
        "held": (Visibility.PUBLIC, WorkState.HELD),
        "last": (Visibility.PUBLIC, WorkState.LIVE),
    }
    found = {}
    for name, (visibility, state) in kinds.items():
        found[name] = things.work(maren, _shown(visibility, state))
        things.picture(maren, found[name], state=MediaState.HELD if name == "held" else MediaState.KEPT)
        albums.put(tx, album.id, found[name].id, NOW)
    return Room(album, viewer(maren), viewer(joost), viewer(ada), found)


SEEN = {
    "nobody": ["public", "quiet", "last"],
    "ada": ["public", "quiet", "local", "last"],
    "joost": ["public", "followers", "quiet", "local", "last"],
    "maren": ["public", "followers", "quiet", "local", "direct", "held", "last"],
}


def _names(room: Room, idents: list[WorkId]) -> list[str]:
    known = {work.id: name for name, work in room.works.items()}
    return [known[ident] for ident in idents]


@pytest.mark.parametrize("who", SEEN)
def test_web_09_each_viewer_finds_what_they_may_see_and_counts_no_more(tx: SqliteTx, room: Room, who: str) -> None:
    looking = None if who == "nobody" else getattr(room, who)
    page = views_albums.works(tx, room.album.id, looking, limit=20)
    assert _names(room, [card.id for card in page.items]) == SEEN[who]
    assert views_albums.count(tx, room.album.id, looking) == len(SEEN[who])
    (shelf,) = views_albums.of_artist(tx, room.album.actor_id, looking)
    assert shelf.works == len(SEEN[who])


@pytest.mark.parametrize("who", SEEN)
def test_web_09_the_walk_through_leads_past_what_may_not_be_seen(tx: SqliteTx, room: Room, who: str) -> None:
    looking = None if who == "nobody" else getattr(room, who)
    at: WorkId | None = room.works["public"].id
    found = []
    while at:
        step = views_albums.walk(tx, room.album, at, looking)
        found.append(at)
        assert (step.number, step.total) == (len(found), len(SEEN[who]))
        assert step.previous == (found[-2] if len(found) > 1 else None)
        at = step.next
    assert _names(room, found) == SEEN[who]


def test_pages_of_an_album_follow_one_another(tx: SqliteTx, room: Room) -> None:
    first = views_albums.works(tx, room.album.id, None, limit=2)
    rest = views_albums.works(tx, room.album.id, None, after=first.more, limit=2)
    assert _names(room, [card.id for card in (*first.items, *rest.items)]) == SEEN["nobody"]
    assert rest.more == ""
    assert views_albums.count(tx, room.album.id, None, until=first.more) == 2


def test_a_block_hides_every_work(tx: SqliteTx, room: Room) -> None:
    assert views_albums.count(tx, room.album.id, room.ada) == 4
    uri = Uri("https://gallery.example/b/1")
    blocks.add(tx, Blocking(new_id(), uri, room.maren.actor.id, room.ada.actor.id, NOW))
    assert views_albums.count(tx, room.album.id, room.ada) == 0
    assert views_albums.works(tx, room.album.id, room.ada, limit=9).items == ()
    assert views_albums.of_artist(tx, room.album.actor_id, room.ada) == ()


def test_a_closed_album_is_for_its_artist(tx: SqliteTx, room: Room) -> None:
    assert views_albums.visible(tx, room.album.id, None) is not None
    albums.edit(tx, replace(room.album, closed=True))
    assert views_albums.visible(tx, room.album.id, None) is None
    assert views_albums.visible(tx, room.album.id, room.joost) is None
    assert views_albums.visible(tx, room.album.id, room.maren) is not None
    assert views_albums.of_artist(tx, room.album.actor_id, room.joost) == ()
    assert len(views_albums.of_artist(tx, room.album.actor_id, room.maren)) == 1
    assert views_albums.with_work(tx, room.works["public"].id, room.joost) == ()
    assert len(views_albums.with_work(tx, room.works["public"].id, room.maren)) == 1


def test_sections_have_no_page(tx: SqliteTx, room: Room) -> None:
    section = made(tx, room.maren.actor, kind=AlbumKind.SECTION)
    assert views_albums.visible(tx, section.id, room.maren) is None
    assert views_albums.head(tx, section.id) is not None


def test_an_album_in_which_nobody_finds_anything_is_listed_for_its_artist_only(tx: SqliteTx, room: Room) -> None:
    empty = made(tx, room.maren.actor, "Empty")
    listed = [shelf.album.id for shelf in views_albums.of_artist(tx, room.album.actor_id, room.joost)]
    assert listed == [room.album.id]
    own = [shelf.album.id for shelf in views_albums.of_artist(tx, room.album.actor_id, room.maren)]
    assert empty.id in own


def test_the_cover_is_the_chosen_work_where_it_may_be_seen(tx: SqliteTx, room: Room) -> None:
    def cover(looking: Viewer | None) -> str | None:
        (shelf,) = views_albums.of_artist(tx, room.album.actor_id, looking)
        return shelf.cover.id if shelf.cover else None

    first, chosen = cover(None), room.works["followers"]
    albums.set_cover(tx, room.album.id, chosen.id, NOW)
    assert cover(room.joost) not in (first, None)
    assert cover(None) == first


def test_only_own_works_that_are_not_in_the_album_are_offered(tx: SqliteTx, things: Things, room: Room) -> None:
    spare = things.work(room.maren.actor)
    things.picture(room.maren.actor, spare)
    things.picture(room.joost.actor, things.work(room.joost.actor))
    found = views_albums.candidates(tx, room.album.id, room.maren, limit=9)
    assert [card.id for card in found.items] == [spare.id]
    albums.take_out(tx, room.album.id, room.works["last"].id, NOW)
    assert len(views_albums.candidates(tx, room.album.id, room.maren, limit=9).items) == 2


# what other servers read


def test_web_09_only_public_and_quiet_works_federate(tx: SqliteTx, room: Room) -> None:
    page = views_albums.public_page(tx, room.album.id, limit=9)
    assert page.items == tuple(room.works[name].uri for name in ("public", "quiet", "last"))
    assert (page.before, page.after) == ("", "")
    assert views_albums.public_count(tx, room.album.id) == 3
    assert views_albums.public_albums(tx, room.album.actor_id) == (room.album.id,)


def test_pages_lead_both_ways(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    album, uris = made(tx, maren), []
    for _ in range(5):
        work = things.work(maren)
        things.picture(maren, work)
        albums.put(tx, album.id, work.id, NOW)
        uris.append(work.uri)
    first = views_albums.public_page(tx, album.id, limit=2)
    second = views_albums.public_page(tx, album.id, after=first.after, limit=2)
    third = views_albums.public_page(tx, album.id, after=second.after, limit=2)
    assert [*first.items, *second.items, *third.items] == uris
    assert (first.before, third.after) == ("", "")
    back = views_albums.public_page(tx, album.id, before=third.before, limit=2)
    assert (back.items, back.after) == (second.items, second.after)
    assert views_albums.public_page(tx, album.id, before=back.before, limit=2).items == first.items
    assert views_albums.public_page(tx, album.id, before=back.before, limit=2).before == ""
    assert views_albums.public_page(tx, album.id, after="nothing", limit=2).items == ()


def test_nothing_is_lost_or_doubled_while_works_come_and_go(tx: SqliteTx, things: Things) -> None:
    maren = things.actor("maren", host="gallery.example", local=True)
    album = made(tx, maren)

    def hang() -> Work:
        work = things.work(maren)
        things.picture(maren, work)
        albums.put(tx, album.id, work.id, NOW)
        return work

    before = [hang() for _ in range(4)]
    first = views_albums.public_page(tx, album.id, limit=2)
    added = hang()
    albums.take_out(tx, album.id, before[1].id, NOW)  # the work that the cursor stands on
    rest = views_albums.public_page(tx, album.id, after=first.after, limit=9)
    assert [*first.items, *rest.items] == [*(work.uri for work in before), added.uri]


def test_the_pictures_of_an_announcement_begin_with_the_cover(tx: SqliteTx, things: Things, room: Room) -> None:
    warned = things.work(room.maren.actor, lambda work: replace(work, sensitive=True))
    things.picture(room.maren.actor, warned)
    albums.put(tx, room.album.id, warned.id, NOW)
    found = views_albums.public_pictures(tx, room.album, limit=4)
    assert len(found) == 3
    covered = replace(room.album, cover=room.works["last"].id)
    assert views_albums.public_pictures(tx, covered, limit=2)[0] == found[2]
    hidden = replace(room.album, cover=room.works["followers"].id)
    assert views_albums.public_pictures(tx, hidden, limit=4) == found
