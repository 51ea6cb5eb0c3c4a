"""What artists say of their practice: checked, stored, told, and taken back after its last day."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Viewer
from fedart.domain.practice import NOTHING, Opening, PracticeForm, today
from fedart.errors import Invalid
from fedart.instance import Instance
from fedart.services import practice as services
from fedart.storage import actors, practice
from tests.support.instance import Clock
from tests.support.remote import Json, Net, Stranger, hear, rows, settle

DAY = 86_400


def tomorrow(it: Instance) -> str:
    return today(it.clock() + DAY * 1000).isoformat()


def form(it: Instance) -> PracticeForm:
    openings = ((Opening.CONTRACT, ""), (Opening.COMMISSIONS, tomorrow(it)))
    return PracticeForm("Ink <and> weather", "she", "Kiel", ("Painter", "Animator"), openings)


def fields(document: Json) -> dict[str, str]:
    found = document["attachment"]
    assert isinstance(found, list)
    return {line["name"]: line["value"] for line in found}


async def test_a_practice_is_stored_and_told_to_the_followers(
    it: Instance, net: Net, ada: Stranger, artist: Viewer
) -> None:
    await hear(it, ada, ada.follow(artist.actor.uri))
    await services.say(it, artist, form(it))
    await settle(it)
    update = net.sent(ada.shared_inbox)[-1]
    assert update["type"] == "Update"
    told = update["object"]
    assert fields(told)["Roles"] == "Painter, Animator"
    assert fields(told)["Open for"].startswith("contract work, commissions until ")
    assert told["jobTitle"] == ["Painter", "Animator"]
    assert told["seeks"] == [
        {"type": "Demand", "name": "contract"},
        {"type": "Demand", "name": "commissions", "availabilityEnds": tomorrow(it)},
    ]
    now = await it.db.read(lambda tx: actors.by_id(tx, artist.actor.id))
    assert now is not None
    assert now.updated > artist.actor.updated


async def test_after_its_last_day_other_servers_are_told_once_more(
    it: Instance, net: Net, ada: Stranger, artist: Viewer, clock: Clock
) -> None:
    await hear(it, ada, ada.follow(artist.actor.uri))
    await services.say(it, artist, form(it))
    await settle(it)
    before = len(net.sent(ada.shared_inbox))
    clock.advance(DAY)
    await services.lapse(it, b'{"actor": "nobody"}')
    clock.advance(DAY)
    due = await rows(it, "SELECT due, payload FROM tasks WHERE kind = 'lapse' AND state = 'due'")
    assert [row["due"] <= it.clock() for row in due] == [True]
    await services.lapse(it, due[0]["payload"])
    await settle(it)
    update = net.sent(ada.shared_inbox)[-1]
    assert len(net.sent(ada.shared_inbox)) == before + 1
    assert fields(update["object"])["Open for"] == "contract work"
    assert update["object"]["seeks"] == [{"type": "Demand", "name": "contract"}]


async def test_a_lapse_that_waits_is_replaced_by_the_next_saying(it: Instance, artist: Viewer) -> None:
    await services.say(it, artist, form(it))
    await services.say(it, artist, form(it))
    waiting = "SELECT id FROM tasks WHERE kind = 'lapse' AND state = 'due'"
    assert len(await rows(it, waiting)) == 1
    await services.say(it, artist, PracticeForm(openings=((Opening.CONTRACT, ""),)))
    assert await rows(it, waiting) == []


async def test_a_lapse_of_somebody_suspended_is_told_to_nobody(it: Instance, artist: Viewer) -> None:
    await services.say(it, artist, form(it))
    await it.db.write(lambda tx: actors.suspend(tx, artist.actor.id, it.clock()))
    sent = "SELECT id FROM activities WHERE type = 'Update'"
    before = len(await rows(it, sent))
    await services.lapse(it, b'{"actor": "%s"}' % artist.actor.id.encode())
    assert len(await rows(it, sent)) == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [(PracticeForm(roles=("Astronaut",)), "roles"), (PracticeForm(headline="x" * 81), "headline")],
)
async def test_what_is_wrong_is_said_and_nothing_is_stored(
    it: Instance, artist: Viewer, wrong: PracticeForm, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await services.say(it, artist, wrong)
    assert list(caught.value.fields) == [field]
    assert await it.db.read(lambda tx: practice.of(tx, artist.actor.id)) == NOTHING


async def test_a_role_that_left_the_list_may_stay(it: Instance, artist: Viewer) -> None:
    await services.say(it, artist, PracticeForm(roles=("Painter",)))
    settings = replace(it.config.instance, roles=("Baker",))
    other = replace(it, config=replace(it.config, instance=settings))
    await services.say(other, artist, PracticeForm(roles=("Painter", "Baker")))
    await services.say(other, artist, PracticeForm(roles=("Baker",)))
    with pytest.raises(Invalid):
        await services.say(other, artist, PracticeForm(roles=("Painter",)))
