"""A commission desk that has nothing wrong with it, and requests for it."""

from dataclasses import replace

from fedart.domain.actor import Viewer
from fedart.domain.commission import Ask, Commission, Desk, Extra, Item, Purpose, Status
from fedart.instance import Instance
from fedart.services import commissions as services
from fedart.storage import commissions
from tests.support.instance import Person

PORTRAIT = Item(
    "Portrait", "Head and shoulders", 40_00, extras=(Extra("Second figure", 15_00), Extra("Sketch first", 0))
)
BADGE = Item("Badge", price=12_50, exact=True)
DESK = Desk(
    status=Status.OPEN,
    slots=2,
    currency="EUR",
    menu=(PORTRAIT, BADGE),
    will="Boats, weather",
    wont="Machines that think",
    terms="Half before the sketch.",
    usual="two to three weeks",
)
WISH = "My grandmother on her boat, zanzibarite green."
WANTED = Ask(
    wish=WISH,
    chosen=(replace(PORTRAIT, about="", extras=PORTRAIT.extras[:1]),),
    sources="https://pictures.example/boat",
    budget="317 guilders",
    purpose=Purpose.PERSONAL,
)


def viewer(person: Person) -> Viewer:
    return Viewer(person.account, person.actor, "")


async def open_desk(it: Instance, artist: Person, desk: Desk = DESK) -> Desk:
    """Keep a desk; what is stored of it."""
    await services.save(it, viewer(artist), desk)
    found = await it.db.read(lambda tx: commissions.desk(tx, artist.actor.id))
    assert found is not None
    return found


async def asked(it: Instance, client: Person, artist: Person, wanted: Ask = WANTED) -> Commission:
    """A request at a desk that is kept."""
    desk = await it.db.read(lambda tx: commissions.desk(tx, artist.actor.id))
    assert desk is not None
    return await services.ask(it, client.actor.id, artist.actor.id, wanted, desk.changed)
