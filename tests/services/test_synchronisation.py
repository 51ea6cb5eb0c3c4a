"""Followers synchronisation (FEP-8fcf): a digest that differs leads to one look, and the look to the same list."""

from pathlib import Path

import pytest

from fedart.domain import synchronisation
from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.forms import Upload, WorkForm
from fedart.domain.synchronisation import Stated
from fedart.domain.work import Visibility
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import inbox
from fedart.services import works as publishing
from fedart.services.synchronisation import followers_digest, followers_on, stated
from fedart.storage import actors, follows
from tests.support.instance import Clock, Person, Studio
from tests.support.paint import painting, png
from tests.support.remote import AS2, Net, Stranger, count, hear, settle, verified

LATER = 60


def partial(who: Stranger) -> str:
    return f"{who.uri}/followers_synchronization"


def header(who: Stranger, *ids: str, url: str = "", collection: str = "") -> str:
    stated = Stated(collection or who.followers, url or partial(who), synchronisation.digest(ids))
    return synchronisation.header(stated)


def listed(net: Net, who: Stranger, *ids: str, url: str = "") -> None:
    address = url or partial(who)
    net.serve(address, {"@context": AS2, "id": address, "type": "OrderedCollection", "orderedItems": list(ids)})


async def delivered(it: Instance, who: Stranger, text: str) -> None:
    """A delivery with that header."""
    await inbox.accept(it, await verified(it, who, who.create(who.note())), followers=text)


async def looked(it: Instance, clock: Clock) -> None:
    clock.advance(LATER)
    await settle(it)


async def state(it: Instance, maren: Person, who: Stranger) -> FollowState | None:
    ada = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    assert ada is not None
    known = await it.db.read(lambda tx: follows.by_pair(tx, maren.actor.id, ada.id))
    return known.state if known else None


async def test_the_same_digest_asks_nothing(
    it: Instance, net: Net, followed: Stranger, maren: Person, clock: Clock
) -> None:
    await delivered(it, followed, header(followed, maren.actor.uri))
    await looked(it, clock)
    assert partial(followed) not in net.fetched


async def test_a_follow_that_they_do_not_list_ends(
    it: Instance, net: Net, followed: Stranger, maren: Person, clock: Clock
) -> None:
    listed(net, followed)
    await delivered(it, followed, header(followed))
    await looked(it, clock)
    assert net.fetched.count(partial(followed)) == 1
    assert await state(it, maren, followed) is FollowState.ENDED


async def test_a_follow_that_only_they_have_is_taken_back_there(
    it: Instance, net: Net, followed: Stranger, maren: Person, make: Studio, clock: Clock
) -> None:
    iris = await make.person("iris")
    foreign = "https://other.example/actors/grace"
    listed(net, followed, maren.actor.uri, iris.actor.uri, foreign)
    net.inboxes.clear()
    await delivered(it, followed, header(followed, maren.actor.uri, iris.actor.uri, foreign))
    await looked(it, clock)
    [undo] = net.sent(followed.inbox)
    assert (undo["type"], undo["actor"]) == ("Undo", iris.actor.uri)
    assert (undo["object"]["type"], undo["object"]["object"]) == ("Follow", followed.uri)
    assert await state(it, maren, followed) is FollowState.ACCEPTED


async def test_an_accept_that_was_lost_is_made_good(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    await following.follow(it, maren.actor.id, ada.uri)
    listed(net, ada, maren.actor.uri)
    await delivered(it, ada, header(ada, maren.actor.uri))
    await looked(it, clock)
    assert await state(it, maren, ada) is FollowState.ACCEPTED


async def test_a_list_that_is_not_the_stated_one_changes_nothing(
    it: Instance, net: Net, followed: Stranger, maren: Person, clock: Clock
) -> None:
    listed(net, followed)
    await delivered(it, followed, header(followed, "https://gallery.example/actors/somebody"))
    await looked(it, clock)
    assert partial(followed) in net.fetched
    assert await state(it, maren, followed) is FollowState.ACCEPTED


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://other.example/actors/ada/followers_synchronization"},
        {"collection": "https://peer.example/actors/grace/followers"},
        {"collection": "https://other.example/actors/ada/followers"},
    ],
    ids=repr,
)
async def test_only_ones_own_followers_on_ones_own_server_count(
    wrong: dict[str, str], it: Instance, net: Net, followed: Stranger, maren: Person, clock: Clock
) -> None:
    listed(net, followed)
    listed(net, followed, url="https://other.example/actors/ada/followers_synchronization")
    await delivered(it, followed, header(followed, **wrong))
    await looked(it, clock)
    assert await count(it, "tasks", "kind = 'synchronise'") == 0
    assert await state(it, maren, followed) is FollowState.ACCEPTED
    await delivered(it, followed, header(followed))
    await looked(it, clock)
    assert await state(it, maren, followed) is FollowState.ENDED


