"""A migrated database with a transaction that stays open, and things to put into it."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fedart.storage import sqlite
from fedart.storage.sqlite import SqliteTx
from tests.support.things import Things


@pytest.fixture
def path(migrated: Path, tmp_path: Path) -> Path:
    """A migrated database of its own."""
    target = tmp_path / "fedart.sqlite3"
    shutil.copyfile(migrated / "fedart.sqlite3", target)
    return target


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite.connect(path, readonly=False)
    opened.execute("BEGIN IMMEDIATE")
    yield opened
    opened.close()


@pytest.fixture
def tx(connection: sqlite3.Connection) -> SqliteTx:
    return SqliteTx(connection)


@pytest.fixture
def things(tx: SqliteTx) -> Things:
    return Things(tx)
