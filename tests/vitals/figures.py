"""What a visitor waits for and downloads, page by page, beside what it may be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

KIB = 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as it stands on a page. `box`: CSS pixels across and down; `chosen`: the address the browser took;
    `sizes`: the addresses of the same picture and type with their widths in pixels; `fit`: CSS `object-fit`."""

    chosen: str
    box: tuple[float, float]
    ratio: float
    fit: str
    sizes: Mapping[str, int]

    def across(self, dpr: float) -> float:
        """How many pixels wide the picture is painted on a screen of that density."""
        width, height = self.box
        by_height = height * self.ratio
        if self.fit == "cover":
            width = max(width, by_height)
        elif self.fit in ("contain", "scale-down"):
            width = min(width, by_height)
        return width * dpr

    def needed(self, dpr: float) -> str:
        """The address of the smallest size that covers it, else of the largest there is."""
        by_width = sorted(self.sizes, key=lambda each: self.sizes[each])
        covering = (each for each in by_width if self.sizes[each] >= self.across(dpr) - 1)
        return next(covering, by_width[-1] if by_width else self.chosen)


def excess(pairs: Sequence[tuple[int, int]]) -> float:
    """How many times the needed bytes of pictures were sent: (sent, needed) of each. One that came smaller than needed
    does not make up for another that came larger. 1.0 without pictures."""
    needed = sum(need for _, need in pairs)
    return sum(max(sent, need) for sent, need in pairs) / needed if needed else 1.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One page on one device. Times in ms; sizes in bytes as they went over the line, heads of answers included.

    `lcp`, `first_bytes` and `requests`: until the page stands; `cls`, `all_bytes`, `pictures`, `excess`: with the page
    scrolled to its end; `text_bytes`: documents, stylesheets and scripts; `inp`: the slowest of `taps` interactions.
    """

    page: str
    device: str
    lcp: float
    cls: float
    inp: float
    taps: int
    first_bytes: int
    all_bytes: int
    text_bytes: int
    font_bytes: int
    picture_bytes: int
    pictures: int
    excess: float
    requests: int


def middle(visits: Sequence[Visit]) -> Visit:
    """Of several visits to one page the one with the middle LCP; of an even number the slower of the two."""
    return sorted(visits, key=lambda each: each.lcp)[len(visits) // 2]


@dataclass(frozen=True, slots=True)
class Target:
    """The most that a figure may be, on every page or on one."""

    most: float
    page: str = ""


TARGETS: dict[str, Target] = {
    "lcp": Target(1800),
    "cls": Target(0.02),
    "inp": Target(200),
    "text_bytes": Target(80 * KIB),
    "all_bytes": Target(1_000_000, "artist's page, 24 works"),
    "excess": Target(1.2),
}


def misses(visit: Visit) -> list[str]:
    """The names of the figures that are above their targets."""
    found = []
    for name, target in TARGETS.items():
        if target.page in ("", visit.page) and getattr(visit, name) > target.most:
            found.append(name)
    return found


@dataclass(frozen=True, slots=True)
class Run:
    """Everything one run found out."""

    machine: Mapping[str, str]
    date: str
    command: str
    conditions: str
    works: str
    visits: Sequence[Visit]


def save(run: Run, path: Path) -> None:
    """Write a run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(run), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load(path: Path) -> Run:
    """A run that was saved. Raises OSError and ValueError."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return Run(**{**found, "visits": [Visit(**each) for each in found["visits"]]})


_HEAD = (
    "page", "device", "LCP", "CLS", "INP", "HTML, CSS, JS", "fonts", "pictures", "first view", "in all", "requests",
    "pictures sent / needed", "",
)  # fmt: skip

PREFACE = """# Page weight and vitals

This page is written by `{command}`. It starts `fedart serve` with temporary data, opens pages in Debian's Chromium as
a first visit with an empty cache, and reads what the browser reports of itself. {conditions}

{works}

Measured {date}: {machine}.

"First view" is what went over the line until the page stood still, "in all" what it was after scrolling to its end,
with heads of answers. "Pictures sent / needed" compares every displayed picture with the smallest of its sizes that
covers its box at the screen's density. INP is the slowest of a few taps (theme, menus, like, large view) and is
rounded up to 16 ms by the browser.

Targets on every page: {targets}. The artist's page of 24 works: at most 1,000 KB in all.

"""


def _kb(size: int) -> str:
    return f"{size / 1000:,.0f} KB"


def _row(visit: Visit) -> tuple[str, ...]:
    wrong = misses(visit)
    return (
        visit.page,
        visit.device,
        f"{visit.lcp / 1000:.2f} s",
        f"{visit.cls:.3f}",
        f"{visit.inp:.0f} ms" if visit.taps else "",
        f"{visit.text_bytes / KIB:.0f} KiB",
        _kb(visit.font_bytes),
        f"{visit.pictures}, {_kb(visit.picture_bytes)}",
        _kb(visit.first_bytes),
        _kb(visit.all_bytes),
        str(visit.requests),
        f"{visit.excess:.2f}",
        "missed: " + ", ".join(wrong) if wrong else "met",
    )


def table(run: Run) -> str:
    """The figures as a Markdown table."""
    lines = ["| " + " | ".join(_HEAD) + " |", "|---|---|" + "---:|" * (len(_HEAD) - 3) + "---|"]
    return "\n".join([*lines, *("| " + " | ".join(_row(visit)) + " |" for visit in run.visits)])


def page(run: Run) -> str:
    """docs/measurements/vitals.md: every number in it comes from the saved run."""
    machine = "; ".join(f"{name} {text}" for name, text in run.machine.items())
    targets = (
        f"LCP {TARGETS['lcp'].most / 1000:.1f} s, CLS {TARGETS['cls'].most}, INP {TARGETS['inp'].most} ms,"
        f" HTML, CSS and JS {TARGETS['text_bytes'].most / KIB:.0f} KiB,"
        f" pictures {TARGETS['excess'].most} times what is needed"
    )
    head = PREFACE.format(
        command=run.command,
        conditions=run.conditions,
        works=run.works,
        date=run.date,
        machine=machine,
        targets=targets,
    )
    return head + table(run) + "\n"
