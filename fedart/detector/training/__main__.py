"""`python -m fedart.detector.training COMMAND`: the steps that make a model, each a line of the table below."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fedart import log
from fedart.detector.training import repositories
from fedart.detector.training.collect import PROCESSES, collect
from fedart.errors import FedartError

LISTS = Path(__file__).with_name("sources")


@dataclass(frozen=True, slots=True)
class Command:
    """A step: its options, and what it does with them."""

    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]


def _collect_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lists", type=Path, default=LISTS, help="the folder of the source lists")
    parser.add_argument("--into", type=Path, required=True, help="the folder for pictures and the index")
    parser.add_argument("--mirrors", default=repositories.PUBLIC, help="a repository's place, of {owner} and {name}")
    parser.add_argument("--only", nargs="+", default=(), metavar="ID", help="these sources only")
    parser.add_argument("--processes", type=int, default=PROCESSES)


def _collect(given: argparse.Namespace) -> None:
    collect(given.lists, given.into, given.mirrors, given.only, given.processes)


COMMANDS = {
    "collect": Command("fetch the pictures of the lists and index them", _collect_options, _collect),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one step; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m fedart.detector.training")
    steps = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        step = steps.add_parser(name, help=command.help)
        command.options(step)
        step.set_defaults(run=command.run)
    given = parser.parse_args(argv)
    log.configure("INFO")
    try:
        given.run(given)
    except FedartError as error:
        log.error("step_failed", reason=error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
