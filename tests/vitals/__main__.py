"""`python -m tests.vitals`: page weight, LCP, CLS and INP in a slow Chromium (docs/measurements/vitals.md)."""

import argparse
import asyncio
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench import measure
from tests.bench.server import Site, serving
from tests.support.browser import chromium
from tests.vitals import figures, place, probe
from tests.vitals.figures import Run, Visit
from tests.vitals.place import Seeded
from tests.vitals.probe import Route

DOCS = Path("docs/measurements")
MENUS = ("[data-themes] button", "summary", "[data-keys-button]")


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(prog="python -m tests.vitals", description=__doc__)
    made.add_argument("--site", type=Path, help="keep the instance in this folder, and take it from there next time")
    made.add_argument("--works", type=int, default=24, help="works of the artist")
    made.add_argument("--pictures", type=int, default=12, help="different pictures among them")
    made.add_argument("--times", type=int, default=3, help="visits to each page; the middle one counts")
    made.add_argument("--only", action="append", help="only pages whose name holds this; may be repeated")
    made.add_argument("--docs", type=Path, nargs="?", const=DOCS, help=f"write vitals.json and vitals.md (to {DOCS})")
    return made


def routes(seeded: Seeded, works: int) -> list[Route]:
    """The pages people meet first, and those they stay on."""
    return [
        Route("front page", "/", False, MENUS),
        Route(f"artist's page, {works} works", seeded.artist, False, MENUS),
        Route("work page", seeded.work, True, ("form[action$='/like'] button", "a.stage", *MENUS)),
        Route("home feed", "/home", True, ("form[action$='/like'] button", *MENUS)),
        Route("search", "/search?q=ferry", False, MENUS),
    ]


async def _served(site: Site, wanted: Sequence[Route], token: str, times: int) -> list[Visit]:
    async with serving(site, worker=False):
        return await asyncio.to_thread(_visited, site.host, wanted, token, times)


def _visited(host: str, wanted: Sequence[Route], token: str, times: int) -> list[Visit]:
    with chromium() as browser:
        probe.visit(browser, host, probe.DESKTOP, wanted[0], token)  # Chromium's own first page is slower than any
        found = []
        for device in (probe.PHONE, probe.DESKTOP):
            for route in wanted:
                visits = [probe.visit(browser, host, device, route, token) for _ in range(times)]
                found.append(figures.middle(visits))
                print(found[-1], file=sys.stderr)
        return found


def _of_the_run(argv: Sequence[str], site: Path | None) -> list[str]:
    """The arguments that matter to the figures: where the instance lay does not."""
    return [each for each in argv if each not in ("--site", str(site))]


def main(argv: Sequence[str]) -> int:
    """Measure, print, and write what was asked for."""
    arguments = parser().parse_args(argv)
    machine = measure.machine()
    with tempfile.TemporaryDirectory(prefix="fedart-vitals-") as folder:
        home = arguments.site or Path(folder) / "site"
        site, seeded = place.open_or_make(home, arguments.works, arguments.pictures)
        wanted = [
            route
            for route in routes(seeded, arguments.works)
            if not arguments.only or any(word in route.name for word in arguments.only)
        ]
        visits = asyncio.run(_served(site, wanted, seeded.token, arguments.times))
    run = Run(
        machine=machine,
        date=time.strftime("%Y-%m-%d"),
        command=shlex.join(["python", "-m", "tests.vitals", *_of_the_run(argv, arguments.site)]),
        conditions=probe.CONDITIONS,
        works=(
            f"The artist has {arguments.works} works of {arguments.pictures} made-up pictures (colour fields with"
            " structure at every scale, 2,000 to 2,400 pixels), every copy made."
            f" Visits to each page: {arguments.times}, of which the one with the middle LCP is told."
        ),
        visits=visits,
    )
    print(figures.table(run))
    if arguments.docs:
        figures.save(run, arguments.docs / "vitals.json")
        (arguments.docs / "vitals.md").write_text(figures.page(run), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
