"""The loop inside a sandbox process: set the limits, get ready, lock the door, then answer one job after another.

Order matters. Everything that needs a file (imports, codecs, a model) happens in `prepare`. After it the limit on
open files falls to zero: sockets, files and libraries all need a new descriptor, so none can be opened any more,
and the three pipes that are already open go on working. What stays possible is to compute, and to answer.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO

from fedart.errors import FedartError
from fedart.sandbox import frames

Handler = Callable[[dict[str, object], list[bytes]], tuple[dict[str, object], list[bytes]]]
Prepare = Callable[[Sequence[str]], Handler]

_PR_SET_PDEATHSIG = 1


def serve(prepare: Prepare) -> None:
    """Run until standard input ends.

    `sys.argv` holds the parent's process id, bytes of address space, CPU seconds a job, then what `prepare` gets.
    """
    parent, memory, cpu_seconds = (int(text) for text in sys.argv[1:4])
    _die_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    incoming, outgoing = _claim_pipes()
    try:
        handle = prepare(sys.argv[4:])
    except FedartError as error:
        # What the server can tell its operator. Anything else is a bug, and its trace goes to the server's log.
        frames.write(outgoing, {"failed": str(error)})
        raise SystemExit(1) from error
    _lock()
    frames.write(outgoing, {"ready": True})
    while (message := frames.read(incoming)) is not None:
        _renew_cpu(cpu_seconds)
        _answer(handle, message, outgoing)


def _answer(handle: Handler, message: frames.Message, outgoing: BinaryIO) -> None:
    """One job. An error nobody foresaw is reported and ends the process: its state can no longer be trusted."""
    try:
        body, blobs = handle(*message)
    except MemoryError:
        frames.write(outgoing, {"failed": "memory"})
        raise
    except Exception as error:
        frames.write(outgoing, {"failed": f"{type(error).__name__}: {error}"[:200]})
        raise
    frames.write(outgoing, {"result": body}, blobs)


def _die_with(parent: int) -> None:
    """Ask Linux to kill this process with its parent; elsewhere the end of standard input has to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            raise SystemExit("the server is gone")


def _claim_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for the protocol; a library that prints must not be able to write into it."""
    incoming, outgoing = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    os.dup2(2, 1)
    os.close(empty)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def _lock() -> None:
    """From here on no file, socket or library can be opened and nothing printed reaches the server's log."""
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.close(silent)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _renew_cpu(seconds: int) -> None:
    """The kernel ends the process (SIGXCPU) when this job has used its share; the hard limit stays open."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))
