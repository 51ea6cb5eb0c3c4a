"""A hidden server takes everything under it along, for one person; a refused one for everybody (THREATS AUT-11)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.talk import TalkState
from fedart.domain.work import Kind, Visibility, Work
from fedart.instance import Instance
from fedart.services import feeds, hiding, moderation, talks
from fedart.services.feeds import Feed
from fedart.storage import actors, hidden, messages, notifications, views, views_home, views_people, views_work
from fedart.storage.notifications import Notice
from tests.support.instance import Person, Studio

UNDER = ["loud.example", "a.loud.example", "A.B.Loud.example", "a.loud.example:8443"]
BESIDE = ["notloud.example", "loud.example.org", "example.net"]
SPELLINGS = ["loud.example", " LOUD.example. ", "https://loud.example:8443/@ada", "@ada@loud.example"]


@pytest.fixture
async def lotte(make: Studio) -> Person:
    return await make.person("lotte")


@pytest.fixture
async def own(make: Studio, maren: Person) -> Work:
    """Maren's work, which strangers answer."""
    return await make.work(maren.actor, title="Own")


async def arrive(it: Instance, make: Studio, host: str, own: Work, *readers: Actor) -> Actor:
    """Somebody of that host posts, answers, writes to the readers and is in their notifications."""
    ada = await make.remote(f"https://{host}/users/ada")
    for reader in readers:
        await make.follow(reader, ada)
    post = await make.work(ada, title="From far")
    await make.picture(ada, post)
    await it.db.write(lambda tx: tx.run("UPDATE media SET remote_url = 'https://x/1' WHERE work_id = :id", id=post.id))
    await make.work(ada, title="An answer", kind=Kind.POST, parent=own)
    letter = await make.work(ada, title="A letter", kind=Kind.POST, visibility=Visibility.DIRECT, named=readers)
    for reader in readers:
        await it.db.write(partial(notifications.add, actor=reader.id, kind=Notice.FOLLOW, now=it.clock(), by=ada.id))
    await it.db.write(lambda tx: talks.file(tx, letter))
    return ada


async def in_feeds(it: Instance, who: Actor, ada: Actor) -> bool:
    found = [await feeds.read(it, who.id, feed, limit=20) for feed in (Feed.HOME, Feed.FEDERATED)]
    seen = [any(post.by.id == ada.id for post in page.items) for page in found]
    assert seen[0] == seen[1]
    return seen[0]


async def in_notifications(it: Instance, who: Actor, ada: Actor) -> bool:
    page, bar = await it.db.read(
        lambda tx: (
            views_home.notifications(tx, who.id, it.clock(), limit=20),
            views_home.bar(tx, who.id, it.clock(), moderates=False),
        )
    )
    found = any(news.by is not None and news.by.id == ada.id for news in page.items)
    assert bool(bar.unseen) == found
    return found


async def in_messages(it: Instance, who: Actor, ada: Actor) -> bool:
    page = await it.db.read(lambda tx: messages.listed(tx, who, TalkState.OPEN, it.clock(), limit=9))
    return bool(page.items)


async def in_search(it: Instance, who: Actor, ada: Actor) -> bool:
    sight, people = await it.db.read(
        lambda tx: (hidden.sight(tx, who.id, it.clock()), views_people.people(tx, "ada", viewer=who.id, limit=9))
    )
    return any(person.id == ada.id and not sight.hides(person.id, person.host) for person in people)


async def in_threads(it: Instance, who: Actor, ada: Actor, own: Work) -> bool:
    found = await it.db.read(lambda tx: views_work.work(tx, own.id))
    return any(post.by.id == ada.id for post in await feeds.heard(it, who.id, found.thread if found else ()))


Place = Callable[[Instance, Actor, Actor], Awaitable[bool]]
PLACES: list[Place] = [in_feeds, in_notifications, in_messages, in_search]


async def everywhere(it: Instance, who: Actor, ada: Actor, own: Work) -> set[bool]:
    return {await place(it, who, ada) for place in PLACES} | {await in_threads(it, who, ada, own)}


