"""What people pass on, in the home feeds of those who follow them."""

import re
from collections.abc import Callable
from functools import partial

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri, new_id
from fedart.domain.work import Kind, Visibility, Work
from fedart.instance import Instance
from fedart.storage import actors, blocks, follows, hidden, reactions, views_feeds, works
from fedart.storage.blocks import Blocking
from fedart.storage.database import Tx
from fedart.storage.views_work import Post
from tests.support.instance import Studio


async def people(make: Studio, *names: str) -> list[Actor]:
    return [(await make.person(name)).actor for name in names]


async def feed(it: Instance, viewer: Actor, *, limit: int = 20) -> list[Post]:
    """All pages of a home feed, one after the other."""
    found: list[Post] = []
    before = "~"
    while before:
        page = await it.db.read(partial(views_feeds.home, viewer=viewer.id, now=it.clock(), before=before, limit=limit))
        found += page.items
        before = page.more
    return found


async def shown(it: Instance, viewer: Actor, *, limit: int = 20) -> list[tuple[str, str]]:
    """Titles, each with the user name of whoever passed it on."""
    found = await feed(it, viewer, limit=limit)
    return [(post.work.title, post.passed_by.username if post.passed_by else "") for post in found]


async def test_what_somebody_passes_on_comes_to_those_who_follow_them(it: Instance, make: Studio) -> None:
    me, bob, maren, other = await people(make, "me", "bob", "maren", "other")
    await make.follow(me, bob)
    passed = await make.work(maren, title="Passed on")
    await make.work(maren, title="Not passed on")
    by_stranger = await make.work(maren, title="Passed on by a stranger")
    await make.work(bob, title="By bob")
    assert await shown(it, me) == [("By bob", "")]
    await make.react(bob, passed, "boost")
    await make.react(other, by_stranger, "boost")
    assert await shown(it, me) == [("Passed on", "bob"), ("By bob", "")]
    [post, _] = await feed(it, me)
    assert post.by.username == "maren"
    assert post.place > post.work.id
    assert await shown(it, other) == []


async def test_a_pass_that_is_taken_back_leaves_the_feed(it: Instance, make: Studio) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    await make.follow(me, bob)
    boost = await make.react(bob, await make.work(maren, title="For a while"), "boost")
    assert await shown(it, me) == [("For a while", "bob")]
    await it.db.write(lambda tx: reactions.remove_boost(tx, boost.id))
    assert await shown(it, me) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 20])
async def test_a_work_stands_once_where_it_was_posted_or_passed_on_last(it: Instance, make: Studio, limit: int) -> None:
    me, bob, cleo, maren = await people(make, "me", "bob", "cleo", "maren")
    for each in (bob, cleo, maren):
        await make.follow(me, each)
    old = await make.work(maren, title="Old")
    await make.react(bob, old, "boost")
    await make.work(maren, title="Between")
    await make.react(cleo, old, "boost")
    newest = await make.work(maren, title="Newest")
    assert await shown(it, me, limit=limit) == [("Newest", ""), ("Old", "cleo"), ("Between", "")]
    await make.react(bob, newest, "boost")
    assert await shown(it, me, limit=limit) == [("Newest", "bob"), ("Old", "cleo"), ("Between", "")]


async def test_answers_and_works_from_elsewhere_may_be_passed_on(it: Instance, make: Studio) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    await make.follow(me, bob)
    ada = await make.remote()
    far = await make.work(ada, title="From elsewhere", visibility=Visibility.QUIET)
    answer = await make.work(maren, title="An answer", kind=Kind.POST, parent=far)
    for each in (far, answer):
        await make.react(bob, each, "boost")
    assert await shown(it, me) == [("An answer", "bob"), ("From elsewhere", "bob")]


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.LOCAL])
async def test_a_pass_never_widens_who_sees_a_work(it: Instance, make: Studio, visibility: Visibility) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    await make.follow(me, bob)
    closed = await make.work(maren, title="Closed", visibility=visibility, named=(bob,))
    open_one = await make.work(maren, title="Open")
    for each in (closed, open_one):
        await make.react(bob, each, "boost")
    assert await shown(it, me) == [("Open", "bob")]


async def test_a_deleted_work_is_gone_although_it_was_passed_on(it: Instance, make: Studio) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    await make.follow(me, bob)
    gone, kept = [await make.work(maren, title=title) for title in ("Gone", "Kept")]
    for each in (gone, kept):
        await make.react(bob, each, "boost")
    await it.db.write(lambda tx: works.remove(tx, gone, it.clock()))
    assert await shown(it, me) == [("Kept", "bob")]


def _mute(tx: Tx, viewer: Actor, other: Actor) -> None:
    blocks.mute(tx, viewer.id, other.id, 1, None)


