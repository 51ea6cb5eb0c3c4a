"""Works on top of a profile: only the owner's own, only what everybody may see, and our followers hear of ours."""

import pytest

from fedart.domain.actor import Actor, Viewer
from fedart.domain.work import Visibility, Work, WorkState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.federation.errors import FetchFailed
from fedart.federation.limits import Budget
from fedart.instance import Instance
from fedart.services import featured
from fedart.services import follows as following
from fedart.storage import actors, pins, works
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, count, hear, say, settle


def top(who: Stranger) -> str:
    return f"{who.uri}/featured"


@pytest.fixture
async def shown(it: Instance, net: Net, maren: Person) -> Stranger:
    """Ada, who has a featured collection and whom Maren follows."""
    ada = Stranger("ada")
    net.serve(ada.uri, ada.document(featured=top(ada)))
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    return ada


async def actor(it: Instance, who: Stranger) -> Actor:
    found = await it.db.read(lambda tx: actors.by_uri(tx, who.uri))
    assert found is not None
    return found


async def pinned(it: Instance, who: Stranger) -> list[str]:
    """The addresses of what is on top of somebody's profile."""
    me = await actor(it, who)
    found = await it.db.read(lambda tx: [works.by_id(tx, work) for work in pins.of_actor(tx, me.id)])
    return [work.uri for work in found if work]


def collect(net: Net, who: Stranger, *notes: Json | str) -> None:
    ids = [note if isinstance(note, str) else note["id"] for note in notes]
    net.serve(top(who), {"@context": AS2, "id": top(who), "type": "OrderedCollection", "orderedItems": ids})


def serve(net: Net, *notes: Json) -> None:
    for note in notes:
        net.serve(str(note["id"]), {"@context": AS2, **note})


def change(who: Stranger, kind: str, note: Json, target: str = "") -> Json:
    return who.activity(kind, object=note["id"], target=target or top(who))


async def test_add_and_remove_change_what_is_on_top(it: Instance, net: Net, shown: Stranger) -> None:
    known, unknown = shown.note("Known"), shown.note("Unknown")
    serve(net, unknown)
    await hear(it, shown, shown.create(known), change(shown, "Add", known), change(shown, "Add", unknown))
    assert await pinned(it, shown) == [known["id"], unknown["id"]]
    await hear(it, shown, change(shown, "Add", known), change(shown, "Remove", known))
    assert await pinned(it, shown) == [unknown["id"]]


async def test_changes_without_an_id_as_mastodon_sends_them_are_heard_each_time(
    it: Instance, net: Net, shown: Stranger
) -> None:
    note = shown.note()
    add, remove = [{k: v for k, v in change(shown, kind, note).items() if k != "id"} for kind in ("Add", "Remove")]
    await hear(it, shown, shown.create(note), add)
    assert await pinned(it, shown) == [note["id"]]
    await hear(it, shown, remove)
    assert await pinned(it, shown) == []
    await hear(it, shown, add, add)
    assert await pinned(it, shown) == [note["id"]]


async def test_a_featured_hashtag_is_no_highlight(it: Instance, net: Net, shown: Stranger) -> None:
    """Mastodon adds these to the same collection, without an id of any kind."""
    note = shown.note()
    hashtag = {"type": "Hashtag", "href": f"{shown.origin}/tags/sea", "name": "#sea"}
    added = {key: value for key, value in change(shown, "Add", note).items() if key != "id"}
    await hear(it, shown, shown.create(note), {**added, "object": hashtag}, added)
    assert await pinned(it, shown) == [note["id"]]


async def test_aut_04_nobody_changes_the_highlights_of_others(it: Instance, net: Net, shown: Stranger) -> None:
    mallory, note = Stranger("mallory"), shown.note()
    net.publish(mallory)
    await hear(it, shown, shown.create(note))
    for kind in ("Add", "Remove"):
        with pytest.raises(Forbidden) as refused:
            await say(it, mallory, change(mallory, kind, note, top(shown)))
        assert refused.value.rule == "AUT-04"
    assert await pinned(it, shown) == []
    await hear(it, shown, change(shown, "Add", note))
    assert await pinned(it, shown) == [note["id"]]


