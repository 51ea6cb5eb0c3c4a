"""`python -m tools.demo FOLDER`: an instance of its own, filled with human-made works from Debian's packages."""

import argparse
import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from fedart import config as configuration
from fedart import instance
from fedart.errors import FedartError
from tools.demo import catalogue, listing, packages
from tools.demo.catalogue import Catalogue, Source
from tools.demo.fill import Tally, fill

NAME = "The demo collective"
PER_HALF_HOUR = 10_000
"""Works that one account may publish while the demo is filled; on an instance of people it would be few."""


def main(arguments: list[str] | None = None) -> int:
    """Make the instance when it is not there, and fill it; returns the exit status."""
    parser = argparse.ArgumentParser(prog="tools.demo", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("demo"), help="the instance's data folder")
    parser.add_argument("--origin", default="http://localhost:8421", help="its address, when it is made")
    parser.add_argument("--debs", type=Path, help="a folder of .deb files; without one apt downloads them")
    parser.add_argument("--cache", type=Path, help="where downloads stay (default: FOLDER/cache)")
    parser.add_argument("--list", action="store_true", help="print docs/demo.md and do nothing else")
    chosen = parser.parse_args(arguments)
    listed = catalogue.load()
    if chosen.list:
        print(listing.page(listed), end="")
        return 0
    try:
        files = pictures(listed, chosen.cache or chosen.folder / "cache", chosen.debs)
        prepare(chosen.folder, chosen.origin, listed)
        tally = asyncio.run(_fill(chosen.folder, listed, files))
    except (packages.Unavailable, FedartError) as error:
        print(error, file=sys.stderr)
        return 1
    report(tally)
    return 0


def pictures(listed: Catalogue, cache: Path, given: Path | None) -> dict[Source, Path]:
    """Where each picture lies, out of its package. Raises packages.Unavailable."""
    debs = packages.gather(listed.packages(), cache, given)
    found: dict[Source, Path] = {}
    for package, deb in debs.items():
        wanted = {s.path for piece in listed.pieces for s in piece.sources if s.package == package}
        taken = packages.unpack(deb, wanted, cache / "files" / package)
        found |= {Source(package, path): file for path, file in taken.items()}
    return found


def prepare(folder: Path, origin: str, listed: Catalogue) -> None:
    """Make the instance, with a description that says what it is; one that is there is brought up to date."""
    path = folder / "config.toml"
    if path.exists():
        _fedart("migrate", "--config", str(path))
        return
    folder.mkdir(parents=True, exist_ok=True)
    _fedart("init", str(folder), "--origin", origin, "--name", NAME)
    text = path.read_text(encoding="utf-8")
    described = f"description = {json.dumps(description(listed), ensure_ascii=False)}\n\n[server]"
    path.write_text(text.replace("\n[server]", described, 1), encoding="utf-8")


def _fedart(*arguments: str) -> None:
    """A command of fedart, which says itself what is wrong."""
    done = subprocess.run([sys.executable, "-m", "fedart", *arguments], check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(done.returncode)


def description(listed: Catalogue) -> str:
    """What the front page says."""
    return (
        f"A demo of fedart: {len(listed.pieces)} works by their makers, out of Debian’s packages. "
        f"Each names its maker, licence and source; the credits are at /@{listed.guests[0].handle}/about."
    )


async def _fill(folder: Path, listed: Catalogue, files: dict[Source, Path]) -> Tally:
    config = configuration.load(folder / "config.toml")
    config = replace(config, accounts=replace(config.accounts, uploads_per_half_hour=PER_HALF_HOUR))
    async with instance.opened(config) as it:
        return await fill(it, listed, files, lambda line: print(line, flush=True))


def report(tally: Tally) -> None:
    """What was added, and what could not be."""
    print(
        f"Added {tally.people} people, {tally.works} works, {tally.albums} albums and {tally.comments} comments."
        + (f" {tally.cleared} pictures waited, and the owner let them through." if tally.cleared else "")
    )
    if tally.absent:
        print(
            f"{len(tally.absent)} works are left out, since their package was not to be had: {', '.join(tally.absent)}"
        )


if __name__ == "__main__":
    sys.exit(main())
