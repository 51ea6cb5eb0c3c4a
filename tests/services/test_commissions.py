"""Commission desks: kept, told to other servers, and asked at."""

from dataclasses import replace
from datetime import date

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.commission import Ask, Status, Step
from fedart.domain.practice import Opening, PracticeForm
from fedart.domain.practice import today as practice_day
from fedart.errors import Invalid, NotFound, TooFast
from fedart.instance import Instance
from fedart.services import blocks
from fedart.services import commission_queue as queue
from fedart.services import commissions as services
from fedart.services import practice as practices
from fedart.storage import actors, commissions
from tests.support.commissions import DESK, WANTED, asked, open_desk, viewer
from tests.support.instance import Clock, Person, Studio
from tests.support.remote import Json, Net, Stranger, hear, rows, settle

HOUR = 3_600
MINUTE = 60


@pytest.fixture
async def jun(make: Studio) -> Person:
    return await make.person("jun")


def line(update: Json) -> str:
    """What the field about commissions says, without its link."""
    found = {field["name"]: field["value"] for field in update["object"]["attachment"]}
    return str(found["Commissions"]).partition(": <a")[0] if "Commissions" in found else ""


def updates(net: Net, ada: Stranger) -> list[Json]:
    return [each for each in net.sent(ada.shared_inbox) if each["type"] == "Update"]


