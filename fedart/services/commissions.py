"""Commission desks: kept by artists, told to other servers, and asked for a commission by people who are signed in.

Whether an artist takes commissions is part of their availability: saving a desk that is open switches that on, one that
is closed switches it off. Other servers are told at once what the artist changes, and at most once an hour how many
slots are free.
"""

from dataclasses import replace

import orjson

from fedart.domain.actor import Viewer
from fedart.domain.commission import Ask, Commission, CommissionId, Desk, Standing, Status, Step
from fedart.domain.ids import ActorId, new_id
from fedart.domain.practice import Open, Opening, Practice, today
from fedart.errors import Invalid, NotFound
from fedart.instance import Instance
from fedart.services import practice as practices
from fedart.services import queue, throttle
from fedart.storage import actors, blocks, commissions, notifications, practice
from fedart.storage.database import Tx
from fedart.storage.notifications import Notice
from fedart.wire import render_actor
from fedart.words import say

HOUR = 3_600_000
PER_HOUR = 10
AT_A_TIME = 3
"""How many requests to one artist somebody can have that are not over."""


async def save(it: Instance, by: Viewer, said: Desk) -> None:
    """Keep a desk, and tell the followers' servers. Raises Invalid with a sentence for each field."""
    actor = by.actor.id
    problems = said.problems()
    if problems:
        raise Invalid(problems)

    def store(tx: Tx) -> None:
        now = it.clock()
        own = commissions.samples(tx, actor, said.menu)
        menu = tuple(item if item.work in own else replace(item, work=None) for item in said.menu)
        commissions.put_desk(tx, actor, replace(said, menu=menu, changed=now))
        _list(tx, it, actor, listed=said.status is not Status.CLOSED)

    await it.db.write(store)
    it.wake.set()


async def remove(it: Instance, by: Viewer) -> None:
    """Take the desk away, and the artist off the list of those who take commissions; requests stay. Raises NotFound."""

    def store(tx: Tx) -> None:
        if not commissions.remove_desk(tx, by.actor.id):
            raise NotFound("no desk")
        _list(tx, it, by.actor.id, listed=False)

    await it.db.write(store)
    it.wake.set()


def _list(tx: Tx, it: Instance, actor: ActorId, *, listed: bool) -> None:
    """Have the artist's availability say the same as their desk, and tell other servers of both."""
    said = practice.of(tx, actor).on(today(it.clock()))
    agreed = _agreed(said, listed=listed)
    if agreed != said:
        practice.put(tx, actor, agreed)
    practices.tell(tx, it, actor, agreed)
    _note(tx, it, actor)


def _agreed(said: Practice, *, listed: bool) -> Practice:
    known = any(each.kind is Opening.COMMISSIONS for each in said.openings)
    if listed == known:
        return said
    others = tuple(each for each in said.openings if each.kind is not Opening.COMMISSIONS)
    order = list(Opening)
    openings = (*others, Open(Opening.COMMISSIONS)) if listed else others
    return replace(said, openings=tuple(sorted(openings, key=lambda each: order.index(each.kind))))


def _note(tx: Tx, it: Instance, actor: str) -> None:
    found = commissions.standing(tx, actor, today(it.clock()))
    if found is not None:
        commissions.tell(tx, actor, render_actor.desk_line(found))


def changed(tx: Tx, it: Instance, actor: str) -> None:
    """The queue of an artist moved: other servers are told within an hour, once for all that moved until then."""
    if commissions.desk(tx, actor) is not None:
        queue.tell_desk(tx, actor, it.clock(), due=it.clock() + HOUR)


async def tell(it: Instance, payload: bytes) -> None:
    """The task: tell the followers' servers of a desk, unless they know the same already."""
    actor = ActorId(orjson.loads(payload)["actor"])

    def store(tx: Tx) -> None:
        found, day = commissions.standing(tx, actor, today(it.clock())), today(it.clock())
        who = actors.by_id(tx, actor)
        if found is None or who is None or who.deleted or who.suspended:
            return
        if render_actor.desk_line(found) != commissions.told(tx, actor):
            practices.tell(tx, it, actor, practice.of(tx, actor).on(day))
            _note(tx, it, actor)

    await it.db.write(store)
    it.wake.set()


def takes(tx: Tx, standing: Standing, artist: str, viewer: str | None) -> bool:
    """Whether somebody can ask that artist for a commission; a visitor finds out by signing in."""
    if standing.status is Status.CLOSED:
        return False
    return viewer is None or (viewer != artist and not blocks.between(tx, artist, viewer))


def open_desk(tx: Tx, it: Instance, artist: str, viewer: str) -> Standing:
    """A desk that somebody can ask at. Raises NotFound for every other, whatever the reason (WEB-09)."""
    found = commissions.standing(tx, artist, today(it.clock()))
    if found is None or not takes(tx, found, artist, viewer):
        raise NotFound("no desk to ask at")
    return found


async def ask(it: Instance, client: ActorId, artist: ActorId, wanted: Ask, menu: int) -> Commission:
    """Send a request. `menu`: when the menu that was chosen from was written (ms).

    Raises Invalid with a sentence for each field, NotFound, TooFast.
    """
    await it.db.read(lambda tx: open_desk(tx, it, artist, client))
    now = it.clock()
    problems = wanted.problems(today(now))
    if problems:
        raise Invalid(problems)

    def store(tx: Tx) -> Commission:
        desk = open_desk(tx, it, artist, client).desk
        if desk.changed != menu:
            raise Invalid({"menu": say("The menu has changed meanwhile. Please look at it once more.")})
        if commissions.open_between(tx, artist, client) >= AT_A_TIME:
            most = say("You have %(most)s requests with this artist already. One has to be over first.", most=AT_A_TIME)
            raise Invalid({"wish": most})
        throttle.count(tx, f"commission {client}", now, most=PER_HOUR, window=HOUR)
        ident = CommissionId(new_id(now))
        made = Commission(ident, artist, client, Step.NEW, wanted, desk.currency, "", now, None)
        commissions.insert(tx, made)
        notifications.add(tx, artist, Notice.COMMISSION, now, by=client, detail=ident)
        return made

    return await it.db.write(store)
