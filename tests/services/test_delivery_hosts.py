"""Deliveries and the hosts they go to: pauses, dormancy, revival, inboxes that are gone."""

from contextlib import suppress
from functools import partial

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fedart.domain.breaker import FAILURES, FIRST_PAUSE, LONGEST_PAUSE, Standing, standing
from fedart.federation.errors import FetchFailed, FetchRefused
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.services import delivery, follows, queue
from fedart.services.delivery import GiveUp, Postponed, TryLater
from fedart.storage import actors, breakers
from fedart.storage.database import Tx
from tests.support.instance import Clock, Person
from tests.support.remote import Net, Stranger, count, hear, rows, say, settle

DAY = 24 * 3600
HOST = "peer.example"


@pytest.fixture
async def waiting(it: Instance, ada: Stranger, maren: Person) -> bytes:
    """The payload of a Follow that is to be sent to Ada's own inbox."""
    await follows.follow(it, maren.actor.id, ada.uri)
    [row] = await rows(it, "SELECT payload FROM tasks WHERE kind = 'deliver'")
    return bytes(row["payload"])


def answers(net: Net, ada: Stranger, status: int) -> None:
    net.statuses[ada.inbox] = Response(ada.inbox, status, {})


async def fail(it: Instance, waiting: bytes, times: int) -> None:
    for _ in range(times):
        with pytest.raises((TryLater, GiveUp)):
            await delivery.attempt(it, waiting)


def failures(it: Instance) -> int:
    return it.db.glance(lambda tx: breakers.health(tx, HOST)).failures


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
async def test_cap_02_trouble_that_passes_counts_against_the_host(
    status: int, it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, status)
    await fail(it, waiting, 2)
    assert failures(it) == 2
    answers(net, ada, 202)
    await delivery.attempt(it, waiting)
    assert failures(it) == 0


@pytest.mark.parametrize("status", [401, 400, 403, 404, 410, 501])
async def test_cap_02_a_refusal_shows_that_the_host_works(
    status: int, it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, 500)
    await fail(it, waiting, 2)
    answers(net, ada, status)
    await fail(it, waiting, 1)
    assert failures(it) == 0


async def test_cap_02_a_network_that_fails_counts_and_our_own_refusal_says_nothing(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    net.broken[ada.inbox] = FetchFailed("connection refused")
    await fail(it, waiting, 1)
    net.broken[ada.inbox] = FetchRefused("not a public address")
    await fail(it, waiting, 3)
    assert failures(it) == 1


async def test_cap_02_a_paused_host_is_not_asked_and_says_until_when(
    it: Instance, net: Net, ada: Stranger, waiting: bytes, clock: Clock
) -> None:
    answers(net, ada, 503)
    await fail(it, waiting, FAILURES - 1)
    with pytest.raises(TryLater) as closing:
        await delivery.attempt(it, waiting)
    assert closing.value.seconds == FIRST_PAUSE / 1000
    asked = len(net.sent(ada.inbox))
    with pytest.raises(Postponed) as put_off:
        await delivery.attempt(it, waiting)
    assert put_off.value.until == clock() + FIRST_PAUSE
    assert len(net.sent(ada.inbox)) == asked
    clock.advance(FIRST_PAUSE / 1000)
    answers(net, ada, 202)
    await delivery.attempt(it, waiting)
    assert len(net.sent(ada.inbox)) == asked + 1


async def test_cap_02_a_host_that_fails_on_seven_days_is_left_alone_until_it_speaks(
    it: Instance, net: Net, ada: Stranger, waiting: bytes, clock: Clock
) -> None:
    answers(net, ada, 503)
    for _ in range(7):
        await fail(it, waiting, 1)
        clock.advance(DAY)
    asked = len(net.sent(ada.inbox))
    with pytest.raises(GiveUp, match="dormant"):
        await delivery.attempt(it, waiting)
    assert len(net.sent(ada.inbox)) == asked == 7
    answers(net, ada, 202)
    await say(it, ada, ada.like("https://gallery.example/objects/none"))
    await delivery.attempt(it, waiting)
    assert len(net.sent(ada.inbox)) == asked + 1


async def test_a_message_from_elsewhere_revives_only_its_own_host(it: Instance, net: Net, ada: Stranger) -> None:
    await it.db.write(lambda tx: _dormant(tx, "other.example", it.clock()))
    await say(it, ada, ada.like("https://gallery.example/objects/none"))
    assert [host for host, _ in await it.db.read(breakers.dormant)] == ["other.example"]


def _dormant(tx: Tx, host: str, now: int) -> None:
    for day in range(8):
        breakers.fail(tx, host, now + day * DAY * 1000)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from([0, 1, 600, 1800, 7200, 43_200])), max_size=40))
