"""CAP-03: what came from elsewhere and nobody here has to do with is forgotten, and everything else stays."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.answers import Elsewhere
from fedart.domain.media import MediaState
from fedart.domain.work import Kind, Visibility, Work
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import queue, reactions, replying, reports, retention
from fedart.storage import actors, answers, pins, verdicts, works
from fedart.storage.database import Tx
from fedart.tasks.kinds import KINDS
from tests.support.door import DECLARED
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Net, Stranger, count, hear, settle

DAYS = 181


async def forget(it: Instance, clock: Clock, days: float = DAYS) -> None:
    """Let time go by, and have everything looked through once."""
    clock.advance(days * 86_400)
    await it.db.write(lambda tx: queue.forget(tx, {"posts": "", "actors": "", "keys": ""}, it.clock()))
    await settle(it)


async def is_there(it: Instance, work: Work) -> bool:
    return await it.db.read(lambda tx: works.by_id(tx, work.id)) is not None


@pytest.fixture
async def eve(make: Studio) -> Actor:
    """Somebody elsewhere whom nobody here follows."""
    return await make.remote("https://peer.example/actors/eve")


async def test_cap_03_an_old_post_goes_with_its_pictures_its_author_and_their_key(
    it: Instance, clock: Clock, make: Studio, eve: Actor
) -> None:
    work = await make.work(eve)
    picture = await make.picture(eve, work)
    await make.react(await make.remote("https://other.example/actors/fan"), work)
    await it.db.write(lambda tx: pins.add(tx, eve.id, work.id, it.clock()))
    await it.db.write(lambda tx: answers.put_elsewhere(tx, work.id, Elsewhere((eve.uri,))))
    await forget(it, clock, DAYS - 2)
    assert await is_there(it, work), "the control: it is not old enough"
    await forget(it, clock, 2)
    for table in ("works", "media", "blob_uses", "likes", "pins", "work_tags", "answers_elsewhere"):
        assert await count(it, table) == 0, table
    assert not it.blobs.path(picture.media.renditions[0].blob, Area.PUBLIC).exists()
    await forget(it, clock, 1)
    assert await count(it, "actors", "local = 0") == 0
    await forget(it, clock, 1)
    assert await count(it, "remote_keys") == 0


async def _liked(it: Instance, maren: Person, work: Work) -> None:
    await reactions.like(it, maren.actor.id, work.id)


async def _boosted(it: Instance, maren: Person, work: Work) -> None:
    await reactions.boost(it, maren.actor.id, work.id)


async def _answered(it: Instance, maren: Person, work: Work) -> None:
    await replying.reply(it, maren.actor.id, work.id, "Lovely")


async def _reported(it: Instance, maren: Person, work: Work) -> None:
    about = await it.db.read(lambda tx: actors.by_id(tx, work.actor_id))
    assert about is not None
    await reports.report(it, Viewer(maren.account, maren.actor, ""), about, [work.id], "Look", forward=False)


HELD_BY = {"liked": _liked, "boosted": _boosted, "answered": _answered, "reported": _reported}
Hold = Callable[[Instance, Person, Work], Awaitable[None]]


@pytest.mark.parametrize("hold", HELD_BY.values(), ids=HELD_BY)
async def test_cap_03_what_our_people_have_to_do_with_stays(
    hold: Hold, it: Instance, clock: Clock, make: Studio, maren: Person, eve: Actor
) -> None:
    kept, other = await make.work(eve), await make.work(eve)
    await hold(it, maren, kept)
    if hold is _reported:
        other = await make.work(await make.remote("https://other.example/actors/bob"))
    await forget(it, clock)
    assert (await is_there(it, kept), await is_there(it, other)) == (True, False)
    assert await it.db.read(lambda tx: actors.by_id(tx, eve.id)) is not None


async def test_cap_03_what_names_or_answers_ours_stays_with_its_conversation(
    it: Instance, clock: Clock, make: Studio, maren: Person, eve: Actor
) -> None:
    ours = await make.work(maren.actor)
    answer = await make.work(eve, kind=Kind.POST, parent=ours)
    below = await make.work(eve, kind=Kind.POST, parent=answer)
    named = await make.work(eve, named=(maren.actor,))
    letter = await make.work(eve, kind=Kind.POST, visibility=Visibility.DIRECT, named=(maren.actor,))
    await forget(it, clock)
    assert [await is_there(it, work) for work in (ours, answer, below, named, letter)] == [True] * 5


async def test_cap_03_a_thread_of_others_goes_from_its_ends(
    it: Instance, clock: Clock, make: Studio, eve: Actor
) -> None:
    root = await make.work(eve)
    answer = await make.work(eve, kind=Kind.POST, parent=root)
    last = await make.work(eve, kind=Kind.POST, parent=answer)
    await forget(it, clock)
    assert [await is_there(it, work) for work in (root, answer, last)] == [True, True, False]
    assert await it.db.read(lambda tx: works.counts(tx, answer.id)) == (0, 0, 0)
    await forget(it, clock, 1)
    await forget(it, clock, 1)
    assert not await is_there(it, root)


async def test_cap_03_people_whom_somebody_knows_stay_and_so_does_what_we_know_of_them(
    it: Instance, clock: Clock, make: Studio, maren: Person, eve: Actor
) -> None:
    names = ("followed", "follower", "suspended", "gone")
    people = {name: await make.remote(f"https://many.example/actors/{name}") for name in names}
    await make.follow(maren.actor, people["followed"])
    await make.follow(people["follower"], maren.actor)
    await it.db.write(lambda tx: actors.suspend(tx, people["suspended"].id, it.clock()))
    await make.delete(people["gone"])
    await forget(it, clock)
    for who in people.values():
        assert await it.db.read(partial(actors.by_id, actor=who.id)) is not None, who.uri
    assert await it.db.read(lambda tx: actors.by_id(tx, eve.id)) is None


async def test_cap_03_the_portrait_of_whoever_is_forgotten_goes_too(
    it: Instance, clock: Clock, make: Studio, eve: Actor
) -> None:
    portrait = await make.picture(eve, role="icon")
    await it.db.write(lambda tx: actors.set_icon(tx, eve.id, portrait.media.id))
    await forget(it, clock)
    assert await it.db.read(lambda tx: actors.by_id(tx, eve.id)) is None
    assert await count(it, "media") == 0


def _judged(tx: Tx, *, name: str, ident: str, sha: str, now: int, decided: bool) -> None:
    verdicts.add(tx, name, ident, "peer.example", sha, DECLARED, now)
    if decided:
        tx.run("UPDATE verdicts SET decided = 1 WHERE id = :id", id=name)


async def test_cap_03_what_a_person_decided_stays_on_record(
    it: Instance, clock: Clock, make: Studio, eve: Actor
) -> None:
    for name, decided in (("decided", True), ("withheld", False)):
        picture = await make.picture(eve, await make.work(eve, title=name), state=MediaState.DROPPED)
        ident, sha = picture.media.id, picture.media.sha256
        await it.db.write(partial(_judged, name=name, ident=ident, sha=sha, now=it.clock(), decided=decided))
    await forget(it, clock)
    assert await count(it, "works") == 0
    assert await count(it, "verdicts", "id = 'decided'") == await count(it, "verdicts") == 1
    assert await count(it, "media") == 1


async def test_cap_03_ours_stays_whatever_its_age(it: Instance, clock: Clock, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    await make.picture(maren.actor, work)
    await forget(it, clock, 10 * DAYS)
    assert await is_there(it, work)
    assert await count(it, "media") == 1
    assert await count(it, "actors", "local = 1") == 2


async def test_cap_03_a_soak_of_posts_reaches_a_plateau(
    it: Instance, net: Net, clock: Clock, followed: Stranger, maren: Person
) -> None:
    """Day after day somebody whom Maren follows publishes; what is stored stops growing."""
    stored = []
    for _ in range(4):
        for _ in range(10):
            await hear(it, followed, followed.create(followed.note(published=None)))
        await forget(it, clock, 90.5)
        stored.append(await count(it, "works"))
    assert stored[-1] == stored[-2] < 40
    assert await it.db.read(lambda tx: actors.by_uri(tx, followed.uri)) is not None


async def test_cap_03_zero_days_keep_everything_and_every_day_brings_a_look(
    it: Instance, clock: Clock, make: Studio, eve: Actor
) -> None:
    await it.db.write(lambda tx: retention.begin(tx, it))
    await it.db.write(lambda tx: retention.begin(tx, it))
    assert await count(it, "tasks", "kind = 'forget'") == 1
    await settle(it)
    assert (
        await count(it, "tasks", "kind = 'forget' AND state = 'due' AND due = :due", due=it.clock() + retention.DAY)
        == 1
    )
    work = await make.work(eve)
    clock.advance(DAYS * 86_400)
    kept = replace(it, config=replace(it.config, storage=replace(it.config.storage, remote_days=0)))
    await KINDS[queue.FORGET].run(kept, b'{"posts":""}')
    assert await is_there(it, work)
    await KINDS[queue.FORGET].run(it, b'{"posts":""}')
    assert not await is_there(it, work)


async def test_cap_03_a_long_table_is_looked_through_in_steps(
    it: Instance, clock: Clock, make: Studio, eve: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ROWS", 3)
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(10):
        await make.work(eve, title=str(number))
    await forget(it, clock)
    assert await count(it, "works") == 0
