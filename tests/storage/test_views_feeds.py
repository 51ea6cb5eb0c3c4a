"""The feeds: whose works they hold, whose they leave out, and what their reading costs."""

import re
from collections.abc import Callable
from functools import partial

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri, new_id
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.storage import actors, blocks, followed_tags, hidden, views_feeds
from fedart.storage.blocks import Blocking
from fedart.storage.database import Tx, Value
from fedart.storage.views import Page
from fedart.storage.views_work import Post
from tests.support.instance import Clock, Studio

Hide = Callable[[Tx], object]


async def titles(it: Instance, viewer: Actor, *, limit: int = 20, before: str = "~") -> tuple[list[str], str]:
    found = await it.db.read(lambda tx: views_feeds.home(tx, viewer.id, it.clock(), before=before, limit=limit))
    return [post.work.title for post in found.items], found.more


async def test_the_feed_holds_works_of_people_one_follows_and_ones_own(it: Instance, make: Studio) -> None:
    me, maren, other = [(await make.person(name)).actor for name in ("me", "maren", "other")]
    ada = await make.remote()
    await make.follow(me, maren)
    await make.follow(me, ada)
    await make.follow(me, other, FollowState.REQUESTED)
    await make.work(other, title="of a stranger")
    await make.work(ada, title="from elsewhere")
    await make.work(maren, title="for followers", visibility=Visibility.FOLLOWERS)
    await make.work(maren, title="for the house", visibility=Visibility.LOCAL)
    await make.work(other, title="of a stranger, for the house", visibility=Visibility.LOCAL)
    await make.work(maren, title="for one", visibility=Visibility.DIRECT, named=(me,))
    await make.work(maren, title="waits", state=WorkState.HELD)
    parent = await make.work(me, title="mine")
    await make.work(maren, title="an answer", kind=Kind.POST, parent=parent)
    found, more = await titles(it, me)
    assert found == ["mine", "for the house", "for followers", "from elsewhere"]
    assert more == ""


async def test_the_feed_pages_through_many_people_without_gap(it: Instance, make: Studio) -> None:
    me = (await make.person("me")).actor
    writers = [(await make.person(f"w{number}")).actor for number in range(4)]
    for writer in writers:
        await make.follow(me, writer)
    expected: list[str] = []
    for number in range(18):
        title = f"Work {number}"
        await make.work(writers[number % 3 if number < 12 else 3], title=title)
        expected.insert(0, title)
    found: list[str] = []
    before = "~"
    while True:
        page_titles, more = await titles(it, me, limit=4, before=before)
        found += page_titles
        if not more:
            break
        before = more
    assert found == expected


async def test_the_feed_leaves_out_suspended_people(it: Instance, make: Studio) -> None:
    me, maren = [(await make.person(name)).actor for name in ("me", "maren")]
    await make.follow(me, maren)
    await make.work(maren, title="gone")
    assert (await titles(it, me))[0] == ["gone"]
    await it.db.write(lambda tx: actors.suspend(tx, maren.id, it.clock()))
    assert (await titles(it, me))[0] == []


async def test_the_feed_holds_public_works_with_tags_one_follows(it: Instance, make: Studio) -> None:
    me, maren = [(await make.person(name)).actor for name in ("me", "maren")]
    ada = await make.remote()
    parent = await make.work(maren, title="from here")
    await make.work(ada, title="from elsewhere")
    await make.work(ada, title="quiet", visibility=Visibility.QUIET)
    await make.work(maren, title="for followers", visibility=Visibility.FOLLOWERS)
    await make.work(maren, title="for one", visibility=Visibility.DIRECT, named=(me,))
    await make.work(maren, title="waits", state=WorkState.HELD)
    await make.work(ada, title="an answer", kind=Kind.POST, parent=parent)
    assert (await titles(it, me))[0] == []
    await it.db.write(lambda tx: followed_tags.add(tx, me.id, "ferry", 1))
    assert (await titles(it, me))[0] == ["from elsewhere", "from here"]
    await make.follow(me, maren)
    assert (await titles(it, me))[0] == ["for followers", "from elsewhere", "from here"], "each once"
    await it.db.write(lambda tx: followed_tags.remove(tx, me.id, "ferry"))
    assert (await titles(it, me))[0] == ["for followers", "from here"]


async def test_the_feed_pages_through_people_and_tags_without_gap(it: Instance, make: Studio) -> None:
    me, maren, other = [(await make.person(name)).actor for name in ("me", "maren", "other")]
    await make.follow(me, maren)
    await it.db.write(lambda tx: followed_tags.add(tx, me.id, "ferry", 1))
    expected: list[str] = []
    for number in range(11):
        await make.work((maren, other)[number % 2], title=f"Work {number}")
        expected.insert(0, f"Work {number}")
    found: list[str] = []
    before = "~"
    while before:
        page_titles, before = await titles(it, me, limit=3, before=before)
        found += page_titles
    assert found == expected


