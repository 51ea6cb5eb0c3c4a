"""Direct messages: whom they reach, how they are filed, and what strangers may do."""

from functools import partial

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.ids import WorkId
from fedart.domain.talk import TalkState
from fedart.domain.work import Kind, Visibility
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import blocks, messages, talks
from fedart.services import works as publishing
from fedart.storage import messages as stored
from fedart.storage import works
from fedart.storage.messages import Listed, Talk
from fedart.storage.views_work import Post
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, count, hear, settle, told


@pytest.fixture
async def lotte(make: Studio) -> Person:
    return await make.person("lotte")


def handle(who: Stranger) -> str:
    return f"@{who.name}@{who.host}"


def sent(net: Net, who: Stranger, kind: str) -> list[Json]:
    return [activity for activity in net.sent(who.shared_inbox) if activity["type"] == kind]


async def side(it: Instance, who: Actor, root: str) -> Talk | None:
    return await it.db.read(lambda tx: stored.talk(tx, who.id, root))


async def folder(it: Instance, who: Actor, state: TalkState) -> list[Listed]:
    return list((await it.db.read(lambda tx: stored.listed(tx, who, state, it.clock(), limit=20))).items)


async def texts(it: Instance, who: Actor, root: str) -> list[str]:
    page = await it.db.read(lambda tx: stored.said(tx, who, root, it.clock(), limit=20))
    return [post.work.content for post in page.items]


async def unread(it: Instance, who: Actor) -> int:
    return await it.db.read(lambda tx: stored.unread(tx, who.id, it.clock()))


# --- writing ----------------------------------------------------------------------------------------------------------


async def test_a_message_goes_to_the_people_named_and_to_nobody_else(
    it: Instance, net: Net, maren: Person, followed: Stranger
) -> None:
    bystander = Stranger("grace", "https://other.example")
    net.publish(bystander)
    root = await messages.write(it, maren.actor.id, [handle(followed)], "Is the *blue* one still there?")
    await settle(it)
    [create] = sent(net, followed, "Create")
    assert (create["to"], create["cc"]) == ([followed.uri], [])
    assert create["object"]["to"] == [followed.uri]
    assert "additionalType" not in create["object"], "a message is no artwork"
    assert sent(net, bystander, "Create") == []
    work = await it.db.read(lambda tx: works.by_id(tx, root))
    assert work is not None
    assert (work.kind, work.visibility, work.content) == (
        Kind.POST,
        Visibility.DIRECT,
        "<p>Is the <em>blue</em> one still there?</p>",
    )
    found = await side(it, maren.actor, root)
    assert found is not None
    assert (found.state, found.unread) == (TalkState.OPEN, False)


