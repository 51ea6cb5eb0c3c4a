"""What a process costs: CPU time to the nanosecond, memory, and a description of the machine it was measured on."""

import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import processes

MEBIBYTE = 1024 * 1024


def cpu_of(pid: int) -> float:
    """CPU seconds that all threads of a process have used so far, from the kernel's clock of that process."""
    return time.clock_gettime((~pid << 3) | 2)


def family(pid: int) -> list[int]:
    """A process and everything it has started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def cpu_of_family(pid: int) -> float:
    return sum(cpu_of(each) for each in family(pid))


def resident(pid: int) -> float:
    """Resident memory in MiB."""
    return processes.memory(pid)[0] / MEBIBYTE


def peak(pid: int) -> float:
    """The highest resident memory so far, in MiB."""
    return processes.memory(pid)[1] / MEBIBYTE


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    model = "unknown"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "cpu": f"{model}, {os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1024**3:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": f"{os.getloadavg()[0]:.1f} processes wanted a core before the first measurement; niceness {os.nice(0)}",
    }


@dataclass
class Span:
    """CPU and wall time of something, filled in by `stop`."""

    pid: int
    began_cpu: float = field(init=False)
    began: float = field(init=False)
    cpu: float = 0.0
    wall: float = 0.0

    def __post_init__(self) -> None:
        self.began_cpu, self.began = cpu_of(self.pid), time.perf_counter()

    def stop(self) -> "Span":
        self.cpu, self.wall = cpu_of(self.pid) - self.began_cpu, time.perf_counter() - self.began
        return self
