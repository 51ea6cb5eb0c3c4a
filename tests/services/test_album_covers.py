"""Which picture stands for an album: any of any of its works, as long as it is there and may be seen."""

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.album import AlbumForm, AlbumId
from fedart.domain.ids import MediaId
from fedart.domain.work import Visibility, Work
from fedart.errors import NotFound
from fedart.instance import Instance
from fedart.services import albums as services
from fedart.services import removal
from fedart.storage import crops, media, views_albums
from fedart.storage.database import Tx
from fedart.storage.views_albums import Hanging
from tests.support.instance import Person, Studio


@pytest.fixture
def viewer(maren: Person) -> Viewer:
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def album(it: Instance, viewer: Viewer) -> AlbumId:
    return await services.make(it, viewer, AlbumForm("Ferries"))


async def hang(
    it: Instance, make: Studio, viewer: Viewer, album: AlbumId, visibility: Visibility = Visibility.PUBLIC
) -> tuple[Work, list[MediaId]]:
    """A work of three pictures in an album."""
    work = await make.work(viewer.actor, visibility=visibility)
    pictures = [(await make.picture(viewer.actor, work)).media.id for _ in range(3)]

    def number(tx: Tx) -> None:
        for position, ident in enumerate(pictures):
            media.move(tx, ident, position)

    await it.db.write(number)
    await services.put(it, viewer, album, [work.id])
    return work, pictures


async def cover(it: Instance, album: AlbumId, viewer: Viewer | None = None) -> Hanging | None:
    return await it.db.read(lambda tx: views_albums.cover(tx, album, viewer))


async def shelf(it: Instance, actor: Actor, viewer: Viewer | None) -> MediaId | None:
    """The picture that stands for the only album in the list of an artist's."""
    [found] = await it.db.read(lambda tx: views_albums.of_artist(tx, actor.id, viewer))
    return found.cover.id if found.cover else None


async def test_any_picture_of_any_work_can_stand_for_an_album(
    it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    assert await cover(it, album) is None
    first, ones = await hang(it, make, viewer, album)
    second, twos = await hang(it, make, viewer, album)
    found = await cover(it, album)
    assert found is not None
    assert (found.work, found.media.id) == (first.id, ones[0])
    await services.cover(it, viewer, album, second.id, twos[2])
    found = await cover(it, album)
    assert found is not None
    assert (found.work, found.media.id) == (second.id, twos[2])
    assert await shelf(it, viewer.actor, viewer) == twos[2]
    pictures = await it.db.read(lambda tx: views_albums.pictures(tx, album, viewer, limit=50))
    assert [each.media.id for each in pictures] == [*ones, *twos]
    await services.cover(it, viewer, album, second.id)
    assert await shelf(it, viewer.actor, viewer) == twos[0], "a work alone is shown by its first"


async def test_other_servers_get_the_chosen_picture_first(
    it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    _, ones = await hang(it, make, viewer, album)
    second, twos = await hang(it, make, viewer, album)
    await services.cover(it, viewer, album, second.id, twos[1])
    own = await it.db.read(lambda tx: services.own(tx, viewer.actor.id, album))
    shown = await it.db.read(lambda tx: views_albums.public_pictures(tx, own, limit=4))
    assert [each.id for each in shown] == [twos[1], ones[0]]


async def test_a_picture_that_goes_takes_its_place_on_the_cover_with_it(
    it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    work, pictures = await hang(it, make, viewer, album)
    await services.cover(it, viewer, album, work.id, pictures[1])
    assert await it.db.read(lambda tx: crops.cover(tx, album)) == pictures[1]
    await it.db.write(lambda tx: removal.picture(tx, pictures[1], it.clock()))
    assert await it.db.read(lambda tx: crops.cover(tx, album)) is None
    assert await shelf(it, viewer.actor, viewer) == pictures[0]


async def test_who_may_not_see_the_chosen_work_sees_another(
    it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    _, ones = await hang(it, make, viewer, album)
    hidden, twos = await hang(it, make, viewer, album, Visibility.FOLLOWERS)
    await services.cover(it, viewer, album, hidden.id, twos[2])
    assert await shelf(it, viewer.actor, viewer) == twos[2]
    assert await shelf(it, viewer.actor, None) == ones[0]
    seen = await it.db.read(lambda tx: views_albums.pictures(tx, album, None, limit=50))
    assert [each.media.id for each in seen] == ones


async def test_web_10_only_pictures_of_works_in_ones_own_album_are_taken(
    it: Instance, make: Studio, viewer: Viewer, album: AlbumId
) -> None:
    work, pictures = await hang(it, make, viewer, album)
    outside = await make.work(viewer.actor)
    beside = await make.picture(viewer.actor, outside)
    other = await make.person("joost")
    for who, chosen, picture in (
        (viewer, outside.id, beside.media.id),
        (viewer, work.id, beside.media.id),
        (Viewer(other.account, other.actor, ""), work.id, pictures[0]),
    ):
        with pytest.raises(NotFound):
            await services.cover(it, who, album, chosen, picture)
    await services.cover(it, viewer, album, work.id, pictures[2])