@pytest.mark.parametrize("host", UNDER)
async def test_aut_11_a_hidden_server_is_out_of_sight_with_all_under_it(
    it: Instance, make: Studio, maren: Person, lotte: Person, own: Work, host: str
) -> None:
    ada = await arrive(it, make, host, own, maren.actor, lotte.actor)
    assert await everywhere(it, maren.actor, ada, own) == {True}
    await hiding.hide_domain(it, maren.actor.id, "loud.example")
    assert await everywhere(it, maren.actor, ada, own) == {False}
    assert await everywhere(it, lotte.actor, ada, own) == {True}, "nobody else misses anything"
    relation = await it.db.read(lambda tx: hidden.relation(tx, maren.actor.id, ada.id, it.clock()))
    assert relation is not None
    assert relation.silenced == "loud.example"
    await hiding.show_domain(it, maren.actor.id, relation.silenced)
    assert await everywhere(it, maren.actor, ada, own) == {True}


@pytest.mark.parametrize("host", BESIDE)
async def test_a_server_whose_name_only_looks_alike_stays(
    it: Instance, make: Studio, maren: Person, own: Work, host: str
) -> None:
    ada = await arrive(it, make, host, own, maren.actor)
    await hiding.hide_domain(it, maren.actor.id, "loud.example")
    assert await everywhere(it, maren.actor, ada, own) == {True}
    relation = await it.db.read(lambda tx: hidden.relation(tx, maren.actor.id, ada.id, it.clock()))
    assert relation is not None
    assert relation.silenced == ""


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_however_the_server_is_typed(it: Instance, make: Studio, maren: Person, own: Work, typed: str) -> None:
    ada = await arrive(it, make, "a.loud.example:8443", own, maren.actor)
    assert await hiding.hide_domain(it, maren.actor.id, typed) == "loud.example"
    assert await everywhere(it, maren.actor, ada, own) == {False}


async def test_a_server_of_another_script_is_compared_as_the_network_writes_it(
    it: Instance, make: Studio, maren: Person, own: Work
) -> None:
    ada = await arrive(it, make, "kunst.xn--bcher-kva.example", own, maren.actor)
    assert await hiding.hide_domain(it, maren.actor.id, "Bücher.example") == "xn--bcher-kva.example"
    assert await everywhere(it, maren.actor, ada, own) == {False}


async def test_somebody_who_moves_to_another_host_is_found_under_its_domains(
    it: Instance, make: Studio, maren: Person, own: Work
) -> None:
    """The handle of a remote actor may come to name another host (WebFinger); what hides that host hides them."""
    ada = await arrive(it, make, "loud.example", own, maren.actor)
    await it.db.write(lambda tx: actors.refresh(tx, replace(ada, host="fedi.quiet.example"), it.clock()))
    await hiding.hide_domain(it, maren.actor.id, "quiet.example")
    assert not await in_feeds(it, maren.actor, ada)


@pytest.mark.parametrize("host", UNDER)
async def test_aut_10_what_a_refused_server_sent_is_out_of_everybodys_sight(
    it: Instance, make: Studio, maren: Person, lotte: Person, own: Work, moderator: Viewer, host: str
) -> None:
    ada = await arrive(it, make, host, own, maren.actor, lotte.actor)
    shown = await it.db.read(lambda tx: views.tagged(tx, "ferry", viewer=maren.actor.id, limit=9))
    assert "From far" in [card.title for card in shown.items]
    await moderation.block_domain(it, moderator.account, "loud.example", "Spam")
    for who in (maren.actor, lotte.actor):
        assert await everywhere(it, who, ada, own) == {False}
    found = await it.db.read(lambda tx: views_work.work(tx, own.id))
    assert found is not None
    assert found.thread == (), "visitors do not see it either"
    shown = await it.db.read(lambda tx: views.tagged(tx, "ferry", viewer=maren.actor.id, limit=9))
    assert "From far" not in [card.title for card in shown.items]
    await moderation.unblock_domain(it, moderator.account, "loud.example")
    assert await everywhere(it, maren.actor, ada, own) == {True}
