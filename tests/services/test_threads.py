"""Conversations: parents that are missing are fetched, answers when somebody looks, and never more than may be."""

import pytest

from fedart.domain.work import Visibility, Work
from fedart.federation.errors import FetchFailed
from fedart.instance import Instance
from fedart.services import threads
from fedart.storage import activities, works
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, count, hear, settle

HOUR = 3_600


async def stored(it: Instance, note: Json) -> Work | None:
    return await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))


async def had(it: Instance, note: Json) -> Work:
    found = await stored(it, note)
    assert found is not None
    return found


def serve(net: Net, *notes: Json) -> None:
    for note in notes:
        net.serve(str(note["id"]), {"@context": AS2, **note})


def chain(who: Stranger, length: int) -> list[Json]:
    """Notes that answer one another; the first answers nothing."""
    found: list[Json] = []
    for number in range(length):
        above = {"inReplyTo": found[-1]["id"]} if found else {}
        found.append(who.note(f"Number {number}", **above))
    return found


@pytest.fixture
def grace(net: Net) -> Stranger:
    """Somebody on a third server whom nobody here follows."""
    found = Stranger("grace", "https://other.example")
    net.publish(found)
    return found


async def test_a_reply_brings_the_posts_it_answers(it: Instance, net: Net, followed: Stranger, grace: Stranger) -> None:
    root, middle = chain(grace, 2)
    serve(net, root, middle)
    answer = followed.note("I agree", inReplyTo=middle["id"])
    await hear(it, followed, followed.create(answer))
    top, between, below = await had(it, root), await had(it, middle), await had(it, answer)
    assert (between.in_reply_to_id, below.in_reply_to_id) == (top.id, between.id)
    assert await it.db.read(lambda tx: works.counts(tx, between.id)) == (0, 0, 1)


async def test_a_parent_that_cannot_be_had_leaves_the_reply(it: Instance, net: Net, followed: Stranger) -> None:
    answer = followed.note("To nobody", inReplyTo="https://other.example/notes/gone")
    await hear(it, followed, followed.create(answer))
    assert (await had(it, answer)).in_reply_to_id is None
    assert await count(it, "tasks", "state <> 'done'") == 0


