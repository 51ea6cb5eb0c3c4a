"""The server's side of the sandbox: a few child processes, one job at a time each, started when first needed.

A child that fails in any way is killed and replaced; whatever it does, the server only sees `SandboxFailed`.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

from fedart import log
from fedart.errors import Unavailable
from fedart.sandbox import frames
from fedart.sandbox.process import Child, StaleError, spawn

CPU_SECONDS = 10
START_SECONDS = 60.0
END_SECONDS = 2.0


class Reason(StrEnum):
    """Why a job was not done. START, TIMEOUT and CLOSED are our own trouble; the others come from what was fed in."""

    START = "start"
    CRASHED = "crashed"
    CPU = "cpu"
    MEMORY = "memory"
    TIMEOUT = "timeout"
    CLOSED = "closed"


class SandboxFailed(Unavailable):
    """A job that got no answer. `detail` is for the log."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason), rule="MED-03")
        self.reason = reason


class Sandbox:
    """`processes` children of `python -m module`, each with `memory_bytes` of address space and `cpu_seconds` a job.

    A child is replaced after `recycle_after` jobs, which bounds what a leak in an image library can do.
    `arguments` are handed to the module's `prepare`. The server's environment is not passed on.
    """

    def __init__(
        self,
        module: str,
        processes: int = 1,
        memory_bytes: int = 1024 * 1024 * 1024,
        recycle_after: int = 500,
        arguments: Sequence[str] = (),
        cpu_seconds: int | None = None,
    ) -> None:
        self.module = module
        self._limits = [str(memory_bytes), str(cpu_seconds or CPU_SECONDS)]
        self._arguments = list(arguments)
        self._recycle_after = recycle_after
        self._threads = ThreadPoolExecutor(max_workers=max(1, processes), thread_name_prefix="sandbox")
        self._slots: asyncio.LifoQueue[Child | None] = asyncio.LifoQueue()
        for _ in range(max(1, processes)):
            self._slots.put_nowait(None)
        self._living: set[Child] = set()
        self._closed = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run at the moment."""
        return tuple(child.pid for child in self._living)

    async def run(
        self, job: Mapping[str, object], blobs: Sequence[bytes], seconds: float
    ) -> tuple[dict[str, object], list[bytes]]:
        """What the child's handler answers to one job. `seconds` of wall clock count from when a child is free.

        Raises SandboxFailed; the child is then already gone and the next job gets a new one.
        """
        while True:
            child = await self._take()
            healthy = False
            try:
                answer = await self._converse(child, job, blobs, seconds)
                healthy = True
            except StaleError:
                continue
            else:
                return answer
            finally:
                self._put_back(child, healthy=healthy)

    async def start(self) -> None:
        """Start a child, unless one is ready. Raises SandboxFailed with what the child says is wrong."""
        self._put_back(await self._take(), healthy=True)

    async def close(self) -> None:
        """End every child. Jobs that still run fail with Reason.CLOSED."""
        self._closed = True
        for child in list(self._living):
            child.kill()
        await asyncio.gather(*(child.gone() for child in list(self._living)))
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _take(self) -> Child:
        slot = await self._slots.get()
        if slot is not None and slot.alive and not self._closed:
            return slot
        if slot is not None:
            slot.kill()
        try:
            return await self._start()
        except BaseException:
            self._slots.put_nowait(None)
            raise

    async def _start(self) -> Child:
        if self._closed:
            raise SandboxFailed(Reason.CLOSED)
        child = await spawn(self.module, [*self._limits, *self._arguments])
        self._living.add(child)
        child.when_gone(self._living.discard)
        try:
            said, _ = await self._in_thread(child, child.hello, START_SECONDS)
        except SandboxFailed as failure:
            child.kill()
            log.error("sandbox_start_failed", module=self.module, reason=failure)
            raise SandboxFailed(Reason.CLOSED if self._closed else Reason.START, self.module) from failure
        except BaseException:
            child.kill()
            raise
        if "failed" in said:
            child.kill()
            log.error("sandbox_start_failed", module=self.module, reason=said["failed"])
            raise SandboxFailed(Reason.START, str(said["failed"]))
        return child

    async def _converse(
        self, child: Child, job: Mapping[str, object], blobs: Sequence[bytes], seconds: float
    ) -> frames.Message:
        body, out = await self._in_thread(child, lambda: child.exchange(job, blobs), seconds)
        failed = body.get("failed")
        if failed is not None:
            raise SandboxFailed(Reason.MEMORY if failed == "memory" else Reason.CRASHED, str(failed))
        result = body.get("result")
        if not isinstance(result, dict):
            raise SandboxFailed(Reason.CRASHED, "no result")
        return result, out

    async def _in_thread(self, child: Child, talk: Callable[[], frames.Message], seconds: float) -> frames.Message:
        future = asyncio.get_running_loop().run_in_executor(self._threads, talk)
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(future)
        except TimeoutError:
            child.kill()
            raise SandboxFailed(Reason.TIMEOUT, f"{seconds:g} s") from None
        except (OSError, frames.ProtocolError, EOFError) as error:
            if isinstance(error, frames.ProtocolError):
                child.kill()
            raise SandboxFailed(await self._cause(child), f"exit {child.exit}, {type(error).__name__}") from error

    async def _cause(self, child: Child) -> Reason:
        """Why it stopped to talk. It gets a moment to end by itself, because only then its exit code tells."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await child.gone()
        child.kill()
        await child.gone()
        if self._closed:
            return Reason.CLOSED
        return Reason.CPU if child.exit == -signal.SIGXCPU else Reason.CRASHED

    def _put_back(self, child: Child, *, healthy: bool) -> None:
        if healthy and not self._closed and child.jobs < self._recycle_after:
            self._slots.put_nowait(child)
            return
        child.kill()
        self._slots.put_nowait(None)
