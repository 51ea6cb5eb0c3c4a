"""Figures beside their targets: as a table, as JSON, and as the page docs/performance.md."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """What we want of a figure, in its unit: the first gate, and the goal. Less is better."""

    gate: float
    goal: float


TARGETS: dict[str, Target] = {
    "inbox_accepted": Target(500, 300),
    "inbox_processed": Target(2000, 800),
    "inbox_refused": Target(150, 90),
    "delivery_kept_alive": Target(600, 450),
    "delivery_last": Target(1.0, 0.3),
    "delivery_last_kept_alive": Target(1.0, 0.3),
    "artist_cached": Target(100, 45),
    "front_cached": Target(100, 45),
    "work_cached": Target(100, 45),
    "actor_json": Target(80, 45),
    "not_modified": Target(60, 30),
    "artist_uncached": Target(3000, 600),
    "feed_p99": Target(10, 3),
    "board_p95": Target(100, 50),
    "upload_cpu": Target(900, 450),
    "upload_peak": Target(160, 160),
    "memory_idle": Target(80, 60),
    "memory_worker": Target(350, 250),
    "start_cpu": Target(1.5, 0.6),
    "enqueue": Target(50, 10),
    "claim": Target(1000, 400),
    "page_judging_more": Target(50, 50),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. `rate` is how many a second came out of the whole run, 0 where that says nothing."""

    key: str
    what: str
    value: float
    unit: str
    rate: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one run of the bench found out."""

    machine: Mapping[str, str]
    mode: str
    date: str
    command: str
    figures: Sequence[Figure]


def save(run: Run, path: Path) -> None:
    path.write_text(json.dumps(asdict(run), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> Run:
    """A run that was saved. Raises OSError and ValueError."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return Run(**{**found, "figures": [Figure(**each) for each in found["figures"]]})


def number(value: float) -> str:
    """Three significant digits, as people write them."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def verdict(figure: Figure) -> str:
    """Where a figure stands beside its targets."""
    target = TARGETS.get(figure.key)
    if target is None:
        return ""
    if figure.value <= target.goal:
        return "goal met"
    return "gate met" if figure.value <= target.gate else "missed"


def _row(figure: Figure) -> tuple[str, ...]:
    target = TARGETS.get(figure.key)
    return (
        figure.what,
        f"{number(figure.value)} {figure.unit}",
        number(figure.rate) if figure.rate else "",
        f"{number(target.gate)} {figure.unit}" if target else "",
        f"{number(target.goal)} {figure.unit}" if target else "",
        verdict(figure),
    )


HEAD = ("what", "measured", "per second", "first gate", "goal", "")


def table(run: Run) -> str:
    """The figures for a terminal."""
    rows = [HEAD, *(_row(figure) for figure in run.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [f"{name}: {text}" for name, text in run.machine.items()]
    lines.append("")
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


PREFACE = """# Performance

This page is written by the bench: `{command}`. It starts real `fedart serve` processes with temporary data, drives
them over loopback from another process, and reads the CPU time of the server's process from the kernel. CPU time per
operation is the figure to trust, because wall-clock time on a shared machine says more about the neighbours; what one
core can do at most is its reciprocal. "Per second" is what this run reached, with the load generator on the same
machine.

Measured {date}, mode `{mode}`: {machine}.

"""


def page(run: Run) -> str:
    """docs/performance.md: every number in it comes from the saved run."""
    machine = "; ".join(f"{name} {text}" for name, text in run.machine.items())
    lines = [PREFACE.format(command=run.command, date=run.date, mode=run.mode, machine=machine).rstrip("\n"), ""]
    lines.append("| " + " | ".join(HEAD) + " |")
    lines.append("|---|---:|---:|---:|---:|---|")
    lines += ["| " + " | ".join(_row(figure)) + " |" for figure in run.figures]
    notes = [f"- **{figure.what}**: {figure.note}" for figure in run.figures if figure.note]
    return "\n".join([*lines, "", "## What was measured", "", *notes, ""])
