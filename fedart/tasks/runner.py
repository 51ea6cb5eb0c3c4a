"""The worker: claims due tasks with a lease, runs them, and books what became of each.

A crash or a SIGKILL returns a task when its lease runs out; handlers are idempotent, so nothing shows twice.
"""

import asyncio
import random
from contextlib import suppress

from fedart import log
from fedart.domain.task import Flow, Room, Task, next_delay
from fedart.errors import FedartError
from fedart.instance import Instance
from fedart.services import (
    appeals,
    backlinks,
    closing,
    commission_queue,
    copies,
    drafts,
    ending,
    keys,
    media,
    rejudge,
    retention,
    rotation,
    schedule,
)
from fedart.services.delivery import GiveUp, Postponed, TryLater
from fedart.storage import accounts, activities, actors, breakers, claims, tasks, transfers
from fedart.storage import keys as retired
from fedart.storage.database import Tx
from fedart.tasks.kinds import KINDS, Kind

HOUR = 3_600_000
SWEEP_SECONDS = 3_600.0
DAY = 24 * HOUR
REMEMBER_RECEIVED = 30 * DAY
REMEMBER_FAILURES = 30 * DAY
REMEMBER_IMPORTS = 30 * DAY
SHARE = 4
"""One domain takes at most a quarter of the workers, and failing hosts a quarter of the deliveries (CAP-01, CAP-02)."""
EACH_HOST = 2
CRASHES = 3
"""How often a task may end without a word, with its worker, beside the failures that its table allows."""


async def run(it: Instance, stop: asyncio.Event) -> None:
    """Work until `stop` is set; then what runs gets `server.drain` seconds to finish, and the rest is given back."""
    worker = Worker(it)
    with suppress(FedartError):
        await rejudge.at_start(it)
        await keys.at_start(it)
        await rotation.at_start(it)
        await closing.at_start(it)
        await backlinks.at_start(it)
        await copies.at_start(it)
        await schedule.at_start(it)
    await worker.loop(stop)


