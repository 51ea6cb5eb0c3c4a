"""Migrations go forward only, whole, and never over a database that is not known."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fedart import share
from fedart.domain.media import Label, MediaState
from fedart.domain.policy import Action, Estimate
from fedart.errors import ConfigError
from fedart.storage import media, migrate, tallies, verdicts
from fedart.storage.sqlite import SqliteTx, connect
from fedart.storage.tallies import Tally

ONE = "CREATE TABLE one (id TEXT PRIMARY KEY);\n"
TWO = "-- More; with a semicolon in its comment.\nCREATE TABLE two (id TEXT);\nINSERT INTO two VALUES ('a;b');\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "migrations"
    made.mkdir()
    (made / "0001_start.sql").write_text(ONE)
    return made


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "fedart.sqlite3"


def tables(database: Path) -> set[str]:
    connection = sqlite3.connect(database)
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return found


def test_a_new_database_gets_everything_once(folder: Path, database: Path) -> None:
    (folder / "0002_more.sql").write_text(TWO)
    assert migrate.pending(database, folder) == ["start", "more"]
    assert migrate.migrate(database, folder) == ["start", "more"]
    assert tables(database) == {"one", "two", "migrations"}
    assert migrate.migrate(database, folder) == []
    assert migrate.pending(database, folder) == []
    migrate.require_current(database, folder)


def test_only_what_is_missing_is_applied(folder: Path, database: Path) -> None:
    migrate.migrate(database, folder)
    (folder / "0002_more.sql").write_text(TWO)
    assert migrate.pending(database, folder) == ["more"]
    assert migrate.migrate(database, folder) == ["more"]


def test_ops_03_the_file_is_for_its_owner_only(folder: Path, database: Path) -> None:
    migrate.migrate(database, folder)
    assert database.stat().st_mode & 0o777 == 0o600


def test_the_server_refuses_an_unmigrated_database(folder: Path, database: Path) -> None:
    with pytest.raises(ConfigError, match="run `fedart migrate`"):
        migrate.require_current(database, folder)
    migrate.migrate(database, folder)
    (folder / "0002_more.sql").write_text(TWO)
    with pytest.raises(ConfigError, match=r"\(more\): run `fedart migrate`"):
        migrate.require_current(database, folder)


def test_a_newer_database_is_refused_and_left_alone(folder: Path, database: Path) -> None:
    (folder / "0002_more.sql").write_text(TWO)
    migrate.migrate(database, folder)
    (folder / "0002_more.sql").unlink()
    for refuses in (migrate.migrate, migrate.pending, migrate.require_current):
        with pytest.raises(ConfigError, match="migration 2, which this version of fedart does not know"):
            refuses(database, folder)
    assert "two" in tables(database)


def test_a_changed_migration_is_refused(folder: Path, database: Path) -> None:
    migrate.migrate(database, folder)
    (folder / "0001_start.sql").write_text(ONE + "-- a word more\n")
    for refuses in (migrate.migrate, migrate.pending, migrate.require_current):
        with pytest.raises(ConfigError, match="applied with another text"):
            refuses(database, folder)


def test_dur_07_a_migration_that_fails_leaves_nothing_and_can_be_resumed(folder: Path, database: Path) -> None:
    broken = folder / "0002_more.sql"
    broken.write_text("CREATE TABLE two (id TEXT);\nCREATE TABLE two (id TEXT);\n")
    with pytest.raises(sqlite3.OperationalError):
        migrate.migrate(database, folder)
    assert tables(database) == {"one", "migrations"}
    broken.write_text(TWO)
    assert migrate.migrate(database, folder) == ["more"]
    assert "two" in tables(database)


def test_two_processes_that_start_together_apply_each_migration_once(folder: Path, database: Path) -> None:
    (folder / "0002_more.sql").write_text(TWO)
    database.parent.mkdir()
    done: list[str] = []
    ready = threading.Barrier(4)

    def start() -> None:
        ready.wait()
        done.extend(migrate.migrate(database, folder))

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["more", "start"]


@pytest.mark.parametrize("lock", ["BEGIN", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_new_file_that_another_process_writes_is_waited_for(database: Path, lock: str) -> None:
    database.parent.mkdir()
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE theirs (id TEXT)")
    other.execute(lock)
    other.execute("SELECT * FROM theirs").fetchall()
    timer = threading.Timer(0.1, other.execute, ["ROLLBACK"])
    timer.start()
    connection = connect(database, readonly=False)
    assert connection.execute("PRAGMA journal_mode").fetchone() == {"journal_mode": "wal"}
    timer.join()
    connection.close()
    other.close()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("0003_gap.sql", "without a gap"),
        ("0001_again.sql", "without a gap"),
        ("2_short.sql", "named like 0001_start.sql"),
        ("0002_Upper.sql", "named like 0001_start.sql"),
        ("notes.sql", "named like 0001_start.sql"),
    ],
)
def test_numbers_and_names_are_checked(folder: Path, name: str, message: str) -> None:
    (folder / name).write_text(TWO)
    with pytest.raises(ConfigError, match=message):
        migrate.available(folder)


@pytest.mark.parametrize(
    ("sql", "count"),
    [
        ("", 0),
        ("-- only a comment\n", 0),
        (ONE, 1),
        (TWO, 2),
        ("CREATE TABLE a (\n    id TEXT -- a; comment\n);\n\n\nCREATE TABLE b (id TEXT);\n", 2),
        ("CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM a;\n  DELETE FROM b;\nEND;\n", 1),
    ],
)
def test_statements_are_taken_apart_as_sqlite_reads_them(sql: str, count: int) -> None:
    assert len(migrate.statements(sql)) == count


def test_half_a_statement_is_refused() -> None:
    with pytest.raises(ConfigError, match="middle of a statement"):
        migrate.statements("CREATE TABLE a (id TEXT)\n")


def test_our_own_migrations_are_complete(database: Path) -> None:
    assert migrate.migrate(database, share.path("migrations"))[0] == "start"
    migrate.require_current(database, share.path("migrations"))


RELEASED = ("0001_start.sql", "0002_visible.sql")

OLD_ROWS = """
INSERT INTO actors VALUES ('a1', 'https://g.example/a1', 1, 'Person', 'maren', 'g.example', '', '', '', '[]', '', '',
    NULL, '', '', '', '', '', '', NULL, NULL, NULL, NULL, 0, 1, 1, 1, 1, 1, NULL, NULL, 0, NULL);
