"""Likes, boosts, follows and blocks with their Undos, in every order and under every name: all end the same."""

import itertools
from collections.abc import Callable

import pytest

from fedart.domain.policy import PUBLIC
from fedart.domain.work import Work
from fedart.instance import Instance
from fedart.services.inbox import process
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, told, verified

WINDOW = 6 * 3_600
KINDS = ["Like", "Announce", "Follow", "Block"]
STANDING = {
    "Like": ("likes", "1 = 1"),
    "Announce": ("boosts", "1 = 1"),
    "Follow": ("follows", "state = 'accepted'"),
    "Block": ("blocks", "1 = 1"),
}


@pytest.fixture
async def work(make: Studio, maren: Person) -> Work:
    return await make.work(maren.actor)


def doing(kind: str, ada: Stranger, maren: Person, work: Work) -> Callable[[], Json]:
    """Makes a new activity of that kind, about the same thing each time."""
    target = work.uri if kind in ("Like", "Announce") else maren.actor.uri
    return lambda: ada.activity(kind, object=target, to=[PUBLIC])


async def stands(it: Instance, kind: str) -> int:
    table, where = STANDING[kind]
    return await count(it, table, where)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("kind", KINDS)
async def test_it_can_be_done_undone_and_done_again(
    kind: str, bare: bool, it: Instance, ada: Stranger, maren: Person, work: Work
) -> None:
    make = doing(kind, ada, maren, work)
    for _ in range(2):
        done = make()
        await hear(it, ada, done)
        assert await stands(it, kind) == 1
        await hear(it, ada, ada.undo(str(done["id"]) if bare else done))
        assert await stands(it, kind) == 0
    await hear(it, ada, make())
    assert await stands(it, kind) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
@pytest.mark.parametrize("kind", KINDS)
async def test_done_undone_and_done_again_stands_in_any_order(
    kind: str, order: tuple[int, ...], it: Instance, ada: Stranger, maren: Person, work: Work
) -> None:
    make = doing(kind, ada, maren, work)
    first, second = make(), make()
    said = [first, ada.undo(first), second]
    await hear(it, ada, *(said[n] for n in order))
    assert await stands(it, kind) == 1
    await hear(it, ada, ada.undo(second))
    assert await stands(it, kind) == 0
    assert await count(it, "spares") == 0


@pytest.mark.parametrize("kind", ["Like", "Follow"])
async def test_twice_done_and_twice_undone_ends_in_nothing_in_any_order(
    kind: str, it: Instance, ada: Stranger, maren: Person, work: Work
) -> None:
    make = doing(kind, ada, maren, work)
    for order in itertools.permutations(range(4)):
        first, second = make(), make()
        said = [first, ada.undo(first), second, ada.undo(second)]
        await hear(it, ada, *(said[n] for n in order))
        assert await stands(it, kind) == 0, order
        assert await count(it, "spares") == 0, order


@pytest.mark.parametrize("kind", KINDS)
async def test_an_undo_under_another_name_finds_the_pair(
    kind: str, it: Instance, ada: Stranger, maren: Person, work: Work
) -> None:
    done = doing(kind, ada, maren, work)()
    await hear(it, ada, done, ada.undo({**done, "id": f"{ada.uri}#undone"}))
    assert await stands(it, kind) == 0


@pytest.mark.parametrize("kind", KINDS)
async def test_an_undo_is_remembered_for_six_hours(
    kind: str, it: Instance, ada: Stranger, maren: Person, work: Work, clock: Clock
) -> None:
    make = doing(kind, ada, maren, work)
    late = make()
    await hear(it, ada, ada.undo(late))
    clock.advance(WINDOW - 1)
    await hear(it, ada, late)
    assert await stands(it, kind) == 0
    later = make()
    await hear(it, ada, ada.undo(later))
    clock.advance(WINDOW)
    await hear(it, ada, later)
    assert await stands(it, kind) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_after_six_hours_the_newer_name_takes_the_place_of_the_older(
    kind: str, it: Instance, ada: Stranger, maren: Person, work: Work, clock: Clock
) -> None:
    make = doing(kind, ada, maren, work)
    old, new = make(), make()
    await hear(it, ada, old)
    clock.advance(WINDOW)
    await hear(it, ada, new)
    assert await stands(it, kind) == 1
    assert await count(it, "spares") == 0
    await hear(it, ada, ada.undo(str(new["id"])))
    assert await stands(it, kind) == 0


@pytest.mark.parametrize("kind", KINDS)
async def test_sig_11_handled_twice_shows_once(
    kind: str, it: Instance, ada: Stranger, maren: Person, work: Work
) -> None:
    done = doing(kind, ada, maren, work)()
    undo = ada.undo(done)
    for activity, standing in ((done, 1), (undo, 0), (done, 0)):
        ticket = await verified(it, ada, activity)
        for _ in range(2):
            await process(it, ticket.actor.encode() + b"\n" + ticket.body)
            assert await stands(it, kind) == standing


async def test_an_emoji_stands_beside_the_plain_like_and_each_is_undone_alone(
    it: Instance, ada: Stranger, work: Work
) -> None:
    plain, fire = ada.like(work.uri), ada.like(work.uri, content="🔥")
    await hear(it, ada, plain, fire)
    assert await stands(it, "Like") == 2
    await hear(it, ada, ada.undo(str(fire["id"])))
    assert await count(it, "likes", "emoji = ''") == 1
    assert await stands(it, "Like") == 1


async def test_a_second_follow_is_accepted_again_under_its_own_id(
    it: Instance, net: Net, ada: Stranger, maren: Person
) -> None:
    first, second = ada.follow(maren.actor.uri), ada.follow(maren.actor.uri)
    await hear(it, ada, first, second)
    assert [a["object"]["id"] for a in net.sent(ada.inbox)] == [first["id"], second["id"]]
    assert await told(it, maren.actor.id) == ["follow"]


async def test_an_undo_of_what_others_did_takes_nothing_back(
    it: Instance, net: Net, ada: Stranger, maren: Person, work: Work
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    await hear(it, ada, ada.like(work.uri), ada.follow(maren.actor.uri))
    inner = {"type": "Like", "actor": ada.uri, "object": work.uri}
    await hear(it, grace, grace.activity("Undo", object={**inner, "id": grace.new_id()}))
    await hear(it, grace, grace.activity("Undo", object={**inner, "type": "Follow", "object": maren.actor.uri}))
    assert (await stands(it, "Like"), await stands(it, "Follow")) == (1, 1)