async def test_a_busy_server_is_asked_again(it: Instance, net: Net, followed: Stranger, clock: Clock) -> None:
    net.broken[partial(followed)] = FetchFailed("503")
    await delivered(it, followed, header(followed))
    with pytest.raises(FetchFailed):
        await looked(it, clock)


async def test_many_deliveries_lead_to_one_look(it: Instance, net: Net, followed: Stranger, clock: Clock) -> None:
    listed(net, followed)
    for _ in range(5):
        await delivered(it, followed, header(followed))
    await looked(it, clock)
    assert net.fetched.count(partial(followed)) == 1


async def test_the_digest_of_ours_is_about_one_host_and_about_accepted_followers(
    it: Instance, net: Net, maren: Person, make: Studio
) -> None:
    people = [Stranger("ada"), Stranger("nils"), Stranger("fred", "https://other.example")]
    net.publish(*people)
    for who in people:
        await hear(it, who, who.follow(maren.actor.uri))
    asking: Actor = await make.remote("https://peer.example/actors/asking")
    await make.follow(asking, maren.actor, FollowState.REQUESTED)
    me = maren.actor.id
    assert await it.db.read(lambda tx: followers_on(tx, me, "peer.example")) == [people[0].uri, people[1].uri]
    expected = synchronisation.digest([people[0].uri, people[1].uri])
    assert await it.db.read(lambda tx: followers_digest(tx, me, "peer.example")) == expected
    assert await it.db.read(lambda tx: followers_digest(tx, me, "nobody.example")) == "0" * 64
    sent = synchronisation.read(await it.db.read(lambda tx: stated(tx, it, maren.actor, "peer.example")))
    assert sent == Stated(maren.actor.followers, f"{maren.actor.uri}/followers_synchronization", expected)


# --- our side: what goes out ------------------------------------------------------------------------------------------


async def sent_with(
    it: Instance, net: Net, maren: Person, ada: Stranger, folder: Path, visibility: Visibility
) -> list[dict[str, str]]:
    """The other headers of what Ada's server got of a work, when Ada follows its artist."""
    await hear(it, ada, ada.follow(maren.actor.uri))
    net.others.clear()
    path = folder / "ferry.png"
    path.write_bytes(png(painting(1)))
    form = WorkForm(title="Ferry", visibility=visibility)
    await publishing.publish(it, maren.actor.id, form, [Upload(path, path.name, "A ferry")])
    await settle(it)
    return net.others[ada.shared_inbox]


async def test_a_work_for_followers_states_who_follows_from_there(
    it: Instance, net: Net, maren: Person, ada: Stranger, tmp_path: Path
) -> None:
    [others] = await sent_with(it, net, maren, ada, tmp_path, Visibility.FOLLOWERS)
    found = synchronisation.read(others[synchronisation.HEADER])
    assert found is not None
    assert found.collection == maren.actor.followers
    assert found.url == it.urls.actor_part(maren.actor.id, "followers_synchronization")
    assert found.digest == synchronisation.digest([ada.uri]) != synchronisation.digest([])


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.QUIET])
async def test_what_anybody_may_read_states_nothing(
    visibility: Visibility, it: Instance, net: Net, maren: Person, ada: Stranger, tmp_path: Path
) -> None:
    assert await sent_with(it, net, maren, ada, tmp_path, visibility) == [{}]
