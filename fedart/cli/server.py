"""`fedart serve` and `fedart work`."""

import argparse
import asyncio
import signal
import socket
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType

import uvicorn

from fedart import app, instance, log
from fedart.cli.output import Output
from fedart.config import Config
from fedart.errors import ConfigError
from fedart.services import accounts
from fedart.storage import accounts as stored
from fedart.tasks import runner

CONNECTIONS_SECONDS = 4
"""How long open connections get after SIGTERM, before the tasks get theirs (THREATS DUR-03: 20 seconds in all)."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser) -> None:
    """Add these commands."""
    serve = commands.add_parser("serve", parents=[common], help="serve pages and federation, and work on tasks")
    serve.add_argument("--bind", metavar="H:P", help="where to listen")
    serve.add_argument("--tls-cert", type=Path, help="PEM certificate, to speak https directly")
    serve.add_argument("--tls-key", type=Path, help="PEM key")
    serve.add_argument("--no-worker", action="store_true", help="leave the tasks to `fedart work`")
    serve.add_argument("--welcome", action="store_true", help="print the address and a sign-in link for the owner")
    serve.set_defaults(run=run_serve)
    work = commands.add_parser("work", parents=[common], help="work on tasks without serving")
    work.set_defaults(run=run_work)


def run_serve(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Serve until SIGTERM or SIGINT; what runs gets `server.drain` seconds to finish."""
    server = config.server
    server = replace(
        server,
        bind=arguments.bind or server.bind,
        tls_cert=str(arguments.tls_cert or server.tls_cert),
        tls_key=str(arguments.tls_key or server.tls_key),
    )
    if bool(server.tls_cert) != bool(server.tls_key):
        return output.refuse("--tls-cert and --tls-key go together")
    config = replace(config, server=server)
    instance.require_ready(config)
    log.configure(server.log_level)
    if config.testbed.active:
        log.warning("test_bed", allow_nets=config.testbed.allow_nets, allow_http=config.testbed.allow_http)
    listener = _listen(server.bind)
    if arguments.welcome:
        _welcome(config, output)
    options = uvicorn.Config(
        app.build(config, worker=not arguments.no_worker),
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=CONNECTIONS_SECONDS,
        timeout_keep_alive=15,
        h11_max_incomplete_event_size=16 * 1024,
        ssl_certfile=server.tls_cert or None,
        ssl_keyfile=server.tls_key or None,
    )
    # uvicorn raises the signal that ended it once more when all is done: then it means a good end (THREATS DUR-03).
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _leave)
    uvicorn.Server(options).run(sockets=[listener])
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listen(bind: str) -> socket.socket:
    """Bind before anything else starts. Raises ConfigError that says who may be in the way."""
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or asyncio leaves Nagle's delay on, and every answer waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]") or "127.0.0.1", int(port)))
    except (OSError, ValueError, OverflowError) as error:
        listener.close()
        raise ConfigError(f"cannot listen on {bind} ({error}): is another server running there?") from error
    listener.listen(2048)
    return listener


def _welcome(config: Config, output: Output) -> None:
    link = asyncio.run(_owner_link(config))
    lines = [f"fedart is at {config.instance.origin}", f"Data lies in {config.data}"]
    if link:
        lines.append(f"Sign in as the owner, once, within {config.accounts.login_link_minutes} minutes: {link}")
    output.done("\n".join(lines), origin=config.instance.origin, data=str(config.data), login=link)


async def _owner_link(config: Config) -> str | None:
    async with instance.opened(config) as it:
        owner = await it.db.read(stored.owner)
        return await accounts.login_link(it, owner.username) if owner else None


async def run_work(arguments: argparse.Namespace, config: Config, output: Output) -> int:
    """Work on tasks until SIGTERM or SIGINT."""
    log.configure(config.server.log_level)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    async with instance.opened(config) as it:
        log.info("working", data=config.data)
        await runner.run(it, stop)
    return 0
