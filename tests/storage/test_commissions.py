"""Commission desks and requests as they are stored, and who reads what of them."""

from dataclasses import replace
from datetime import date

import pytest

from fedart.domain.actor import Actor
from fedart.domain.commission import Commission, CommissionId, Item, Status, Step
from fedart.domain.ids import WorkId, new_id
from fedart.domain.practice import Open, Opening, Practice
from fedart.domain.work import Visibility
from fedart.storage import commissions, practice
from fedart.storage.sqlite import SqliteTx
from tests.support.commissions import DESK, WANTED
from tests.support.things import NOW, Things

TODAY = date(2026, 11, 22)


@pytest.fixture
def maren(tx: SqliteTx, things: Things) -> Actor:
    made = things.actor("maren", local=True)
    practice.enter(tx, made.id, made.name, made.username)
    return made


@pytest.fixture
def jun(things: Things) -> Actor:
    return things.actor("jun", local=True)


def sent(tx: SqliteTx, artist: Actor, client: Actor, *, at: int = NOW, step: Step = Step.NEW) -> Commission:
    ident = CommissionId(new_id(at))
    made = Commission(ident, artist.id, client.id, Step.NEW, WANTED, "EUR", "", at, None)
    commissions.insert(tx, made)
    if step is not Step.NEW:
        commissions.move(tx, made.id, step, at + 1)
    return made


def test_a_desk_comes_back_to_the_last_add_on(tx: SqliteTx, maren: Actor) -> None:
    assert commissions.desk(tx, maren.id) is None
    said = replace(DESK, queue_shown=True, changed=NOW)
    commissions.put_desk(tx, maren.id, said)
    assert commissions.desk(tx, maren.id) == said
    other = replace(said, status=Status.WAITLIST, slots=7, currency="JPY", menu=(), will="", changed=NOW + 1)
    commissions.put_desk(tx, maren.id, other)
    assert commissions.desk(tx, maren.id) == other
    assert commissions.remove_desk(tx, maren.id)
    assert not commissions.remove_desk(tx, maren.id)
    assert commissions.standing(tx, maren.id, TODAY) is None


def test_a_desk_stands_as_queue_and_availability_say(tx: SqliteTx, maren: Actor, jun: Actor) -> None:
    commissions.put_desk(tx, maren.id, DESK)
    standing = commissions.standing(tx, maren.id, TODAY)
    assert standing is not None
    assert (standing.taken, standing.listed) == (0, False)
    practice.put(tx, maren.id, Practice(openings=(Open(Opening.COMMISSIONS, TODAY),)))
    for step in (Step.NEW, Step.WAITING, Step.ACCEPTED, Step.SKETCH, Step.DONE, Step.CANCELLED):
        sent(tx, maren, jun, step=step)
    standing = commissions.standing(tx, maren.id, TODAY)
    assert standing is not None
    assert (standing.taken, standing.listed, standing.status) == (2, True, Status.WAITLIST)
    tomorrow = commissions.standing(tx, maren.id, date(2026, 11, 23))
    assert tomorrow is not None
    assert tomorrow.status is Status.CLOSED


def test_what_others_were_told_is_noted_and_a_new_desk_keeps_it(tx: SqliteTx, maren: Actor) -> None:
    assert commissions.told(tx, maren.id) == ""
    commissions.put_desk(tx, maren.id, DESK)
    commissions.tell(tx, maren.id, "open")
    commissions.put_desk(tx, maren.id, DESK)
    assert commissions.told(tx, maren.id) == "open"


def test_a_request_comes_back_whole_to_both_sides_and_to_nobody_else(
    tx: SqliteTx, things: Things, maren: Actor, jun: Actor
) -> None:
    made = sent(tx, maren, jun)
    for viewer, other in ((maren, "jun"), (jun, "maren")):
        found = commissions.one(tx, viewer.id, made.id)
        assert found is not None
        assert (found.commission, found.other.username) == (made, other)
    assert commissions.one(tx, things.actor("tomas", local=True).id, made.id) is None
    dated = replace(WANTED, deadline=date(2027, 1, 31), chosen=())
    second = replace(made, id=CommissionId(new_id(NOW + 1)), ask=dated)
    commissions.insert(tx, second)
    found = commissions.one(tx, jun.id, second.id)
    assert found is not None
    assert found.commission.ask == dated


