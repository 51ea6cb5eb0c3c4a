"""Read models for one work with its replies, and for the feed."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.follow import FollowState
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, WorkState
from fedart.instance import Instance
from fedart.storage import actors, views_work, works
from fedart.storage.views_work import WorkPage
from tests.support.instance import Person, Studio


def seen_by(person: Person | None) -> Viewer | None:
    return Viewer(person.account, person.actor, "token") if person else None


async def page(it: Instance, work: str, person: Person | None = None) -> WorkPage | None:
    return await it.db.read(lambda tx: views_work.work(tx, work, seen_by(person)))


MAY = [
    ("anybody", Visibility.PUBLIC, True),
    ("anybody", Visibility.QUIET, True),
    ("anybody", Visibility.LOCAL, False),
    ("stranger", Visibility.LOCAL, True),
    ("anybody", Visibility.FOLLOWERS, False),
    ("anybody", Visibility.DIRECT, False),
    ("stranger", Visibility.FOLLOWERS, False),
    ("stranger", Visibility.DIRECT, False),
    ("asked", Visibility.FOLLOWERS, False),
    ("follower", Visibility.FOLLOWERS, True),
    ("follower", Visibility.DIRECT, False),
    ("named", Visibility.FOLLOWERS, True),
    ("named", Visibility.DIRECT, True),
    ("artist", Visibility.FOLLOWERS, True),
    ("artist", Visibility.DIRECT, True),
]


@pytest.mark.parametrize(("who", "visibility", "may"), MAY)
async def test_web_09_a_work_is_there_for_whom_it_is_meant(
    it: Instance, make: Studio, who: str, visibility: Visibility, *, may: bool
) -> None:
    maren = await make.person("maren")
    people = {name: await make.person(name) for name in ("stranger", "asked", "follower", "named")}
    await make.follow(people["asked"].actor, maren.actor, FollowState.REQUESTED)
    await make.follow(people["follower"].actor, maren.actor)
    work = await make.work(maren.actor, visibility=visibility, named=(people["named"].actor,))
    viewer = maren if who == "artist" else people.get(who)
    found = await page(it, work.id, viewer)
    assert (found is not None) == may


async def test_a_held_work_is_there_for_its_artist_only(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    work = await make.work(maren.actor, state=WorkState.HELD, named=(lotte.actor,))
    assert await page(it, work.id) is None
    assert await page(it, work.id, lotte) is None
    assert await page(it, work.id, maren) is not None


async def test_a_deleted_work_is_there_for_nobody(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    work = await make.work(maren.actor)
    assert await page(it, work.id, maren) is not None
    await it.db.write(lambda tx: works.remove(tx, work, it.clock()))
    assert await page(it, work.id) is None
    assert await page(it, work.id, maren) is None


async def test_aut_10_a_suspended_artists_work_is_not_there(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    work = await make.work(maren.actor)
    await it.db.write(lambda tx: actors.suspend(tx, maren.actor.id, it.clock()))
    assert await page(it, work.id) is None


async def test_a_remote_work_is_there_for_people_of_ours_only(it: Instance, make: Studio) -> None:
    ada, maren = await make.remote(), await make.person("maren")
    work = await make.work(ada)
    assert await page(it, work.id) is None
    assert await page(it, work.id, maren) is not None


async def test_pictures_come_in_order_whatever_their_state(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    work = await make.work(maren.actor)
    kept = await make.picture(maren.actor, work)
    dropped = await make.picture(maren.actor, work, state=MediaState.DROPPED)
    found = await page(it, work.id)
    assert found is not None
    states = {media.id: media.state for media in found.post.pictures}
    assert states == {kept.media.id: MediaState.KEPT, dropped.media.id: MediaState.DROPPED}
    only = found.showing((kept.media,))
    assert [media.id for media in only.post.pictures] == [kept.media.id]


async def test_the_viewers_own_like_and_boost_and_follow_are_known(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    work = await make.work(maren.actor)
    await make.follow(lotte.actor, maren.actor)
    before = await page(it, work.id, lotte)
    assert before is not None
    assert (before.post.liked, before.post.boosted, before.follow) == (False, False, FollowState.ACCEPTED)
    await make.react(lotte.actor, work, "like")
    await make.react(lotte.actor, work, "boost")
    await it.db.write(lambda tx: works.count_reactions(tx, work.id))
    after = await page(it, work.id, lotte)
    assert after is not None
    assert (after.post.liked, after.post.boosted, after.post.likes, after.post.boosts) == (True, True, 1, 1)
    visitor = await page(it, work.id)
    assert visitor is not None
    assert (visitor.post.liked, visitor.post.likes) == (False, 1)


async def test_neighbours_are_the_public_works_beside_it(it: Instance, make: Studio) -> None:
    maren = await make.person("maren")
    first = await make.work(maren.actor, title="First")
    await make.work(maren.actor, title="Secret", visibility=Visibility.DIRECT)
    middle = await make.work(maren.actor, title="Middle")
    last = await make.work(maren.actor, title="Last", visibility=Visibility.QUIET)
    found = await page(it, middle.id, maren)
    assert found is not None
    assert (found.older, found.newer) == (first.id, last.id)
    ends = await page(it, last.id)
    assert ends is not None
    assert (ends.older, ends.newer) == (middle.id, None)


async def test_replies_stand_under_what_they_answer_oldest_first(it: Instance, make: Studio) -> None:
    maren, ada = await make.person("maren"), await make.remote()
    work = await make.work(maren.actor)
    one = await make.work(ada, kind=Kind.POST, parent=work)
    two = await make.work(maren.actor, kind=Kind.POST, parent=work)
    deep = await make.work(maren.actor, kind=Kind.POST, parent=one)
    await make.picture(ada, one, state=MediaState.DROPPED)
    found = await page(it, work.id)
    assert found is not None
    assert [(post.work.id, post.depth) for post in found.thread] == [(one.id, 1), (deep.id, 2), (two.id, 1)]
    assert [media.state for media in found.thread[0].pictures] == [MediaState.DROPPED]
    answer = await page(it, two.id)
    assert answer is not None
    assert answer.parent == (work.id, work.title)


REPLIES = [
    (Visibility.PUBLIC, "anybody", True),
    (Visibility.LOCAL, "anybody", False),
    (Visibility.LOCAL, "other", True),
    (Visibility.FOLLOWERS, "anybody", False),
    (Visibility.DIRECT, "anybody", False),
    (Visibility.DIRECT, "artist", True),
    (Visibility.DIRECT, "other", False),
    (Visibility.FOLLOWERS, "other", False),
    (Visibility.FOLLOWERS, "follower", True),
]


@pytest.mark.parametrize(("visibility", "who", "may"), REPLIES)
async def test_web_09_replies_are_shown_to_whom_they_are_meant(
    it: Instance, make: Studio, visibility: Visibility, who: str, *, may: bool
) -> None:
    maren, ada = await make.person("maren"), await make.remote()
    people = {"artist": maren, "other": await make.person("other"), "follower": await make.person("follower")}
    await make.follow(people["follower"].actor, ada)
    work = await make.work(maren.actor)
    secret = await make.work(ada, kind=Kind.POST, parent=work, visibility=visibility, named=(maren.actor,))
    await make.work(ada, kind=Kind.POST, parent=secret)
    found = await page(it, work.id, people.get(who))
    assert found is not None
    assert (len(found.thread) == 2) == may, "what answers a hidden reply is hidden with it"


async def test_own_work_is_for_its_artist_only(it: Instance, make: Studio) -> None:
    maren, lotte = await make.person("maren"), await make.person("lotte")
    work = await make.work(maren.actor, state=WorkState.HELD)
    await make.picture(maren.actor, work, state=MediaState.HELD)
    own = await it.db.read(lambda tx: views_work.own_work(tx, work.id, maren.actor.id))
    assert own is not None
    assert (own.work.id, len(own.pictures)) == (work.id, 1)
    assert await it.db.read(lambda tx: views_work.own_work(tx, work.id, lotte.actor.id)) is None
