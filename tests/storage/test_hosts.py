from fedart.storage import hosts
from fedart.storage.sqlite import SqliteTx

HOST = "peer.example"


def test_a_dialect_is_remembered_for_its_host(tx: SqliteTx) -> None:
    assert hosts.dialect(tx, HOST) == ""
    hosts.speak(tx, HOST, "rfc9421")
    hosts.speak(tx, "other.example:8443", "draft")
    assert hosts.dialect(tx, HOST) == "rfc9421"
    hosts.speak(tx, HOST, "draft")
    assert hosts.dialect(tx, HOST) == "draft"
    assert hosts.dialect(tx, "other.example") == ""


def test_when_a_host_spoke_last_is_remembered(tx: SqliteTx) -> None:
    assert hosts.spoken(tx, HOST) == 0
    hosts.hear(tx, HOST, 2_000)
    hosts.hear(tx, HOST, 1_000)
    assert hosts.spoken(tx, HOST) == 2_000


def test_what_is_known_of_a_host_is_kept_apart(tx: SqliteTx) -> None:
    hosts.hear(tx, HOST, 1_000)
    hosts.speak(tx, HOST, "rfc9421")
    hosts.hear(tx, HOST, 3_000)
    tx.run("UPDATE hosts SET failures = 4 WHERE host = :host", host=HOST)
    hosts.speak(tx, HOST, "draft")
    hosts.hear(tx, HOST, 4_000)
    row = tx.one("SELECT dialect, spoken, failures FROM hosts WHERE host = :host", host=HOST)
    assert row == {"dialect": "draft", "spoken": 4_000, "failures": 4}
