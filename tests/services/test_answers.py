"""Who may answer: enforced for people here, and what becomes of answers that wait."""

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.answers import Answers
from fedart.domain.work import Visibility, WorkState
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import (
    answers,
    documents,
    removal,
    replying,
    stamps,
)
from fedart.storage import answers as stored
from fedart.storage import views_answers, views_work, works
from tests.support.answering import ruled, state, thread
from tests.support.instance import Person, Studio
from tests.support.remote import Net, Stranger, count, hear, settle, told


@pytest.fixture
async def iris(make: Studio) -> Person:
    """Somebody else here."""
    return await make.person("iris")


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
