"""What several actors say, in any order and more than once, ends in what they meant (guide section 11)."""

import asyncio
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.follow import Follow, FollowState
from fedart.domain.ids import Uri, new_id
from fedart.domain.policy import PUBLIC
from fedart.instance import Instance
from fedart.services import remote_actors
from fedart.storage import actors, follows
from fedart.storage.database import Tx
from fedart.wire.vocabulary import stamp
from tests.support.door import in_process
from tests.support.instance import NOW, Clock, Studio, config_in, running
from tests.support.remote import Json, Net, Stranger, rows, say, settle

PEOPLE = tuple(Stranger(name, f"https://{name}.example") for name in ("ada", "bo", "cy"))
MOST = 200

Said = tuple[Stranger, Json]
Step = tuple[int, int, int]
"""Who, what, and about which of the things there are."""


@dataclass(frozen=True)
class World:
    """An instance at rest: Maren with two works, Iris, and Maren's requests to follow everybody."""

    data: Path
    maren: str
    iris: str
    works: tuple[str, ...]


def ask(who: Stranger) -> Uri:
    return Uri(f"https://gallery.example/activities/{who.name}")


async def _prepared(folder: Path, migrated: Path) -> World:
    config = config_in(folder)
    async with running(config, Clock(), migrated=migrated) as opened:
        make = Studio(opened)
        maren, iris = await make.person("maren"), await make.person("iris")
        made = [await make.work(maren.actor) for _ in range(2)]
        return World(config.data, maren.actor.uri, iris.actor.uri, tuple(work.uri for work in made))


@dataclass
class Person:
    """What somebody did so far: enough to say only what an honest server would say."""

    who: Stranger
    notes: dict[str, Json] = field(default_factory=dict)
    standing: dict[tuple[str, str], Json] = field(default_factory=dict)
    blocked: bool = False
    answered: bool = False


