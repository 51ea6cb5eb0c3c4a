"""The command line. Each command knows `--json` (one object on standard output, messages on standard error)
and returns 0 (done), 1 (refused) or 2 (misuse)."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from fedart import config as configuration
from fedart import log
from fedart.cli import admin, art, server, users
from fedart.cli.output import Output
from fedart.config import Config
from fedart.errors import ConfigError, FedartError, Invalid

DONE, REFUSED, MISUSE = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="fedart", description="A federated portfolio server for artists.")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--config", type=Path, help="configuration file (default: $FEDART_CONFIG, else data/config.toml)"
    )
    common.add_argument("--json", action="store_true", help="print one JSON object")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (admin, server, users, art):
        module.register(commands, common)
    return top


def find_config(given: Path | None) -> Path:
    """The configuration file: as given, from FEDART_CONFIG, or in the default data folder."""
    if given is not None:
        return given
    named = os.environ.get("FEDART_CONFIG")
    if named:
        return Path(named)
    return Path("data/config.toml")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    output = Output(as_json=arguments.json)
    log.configure("WARNING")
    try:
        config = None if arguments.command == "init" else configuration.load(find_config(arguments.config))
        return _run(arguments, config, output)
    except Invalid as error:
        return output.refuse("; ".join(error.fields.values()), fields=error.fields)
    except ConfigError as error:
        return output.refuse(str(error))
    except FedartError as error:
        return output.refuse(error.public if error.public != type(error).public else str(error))
    except KeyboardInterrupt:
        return REFUSED


def _run(arguments: argparse.Namespace, config: Config | None, output: Output) -> int:
    run = arguments.run
    if config is None:
        return int(run(arguments, output))
    if asyncio.iscoroutinefunction(run):
        return int(asyncio.run(run(arguments, config, output)))
    return int(run(arguments, config, output))
