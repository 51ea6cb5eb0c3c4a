"""A real `fedart serve` process with data of its own, in a temporary folder, on a loopback address."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fedart import config as configuration
from fedart import instance
from fedart.config import Config
from tests.bench import load, measure

START_SECONDS = 60.0
HOST = "127.0.0.7"


def free_port(host: str = HOST) -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Site:
    """A data folder with its configuration. `environment` is what a server of it needs beside ours."""

    folder: Path
    host: str
    environment: Mapping[str, str]

    @property
    def file(self) -> Path:
        return self.folder / "config.toml"

    @property
    def config(self) -> Config:
        return configuration.load(self.file, self.environment)


def site(folder: Path, *, settings: str = "", allow: str = f"{HOST}/32") -> Site:
    """A new site with an empty, migrated database. `settings`: more lines of TOML; `allow`: networks it may dial."""
    folder.mkdir(parents=True)
    host = f"{HOST}:{free_port()}"
    text = f'[instance]\norigin = "http://{host}"\nname = "Bench"\n[storage]\ndata = "data"\n{settings}'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    made = Site(folder, host, {"FEDART_ALLOW_NETS": allow, "FEDART_ALLOW_HTTP": "1"})
    instance.prepare(made.config)
    return made


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `started` and `start_cpu`: seconds of wall and CPU time until its first answer."""

    pid: int
    host: str
    started: float
    start_cpu: float


@asynccontextmanager
async def serving(where: Site, *, worker: bool = True) -> AsyncIterator[Server]:
    """Start `fedart serve`, wait for its first answer, end it by SIGTERM. Its log lies in the site's folder."""
    command = [sys.executable, "-m", "fedart", "serve", "--config", str(where.file), "--bind", where.host]
    if not worker:
        command.append("--no-worker")
    with (where.folder / "server.log").open("ab") as log:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **where.environment}, stdout=log, stderr=log, start_new_session=True
        )
        try:
            await _first_answer(where, process)
            yield Server(process.pid, where.host, time.perf_counter() - began, measure.cpu_of(process.pid))
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.wait()


async def _first_answer(where: Site, process: asyncio.subprocess.Process) -> None:
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline:
        if process.returncode is not None:
            raise RuntimeError(f"the server ended at once, see {where.folder / 'server.log'}")
        try:
            answer = await load.one(where.host, load.request("GET", "/", where.host))
        except OSError:
            await asyncio.sleep(0.01)
            continue
        if answer.status != 200:
            raise RuntimeError(f"the front page answers {answer.status}")
        return
    raise RuntimeError("the server did not start")
