"""Forward-only migrations: numbered `.sql` files, each one transaction together with its own record.

The server refuses a database that is newer than itself, or one that still has to be migrated, and says what to do.
Two processes that start together are kept apart by SQLite's write lock.
"""

import hashlib
import re
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from fedart.errors import ConfigError
from fedart.storage.sqlite import connect

_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql\Z")

_TABLE = """
CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied BIGINT NOT NULL
)"""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def available(folder: Path) -> list[Migration]:
    """The migrations of this release, in order. Raises ConfigError when the numbers have a gap."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.match(path.name)
        if match is None:
            raise ConfigError(f"{path}: a migration is named like 0001_start.sql")
        found.append(Migration(int(match[1]), match[2], path.read_text(encoding="utf-8")))
    if [m.number for m in found] != list(range(1, len(found) + 1)):
        raise ConfigError(f"{folder}: the migrations' numbers must be 1, 2, 3, … without a gap")
    return found


def statements(sql: str) -> list[str]:
    """Split a migration into its statements (SQLite itself decides where one is complete)."""
    parts, pending = [], ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            parts.append(pending.strip())
            pending = ""
    if pending.strip() and not all(part.startswith("--") for part in pending.strip().splitlines()):
        raise ConfigError(f"a migration ends in the middle of a statement: {pending.strip()[:80]}")
    return parts


def _applied(connection: sqlite3.Connection) -> dict[int, str]:
    exists = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migrations'").fetchone()
    if exists is None:
        return {}
    return {row["number"]: row["sha256"] for row in connection.execute("SELECT number, sha256 FROM migrations")}


def _check_known(applied: dict[int, str], known: list[Migration]) -> None:
    by_number = {m.number: m for m in known}
    for number, digest in applied.items():
        if number not in by_number:
            raise ConfigError(
                f"the database has migration {number}, which this version of fedart does not know: it was used by a"
                " newer version. Please install that version, or restore a backup made before the upgrade."
            )
        if by_number[number].sha256 != digest:
            raise ConfigError(
                f"migration {number} was applied with another text than this version ships. Please reinstall fedart;"
                " released migrations never change."
            )


def migrate(path: Path, folder: Path) -> list[str]:
    """Bring the database up to date; returns the names of what was applied. Raises ConfigError for unknown versions."""
    known = available(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(path, readonly=False)
    path.chmod(0o600)
    done = []
    try:
        for migration in known:
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.execute(_TABLE)
                applied = _applied(connection)
                _check_known(applied, known)
                if migration.number not in applied:
                    _apply(connection, migration)
                    done.append(migration.name)
                connection.execute("COMMIT")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
    finally:
        connection.close()
    return done


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    for statement in statements(migration.sql):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO migrations (number, name, sha256, applied) VALUES (?, ?, ?, ?)",
        (migration.number, migration.name, migration.sha256, time.time_ns() // 1_000_000),
    )


def pending(path: Path, folder: Path) -> list[str]:
    """The names of migrations that still have to run. Raises ConfigError when the database is newer than we are."""
    known = available(folder)
    if not path.exists():
        return [m.name for m in known]
    connection = connect(path, readonly=True)
    try:
        applied = _applied(connection)
    finally:
        connection.close()
    _check_known(applied, known)
    return [m.name for m in known if m.number not in applied]


def require_current(path: Path, folder: Path) -> None:
    """Refuse to run on a database that is missing, unmigrated or newer. Raises ConfigError that says what to do."""
    waiting = pending(path, folder)
    if waiting:
        raise ConfigError(f"the database has to be migrated first ({', '.join(waiting)}): run `fedart migrate`")


def instance_actor(path: Path) -> str | None:
    """The id of the server's own actor in an up to date database: whose data it is. None before the first start."""
    connection = connect(path, readonly=True)
    try:
        row = connection.execute("SELECT uri FROM actors WHERE local = 1 AND type = 'Application'").fetchone()
    finally:
        connection.close()
    return row["uri"] if row else None
