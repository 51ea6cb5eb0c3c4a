"""A queue that was filled by an older version goes on after the migration, in the same order."""

import shutil
from pathlib import Path

from fedart import share
from fedart.domain.task import Flow, Room
from fedart.storage import claims, migrate, tasks
from fedart.storage.sqlite import SqliteTx, connect

NOW = 1_790_000_000_000
OLD = """
INSERT INTO tasks (id, kind, lane, payload, state, due, created)
VALUES (:id, :kind, :lane, '{}', :state, :due, :due)
"""
BEFORE = [
    ("a1", "deliver", "out peer.example:8443 https://x.example/objects/1", "leased"),
    ("a2", "deliver", "out peer.example:8443 https://x.example/objects/1", "due"),
    ("a3", "deliver", "out peer.example:8443 https://x.example/objects/1", "due"),
    ("b1", "deliver", "out other.example https://x.example/objects/1", "due"),
    ("c1", "receive", "in https://y.example/notes/1", "due"),
    ("c2", "receive", "in https://y.example/notes/1", "due"),
    ("d1", "tidy", "", "due"),
    ("d2", "tidy", "", "due"),
    ("e1", "deliver", "out peer.example https://x.example/objects/2", "done"),
]


def old(folder: Path, database: Path) -> None:
    """A database of before the fourth migration, with a queue."""
    folder.mkdir()
    for path in sorted(share.path("migrations").glob("000[123]_*.sql")):
        shutil.copy(path, folder)
    migrate.migrate(database, folder)
    connection = connect(database, readonly=False)
    tx = SqliteTx(connection)
    for ident, kind, lane, state in BEFORE:
        tx.run(OLD, id=ident, kind=kind, lane=lane, state=state, due=NOW)
    tx.run("UPDATE tasks SET lease = :lease WHERE state = 'leased'", lease=NOW + 60_000)
    connection.close()


def test_dur_07_what_waited_before_the_migration_is_done_after_it_in_order(tmp_path: Path) -> None:
    database = tmp_path / "fedart.sqlite3"
    old(tmp_path / "old", database)
    migrate.migrate(database, share.path("migrations"))
    connection = connect(database, readonly=False)
    tx = SqliteTx(connection)
    found = {row["id"]: dict(row) for row in tx.all("SELECT id, state, flow, host FROM tasks")}
    assert {ident: row["state"] for ident, row in found.items()} == {
        **{ident: state for ident, _, _, state in BEFORE},
        "a2": "waiting",
        "a3": "waiting",
        "c2": "waiting",
    }
    assert (found["a2"]["flow"], found["a2"]["host"]) == ("out", "peer.example:8443")
    assert (found["b1"]["flow"], found["b1"]["host"]) == ("out", "other.example")
    assert (found["c1"]["flow"], found["d1"]["flow"]) == (Flow.OWN, Flow.OWN)
    first = [task.id for task in claims.claim(tx, NOW, NOW + 60_000, Room.of(9))]
    assert sorted(first) == ["b1", "c1", "d1", "d2"]
    tasks.done(tx, "a1", NOW)
    tasks.done(tx, "c1", NOW)
    assert sorted(task.id for task in claims.claim(tx, NOW, NOW + 60_000, Room.of(9))) == ["a2", "c2"]
    connection.close()
