"""`fedart init`, `migrate`, `doctor`."""

import argparse
import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from fedart import config as configuration
from fedart import instance
from fedart.cli import checks
from fedart.cli.output import Output
from fedart.config import Config, ServerSettings
from fedart.domain.actor import Role, username_problem
from fedart.domain.ids import origin_of
from fedart.errors import ConfigError
from fedart.services import accounts, local_actors

CONFIG = """\
# fedart's configuration. Every setting, with its default: see config.example.toml.

[instance]
name = {name}
origin = "{origin}"

[server]
bind = "{bind}"

[storage]
data = "."
"""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these commands."""
    init = commands.add_parser("init", parents=[common], help="make a data folder with configuration, keys and owner")
    init.add_argument("dir", type=Path, metavar="DIR")
    init.add_argument("--origin", required=True, help="the public address, like https://art.example")
    init.add_argument("--name", default="", help="the collective's name")
    init.add_argument("--owner", default="owner", help="user name of the owner's account")
    init.set_defaults(run=run_init)

    migrate = commands.add_parser("migrate", parents=[common], help="bring the database up to date")
    migrate.set_defaults(run=run_migrate)

    doctor = commands.add_parser("doctor", parents=[common], help="check configuration, disk, clock, domain and model")
    doctor.set_defaults(run=run_doctor)


def run_init(arguments: argparse.Namespace, output: Output) -> int:
    """Make a data folder that `serve` can start on. An existing configuration is left as it is."""
    folder: Path = arguments.dir
    path = folder / "config.toml"
    if path.exists():
        return output.refuse(
            f"{path} exists already: nothing was changed. Start it with `fedart serve --config {path}`."
        )
    problem = username_problem(arguments.owner)
    if problem is not None:
        return output.refuse(f"--owner: {problem}")
    name = arguments.name or arguments.origin.split("://")[-1]
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        values = {"name": _quoted(name), "origin": arguments.origin, "bind": _bind(arguments.origin)}
        path.write_text(CONFIG.format(**values), encoding="utf-8")
    except OSError as error:
        return output.refuse(f"{folder} cannot be written: {error.strerror}")
    try:
        config = configuration.load(path)
        instance.prepare(config)
    except ConfigError:
        path.unlink()
        raise
    asyncio.run(_first_owner(config, arguments.owner))
    text = f"Made {folder.resolve()} for {arguments.origin}.\nStart it with: fedart serve --config {path}"
    return output.done(text, config=str(path.resolve()), data=str(config.data), origin=arguments.origin)


def _bind(origin: str) -> str:
    """Where to listen: on this machine alone, without a proxy in between, that is the origin's own port."""
    parts = urlsplit(origin)
    plain = origin_of(origin) is not None and parts.scheme == "http" and configuration.loopback(parts.hostname or "")
    if not plain or parts.port is None:
        return ServerSettings().bind
    return parts.netloc if parts.hostname != "localhost" else f"127.0.0.1:{parts.port}"


def _quoted(text: str) -> str:
    plain = "".join(c for c in text if c.isprintable()).replace("\\", "").replace('"', "")
    return f'"{plain}"'


async def _first_owner(config: Config, name: str) -> None:
    async with instance.opened(config) as it:
        await local_actors.ensure_instance_actor(it)
        await accounts.add_user(it, name, Role.OWNER, None)


def run_migrate(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Apply what is missing."""
    done = instance.prepare(config)
    return output.done(f"Applied: {', '.join(done)}" if done else "The database is up to date.", applied=done)


async def run_doctor(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Every check, one line each; 1 when one of them failed."""
    found = await checks.everything(config)
    for check in found:
        if not output.as_json:
            print(f"{check.mark} {check.name}: {check.text}")
    failed = [check for check in found if check.level == "bad"]
    listed = [{"name": c.name, "level": c.level, "text": c.text} for c in found]
    if failed:
        return output.refuse(f"{len(failed)} of {len(found)} checks failed.", checks=listed)
    return output.done("All is well.", checks=listed)
