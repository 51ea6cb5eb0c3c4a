"""One delivery: what each answer of a peer makes of the task."""

import orjson
import pytest

from fedart.federation.errors import FetchFailed, FetchRefused
from fedart.federation.http import Response
from fedart.instance import Instance
from fedart.services import delivery, follows, queue
from fedart.services.delivery import GiveUp, TryLater
from fedart.storage import activities
from tests.support.instance import Person
from tests.support.remote import Net, Stranger, rows


@pytest.fixture
async def waiting(it: Instance, ada: Stranger, maren: Person) -> bytes:
    """The payload of a Follow that is to be sent to Ada."""
    await follows.follow(it, maren.actor.id, ada.uri)
    [row] = await rows(it, "SELECT payload FROM tasks WHERE kind = 'deliver'")
    return bytes(row["payload"])


def answers(net: Net, ada: Stranger, status: int, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    net.statuses[ada.inbox] = Response(ada.inbox, status, named)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_what_a_peer_took_is_done(status: int, it: Instance, net: Net, ada: Stranger, waiting: bytes) -> None:
    answers(net, ada, status)
    await delivery.attempt(it, waiting)
    assert len(net.sent(ada.inbox)) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 413, 415, 422, 501, 301, 302, 307, 410])
async def test_what_a_peer_will_never_take_is_given_up(
    status: int, it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, status)
    with pytest.raises(GiveUp, match=str(status)):
        await delivery.attempt(it, waiting)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_what_passes_is_tried_again(status: int, it: Instance, net: Net, ada: Stranger, waiting: bytes) -> None:
    answers(net, ada, status)
    with pytest.raises(TryLater, match=str(status)) as later:
        await delivery.attempt(it, waiting)
    assert (later.value.seconds, later.value.tries) == (None, None)


async def test_a_peer_that_names_a_time_is_obeyed(it: Instance, net: Net, ada: Stranger, waiting: bytes) -> None:
    answers(net, ada, 429, retry_after="3600")
    with pytest.raises(TryLater) as later:
        await delivery.attempt(it, waiting)
    assert later.value.seconds == 3600


async def test_a_peer_that_does_not_know_our_key_gets_a_few_tries(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    answers(net, ada, 401)
    with pytest.raises(TryLater) as later:
        await delivery.attempt(it, waiting)
    assert later.value.tries == 3


async def test_a_network_in_trouble_is_tried_again_and_a_forbidden_address_is_not(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    net.broken[ada.inbox] = FetchFailed("connection refused")
    with pytest.raises(TryLater, match="refused"):
        await delivery.attempt(it, waiting)
    net.broken[ada.inbox] = FetchRefused("not a public address")
    with pytest.raises(GiveUp, match="public"):
        await delivery.attempt(it, waiting)


async def test_aut_10_nothing_is_sent_to_a_blocked_domain(
    it: Instance, net: Net, ada: Stranger, waiting: bytes
) -> None:
    await it.db.write(lambda tx: activities.block(tx, "peer.example", "spam", it.clock()))
    with pytest.raises(GiveUp, match="blocked"):
        await delivery.attempt(it, waiting)
    assert net.sent(ada.inbox) == []


async def test_an_activity_that_is_gone_and_an_actor_without_key_are_given_up(
    it: Instance, net: Net, waiting: bytes
) -> None:
    job = orjson.loads(waiting)
    for changes in ({"activity": "none"}, {"actor": "none"}):
        with pytest.raises(GiveUp):
            await delivery.attempt(it, orjson.dumps({**job, **changes}))
    assert net.inboxes == {}


async def test_what_concerns_one_object_keeps_its_order_for_each_host(it: Instance) -> None:
    uri = it.urls.object("x")
    assert queue.lane(uri, "https://a.example/inbox") == queue.lane(uri, "https://a.example/users/ada/inbox")
    assert queue.lane(uri, "https://a.example/inbox") != queue.lane(uri, "https://b.example/inbox")
