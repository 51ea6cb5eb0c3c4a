"""Who may answer: enforced for people here and elsewhere, and what becomes of answers that wait."""

import json

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.answers import Answers
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import (
    answers,
    blocks,
    documents,
    incoming,
    remote_actors,
    removal,
    replying,
    settling,
    stamps,
)
from fedart.storage import actors, media, views_answers, views_work, works
from fedart.storage import answers as stored
from tests.support.instance import Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, settle, told


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris")


async def ruled(make: Studio, maren: Person, rule: Answers, *named: Actor) -> Work:
    """A work of Maren's with that rule."""
    work = await make.work(maren.actor, named=named)
    await make.it.db.write(lambda tx: stored.set_rule(tx, work.id, rule))
    return work


async def known(it: Instance, who: Stranger) -> Actor:
    found = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    assert found is not None
    return found


async def state(it: Instance, ident: str) -> WorkState | None:
    found = await it.db.read(lambda tx: works.by_id(tx, ident) or works.by_uri(tx, ident))
    return found.state if found else None


async def policy(it: Instance, work: Work, artist: Actor) -> Json:
    note = await it.db.read(lambda tx: documents.note(tx, it, work, artist))
    found: Json = json.loads(json.dumps(note["interactionPolicy"]))
    return found


async def thread(it: Instance, work: Work, viewer: Viewer | None = None) -> list[str]:
    page = await it.db.read(lambda tx: views_work.work(tx, work.id, viewer))
    assert page is not None
    return [post.work.id for post in page.thread]


def answer_to(who: Stranger, work: Work) -> Json:
    return who.note("Lovely", inReplyTo=work.uri, cc=[who.followers, work.actor_uri])


def rulings(net: Net, who: Stranger) -> list[Json]:
    return [each for each in net.sent(who.inbox) if each["type"] in ("Accept", "Reject")]


# --- people here ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [Answers.NOBODY, Answers.FOLLOWERS])
async def test_who_may_not_answer_is_told_why(
    rule: Answers, it: Instance, make: Studio, maren: Person, iris: Person
) -> None:
    work = await ruled(make, maren, rule)
    with pytest.raises(Invalid) as refused:
        await replying.reply(it, iris.actor.id, work.id, "Hello")
    assert refused.value.fields == {"text": rule.refusal}
    assert await thread(it, work) == []
    await it.db.write(lambda tx: stored.set_rule(tx, work.id, Answers.EVERYBODY))
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    assert await thread(it, work) == [ident]


async def test_followers_may_answer_and_get_a_permission(
    it: Instance, make: Studio, maren: Person, iris: Person
) -> None:
    work = await ruled(make, maren, Answers.FOLLOWERS)
    await make.follow(iris.actor, maren.actor)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    assert await thread(it, work) == [ident]
    reply = await it.db.read(lambda tx: works.by_id(tx, ident))
    assert reply is not None
    note = await it.db.read(lambda tx: documents.note(tx, it, reply, iris.actor))
    stamp = str(note["replyAuthorization"]).rpartition("/")[2]
    permit = await it.db.read(lambda tx: stamps.document(tx, it, stamp))
    assert permit is not None
    assert permit["type"] == "ReplyAuthorization"
    assert (permit["attributedTo"], permit["interactingObject"], permit["interactionTarget"]) == (
        maren.actor.uri,
        reply.uri,
        work.uri,
    )


@pytest.mark.parametrize("rule", [Answers.NOBODY, Answers.FOLLOWERS, Answers.APPROVAL])
async def test_the_artist_and_whom_they_named_always_may(
    rule: Answers, it: Instance, make: Studio, maren: Person, iris: Person
) -> None:
    work = await ruled(make, maren, rule, iris.actor)
    for person in (maren, iris):
        ident = await replying.reply(it, person.actor.id, work.id, "Hello")
        assert await state(it, ident) is WorkState.LIVE