# --- this server, and everywhere else ---------------------------------------------------------------------------------


async def read(it: Instance, feed: str, viewer: Actor, *, limit: int = 20, before: str = "~") -> Page[Post]:
    look = {"home": views_feeds.home, "near": views_feeds.near, "far": views_feeds.far}[feed]
    return await it.db.read(lambda tx: look(tx, viewer.id, it.clock(), before=before, limit=limit))


def named(page: Page[Post]) -> list[str]:
    return [post.work.title for post in page.items]


async def test_the_local_feed_holds_works_of_this_server_for_everybody_here(it: Instance, make: Studio) -> None:
    me, maren = [(await make.person(name)).actor for name in ("me", "maren")]
    ada = await make.remote()
    parent = await make.work(maren, title="public")
    for visibility in (Visibility.QUIET, Visibility.FOLLOWERS, Visibility.DIRECT):
        await make.work(maren, title=visibility, visibility=visibility, named=(me,))
    await make.work(maren, title="waits", state=WorkState.HELD)
    await make.work(maren, title="an answer", kind=Kind.POST, parent=parent)
    await make.work(ada, title="from elsewhere")
    await make.work(maren, title="for the house", visibility=Visibility.LOCAL)
    assert named(await read(it, "near", me)) == ["for the house", "public"]


async def hang(it: Instance, make: Studio, work: Work, by: Actor, state: MediaState = MediaState.KEPT) -> None:
    """Give a post of another server a picture that came from there."""
    picture = await make.picture(by, work, state=state)
    sql = "UPDATE media SET remote_url = 'https://peer.example/1.png' WHERE id = :id"
    await it.db.write(lambda tx: tx.run(sql, id=picture.media.id))


async def test_the_federated_feed_holds_public_posts_with_pictures_from_elsewhere(it: Instance, make: Studio) -> None:
    me, maren = [(await make.person(name)).actor for name in ("me", "maren")]
    ada = await make.remote()
    await make.picture(maren, await make.work(maren, title="from here"))
    shown = await make.work(ada, title="shown")
    await hang(it, make, shown, ada)
    await hang(it, make, shown, ada)
    await hang(it, make, await make.work(ada, title="withheld"), ada, MediaState.DROPPED)
    await hang(it, make, await make.work(ada, title="an answer", kind=Kind.POST, parent=shown), ada)
    await make.work(ada, title="words only")
    for visibility in (Visibility.QUIET, Visibility.FOLLOWERS, Visibility.DIRECT):
        await hang(it, make, await make.work(ada, title=visibility, visibility=visibility, named=(me,)), ada)
    page = await read(it, "far", me)
    assert named(page) == ["withheld", "shown"], "what the detector withheld keeps its place, with the reason"
    assert [len(post.pictures) for post in page.items] == [1, 2]


@pytest.mark.parametrize("feed", ["near", "far"])
async def test_both_page_without_gap_also_where_much_is_hidden(
    it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch, feed: str
) -> None:
    me, loud, rare = [(await make.person(name)).actor for name in ("me", "loud", "rare")]
    if feed == "far":
        loud, rare = (
            await make.remote("https://loud.example/users/a"),
            await make.remote("https://rare.example/users/b"),
        )
    for number in range(20):
        by = rare if number in (0, 9) else loud
        await hang(it, make, await make.work(by, title=str(number)), by)
    monkeypatch.setattr(views_feeds, "WINDOW", 5)
    seen: list[str] = []
    before, pages = "~", 0
    while before:
        page = await read(it, feed, me, limit=3, before=before)
        seen, before = [*seen, *named(page)], page.more
    assert seen == [str(number) for number in range(19, -1, -1)]
    await it.db.write(lambda tx: blocks.mute(tx, me.id, loud.id, it.clock()))
    before, seen = "~", []
    while before:
        page = await read(it, feed, me, limit=3, before=before)
        seen, before, pages = [*seen, *named(page)], page.more, pages + 1
    assert seen == ["9", "0"]
    assert pages == 4, "a page ends after it has looked at so many, and leads on"


# --- whom one does not want to see ------------------------------------------------------------------------------------


def muting(me: Actor, other: Actor, now: int) -> Hide:
    return lambda tx: blocks.mute(tx, me.id, other.id, now)


def muting_until_later(me: Actor, other: Actor, now: int) -> Hide:
    return lambda tx: blocks.mute(tx, me.id, other.id, now, now + 1)


