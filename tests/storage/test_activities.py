"""What was sent, what was received, what is gone, and whom we do not talk to."""

from fedart.domain.ids import new_id
from fedart.storage import activities
from fedart.storage.activities import Sent
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things

ADA = "https://peer.example/users/ada"
EVE = "https://evil.example/users/eve"
NOTE = "https://peer.example/notes/1"


def test_what_was_sent_is_kept_byte_for_byte(tx: SqliteTx, things: Things) -> None:
    ours = things.actor("maren", local=True)
    for public in (True, False):
        ident = new_id()
        uri = f"https://gallery.example/activities/{ident}"
        body = f'{{"id":"{uri}","ü":"\\u0000"}}'.encode()
        activities.add(tx, Sent(ident, uri, ours.id, "Create", NOTE, public, body), NOW)
        assert activities.by_id(tx, ident) == (ours.id, body, public)
    assert activities.by_id(tx, "none") is None


def test_sig_11_an_activity_counts_once_for_each_actor(tx: SqliteTx) -> None:
    assert activities.remember(tx, ADA, f"{ADA}/a/1", NOW)
    assert not activities.remember(tx, ADA, f"{ADA}/a/1", NOW)
    assert activities.remember(tx, EVE, f"{ADA}/a/1", NOW)
    assert activities.remember(tx, ADA, f"{ADA}/a/2", NOW)


def test_ids_of_old_activities_are_forgotten(tx: SqliteTx) -> None:
    activities.remember(tx, ADA, "old", NOW - 1)
    activities.remember(tx, ADA, "new", NOW)
    activities.sweep(tx, NOW - 1)
    assert activities.remember(tx, ADA, "old", NOW)
    assert not activities.remember(tx, ADA, "new", NOW)


def test_aut_04_what_somebody_else_said_about_a_thing_does_not_bury_it(tx: SqliteTx) -> None:
    activities.bury(tx, NOTE, EVE, NOW)
    assert activities.buried(tx, NOTE, EVE)
    assert not activities.buried(tx, NOTE, ADA)


def test_what_its_owner_deleted_stays_buried(tx: SqliteTx) -> None:
    assert not activities.buried(tx, NOTE, ADA)
    activities.bury(tx, NOTE, ADA, NOW)
    activities.bury(tx, NOTE, ADA, NOW + 5)
    assert activities.buried(tx, NOTE, ADA)


def test_a_stranger_who_was_first_cannot_keep_the_owner_from_burying(tx: SqliteTx) -> None:
    activities.bury(tx, NOTE, EVE, NOW)
    activities.bury(tx, NOTE, ADA, NOW)
    assert activities.buried(tx, NOTE, ADA)


def test_blocks_are_listed_and_lifted(tx: SqliteTx) -> None:
    activities.block(tx, "bad.example", "spam", NOW)
    activities.block(tx, "bad.example", "spam and worse", NOW)
    activities.block(tx, "evil.example", "", NOW)
    assert sorted(activities.blocks(tx)) == ["bad.example", "evil.example"]
    assert tx.one("SELECT reason FROM domain_blocks WHERE domain = 'bad.example'") == {"reason": "spam and worse"}
    activities.unblock(tx, "bad.example")
    assert activities.blocks(tx) == ["evil.example"]


def test_what_moderators_do_is_written_down(tx: SqliteTx, things: Things) -> None:
    account = things.account("mod")
    activities.audit(tx, account.id, "block", "bad.example", "spam", NOW)
    rows = tx.all("SELECT account_id, action, subject, note, created FROM audit")
    assert [tuple(row.values()) for row in rows] == [(account.id, "block", "bad.example", "spam", NOW)]