async def test_whom_the_artist_answers_may_answer_again(
    it: Instance, make: Studio, maren: Person, iris: Person, artist: Viewer
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    first = await replying.reply(it, iris.actor.id, work.id, "Hello")
    await replying.let_in(it, artist, first)
    back = await replying.reply(it, maren.actor.id, first, "Hello to you")
    again = await replying.reply(it, iris.actor.id, back, "How was the sea?")
    assert await state(it, again) is WorkState.LIVE


async def test_the_rule_binds_what_answers_the_answers(it: Instance, make: Studio, maren: Person, iris: Person) -> None:
    work = await ruled(make, maren, Answers.APPROVAL, iris.actor)
    first = await replying.reply(it, iris.actor.id, work.id, "Hello")
    other = await make.person("tomas")
    below = await replying.reply(it, other.actor.id, first, "And to you")
    assert await state(it, below) is WorkState.HELD
    assert "asked" in await told(it, maren.actor.id)


async def test_an_answer_that_waits_is_seen_by_its_author_and_the_artist_alone(
    it: Instance, net: Net, make: Studio, maren: Person, iris: Person, artist: Viewer, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(iris.actor.uri))
    net.inboxes.clear()
    work = await ruled(make, maren, Answers.APPROVAL)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    await settle(it)
    assert net.inboxes == {}
    assert await thread(it, work) == await thread(it, work, artist) == []
    assert await it.db.read(lambda tx: views_work.work(tx, ident)) is None
    own = Viewer(iris.account, iris.actor, "")
    assert await it.db.read(lambda tx: views_work.work(tx, ident, own)) is not None
    [waiting] = (await it.db.read(lambda tx: views_answers.waiting(tx, maren.actor.id, it.clock(), limit=9))).items
    assert (waiting.post.work.id, waiting.about[0]) == (ident, work.id)
    assert (await it.db.read(lambda tx: views_answers.waiting(tx, iris.actor.id, it.clock(), limit=9))).items == ()
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 0)


async def test_let_in_it_is_shown_sent_and_told(
    it: Instance, net: Net, make: Studio, maren: Person, iris: Person, artist: Viewer, ada: Stranger
) -> None:
    await hear(it, ada, ada.follow(iris.actor.uri))
    work = await ruled(make, maren, Answers.APPROVAL)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    await replying.let_in(it, artist, ident)
    await settle(it)
    assert await thread(it, work) == [ident]
    assert await it.db.read(lambda tx: works.counts(tx, work.id)) == (0, 0, 1)
    [create] = [each for each in net.sent(ada.shared_inbox) if each["type"] == "Create"]
    assert create["object"]["replyAuthorization"].startswith("https://gallery.example/stamps/")
    assert sorted(await told(it, iris.actor.id)) == ["follow", "let in"]
    assert await told(it, maren.actor.id) == []
    with pytest.raises(NotFound):
        await replying.let_in(it, artist, ident)


async def test_refused_it_stays_unseen_and_its_author_is_told(
    it: Instance, make: Studio, maren: Person, iris: Person, artist: Viewer
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    await answers.refuse(it, artist, ident)
    assert await thread(it, work) == []
    assert await told(it, iris.actor.id) == ["not let in"]
    assert await it.db.read(lambda tx: stored.of_thread(tx, work.id, iris.actor.id)) == {ident: True}
    with pytest.raises(NotFound):
        await answers.refuse(it, artist, ident)
    with pytest.raises(NotFound):
        await replying.let_in(it, artist, ident)


async def test_web_10_nobody_decides_for_another_artist(
    it: Instance, make: Studio, maren: Person, iris: Person, artist: Viewer
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    other = Viewer(iris.account, iris.actor, "")
    with pytest.raises(NotFound):
        await replying.let_in(it, other, ident)
    with pytest.raises(NotFound):
        await answers.refuse(it, other, ident)
    assert await state(it, ident) is WorkState.HELD
    await replying.let_in(it, artist, ident)
    assert await state(it, ident) is WorkState.LIVE


async def test_a_message_about_a_work_is_no_answer(it: Instance, make: Studio, maren: Person, iris: Person) -> None:
    work = await ruled(make, maren, Answers.NOBODY)
    ident = await replying.reply(it, iris.actor.id, work.id, "Is it for sale?", visibility=Visibility.DIRECT)
    assert await state(it, ident) is WorkState.LIVE
    assert await thread(it, work) == []


async def test_when_the_work_goes_nothing_waits_for_it(
    it: Instance, make: Studio, maren: Person, iris: Person, artist: Viewer
) -> None:
    work = await ruled(make, maren, Answers.APPROVAL)
    ident = await replying.reply(it, iris.actor.id, work.id, "Hello")
    await it.db.write(lambda tx: removal.remove(tx, work, it.clock()))
    assert await it.db.read(lambda tx: stored.waiting(tx, maren.actor.id)) == 0
    assert await count(it, "answer_rules") == 0
    with pytest.raises(NotFound):
        await replying.let_in(it, artist, ident)


# --- people elsewhere -------------------------------------------------------------------------------------------------


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
