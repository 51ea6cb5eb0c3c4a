"""Reads without a hop, and the number that says whether visitors may see something new."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fedart.errors import NotFound, Unavailable
from fedart.storage import accounts, activities, tasks
from fedart.storage.database import Tx
from fedart.storage.sqlite import SqliteDatabase

BLOCKS = "SELECT domain FROM domain_blocks ORDER BY domain"


@pytest.fixture
async def db(path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = await SqliteDatabase.open(path, 1)
    yield opened
    await opened.close()


def block(tx: Tx) -> None:
    activities.block(tx, "bad.example", "spam", 1)


async def test_a_glance_sees_what_was_committed(db: SqliteDatabase) -> None:
    assert db.glance(activities.blocks) == []
    await db.write(block)
    assert db.glance(activities.blocks) == ["bad.example"]


async def test_a_glance_cannot_write(db: SqliteDatabase) -> None:
    with pytest.raises(Unavailable):
        db.glance(block)
    assert db.glance(activities.blocks) == []


async def test_a_glance_hands_on_errors_and_works_again(db: SqliteDatabase) -> None:
    def fails(tx: Tx) -> None:
        raise NotFound("no such thing")

    with pytest.raises(NotFound):
        db.glance(fails)
    assert db.glance(activities.blocks) == []


async def test_a_visible_change_grows_the_version(db: SqliteDatabase) -> None:
    before = db.visible_version()
    await db.write(block)
    assert db.visible_version() == before + 1


async def test_a_statement_that_changes_nothing_does_not(db: SqliteDatabase) -> None:
    before = db.visible_version()
    await db.write(lambda tx: activities.unblock(tx, "unknown.example"))
    assert db.visible_version() == before


async def test_tasks_tries_and_received_ids_are_not_visible(db: SqliteDatabase) -> None:
    before = db.visible_version()
    await db.write(lambda tx: tasks.add(tx, "deliver", b"{}", 1))
    await db.write(lambda tx: accounts.add_try(tx, "login", 1))
    await db.write(lambda tx: activities.remember(tx, "https://a.example/a", "https://a.example/1", 1))
    assert db.visible_version() == before


async def test_another_process_is_noticed(db: SqliteDatabase, path: Path) -> None:
    before = db.visible_version()
    other = await SqliteDatabase.open(path, 1)
    await other.write(block)
    await other.close()
    assert db.visible_version() == before + 1