async def test_aut_04_a_claim_to_the_collection_of_others_pins_nothing_of_theirs(
    it: Instance, net: Net, shown: Stranger
) -> None:
    mallory, note = Stranger("mallory"), shown.note()
    net.serve(mallory.uri, mallory.document(featured=top(shown)))
    await hear(it, shown, shown.create(note))
    await hear(it, mallory, change(mallory, "Add", note, top(shown)))
    assert await count(it, "pins") == 0
    await hear(it, shown, change(shown, "Add", note))
    await hear(it, mallory, change(mallory, "Remove", note, top(shown)))
    assert await pinned(it, shown) == [note["id"]]


async def test_other_collections_and_the_works_of_others_do_not_count(it: Instance, net: Net, shown: Stranger) -> None:
    note, foreign = shown.note(), Stranger("grace", "https://other.example").note()
    net.publish(Stranger("grace", "https://other.example"))
    serve(net, foreign)
    await hear(it, shown, shown.create(note), change(shown, "Add", note, f"{shown.uri}/elsewhere"))
    await hear(it, shown, change(shown, "Add", foreign))
    assert await count(it, "pins") == 0


async def test_highlights_are_read_when_a_follow_is_accepted(it: Instance, net: Net, maren: Person) -> None:
    ada = Stranger("ada")
    net.serve(ada.uri, ada.document(featured=top(ada)))
    one, other = ada.note("One"), ada.note("Other")
    serve(net, one, other)
    collect(net, ada, other, one)
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    assert await pinned(it, ada) == [other["id"], one["id"]]


async def test_a_change_that_is_repeated_or_late_is_set_right_by_the_collection_itself(
    it: Instance, net: Net, shown: Stranger, clock: Clock
) -> None:
    """Mastodon's Add has no id and no time: word for word the same one may be meant, or may be an old one."""
    note, late = shown.note("On top"), shown.note("Heard of late")
    serve(net, note, late)
    added = {key: value for key, value in change(shown, "Add", note).items() if key != "id"}
    await hear(it, shown, shown.create(note), added, change(shown, "Remove", note), added)
    assert await pinned(it, shown) == [note["id"]]
    collect(net, shown, late)
    clock.advance(299)
    await settle(it)
    assert await pinned(it, shown) == [note["id"]]
    await hear(it, shown, change(shown, "Remove", shown.note("Whatever")))
    clock.advance(1)
    await settle(it)
    assert await pinned(it, shown) == [note["id"]], "the news goes on"
    clock.advance(299)
    await settle(it)
    assert await pinned(it, shown) == [late["id"]]
    assert net.fetched.count(top(shown)) == 2, "once for the follow, and once for all the news"


