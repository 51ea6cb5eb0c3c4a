"""Relays: asked and answered in both styles, believed in nothing, sent what is public."""

import pytest

from fedart.domain.follow import FollowState
from fedart.domain.policy import PUBLIC
from fedart.domain.relay import Relay, Style
from fedart.domain.work import Kind, Visibility, Work, WorkState
from fedart.errors import Forbidden, Invalid, NotFound
from fedart.instance import Instance
from fedart.services import moderation
from fedart.services import relays as services
from fedart.services import works as publishing
from fedart.storage import actors, relays, works
from tests.support.arrivals import picture
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import AS2, Json, Net, Stranger, count, hear, say, settle

RELAY = Stranger("relay", "https://relay.example")
INBOX = "https://relay.example/inbox"
URL = "https://peer.example/media/a.png"


@pytest.fixture
def relay(net: Net) -> Stranger:
    net.serve(RELAY.uri, RELAY.document(type="Application", inbox=INBOX))
    return RELAY


@pytest.fixture
def ada(net: Net) -> Stranger:
    stranger = Stranger("ada")
    net.publish(stranger)
    return stranger


async def followed(it: Instance, by: Person, relay: Stranger, style: Style) -> Relay:
    """A relay that has accepted us."""
    address = INBOX if style is Style.MASTODON else relay.uri
    made = await services.add(it, by.account, address)
    await settle(it)
    await hear(it, relay, relay.answer("Accept", made.follow_uri, it.urls.instance_actor))
    (found,) = await it.db.read(relays.every)
    return found


def offered(net: Net, by: Stranger, **changes: object) -> Json:
    """A post with a picture that its home serves."""
    note = {**by.note("From afar", pictures=[net.picture(URL, picture())]), **changes}
    net.serve(str(note["id"]), {"@context": AS2, **note})
    return note


async def stored(it: Instance, note: Json) -> Work | None:
    return await it.db.read(lambda tx: works.by_uri(tx, str(note["id"])))


@pytest.mark.parametrize("style", list(Style))
async def test_a_relay_is_followed_in_its_style(
    style: Style, it: Instance, net: Net, admin: Person, relay: Stranger
) -> None:
    found = await followed(it, admin, relay, style)
    (sent,) = net.sent(INBOX)
    assert (sent["type"], sent["actor"]) == ("Follow", it.urls.instance_actor)
    assert sent["object"] == (PUBLIC if style is Style.MASTODON else relay.uri)
    assert (found.style, found.state, found.actor_uri) == (style, FollowState.ACCEPTED, relay.uri)
    assert await count(it, "audit", "action = 'add relay'") == 1


@pytest.mark.parametrize("style", list(Style))
async def test_a_relay_that_says_no_may_be_asked_again(
    style: Style, it: Instance, net: Net, admin: Person, relay: Stranger
) -> None:
    found = await followed(it, admin, relay, style)
    address = INBOX if style is Style.MASTODON else relay.uri
    with pytest.raises(Invalid):
        await services.add(it, admin.account, address)
    await hear(it, relay, relay.answer("Reject", found.follow_uri, it.urls.instance_actor))
    assert [r.state for r in await it.db.read(relays.every)] == [FollowState.REJECTED]
    again = await services.add(it, admin.account, address)
    assert [r.id for r in await it.db.read(relays.every)] == [again.id]


@pytest.mark.parametrize("style", list(Style))
async def test_aut_05_nobody_else_answers_for_a_relay(
    style: Style, it: Instance, net: Net, admin: Person, relay: Stranger, ada: Stranger
) -> None:
    made = await services.add(it, admin.account, INBOX if style is Style.MASTODON else relay.uri)
    with pytest.raises(Forbidden):
        await say(it, ada, ada.answer("Accept", made.follow_uri, it.urls.instance_actor))
    assert [r.state for r in await it.db.read(relays.every)] == [FollowState.REQUESTED]
    await hear(it, relay, relay.answer("Accept", made.follow_uri, it.urls.instance_actor))
    assert [r.state for r in await it.db.read(relays.every)] == [FollowState.ACCEPTED]


async def test_removing_a_relay_tells_it(it: Instance, net: Net, admin: Person, relay: Stranger) -> None:
    found = await followed(it, admin, relay, Style.LITEPUB)
    await services.remove(it, admin.account, relay.uri)
    await settle(it)
    undo = net.sent(INBOX)[-1]
    assert (undo["type"], undo["object"]["id"], undo["object"]["object"]) == ("Undo", found.follow_uri, relay.uri)
    assert await it.db.read(relays.every) == []
    with pytest.raises(NotFound):
        await services.remove(it, admin.account, relay.uri)


@pytest.mark.parametrize("address", ["", "relay.example", "javascript:x", "https://gallery.example/inbox"])
async def test_what_is_no_relay_is_refused(address: str, it: Instance, admin: Person) -> None:
    with pytest.raises(Invalid):
        await services.add(it, admin.account, address)


async def test_aut_10_a_blocked_server_is_no_relay(it: Instance, admin: Person, relay: Stranger) -> None:
    await moderation.block_domain(it, admin.account, "relay.example", "")
    with pytest.raises(Forbidden):
        await services.add(it, admin.account, INBOX)


