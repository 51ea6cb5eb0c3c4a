"""Who may answer: asked again of what was here before the post that it answers."""

from typing import Any

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.answers import Answers
from fedart.domain.work import Work, WorkState
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import replying
from fedart.storage import answers as stored
from fedart.storage import works
from tests.support.answering import answer_to, ruled, rulings, state, thread
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, hear, settle, told


@pytest.fixture
def ben(net: Net) -> Stranger:
    """Somebody elsewhere whose post comes late."""
    stranger = Stranger("ben")
    net.publish(stranger)
    return stranger


@pytest.fixture
async def heard(it: Instance, make: Studio, ada: Stranger) -> Stranger:
    """Ada, whom somebody here follows: what she says comes in, whatever it answers."""
    iris = await make.person("iris")
    made = await following.follow(it, iris.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, iris.actor.uri))
    return ada


async def early(it: Instance, who: Stranger, above: Json, **more: Any) -> Json:
    """An answer to a post that nobody here knows yet."""
    note = who.note("I was early", inReplyTo=above["id"], **more)
    await hear(it, who, who.create(note))
    assert await state(it, str(note["id"])) is WorkState.LIVE
    return note


async def stored_as(it: Instance, note: Json) -> Work:
    found = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert found is not None
    return found


async def refused(it: Instance, note: Json) -> bool | None:
    """Whether an answer was refused; None when nobody asked for it."""
    ident = (await stored_as(it, note)).id
    asked = await it.db.read(lambda tx: stored.asked(tx, ident))
    return None if asked is None else asked.refused is not None


async def test_where_everybody_may_answer_what_was_early_takes_its_place(
    it: Instance, make: Studio, maren: Person, heard: Stranger, ben: Stranger
) -> None:
    work = await make.work(maren.actor)
    above = answer_to(ben, work)
    note = await early(it, heard, above)
    await hear(it, ben, ben.create(above))
    assert len(await thread(it, work)) == 2
    assert (await refused(it, note), (await stored_as(it, above)).state) == (None, WorkState.LIVE)


async def test_what_was_early_waits_for_the_artist_like_every_other_answer(
    it: Instance, net: Net, make: Studio, maren: Person, heard: Stranger, ben: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    above = answer_to(ben, work)
    note = await early(it, heard, above)
    deeper = await early(it, heard, note)
    net.inboxes.clear()
    await hear(it, ben, ben.create(above))
    for each in (above, note, deeper):
        assert (await state(it, str(each["id"])), await refused(it, each)) == (WorkState.HELD, False)
    assert (await thread(it, work), await told(it, maren.actor.id)) == ([], ["asked"] * 3)
    assert rulings(net, heard) == []


async def test_what_was_early_is_let_in(
    it: Instance, net: Net, make: Studio, maren: Person, artist: Viewer, heard: Stranger, ben: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    above = answer_to(ben, work)
    note = await early(it, heard, above)
    await hear(it, ben, ben.create(above))
    for each in (above, note):
        await replying.let_in(it, artist, (await stored_as(it, each)).id)
    await settle(it)
    assert await thread(it, work) == [(await stored_as(it, each)).id for each in (above, note)]
    assert [each["type"] for each in rulings(net, heard)] == ["Accept"]


async def test_what_may_not_be_said_is_hidden_and_refused_however_early_it_was(
    it: Instance, net: Net, make: Studio, maren: Person, heard: Stranger, ben: Stranger
) -> None:
    work = await ruled(make, maren, Answers.FOLLOWERS)
    await hear(it, ben, ben.follow(maren.actor.uri))
    above = answer_to(ben, work)
    note = await early(it, heard, above)
    net.inboxes.clear()
    await hear(it, ben, ben.create(above))
    shown = await stored_as(it, above)
    assert (await thread(it, work), await refused(it, above)) == ([shown.id], None)
    assert (await state(it, str(note["id"])), await refused(it, note)) == (WorkState.HELD, True)
    assert "asked" not in await told(it, maren.actor.id)
    [reject] = rulings(net, heard)
    assert (reject["type"], reject["object"], reject["target"]) == ("Reject", note["id"], above["id"])
    assert shown.state is WorkState.LIVE
    assert await it.db.read(lambda tx: works.counts(tx, shown.id)) == (0, 0, 0)


async def test_a_follower_who_was_early_is_shown(
    it: Instance, make: Studio, maren: Person, heard: Stranger, ben: Stranger
) -> None:
    work = await ruled(make, maren, Answers.FOLLOWERS)
    await hear(it, ben, ben.follow(maren.actor.uri))
    await hear(it, heard, heard.follow(maren.actor.uri))
    above = answer_to(ben, work)
    note = await early(it, heard, above)
    await hear(it, ben, ben.create(above))
    assert (await stored_as(it, note)).id in await thread(it, work)


async def test_a_message_is_no_answer_that_a_rule_binds(
    it: Instance, make: Studio, maren: Person, heard: Stranger, ben: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    above = answer_to(ben, work)
    note = await early(it, heard, above, to=[maren.actor.uri], cc=[])
    await hear(it, ben, ben.create(above))
    assert await state(it, str(note["id"])) is WorkState.LIVE


async def test_one_of_ours_who_was_early_stays_but_not_in_the_conversation(
    it: Instance, make: Studio, maren: Person, heard: Stranger, ben: Stranger
) -> None:
    work = await ruled(make, maren, Answers.FOLLOWERS)
    for follower in (ben, heard):
        await hear(it, follower, follower.follow(maren.actor.uri))
    above = answer_to(ben, work)
    note = await stored_as(it, await early(it, heard, above))
    stranger, known = await make.person("otto"), await make.person("paula")
    await following.follow(it, known.actor.id, maren.actor.uri)
    theirs = await make.work(stranger.actor, parent=note)
    allowed = await make.work(known.actor, parent=note)
    await hear(it, ben, ben.create(above))
    assert await state(it, theirs.id) is WorkState.LIVE
    assert theirs.id not in await thread(it, work)
    assert allowed.id in await thread(it, work)
