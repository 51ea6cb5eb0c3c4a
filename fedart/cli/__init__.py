"""The command line. Each command knows `--json` (one object on standard output, messages on standard error)
and returns 0 (done), 1 (refused) or 2 (misuse)."""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from fedart import config as configuration
from fedart import log
from fedart.cli import admin, art, detector, relays, server, sizes, users
from fedart.cli.output import Output
from fedart.config import Config
from fedart.errors import ConfigError, FedartError, Invalid

DONE, REFUSED, MISUSE = 0, 1, 2
CONFIG_HELP = "configuration file (default: $FEDART_CONFIG, else config.toml or data/config.toml here)"
PLACES = (Path("config.toml"), Path("data/config.toml"))


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="fedart", description="A federated portfolio server for artists.")
    top.set_defaults(config=None, json=False, bare=False)
    common = argparse.ArgumentParser(add_help=False)
    # Before or after the command, as people type them; a subcommand must not reset what stood before it.
    for place in (top, common):
        place.add_argument("--config", type=Path, default=argparse.SUPPRESS, help=CONFIG_HELP)
        place.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON object")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (admin, server, sizes, users, relays, art, detector):
        module.register(commands, common)
    return top


def find_config(given: Path | None) -> Path:
    """The configuration file: as given, from FEDART_CONFIG, in this folder, or in the default data folder."""
    if given is not None:
        return given
    named = os.environ.get("FEDART_CONFIG")
    if named:
        return Path(named)
    return next((place for place in PLACES if place.exists()), PLACES[-1])


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = parser().parse_args(argv)
    output = Output(as_json=arguments.json)
    log.configure("WARNING")
    try:
        return _run(arguments, _config(arguments), output)
    except Invalid as error:
        return output.refuse("; ".join(error.fields.values()), fields=error.fields)
    except ConfigError as error:
        return output.refuse(str(error))
    except FedartError as error:
        return output.refuse(error.public if error.public != type(error).public else str(error))
    except KeyboardInterrupt:
        return REFUSED


def _config(arguments: argparse.Namespace) -> Config | None:
    """The configuration; none for `init`, the defaults for commands that can do without when there is no file."""
    if arguments.command == "init":
        return None
    path = find_config(arguments.config)
    named = arguments.config is not None or "FEDART_CONFIG" in os.environ
    return configuration.load(None if arguments.bare and not named and not path.exists() else path)


def _run(arguments: argparse.Namespace, config: Config | None, output: Output) -> int:
    run = arguments.run
    if config is None:
        return int(run(arguments, output))
    if asyncio.iscoroutinefunction(run):
        return int(asyncio.run(run(arguments, config, output)))
    return int(run(arguments, config, output))
