"""The seam between use cases and SQL.

A transaction is a plain function of a `Tx`. It runs on the connection's own thread in one hop and cannot await,
so network and inference can never happen inside one: the type forbids it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

Value = str | int | float | bytes | None
Row = Mapping[str, Any]
"""One row: column names to values; what a column holds is known to the module that asked."""

T = TypeVar("T")


class Tx(Protocol):
    """One open transaction. Statements are named, see `storage.statements`."""

    def one(self, sql: str, **values: Value) -> Row | None:
        """The first row, or None."""

    def all(self, sql: str, **values: Value) -> Sequence[Row]:
        """Every row."""

    def run(self, sql: str, **values: Value) -> int:
        """Run a statement; the number of rows it changed."""


class Database(Protocol):
    """A store with one writer and several readers."""

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on a reader: one snapshot, no writes."""

    def glance(self, work: Callable[[Tx], T]) -> T:
        """Run `work` at once on the caller's thread, for a few rows found by their keys: a hop to a reader's thread
        costs ten times what such a read does. Anything that looks through many rows belongs to `read`."""

    def visible_version(self) -> int:
        """A number that grows with every commit, of any process, that may have changed what visitors see."""

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in a write transaction of its own; durable when this returns (THREATS DUR-01)."""

    async def close(self) -> None:
        """Finish what waits and close."""
