"""Likes and boosts by our artists: booked, counted, told and sent."""

import pytest

from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Forbidden, NotFound
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import reactions
from fedart.storage import works
from tests.support.instance import Person, Studio
from tests.support.remote import Net, Stranger, count, hear, settle, told


async def counts(it: Instance, work: Work) -> tuple[int, int, int]:
    return await it.db.read(lambda tx: works.counts(tx, work.id))


@pytest.fixture
async def theirs(it: Instance, ada: Stranger, maren: Person) -> Work:
    """A work by Ada, whom Maren follows."""
    made = await following.follow(it, maren.actor.id, ada.uri)
    note = ada.note()
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri), ada.create(note))
    found = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert found is not None
    return found


async def test_a_like_is_sent_to_the_author_and_taken_back_with_an_undo(
    it: Instance, net: Net, ada: Stranger, maren: Person, theirs: Work
) -> None:
    for _ in range(2):
        await reactions.like(it, maren.actor.id, theirs.id)
    await settle(it)
    assert await counts(it, theirs) == (1, 0, 0)
    [like] = net.sent(ada.shared_inbox)
    assert (like["type"], like["object"], like["to"]) == ("Like", theirs.uri, [ada.uri])
    for _ in range(2):
        await reactions.unlike(it, maren.actor.id, theirs.id)
    await settle(it)
    assert await counts(it, theirs) == (0, 0, 0)
    [_, undo] = net.sent(ada.shared_inbox)
    assert (undo["type"], undo["object"]["id"]) == ("Undo", like["id"])


async def test_a_boost_goes_to_the_author_and_the_followers_each_host_once(
    it: Instance, net: Net, ada: Stranger, maren: Person, theirs: Work
) -> None:
    grace, hugo = Stranger("grace", "https://other.example"), Stranger("hugo", "https://other.example")
    net.publish(grace, hugo)
    for who in (ada, grace, hugo):
        await hear(it, who, who.follow(maren.actor.uri))
    for _ in range(2):
        await reactions.boost(it, maren.actor.id, theirs.id)
    await settle(it)
    for who in (ada, grace):
        [boost] = [a for a in net.sent(who.shared_inbox) if a["type"] == "Announce"]
        assert (boost["object"], boost["to"]) == (theirs.uri, [PUBLIC])
        assert set(boost["cc"]) == {maren.actor.followers, ada.uri}
    await reactions.unboost(it, maren.actor.id, theirs.id)
    await reactions.unboost(it, maren.actor.id, theirs.id)
    await settle(it)
    assert [a["type"] for a in net.sent(grace.shared_inbox)] == ["Announce", "Undo"]
    assert await counts(it, theirs) == (0, 0, 0)


async def test_people_here_are_told_and_nothing_leaves(it: Instance, net: Net, maren: Person, make: Studio) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor)
    await reactions.like(it, iris.actor.id, work.id)
    await reactions.boost(it, iris.actor.id, work.id)
    assert await counts(it, work) == (1, 1, 0)
    assert await told(it, maren.actor.id) == ["like", "boost"]
    await reactions.unlike(it, iris.actor.id, work.id)
    await reactions.unboost(it, iris.actor.id, work.id)
    assert await told(it, maren.actor.id) == []
    await settle(it)
    assert net.inboxes == {}


async def test_nobody_is_told_of_their_own_likes(it: Instance, maren: Person, make: Studio) -> None:
    work = await make.work(maren.actor)
    await reactions.like(it, maren.actor.id, work.id)
    assert await counts(it, work) == (1, 0, 0)
    assert await told(it, maren.actor.id) == []


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT])
async def test_aut_06_what_is_not_public_is_not_passed_on(
    visibility: Visibility, it: Instance, maren: Person, make: Studio
) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor, visibility=visibility, named=(iris.actor,))
    await reactions.like(it, iris.actor.id, work.id)
    with pytest.raises(Forbidden):
        await reactions.boost(it, iris.actor.id, work.id)
    assert await count(it, "boosts") == 0


HIDDEN = [
    (Visibility.FOLLOWERS, WorkState.LIVE),
    (Visibility.DIRECT, WorkState.LIVE),
    (Visibility.PUBLIC, WorkState.HELD),
    (Visibility.PUBLIC, WorkState.DELETED),
]


@pytest.mark.parametrize(("visibility", "state"), HIDDEN)
@pytest.mark.parametrize("act", [reactions.like, reactions.unlike, reactions.boost, reactions.unboost])
async def test_what_one_may_not_see_does_not_exist(
    act: object, visibility: Visibility, state: WorkState, it: Instance, maren: Person, make: Studio
) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor, visibility=visibility, state=state)
    assert callable(act)
    with pytest.raises(NotFound):
        await act(it, iris.actor.id, work.id)


async def test_a_quiet_work_may_be_passed_on(it: Instance, maren: Person, make: Studio) -> None:
    iris = await make.person("iris")
    work = await make.work(maren.actor, visibility=Visibility.QUIET)
    await reactions.boost(it, iris.actor.id, work.id)
    assert await counts(it, work) == (0, 1, 0)