class Worker:
    """One process's share of the queue: up to `tasks.workers` tasks at a time, and `tasks.deliveries` beside them."""

    def __init__(self, it: Instance, luck: random.Random | None = None) -> None:
        self.it = it
        self._luck = luck or random.Random()
        self._running: dict[asyncio.Task[None], Task] = {}
        self._swept = float("-inf")
        self._turn: dict[Flow, str] = {}
        self._ahead: int | None = None

    async def loop(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.it.wake.clear()
            await self._follow_clock()
            await self._sweep()
            claimed = await self._claim()
            for task in claimed:
                job = asyncio.create_task(self._one(task), name=f"{task.kind} {task.id}")
                self._running[job] = task
                job.add_done_callback(self._finished)
            if not claimed:
                await self._rest(stop)
        await self._drain()

    def _finished(self, job: "asyncio.Task[None]") -> None:
        self._running.pop(job, None)
        self.it.wake.set()
        if not job.cancelled() and (error := job.exception()) is not None:
            # The outcome could not be booked; the lease returns the task, and its handler is idempotent.
            log.error("task_not_booked", reason=error)

    async def _claim(self) -> list[Task]:
        room = self._room()
        if room.workers <= 0 and room.deliveries <= 0:
            return []
        now = self.it.clock()
        lease = now + int(self.it.config.tasks.lease_seconds * 1000)
        try:
            if not self.it.db.glance(lambda tx: tasks.any_due(tx, now)):
                return []
            claimed = await self.it.db.write(lambda tx: claims.claim(tx, now, lease, room, self._turn))
        except FedartError as error:
            log.warning("claim_failed", reason=error)
            return []
        self._turn.update((task.flow, task.host) for task in claimed)
        return claimed

    def _room(self) -> Room:
        settings = self.it.config.tasks
        out = sum(task.flow is Flow.OUT for task in self._running.values())
        return Room(
            workers=settings.workers - (len(self._running) - out),
            deliveries=settings.deliveries - out,
            each_domain=max(1, settings.workers // SHARE),
            each_host=EACH_HOST,
            suspects=max(1, settings.deliveries // SHARE),
        )

    async def _follow_clock(self) -> None:
        """Notice when the wall clock was set, by comparing it with a clock that cannot be (DUR-05)."""
        ahead, known = self.it.clock() - self.it.uptime(), self._ahead
        if known is not None and abs(ahead - known) <= tasks.CLOCK_JUMP:
            return
        try:
            if known is None:
                await self.it.db.write(lambda tx: tasks.keep_ahead(tx, ahead))
            else:
                by = await self.it.db.write(lambda tx: _clock_was_set(tx, ahead, self.it.clock()))
                log.warning("clock_was_set", seconds=(ahead - known) // 1000, moved=by // 1000)
        except FedartError as error:
            log.warning("clock_not_followed", reason=error)
            return
        self._ahead = ahead

    async def _rest(self, stop: asyncio.Event) -> None:
        """Sleep until something wakes us, or until the next look for work that other processes left."""
        waits = [asyncio.create_task(event.wait()) for event in (self.it.wake, stop)]
        await asyncio.wait(waits, timeout=self.it.config.tasks.poll_seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
            with suppress(asyncio.CancelledError):
                await wait

    async def _drain(self) -> None:
        if not self._running:
            return
        log.info("draining", tasks=len(self._running))
        _, late = await asyncio.wait(self._running, timeout=self.it.config.server.drain)
        unfinished = [self._running[job].id for job in late if job in self._running]
        for job in late:
            job.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        with suppress(FedartError):
            await self.it.db.write(lambda tx: tasks.release(tx, unfinished))

    async def _one(self, task: Task) -> None:
        """Run one task and book the outcome; the one place that catches everything a task may raise."""
        log.bind(task=task.id, kind=task.kind)
        kind = KINDS.get(task.kind)
        if kind is None:
            await self._dead(task, f"unknown kind {task.kind}")
            return
        if task.attempts > len(kind.delays(self.it.config)) + 1 + CRASHES:
            await self._dead(task, "it never came to an end")
            return
        try:
            async with asyncio.timeout(self.it.config.tasks.lease_seconds * 0.9):
                await kind.run(self.it, task.payload)
        except GiveUp as reason:
            await self._dead(task, str(reason))
        except Postponed as put_off:
            text, until = str(put_off), put_off.until
            await self.it.db.write(lambda tx: tasks.postpone(tx, task.id, until, text))
        except TryLater as later:
            await self._later(task, kind, str(later), later.seconds, later.tries)
        except FedartError as error:
            await self._failed(task, kind, error)
        except Exception as error:
            log.error("task_broke", exc=error, attempt=task.attempts)
            await self._later(task, kind, f"{type(error).__name__}: {error}", None, None)
        else:
            now = self.it.clock()
            await self.it.db.write(lambda tx: tasks.done(tx, task.id, now))

    async def _failed(self, task: Task, kind: Kind, error: FedartError) -> None:
        if error.retry:
            await self._later(task, kind, str(error), None, None)
        else:
            await self._dead(task, str(error))

    async def _later(self, task: Task, kind: Kind, reason: str, seconds: float | None, tries: int | None) -> None:
        delays = kind.delays(self.it.config)
        wait = next_delay(task.attempts, delays, self._luck)
        if wait is None or (tries is not None and task.attempts >= tries):
            await self._dead(task, reason)
            return
        wait = max(wait, seconds or 0.0)
        await self._follow_clock()
        due = self.it.clock() + int(wait * 1000)
        log.info("task_later", attempt=task.attempts, seconds=round(wait), reason=reason)
        await self.it.db.write(lambda tx: tasks.later(tx, task.id, due, reason))

    async def _dead(self, task: Task, reason: str) -> None:
        now = self.it.clock()
        log.warning("task_dead", attempt=task.attempts, reason=reason)
        await self._lost(task)
        await self.it.db.write(lambda tx: tasks.dead(tx, task.id, now, reason))

    async def _lost(self, task: Task) -> None:
        """Let whoever made the task know that it is given up; trouble there does not keep it alive."""
        kind = KINDS.get(task.kind)
        if kind is None or kind.lost is None:
            return
        try:
            await kind.lost(self.it, task.payload)
        except Exception as error:
            log.error("loss_not_booked", exc=error)

    async def _sweep(self) -> None:
        """Once an hour: forget finished tasks, ended sessions, counted tries, ids of old activities."""
        loop_time = asyncio.get_running_loop().time()
        if loop_time - self._swept < SWEEP_SECONDS:
            return
        self._swept = loop_time
        now, keep = self.it.clock(), self.it.config.tasks.keep_done_hours * HOUR

        def sweep(tx: Tx) -> None:
            tasks.sweep(tx, int(now - keep))
            accounts.sweep(tx, now, HOUR)
            activities.sweep(tx, now - REMEMBER_RECEIVED)
            actors.sweep_keys(tx, now - DAY)
            retired.sweep(tx, now)
            breakers.sweep(tx, now - REMEMBER_FAILURES)
            transfers.sweep(tx, now - REMEMBER_IMPORTS)
            retention.begin(tx, self.it)

        with suppress(FedartError):
            await self.it.db.write(sweep)
            await appeals.sweep(self.it)
            await media.collect(self.it)
            await drafts.sweep(self.it)
            await ending.sweep(self.it)
            await commission_queue.sweep(self.it)


def _clock_was_set(tx: Tx, ahead: int, now: int) -> int:
    by = tasks.follow_clock(tx, ahead, now)
    if by:
        breakers.shift(tx, by)
        schedule.waken(tx, now)
    return by