def _block(tx: Tx, viewer: Actor, other: Actor) -> None:
    blocks.add(tx, Blocking(new_id(), Uri(f"https://b.example/{new_id()}"), viewer.id, other.id, 1))


def _blocked_by(tx: Tx, viewer: Actor, other: Actor) -> None:
    _block(tx, other, viewer)


def _silence(tx: Tx, viewer: Actor, other: Actor) -> None:
    hidden.add_domain(tx, viewer.id, "peer.example", 1)


def _refuse(tx: Tx, viewer: Actor, other: Actor) -> None:
    tx.run("INSERT INTO domain_blocks (domain, reason, created) VALUES ('peer.example', '', 1)")


def _suspend(tx: Tx, viewer: Actor, other: Actor) -> None:
    actors.suspend(tx, other.id, 1)


HIDING = [_mute, _block, _blocked_by, _silence, _refuse, _suspend]


@pytest.mark.parametrize("whom", ["author", "booster"])
@pytest.mark.parametrize("hide", HIDING, ids=lambda hide: hide.__name__.strip("_"))
async def test_whoever_is_hidden_is_hidden_as_author_and_as_the_one_who_passes_on(
    it: Instance, make: Studio, hide: Callable[[Tx, Actor, Actor], None], whom: str
) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    ada = await make.remote()
    author, booster = (ada, bob) if whom == "author" else (maren, ada)
    for each in (bob, booster):
        await make.follow(me, each)
    work = await make.work(author, title="Hidden")
    await make.react(booster, work, "boost")
    other = await make.work(maren, title="Shown")
    await make.react(bob, other, "boost")
    assert await shown(it, me) == [("Shown", "bob"), ("Hidden", booster.username)]
    await it.db.write(lambda tx: hide(tx, me, ada))
    assert await shown(it, me) == [("Shown", "bob")]


async def test_a_hidden_pass_does_not_move_a_work(it: Instance, make: Studio) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    for each in (bob, maren):
        await make.follow(me, each)
    work = await make.work(maren, title="Early")
    await make.work(maren, title="Late")
    await make.react(bob, work, "boost")
    assert await shown(it, me) == [("Early", "bob"), ("Late", "")]
    await it.db.write(lambda tx: _mute(tx, me, bob))
    assert await shown(it, me) == [("Late", ""), ("Early", "")]


async def test_one_may_follow_somebody_without_what_they_pass_on(it: Instance, make: Studio) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    follow = await make.follow(me, bob)
    await make.react(bob, await make.work(maren, title="Passed on"), "boost")
    await make.work(bob, title="By bob")
    for wanted, found in ((False, [("By bob", "")]), (True, [("By bob", ""), ("Passed on", "bob")])):
        await it.db.write(partial(follows.set_passes, ident=follow.id, wanted=wanted))
        assert await shown(it, me) == found


async def test_a_follow_that_is_asked_for_or_over_brings_nothing(it: Instance, make: Studio) -> None:
    me, bob, maren = await people(make, "me", "bob", "maren")
    follow = await make.follow(me, bob, FollowState.REQUESTED)
    await make.react(bob, await make.work(maren, title="Passed on"), "boost")
    for state, count in ((FollowState.REQUESTED, 0), (FollowState.ACCEPTED, 1), (FollowState.ENDED, 0)):
        await _set(it, follow.id, state)
        assert len(await shown(it, me)) == count, state


async def _set(it: Instance, ident: str, state: FollowState) -> None:
    await it.db.write(lambda tx: follows.set_state(tx, ident, state, 2))


@pytest.mark.parametrize("limit", [3, 7, 15])
async def test_pages_of_posts_and_passes_have_no_gap_and_nothing_twice(
    it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(views_feeds, "PASSES", 5)
    me, maren, stranger, *passers = await people(make, "me", "maren", "stranger", "bob", "cleo", "dora")
    for each in (maren, *passers):
        await make.follow(me, each)
    expected: dict[str, str] = {}
    made: list[Work] = []
    for number in range(24):
        work = await make.work((maren, stranger)[number % 2], title=f"Work {number}")
        made.append(work)
        if number % 2 == 0:
            expected[work.title] = ""
        again = made[number // 3]
        by = passers[number % 3]
        if await it.db.read(partial(reactions.boost_of, actor=by.id, work=again.id)) is None:
            await make.react(by, again, "boost")
            expected.pop(again.title, None)
            expected[again.title] = by.username
    wanted = list(reversed(expected.items()))
    assert await shown(it, me, limit=limit) == wanted
    assert len(wanted) > 15
    assert re.fullmatch(r"Work \d+", wanted[0][0])
