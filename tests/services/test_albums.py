"""Albums and sections: made, filled, put in order, told of, deleted; nobody else's hands, and works stay."""

import json
from typing import Any

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.album import MAX_SECTIONS, Album, AlbumForm, AlbumId, AlbumKind, Layout
from fedart.domain.ids import WorkId
from fedart.domain.work import Kind, Visibility, Work
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import albums as services
from fedart.services import documents
from fedart.services import works as publishing
from fedart.storage import albums, works
from fedart.wire import render
from tests.support.instance import Clock, Person, Studio

FERRIES = AlbumForm("Ferries", "Seen from the *pier*, with #sea in it.")


@pytest.fixture
async def joost(make: Studio) -> Viewer:
    person = await make.person("joost")
    return Viewer(person.account, person.actor, "")


@pytest.fixture
async def album(it: Instance, artist: Viewer) -> AlbumId:
    return await services.make(it, artist, FERRIES)


async def shown(make: Studio, maren: Person, visibility: Visibility = Visibility.PUBLIC) -> Work:
    work = await make.work(maren.actor, visibility=visibility)
    await make.picture(maren.actor, work)
    return work


async def stored(it: Instance, ident: str) -> Album:
    found = await it.db.read(lambda tx: albums.by_id(tx, ident))
    assert found is not None
    return found


async def inside(it: Instance, ident: str) -> list[WorkId]:
    return await it.db.read(lambda tx: albums.works(tx, ident))


async def test_an_album_is_stored_with_its_words_as_html(it: Instance, album: AlbumId) -> None:
    found = await stored(it, album)
    assert (found.title, found.kind, found.closed) == ("Ferries", AlbumKind.ALBUM, False)
    assert "<em>pier</em>" in found.content
    assert "/tags/sea" in found.content


async def test_an_edit_keeps_place_and_date(it: Instance, artist: Viewer, album: AlbumId) -> None:
    before = await stored(it, album)
    await services.edit(it, artist, album, AlbumForm("  Boats\n and ships ", "", closed=True))
    after = await stored(it, album)
    assert (after.title, after.content, after.closed) == ("Boats and ships", "", True)
    assert (after.position, after.created) == (before.position, before.created)
    assert after.changed > before.changed


async def test_a_form_that_lacks_a_name_is_refused(it: Instance, artist: Viewer, album: AlbumId) -> None:
    with pytest.raises(Invalid) as refused:
        await services.make(it, artist, AlbumForm(""))
    assert set(refused.value.fields) == {"title"}
    with pytest.raises(Invalid):
        await services.edit(it, artist, album, AlbumForm(" "))
    assert (await stored(it, album)).title == "Ferries"


async def test_there_are_twelve_sections_at_most(it: Instance, artist: Viewer) -> None:
    for number in range(MAX_SECTIONS):
        await services.make(it, artist, AlbumForm(f"Section {number}", closed=True), AlbumKind.SECTION)
    with pytest.raises(Invalid, match="title"):
        await services.make(it, artist, AlbumForm("One more"), AlbumKind.SECTION)
    found = await it.db.read(lambda tx: albums.of_actor(tx, artist.actor.id, AlbumKind.SECTION))
    assert [each.title for each in found] == [f"Section {number}" for number in range(MAX_SECTIONS)]
    assert not any(each.closed for each in found)


async def test_albums_are_put_in_order(it: Instance, artist: Viewer, album: AlbumId) -> None:
    second, third = [await services.make(it, artist, AlbumForm(name)) for name in ("Boats", "Cranes")]
    await services.arrange(it, artist, third, 1)
    found = await it.db.read(lambda tx: albums.of_actor(tx, artist.actor.id, AlbumKind.ALBUM))
    assert [each.id for each in found] == [third, album, second]


async def test_works_go_in_move_and_come_out(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId
) -> None:
    first, second, third = [(await shown(make, maren)).id for _ in range(3)]
    assert await services.put(it, artist, album, [first, second, third, second]) == 3
    assert await inside(it, album) == [first, second, third]
    for work, to, order in (
        (third, 1, [third, first, second]),
        (third, 2, [first, third, second]),
        (first, 99, [third, second, first]),
        (second, 2, [third, second, first]),
    ):
        await services.move(it, artist, album, work, to)
        assert await inside(it, album) == order
    await services.cover(it, artist, album, second)
    assert (await stored(it, album)).cover == second
    await services.take_out(it, artist, album, second)
    assert await inside(it, album) == [third, first]
    assert (await stored(it, album)).cover is None
    assert (await it.db.read(lambda tx: works.by_id(tx, second))) is not None


async def test_a_work_is_filed_under_exactly_what_was_chosen(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId, joost: Viewer
) -> None:
    work = (await shown(make, maren)).id
    section = await services.make(it, artist, AlbumForm("Ink"), AlbumKind.SECTION)
    foreign = await services.make(it, joost, AlbumForm("His"))
    await services.file(it, artist, work, [album, section, foreign])
    assert await it.db.read(lambda tx: albums.with_work(tx, work)) == {album, section}
    await services.file(it, artist, work, [section])
    assert await it.db.read(lambda tx: albums.with_work(tx, work)) == {section}
    with pytest.raises(NotFound):
        await services.file(it, joost, work, [foreign])