class Scribe:
    """Turns steps into a history: every activity makes sense where it stands."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = [Person(who) for who in PEOPLE]
        self.said: list[Said] = []
        self.versions = 0

    def write(self, steps: Iterable[Step]) -> list[Said]:
        acts = (self.create, self.update, self.delete, self.like, self.emoji, self.boost, self.follow, self.answer)
        for person, act, which in steps:
            one = self.people[person % len(self.people)]
            # Blocks are rarer than the rest.
            (self.block if act % 12 == 11 else acts[act % len(acts)])(one, which)
        return self.said[:MOST]

    def _say(self, one: Person, activity: Json) -> Json:
        self.said.append((one.who, activity))
        return activity

    def create(self, one: Person, which: int) -> None:
        parents = [*self.world.works, *(uri for each in self.people for uri in each.notes)]
        above = {"inReplyTo": parents[which % len(parents)]} if which % 3 else {}
        note = one.who.note(f"Note {which}", cc=[one.who.followers, self.world.iris], **above)
        one.notes[str(note["id"])] = note
        self._say(one, one.who.create(dict(note)))

    def update(self, one: Person, which: int) -> None:
        if not one.notes:
            return
        self.versions += 1
        uri = list(one.notes)[which % len(one.notes)]
        newer = {"content": f"<p>Version {self.versions}</p>", "updated": stamp(NOW + self.versions)}
        one.notes[uri] |= newer
        self._say(one, one.who.update(dict(one.notes[uri])))

    def delete(self, one: Person, which: int) -> None:
        if one.notes:
            uri = list(one.notes)[which % len(one.notes)]
            del one.notes[uri]
            self._say(one, one.who.delete(uri))

    def like(self, one: Person, which: int) -> None:
        self._toggle(one, "Like", self.world.works[which % 2])

    def emoji(self, one: Person, which: int) -> None:
        self._toggle(one, "Like", self.world.works[which % 2], content="🎨")

    def boost(self, one: Person, which: int) -> None:
        self._toggle(one, "Announce", self.world.works[which % 2], to=[PUBLIC])

    def follow(self, one: Person, which: int) -> None:
        if not one.blocked:
            self._toggle(one, "Follow", self.world.maren)

    def answer(self, one: Person, which: int) -> None:
        if not one.answered:
            one.answered = True
            self._say(one, one.who.answer("Accept", ask(one.who), self.world.maren))

    def block(self, one: Person, which: int) -> None:
        """Who blocks unfollows and rejects first, as servers do; afterwards they block and unblock, no more."""
        if not one.blocked:
            if ("Follow", self.world.maren) in one.standing:
                self.follow(one, which)
            one.blocked = one.answered = True
            self._say(one, one.who.answer("Reject", ask(one.who), self.world.maren))
        self._toggle(one, "Block", self.world.maren)

    def _toggle(self, one: Person, kind: str, target: str, **more: object) -> None:
        key = (kind + str(more.get("content", "")), target)
        if key in one.standing:
            self._say(one, one.who.undo(one.standing.pop(key)))
        else:
            one.standing[key] = self._say(one, one.who.activity(kind, object=target, **more))


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
    "blocks": """
        SELECT a.uri AS one, b.uri AS other
        FROM blocks AS k JOIN actors AS a ON a.id = k.blocker JOIN actors AS b ON b.id = k.blocked""",
    "news": """
        SELECT n.kind, n.detail, n.actor_id, a.uri, w.uri AS work
        FROM notifications AS n JOIN actors AS a ON a.id = n.from_id LEFT JOIN works AS w ON w.id = n.work_id
        WHERE n.kind IN ('like', 'boost', 'follow', 'mention') AND (w.id IS NULL OR w.state = 'live')""",
}
"""What people see. Whether something was told before it was deleted, or across a block, depends on the order."""


async def _after(world: World, folder: Path, said: Sequence[Said]) -> dict[str, list[object]]:
    """What is there when all of it was heard, in that order."""
    clock = Clock()
    config = config_in(folder)
    try:
        async with running(config, clock, migrated=world.data) as opened:
            net = Net(config, clock)
            it = in_process(replace(opened, http=net))
            net.publish(*PEOPLE)
            for who in PEOPLE:
                await _ask(it, world, who)
            for who, activity in said:
                await say(it, who, activity)
            await settle(it)
            found: dict[str, list[object]] = {}
            for name, sql in STATE.items():
                found[name] = sorted((tuple(row.values()) for row in await rows(it, sql)), key=str)
            return found
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def _mixed(said: Sequence[Said], luck: Random) -> list[Said]:
    """In another order, and some of it more than once."""
    mixed = [*said, *luck.sample(list(said), len(said) // 4)]
    luck.shuffle(mixed)
    return mixed


def _check(world: World, folder: Path, steps: Sequence[Step], luck: Random) -> None:
    said = Scribe(world).write(steps)
    meant = asyncio.run(_after(world, folder / "in order", said))
    assert asyncio.run(_after(world, folder / "mixed", _mixed(said, luck))) == meant


@pytest.fixture
def world(tmp_path: Path, migrated: Path) -> World:
    return asyncio.run(_prepared(tmp_path / "at rest", migrated))


steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 47), st.integers(0, 99)), max_size=40)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, st.randoms(use_true_random=False))
def test_any_history_in_any_order_ends_the_same(world: World, tmp_path: Path, steps: list[Step], luck: Random) -> None:
    _check(world, tmp_path, steps, luck)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_long_history_in_any_order_ends_the_same(seed: int, world: World, tmp_path: Path) -> None:
    luck = Random(seed)
    steps = [(luck.randrange(3), luck.randrange(48), luck.randrange(100)) for _ in range(300)]
    _check(world, tmp_path, steps, luck)


def test_the_histories_say_everything(world: World) -> None:
    luck = Random(3)
    said = Scribe(world).write((luck.randrange(3), luck.randrange(48), luck.randrange(100)) for _ in range(300))
    kinds = {str(activity["type"]) for _, activity in said}
    assert len(said) == MOST
    assert kinds == {
        *("Create", "Update", "Delete", "Like", "Announce", "Follow", "Undo", "Accept", "Reject", "Block"),
    }
