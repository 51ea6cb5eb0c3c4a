"""What several actors say, in any order and more than once, ends in what they meant (guide section 11).

The histories leave out what says nothing of its own time, because no server could tell which of it came last:

- A block decides about what comes while it stands: who blocks unfollows and rejects first and says nothing else later,
  and the one who asks for permissions and moves away never blocks.
- Somebody moves once: of two Moves in one week the one that is heard first counts.
- The numbers of a poll carry no version: the last ones heard count until the next. Its question is compared.
- What was told before somebody or something was deleted was told: news and reports are compared of what is still there.

Where a document is fetched instead of believed (profiles, highlights), its home shows the last state of it, once all is
said.
"""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.policy import PUBLIC
from fedart.wire.vocabulary import stamp
from tests.support.history import ADA, DEE, NEW, PEOPLE, Person, Said, World, after, ask
from tests.support.instance import NOW
from tests.support.remote import Json

MOST = 1_000
REPORTS = 3
"""How many reports each of them sends: a flood of them would be cut off wherever it stands."""

Step = tuple[int, int, int]
"""Who, what, and about which of the things there are."""


class Scribe:
    """Turns steps into a history: every activity makes sense where it stands."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = [Person(who) for who in PEOPLE]
        self.said: list[Said] = []
        self.versions = 0

    def write(self, steps: Iterable[Step], most: int = MOST) -> list[Said]:
        often = (self.create, self.update, self.delete, self.like, self.emoji, self.boost, self.follow, self.answer)
        more = (self.pin, self.unpin, self.react, self.rename, self.ask_question, self.vote, self.quote, self.feature)
        seldom = (self.report, self.block, self.noise, self.move, self.leave)
        acts = [*often, *often, *more, *seldom]
        for person, act, which in steps:
            one = self.people[person % len(self.people)]
            if not one.gone and len(self.said) < most:
                acts[act % len(acts)](one, which)
        return self.said

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
            if uri in one.pinned:
                one.pinned.remove(uri)
            self._say(one, one.who.delete(uri))

    def like(self, one: Person, which: int) -> None:
        self._toggle(one, "Like", self.world.works[which % 2])

    def emoji(self, one: Person, which: int) -> None:
        self._toggle(one, "Like", self.world.works[which % 2], content="🎨")

    def boost(self, one: Person, which: int) -> None:
        self._toggle(one, "Announce", self.world.works[which % 2], to=[PUBLIC])

    def react(self, one: Person, which: int) -> None:
        self._toggle(one, "EmojiReact", self.world.works[which % 2], content="🎨🔥"[which % 4 // 2])

    def pin(self, one: Person, which: int) -> None:
        if one.notes:
            uri = list(one.notes)[which % len(one.notes)]
            if uri not in one.pinned:
                one.pinned.append(uri)
            self._place(one, "Add", uri, which)

    def unpin(self, one: Person, which: int) -> None:
        if one.pinned:
            uri = one.pinned.pop(which % len(one.pinned))
            self._place(one, "Remove", uri, which)

    def _place(self, one: Person, kind: str, uri: str, which: int) -> None:
        """Some servers give it an id, others do not."""
        placed = one.who.activity(kind, object=uri, target=one.top)
        self._say(one, placed if which % 2 else {key: value for key, value in placed.items() if key != "id"})

    def rename(self, one: Person, which: int) -> None:
        """The profile comes along, and is fetched all the same."""
        self.versions += 1
        one.name = f"Name {self.versions}"
        self._say(one, one.who.update(one.document("Whoever")))

    def ask_question(self, one: Person, which: int) -> None:
        options = [{"type": "Note", "name": name, "replies": {"totalItems": which}} for name in ("ink", "oil")]
        note = one.who.note(f"Which {which}?", type="Question", oneOf=options, cc=[self.world.iris])
        one.notes[str(note["id"])] = note
        self._say(one, one.who.create(dict(note)))

    def vote(self, one: Person, which: int) -> None:
        """A vote is no post, whoever it is for."""
        poll = self.world.works[which % 2]
        vote = {**one.who.note(to=[self.world.maren], inReplyTo=poll), "name": "ink"}
        self._say(one, one.who.create({key: value for key, value in vote.items() if key not in ("content", "cc")}))

    def quote(self, one: Person, which: int) -> None:
        if one.who == ADA:
            self._asks(one, "QuoteRequest", self.world.works[which % 2])

    def feature(self, one: Person, which: int) -> None:
        if one.who == ADA:
            self._asks(one, "FeatureRequest", self.world.maren)

    def _asks(self, one: Person, kind: str, target: str) -> None:
        self._say(one, one.who.activity(kind, object=target, instrument=one.who.new_id("notes")))

    def report(self, one: Person, which: int) -> None:
        if one.reports < REPORTS:
            one.reports += 1
            text = f"Report {one.reports}"
            self._say(one, one.who.activity("Flag", object=[self.world.maren, self.world.works[0]], content=text))

    def noise(self, one: Person, which: int) -> None:
        self._say(one, one.who.activity(("Arrive", "Travel", "TentativeAccept")[which % 3], object=self.world.maren))

    def move(self, one: Person, which: int) -> None:
        if one.who == ADA and not one.onward:
            one.onward = {"movedTo": NEW.uri}
            self._say(one, one.who.activity("Move", object=one.who.uri, target=NEW.uri))

    def leave(self, one: Person, which: int) -> None:
        """Somebody deletes the account, and is not heard again."""
        if one.who == DEE and which % 5 == 0:
            one.gone = True
            one.notes, one.pinned = {}, []
            self._say(one, one.who.activity("Delete", object=one.who.uri))

    def follow(self, one: Person, which: int) -> None:
        if not one.blocked:
            self._toggle(one, "Follow", self.world.maren)

    def answer(self, one: Person, which: int) -> None:
        if not one.answered:
            one.answered = True
            self._say(one, one.who.answer("Accept", ask(one.who), self.world.maren))

    def block(self, one: Person, which: int) -> None:
        """Who blocks unfollows and rejects first, as servers do; afterwards they block and unblock, no more."""
        if one.who == ADA:
            return
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


def _mixed(said: Sequence[Said], luck: Random) -> list[Said]:
    """In another order, and some of it more than once."""
    mixed = [*said, *luck.sample(list(said), len(said) // 4)]
    luck.shuffle(mixed)
    return mixed


def _check(world: World, folder: Path, steps: Sequence[Step], luck: Random, most: int = MOST) -> None:
    scribe = Scribe(world)
    said = scribe.write(steps, most)
    meant = asyncio.run(after(world, folder / "in order", said, scribe.people))
    assert asyncio.run(after(world, folder / "mixed", _mixed(said, luck), scribe.people)) == meant


steps = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 28), st.integers(0, 99)), max_size=40)


def some(luck: Random, many: int) -> list[Step]:
    return [(luck.randrange(4), luck.randrange(29), luck.randrange(100)) for _ in range(many)]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps, st.randoms(use_true_random=False))
def test_any_history_in_any_order_ends_the_same(world: World, tmp_path: Path, steps: list[Step], luck: Random) -> None:
    _check(world, tmp_path, steps, luck)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_long_history_in_any_order_ends_the_same(seed: int, world: World, tmp_path: Path) -> None:
    luck = Random(seed)
    _check(world, tmp_path, some(luck, 300), luck, 200)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4])
def test_a_thousand_activities_in_any_order_end_the_same(seed: int, world: World, tmp_path: Path) -> None:
    luck = Random(seed)
    _check(world, tmp_path, some(luck, 2_000), luck)


def test_the_histories_say_everything(world: World) -> None:
    said = Scribe(world).write(some(Random(3), 2_000))
    kinds = {str(activity["type"]) for _, activity in said}
    assert len(said) == MOST
    assert kinds == {
        *(
            "Create",
            "Update",
            "Delete",
            "Like",
            "EmojiReact",
            "Announce",
            "Follow",
            "Undo",
            "Accept",
            "Reject",
            "Block",
        ),
        *("Add", "Remove", "Move", "Flag", "QuoteRequest", "FeatureRequest", "Arrive", "Travel", "TentativeAccept"),
    }
    undone = {str(activity["object"]["type"]) for _, activity in said if activity["type"] == "Undo"}
    assert undone == {"Like", "EmojiReact", "Announce", "Follow", "Block"}
    assert DEE.uri in {str(activity["object"]) for _, activity in said if activity["type"] == "Delete"}
