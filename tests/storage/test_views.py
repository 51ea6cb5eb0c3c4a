"""Read models for pages: what anybody sees of works and artists, and what nobody may see."""

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.media import MediaState
from fedart.domain.work import Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import actors, views
from tests.support.instance import Studio


async def shown(it: Instance, actor: Actor, viewer: Actor | None = None) -> list[str]:
    """The titles of an artist's portfolio as that viewer sees it."""
    page = await it.db.read(
        lambda tx: views.portfolio(
            tx, actor.id, viewer=viewer.id if viewer else "", viewer_uri=viewer.uri if viewer else "", limit=20
        )
    )
    return [card.title for card in page.items]


async def test_the_newest_works_come_first_with_their_author_and_first_picture(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    old = await make.work(maren, title="Old")
    new = await make.work(maren, title="New")
    picture = await make.picture(maren, old)
    await make.picture(maren, new)
    page = await it.db.read(lambda tx: views.newest(tx, limit=10))
    assert [card.title for card in page.items] == ["New", "Old"]
    assert page.more == ""
    last = page.items[1]
    assert (last.by.handle, last.by.path) == (maren.handle, "/@maren")
    assert (last.cover.id, last.cover.alt, last.pictures) == (picture.media.id, "A ferry at dusk", 1)
    assert last.path == f"/works/{old.id}"


@pytest.mark.parametrize(
    ("visibility", "state", "listed"),
    [
        (Visibility.PUBLIC, WorkState.LIVE, True),
        (Visibility.QUIET, WorkState.LIVE, False),
        (Visibility.FOLLOWERS, WorkState.LIVE, False),
        (Visibility.DIRECT, WorkState.LIVE, False),
        (Visibility.PUBLIC, WorkState.HELD, False),
    ],
)
async def test_web_09_only_public_live_works_are_listed(
    it: Instance, make: Studio, visibility: Visibility, state: WorkState, *, listed: bool
) -> None:
    maren = (await make.person("maren")).actor
    await make.picture(maren, await make.work(maren, visibility=visibility, state=state))
    newest = await it.db.read(lambda tx: views.newest(tx, limit=10))
    tagged = await it.db.read(lambda tx: views.tagged(tx, "Ferry", limit=10))
    assert (len(newest.items), len(tagged.items)) == (int(listed), int(listed))


async def test_works_of_other_servers_are_listed_by_tag_for_people_of_ours_only(it: Instance, make: Studio) -> None:
    ada, maren = await make.remote(), (await make.person("maren")).actor
    await make.picture(ada, await make.work(ada))
    assert (await it.db.read(lambda tx: views.newest(tx, limit=10))).items == ()
    assert (await it.db.read(lambda tx: views.tagged(tx, "ferry", limit=10))).items == ()
    ours = await it.db.read(lambda tx: views.tagged(tx, "ferry", viewer=maren.id, limit=10))
    assert [card.by.path for card in ours.items] == [f"/{ada.handle}"]


async def test_works_without_a_kept_picture_are_not_on_the_wall(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    work = await make.work(maren)
    await make.picture(maren, work, state=MediaState.DROPPED)
    assert (await it.db.read(lambda tx: views.newest(tx, limit=10))).items == ()
    await make.picture(maren, work)
    assert len((await it.db.read(lambda tx: views.newest(tx, limit=10))).items) == 1


async def test_works_of_suspended_artists_are_not_listed(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    await make.picture(maren, await make.work(maren))
    await published(it, maren, it.clock())
    await it.db.write(lambda tx: actors.suspend(tx, maren.id, it.clock()))
    assert (await it.db.read(lambda tx: views.newest(tx, limit=10))).items == ()
    assert await it.db.read(lambda tx: views.artists(tx, limit=10)) == ()
    assert await it.db.read(lambda tx: views.artist(tx, "maren", it.urls.host)) is None
    await it.db.write(lambda tx: actors.suspend(tx, maren.id, None))
    assert len((await it.db.read(lambda tx: views.newest(tx, limit=10))).items) == 1


async def after(it: Instance, before: str) -> views.Page[views.Card]:
    return await it.db.read(lambda tx: views.newest(tx, before=before, limit=3))


async def published(it: Instance, artist: Actor, at: int) -> None:
    await it.db.write(lambda tx: actors.count_work(tx, artist.id, 1, at))


async def test_pages_join_without_gap_or_repetition(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    for number in range(7):
        await make.picture(maren, await make.work(maren, title=f"Work {number}"))
    seen: list[str] = []
    before = views.NEWEST
    for size in (3, 3, 1):
        page = await after(it, before)
        assert len(page.items) == size
        seen += [card.title for card in page.items]
        before = page.more
    assert seen == [f"Work {number}" for number in reversed(range(7))]
    assert before == ""


VISIBLE = {
    "anybody": {Visibility.PUBLIC, Visibility.QUIET},
    "stranger": {Visibility.PUBLIC, Visibility.QUIET, Visibility.LOCAL},
    "asked": {Visibility.PUBLIC, Visibility.QUIET, Visibility.LOCAL},
    "follower": {Visibility.PUBLIC, Visibility.QUIET, Visibility.LOCAL, Visibility.FOLLOWERS},
    "named": set(Visibility),
    "artist": set(Visibility),
}
"""What each viewer finds in a portfolio. `named` is named in every work here."""


@pytest.mark.parametrize("who", sorted(VISIBLE))
async def test_web_09_a_portfolio_shows_what_is_for_the_viewer(it: Instance, make: Studio, who: str) -> None:
    maren = (await make.person("maren")).actor
    people = {name: (await make.person(name)).actor for name in ("stranger", "asked", "follower", "named")}
    await make.follow(people["asked"], maren, FollowState.REQUESTED)
    await make.follow(people["follower"], maren)
    for visibility in Visibility:
        work = await make.work(maren, title=visibility.value, visibility=visibility, named=(people["named"],))
        await make.picture(maren, work)
    viewer = maren if who == "artist" else people.get(who)
    assert set(await shown(it, maren, viewer)) == {v.value for v in VISIBLE[who]}


async def test_only_the_artist_sees_held_works_and_their_pictures(it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    await make.picture(maren, await make.work(maren, state=WorkState.HELD), state=MediaState.HELD)
    assert await shown(it, maren) == []
    assert await shown(it, maren, lotte) == []
    assert await shown(it, maren, maren) == ["Evening, ferry"]


async def test_artists_stand_by_their_newest_work_with_two_covers(it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    await make.person("silent")
    for person, at, titles in ((lotte, 1_000, ["One"]), (maren, 2_000, ["One", "Two", "Three"])):
        for title in titles:
            await make.picture(person, await make.work(person, title=title))
            await published(it, person, at)
    found = await it.db.read(lambda tx: views.artists(tx, limit=10))
    assert [artist.person.username for artist in found] == ["maren", "lotte"]
    assert [(artist.works, len(artist.covers)) for artist in found] == [(3, 2), (1, 1)]


@pytest.mark.parametrize(
    ("visibility", "state", "listed"),
    [
        (Visibility.PUBLIC, WorkState.LIVE, 1),
        (Visibility.QUIET, WorkState.LIVE, 0),
        (Visibility.PUBLIC, WorkState.HELD, 0),
        (Visibility.PUBLIC, WorkState.DELETED, 0),
    ],
)
async def test_an_artist_is_listed_with_the_first_work_that_anybody_may_see(
    it: Instance, make: Studio, visibility: Visibility, state: WorkState, listed: int
) -> None:
    maren = (await make.person("maren")).actor
    await published(it, maren, 1_000)
    assert await it.db.read(views.artist_count) == 0, "neither they nor the server itself"
    await make.picture(maren, await make.work(maren, visibility=visibility, state=state))
    assert await it.db.read(views.artist_count) == listed
    assert len(await it.db.read(lambda tx: views.artists(tx, limit=10))) == listed


async def test_an_artists_head_knows_followers_and_the_viewers_follow(it: Instance, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    ada = await make.remote()
    await make.follow(lotte, maren, FollowState.REQUESTED)
    await make.follow(ada, maren)
    await make.follow(maren, lotte)
    head = await it.db.read(lambda tx: views.artist(tx, "maren", it.urls.host, viewer=lotte.id))
    assert head is not None
    assert (head.followers, head.following) == (1, 1)
    assert head.follow is FollowState.REQUESTED
    assert head.follows_viewer
    visitor = await it.db.read(lambda tx: views.artist(tx, "maren", it.urls.host))
    assert visitor is not None
    assert visitor.follow is None
    assert not visitor.follows_viewer


async def test_people_of_other_servers_have_a_page_for_people_of_ours_only(it: Instance, make: Studio) -> None:
    ada, maren = await make.remote(), (await make.person("maren")).actor
    assert await it.db.read(lambda tx: views.artist(tx, ada.username, ada.host)) is None
    head = await it.db.read(lambda tx: views.artist(tx, ada.username, ada.host, viewer=maren.id))
    assert head is not None
    assert head.actor.id == ada.id


async def test_avatar_and_banner_are_read_with_the_artist(it: Instance, make: Studio) -> None:
    maren = (await make.person("maren")).actor
    icon = await make.picture(maren, role="icon")
    image = await make.picture(maren, role="image")
    held = await make.picture(maren, role="icon", state=MediaState.HELD)
    await it.db.write(lambda tx: actors.set_icon(tx, maren.id, icon.media.id))
    await it.db.write(lambda tx: actors.set_image(tx, maren.id, image.media.id))
    head = await it.db.read(lambda tx: views.artist(tx, "maren", it.urls.host))
    assert head is not None
    assert head.person.face is not None
    assert head.banner is not None
    assert (head.person.face.id, head.banner.id) == (icon.media.id, image.media.id)
    await it.db.write(lambda tx: actors.set_icon(tx, maren.id, held.media.id))
    without = await it.db.read(lambda tx: views.artist(tx, "maren", it.urls.host))
    assert without is not None
    assert without.person.face is None
