"""SQLite behind `Database`: one writer that groups waiting transactions into one commit, several readers.

Every write keeps a savepoint of its own, so one that fails takes nothing else with it; synchronous=FULL then costs
almost nothing. The writer always begins IMMEDIATE: a deferred transaction that turns into a write fails under load.
"""

import asyncio
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from fedart.errors import Unavailable
from fedart.storage import statements
from fedart.storage.database import Row, Tx, Value

SQL = statements.load("sqlite.sql")
T = TypeVar("T")

BUSY_SECONDS = 5.0
GLANCE_BUSY_SECONDS = 0.05
AGAIN_SECONDS = 0.01
GROUP_LIMIT = 200
_TRANSIENT = (sqlite3.OperationalError,)


_CHANGED = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)")
_UNSEEN = frozenset(
    {
        "album_links", "appeal_files", "appeal_uses", "appeals", "application_steps", "application_works",
        "applications", "applications_withdrawn", "asked_answers", "audit", "clocks", "commission_steps", "composing",
        "copies", "draft_files", "draft_looks", "drafts", "followed_tags", "habits", "host_domains", "hosts",
        "job_searches", "jobs_over", "links", "messages", "muted_domains", "muted_words", "mutes", "notifications",
        "offer_works", "offers", "private_keys", "received", "rejudgings", "remote_keys", "reports", "sessions",
        "sought_answers", "studio_members", "talks", "tasks", "tries", "trust", "visits", "walks",
    }
)  # fmt: skip
"""Tables that no visitor sees anything of; a change of any other one may change a page."""


@lru_cache(maxsize=1024)
def _seen(sql: str) -> bool:
    """Whether a statement changes something that visitors may see."""
    found = _CHANGED.match(sql)
    return found is None or found[1] not in _UNSEEN


class SqliteTx:
    """`Tx` on a plain connection; lives only on that connection's thread. `changed`: something visitors may see."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.changed = False

    def one(self, sql: str, **values: Value) -> Row | None:
        cursor = self._connection.execute(sql, values)
        names = _names(cursor)
        row = cursor.fetchone()
        return None if row is None else dict(zip(names, row, strict=True))

    def all(self, sql: str, **values: Value) -> Sequence[Row]:
        cursor = self._connection.execute(sql, values)
        names = _names(cursor)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def run(self, sql: str, **values: Value) -> int:
        count = self._connection.execute(sql, values).rowcount
        if count and _seen(sql):
            self.changed = True
        return count


def _names(cursor: sqlite3.Cursor) -> list[str]:
    """The columns of what a cursor is about to give, which come as tuples from here on."""
    cursor.row_factory = None
    return [column[0] for column in cursor.description or ()]


def _dictionary(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection with our pragmas: WAL, foreign keys, full durability; `query_only` for readers."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=512
    )
    connection.row_factory = _dictionary
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    connection.execute("PRAGMA cache_size = -16000")
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL. On a file that is new to it, SQLite fails at once where another process has begun to write, and
    does not wait as it does for everything else (two processes that start together)."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        else:
            return
        time.sleep(AGAIN_SECONDS)


class _Thread(aiosqlite.Connection):
    """An aiosqlite connection that runs a whole function on its thread in one hop."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        # aiosqlite has no public way to run a function; the method it builds all of its own on is the one.
        execute = cast("Callable[..., Awaitable[T]]", self._execute)
        return await execute(work, self._conn)


@dataclass(slots=True)
class _Waiting:
    work: Callable[[Tx], Any]
    future: "asyncio.Future[Any]"


