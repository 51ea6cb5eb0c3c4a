"""Keys of our actors: for proofs, to come, retired; and strangers' keys for proofs."""

from fedart.domain.ids import Uri
from fedart.storage import actors, keys, tasks
from fedart.storage.keys import NextKeys, ProofKey, Retired, SigningKey
from fedart.storage.sqlite import SqliteTx
from tests.support.things import NOW, Things

LATER = NOW + 1000
DAY = 24 * 3_600_000


def proof(uri: str, number: str = "") -> ProofKey:
    return ProofKey(Uri(f"{uri}#ed25519-key{number}"), f"z6Mk{number}", f"LOCKED{number}")


def coming(uri: str) -> NextKeys:
    return NextKeys(SigningKey(Uri(f"{uri}#key-2"), "PUBLIC 2", "LOCKED 2"), proof(uri, "-2"), NOW)


def test_a_key_for_proofs_comes_back_and_can_be_replaced(tx: SqliteTx, things: Things) -> None:
    ours = things.actor("maren", local=True)
    actors.add_private_key(tx, ours.id, "LOCKED", NOW)
    assert keys.proof_key(tx, ours.id) is None
    assert keys.without_proof_key(tx, 5) == [ours.id]
    for number in ("", "-2"):
        keys.put_proof_key(tx, ours.id, proof(ours.uri, number), NOW)
        assert keys.proof_key(tx, ours.id) == proof(ours.uri, number)
    assert keys.without_proof_key(tx, 5) == []
    assert set(keys.keyed(tx)) == {ours.id, "instance"}


def test_a_change_of_keys_is_kept_until_it_is_made(tx: SqliteTx, things: Things) -> None:
    ours, other = things.actor("maren", local=True), things.actor("nils", local=True)
    for actor in (ours, other):
        actors.add_private_key(tx, actor.id, "LOCKED", NOW)
        keys.put_proof_key(tx, actor.id, proof(actor.uri), NOW)
    assert keys.upcoming(tx, ours.id) is None
    keys.put_upcoming(tx, ours.id, coming(ours.uri), LATER)
    assert keys.upcoming(tx, ours.id) == coming(ours.uri)
    assert keys.changing(tx) == [ours.id]
    old = [Retired(Uri(ours.key_id), "PUBLIC", proves=False, shown_until=LATER)]
    keys.switch(tx, ours.id, coming(ours.uri), old, NOW)
    found = actors.by_id(tx, ours.id)
    assert found is not None
    assert (found.key_id, found.public_key, found.updated) == (f"{ours.uri}#key-2", "PUBLIC 2", LATER)
    assert actors.signing_key(tx, ours.id) == (f"{ours.uri}#key-2", "LOCKED 2")
    assert keys.proof_key(tx, ours.id) == proof(ours.uri, "-2")
    assert keys.changing(tx) == []
    assert actors.by_id(tx, other.id) == other
    assert actors.private_key(tx, other.id) == "LOCKED"


def test_retired_keys_are_shown_until_their_time_and_swept_then(tx: SqliteTx, things: Things) -> None:
    ours = things.actor("maren", local=True)
    actors.add_private_key(tx, ours.id, "LOCKED", NOW)
    old = [
        Retired(Uri(f"{ours.uri}#b"), "z6Mk", proves=True, shown_until=LATER + 1),
        Retired(Uri(f"{ours.uri}#a"), "PUBLIC", proves=False, shown_until=LATER),
    ]
    keys.switch(tx, ours.id, coming(ours.uri), old, NOW)
    assert keys.retired(tx, ours.id, LATER - 1) == old
    assert keys.retired(tx, ours.id, LATER) == old[:1]
    keys.sweep(tx, LATER)
    assert keys.retired(tx, ours.id, NOW) == old[:1]


def test_keys_for_proofs_of_strangers_are_forgotten_after_a_week(tx: SqliteTx) -> None:
    ada, signing = "https://peer.example/users/ada", "https://peer.example/users/ada#main-key"
    for key in (f"proof {ada} {ada}#ed25519-key", signing):
        actors.keep_key(tx, key, ada, "KEY", NOW, NOW)
    keys.sweep(tx, NOW + 7 * DAY - 1)
    assert actors.remote_key(tx, f"proof {ada} {ada}#ed25519-key") is not None
    keys.sweep(tx, NOW + 7 * DAY)
    assert actors.remote_key(tx, f"proof {ada} {ada}#ed25519-key") is None
    assert actors.remote_key(tx, signing) is not None


def test_a_key_that_is_not_listed_any_more_is_forgotten_but_not_asked_for_at_once(tx: SqliteTx) -> None:
    actors.keep_key(tx, "proof k", "https://peer.example/users/ada", "z6Mk", NOW, NOW)
    keys.forget_remote(tx, "proof k", LATER)
    found = actors.remote_key(tx, "proof k")
    assert found is not None
    assert (found.pem, found.failures, found.retry_after) == ("", 1, LATER)


def test_what_was_delivered_in_a_lane_is_told_from_what_waits_or_failed(tx: SqliteTx) -> None:
    def put(lane: str) -> str:
        task = tasks.add(tx, "deliver", b"{}", NOW, lane=lane)
        tx.run("UPDATE tasks SET state = 'leased' WHERE id = :id", id=task)
        return task

    done, dead, _ = put("done"), put("dead"), put("open")
    tasks.done(tx, done, NOW)
    tasks.dead(tx, dead, NOW, "410")
    assert [keys.told(tx, lane, NOW) for lane in ("done", "dead", "open", "none")] == [True, False, False, False]
    assert not keys.told(tx, "done", NOW + 60_000)
    assert [keys.waiting(tx, lane) for lane in ("done", "dead", "open", "none")] == [False, False, True, False]
