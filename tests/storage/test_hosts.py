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


def test_what_is_known_of_a_host_is_kept_apart(tx: SqliteTx) -> None:
    hosts.speak(tx, HOST, "rfc9421")
    tx.run("UPDATE hosts SET failures = 4 WHERE host = :host", host=HOST)
    hosts.speak(tx, HOST, "draft")
    row = tx.one("SELECT dialect, failures FROM hosts WHERE host = :host", host=HOST)
    assert row == {"dialect": "draft", "failures": 4}
