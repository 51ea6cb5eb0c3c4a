"""Who may answer: enforced for people elsewhere, who may ask first."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.answers import Answers
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import (
    answers,
    blocks,
    incoming,
    remote_actors,
    replying,
    settling,
    stamps,
)
from fedart.storage import answers as stored
from fedart.storage import media, views_answers, works
from tests.support.answering import answer_to, policy, ruled, rulings, state, thread
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, hear, settle, told


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris")


@pytest.mark.parametrize(
    ("rule", "automatic", "manual"),
    [
        (Answers.EVERYBODY, [PUBLIC], None),
        (Answers.FOLLOWERS, ["artist", "followers"], None),
        (Answers.APPROVAL, ["artist"], [PUBLIC]),
        (Answers.NOBODY, ["artist"], None),
    ],
)
async def test_the_note_says_who_may_answer(
    rule: Answers, automatic: list[str], manual: list[str] | None, it: Instance, make: Studio, maren: Person
) -> None:
    places = {"artist": maren.actor.uri, "followers": maren.actor.followers}
    found = (await policy(it, await ruled(make, maren, rule), maren.actor))["canReply"]
    assert found["automaticApproval"] == [places.get(each, each) for each in automatic]
    assert found.get("manualApproval") == manual


async def test_whom_the_work_names_stands_in_its_policy(
    it: Instance, make: Studio, maren: Person, iris: Person
) -> None:
    work = await ruled(make, maren, Answers.NOBODY, iris.actor)
    assert iris.actor.uri in (await policy(it, work, maren.actor))["canReply"]["automaticApproval"]


async def test_what_may_not_be_said_is_not_taken_in_and_refused(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    work = await ruled(make, maren, Answers.NOBODY)
    open_ = await make.work(maren.actor)
    net.inboxes.clear()
    note, other = answer_to(ada, work), answer_to(ada, open_)
    await hear(it, ada, ada.create(note), ada.create(other))
    assert await state(it, str(note["id"])) is None
    assert await state(it, str(other["id"])) is WorkState.LIVE
    [reject] = rulings(net, ada)
    assert (reject["type"], reject["object"], reject["target"]) == ("Reject", note["id"], work.uri)
    assert reject["actor"] == maren.actor.uri


async def test_looking_for_answers_brings_none_that_may_not_be(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await ruled(make, maren, Answers.NOBODY)
    note = answer_to(ada, work)
    net.serve(str(note["id"]), {"@context": "https://www.w3.org/ns/activitystreams", **note})
    with pytest.raises(NotFound):
        await incoming.adopt(it, note["id"])
    await it.db.write(lambda tx: stored.set_rule(tx, work.id, Answers.EVERYBODY))
    assert (await incoming.adopt(it, note["id"])).in_reply_to_id == work.id


async def test_a_followers_answer_is_accepted_at_once(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await ruled(make, maren, Answers.FOLLOWERS)
    before = answer_to(ada, work)
    await hear(it, ada, ada.create(before))
    assert await state(it, str(before["id"])) is None
    await hear(it, ada, ada.follow(maren.actor.uri))
    net.inboxes.clear()
    note = answer_to(ada, work)
    await hear(it, ada, ada.create(note))
    assert await state(it, str(note["id"])) is WorkState.LIVE
    [accept] = rulings(net, ada)
    assert (accept["type"], accept["object"]) == ("Accept", note["id"])
    stamp = await it.db.read(lambda tx: stamps.document(tx, it, accept["result"].rpartition("/")[2]))
    assert stamp is not None
    assert (stamp["interactingObject"], stamp["interactionTarget"]) == (note["id"], work.uri)


async def test_an_answer_from_elsewhere_waits_and_is_let_in(
    it: Instance, net: Net, make: Studio, maren: Person, iris: Person, artist: Viewer, ada: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    note = {**answer_to(ada, work), "tag": [{"type": "Mention", "href": iris.actor.uri, "name": iris.actor.handle}]}
    await hear(it, ada, ada.create(note))
    reply = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert reply is not None
    assert (reply.state, await thread(it, work), rulings(net, ada)) == (WorkState.HELD, [], [])
    assert (await told(it, maren.actor.id), await told(it, iris.actor.id)) == (["asked"], [])
    await replying.let_in(it, artist, reply.id)
    await settle(it)
    assert (await told(it, maren.actor.id), await told(it, iris.actor.id)) == ([], ["mention"])
    assert await thread(it, work) == [reply.id]
    [accept] = rulings(net, ada)
    assert (accept["type"], accept["object"], accept["target"]) == ("Accept", note["id"], work.uri)
    assert [a for a in net.sent(ada.shared_inbox) if a["type"] in ("Create", "Announce")] == []


async def test_an_answer_from_elsewhere_is_refused(
    it: Instance, net: Net, make: Studio, maren: Person, artist: Viewer, ada: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    note = answer_to(ada, work)
    await hear(it, ada, ada.create(note))
    reply = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert reply is not None
    await answers.refuse(it, artist, reply.id)
    await hear(it, ada, ada.update({**note, "content": "<p>Please</p>", "updated": "2099-01-01T00:00:00Z"}))
    assert (await thread(it, work), await state(it, reply.id)) == ([], WorkState.HELD)
    [reject] = rulings(net, ada)
    assert (reject["type"], reject["object"]) == ("Reject", note["id"])


async def test_when_its_author_is_gone_nothing_waits(
    it: Instance, make: Studio, maren: Person, artist: Viewer, ada: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    note = answer_to(ada, work)
    await hear(it, ada, ada.create(note))
    assert await it.db.read(lambda tx: stored.waiting(tx, maren.actor.id, work.id)) == 1
    await it.db.write(lambda tx: remote_actors.erase(tx, ada.uri, it.clock()))
    assert await it.db.read(lambda tx: stored.waiting(tx, maren.actor.id, work.id)) == 0
    assert await state(it, str(note["id"])) is WorkState.DELETED


async def test_pictures_that_settle_let_no_answer_in(it: Instance, make: Studio, maren: Person, iris: Person) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    reply = await it.db.read(lambda tx: works.by_id(tx, ident))
    assert reply is not None
    await make.picture(iris.actor, reply)
    await it.db.write(lambda tx: settling.settle_work(tx, it, ident))
    assert await state(it, ident) is WorkState.HELD
    held = await make.work(maren.actor, state=WorkState.HELD)
    await make.picture(maren.actor, held)
    await it.db.write(lambda tx: settling.settle_work(tx, it, held.id))
    assert await state(it, held.id) is WorkState.LIVE
    assert await it.db.read(lambda tx: len(media.by_work(tx, ident))) == 1


async def test_what_waits_is_not_passed_on_to_followers(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    fan = Stranger("grace", "https://other.example")
    net.publish(fan)
    await hear(it, fan, fan.follow(maren.actor.uri))
    work = await ruled(make, maren, Answers.APPROVAL)
    net.inboxes.clear()
    await hear(it, ada, ada.create(answer_to(ada, work)))
    assert net.sent(fan.shared_inbox) == []


async def test_muted_people_ask_without_a_sound(it: Instance, make: Studio, maren: Person, iris: Person) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    await blocks.mute(it, maren.actor.id, iris.actor.id)
    await replying.reply(it, iris.actor.id, work.id, "Hello")
    assert await told(it, maren.actor.id) == []
    assert (await it.db.read(lambda tx: views_answers.waiting(tx, maren.actor.id, it.clock(), limit=9))).items == ()


# --- asking first -----------------------------------------------------------------------------------------------------


def request(who: Stranger, work: Work, note: Json, **changes: object) -> Json:
    return who.activity("ReplyRequest", **{"object": work.uri, "instrument": note, **changes})


@pytest.mark.parametrize(
    ("rule", "kind"), [(Answers.EVERYBODY, "Accept"), (Answers.NOBODY, "Reject"), (Answers.FOLLOWERS, "Reject")]
)
async def test_a_request_is_answered_by_the_rule(
    rule: Answers, kind: str, it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await ruled(make, maren, rule)
    asked = request(ada, work, answer_to(ada, work))
    await hear(it, ada, asked)
    [ruling] = rulings(net, ada)
    assert (ruling["type"], ruling["object"]["id"]) == (kind, asked["id"])
    assert ruling["object"]["instrument"] == asked["instrument"]["id"]
    assert ("result" in ruling) is (kind == "Accept")


async def test_a_request_waits_for_the_artist(
    it: Instance, net: Net, make: Studio, maren: Person, artist: Viewer, ada: Stranger
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    asked = request(ada, work, answer_to(ada, work))
    await hear(it, ada, asked, {**asked, "id": ada.new_id()})
    assert rulings(net, ada) == []
    reply = await it.db.read(lambda tx: works.by_uri(tx, asked["instrument"]["id"]))
    assert reply is not None
    await replying.let_in(it, artist, reply.id)
    await settle(it)
    [accept] = rulings(net, ada)
    assert (accept["type"], accept["object"]["type"]) == ("Accept", "ReplyRequest")
    assert accept["object"]["object"] == work.uri


async def test_a_request_for_what_they_may_not_see_is_not_answered(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await make.work(maren.actor, visibility=Visibility.FOLLOWERS)
    await hear(it, ada, request(ada, work, answer_to(ada, work)))
    assert rulings(net, ada) == []


async def test_a_request_speaks_for_an_answer_of_the_asker_alone(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await make.work(maren.actor)
    other = await make.work(maren.actor, title="Another")
    wrong = answer_to(ada, other)
    await hear(it, ada, request(ada, work, wrong))
    assert (rulings(net, ada), await state(it, str(wrong["id"]))) == ([], None)
    right = answer_to(ada, work)
    await hear(it, ada, request(ada, work, right))
    assert len(rulings(net, ada)) == 1


async def test_a_request_that_names_its_answer_only_has_it_fetched(
    it: Instance, net: Net, make: Studio, maren: Person, ada: Stranger
) -> None:
    work = await make.work(maren.actor)
    note = answer_to(ada, work)
    net.serve(str(note["id"]), {"@context": "https://www.w3.org/ns/activitystreams", **note})
    await hear(it, ada, request(ada, work, note, instrument=note["id"]))
    assert await state(it, str(note["id"])) is WorkState.LIVE
    assert [each["type"] for each in rulings(net, ada)] == ["Accept"]


async def test_a_new_rule_is_an_update_and_holds_from_then_on(
    it: Instance, make: Studio, maren: Person, iris: Person
) -> None:
    work = await ruled(make, maren, Answers.EVERYBODY)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    await it.db.write(lambda tx: stored.set_rule(tx, work.id, Answers.NOBODY))
    assert await thread(it, work) == [ident]
    with pytest.raises(Invalid):
        await replying.reply(it, iris.actor.id, work.id, "Hello again")
