"""Moving house: others carry our people along, ours tell their followers, and both ends are checked (FEP-7628)."""

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.follow import FollowState
from fedart.errors import Forbidden, Invalid, NotFound, TooFast
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import blocks, moves, search
from fedart.services import follows as following
from fedart.services.moves import Pointing
from fedart.storage import actors, follows
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, say, settle, told

WEEK = 7 * 86_400
NEW = Stranger("ada", "https://new.example")


async def known(it: Instance, who: Stranger) -> Actor:
    found = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    assert found is not None
    return found


def at_home(net: Net, who: Stranger = NEW, *names: str, **changes: object) -> Stranger:
    """Serve the new account, which goes by those other names."""
    net.serve(who.uri, who.document(alsoKnownAs=list(names), **changes))
    return who


def moving(old: Stranger, new: Stranger = NEW, **changes: object) -> Json:
    return {**old.activity("Move", object=old.uri, target=new.uri, to=[old.followers]), **changes}


async def state(it: Instance, maren: Person, who: Stranger) -> FollowState | None:
    actor = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    found = await it.db.read(lambda tx: follows.by_pair(tx, maren.actor.id, actor.id)) if actor else None
    return found.state if found else None


async def test_our_people_follow_to_the_new_place(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    at_home(net, NEW, followed.uri)
    await hear(it, followed, moving(followed))
    old = await known(it, followed)
    assert old.moved_to == NEW.uri
    assert await state(it, maren, NEW) is FollowState.REQUESTED
    assert await state(it, maren, followed) is FollowState.ENDED
    [follow] = net.sent(NEW.inbox)
    assert (follow["type"], follow["actor"], follow["object"]) == ("Follow", maren.actor.uri, NEW.uri)
    assert [a["type"] for a in net.sent(followed.inbox)] == ["Follow", "Undo"]
    assert (await told(it, maren.actor.id))[-1] == "moved"


async def test_a_move_heard_twice_changes_nothing_more(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    at_home(net, NEW, followed.uri)
    await hear(it, followed, moving(followed), moving(followed))
    assert len(net.sent(NEW.inbox)) == 1


@pytest.mark.parametrize(
    "names", [[], ["https://peer.example/actors/somebody"], ["https://peer.example/actors/ada/"]], ids=repr
)
async def test_aut_06_the_new_account_has_to_name_the_old_one(
    names: list[str], it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    at_home(net, NEW, *names)
    await hear(it, followed, moving(followed))
    assert await state(it, maren, NEW) is None
    assert await state(it, maren, followed) is FollowState.ACCEPTED
    assert (await known(it, followed)).moved_to is None


async def test_aut_06_what_we_knew_of_the_new_account_is_not_enough(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    at_home(net, NEW, followed.uri)
    await hear(it, NEW, NEW.follow(maren.actor.uri))
    at_home(net, NEW)
    await hear(it, followed, moving(followed))
    assert await state(it, maren, NEW) is None
    at_home(net, NEW, followed.uri)
    await hear(it, followed, moving(followed))
    assert await state(it, maren, NEW) is FollowState.REQUESTED


async def test_one_move_a_week(it: Instance, net: Net, followed: Stranger, maren: Person, clock: Clock) -> None:
    third = Stranger("ada", "https://third.example")
    for place in (NEW, third):
        at_home(net, place, followed.uri)
    await hear(it, followed, moving(followed))
    clock.advance(WEEK - 1)
    await hear(it, followed, moving(followed, third))
    assert (await known(it, followed)).moved_to == NEW.uri
    clock.advance(1)
    await hear(it, followed, moving(followed, third))
    assert (await known(it, followed)).moved_to == third.uri


async def test_who_moved_on_is_no_place_to_move_to(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    at_home(net, NEW, followed.uri, movedTo="https://third.example/actors/ada")
    await hear(it, followed, moving(followed))
    assert await state(it, maren, NEW) is None


async def test_a_new_place_that_does_not_answer_is_asked_again(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    net.broken[NEW.uri] = FetchFailed("503")
    with pytest.raises(FetchFailed):
        await hear(it, followed, moving(followed))
    assert (await known(it, followed)).moved_to is None


async def test_nobody_is_carried_across_a_block(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    at_home(net, NEW, followed.uri)
    await hear(it, NEW, NEW.follow(maren.actor.uri))
    await blocks.block(it, maren.actor.id, (await known(it, NEW)).id)
    await hear(it, followed, moving(followed))
    assert await state(it, maren, NEW) is None
    assert await state(it, maren, followed) is FollowState.ACCEPTED


@pytest.mark.parametrize("changes", [{"object": NEW.uri}, {"target": "https://peer.example/actors/ada"}], ids=repr)
async def test_a_move_of_somebody_else_or_to_oneself_is_none(
    changes: Json, it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    at_home(net, NEW, followed.uri)
    before = await count(it, "follows")
    if "object" in changes:
        with pytest.raises(Forbidden) as refused:
            await say(it, followed, moving(followed, **changes))
        assert refused.value.rule == "AUT-04"
    else:
        await hear(it, followed, moving(followed, **changes))
    assert await count(it, "follows") == before
    assert (await known(it, followed)).moved_to is None


async def test_somebody_moves_here_with_their_followers_from_here(
    it: Instance, net: Net, followed: Stranger, maren: Person, make: Studio
) -> None:
    iris = await make.person("iris")
    await moves.add_alias(it, Viewer(iris.account, iris.actor, ""), followed.uri)
    await hear(it, followed, moving(followed, Stranger(iris.actor.id, it.config.instance.origin)))
    assert await it.db.read(lambda tx: follows.accepted(tx, maren.actor.id, iris.actor.id))


async def test_one_of_ours_leaves_and_the_followers_are_told(
    it: Instance, net: Net, ada: Stranger, artist: Viewer, make: Studio
) -> None:
    iris = await make.person("iris")
    await make.follow(iris.actor, artist.actor)
    await hear(it, ada, ada.follow(artist.actor.uri))
    at_home(net, NEW, artist.actor.uri)
    await moves.leave(it, artist, NEW.uri)
    await settle(it)
    [move, update] = net.sent(ada.shared_inbox)[-2:]
    assert (move["type"], move["object"], move["target"]) == ("Move", artist.actor.uri, NEW.uri)
    assert (update["type"], update["object"]["movedTo"]) == ("Update", NEW.uri)
    me = await it.db.read(lambda tx: actors.by_id(tx, artist.actor.id))
    assert me is not None
    assert me.moved_to == NEW.uri
    assert [a["actor"] for a in net.sent(NEW.inbox)] == [iris.actor.uri]
    late = Stranger("late", "https://third.example")
    net.publish(late)
    await hear(it, late, late.follow(artist.actor.uri))
    assert [a["type"] for a in net.sent(late.inbox)] == ["Reject"]
    with pytest.raises(Invalid):
        await moves.leave(it, artist, NEW.uri)


@pytest.mark.parametrize("names", [[], ["https://gallery.example/actors/other"]], ids=repr)
async def test_nobody_leaves_before_the_new_account_names_this_one(
    names: list[str], it: Instance, net: Net, ada: Stranger, artist: Viewer
) -> None:
    await hear(it, ada, ada.follow(artist.actor.uri))
    at_home(net, NEW, *names)
    with pytest.raises(Invalid):
        await moves.leave(it, artist, NEW.uri)
    await settle(it)
    assert [a["type"] for a in net.sent(ada.shared_inbox)] == []
    with pytest.raises(Invalid):
        await moves.leave(it, artist, artist.actor.uri)


@pytest.mark.parametrize("blocking", [True, False], ids=["blocked", "no block"])
async def test_nobody_moves_across_a_block(blocking: bool, it: Instance, net: Net, artist: Viewer) -> None:
    at_home(net, NEW, artist.actor.uri)
    new = (await moves.plan(it, artist, NEW.uri)).new
    if not blocking:
        await moves.leave(it, artist, NEW.uri)
        return
    await blocks.block(it, artist.actor.id, new.id)
    with pytest.raises(Invalid, match="There is a block"):
        await moves.leave(it, artist, NEW.uri)


async def test_a_plan_tells_who_would_come_along_and_changes_nothing(
    it: Instance, net: Net, ada: Stranger, artist: Viewer, make: Studio
) -> None:
    iris = await make.person("iris")
    await make.follow(iris.actor, artist.actor)
    await hear(it, ada, ada.follow(artist.actor.uri))
    at_home(net, NEW)
    plan = await moves.plan(it, artist, NEW.uri)
    assert (plan.followers, plan.here, plan.ready) == (1, 1, False)
    at_home(net, NEW, artist.actor.uri)
    plan = await moves.plan(it, artist, NEW.uri)
    assert plan.ready
    await settle(it)
    assert [a["type"] for a in net.sent(ada.shared_inbox)] == []
    assert (await mine(it, artist)).moved_to is None


async def test_who_moved_is_followed_by_nobody_here_until_the_notice_is_gone(
    it: Instance, net: Net, ada: Stranger, artist: Viewer, make: Studio
) -> None:
    iris = await make.person("iris")
    await hear(it, ada, ada.follow(artist.actor.uri))
    at_home(net, NEW, artist.actor.uri)
    await moves.leave(it, artist, NEW.uri)
    with pytest.raises(Invalid, match="has moved"):
        await following.follow(it, iris.actor.id, "@maren")
    await moves.come_back(it, artist)
    await settle(it)
    assert "movedTo" not in net.sent(ada.shared_inbox)[-1]["object"]
    assert (await following.follow(it, iris.actor.id, "@maren")).state is FollowState.ACCEPTED
    with pytest.raises(NotFound):
        await moves.come_back(it, artist)
    with pytest.raises(Invalid, match="less than a week"):
        await moves.leave(it, artist, NEW.uri)


async def mine(it: Instance, artist: Viewer) -> Actor:
    me = await it.db.read(lambda tx: actors.by_id(tx, artist.actor.id))
    assert me is not None
    return me


async def test_other_names_are_shown_and_told(it: Instance, net: Net, ada: Stranger, artist: Viewer) -> None:
    await hear(it, ada, ada.follow(artist.actor.uri))
    at_home(net, NEW)
    found = [await moves.add_alias(it, artist, who.uri) for who in (ada, NEW, ada)]
    await settle(it)
    assert (await mine(it, artist)).also_known_as == (found[0].uri, found[1].uri)
    assert net.sent(ada.shared_inbox)[-1]["object"]["alsoKnownAs"] == [ada.uri, NEW.uri]
    with pytest.raises(Invalid):
        await moves.add_alias(it, artist, artist.actor.uri)
    net.broken[ada.uri] = FetchFailed("down for good")
    await moves.remove_alias(it, artist, ada.uri)
    assert (await mine(it, artist)).also_known_as == (NEW.uri,)
    with pytest.raises(NotFound):
        await moves.remove_alias(it, artist, ada.uri)


async def test_ten_other_names_are_the_most(it: Instance, net: Net, artist: Viewer) -> None:
    for number in range(moves.ALIASES):
        await moves.add_alias(it, artist, at_home(net, Stranger("ada", f"https://peer{number}.example")).uri)
    with pytest.raises(Invalid, match="Please remove one first"):
        await moves.add_alias(it, artist, at_home(net, NEW).uri)
    assert len((await mine(it, artist)).also_known_as) == moves.ALIASES


async def test_where_the_old_account_points_is_asked_anew(
    it: Instance, net: Net, ada: Stranger, artist: Viewer
) -> None:
    with pytest.raises(NotFound):
        await moves.pointing(it, artist, ada.uri)
    await moves.add_alias(it, artist, ada.uri)
    assert await moves.pointing(it, artist, ada.uri) is Pointing.NOWHERE
    for target, said in ((NEW.uri, Pointing.ELSEWHERE), (artist.actor.uri, Pointing.HERE)):
        net.serve(ada.uri, ada.document(movedTo=target))
        assert await moves.pointing(it, artist, ada.uri) is said


async def test_web_05_nobody_has_other_servers_asked_without_end(
    it: Instance, net: Net, ada: Stranger, artist: Viewer, clock: Clock
) -> None:
    for _ in range(search.TRIES):
        await moves.plan(it, artist, ada.uri)
    with pytest.raises(TooFast):
        await moves.plan(it, artist, ada.uri)
    clock.advance(search.WINDOW_MS / 1000)
    assert not (await moves.plan(it, artist, ada.uri)).ready
