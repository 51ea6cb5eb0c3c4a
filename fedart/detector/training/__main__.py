"""`python -m fedart.detector.training COMMAND`: the steps that make a model, each a line of the table below."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fedart import log
from fedart.detector import model
from fedart.detector.training import attacks, features, finishing, repositories
from fedart.detector.training.collect import PROCESSES, collect
from fedart.detector.training.examination import Table
from fedart.errors import FedartError

LISTS = Path(__file__).with_name("sources")
VECTORS = Path("tests") / "detector" / "files" / "vectors.npz"


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


def _features_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--into", type=Path, required=True, help="the folder that `collect` filled")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    sets = tuple(features.SETS)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(sets)}; all when none is named")


def _features(given: argparse.Namespace) -> None:
    features.extract(given.into, given.sets or tuple(features.SETS), given.processes)


def _finish_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--into", type=Path, required=True, help="the folder that `collect` and `features` filled")
    parser.add_argument("--documents", type=Path, default=Path("docs"), help="where eval.json and detector.md lie")
    parser.add_argument("--artefacts", type=Path, default=Path("artefacts"), help="where the contact sheet goes")


def _fit_options(parser: argparse.ArgumentParser) -> None:
    _finish_options(parser)
    parser.add_argument("--vectors", type=Path, default=VECTORS, help="where some features of the examination go")


def _fit(given: argparse.Namespace) -> None:
    _print(finishing.finish(given.into, given.documents, given.artefacts, given.vectors, ship=True))


def _evaluate(given: argparse.Namespace) -> None:
    _print(finishing.finish(given.into, given.documents, given.artefacts, ship=False))


def _print(table: Table) -> None:
    print(json.dumps({name: table[name] for name in finishing.PRINTED}, indent=1))


def _attacks_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the folder of a complete model")
    parser.add_argument("--documents", type=Path, default=Path("docs"), help="where images/attacks.jpg goes")
    parser.add_argument("works", type=Path, nargs="+", help="picture files")


def _attacks(given: argparse.Namespace) -> None:
    said = attacks.pictured(model.load(given.model), given.works, given.documents / "images" / "attacks.jpg")
    for work, name, estimate in said:
        print(f"{work}  {name}  {estimate:.3f}")


COMMANDS = {
    "collect": Command("fetch the pictures of the lists and index them", _collect_options, _collect),
    "features": Command("compute the tower's features of every picture", _features_options, _features),
    "fit": Command("fit the head, examine it, and write the shipped model", _fit_options, _fit),
    "attacks": Command("draw what a model says about works after every pipeline", _attacks_options, _attacks),
    "evaluate": Command("fit and examine as `fit` does, and leave the shipped model alone", _finish_options, _evaluate),
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