async def test_web_10_nobody_touches_somebody_elses_album(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId, joost: Viewer
) -> None:
    work = (await shown(make, maren)).id
    his = await make.work(joost.actor)
    await services.put(it, artist, album, [work])
    for attempt in (
        services.edit(it, joost, album, FERRIES),
        services.delete(it, joost, album),
        services.arrange(it, joost, album, 1),
        services.put(it, joost, album, [his.id]),
        services.take_out(it, joost, album, work),
        services.move(it, joost, album, work, 1),
        services.cover(it, joost, album, work),
        services.announce(it, joost, album),
        services.put(it, artist, album, [his.id]),
        services.move(it, artist, album, his.id, 1),
        services.cover(it, artist, album, his.id),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await inside(it, album) == [work]


async def test_a_deleted_album_is_gone_and_its_works_stay(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId
) -> None:
    work = (await shown(make, maren)).id
    await services.put(it, artist, album, [work])
    await services.delete(it, artist, album)
    assert (await stored(it, album)).deleted == it.clock()
    assert (await it.db.read(lambda tx: works.by_id(tx, work))) is not None
    with pytest.raises(NotFound):
        await services.delete(it, artist, album)


async def test_a_layout_is_kept(it: Instance, artist: Viewer) -> None:
    await services.lay_out(it, artist.actor.id, Layout.MASONRY)
    assert await it.db.read(lambda tx: albums.layout(tx, artist.actor.id)) is Layout.MASONRY


# announcing


async def note_of(it: Instance, maren: Person, post: WorkId) -> Any:
    """The post as other servers decode it."""
    document = await it.db.read(
        lambda tx: documents.note(tx, it, publishing.own(tx, maren.actor.id, post), maren.actor)
    )
    return json.loads(render.dump(document))


async def test_an_announcement_tells_followers_with_four_pictures_and_both_links(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId
) -> None:
    chosen = [await shown(make, maren) for _ in range(5)] + [await shown(make, maren, Visibility.FOLLOWERS)]
    await services.put(it, artist, album, [work.id for work in chosen])
    await services.cover(it, artist, album, chosen[4].id)
    post = await services.announce(it, artist, album)
    work = await it.db.read(lambda tx: works.by_id(tx, post))
    assert work is not None
    assert (work.kind, work.visibility, work.title) == (Kind.POST, Visibility.PUBLIC, "")
    document = await note_of(it, maren, post)
    assert len(document["attachment"]) == 4
    assert [tag for tag in document["tag"] if tag["type"] == "Link"] == [
        {
            "type": "Link",
            "mediaType": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
            "href": it.urls.collection(album),
            "name": "Ferries",
        }
    ]
    assert f'href="{it.urls.album(album)}"' in document["content"]
    assert "5 works" in document["content"]


async def test_a_closed_album_leaves_its_announcement_bare(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId
) -> None:
    await services.put(it, artist, album, [(await shown(make, maren)).id])
    post = await services.announce(it, artist, album)
    assert len((await note_of(it, maren, post))["attachment"]) == 1
    await services.edit(it, artist, album, AlbumForm("Ferries", closed=True))
    bare = await note_of(it, maren, post)
    assert (bare["attachment"], [tag for tag in bare["tag"] if tag["type"] == "Link"]) == ([], [])


@pytest.mark.parametrize("case", ["empty", "hidden works", "closed", "section"])
async def test_what_nobody_would_find_is_not_announced(
    case: str, it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId
) -> None:
    hidden = await shown(make, maren, Visibility.FOLLOWERS if case == "hidden works" else Visibility.PUBLIC)
    if case == "section":
        album = await services.make(it, artist, AlbumForm("Ink"), AlbumKind.SECTION)
    if case != "empty":
        await services.put(it, artist, album, [hidden.id])
    if case == "closed":
        await services.edit(it, artist, album, AlbumForm("Ferries", closed=True))
    with pytest.raises(Invalid) as refused:
        await services.announce(it, artist, album)
    assert set(refused.value.fields) == {"announce"}


async def test_an_album_is_told_of_once_a_day(
    it: Instance, make: Studio, maren: Person, artist: Viewer, album: AlbumId, clock: Clock
) -> None:
    await services.put(it, artist, album, [(await shown(make, maren)).id])
    first = await services.announce(it, artist, album)
    clock.advance(86_399)
    with pytest.raises(Invalid, match="announce"):
        await services.announce(it, artist, album)
    await publishing.delete(it, maren.actor.id, first)
    second = await services.announce(it, artist, album)
    clock.advance(86_401)
    assert await services.announce(it, artist, album) != second


async def test_a_name_full_of_marks_stays_what_it_is_in_the_post(
    it: Instance, make: Studio, maren: Person, artist: Viewer
) -> None:
    album = await services.make(it, artist, AlbumForm("*Not* #a [tag](x) <b> @maren"))
    await services.put(it, artist, album, [(await shown(make, maren)).id])
    ident = await services.announce(it, artist, album)
    post = await it.db.read(lambda tx: publishing.own(tx, maren.actor.id, ident))
    assert "<strong>*Not* #a [tag](x) &lt;b&gt; @maren</strong>" in post.content
    assert post.tags == ()
