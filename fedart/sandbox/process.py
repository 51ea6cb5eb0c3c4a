"""One child process as the server sees it: its pipes, its end, and the conversation with it (in a thread)."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import fedart
from fedart.sandbox import frames

MAPPED = 16 * 1024 * 1024


class StaleError(Exception):
    """The child had died before it was given the job, so the job is not to blame."""


async def spawn(module: str, arguments: Sequence[str]) -> "Child":
    """Start `python -m module` in its own session, with two pipes and next to no environment."""
    to_child, from_child = os.pipe(), os.pipe()
    command = (sys.executable, "-P", "-m", module, str(os.getpid()), *arguments)
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=to_child[0], stdout=from_child[1], env=_environment(), start_new_session=True
        )
    except BaseException:
        os.close(to_child[1])
        os.close(from_child[0])
        raise
    finally:
        os.close(to_child[0])
        os.close(from_child[1])
    return Child(process, to_child[1], from_child[0])


def _environment() -> dict[str, str]:
    """No secrets, no proxies. One thread per numeric library and two heaps keep the address space small.

    What is larger than MAPPED goes back to the system as soon as it is free: by itself the C library would learn, from
    the first large picture, to keep it.
    """
    return {
        "PYTHONPATH": str(Path(fedart.__file__).parent.parent),
        "LC_ALL": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": str(MAPPED),
    }


class Child:
    """A running child. `hello` and `exchange` block, so they run in a thread; the rest belongs to the event loop."""

    def __init__(self, process: asyncio.subprocess.Process, to_child: int, from_child: int) -> None:
        self.jobs = 0
        self._process = process
        self._write = os.fdopen(to_child, "wb")
        self._read = os.fdopen(from_child, "rb")
        self._lock = threading.Lock()
        self._talking = False
        self._killed = False
        self._end = asyncio.ensure_future(process.wait())

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._killed and self._process.returncode is None

    @property
    def exit(self) -> int | None:
        """Its exit code, negative for a signal, None while it runs."""
        return self._process.returncode

    def when_gone(self, forget: "Callable[[Child], object]") -> None:
        """Call `forget` once the process has ended."""
        self._end.add_done_callback(lambda _: forget(self))

    async def gone(self) -> None:
        """Wait for the process to end."""
        await asyncio.shield(self._end)

    def kill(self) -> None:
        """End the process and everything it may have started. Harmless when it is gone already."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with self._lock:
            self._killed = True
            if not self._talking:
                self._shut()

    def hello(self) -> frames.Message:
        """Wait until the child has done its preparations. Raises OSError, ProtocolError or EOFError."""
        return self._talk(self._answer)

    def exchange(self, job: Mapping[str, object], blobs: Sequence[bytes]) -> frames.Message:
        """Hand over one job and wait for the answer. Raises StaleError, OSError, ProtocolError or EOFError."""
        return self._talk(lambda: self._exchange(job, blobs))

    def _talk(self, conversation: Callable[[], frames.Message]) -> frames.Message:
        with self._lock:
            if self._killed:
                raise EOFError("the child was ended")
            self._talking = True
        try:
            return conversation()
        finally:
            self._fall_silent()

    def _fall_silent(self) -> None:
        with self._lock:
            self._talking = False
            if self._killed:
                self._shut()

    def _exchange(self, job: Mapping[str, object], blobs: Sequence[bytes]) -> frames.Message:
        self.jobs += 1
        try:
            frames.write(self._write, job, blobs)
        except BrokenPipeError as error:
            if self.jobs > 1:
                raise StaleError from error
            raise
        return self._answer()

    def _answer(self) -> frames.Message:
        answer = frames.read(self._read)
        if answer is None:
            raise EOFError("the child ended")
        return answer

    def _shut(self) -> None:
        with contextlib.suppress(OSError):
            self._write.close()
        self._read.close()