@pytest.mark.parametrize("style", list(Style))
async def test_an_announce_by_a_relay_brings_a_public_post_with_pictures(
    style: Style, it: Instance, net: Net, admin: Person, relay: Stranger, ada: Stranger
) -> None:
    note = offered(net, ada)
    await hear(it, relay, relay.announce(str(note["id"])))
    assert await stored(it, note) is None
    await followed(it, admin, relay, style)
    await hear(it, relay, relay.announce(str(note["id"])))
    assert await stored(it, note) is not None
    # A relay is nobody who likes it.
    assert await count(it, "boosts") == 0
    assert await count(it, "media", "state = 'kept'") == 1


async def test_a_create_that_a_relay_passes_on_is_asked_for_at_its_home(
    it: Instance, net: Net, admin: Person, relay: Stranger, ada: Stranger
) -> None:
    note = offered(net, ada)
    forged = {**note, "content": "<p>Something else</p>"}
    await hear(it, relay, ada.create(forged))
    assert await stored(it, note) is None
    await followed(it, admin, relay, Style.MASTODON)
    await hear(it, relay, ada.create(forged))
    work = await stored(it, note)
    assert work is not None
    assert "From afar" in work.content


@pytest.mark.parametrize(
    "changes",
    [
        {"attachment": []},
        {"to": ["https://peer.example/actors/ada/followers"], "cc": []},
        {"to": ["https://peer.example/actors/ada/followers"], "cc": [PUBLIC]},
        {"inReplyTo": "https://peer.example/notes/0"},
        {"attributedTo": "https://else.example/actors/eve"},
    ],
    ids=["without pictures", "for followers", "quiet", "an answer", "by somebody of another server"],
)
async def test_a_relay_brings_nothing_else(
    changes: dict[str, object], it: Instance, net: Net, admin: Person, relay: Stranger, ada: Stranger
) -> None:
    await followed(it, admin, relay, Style.MASTODON)
    note = offered(net, ada, **changes)
    await hear(it, relay, relay.announce(str(note["id"])))
    assert await stored(it, note) is None
    fine = offered(net, ada)
    await hear(it, relay, relay.announce(str(fine["id"])))
    assert await stored(it, fine) is not None


async def test_cap_01_a_relay_brings_only_so_many_an_hour(
    it: Instance, net: Net, admin: Person, relay: Stranger, ada: Stranger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "HOURLY", 2)
    await followed(it, admin, relay, Style.LITEPUB)
    notes = [offered(net, ada) for _ in range(4)]
    for note in notes[:3]:
        await hear(it, relay, relay.announce(str(note["id"])))
    assert [await stored(it, note) is not None for note in notes] == [True, True, False, False]
    clock.advance(3_600)
    await hear(it, relay, relay.announce(str(notes[3]["id"])))
    assert await stored(it, notes[3]) is not None


async def test_only_a_relay_may_follow_the_instance_itself(
    it: Instance, net: Net, admin: Person, relay: Stranger, ada: Stranger
) -> None:
    us = it.urls.instance_actor
    await hear(it, relay, relay.follow(us))
    assert net.sent(INBOX) == []
    await followed(it, admin, relay, Style.LITEPUB)
    back = relay.follow(us)
    await hear(it, relay, back)
    await hear(it, ada, ada.follow(us))
    answer = net.sent(INBOX)[-1]
    assert (answer["type"], answer["actor"], answer["object"]["id"]) == ("Accept", us, back["id"])
    assert net.sent(ada.inbox) == net.sent(ada.shared_inbox) == []
    assert await count(it, "follows") == 0


async def go_live(it: Instance, work: Work) -> None:
    await it.db.write(lambda tx: publishing.go_live(tx, it, work))
    await settle(it)


@pytest.mark.parametrize("style", list(Style))
async def test_relays_get_our_public_works(
    style: Style, it: Instance, net: Net, make: Studio, admin: Person, maren: Person, relay: Stranger
) -> None:
    await followed(it, admin, relay, style)
    work = await make.work(maren.actor)
    await go_live(it, work)
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    made, deleted = net.sent(INBOX)[1:]
    if style is Style.MASTODON:
        assert (made["type"], made["actor"], made["object"]["id"]) == ("Create", maren.actor.uri, work.uri)
    else:
        assert (made["type"], made["actor"], made["object"]) == ("Announce", it.urls.instance_actor, work.uri)
    assert deleted["type"] == "Delete"


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize(
    ("visibility", "kind"),
    [
        (Visibility.QUIET, Kind.WORK),
        (Visibility.FOLLOWERS, Kind.WORK),
        (Visibility.DIRECT, Kind.WORK),
        (Visibility.PUBLIC, Kind.POST),
    ],
)
async def test_relays_get_nothing_else(
    style: Style,
    visibility: Visibility,
    kind: Kind,
    it: Instance,
    net: Net,
    make: Studio,
    admin: Person,
    maren: Person,
    relay: Stranger,
) -> None:
    await followed(it, admin, relay, style)
    work = await make.work(maren.actor, visibility=visibility, kind=kind)
    await go_live(it, work)
    await publishing.delete(it, maren.actor.id, work.id)
    await settle(it)
    assert [sent["type"] for sent in net.sent(INBOX)] == ["Follow"]


async def test_a_relay_that_has_not_answered_gets_nothing(
    it: Instance, net: Net, make: Studio, admin: Person, maren: Person, relay: Stranger
) -> None:
    await services.add(it, admin.account, INBOX)
    work = await make.work(maren.actor)
    assert work.state is WorkState.LIVE
    await go_live(it, work)
    assert [sent["type"] for sent in net.sent(INBOX)] == ["Follow"]
    assert await it.db.read(lambda tx: actors.by_uri(tx, relay.uri)) is None