async def test_a_parent_that_comes_later_takes_its_place(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    root, middle, leaf = chain(followed, 3)
    for note in (leaf, root, middle):
        await hear(it, followed, followed.create(note))
    top, between, below = await had(it, root), await had(it, middle), await had(it, leaf)
    assert (between.in_reply_to_id, below.in_reply_to_id) == (top.id, between.id)


async def test_net_06_a_chain_is_climbed_five_levels(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    notes = chain(grace, 9)
    serve(net, *notes)
    answer = followed.note("At the very bottom", inReplyTo=notes[-1]["id"])
    await hear(it, followed, followed.create(answer))
    assert [await stored(it, note) is not None for note in notes] == [False] * 4 + [True] * 5


async def test_net_06_an_endless_chain_ends(it: Instance, net: Net, followed: Stranger, grace: Stranger) -> None:
    one, other = grace.note("Hen"), grace.note("Egg")
    serve(net, {**one, "inReplyTo": other["id"]}, {**other, "inReplyTo": one["id"]})
    await hear(it, followed, followed.create(followed.note("Which was first?", inReplyTo=one["id"])))
    assert await stored(it, one) is not None
    assert await stored(it, other) is not None
    assert len(net.fetched) < 20


async def test_a_parent_on_a_busy_server_is_tried_again(
    it: Instance, net: Net, followed: Stranger, grace: Stranger, clock: Clock
) -> None:
    [root] = chain(grace, 1)
    net.broken[str(root["id"])] = FetchFailed("503")
    answer = followed.note("Hello?", inReplyTo=root["id"])
    with pytest.raises(FetchFailed):
        await hear(it, followed, followed.create(answer))
    assert (await had(it, answer)).in_reply_to_id is None
    net.broken.clear()
    serve(net, root)
    clock.advance(HOUR)
    await settle(it)
    assert (await had(it, answer)).in_reply_to_id == (await had(it, root)).id


async def test_aut_03_a_parent_is_believed_only_from_its_own_address(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    [root] = chain(grace, 1)
    fake = "https://peer.example/notes/fake"
    net.serve(fake, {"@context": AS2, **root})
    await hear(it, followed, followed.create(followed.note("See", inReplyTo=fake)))
    assert await stored(it, root) is None


async def test_aut_10_a_parent_of_a_blocked_server_is_not_asked_for(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    [root] = chain(grace, 1)
    serve(net, root)
    await it.db.write(lambda tx: activities.block(tx, "other.example", "spam", it.clock()))
    await hear(it, followed, followed.create(followed.note("Hm", inReplyTo=root["id"])))
    assert str(root["id"]) not in net.fetched
    assert await stored(it, root) is None


async def opened(it: Instance, work: Work) -> None:
    await threads.opened(it, work)
    await settle(it)


def listing(net: Net, work: Json, *notes: Json, url: str = "") -> str:
    """Serve the replies of a post, which names them."""
    address = url or f"{work['id']}/replies"
    ids = [note["id"] for note in notes]
    net.serve(address, {"@context": AS2, "id": address, "type": "Collection", "items": ids})
    serve(net, {**work, "replies": address})
    return address


async def test_who_opens_a_thread_sees_its_answers(it: Instance, net: Net, followed: Stranger, grace: Stranger) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    answer = grace.note("Lovely", inReplyTo=note["id"])
    serve(net, answer)
    listing(net, note, answer)
    work = await had(it, note)
    assert await stored(it, answer) is None
    await opened(it, work)
    assert (await had(it, answer)).in_reply_to_id == work.id
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 1)


async def test_who_opens_a_work_of_ours_sees_what_others_answered_to_its_answers(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger, grace: Stranger
) -> None:
    """The author of an answer is told of what answers it, and not the artist."""
    work = await make.work(maren.actor)
    await opened(it, work)
    assert net.fetched == [], "there is nothing that others could know"
    answer = ada.note("Ultramarine", inReplyTo=work.uri)
    deeper = grace.note("Or cobalt", inReplyTo=answer["id"])
    await hear(it, ada, ada.create(answer))
    serve(net, deeper)
    listing(net, answer, deeper)
    await opened(it, work)
    assert (await had(it, deeper)).in_reply_to_id == (await had(it, answer)).id
    asked = len(net.fetched)
    await opened(it, work)
    assert len(net.fetched) == asked, "once an hour"


async def test_a_thread_is_looked_through_once_an_hour(
    it: Instance, net: Net, followed: Stranger, grace: Stranger, clock: Clock
) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    address = listing(net, note)
    work = await had(it, note)
    for _ in range(3):
        await opened(it, work)
    assert net.fetched.count(address) == 1
    clock.advance(HOUR - 1)
    await opened(it, work)
    assert net.fetched.count(address) == 1
    clock.advance(1)
    await opened(it, work)
    assert net.fetched.count(address) == 2


@pytest.mark.parametrize("visibility", [Visibility.FOLLOWERS, Visibility.DIRECT])
async def test_nobody_is_asked_about_what_is_not_public(
    visibility: Visibility, it: Instance, net: Net, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    hidden, ours = await make.work(ada, visibility=visibility), await make.work(maren.actor)
    for work in (hidden, ours):
        await opened(it, work)
    assert await count(it, "threads") == 0
    await opened(it, await make.work(ada))
    assert await count(it, "threads") == 1


async def test_a_list_of_answers_cannot_bring_in_what_answers_nothing(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    unasked, elsewhere = grace.note("Buy this"), grace.note("Buy that", inReplyTo="https://other.example/notes/x")
    answer = grace.note("Lovely", inReplyTo=note["id"])
    serve(net, unasked, elsewhere, answer)
    listing(net, note, unasked, elsewhere, answer)
    await opened(it, await had(it, note))
    assert await stored(it, unasked) is None
    assert await stored(it, elsewhere) is None
    assert await stored(it, answer) is not None


async def test_net_06_answers_listed_on_another_server_are_not_read(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    answer = grace.note("Lovely", inReplyTo=note["id"])
    serve(net, answer)
    address = listing(net, note, answer, url="https://other.example/everything")
    await opened(it, await had(it, note))
    assert address not in net.fetched
    assert await stored(it, answer) is None


async def test_net_06_at_most_twenty_fetches_for_one_look(
    it: Instance, net: Net, followed: Stranger, grace: Stranger
) -> None:
    note = followed.note()
    await hear(it, followed, followed.create(note))
    answers = [grace.note(f"Answer {n}", inReplyTo=note["id"]) for n in range(40)]
    serve(net, *answers)
    listing(net, note, *answers)
    net.fetched.clear()
    await opened(it, await had(it, note))
    assert len(net.fetched) == 20
    assert 10 < await count(it, "works", "in_reply_to = :uri", uri=str(note["id"])) < 20