async def test_net_06_a_strangers_news_of_highlights_brings_nothing_that_we_do_not_know(
    it: Instance, net: Net, maren: Person, clock: Clock
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.serve(grace.uri, grace.document(featured=top(grace)))
    known, unknown = grace.note("Hello", cc=[maren.actor.uri]), grace.note("Never heard of")
    serve(net, known, unknown)
    collect(net, grace, known, unknown)
    await hear(it, grace, grace.create(known), change(grace, "Add", unknown))
    assert await pinned(it, grace) == []
    clock.advance(300)
    await settle(it)
    assert await pinned(it, grace) == [known["id"]]
    assert unknown["id"] not in net.fetched


async def refreshed(it: Instance, who: Stranger) -> int:
    return await featured.refresh(it, await actor(it, who), Budget())


async def test_a_reading_replaces_what_was_on_top(it: Instance, net: Net, shown: Stranger) -> None:
    one, other = shown.note("One"), shown.note("Other")
    serve(net, one, other)
    collect(net, shown, one)
    assert await refreshed(it, shown) == 1
    collect(net, shown, other)
    assert await refreshed(it, shown) == 1
    assert await pinned(it, shown) == [other["id"]]


async def test_aut_03_only_their_own_public_works_count(
    it: Instance, net: Net, shown: Stranger, maren: Person, make: Studio
) -> None:
    grace = Stranger("grace", "https://other.example")
    net.publish(grace)
    foreign, hidden, good = grace.note(), shown.note("For friends", to=[shown.followers], cc=[]), shown.note("For all")
    serve(net, foreign, hidden, good)
    ours = await make.work(maren.actor)
    collect(net, shown, foreign, hidden, ours.uri, "https://peer.example/notes/gone", good)
    assert await refreshed(it, shown) == 1
    assert await pinned(it, shown) == [good["id"]]


async def test_net_06_no_more_than_forty_works_and_twenty_fetches(it: Instance, net: Net, shown: Stranger) -> None:
    known = [shown.note(f"Number {n}") for n in range(45)]
    for note in known:
        await hear(it, shown, shown.create(note))
    collect(net, shown, *known)
    assert await refreshed(it, shown) == 40
    unknown = [shown.note(f"New {n}") for n in range(30)]
    serve(net, *unknown)
    collect(net, shown, *unknown)
    net.fetched.clear()
    assert await refreshed(it, shown) == 19
    assert len(net.fetched) == 20


async def test_trouble_leaves_things_as_they_are(it: Instance, net: Net, shown: Stranger) -> None:
    note = shown.note()
    serve(net, note)
    collect(net, shown, note)
    await refreshed(it, shown)
    net.serve(top(shown), {"error": "gone"}, status=410)
    await refreshed(it, shown)
    assert await pinned(it, shown) == [note["id"]]
    net.broken[top(shown)] = FetchFailed("503")
    with pytest.raises(FetchFailed):
        await refreshed(it, shown)
    assert await pinned(it, shown) == [note["id"]]


@pytest.fixture
async def fan(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, who follows Maren."""
    await hear(it, ada, ada.follow(maren.actor.uri))
    return ada


async def test_pins_of_ours_are_told_to_the_followers(
    it: Instance, net: Net, fan: Stranger, artist: Viewer, make: Studio
) -> None:
    work = await make.work(artist.actor)
    for _ in range(2):
        await featured.pin(it, artist, work.id)
    await featured.unpin(it, artist, work.id)
    await featured.unpin(it, artist, work.id)
    await settle(it)
    add, remove = net.sent(fan.shared_inbox)
    assert (add["type"], remove["type"]) == ("Add", "Remove")
    for activity in (add, remove):
        assert (activity["object"], activity["target"]) == (work.uri, artist.actor.featured)


@pytest.mark.parametrize(
    ("visibility", "state"),
    [(Visibility.FOLLOWERS, WorkState.LIVE), (Visibility.DIRECT, WorkState.LIVE), (Visibility.PUBLIC, WorkState.HELD)],
)
async def test_only_what_everybody_may_see_is_put_on_top(
    visibility: Visibility, state: WorkState, it: Instance, artist: Viewer, make: Studio
) -> None:
    work = await make.work(artist.actor, visibility=visibility, state=state)
    with pytest.raises(Invalid):
        await featured.pin(it, artist, work.id)
    assert await count(it, "pins") == 0
    quiet = await make.work(artist.actor, visibility=Visibility.QUIET)
    await featured.pin(it, artist, quiet.id)
    assert await count(it, "pins") == 1


async def test_at_most_eight_and_only_ones_own(it: Instance, artist: Viewer, make: Studio) -> None:
    made: list[Work] = [await make.work(artist.actor) for _ in range(9)]
    for work in made[:8]:
        await featured.pin(it, artist, work.id)
    with pytest.raises(Invalid):
        await featured.pin(it, artist, made[8].id)
    await featured.unpin(it, artist, made[0].id)
    await featured.pin(it, artist, made[8].id)
    iris = await make.person("iris")
    theirs = await make.work(iris.actor)
    for act in (featured.pin, featured.unpin):
        with pytest.raises(NotFound):
            await act(it, artist, theirs.id)
