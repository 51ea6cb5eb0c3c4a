"""Secret links: made for closed albums, stored hashed, ended by time and by hand; tickets that close with them."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.album import DAY, LABEL_LIMIT, MAX_LINKS, AlbumForm, AlbumId, Link
from fedart.domain.ids import MediaId
from fedart.domain.work import Visibility
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import album_links as services
from fedart.services import albums
from fedart.storage import album_links as stored
from tests.support.instance import Clock, Person, Studio


@pytest.fixture
async def album(it: Instance, artist: Viewer) -> AlbumId:
    return await albums.make(it, artist, AlbumForm("For a client", closed=True))


async def token(it: Instance, artist: Viewer, album: AlbumId, days: int = 7) -> str:
    """The token of a new link."""
    return (await services.make(it, artist, album, "Ms. Holm", days)).rpartition("/")[2]


async def link(it: Instance, album: AlbumId) -> Link:
    """The newest link of an album."""
    return (await it.db.read(lambda tx: stored.of_album(tx, album)))[0]


async def leads(it: Instance, text: str) -> bool:
    try:
        await it.db.read(lambda tx: services.opened(tx, it, text))
    except NotFound:
        return False
    return True


async def test_a_token_is_long_and_is_stored_as_a_hash(it: Instance, artist: Viewer, album: AlbumId) -> None:
    made = await token(it, artist, album)
    assert len(made) == 43
    rows = await it.db.read(lambda tx: tx.all("SELECT * FROM album_links WHERE album_id = :album", album=album))
    assert len(rows) == 1
    assert made not in str(rows)
    assert (await link(it, album)).label == "Ms. Holm"
    assert await leads(it, made)


async def test_a_link_ends_with_its_time(it: Instance, artist: Viewer, album: AlbumId, clock: Clock) -> None:
    made = await token(it, artist, album, 7)
    clock.advance(7 * DAY / 1000 - 1)
    assert await leads(it, made)
    clock.advance(1)
    assert not await leads(it, made)


async def test_a_link_is_ended_by_its_artist_alone(it: Instance, make: Studio, artist: Viewer, album: AlbumId) -> None:
    made, other = await token(it, artist, album), await token(it, artist, album)
    joost = await make.person("joost")
    first = (await it.db.read(lambda tx: stored.of_album(tx, album)))[1]
    with pytest.raises(NotFound):
        await services.revoke(it, Viewer(joost.account, joost.actor, ""), album, first.id)
    assert await leads(it, made)
    await services.revoke(it, artist, album, first.id)
    assert (await leads(it, made), await leads(it, other)) == (False, True)


async def test_a_deleted_album_ends_its_links(it: Instance, artist: Viewer, album: AlbumId) -> None:
    made = await token(it, artist, album)
    assert await leads(it, made)
    await albums.delete(it, artist, album)
    assert not await leads(it, made)


@pytest.mark.parametrize("odd", ["", "x" * 43, "x" * 42, "ü" * 43, "x" * 10_000])
async def test_what_is_no_token_leads_nowhere(odd: str, it: Instance, artist: Viewer, album: AlbumId) -> None:
    assert not await leads(it, odd)
    assert await leads(it, await token(it, artist, album))


async def test_links_are_for_closed_albums_of_ones_own(
    it: Instance, make: Studio, artist: Viewer, album: AlbumId
) -> None:
    opened = await albums.make(it, artist, AlbumForm("Open"))
    joost = await make.person("joost")
    with pytest.raises(Invalid):
        await services.make(it, artist, opened, "", 7)
    with pytest.raises(NotFound):
        await services.make(it, Viewer(joost.account, joost.actor, ""), album, "", 7)
    assert await leads(it, await token(it, artist, album))


@pytest.mark.parametrize(
    ("label", "days", "wrong"), [("x" * (LABEL_LIMIT + 1), 7, "label"), ("", 8, "days"), ("", 0, "days")]
)
async def test_what_is_typed_wrong_is_named(
    label: str, days: int, wrong: str, it: Instance, artist: Viewer, album: AlbumId
) -> None:
    with pytest.raises(Invalid) as refused:
        await services.make(it, artist, album, label, days)
    assert set(refused.value.fields) == {wrong}


async def test_an_album_has_so_many_links_that_stand(it: Instance, artist: Viewer, album: AlbumId) -> None:
    for _ in range(MAX_LINKS):
        await token(it, artist, album)
    with pytest.raises(Invalid):
        await token(it, artist, album)
    await services.revoke(it, artist, album, (await link(it, album)).id)
    assert await leads(it, await token(it, artist, album))


async def test_visits_are_counted_and_nothing_else(it: Instance, artist: Viewer, album: AlbumId) -> None:
    await token(it, artist, album)
    before, seen = await link(it, album), it.db.visible_version()
    await services.count(it, before)
    await services.count(it, before)
    after = await link(it, album)
    assert after.views == before.views + 2
    assert it.db.visible_version() == seen, "nothing that visitors see has changed"


# tickets


async def test_a_ticket_opens_one_picture_while_the_link_stands_and_the_work_hangs(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId
) -> None:
    work = await make.work(maren.actor, visibility=Visibility.DIRECT)
    picture = (await make.picture(maren.actor, work)).media.id
    await albums.put(it, artist, album, [work.id])
    await token(it, artist, album)
    made = await link(it, album)
    given = services.ticket(it, made.id, picture)

    async def opens(ticket: str, media: MediaId = picture) -> bool:
        return await it.db.read(lambda tx: services.opens(tx, it, ticket, media, work.id))

    assert await opens(given)
    assert not await opens(given, MediaId("0" * 26))
    assert not await opens(given[:-1] + ("0" if given[-1] != "0" else "1"))
    assert not await opens("0" * 58)
    await albums.take_out(it, artist, album, work.id)
    assert not await opens(given)
    await albums.put(it, artist, album, [work.id])
    assert await opens(given)
    await albums.edit(it, artist, album, AlbumForm("Open now"))
    assert not await opens(given), "what is public needs no link, and opens nothing that is not"
    await albums.edit(it, artist, album, AlbumForm("Closed", closed=True))
    assert await opens(given)
    await services.revoke(it, artist, album, made.id)
    assert not await opens(given)
