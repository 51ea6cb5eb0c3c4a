"""Relays as they are kept, and how much each may bring."""

from dataclasses import replace
from functools import partial

from fedart.domain.follow import FollowState
from fedart.domain.ids import Uri
from fedart.domain.relay import Relay, Style
from fedart.instance import Instance
from fedart.storage import relays

RELAY = Relay(
    "r1",
    Uri("https://relay.example/inbox"),
    None,
    Style.MASTODON,
    Uri("https://gallery.example/activities/1"),
    FollowState.REQUESTED,
    1,
)


async def test_a_relay_counts_only_once_it_has_accepted(it: Instance) -> None:
    actor = "https://relay.example/actor"
    await it.db.write(lambda tx: relays.add(tx, RELAY))
    assert await it.db.read(relays.accepted) == []
    for state in (FollowState.ACCEPTED, FollowState.REJECTED):
        await it.db.write(partial(relays.answer, relay="r1", state=state, actor_uri=actor))
        known = replace(RELAY, state=state, actor_uri=Uri(actor))
        accepted = state is FollowState.ACCEPTED
        assert await it.db.read(relays.accepted) == ([known] if accepted else [])
        assert await it.db.read(lambda tx: relays.by_actor(tx, actor)) == (known if accepted else None)
    assert await it.db.read(lambda tx: relays.by_follow(tx, RELAY.follow_uri)) == known
    assert await it.db.read(lambda tx: relays.by_inbox(tx, "https://else.example/inbox")) is None
    await it.db.write(lambda tx: relays.remove(tx, "r1"))
    assert await it.db.read(relays.every) == []


async def test_what_it_brings_is_counted_by_the_hour(it: Instance) -> None:
    await it.db.write(lambda tx: relays.add(tx, RELAY))

    async def take(hour: int) -> bool:
        return await it.db.write(lambda tx: relays.take(tx, "r1", hour, 2))

    assert [await take(hour) for hour in (7, 7, 7, 8, 8, 8, 7)] == [True, True, False, True, True, False, True]


def test_who_speaks_for_a_relay() -> None:
    assert RELAY.is_spoken_for_by("https://relay.example/actor")
    assert not RELAY.is_spoken_for_by("https://relay.example.evil.example/actor")
    named = replace(RELAY, actor_uri=Uri("https://relay.example/actor"))
    assert named.is_spoken_for_by("https://relay.example/actor")
    assert not named.is_spoken_for_by("https://relay.example/other")


def test_the_style_follows_from_the_address() -> None:
    assert Style.of("https://relay.example/inbox") is Style.MASTODON
    assert Style.of("https://relay.example/inbox/") is Style.MASTODON
    assert Style.of("https://relay.example/relay") is Style.LITEPUB
