"""A world at rest, people elsewhere who say things to it, and what people see there in the end."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import Uri, new_id
from fedart.instance import Instance
from fedart.services import inbox, remote_actors
from fedart.storage import actors, follows
from fedart.storage.database import Tx
from tests.support.door import in_process
from tests.support.instance import Clock, Studio, config_in, running
from tests.support.jobs import good
from tests.support.jobs import opened as opened_job
from tests.support.remote import Json, Net, Stranger, rows, say, settle

PEOPLE = tuple(Stranger(name, f"https://{name}.example") for name in ("ada", "bo", "cy", "dee"))
ADA, DEE = PEOPLE[0], PEOPLE[3]
NEW = Stranger("ada", "https://new.example")
HOUR = 3_600

Said = tuple[Stranger, Json]
Seen = dict[str, list[object]]


@dataclass(frozen=True)
class World:
    """An instance at rest: Maren with two works and a job, Iris, and Maren's requests to follow everybody."""

    data: Path
    maren: str
    iris: str
    works: tuple[str, ...]
    job: str


def ask(who: Stranger) -> Uri:
    return Uri(f"https://gallery.example/activities/{who.name}")


async def prepared(folder: Path, migrated: Path) -> World:
    config = config_in(folder)
    async with running(config, Clock(), migrated=migrated) as opened:
        make = Studio(opened)
        maren, iris = await make.person("maren"), await make.person("iris")
        made = [await make.work(maren.actor) for _ in range(2)]
        job = await opened_job(opened, maren.actor.id, good(opened))
        uris = tuple(work.uri for work in made)
        return World(config.data, maren.actor.uri, iris.actor.uri, uris, opened.urls.object(job.work_id))


@dataclass
class Person:
    """What somebody did so far: enough to say only what an honest server would say."""

    who: Stranger
    notes: dict[str, Json] = field(default_factory=dict)
    standing: dict[tuple[str, str], Json] = field(default_factory=dict)
    blocked: bool = False
    answered: bool = False
    gone: bool = False
    name: str = "First name"
    pinned: list[str] = field(default_factory=list)
    reports: int = 0
    onward: Json = field(default_factory=dict)

    @property
    def top(self) -> str:
        return f"{self.who.uri}/featured"

    def document(self, name: str) -> Json:
        """Their profile under that name."""
        return self.who.document(name=name, featured=self.top, **self.onward)


STATE = {
    "notes": """
        SELECT w.uri, w.content, w.visibility, w.kind, w.replies, CASE WHEN p.state = 'live' THEN p.uri END AS parent
        FROM works AS w LEFT JOIN works AS p ON p.id = w.in_reply_to_id WHERE w.state = 'live' AND w.local = 0""",
    "works": "SELECT uri, likes, boosts, replies FROM works WHERE local = 1",
    "likes": "SELECT a.uri, l.emoji, l.work_id FROM likes AS l JOIN actors AS a ON a.id = l.actor_id",
    "boosts": "SELECT a.uri, b.work_id FROM boosts AS b JOIN actors AS a ON a.id = b.actor_id",
    "follows": """
        SELECT a.uri AS one, b.uri AS other, f.state
        FROM follows AS f JOIN actors AS a ON a.id = f.follower JOIN actors AS b ON b.id = f.followed
        WHERE f.state IN ('accepted', 'requested')""",
    "people": "SELECT uri, name, moved_to, deleted IS NULL AS here FROM actors WHERE local = 0",
    "pins": """
        SELECT a.uri, w.uri AS work
        FROM pins AS p JOIN actors AS a ON a.id = p.actor_id JOIN works AS w ON w.id = p.work_id
        WHERE w.state = 'live'""",
    "polls": "SELECT uri, json_array_length(poll, '$.options') AS options FROM works WHERE state = 'live'",
    "stamps": "SELECT kind, asker, about, instrument, revoked FROM stamps",
    "reports": """
        SELECT r.from_uri, r.about, r.text
        FROM reports AS r JOIN actors AS a ON a.uri = r.from_uri WHERE a.deleted IS NULL""",
    "blocks": """
        SELECT a.uri AS one, b.uri AS other
        FROM blocks AS k JOIN actors AS a ON a.id = k.blocker JOIN actors AS b ON b.id = k.blocked""",
    "applications": "SELECT a.uri, p.note, p.stage FROM applications AS p JOIN actors AS a ON a.id = p.actor_id",
    "withdrawn": "SELECT number FROM applications_withdrawn",
    "news": """
        SELECT n.kind, n.detail, n.actor_id, a.uri, w.uri AS work
        FROM notifications AS n JOIN actors AS a ON a.id = n.from_id LEFT JOIN works AS w ON w.id = n.work_id
        WHERE n.kind IN ('like', 'boost', 'follow', 'mention') AND (w.id IS NULL OR w.state = 'live')
            AND a.deleted IS NULL""",
}
"""What people see. Whether something was told before it was deleted, or across a block, depends on the order."""


@asynccontextmanager
async def awake(world: World, folder: Path, people: Sequence[Person]) -> AsyncIterator[tuple[Instance, Net, Clock]]:
    """The world begins to listen; the people are known there, under their first names, and Maren asked to follow."""
    clock = Clock()
    config = config_in(folder)
    try:
        async with running(config, clock, migrated=world.data) as opened:
            net = Net(config, clock)
            it = in_process(replace(opened, http=net))
            for each in people:
                net.serve(each.who.uri, each.who.document(name="First name", featured=each.top))
            for each in people:
                await _ask(it, world, each.who)
                await inbox.find_key(it)(each.who.key_id, fresh=False)
            yield it, net, clock
            await net.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def after(
    world: World, folder: Path, said: Sequence[Said], people: Sequence[Person], *, apart: bool = False
) -> Seen:
    """What is there when all of it was heard in that order: all at once, or `apart`, one after the other."""
    async with awake(world, folder, people) as (it, net, clock):
        if apart:
            at_home(net, people)
        for who, activity in said:
            await say(it, who, activity)
            if apart:
                await settle(it)
        at_home(net, people)
        await settle(it)
        clock.advance(HOUR)
        await settle(it)
        return await seen(it)


async def seen(it: Instance) -> Seen:
    """What people see there now."""
    found: Seen = {}
    for name, sql in STATE.items():
        found[name] = sorted((tuple(row.values()) for row in await rows(it, sql)), key=str)
    return found


def at_home(net: Net, people: Sequence[Person]) -> None:
    """What their servers show in the end."""
    net.serve(NEW.uri, NEW.document(alsoKnownAs=[ADA.uri]))
    for each in people:
        net.serve(each.who.uri, each.document(each.name))
        net.serve(each.top, {"id": each.top, "type": "OrderedCollection", "orderedItems": each.pinned})


async def _ask(it: Instance, world: World, who: Stranger) -> None:
    """Maren's request to follow somebody, under an id that is the same in every run."""
    other = await remote_actors.by_uri(it, who.uri)
    now = it.clock()

    def put(tx: Tx) -> None:
        maren = actors.by_uri(tx, world.maren)
        assert maren is not None
        made = Follow(new_id(now), ask(who), maren.id, other.id, FollowState.REQUESTED, now)
        follows.put(tx, made, now)

    await it.db.write(put)
