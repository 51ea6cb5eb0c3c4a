"""Answers of ours to posts elsewhere: heeding who may answer, asking first, and what their artist decides."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.answers import Answers, Sought
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import asking, audience, blocks, documents, replying, works
from fedart.storage import answers, views_work
from fedart.storage import works as stored
from fedart.wire.vocabulary import stamp
from tests.support.asking import PERMIT, gate
from tests.support.asking import asking as wants
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, settle, told

MALLORY = Stranger("mallory", "https://evil.example")


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris")


async def heard(it: Instance, who: Person) -> list[str]:
    """What somebody was told since their follow was accepted."""
    return (await told(it, who.actor.id))[1:]


def nobody(who: Stranger) -> Json:
    return wants(who, manual=())


@pytest.mark.parametrize(
    ("policy", "rule", "may"),
    [
        (None, Answers.EVERYBODY, True),
        ({}, Answers.EVERYBODY, True),
        ({"canReply": None}, Answers.EVERYBODY, True),
        ({"canReply": {}}, Answers.EVERYBODY, True),
        ({"canReply": {"automaticApproval": PUBLIC}}, Answers.EVERYBODY, True),
        ({"canReply": {"always": ["as:Public"]}}, Answers.EVERYBODY, True),
        ({"canReply": {"always": [], "approvalRequired": [PUBLIC]}}, Answers.APPROVAL, True),
        ({"canReply": {"automaticApproval": "https://peer.example/actors/ada"}}, Answers.NOBODY, False),
        ({"canReply": {"automaticApproval": "https://peer.example/actors/ada/followers"}}, Answers.FOLLOWERS, True),
        ({"canReply": {"automaticApproval": "https://other.example/followers"}}, Answers.NOBODY, False),
    ],
)
async def test_the_policy_of_a_post_says_who_may_answer(
    policy: Json | None, rule: Answers, may: bool, it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    found = await gate(it, net, followed, policy)
    assert await it.db.read(lambda tx: asking.rule(tx, found.work)) is rule
    if may:
        await found.answered(maren)
    else:
        with pytest.raises(Invalid):
            await found.answered(maren)
    assert await count(it, "works", "local = 1") == int(may)


async def test_what_needs_no_yes_goes_out_at_once(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    found = await gate(it, net, followed, None)
    reply = await found.answered(maren)
    assert (reply.state, found.requests()) == (WorkState.LIVE, [])
    assert found.sent() == ["Create"]


async def test_only_followers_may_answer_and_are_asked_about(
    it: Instance, net: Net, followed: Stranger, maren: Person, iris: Person
) -> None:
    found = await gate(it, net, followed, {"canReply": {"automaticApproval": [followed.followers]}})
    reply = await found.answered(maren)
    assert (reply.state, len(found.requests())) == (WorkState.HELD, 1), "their server confirms who follows"
    with pytest.raises(Invalid, match="Only people who follow"):
        await found.answered(iris)


async def test_whom_a_post_names_may_always_answer(it: Instance, net: Net, followed: Stranger, iris: Person) -> None:
    tag = [{"type": "Mention", "href": iris.actor.uri, "name": iris.actor.handle}]
    found = await gate(it, net, followed, nobody(followed), tag=tag)
    assert (await found.answered(iris)).state is WorkState.LIVE


async def test_an_answer_waits_and_nobody_else_gets_or_sees_it(
    it: Instance, net: Net, followed: Stranger, maren: Person, iris: Person
) -> None:
    fan = Stranger("grace", "https://other.example")
    net.publish(fan)
    await hear(it, fan, fan.follow(maren.actor.uri))
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren, "Hello @iris@gallery.example")
    assert (reply.state, await found.sought(reply)) == (WorkState.HELD, Sought.ASKED)
    [request] = found.requests()
    assert found.sent() == ["ReplyRequest"], "to its artist alone"
    assert (request["actor"], request["object"], request["to"]) == (maren.actor.uri, found.work.uri, [followed.uri])
    assert (request["instrument"]["id"], request["instrument"]["type"]) == (reply.uri, "Note")
    assert "approvedBy" not in request["instrument"]
    assert await told(it, iris.actor.id) == []
    assert not await it.db.read(lambda tx: audience.may_see(tx, reply, iris.actor))
    assert await it.db.read(lambda tx: audience.may_see(tx, reply, maren.actor))
    page = await it.db.read(lambda tx: views_work.work(tx, found.work.id, Viewer(iris.account, iris.actor, "")))
    assert page is not None
    assert page.thread == ()
    own = await it.db.read(lambda tx: answers.sought_of_thread(tx, found.work.id, maren.actor.id))
    assert own == {reply.id: False}
    assert await it.db.read(lambda tx: answers.sought_of_thread(tx, found.work.id, iris.actor.id)) == {}


@pytest.mark.parametrize("by_answer", [False, True])
async def test_what_is_let_in_goes_out_with_its_permission(
    by_answer: bool, it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    accept = found.ruling("Accept")
    accept |= {"object": reply.uri} if by_answer else {}
    await found.hear(accept)
    live = await found.stands(reply.id)
    assert (live.state, await found.sought(reply)) == (WorkState.LIVE, Sought.LET_IN)
    [create] = [each for each in net.sent(followed.shared_inbox) if each["type"] == "Create"]
    assert create["object"]["replyAuthorization"] == create["object"]["approvedBy"] == PERMIT
    assert await heard(it, maren) == ["let in"]
    net.inboxes.clear()
    await found.hear({**accept, "id": followed.new_id()})
    assert (found.sent(), await heard(it, maren)) == ([], ["let in"]), "once"


async def test_what_is_refused_stays_with_its_author(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    await found.hear(found.ruling("Reject"))
    assert (await found.stands(reply.id)).state is WorkState.HELD
    assert (await found.sought(reply), await heard(it, maren)) == (Sought.REFUSED, ["not let in"])
    await found.hear(found.ruling("Accept"))
    assert (await found.stands(reply.id)).state is WorkState.HELD, "a no is not followed by a late yes"
    assert found.sent() == ["ReplyRequest"]


async def test_aut_05_nobody_but_the_artist_decides(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    neighbour = Stranger("eve", followed.origin)
    net.publish(MALLORY, neighbour)
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    for who in (MALLORY, neighbour):
        for kind in ("Accept", "Reject"):
            for named in ({}, {"object": reply.uri}):
                with pytest.raises(Exception, match="may not do this"):
                    await found.hear(found.ruling(kind, by=who, **named), by=who)
    forged = {**found.ruling("Accept"), "id": MALLORY.new_id()}
    with pytest.raises(Exception, match="may not do this"):
        await found.hear(forged, by=MALLORY)
    assert await found.sought(reply) is Sought.ASKED
    await found.hear(found.ruling("Accept"))
    assert await found.sought(reply) is Sought.LET_IN


@pytest.mark.parametrize("permit", [None, "https://evil.example/permits/1"])
async def test_a_yes_without_a_permission_of_theirs_lets_nothing_in(
    permit: str | None, it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    await found.hear(found.ruling("Accept", permit=permit))
    assert await found.sought(reply) is Sought.ASKED
    await found.hear(found.ruling("Accept"))
    assert await found.sought(reply) is Sought.LET_IN


@pytest.mark.parametrize("way", ["delete", "reject"])
async def test_a_permission_that_is_taken_back_hides_the_answer(
    way: str, it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    net.publish(MALLORY)
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    await found.hear(found.ruling("Accept"))
    with pytest.raises(Exception, match="may not do this"):
        await found.hear(MALLORY.delete(PERMIT), by=MALLORY)
    assert (await found.stands(reply.id)).state is WorkState.LIVE
    net.inboxes.clear()
    await found.hear(followed.delete(PERMIT) if way == "delete" else found_reject(followed, reply.uri))
    assert (await found.stands(reply.id)).state is WorkState.HELD
    assert await found.sought(reply) is Sought.TAKEN_BACK
    assert found.sent() == ["Delete"]
    assert await heard(it, maren) == ["let in", "not let in"]
    await found.hear(followed.activity("Accept", object=reply.uri, result=f"{PERMIT}0"))
    assert (await found.stands(reply.id)).state is WorkState.HELD
    assert await it.db.read(lambda tx: documents.note(tx, it, reply, maren.actor).get("approvedBy")) is None


def found_reject(who: Stranger, uri: str) -> Json:
    return who.activity("Reject", object=uri)


async def test_whoever_is_named_hears_of_an_answer_only_while_it_is_let_in(
    it: Instance, net: Net, followed: Stranger, maren: Person, iris: Person
) -> None:
    found = await gate(it, net, followed, wants(followed))
    await found.answered(maren, "Look, @iris@gallery.example")
    assert await told(it, iris.actor.id) == []
    await found.hear(found.ruling("Accept"))
    assert await told(it, iris.actor.id) == ["mention"]
    await found.hear(followed.delete(PERMIT))
    assert await told(it, iris.actor.id) == []


async def test_a_permission_taken_back_before_it_arrived_lets_nothing_in(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    await found.hear(followed.delete(PERMIT), found.ruling("Accept"))
    assert (await found.stands(reply.id)).state is WorkState.HELD


async def test_an_answer_that_is_deleted_while_it_waits_is_gone_there_too(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    accept = found.ruling("Accept")
    await works.delete(it, maren.actor.id, reply.id)
    await settle(it)
    assert found.sent() == ["ReplyRequest", "Delete"]
    await found.hear(accept)
    assert (await found.stands(reply.id)).state is WorkState.DELETED
    assert await count(it, "sought_answers") == 0


async def test_nothing_is_said_below_an_answer_that_waits(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    with pytest.raises(NotFound):
        await replying.reply(it, maren.actor.id, reply.id, "And another thing")
    assert found.sent() == ["ReplyRequest"]
    await found.hear(found.ruling("Accept"))
    await replying.reply(it, maren.actor.id, reply.id, "And another thing")


async def test_a_policy_follows_its_post(
    it: Instance, net: Net, followed: Stranger, maren: Person, clock: Clock
) -> None:
    def updated() -> str:
        clock.advance(60)
        return stamp(clock())

    found = await gate(it, net, followed, nobody(followed))
    changed = {**found.note, "interactionPolicy": wants(followed), "updated": updated()}
    await found.hear(followed.update(changed))
    assert await it.db.read(lambda tx: asking.rule(tx, found.work)) is Answers.APPROVAL
    opened = {key: value for key, value in changed.items() if key != "interactionPolicy"}
    await found.hear(followed.update({**opened, "updated": updated()}))
    assert await it.db.read(lambda tx: asking.rule(tx, found.work)) is Answers.EVERYBODY
    await found.hear(followed.update({**changed, "updated": updated()}), followed.delete(found.work.uri))
    assert await count(it, "answers_elsewhere") == 0


async def test_what_stays_here_cannot_be_asked_about(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    found = await gate(it, net, followed, wants(followed))
    with pytest.raises(Invalid, match="cannot read one that stays"):
        await replying.reply(it, maren.actor.id, found.work.id, "Hello", visibility=Visibility.LOCAL)
    await replying.reply(it, maren.actor.id, found.work.id, "Hello", visibility=Visibility.DIRECT)
    assert await count(it, "sought_answers") == 0, "a message is not bound"


async def test_below_a_work_of_ours_both_are_asked(
    it: Instance, net: Net, make: Studio, followed: Stranger, maren: Person, iris: Person, artist: Viewer
) -> None:
    work = await make.work(maren.actor)
    note = followed.note("Mine", inReplyTo=work.uri, interactionPolicy=wants(followed))
    await hear(it, followed, followed.create(note))
    middle = await it.db.read(lambda tx: stored.by_uri(tx, note["id"]))
    assert middle is not None
    await it.db.write(lambda tx: answers.set_rule(tx, work.id, Answers.APPROVAL))
    ident = await replying.reply(it, iris.actor.id, middle.id, "Hello")
    assert await it.db.read(lambda tx: answers.sought(tx, ident)) is None
    await replying.let_in(it, artist, ident)
    await settle(it)
    assert [each["type"] for each in net.sent(followed.inbox)][-1] == "ReplyRequest"
    reply = await it.db.read(lambda tx: stored.by_id(tx, ident))
    assert reply is not None
    assert reply.state is WorkState.HELD


async def test_nothing_is_let_in_across_a_block(it: Instance, net: Net, followed: Stranger, maren: Person) -> None:
    found = await gate(it, net, followed, wants(followed))
    reply = await found.answered(maren)
    await blocks.block(it, maren.actor.id, found.work.actor_id)
    await settle(it)
    await found.hear(found.ruling("Accept"))
    assert (await found.stands(reply.id)).state is WorkState.HELD
    await blocks.unblock(it, maren.actor.id, found.work.actor_id)
    await found.hear(found.ruling("Accept"))
    assert (await found.stands(reply.id)).state is WorkState.LIVE