@pytest.mark.parametrize(
    ("handles", "text", "field"),
    [
        ([], "Hello", "people"),
        (["@nobody@gallery.example"], "Hello", "people"),
        (["@lotte"] * 3 + ["@nobody"], "Hello", "people"),
        ([f"@p{n}@far.example" for n in range(21)], "Hello", "people"),
        (["@maren"], "Hello", "people"),
        (["@lotte"], "  ", "text"),
        (["@lotte"], "x" * 10_001, "text"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_a_sentence(
    it: Instance, maren: Person, lotte: Person, handles: list[str], text: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await messages.write(it, maren.actor.id, handles, text)
    assert set(refused.value.fields) == {field}
    assert await count(it, "works") == 0
    await messages.write(it, maren.actor.id, ["lotte"], "Hello")
    assert await count(it, "works") == 1


async def test_web_05_nobody_sends_messages_without_end(it: Instance, maren: Person, lotte: Person) -> None:
    for number in range(messages.PER_HALF_HOUR):
        await messages.write(it, maren.actor.id, ["@lotte"], f"Hello {number}")
    with pytest.raises(TooFast):
        await messages.write(it, maren.actor.id, ["@lotte"], "Hello again")


async def test_whom_one_blocks_one_cannot_write_to(it: Instance, maren: Person, lotte: Person) -> None:
    await blocks.block(it, maren.actor.id, lotte.actor.id)
    with pytest.raises(Invalid) as refused:
        await messages.write(it, maren.actor.id, ["@lotte"], "Hello")
    assert "You block" in refused.value.fields["people"]


# --- requests ---------------------------------------------------------------------------------------------------------


async def test_a_strangers_message_waits_among_the_requests_and_is_not_told(
    it: Instance, ada: Stranger, maren: Person
) -> None:
    note = ada.note(to=[maren.actor.uri], cc=[])
    await hear(it, ada, ada.create(note))
    assert await told(it, maren.actor.id) == []
    [asked] = await folder(it, maren.actor, TalkState.ASKED)
    assert asked.person.uri == ada.uri
    assert await folder(it, maren.actor, TalkState.OPEN) == []
    assert await unread(it, maren.actor) == 0
    await messages.accept(it, maren.actor.id, asked.root)
    assert [talk.root for talk in await folder(it, maren.actor, TalkState.OPEN)] == [asked.root]
    again = ada.note(to=[maren.actor.uri], cc=[], inReplyTo=note["id"])
    await hear(it, ada, ada.create(again))
    assert await told(it, maren.actor.id) == ["mention"]
    assert await unread(it, maren.actor) == 1
    assert len(await texts(it, maren.actor, asked.root)) == 2


async def test_somebody_one_follows_writes_at_once(it: Instance, followed: Stranger, maren: Person) -> None:
    await hear(it, followed, followed.create(followed.note(to=[maren.actor.uri], cc=[])))
    assert "mention" in await told(it, maren.actor.id)
    assert len(await folder(it, maren.actor, TalkState.OPEN)) == 1
    assert await unread(it, maren.actor) == 1


async def test_somebody_one_wrote_to_before_writes_at_once(it: Instance, maren: Person, lotte: Person) -> None:
    await messages.write(it, maren.actor.id, ["@lotte"], "Hello")
    assert await told(it, lotte.actor.id) == [], "for Lotte this is a request"
    assert len(await folder(it, lotte.actor, TalkState.ASKED)) == 1
    await messages.write(it, lotte.actor.id, ["@maren"], "Another thing")
    assert await told(it, maren.actor.id) == ["mention"]
    assert len(await folder(it, maren.actor, TalkState.OPEN)) == 2


async def test_answering_accepts_a_request(it: Instance, ada: Stranger, net: Net, maren: Person) -> None:
    note = ada.note(to=[maren.actor.uri], cc=[])
    await hear(it, ada, ada.create(note))
    [asked] = await folder(it, maren.actor, TalkState.ASKED)
    root = await messages.answer(it, maren.actor.id, asked.root, "With pleasure")
    await settle(it)
    assert root == asked.root
    assert len(await folder(it, maren.actor, TalkState.OPEN)) == 1
    [create] = sent(net, ada, "Create")
    assert (create["object"]["inReplyTo"], create["to"], create["cc"]) == (note["id"], [ada.uri], [])


async def test_what_is_hidden_stays_away_with_whatever_comes_later(
    it: Instance, followed: Stranger, maren: Person
) -> None:
    note = followed.note(to=[maren.actor.uri], cc=[])
    await hear(it, followed, followed.create(note))
    [talk] = await folder(it, maren.actor, TalkState.OPEN)
    await messages.hide(it, maren.actor.id, talk.root)
    before = await told(it, maren.actor.id)
    await hear(it, followed, followed.create(followed.note(to=[maren.actor.uri], cc=[], inReplyTo=note["id"])))
    assert await told(it, maren.actor.id) == before
    assert await unread(it, maren.actor) == 0
    assert len(await folder(it, maren.actor, TalkState.HIDDEN)) == 1
    await messages.accept(it, maren.actor.id, talk.root)
    assert len(await folder(it, maren.actor, TalkState.OPEN)) == 1


async def test_whom_one_blocks_writes_into_the_void(it: Instance, maren: Person, lotte: Person) -> None:
    await blocks.block(it, lotte.actor.id, maren.actor.id)
    await messages.write(it, maren.actor.id, ["@lotte"], "Hello")
    assert await told(it, lotte.actor.id) == []
    for state in TalkState:
        assert await folder(it, lotte.actor, state) == []
    assert await count(it, "works") == 1, "the writer is not told"


async def test_conversations_with_people_out_of_sight_are_not_listed(
    it: Instance, maren: Person, lotte: Person
) -> None:
    root = await messages.write(it, lotte.actor.id, ["@maren"], "Hello")
    await messages.accept(it, maren.actor.id, root)
    await messages.answer(it, lotte.actor.id, root, "Hello?")
    assert await unread(it, maren.actor) == 1
    await blocks.mute(it, maren.actor.id, lotte.actor.id)
    assert (await folder(it, maren.actor, TalkState.OPEN), await unread(it, maren.actor)) == ([], 0)
    await blocks.unmute(it, maren.actor.id, lotte.actor.id)
    assert len(await folder(it, maren.actor, TalkState.OPEN)) == 1


# --- conversations ----------------------------------------------------------------------------------------------------


async def test_an_answer_goes_to_everybody_in_the_conversation(
    it: Instance, net: Net, followed: Stranger, maren: Person, lotte: Person
) -> None:
    root = await messages.write(it, maren.actor.id, [handle(followed), "@lotte"], "The three of us")
    await messages.answer(it, lotte.actor.id, root, "Yes")
    await settle(it)
    first, second = sent(net, followed, "Create")
    assert set(first["to"]) == {followed.uri, lotte.actor.uri}
    assert set(second["to"]) == {followed.uri, maren.actor.uri}
    assert second["object"]["inReplyTo"] == first["object"]["id"]
    assert "mention" in await told(it, maren.actor.id) or "reply" in await told(it, maren.actor.id)


async def test_an_answer_reaches_people_whom_only_the_others_knew(
    it: Instance, net: Net, followed: Stranger, maren: Person
) -> None:
    grace, lost = Stranger("grace", "https://other.example"), Stranger("lost", "https://nowhere.example")
    net.publish(grace)
    first = followed.note(to=[maren.actor.uri, grace.uri, lost.uri], cc=[], content="<p>All of you</p>")
    tags = [{"type": "Mention", "href": each.uri, "name": handle(each)} for each in (grace, lost)]
    await hear(it, followed, followed.create({**first, "tag": tags}))
    [talk] = await folder(it, maren.actor, TalkState.OPEN)
    await messages.answer(it, maren.actor.id, talk.root, "Here I am")
    await settle(it)
    for who in (followed, grace):
        [answer] = sent(net, who, "Create")
        assert set(answer["to"]) == {followed.uri, grace.uri, lost.uri}
    assert sent(net, lost, "Create") == []


async def test_who_is_left_out_of_an_answer_does_not_see_it(it: Instance, ada: Stranger, make: Studio) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    first = ada.note(to=[maren.uri, lotte.uri], cc=[], content="<p>Both</p>")
    await hear(it, ada, ada.create(first))
    aside = ada.note(to=[maren.uri], cc=[], content="<p>Only Maren</p>", inReplyTo=first["id"])
    await hear(it, ada, ada.create(aside))
    [talk] = await folder(it, lotte, TalkState.ASKED)
    assert await texts(it, maren, talk.root) == ["<p>Only Maren</p>", "<p>Both</p>"]
    assert await texts(it, lotte, talk.root) == ["<p>Both</p>"]
    assert "Both" in talk.words, "the list quotes the newest message that is for its reader"


async def _said(it: Instance, who: Actor, root: WorkId) -> list[Post]:
    return list((await it.db.read(lambda tx: stored.said(tx, who, root, it.clock(), limit=20))).items)


async def test_a_direct_reply_to_a_work_is_not_told_to_an_artist_whom_it_does_not_name(
    it: Instance, ada: Stranger, make: Studio
) -> None:
    maren, lotte = (await make.person("maren")).actor, (await make.person("lotte")).actor
    work = await make.work(maren)
    aside = ada.note(to=[lotte.uri], cc=[], inReplyTo=work.uri)
    await hear(it, ada, ada.create(aside))
    assert await told(it, maren.id) == []
    assert len(await folder(it, lotte, TalkState.ASKED)) == 1
    await hear(it, ada, ada.create(ada.note(inReplyTo=work.uri)))
    assert await told(it, maren.id) == ["reply"], "a public one is"


async def test_an_answer_that_came_first_joins_its_conversation_later(it: Instance, make: Studio) -> None:
    maren, ada = (await make.person("maren")).actor, await make.remote()
    parent = await make.work(ada, kind=Kind.POST, visibility=Visibility.DIRECT, named=(maren,))
    answer = await make.work(ada, kind=Kind.POST, visibility=Visibility.DIRECT, named=(maren,), parent=parent)
    for late in (answer, parent):
        await it.db.write(partial(talks.file, work=late))
    assert await it.db.read(lambda tx: stored.root_of(tx, answer.id)) == parent.id
    [talk] = await folder(it, maren, TalkState.ASKED)
    assert talk.root == parent.id
    assert len(await texts(it, maren, parent.id)) == 2


async def test_reading_a_conversation_settles_the_news_about_it(
    it: Instance, followed: Stranger, maren: Person
) -> None:
    await hear(it, followed, followed.create(followed.note(to=[maren.actor.uri], cc=[])))
    [talk] = await folder(it, maren.actor, TalkState.OPEN)
    open_news = "SELECT kind FROM notifications WHERE actor_id = :id AND seen IS NULL AND kind = 'mention'"
    assert len(await it.db.read(lambda tx: tx.all(open_news, id=maren.actor.id))) == 1
    await messages.seen(it, maren.actor.id, talk.root)
    assert await it.db.read(lambda tx: tx.all(open_news, id=maren.actor.id)) == []
    assert await unread(it, maren.actor) == 0


async def test_web_10_a_conversation_is_for_its_people_only(
    it: Instance, make: Studio, maren: Person, lotte: Person
) -> None:
    root = await messages.write(it, maren.actor.id, ["@lotte"], "Between us")
    iris = await make.person("iris")
    with pytest.raises(NotFound):
        await messages.answer(it, iris.actor.id, root, "And me?")
    for act in (messages.accept, messages.hide):
        with pytest.raises(NotFound):
            await act(it, iris.actor.id, root)
    assert await texts(it, iris.actor, root) == []
    assert await side(it, iris.actor, root) is None
    assert len(await texts(it, lotte.actor, root)) == 1


async def test_a_deleted_message_leaves_the_conversation(it: Instance, maren: Person, lotte: Person) -> None:
    root = await messages.write(it, maren.actor.id, ["@lotte"], "First")
    await messages.answer(it, maren.actor.id, root, "Second")
    [talk] = await folder(it, maren.actor, TalkState.OPEN)
    assert "Second" in talk.words
    [second, first] = await _said(it, maren.actor, root)
    await publishing.delete(it, maren.actor.id, second.work.id)
    [talk] = await folder(it, maren.actor, TalkState.OPEN)
    assert "First" in talk.words
    await publishing.delete(it, maren.actor.id, first.work.id)
    assert await folder(it, maren.actor, TalkState.OPEN) == []


async def test_followers_only_requests_need_an_accepted_follow(
    it: Instance, make: Studio, maren: Person, lotte: Person, clock: Clock
) -> None:
    await make.follow(maren.actor, lotte.actor, FollowState.REQUESTED)
    await messages.write(it, lotte.actor.id, ["@maren"], "Let me in first?")
    assert len(await folder(it, maren.actor, TalkState.ASKED)) == 1
    await make.follow(maren.actor, lotte.actor)
    clock.advance(1)
    await messages.write(it, lotte.actor.id, ["@maren"], "Thank you")
    assert len(await folder(it, maren.actor, TalkState.OPEN)) == 1
