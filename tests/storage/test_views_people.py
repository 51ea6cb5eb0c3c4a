"""Read models of people and threads: what each viewer may see, and nothing else."""

from functools import partial

import pytest

from fedart.domain.actor import Actor
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.instance import Instance
from fedart.storage import activities, actors, backfills, views_people
from fedart.storage.views_people import ABOVE
from tests.support.instance import Person, Studio

PEER = "https://peer.example"


@pytest.fixture
async def maren(make: Studio) -> Person:
    return await make.person("maren")


@pytest.fixture
async def ada(make: Studio) -> Actor:
    return await make.remote(f"{PEER}/actors/ada")


async def above(it: Instance, work: Work, reader: Actor | None) -> list[str]:
    who, uri = (reader.id, reader.uri) if reader else ("", "")
    found = await it.db.read(lambda tx: views_people.ancestors(tx, work.id, viewer=who, viewer_uri=uri))
    return [post.work.title for post in found]


async def grid(it: Instance, of: Actor, reader: Actor) -> list[str]:
    page = await it.db.read(lambda tx: views_people.grid(tx, of.id, viewer=reader.id, viewer_uri=reader.uri, limit=50))
    return [card.title for card in page.items]


async def test_ancestors_stand_in_order_and_end_somewhere(it: Instance, make: Studio, maren: Person) -> None:
    last = await make.work(maren.actor, title="0")
    for number in range(1, ABOVE + 6):
        last = await make.work(maren.actor, title=str(number), kind=Kind.POST, parent=last)
    found = await above(it, last, maren.actor)
    assert found == [str(number) for number in range(5, ABOVE + 5)]
    assert await above(it, last, None) == found


async def test_web_09_each_reader_sees_their_part_of_what_stands_above(
    it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    other = await make.person("other")
    first = await make.work(ada, title="remote")
    second = await make.work(maren.actor, title="followers", parent=first, visibility=Visibility.FOLLOWERS)
    third = await make.work(maren.actor, title="direct", parent=second, visibility=Visibility.DIRECT, named=(ada,))
    fourth = await make.work(maren.actor, title="held", parent=third, state=WorkState.HELD)
    fifth = await make.work(maren.actor, title="local", parent=fourth, visibility=Visibility.LOCAL)
    last = await make.work(maren.actor, title="last", parent=fifth)
    assert await above(it, last, None) == []
    assert await above(it, last, other.actor) == ["remote", "local"]
    assert await above(it, last, maren.actor) == ["remote", "followers", "direct", "local"]
    await make.follow(other.actor, maren.actor)
    assert await above(it, last, other.actor) == ["remote", "followers", "local"]


async def test_the_grid_keeps_the_place_of_what_is_withheld_and_shows_nothing_hidden(
    it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    for title, state in (("kept", MediaState.KEPT), ("dropped", MediaState.DROPPED), ("held", MediaState.HELD)):
        await make.picture(ada, await make.work(ada, title=title), state=state)
    await make.work(ada, title="words only")
    await make.picture(ada, await make.work(ada, title="answer", kind=Kind.POST))
    for title, more in (("followers", Visibility.FOLLOWERS), ("direct", Visibility.DIRECT)):
        await make.picture(ada, await make.work(ada, title=title, visibility=more))
    await make.picture(ada, await make.work(ada, title="to maren", visibility=Visibility.DIRECT, named=(maren.actor,)))
    assert sorted(await grid(it, ada, maren.actor)) == ["dropped", "held", "kept", "to maren"]
    await make.follow(maren.actor, ada)
    assert "followers" in await grid(it, ada, maren.actor)


async def test_the_cover_is_a_picture_that_is_shown_where_there_is_one(
    it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    work = await make.work(ada)
    await make.picture(ada, work, state=MediaState.DROPPED)
    kept = await make.picture(ada, work)
    page = await it.db.read(lambda tx: views_people.grid(tx, ada.id, viewer=maren.actor.id, viewer_uri="", limit=5))
    assert [(card.cover.id, card.pictures) for card in page.items] == [(kept.media.id, 2)]


async def test_where_something_lives_is_told_of_what_is_public_only(
    it: Instance, make: Studio, maren: Person, ada: Actor
) -> None:
    public = await make.work(ada)
    found = await it.db.read(lambda tx: views_people.lives_elsewhere(tx, public.id))
    assert found is not None
    assert (found.host, found.handle, found.url) == ("peer.example", "@ada@peer.example", public.url)
    followers = await make.work(ada, visibility=Visibility.FOLLOWERS)
    ours = await make.work(maren.actor)
    for ident in (followers.id, ours.id, maren.actor.id, "nothing"):
        assert await it.db.read(partial(views_people.lives_elsewhere, ident=ident)) is None
    await it.db.write(lambda tx: actors.suspend(tx, ada.id, 1))
    for ident in (public.id, ada.id):
        assert await it.db.read(partial(views_people.lives_elsewhere, ident=ident)) is None


async def test_aut_11_people_of_subdomains_of_a_blocked_domain_are_not_found(it: Instance, make: Studio) -> None:
    await make.remote("https://art.peer.example/actors/eve", key="eve")
    found = await it.db.read(lambda tx: views_people.people(tx, "eve", viewer="me", limit=5))
    assert [person.handle for person in found] == ["@eve@art.peer.example"]
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", 1))
    assert await it.db.read(lambda tx: views_people.people(tx, "eve", viewer="me", limit=5)) == ()


async def test_a_backfill_begins_once_in_its_time(it: Instance, ada: Actor) -> None:
    def begin(now: int) -> bool:
        return it.db.glance(lambda tx: backfills.due(tx, ada.id, now, 100))

    assert begin(1_000)
    assert await it.db.write(lambda tx: backfills.begin(tx, ada.id, 1_000, 100))
    await it.db.write(lambda tx: backfills.finish(tx, ada.id, 1_050, 7))
    assert not begin(1_099)
    assert not await it.db.write(lambda tx: backfills.begin(tx, ada.id, 1_099, 100))
    assert begin(1_100)
    assert await it.db.write(lambda tx: backfills.begin(tx, ada.id, 1_100, 100))
    state = await it.db.read(lambda tx: backfills.of_actor(tx, ada.id))
    assert state is not None
    assert (state.begun, state.finished, state.found) == (1_100, None, 0)
