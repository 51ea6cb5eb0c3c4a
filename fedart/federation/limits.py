"""What keeps one host, or one activity, from keeping us busy (THREATS NET-06, NET-07)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from fedart.federation.errors import BudgetSpent

Outcome = TypeVar("Outcome")
Clock = Callable[[], float]


class HostSlots:
    """At most `each` exchanges at a time with one host; the others wait in line."""

    def __init__(self, each: int) -> None:
        self._each = each
        self._hosts: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def hold(self, host: str) -> AsyncIterator[None]:
        """Wait for a slot and hold it. Hosts that nobody uses are forgotten."""
        slots, users = self._hosts.get(host) or (asyncio.Semaphore(self._each), 0)
        self._hosts[host] = (slots, users + 1)
        try:
            async with slots:
                yield
        finally:
            users = self._hosts[host][1] - 1
            if users:
                self._hosts[host] = (slots, users)
            else:
                del self._hosts[host]


class HostRate:
    """At most `per_minute` requests to one host in any minute, on average; a full minute's worth may come at once."""

    def __init__(self, per_minute: int, clock: Clock, *, max_hosts: int = 10_000) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._max_hosts = max_hosts
        self._hosts: dict[str, tuple[float, float]] = {}

    def take(self, host: str) -> float:
        """0.0 when a request may go now, else how many seconds to wait."""
        now = self._clock()
        tokens, since = self._hosts.pop(host, (float(self._per_minute), now))
        tokens = min(float(self._per_minute), tokens + (now - since) * self._per_minute / 60)
        wait = 0.0 if tokens >= 1 else (1 - tokens) * 60 / self._per_minute
        self._hosts[host] = (tokens if wait else tokens - 1, now)
        if len(self._hosts) > self._max_hosts:
            del self._hosts[next(iter(self._hosts))]
        return wait


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Outcome]):
    outcome: Outcome
    until: float


class NegativeCache(Generic[Outcome]):
    """Remembers for a while what went wrong, so that nobody can make us ask again and again."""

    def __init__(self, clock: Clock, *, max_entries: int = 4096) -> None:
        self._clock = clock
        self._max_entries = max_entries
        self._entries: dict[object, _Kept[Outcome]] = {}

    def get(self, key: object) -> Outcome | None:
        kept = self._entries.get(key)
        if kept is None:
            return None
        if kept.until <= self._clock():
            del self._entries[key]
            return None
        return kept.outcome

    def put(self, key: object, outcome: Outcome, seconds: float) -> None:
        self._entries.pop(key, None)
        self._entries[key] = _Kept(outcome, self._clock() + seconds)
        if len(self._entries) > self._max_entries:
            del self._entries[next(iter(self._entries))]

    def forget(self, wanted: Callable[[object], bool]) -> None:
        """Forget everything under the keys that are wanted."""
        for key in [key for key in self._entries if wanted(key)]:
            del self._entries[key]


class Fetchers:
    """Which servers are known to have fetched which works of ours, and which were asked who they are; in memory.

    The first question about every signed GET: almost always its answer is that there is nothing left to do.
    """

    def __init__(self, *, most: int = 20_000, apart: int = 24 * 3_600_000) -> None:
        self._most = most
        self._apart = apart
        self._noted: dict[tuple[str, str], None] = {}
        self._asked: dict[str, int] = {}

    def noted(self, host: str, work: str) -> bool:
        """Whether it is written down that this server has that work."""
        return (host, work) in self._noted

    def note(self, host: str, work: str) -> None:
        """It is written down. The oldest of too many are forgotten here: they are looked up again."""
        self._noted[host, work] = None
        if len(self._noted) > self._most:
            del self._noted[next(iter(self._noted))]

    def may_ask(self, host: str, now: int) -> bool:
        """Whether a server may be asked now (ms) who it is: once in `apart` ms, whoever claims to be it."""
        asked = self._asked.get(host)
        if asked is not None and asked <= now < asked + self._apart:
            return False
        self._asked.pop(host, None)
        self._asked[host] = now
        if len(self._asked) > self._most:
            del self._asked[next(iter(self._asked))]
        return True


@dataclass(slots=True)
class _Purse:
    fetches: int
    until: float


class Budget:
    """What one inbound activity may cost: fetches in all, depth of the chain, seconds in all (THREATS NET-06)."""

    def __init__(self, *, fetches: int = 20, depth: int = 5, seconds: float = 60.0, clock: Clock = monotonic) -> None:
        self._clock = clock
        self._depth = depth
        self._purse = _Purse(fetches, clock() + seconds)

    def deeper(self) -> "Budget":
        """The same purse, one level further from the activity. Raises BudgetSpent below the last level."""
        if self._depth <= 0:
            raise BudgetSpent("too many levels", rule="NET-06")
        child = Budget(depth=self._depth - 1, clock=self._clock)
        child._purse = self._purse
        return child

    def spend(self) -> float:
        """Pay for one fetch; the seconds it may take at most. Raises BudgetSpent."""
        seconds = self._purse.until - self._clock()
        if self._purse.fetches <= 0 or seconds <= 0:
            raise BudgetSpent("too many fetches, or too slow ones", rule="NET-06")
        self._purse.fetches -= 1
        return seconds