async def test_a_desk_is_told_to_the_followers_at_once(
    it: Instance, net: Net, ada: Stranger, maren: Person, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    await open_desk(it, maren)
    await settle(it)
    assert [line(each) for each in updates(net, ada)] == ["open, 2 of 2 slots free, from 12.50 EUR"]
    assert updates(net, ada)[-1]["object"]["seeks"] == [{"type": "Demand", "name": "commissions"}]
    clock.advance(MINUTE)
    await open_desk(it, maren, replace(DESK, status=Status.CLOSED))
    await settle(it)
    assert line(updates(net, ada)[-1]) == "closed"
    assert "seeks" not in updates(net, ada)[-1]["object"]
    clock.advance(MINUTE)
    await services.remove(it, viewer(maren))
    await settle(it)
    assert line(updates(net, ada)[-1]) == ""
    assert len(updates(net, ada)) == 3


async def test_free_slots_are_told_once_an_hour_for_all_that_moved(
    it: Instance, net: Net, ada: Stranger, maren: Person, jun: Person, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    await open_desk(it, maren)
    for _ in range(2):
        made = await asked(it, jun, maren)
        await queue.move(it, maren.actor.id, made.id, Step.ACCEPTED)
    await settle(it)
    assert len(updates(net, ada)) == 1, "only the desk itself"
    waiting = "SELECT payload, due FROM tasks WHERE kind = 'tell-desk' AND state = 'due'"
    (due,) = await rows(it, waiting)
    assert due["due"] == it.clock() + HOUR * 1000
    clock.advance(HOUR)
    await settle(it)
    assert [line(each) for each in updates(net, ada)][1:] == ["waitlist, 0 of 2 slots free, from 12.50 EUR"]
    await services.tell(it, due["payload"])
    await settle(it)
    assert len(updates(net, ada)) == 2, "what is known already is not told again"


async def test_nothing_is_told_of_a_suspended_artist_or_without_a_desk(it: Instance, maren: Person) -> None:
    await open_desk(it, maren)
    await it.db.write(lambda tx: commissions.tell(tx, maren.actor.id, "something else"))
    await it.db.write(lambda tx: actors.suspend(tx, maren.actor.id, it.clock()))
    sent = "SELECT id FROM activities WHERE type = 'Update'"
    before = len(await rows(it, sent))
    payload = b'{"actor": "%s"}' % maren.actor.id.encode()
    await services.tell(it, payload)
    await services.tell(it, b'{"actor": "nobody"}')
    assert len(await rows(it, sent)) == before
    await it.db.write(lambda tx: tx.run("UPDATE actors SET suspended = NULL WHERE id = :id", id=maren.actor.id))
    await services.tell(it, payload)
    assert len(await rows(it, sent)) == before + 1


async def test_what_is_wrong_with_a_desk_is_said_and_nothing_is_stored(it: Instance, artist: Viewer) -> None:
    with pytest.raises(Invalid) as caught:
        await services.save(it, artist, replace(DESK, slots=0))
    assert list(caught.value.fields) == ["slots"]
    assert await it.db.read(lambda tx: commissions.desk(tx, artist.actor.id)) is None
    with pytest.raises(NotFound):
        await services.remove(it, artist)


async def test_a_request_keeps_what_the_menu_said_and_tells_the_artist(
    it: Instance, maren: Person, jun: Person
) -> None:
    await open_desk(it, maren)
    made = await asked(it, jun, maren)
    await open_desk(it, maren, replace(DESK, currency="USD", menu=()))
    found = await it.db.read(lambda tx: commissions.one(tx, maren.actor.id, made.id))
    assert found is not None
    assert found.commission == made
    assert found.commission.ask == WANTED
    assert found.commission.currency == "EUR"
    assert found.other.username == "jun"
    told = await rows(it, "SELECT actor_id, kind, from_id, detail FROM notifications")
    assert told == [{"actor_id": maren.actor.id, "kind": "commission", "from_id": jun.actor.id, "detail": made.id}]


async def test_a_menu_that_changed_meanwhile_is_looked_at_once_more(
    it: Instance, maren: Person, jun: Person, clock: Clock
) -> None:
    before = await open_desk(it, maren)
    clock.advance(1)
    await open_desk(it, maren)
    with pytest.raises(Invalid) as caught:
        await services.ask(it, jun.actor.id, maren.actor.id, WANTED, before.changed)
    assert list(caught.value.fields) == ["menu"]
    await asked(it, jun, maren)


async def test_web_09_nobody_asks_at_a_desk_that_is_closed_blocked_or_their_own(
    it: Instance, make: Studio, maren: Person, jun: Person
) -> None:
    with pytest.raises(NotFound):
        await services.ask(it, jun.actor.id, maren.actor.id, WANTED, 0)
    desk = await open_desk(it, maren)
    with pytest.raises(NotFound):
        await services.ask(it, maren.actor.id, maren.actor.id, WANTED, desk.changed)
    await blocks.block(it, maren.actor.id, jun.actor.id)
    with pytest.raises(NotFound):
        await services.ask(it, jun.actor.id, maren.actor.id, WANTED, desk.changed)
    tomas = await make.person("tomas")
    await blocks.block(it, tomas.actor.id, maren.actor.id)
    with pytest.raises(NotFound):
        await services.ask(it, tomas.actor.id, maren.actor.id, WANTED, desk.changed)
    lotte = await make.person("lotte")
    await asked(it, lotte, maren)
    await practices.say(it, viewer(maren), PracticeForm())
    with pytest.raises(NotFound):
        await asked(it, lotte, maren)


async def test_three_requests_at_a_time_and_ten_an_hour(it: Instance, make: Studio, jun: Person, clock: Clock) -> None:
    artists = [await make.person(f"artist{n}") for n in range(4)]
    for artist in artists:
        await open_desk(it, artist)
    for artist in artists[:3]:
        for _ in range(3):
            await asked(it, jun, artist)
    with pytest.raises(Invalid) as caught:
        await asked(it, jun, artists[0])
    assert list(caught.value.fields) == ["wish"]
    await asked(it, jun, artists[3])
    with pytest.raises(TooFast):
        await asked(it, jun, artists[3])
    clock.advance(HOUR + 1)
    await asked(it, jun, artists[3])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(replace(WANTED, wish=""), "wish"), (replace(WANTED, deadline=date(2020, 1, 1)), "deadline")],
)
async def test_what_is_wrong_with_a_request_is_said(
    it: Instance, maren: Person, jun: Person, wrong: Ask, field: str
) -> None:
    await open_desk(it, maren)
    with pytest.raises(Invalid) as caught:
        await asked(it, jun, maren, wrong)
    assert list(caught.value.fields) == [field]
    assert await rows(it, "SELECT id FROM commissions") == []


async def test_the_end_of_availability_closes_the_desk(it: Instance, maren: Person, jun: Person, clock: Clock) -> None:
    today = practice_day(it.clock()).isoformat()
    await practices.say(it, viewer(maren), PracticeForm(openings=((Opening.COMMISSIONS, today),)))
    await open_desk(it, maren)
    await asked(it, jun, maren)
    clock.advance(24 * HOUR)
    with pytest.raises(NotFound):
        await asked(it, jun, maren)
