"""A sandbox child that does on request what hostile input might make a real one do."""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from fedart.errors import ConfigError
from fedart.sandbox.child import Handler, serve

Blobs = list[bytes]
Answer = tuple[dict[str, object], list[bytes]]


def prepare(arguments: Sequence[str]) -> Handler:
    if "refuse" in arguments:
        raise ValueError("not today")
    if "misconfigured" in arguments:
        raise ConfigError("the model is missing")

    def handle(job: dict[str, object], blobs: Blobs) -> Answer:
        return _ACTIONS[str(job["do"])](job, blobs)

    return handle


def _echo(job: dict[str, object], blobs: Blobs) -> Answer:
    return {"job": job, "pid": os.getpid(), "arguments": sys.argv[4:]}, list(reversed(blobs))


def _environment(_: dict[str, object], __: Blobs) -> Answer:
    return {"environment": dict(os.environ), "session": os.getsid(0), "pid": os.getpid()}, []


def _attempts(_: dict[str, object], __: Blobs) -> Answer:
    """Everything that needs a new descriptor, and what came of it."""
    tries: dict[str, Callable[[], object]] = {
        "socket": socket.socket,
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "read": lambda: Path("/etc/passwd").read_bytes(),
        "write": lambda: Path("/tmp/sandbox-escape").write_bytes(b"x"),
        "pipe": os.pipe,
        "dup": lambda: os.dup(0),
        "library": lambda: ctypes.CDLL("libutil.so.1"),
    }
    return {name: _outcome(attempt) for name, attempt in tries.items()}, []


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return type(error).__name__
    return "done"


def _chatter(_: dict[str, object], __: Blobs) -> Answer:
    print("this must not get into the protocol", flush=True)
    print("nor into the log", file=sys.stderr, flush=True)
    return {"printed": True}, []


def _allocate(job: dict[str, object], _: Blobs) -> Answer:
    return {"size": len(bytearray(int(str(job["bytes"]))))}, []


def _burn(job: dict[str, object], _: Blobs) -> Answer:
    """Uses that many seconds of CPU."""
    end = time.process_time() + float(str(job["seconds"]))
    while time.process_time() < end:
        pass
    return {"burnt": True}, []


def _hang(_: dict[str, object], __: Blobs) -> Answer:
    threading.Event().wait()
    return {}, []


def _raise(_: dict[str, object], __: Blobs) -> Answer:
    raise KeyError("unforeseen")


def _exit(job: dict[str, object], _: Blobs) -> Answer:
    os._exit(int(str(job["code"])))


def _signal(job: dict[str, object], _: Blobs) -> Answer:
    signal.raise_signal(int(str(job["number"])))
    return {}, []


def _garbage(_: dict[str, object], __: Blobs) -> Answer:
    """Writes into every descriptor there is, as taken-over code could."""
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, b"\xff\xff\xff\xffgarbage")
        except OSError:
            continue
    return {}, []


_ACTIONS: dict[str, Callable[[dict[str, object], Blobs], Answer]] = {
    "echo": _echo,
    "environment": _environment,
    "attempts": _attempts,
    "chatter": _chatter,
    "allocate": _allocate,
    "burn": _burn,
    "hang": _hang,
    "raise": _raise,
    "exit": _exit,
    "signal": _signal,
    "garbage": _garbage,
}

if __name__ == "__main__":
    serve(prepare)