INSERT INTO accounts VALUES ('c1', 'a1', 'maren', 'artist', NULL, 1, NULL);
INSERT INTO media VALUES ('m1', 'a1', NULL, 'icon', 0, '', 0, 0, 'held', 'aa', '{"mime": "image/png", "width": 1,
    "height": 1, "blurhash": "", "color": "#000000", "lightness": 0, "animated": false}', '[]', NULL, 'x.png', NULL,
    'declared', 1);
INSERT INTO media VALUES ('m2', 'a1', NULL, 'icon', 0, '', 0, 0, 'kept', 'bb', NULL, '[]', NULL, '', NULL, '', 1);
INSERT INTO verdicts VALUES ('v1', 'm1', 'upload', 'aa', 'hold', 'declared', '[]', '', NULL, NULL, NULL, NULL,
    1793491200000, NULL, NULL, NULL, NULL);
INSERT INTO verdicts VALUES ('v2', 'm2', 'upload', 'bb', 'hold', 'estimated', '[]', '', 'tiny 1', 'ff', 0.95, 0.9,
    1793491199999, 1793491200001, 'c1', 'keep', 'painted');
INSERT INTO appeals VALUES ('p1', 'm1', 'c1', 'Please', 'open', 1793491200000);
INSERT INTO appeals VALUES ('p2', 'm2', 'c1', 'Please', 'resolved', 1793491200000);
"""


@pytest.fixture
def upgraded(folder: Path, database: Path) -> Iterator[SqliteTx]:
    """A database that 0.1.0 made and filled, brought up to date by this release."""
    ours = share.path("migrations")
    (folder / "0001_start.sql").unlink()
    for name in RELEASED:
        (folder / name).write_bytes((ours / name).read_bytes())
    assert migrate.migrate(database, folder) == ["start", "visible"]
    old = sqlite3.connect(database)
    old.executescript(OLD_ROWS)
    old.close()
    assert migrate.migrate(database, ours)[:1] == ["judging"]
    migrate.require_current(database, ours)
    connection = connect(database, readonly=False)
    yield SqliteTx(connection)
    connection.close()


def test_a_database_of_0_1_0_keeps_its_pictures_verdicts_and_decisions(upgraded: SqliteTx) -> None:
    held = media.by_id(upgraded, "m1")
    assert held is not None
    assert (held.media.state, held.media.label, held.media.facts and held.media.facts.phash) == (
        MediaState.HELD,
        Label.NONE,
        "",
    )
    judged = verdicts.newest(upgraded, "m2")
    assert judged is not None
    assert (judged.actor_id, judged.phash, judged.decision) == ("a1", "", Action.KEEP)
    assert (judged.verdict.rule, judged.verdict.audience, judged.verdict.would) == (None, None, None)
    assert judged.verdict.report.estimate == Estimate("tiny 1", "ff", 0.95)
    assert verdicts.overturned(upgraded, "bb")
    assert not verdicts.overturned(upgraded, "cc", "a1", "0" * 16)


def test_a_database_of_0_1_0_brings_its_counts_along(upgraded: SqliteTx) -> None:
    assert tallies.months(upgraded, 12) == (
        Tally("2026-11", checked=1, held=1, appealed=2, overturned=1),
        Tally("2026-10", checked=1, held=1),
    )


def test_cases_of_0_1_0_can_be_decided_and_its_closed_appeals_have_a_date(upgraded: SqliteTx) -> None:
    assert verdicts.decide(upgraded, "v1", "c1", Action.LABEL, "its own words", 5)
    assert not verdicts.decide(upgraded, "v2", "c1", Action.DROP, "too late", 5)
    closed = {row["id"]: row["closed"] for row in upgraded.all("SELECT id, closed FROM appeals")}
    assert closed == {"p1": None, "p2": 1_793_491_200_001}


def test_what_0_1_0_stored_can_be_judged_again(upgraded: SqliteTx) -> None:
    found = media.to_judge(upgraded, after="", since=0, held_only=False, limit=10)
    assert [owned.media.id for owned in found] == ["m1", "m2"]
