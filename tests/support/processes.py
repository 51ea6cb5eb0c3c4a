"""Looking at other processes without a library."""

import os
import select
from contextlib import suppress
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether that process runs; a zombie does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended; whether it has."""
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            return bool(select.select([descriptor], [], [], seconds)[0])
        finally:
            os.close(descriptor)
    return True


def memory(pid: int) -> tuple[int, int]:
    """Resident memory in bytes: now, and the highest so far."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    now, peak = (int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak
