"""One writer that groups transactions, several readers that never wait for it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from fedart.errors import NotFound, Unavailable
from fedart.storage import sqlite
from fedart.storage.database import Tx
from fedart.storage.sqlite import SqliteDatabase

BLOCKS = "SELECT domain FROM domain_blocks ORDER BY domain"
BLOCK = "INSERT INTO domain_blocks (domain, reason, created) VALUES (:domain, '', 0)"


@pytest.fixture
async def db(path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = await SqliteDatabase.open(path, 2)
    yield opened
    await opened.close()


def block(tx: Tx, domain: str) -> str:
    tx.run(BLOCK, domain=domain)
    return domain


async def blocks(db: SqliteDatabase) -> list[str]:
    return await db.read(lambda tx: [row["domain"] for row in tx.all(BLOCKS)])


async def test_what_was_written_can_be_read(db: SqliteDatabase) -> None:
    assert await db.write(lambda tx: block(tx, "a.example")) == "a.example"
    assert await blocks(db) == ["a.example"]


async def test_rows_are_dictionaries_and_missing_ones_are_none(db: SqliteDatabase) -> None:
    assert await db.read(lambda tx: tx.one("SELECT 1 AS one, 'x' AS two")) == {"one": 1, "two": "x"}
    assert await db.read(lambda tx: tx.one(BLOCKS)) is None


async def test_run_tells_how_many_rows_changed(db: SqliteDatabase) -> None:
    for name in ("a.example", "b.example"):
        await db.write(partial(block, domain=name))
    assert await db.write(lambda tx: tx.run("DELETE FROM domain_blocks")) == 2


async def test_a_failed_transaction_leaves_nothing_and_hands_back_its_error(db: SqliteDatabase) -> None:
    def fails(tx: Tx) -> None:
        block(tx, "bad.example")
        raise NotFound("no such thing")

    with pytest.raises(NotFound, match="no such thing"):
        await db.write(fails)
    assert await blocks(db) == []


async def test_one_of_a_group_fails_alone(db: SqliteDatabase) -> None:
    """All of them wait while the writer is busy, so they share one commit."""

    def fails(tx: Tx) -> str:
        block(tx, "bad.example")
        tx.run(BLOCK, domain="good0.example")
        return "not reached"

    jobs = [db.write(partial(block, domain=f"good{n}.example")) for n in range(5)]
    jobs.insert(2, db.write(fails))
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert isinstance(outcomes[2], sqlite3.IntegrityError)
    assert [o for o in outcomes if isinstance(o, str)] == [f"good{n}.example" for n in range(5)]
    assert await blocks(db) == [f"good{n}.example" for n in range(5)]


async def test_waiting_transactions_share_commits(db: SqliteDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    groups: list[int] = []
    run_group = sqlite._run_group

    def counted(connection: sqlite3.Connection, works: Sequence[Callable[[Tx], object]]) -> object:
        groups.append(len(works))
        return run_group(connection, works)

    monkeypatch.setattr(sqlite, "_run_group", counted)
    await asyncio.gather(*(db.write(partial(block, domain=f"d{n}.example")) for n in range(450)))
    assert sum(groups) == 450
    assert max(groups) <= sqlite.GROUP_LIMIT
    assert len(groups) <= 6


async def test_transactions_run_in_the_order_they_came(db: SqliteDatabase) -> None:
    seen: list[int] = []

    def note(tx: Tx, number: int) -> None:
        seen.append(number)

    await asyncio.gather(*(db.write(partial(note, number=n)) for n in range(300)))
    assert seen == list(range(300))


async def test_a_transaction_sees_what_the_one_before_it_wrote(db: SqliteDatabase) -> None:
    def add(tx: Tx) -> int:
        count = len(tx.all(BLOCKS))
        block(tx, f"d{count:04}.example")
        return count

    assert await asyncio.gather(*(db.write(add) for _ in range(100))) == list(range(100))


async def test_a_cancelled_waiter_does_not_stop_the_others(db: SqliteDatabase) -> None:
    first = asyncio.create_task(db.write(lambda tx: block(tx, "a.example")))
    second = asyncio.create_task(db.write(lambda tx: block(tx, "b.example")))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "b.example"
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await db.write(lambda tx: block(tx, "c.example")) == "c.example"


async def test_readers_cannot_write(db: SqliteDatabase) -> None:
    with pytest.raises(Unavailable, match="readonly"):
        await db.read(lambda tx: block(tx, "a.example"))
    assert await blocks(db) == []


async def test_a_reader_sees_one_snapshot(db: SqliteDatabase, path: Path) -> None:
    other = sqlite.connect(path, readonly=False)

    def twice(tx: Tx) -> tuple[int, int]:
        before = len(tx.all(BLOCKS))
        other.execute("INSERT INTO domain_blocks VALUES ('new.example', '', 0)")
        return before, len(tx.all(BLOCKS))

    assert await db.read(twice) == (0, 0)
    other.close()
    assert await blocks(db) == ["new.example"]


async def test_a_reader_that_failed_reads_again(db: SqliteDatabase) -> None:
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            await db.read(lambda tx: 1 // 0)
    assert await blocks(db) == []


async def test_more_readers_wait_than_there_are(db: SqliteDatabase) -> None:
    assert await asyncio.gather(*(blocks(db) for _ in range(50))) == [[]] * 50


async def test_dur_04_a_locked_database_is_unavailable_and_recovers(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    db = await SqliteDatabase.open(path, 1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    jobs = [db.write(partial(block, domain=f"d{n}.example")) for n in range(3)]
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 3
    assert all(isinstance(o, Unavailable) and o.retry and "locked" in str(o) for o in outcomes)
    assert await blocks(db) == []
    other.execute("ROLLBACK")
    other.close()
    assert await db.write(lambda tx: block(tx, "after.example")) == "after.example"
    await db.close()


async def test_dur_04_a_full_disk_is_unavailable_and_recovers(db: SqliteDatabase) -> None:
    pages = await db.write(lambda tx: tx.one("PRAGMA page_count"))
    assert pages is not None
    await db.write(lambda tx: tx.one(f"PRAGMA max_page_count = {pages['page_count'] + 2}"))
    with pytest.raises(Unavailable, match="full"):
        await db.write(lambda tx: tx.run(BLOCK, domain="x" * 1_000_000))
    assert await blocks(db) == []
    await db.write(lambda tx: tx.one("PRAGMA max_page_count = 1000000"))
    assert await db.write(lambda tx: block(tx, "a.example")) == "a.example"


async def test_closing_commits_what_waits(path: Path) -> None:
    db = await SqliteDatabase.open(path, 1)
    jobs = [asyncio.create_task(db.write(partial(block, domain=f"d{n}.example"))) for n in range(20)]
    await asyncio.sleep(0)
    await db.close()
    assert len(await asyncio.gather(*jobs)) == 20
    again = sqlite.connect(path, readonly=True)
    assert len(again.execute(BLOCKS).fetchall()) == 20
    again.close()


async def test_dur_01_writes_are_durable_before_they_return(db: SqliteDatabase) -> None:
    def pragmas(tx: Tx) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [next(iter((tx.one(f"PRAGMA {name}") or {}).values())) for name in names]

    assert await db.write(pragmas) == ["wal", 2, 1]


async def test_foreign_keys_are_enforced(db: SqliteDatabase) -> None:
    sql = "INSERT INTO work_tags (tag, work_id) VALUES ('ferry', 'nothing')"
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(lambda tx: tx.run(sql))


async def test_four_processes_worth_of_writers_never_find_it_locked(path: Path) -> None:
    databases = [await SqliteDatabase.open(path, 1) for _ in range(4)]
    jobs = [db.write(partial(block, domain=f"d{n}-{k}.example")) for k, db in enumerate(databases) for n in range(25)]
    assert len(set(await asyncio.gather(*jobs))) == 100
    assert len(await blocks(databases[0])) == 100
    for db in databases:
        await db.close()
