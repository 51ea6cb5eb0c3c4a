"""Following in both directions, across servers and within this one."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.storage import actors, follows, views_feeds
from tests.support.instance import Person, Studio
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told


async def lock(it: Instance, actor: Actor) -> None:
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(actor, locked=True)))


async def state(it: Instance) -> str:
    [row] = await rows(it, "SELECT state FROM follows")
    return str(row["state"])


async def test_a_follow_by_handle_is_found_sent_and_accepted(it: Instance, net: Net, maren: Person) -> None:
    ada = Stranger("ada")
    made = await following.follow(it, maren.actor.id, net.handle(ada))
    assert made.state is FollowState.REQUESTED
    await settle(it)
    [sent] = net.sent(ada.inbox)
    assert (sent["type"], sent["actor"], sent["object"]) == ("Follow", maren.actor.uri, ada.uri)
    assert sent["id"] == made.uri
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    assert await state(it) == "accepted"
    assert await told(it, maren.actor.id) == ["accepted"]


async def test_an_accept_by_bare_id_counts_too(it: Instance, ada: Stranger, maren: Person) -> None:
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.activity("Accept", object=made.uri))
    assert await state(it) == "accepted"


async def test_asking_twice_asks_once(it: Instance, net: Net, ada: Stranger, maren: Person) -> None:
    first = await following.follow(it, maren.actor.id, ada.uri)
    assert await following.follow(it, maren.actor.id, ada.uri) == first
    await settle(it)
    assert len(net.sent(ada.inbox)) == 1


async def test_a_reject_ends_it_even_after_an_accept_and_asking_anew_is_possible(
    it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    made = await following.follow(it, maren.actor.id, ada.uri)
    yes, no = (ada.answer(kind, made.uri, maren.actor.uri) for kind in ("Accept", "Reject"))
    await hear(it, ada, yes, no)
    assert await state(it) == "rejected"
    again = await following.follow(it, maren.actor.id, ada.uri)
    assert (again.state, again.id) == (FollowState.REQUESTED, made.id)
    assert again.uri != made.uri
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    assert await state(it) == "requested"
    await hear(it, ada, ada.answer("Accept", again.uri, maren.actor.uri))
    assert await state(it) == "accepted"


async def test_aut_05_an_accept_of_somebody_elses_follow_opens_nothing(
    it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio
) -> None:
    iris = await make.person("iris")
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, iris.actor.uri))
    other = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert other is not None
    assert not await it.db.read(lambda tx: follows.accepted(tx, iris.actor.id, other.id))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "accepted"),
        ({"id": "the very one"}, "accepted"),
        ({"id": None}, "accepted"),
        ({"id": ""}, "accepted"),
        ({"id": "https://gallery.example/activities/made-up"}, "requested"),
        ({"id": "https://peer.example/activities/made-up"}, "requested"),
        ({"id": "urn:made:up"}, "requested"),
        ({"id": ["urn:made:up"]}, "requested"),
        ({"type": "Like"}, "requested"),
        ({"actor": "https://gallery.example/actors/nobody"}, "requested"),
        ({"actor": "https://peer.example/actors/ada"}, "requested"),
        ({"actor": None}, "requested"),
        ({"object": "https://peer.example/actors/eve"}, "requested"),
        ({"object": None}, "requested"),
    ],
    ids=str,
)
async def test_aut_05_a_follow_without_any_id_is_found_by_its_two_actors_and_a_made_up_id_is_none(
    changes: dict[str, object], expected: str, it: Instance, ada: Stranger, maren: Person
) -> None:
    made = await following.follow(it, maren.actor.id, ada.uri)
    said = {"type": "Follow", "actor": maren.actor.uri, "object": ada.uri} | changes
    if said.get("id") == "the very one":
        said["id"] = made.uri
    await hear(it, ada, ada.activity("Accept", object=said))
    assert await state(it) == expected
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    assert await state(it) == "accepted"


async def test_aut_05_nobody_else_answers_a_follow_without_an_id(
    it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    eve = Stranger("eve")
    net.publish(eve)
    await following.follow(it, maren.actor.id, ada.uri)
    for target in (ada.uri, eve.uri):
        said = {"type": "Follow", "actor": maren.actor.uri, "object": target}
        await hear(it, eve, eve.activity("Accept", object=said), eve.activity("Reject", object=said))
        assert await state(it) == "requested"


async def test_answers_without_an_id_count_in_their_order_and_end_for_good(
    it: Instance, ada: Stranger, maren: Person
) -> None:
    await following.follow(it, maren.actor.id, ada.uri)
    yes, no, late = (
        ada.activity(kind, object={"type": "Follow", "actor": maren.actor.uri, "object": ada.uri})
        for kind in ("Accept", "Reject", "Accept")
    )
    await hear(it, ada, yes)
    assert await state(it) == "accepted"
    await hear(it, ada, no)
    assert await state(it) == "rejected"
    await hear(it, ada, late)
    assert await state(it) == "rejected", "nothing is pending"


async def test_unfollowing_sends_the_whole_follow_back(it: Instance, net: Net, ada: Stranger, maren: Person) -> None:
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    await following.unfollow(it, maren.actor.id, made.followed)
    await settle(it)
    sent = net.sent(ada.inbox)[-1]
    assert (sent["type"], sent["object"]["type"], sent["object"]["id"]) == ("Undo", "Follow", made.uri)
    assert await state(it) == "ended"
    with pytest.raises(NotFound):
        await following.unfollow(it, maren.actor.id, made.followed)


async def test_an_open_artist_accepts_at_once_and_again(it: Instance, net: Net, ada: Stranger, maren: Person) -> None:
    first, second = ada.follow(maren.actor.uri), ada.follow(maren.actor.uri)
    await hear(it, ada, first, second)
    accepts = net.sent(ada.inbox)
    assert [(a["type"], a["actor"]) for a in accepts] == [("Accept", maren.actor.uri)] * 2
    assert [a["object"]["id"] for a in accepts] == [first["id"], second["id"]]
    assert all(a["object"]["object"] == maren.actor.uri for a in accepts)
    assert await told(it, maren.actor.id) == ["follow"]
    assert await count(it, "follows") == 1


@pytest.mark.parametrize("accept", [True, False])
async def test_a_locked_artist_is_asked_and_the_answer_is_sent(
    accept: bool, it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    await lock(it, maren.actor)
    request = ada.follow(maren.actor.uri)
    await hear(it, ada, request)
    assert net.sent(ada.inbox) == []
    assert await told(it, maren.actor.id) == ["request"]
    [row] = await rows(it, "SELECT id FROM follows")
    await following.answer(it, maren.actor.id, row["id"], accept=accept)
    await settle(it)
    [sent] = net.sent(ada.inbox)
    assert (sent["type"], sent["object"]["id"]) == ("Accept" if accept else "Reject", request["id"])
    assert await state(it) == ("accepted" if accept else "rejected")
    assert await told(it, maren.actor.id) == (["follow"] if accept else [])
    with pytest.raises(NotFound):
        await following.answer(it, maren.actor.id, row["id"], accept=accept)


async def test_a_follower_of_a_locked_artist_who_asks_again_is_accepted_again(
    it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    await lock(it, maren.actor)
    await hear(it, ada, ada.follow(maren.actor.uri))
    assert [sent["type"] for sent in net.sent(ada.inbox)] == ["Accept", "Accept"]
    assert await state(it) == "accepted"


async def test_only_the_artist_who_was_asked_can_answer(
    it: Instance, ada: Stranger, maren: Person, make: Studio
) -> None:
    iris = await make.person("iris")
    await lock(it, maren.actor)
    await hear(it, ada, ada.follow(maren.actor.uri))
    [row] = await rows(it, "SELECT id FROM follows")
    with pytest.raises(NotFound):
        await following.answer(it, iris.actor.id, row["id"], accept=True)
    assert await state(it) == "requested"


async def test_a_withdrawn_request_leaves_no_request(it: Instance, ada: Stranger, maren: Person) -> None:
    await lock(it, maren.actor)
    request = ada.follow(maren.actor.uri)
    await hear(it, ada, request, ada.undo(request))
    assert await told(it, maren.actor.id) == []
    assert await state(it) == "ended"


@pytest.mark.parametrize("locked", [False, True])
async def test_people_of_one_instance_follow_without_a_message(
    locked: bool, it: Instance, net: Net, maren: Person, make: Studio
) -> None:
    iris = await make.person("iris")
    if locked:
        await lock(it, maren.actor)
    made = await following.follow(it, iris.actor.id, "@maren")
    assert made.state is (FollowState.REQUESTED if locked else FollowState.ACCEPTED)
    assert await told(it, maren.actor.id) == ["request" if locked else "follow"]
    if locked:
        await following.answer(it, maren.actor.id, made.id, accept=True)
        assert await told(it, iris.actor.id) == ["accepted"]
    assert await state(it) == "accepted"
    await following.unfollow(it, iris.actor.id, maren.actor.id)
    assert await state(it) == "ended"
    assert await told(it, maren.actor.id) == []
    await settle(it)
    assert net.inboxes == {}


async def test_who_has_come_back_from_a_move_can_be_followed_again(
    it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    gone = Stranger("gone")
    net.serve(gone.uri, gone.document(movedTo=ada.uri))
    with pytest.raises(Invalid, match="has moved"):
        await following.follow(it, maren.actor.id, gone.uri)
    with pytest.raises(Invalid, match="has moved"):
        await following.follow(it, maren.actor.id, gone.uri)
    net.serve(gone.uri, gone.document())
    made = await following.follow(it, maren.actor.id, gone.uri)
    assert made.state is FollowState.REQUESTED


async def test_nobody_follows_themselves(it: Instance, maren: Person) -> None:
    with pytest.raises(Invalid):
        await following.follow(it, maren.actor.id, f"@maren@{it.urls.host}")


@pytest.mark.parametrize("target", ["", "nonsense", "@", "@nobody", "@a@b@c", "@maren@", "javascript:alert(1)"])
async def test_who_cannot_be_found_is_said_in_words(target: str, it: Instance, maren: Person) -> None:
    with pytest.raises((Invalid, NotFound)):
        await following.follow(it, maren.actor.id, target)
    assert await count(it, "follows") == 0


async def test_a_profile_page_and_a_handle_name_the_same_artist(it: Instance, maren: Person, make: Studio) -> None:
    iris = await make.person("iris")
    for spelling in (maren.actor.uri, maren.actor.url, "maren", "@Maren", f"acct:maren@{it.urls.host.upper()}"):
        made = await following.follow(it, iris.actor.id, spelling)
        assert made.followed == maren.actor.id


async def test_a_new_follow_brings_home_what_they_pass_on_whatever_was_chosen_before(
    it: Instance, make: Studio
) -> None:
    maren, bob = [(await make.person(name)).actor for name in ("maren", "bob")]
    work = await make.work((await make.person("lotte")).actor)
    await make.react(bob, work, "boost")

    async def home() -> int:
        return len((await it.db.read(lambda tx: views_feeds.home(tx, maren.id, it.clock(), limit=5))).items)

    await following.follow(it, maren.id, bob.handle)
    assert await home() == 1
    await following.show_passes(it, maren.id, bob.id, wanted=False)
    assert await home() == 0
    await following.unfollow(it, maren.id, bob.id)
    with pytest.raises(NotFound):
        await following.show_passes(it, maren.id, bob.id, wanted=True)
    await following.follow(it, maren.id, bob.handle)
    assert await home() == 1