class SqliteDatabase:
    """`Database` on one SQLite file. Open it with `await SqliteDatabase.open(path, readers)`."""

    def __init__(self, writer: _Thread, readers: list[_Thread], glancer: sqlite3.Connection) -> None:
        self._writer = writer
        self._glancer = glancer
        self._version = glancer.cursor()
        self._version.row_factory = None
        self._free: asyncio.Queue[_Thread] = asyncio.Queue()
        self._readers = readers
        for reader in readers:
            self._free.put_nowait(reader)
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._loop = asyncio.create_task(self._write_loop(), name="sqlite-writer")

    @classmethod
    async def open(cls, path: Path, readers: int = 2) -> "SqliteDatabase":
        """Open the file; it must be migrated (see `storage.migrate`)."""
        writer = _Thread(lambda: connect(path, readonly=False), iter_chunk_size=64)
        others = [_Thread(lambda: connect(path, readonly=True), iter_chunk_size=64) for _ in range(readers)]
        for thread in [writer, *others]:
            await thread
        glancer = connect(path, readonly=True)
        glancer.execute(f"PRAGMA busy_timeout = {int(GLANCE_BUSY_SECONDS * 1000)}")
        return cls(writer, others, glancer)

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on a reader in one snapshot. Raises Unavailable when the disk or a lock is in the way."""
        reader = await self._free.get()
        try:
            around = copy_context()  # the reader's language goes along to the other thread
            return await reader.run(lambda connection: around.run(_snapshot, connection, work))
        except _TRANSIENT as error:
            raise Unavailable(f"database: {error}") from error
        finally:
            self._free.put_nowait(reader)

    def glance(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on the event loop's own connection in one snapshot. Raises Unavailable like `read`."""
        try:
            return _snapshot(self._glancer, work)
        except _TRANSIENT as error:
            raise Unavailable(f"database: {error}") from error

    def visible_version(self) -> int:
        """See `Database`. Raises Unavailable."""
        try:
            row = self._version.execute(SQL.visible_version).fetchone()
        except _TRANSIENT as error:
            raise Unavailable(f"database: {error}") from error
        return int(row[0]) if row else 0

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in a savepoint; returns after the commit. Raises Unavailable for busy, full or broken disks."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        around = copy_context()
        self._waiting.put_nowait(_Waiting(lambda tx: around.run(work, tx), future))
        return await future

    async def _write_loop(self) -> None:
        while (first := await self._waiting.get()) is not None:
            group = [first]
            while len(group) < GROUP_LIMIT and not self._waiting.empty():
                more = self._waiting.get_nowait()
                if more is None:
                    self._waiting.put_nowait(None)
                    break
                group.append(more)
            await self._commit(group)

    async def _commit(self, group: list[_Waiting]) -> None:
        works = [waiting.work for waiting in group]
        try:
            outcomes = await self._writer.run(lambda connection: _run_group(connection, works))
        except (sqlite3.Error, ValueError) as error:
            outcomes = [Unavailable(f"database: {error}") for _ in group]
        for waiting, outcome in zip(group, outcomes, strict=True):
            if waiting.future.cancelled():
                continue
            if isinstance(outcome, BaseException):
                waiting.future.set_exception(outcome)
            else:
                waiting.future.set_result(outcome[0])

    async def close(self) -> None:
        """Commit what waits, then close every connection."""
        self._waiting.put_nowait(None)
        await self._loop
        self._glancer.close()
        for connection in [*self._readers, self._writer]:
            await connection.close()


def _snapshot(connection: sqlite3.Connection, work: Callable[[Tx], T]) -> T:
    connection.execute("BEGIN")
    try:
        return work(SqliteTx(connection))
    finally:
        connection.execute("COMMIT")


def _run_group(
    connection: sqlite3.Connection, works: Sequence[Callable[[Tx], object]]
) -> list["tuple[object] | BaseException"]:
    """Run every function in its savepoint and commit once; a failed one leaves no trace and gets its error back."""
    outcomes: list[tuple[object] | BaseException] = []
    tx = SqliteTx(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcomes.extend(_run_one(connection, tx, work) for work in works)
        if tx.changed:
            connection.execute(SQL.grow_visible_version)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return outcomes


def _run_one(
    connection: sqlite3.Connection, tx: SqliteTx, work: Callable[[Tx], object]
) -> "tuple[object] | BaseException":
    connection.execute("SAVEPOINT one")
    try:
        result = work(tx)
    except _TRANSIENT:
        raise
    except Exception as error:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        return error
    connection.execute("RELEASE one")
    return (result,)
