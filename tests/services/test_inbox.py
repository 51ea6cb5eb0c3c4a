"""Each activity as it arrives: what it changes, and that a second copy changes nothing."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from fedart.domain.actor import Actor
from fedart.domain.follow import FollowState
from fedart.domain.policy import PUBLIC
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Forbidden, Malformed, Unauthenticated
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services import inbox
from fedart.storage import actors, follows, reactions, works
from fedart.wire.vocabulary import stamp
from tests.support import signing
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import NOW, Json, Net, Stranger, count, hear, rows, say, settle, told, verified


@dataclass
class Scene:
    """Ada speaks; Maren has a work here and follows Ada, whose note we have."""

    it: Instance
    net: Net
    ada: Stranger
    maren: Person
    work: Work
    note: Json
    follow: Json

    async def ada_here(self) -> Actor:
        found = await self.it.db.read(lambda tx: actors.by_uri(tx, self.ada.uri))
        assert found is not None
        return found

    async def note_here(self) -> Work | None:
        return await self.it.db.read(lambda tx: works.by_uri(tx, str(self.note["id"])))


@pytest.fixture
async def scene(it: Instance, net: Net, ada: Stranger, maren: Person, make: Studio) -> Scene:
    made = await following.follow(it, maren.actor.id, ada.uri)
    await settle(it)
    follow = {"id": made.uri, "type": "Follow", "actor": maren.actor.uri, "object": ada.uri}
    work = await make.work(maren.actor)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    note = ada.note()
    await hear(it, ada, ada.create(note))
    return Scene(it, net, ada, maren, work, note, follow)


async def shown(scene: Scene) -> dict[str, object]:
    """Everything a person could see of what others did: rows that must not double."""
    it = scene.it
    tables = ("likes", "boosts", "notifications", "follows", "works", "tombstones", "activities")
    return {table: await count(it, table) for table in tables} | {
        "counts": await it.db.read(lambda tx: works.counts(tx, scene.work.id))
    }


Act = Callable[[Scene], Json]
Check = Callable[[Scene], Awaitable[bool]]


async def _followed(s: Scene) -> bool:
    who = await s.ada_here()
    return await s.it.db.read(lambda tx: follows.accepted(tx, who.id, s.maren.actor.id))


async def _liked(s: Scene) -> bool:
    return await s.it.db.read(lambda tx: works.counts(tx, s.work.id)) == (1, 0, 0)


async def _boosted(s: Scene) -> bool:
    return await s.it.db.read(lambda tx: works.counts(tx, s.work.id)) == (0, 1, 0)


async def _replied(s: Scene) -> bool:
    return await s.it.db.read(lambda tx: works.counts(tx, s.work.id)) == (0, 0, 1)


async def _edited(s: Scene) -> bool:
    note = await s.note_here()
    return note is not None and "Second thoughts" in note.content


async def _deleted(s: Scene) -> bool:
    note = await s.note_here()
    return note is not None and note.state is WorkState.DELETED and note.content == ""


async def _rejected(s: Scene) -> bool:
    known = await s.it.db.read(lambda tx: follows.by_uri(tx, str(s.follow["id"])))
    return known is not None and known.state is FollowState.REJECTED


async def _ended(s: Scene) -> bool:
    known = await s.it.db.read(lambda tx: follows.by_uri(tx, str(s.follow["id"])))
    return known is not None and known.state is FollowState.ENDED


async def _erased(s: Scene) -> bool:
    note = await s.note_here()
    return (await s.ada_here()).deleted and note is not None and note.state is WorkState.DELETED


LATER = "2026-11-21T23:59:59Z"

ACTS: dict[str, tuple[Act, Check, list[str]]] = {
    "Follow": (lambda s: s.ada.follow(s.maren.actor.uri), _followed, ["follow"]),
    "Like": (lambda s: s.ada.like(s.work.uri), _liked, ["like"]),
    "Like with an emoji": (lambda s: s.ada.like(s.work.uri, content="🔥"), _liked, ["like"]),
    "EmojiReact": (lambda s: s.ada.activity("EmojiReact", object=s.work.uri, content="🎨"), _liked, ["like"]),
    "Announce": (lambda s: s.ada.announce(s.work.uri), _boosted, ["boost"]),
    "Create of a reply": (lambda s: s.ada.create(s.ada.note(inReplyTo=s.work.uri)), _replied, ["reply"]),
    "Update": (lambda s: s.ada.update({**s.note, "content": "<p>Second thoughts</p>", "updated": LATER}), _edited, []),
    "Delete": (lambda s: s.ada.delete(str(s.note["id"])), _deleted, []),
    "Delete by bare id": (lambda s: s.ada.activity("Delete", object=s.note["id"]), _deleted, []),
    "Delete of the actor": (lambda s: s.ada.activity("Delete", object=s.ada.uri), _erased, []),
    "Reject": (lambda s: s.ada.answer("Reject", str(s.follow["id"]), s.maren.actor.uri), _rejected, []),
    "Block": (lambda s: s.ada.activity("Block", object=s.maren.actor.uri), _ended, []),
}


@pytest.mark.parametrize("name", ACTS)
async def test_each_activity_takes_effect_once_however_often_it_comes(name: str, scene: Scene) -> None:
    make_act, effect, news = ACTS[name]
    before = await told(scene.it, scene.maren.actor.id)
    assert not await effect(scene)
    activity = make_act(scene)
    await hear(scene.it, scene.ada, activity)
    assert await effect(scene)
    assert (await told(scene.it, scene.maren.actor.id))[len(before) :] == news
    seen = await shown(scene)
    if name != "Delete of the actor":
        await hear(scene.it, scene.ada, activity, activity)
    assert await shown(scene) == seen
    assert await count(scene.it, "tasks", "state <> 'done'") == 0


@pytest.mark.parametrize("name", ACTS)
async def test_a_crash_between_the_effect_and_its_booking_shows_nothing_twice(name: str, scene: Scene) -> None:
    make_act, effect, _ = ACTS[name]
    activity = make_act(scene)
    ticket = await verified(scene.it, scene.ada, activity)
    envelope = ticket.actor.encode() + b"\n" + ticket.body
    await inbox.process(scene.it, envelope)
    seen = await shown(scene)
    assert await effect(scene)
    await inbox.process(scene.it, envelope)
    assert {**await shown(scene), "activities": 0} == {**seen, "activities": 0}


async def test_the_same_id_from_two_actors_are_two_activities(scene: Scene, net: Net) -> None:
    grace = Stranger("grace")
    net.publish(grace)
    first = scene.ada.like(scene.work.uri)
    await hear(scene.it, scene.ada, first)
    await hear(scene.it, grace, {**grace.like(scene.work.uri), "id": f"{grace.uri}/likes/1"})
    assert await scene.it.db.read(lambda tx: works.counts(tx, scene.work.id)) == (2, 0, 0)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("kind", "news"), [("Like", "like"), ("Announce", "boost"), ("Follow", "follow")])
async def test_an_undo_takes_effect_and_news_back(bare: bool, kind: str, news: str, scene: Scene) -> None:
    target = scene.maren.actor.uri if kind == "Follow" else scene.work.uri
    done = scene.ada.activity(kind, object=target, to=[PUBLIC])
    await hear(scene.it, scene.ada, done)
    assert news in await told(scene.it, scene.maren.actor.id)
    await hear(scene.it, scene.ada, scene.ada.undo(str(done["id"]) if bare else done))
    assert news not in await told(scene.it, scene.maren.actor.id)
    assert await scene.it.db.read(lambda tx: works.counts(tx, scene.work.id)) == (0, 0, 0)
    assert not await _followed(scene)


@pytest.mark.parametrize("kind", ["Like", "Announce", "Follow"])
async def test_an_undo_with_another_id_still_finds_the_pair(kind: str, scene: Scene) -> None:
    target = scene.maren.actor.uri if kind == "Follow" else scene.work.uri
    done = scene.ada.activity(kind, object=target, to=[PUBLIC])
    await hear(scene.it, scene.ada, done)
    renamed = {**done, "id": f"{scene.ada.uri}#{kind}s/undone"}
    await hear(scene.it, scene.ada, scene.ada.undo(renamed))
    assert await scene.it.db.read(lambda tx: works.counts(tx, scene.work.id)) == (0, 0, 0)
    assert not await _followed(scene)


async def test_like_unlike_like_ends_as_a_like(scene: Scene) -> None:
    for _ in range(2):
        like = scene.ada.like(scene.work.uri)
        await hear(scene.it, scene.ada, like)
        assert await _liked(scene)
        await hear(scene.it, scene.ada, scene.ada.undo(like))
        assert not await _liked(scene)
    await hear(scene.it, scene.ada, scene.ada.like(scene.work.uri))
    assert await _liked(scene)
    assert (await told(scene.it, scene.maren.actor.id)).count("like") == 1


UNKNOWN = ["Arrive", "Flag", "Move", "Add", "Remove", "Travel", "Dislike", "Listen"]


@pytest.mark.parametrize("kind", UNKNOWN)
async def test_what_we_do_not_know_is_taken_politely_and_does_nothing(kind: str, scene: Scene) -> None:
    before = await shown(scene)
    await hear(scene.it, scene.ada, scene.ada.activity(kind, object=scene.ada.uri, target=scene.ada.uri))
    assert await shown(scene) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"object": None},
        {"object": "not an address"},
        {"object": 7},
        {"object": {"type": "Note"}},
        {"object": "https://gallery.example/objects/nothing-here"},
        {"object": "https://gallery.example/works/../../etc"},
        {"object": "https://elsewhere.example/notes/1"},
    ],
    ids=repr,
)
@pytest.mark.parametrize("kind", ["Like", "Announce", "Follow", "Create", "Update", "Delete", "Undo", "Accept"])
async def test_activities_about_nothing_do_nothing(kind: str, changes: Json, scene: Scene) -> None:
    before = await shown(scene)
    activity = {**scene.ada.activity(kind), **changes}
    try:
        await hear(scene.it, scene.ada, activity)
    except (Malformed, Forbidden):
        assert await count(scene.it, "tasks", "state = 'due'") == 0
    assert {**await shown(scene), "tombstones": 0} == {**before, "tombstones": 0}


async def test_a_poll_vote_is_no_post(scene: Scene) -> None:
    before = await shown(scene)
    vote = scene.ada.note(content="", name="the red one", inReplyTo=scene.work.uri)
    await hear(scene.it, scene.ada, scene.ada.create(vote))
    assert await shown(scene) == before


async def test_a_post_that_concerns_nobody_here_is_not_kept(scene: Scene, net: Net, it: Instance) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    note = grace.note("Nobody here follows me")
    await hear(it, grace, grace.create(note))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is None
    named = grace.note("Hello!", cc=[scene.maren.actor.uri])
    await hear(it, grace, grace.create(named))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(named["id"]))) is not None
    assert (await told(it, scene.maren.actor.id))[-1] == "mention"


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        ([PUBLIC], ["followers"], Visibility.PUBLIC),
        (["as:Public"], [], Visibility.PUBLIC),
        (["followers"], [PUBLIC], Visibility.QUIET),
        (["followers"], [], Visibility.FOLLOWERS),
        (["maren"], [], Visibility.DIRECT),
    ],
)
async def test_the_addressing_decides_who_sees_a_post(
    to: list[str], cc: list[str], visibility: Visibility, scene: Scene
) -> None:
    real = {"followers": scene.ada.followers, "maren": scene.maren.actor.uri}
    note = scene.ada.note(to=[real.get(x, x) for x in to], cc=[real.get(x, x) for x in cc])
    await hear(scene.it, scene.ada, scene.ada.create(note))
    stored = await scene.it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert stored.visibility is visibility


async def test_aut_06_a_boost_never_widens_an_audience(scene: Scene, make: Studio, it: Instance) -> None:
    hidden = await make.work(scene.maren.actor, visibility=Visibility.FOLLOWERS)
    await hear(it, scene.ada, scene.ada.announce(hidden.uri))
    assert await it.db.read(lambda tx: works.counts(tx, hidden.id)) == (0, 0, 0)
    assert await count(it, "boosts") == 0


async def test_nobody_likes_what_they_may_not_see(scene: Scene, make: Studio, it: Instance) -> None:
    hidden = await make.work(scene.maren.actor, visibility=Visibility.FOLLOWERS)
    await hear(it, scene.ada, scene.ada.like(hidden.uri))
    assert await count(it, "likes") == 0
    await hear(it, scene.ada, scene.ada.follow(scene.maren.actor.uri), scene.ada.like(hidden.uri))
    assert await count(it, "likes") == 1


async def test_a_boost_by_somebody_we_follow_brings_the_original_from_its_home(
    scene: Scene, net: Net, it: Instance
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    note = grace.note("The original")
    net.serve(str(note["id"]), {"@context": "https://www.w3.org/ns/activitystreams", **note})
    await hear(it, scene.ada, scene.ada.announce(str(note["id"])))
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert "The original" in stored.content
    assert await it.db.read(lambda tx: reactions.fans(tx, stored.id)) == [scene.ada.shared_inbox]


async def test_aut_03_a_boosted_original_is_believed_only_from_its_own_address(
    scene: Scene, net: Net, it: Instance
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    note = grace.note("I am grace, really")
    moved = f"{scene.ada.origin}/notes/fake"
    net.serve(moved, {"@context": "https://www.w3.org/ns/activitystreams", **note})
    await hear(it, scene.ada, scene.ada.announce(moved))
    assert await it.db.read(lambda tx: works.by_uri(tx, str(note["id"]))) is None
    assert await count(it, "boosts") == 0


async def test_a_create_with_a_bare_id_is_fetched_when_its_author_is_followed(scene: Scene, it: Instance) -> None:
    note = scene.ada.note("Fetched")
    scene.net.serve(str(note["id"]), {"@context": "https://www.w3.org/ns/activitystreams", **note})
    await hear(it, scene.ada, scene.ada.activity("Create", object=note["id"]))
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None


async def test_an_update_of_the_actor_is_fetched_and_not_taken_from_the_document(scene: Scene, it: Instance) -> None:
    scene.net.serve(scene.ada.uri, scene.ada.document(name="As served"))
    forged = scene.ada.document(name="As sent")
    await hear(it, scene.ada, scene.ada.activity("Update", object=forged))
    assert (await scene.ada_here()).name == "As served"


async def test_an_update_that_only_names_what_changed_is_looked_up(scene: Scene, it: Instance) -> None:
    note, unknown = scene.ada.note("Before"), scene.ada.note("Never seen")
    await hear(it, scene.ada, scene.ada.create(note))
    later = {**note, "content": "<p>After</p>", "updated": stamp(NOW + 60_000)}
    for each in (later, unknown):
        scene.net.serve(str(each["id"]), {"@context": "https://www.w3.org/ns/activitystreams", **each})
    scene.net.serve(scene.ada.uri, scene.ada.document(name="Renamed"))
    for target in (note["id"], unknown["id"], scene.ada.uri):
        await hear(it, scene.ada, scene.ada.activity("Update", object=target))
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert "After" in stored.content
    assert await it.db.read(lambda tx: works.by_uri(tx, str(unknown["id"]))) is None, "nothing that nobody knew"
    assert (await scene.ada_here()).name == "Renamed"


async def test_an_unknown_signer_is_refused_and_nothing_waits(it: Instance, net: Net, maren: Person) -> None:
    nobody = Stranger("nobody", "https://nowhere.example")
    with pytest.raises(Unauthenticated):
        await say(it, nobody, nobody.follow(maren.actor.uri))
    assert await count(it, "tasks") == 0


async def test_a_post_from_the_future_is_dated_now(scene: Scene, it: Instance, clock: Clock) -> None:
    note = scene.ada.note(published="2031-01-01T00:00:00Z")
    await hear(it, scene.ada, scene.ada.create(note))
    stored = await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))
    assert stored is not None
    assert stored.published == clock()


async def test_an_activity_that_cannot_be_read_any_more_is_dropped_by_the_worker(scene: Scene) -> None:
    await inbox.process(scene.it, f"{signing.ACTOR}\n".encode() + b'{"type": "Like"')
    assert await count(scene.it, "likes") == 0


async def test_what_is_received_waits_in_the_lane_of_its_object(scene: Scene) -> None:
    await say(scene.it, scene.ada, scene.ada.update(scene.note), scene.ada.delete(str(scene.note["id"])))
    found = await rows(scene.it, "SELECT DISTINCT lane FROM tasks WHERE state = 'due' AND kind = 'receive'")
    assert [row["lane"] for row in found] == [f"in {scene.note['id']}"]