def blocking(me: Actor, other: Actor, now: int) -> Hide:
    return lambda tx: blocks.add(tx, Blocking(new_id(now), Uri("https://h/1"), me.id, other.id, now))


def being_blocked(me: Actor, other: Actor, now: int) -> Hide:
    return lambda tx: blocks.add(tx, Blocking(new_id(now), Uri("https://h/1"), other.id, me.id, now))


def hiding_the_server(me: Actor, other: Actor, now: int) -> Hide:
    return lambda tx: hidden.add_domain(tx, me.id, other.host, now)


WAYS = [muting, muting_until_later, blocking, being_blocked, hiding_the_server]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_whom_one_hides_is_in_no_feed_and_everybody_elses_feeds_stay(
    it: Instance, make: Studio, way: Callable[[Actor, Actor, int], Hide]
) -> None:
    me, other = [(await make.person(name)).actor for name in ("me", "other")]
    ada, ben = await make.remote("https://loud.example/users/a"), await make.remote("https://rare.example/users/b")
    for who in (me, other):
        await make.follow(who, ada)
        await it.db.write(partial(followed_tags.add, actor=who.id, tag="ferry", now=1))
    for by in (ada, ben):
        await hang(it, make, await make.work(by, title=by.host), by)
    assert named(await read(it, "home", me)) == named(await read(it, "far", me)) == ["rare.example", "loud.example"]
    await it.db.write(way(me, ada, it.clock()))
    assert named(await read(it, "home", me)) == named(await read(it, "far", me)) == ["rare.example"]
    assert named(await read(it, "home", other)) == named(await read(it, "far", other))
    assert len((await read(it, "home", other)).items) == 2


async def test_a_mute_ends_when_its_time_is_over(it: Instance, make: Studio, clock: Clock) -> None:
    me, maren = [(await make.person(name)).actor for name in ("me", "maren")]
    await make.work(maren, title="again")
    await it.db.write(lambda tx: blocks.mute(tx, me.id, maren.id, it.clock(), it.clock() + 60_000))
    assert named(await read(it, "near", me)) == []
    clock.advance(60)
    assert named(await read(it, "near", me)) == ["again"]


async def test_ones_own_likes_and_follows_are_known_in_every_feed(it: Instance, make: Studio) -> None:
    me, maren = [(await make.person(name)).actor for name in ("me", "maren")]
    work = await make.work(maren)
    for liked, followed in ((False, False), (True, True)):
        if liked:
            await make.react(me, work)
            await make.follow(me, maren)
        [post] = (await read(it, "near", me)).items
        assert (post.liked, post.followed) == (liked, followed)


# --- what reading costs -----------------------------------------------------------------------------------------------

VALUES: dict[str, Value] = {
    "viewer": "v",
    "now": 1,
    "before": "~",
    "limit": 16,
    "window": 300,
    "depth": 100,
    "works": "[]",
    "people": "[]",
}


async def plan(it: Instance, sql: str) -> list[str]:
    values = {name: VALUES[name] for name in re.findall(r"(?<!:):(\w+)", sql)}
    return await it.db.read(lambda tx: [row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {sql}", **values)])


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (
            views_feeds.SQL.places,
            ("follows_to_read", "works_for_home", "sqlite_autoindex_work_tags_1", "boosts_by_actor", "boosts_by_work"),
        ),
        (views_feeds.SQL.home, ("sqlite_autoindex_works_1", "media_by_work")),
        (views_feeds.SQL.passers, ("sqlite_autoindex_actors_1",)),
        (views_feeds.SQL.near, ("works_public",)),
        (views_feeds.SQL.near_edge, ("works_public",)),
        (views_feeds.SQL.far, ("media_from_elsewhere",)),
        (views_feeds.SQL.far_edge, ("media_from_elsewhere",)),
    ],
    ids=["places", "home", "passers", "near", "near_edge", "far", "far_edge"],
)
async def test_a_feed_is_read_through_its_indexes_in_their_own_order(
    it: Instance, sql: str, indexes: tuple[str, ...]
) -> None:
    details = await plan(it, sql)
    for index in indexes:
        assert any(f"INDEX {index}" in detail for detail in details), (index, details)
    whole = [detail for detail in details if re.match(r"SCAN (?:w|x|y|m|p|z|a|works|media|work_tags|actors)\b", detail)]
    assert [detail for detail in whole if "media_from_elsewhere" not in detail] == []
    assert not any(detail.endswith("works_public (local=? AND kind=?)") for detail in details), "reads them all"


async def test_the_plan_test_sees_a_scan(it: Instance) -> None:
    assert any(detail.startswith("SCAN") for detail in await plan(it, "SELECT x.id FROM works AS x WHERE x.title = ''"))