def test_lists_are_of_one_side_and_newest_first(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    tomas = things.actor("tomas", local=True)
    first, second = sent(tx, maren, jun), sent(tx, maren, tomas, at=NOW + 1)
    third = sent(tx, tomas, jun, at=NOW + 2)
    got = commissions.of_artist(tx, maren.id, limit=1)
    assert [held.commission.id for held in got.items] == [second.id]
    rest = commissions.of_artist(tx, maren.id, before=got.more, limit=5)
    assert [held.commission.id for held in rest.items] == [first.id]
    assert [held.commission.id for held in commissions.of_client(tx, jun.id, limit=5).items] == [third.id, first.id]
    assert commissions.open_between(tx, maren.id, jun.id) == 1
    commissions.move(tx, first.id, Step.DECLINED, NOW + 3, "No time.")
    assert commissions.open_between(tx, maren.id, jun.id) == 0


def test_the_way_of_a_request_is_written_down(tx: SqliteTx, maren: Actor, jun: Actor) -> None:
    made = sent(tx, maren, jun)
    commissions.move(tx, made.id, Step.ACCEPTED, NOW + 5)
    commissions.move(tx, made.id, Step.DONE, NOW + 6)
    assert commissions.steps(tx, made.id) == ((Step.NEW, NOW), (Step.ACCEPTED, NOW + 5), (Step.DONE, NOW + 6))
    found = commissions.one(tx, jun.id, made.id)
    assert found is not None
    assert found.commission.over == NOW + 6


def test_the_queue_says_how_far_and_since_when(tx: SqliteTx, maren: Actor, jun: Actor) -> None:
    sent(tx, maren, jun)
    sent(tx, maren, jun, at=NOW + 1, step=Step.WAITING)
    sent(tx, maren, jun, at=NOW + 2, step=Step.PROGRESS)
    sent(tx, maren, jun, at=NOW + 3, step=Step.DONE)
    assert commissions.queue(tx, maren.id, 10) == ((Step.WAITING, NOW + 2), (Step.PROGRESS, NOW + 3))


def test_a_link_leads_to_one_request_until_it_ends(tx: SqliteTx, maren: Actor, jun: Actor) -> None:
    made = sent(tx, maren, jun)
    commissions.link(tx, made.id, "hash")
    found = commissions.by_link(tx, "hash")
    assert found is not None
    assert (found.commission.id, found.commission.linked, found.other.username) == (made.id, True, "maren")
    assert commissions.by_link(tx, "other") is None
    commissions.link(tx, made.id, None)
    assert commissions.by_link(tx, "hash") is None


def test_only_public_works_with_a_picture_are_samples(tx: SqliteTx, things: Things, maren: Actor, jun: Actor) -> None:
    shown = things.picture(maren, things.work(maren)).work_id
    hidden = things.picture(maren, things.work(maren, lambda w: replace(w, visibility=Visibility.FOLLOWERS))).work_id
    theirs = things.picture(jun, things.work(jun)).work_id
    bare = things.work(maren).id
    menu = [Item("x", price=1, work=work) for work in (shown, hidden, theirs, bare, WorkId("0" * 26), None)]
    assert list(commissions.samples(tx, maren.id, menu)) == [shown]
    assert commissions.samples(tx, maren.id, [Item("x", price=1)]) == {}


def test_who_is_no_stranger_by_a_commission(tx: SqliteTx, maren: Actor, jun: Actor) -> None:
    assert not commissions.welcome(tx, jun.id, maren.id)
    made = sent(tx, maren, jun)
    assert commissions.welcome(tx, jun.id, maren.id)
    assert not commissions.welcome(tx, maren.id, jun.id)
    commissions.move(tx, made.id, Step.WAITING, NOW)
    assert commissions.welcome(tx, maren.id, jun.id)
    commissions.move(tx, made.id, Step.DECLINED, NOW)
    assert not commissions.welcome(tx, maren.id, jun.id)


def test_what_is_over_for_long_is_found_and_forgotten(tx: SqliteTx, maren: Actor, jun: Actor) -> None:
    made, other = sent(tx, maren, jun, step=Step.ACCEPTED), sent(tx, maren, jun)
    assert commissions.stale(tx, NOW + 10_000, 10) == []
    commissions.move(tx, made.id, Step.DONE, NOW + 5)
    assert commissions.stale(tx, NOW + 5, 10) == []
    (found,) = commissions.stale(tx, NOW + 6, 10)
    assert (found.id, found.artist_id, found.client_id, found.over, found.takes_slot) == (
        made.id,
        maren.id,
        jun.id,
        True,
        False,
    )
    commissions.forget(tx, made.id)
    assert commissions.steps(tx, made.id) == ()
    assert [each.id for each in commissions.of_actor(tx, jun.id, 5)] == [other.id]
    assert [each.id for each in commissions.of_actor(tx, maren.id, 5)] == [other.id]