async def test_cap_02_no_sequence_of_answers_leads_to_a_request_during_a_pause(
    steps: list[tuple[bool, int]], it: Instance, net: Net, ada: Stranger, waiting: bytes, clock: Clock
) -> None:
    await it.db.write(lambda tx: tx.run("DELETE FROM hosts"))
    for works, seconds in steps:
        clock.advance(seconds)
        before = it.db.glance(lambda tx: breakers.health(tx, HOST))
        answers(net, ada, 202 if works else 503)
        asked = len(net.sent(ada.inbox))
        closed = standing(before, clock()) in (Standing.PAUSED, Standing.DORMANT)
        with suppress(TryLater, Postponed, GiveUp):
            await delivery.attempt(it, waiting)
        assert len(net.sent(ada.inbox)) - asked == (0 if closed else 1)
        assert it.db.glance(lambda tx: breakers.health(tx, HOST)).pause <= LONGEST_PAUSE


# --- inboxes that are gone -------------------------------------------------------------------------------------------


async def test_an_actor_whose_inbox_and_address_are_gone_is_erased(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, 410)
    await fail(it, waiting, 1)
    net.serve(ada.uri, b"", status=410)
    await it.db.write(lambda tx: tx.run("DELETE FROM tasks WHERE kind = 'deliver'"))
    await settle(it)
    known = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert known is None or known.deleted


@pytest.mark.parametrize("status", [404, 503])
async def test_an_actor_whose_address_only_cannot_be_read_is_not(
    status: int, it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, 410)
    await fail(it, waiting, 1)
    net.serve(ada.uri, b"", status=status)
    [row] = await rows(it, "SELECT payload, flow, host FROM tasks WHERE kind = :kind", kind=queue.REFETCH)
    assert (row["flow"], row["host"]) == ("in", HOST)
    with pytest.raises(Exception, match=str(status)):
        await delivery.look_again(it, bytes(row["payload"]))
    known = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert known is not None
    assert not known.deleted


async def test_an_actor_who_only_moved_their_inbox_is_found_again(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, 410)
    await fail(it, waiting, 1)
    net.serve(ada.uri, ada.document(inbox=f"{ada.uri}/new-inbox"))
    await it.db.write(lambda tx: tx.run("DELETE FROM tasks WHERE kind = 'deliver'"))
    await settle(it)
    known = await it.db.read(lambda tx: actors.by_uri(tx, ada.uri))
    assert known is not None
    assert known.inbox == f"{ada.uri}/new-inbox"


async def test_a_shared_inbox_that_is_gone_says_nothing_about_anybody(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    job = {**orjson.loads(waiting), "inbox": ada.shared_inbox}
    net.statuses[ada.shared_inbox] = Response(ada.shared_inbox, 410, {})
    with pytest.raises(GiveUp, match="410"):
        await delivery.attempt(it, orjson.dumps(job))
    assert await count(it, "tasks", "kind = 'refetch'") == 0


async def test_only_one_look_waits_for_each_actor(it: Instance) -> None:
    for _ in range(3):
        await it.db.write(partial(_refetch, uri="https://peer.example/actors/ada"))
    assert await count(it, "tasks", "kind = 'refetch' AND state = 'due'") == 1


def _refetch(tx: Tx, uri: str) -> None:
    queue.refetch(tx, uri, 1)


async def test_what_a_host_says_is_heard_while_nothing_is_sent_to_it(
    it: Instance, net: Net, ada: Stranger, waiting: bytes, maren: Person
) -> None:
    answers(net, ada, 503)
    await fail(it, waiting, FAILURES)
    await it.db.write(lambda tx: tx.run("DELETE FROM tasks WHERE kind = 'deliver'"))
    await hear(it, ada, ada.follow(maren.actor.uri))
    assert await count(it, "follows", "followed = :id", id=maren.actor.id) == 1
