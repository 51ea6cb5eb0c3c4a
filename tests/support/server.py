"""Servers of ours: in this process on loopback addresses, or as the real `fedart serve`; and waiting for things.

Every server has an address of its own (127.0.0.2, 127.0.77.11 ...); the guard against private addresses stays on and
lets exactly those through (THREATS section 0).
"""

import asyncio
import inspect
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn

from fedart import app, instance
from fedart.config import Config, TestBed
from fedart.instance import Instance

SOON = 60.0
EVENTUALLY = 240.0
START_SECONDS = 120.0
COMMAND_SECONDS = 180.0
END_SECONDS = 60.0
"""How long to wait at most, on a machine that is busy with other things. Who waits looks often and goes on at once."""


async def until(condition: Callable[[], bool | Awaitable[bool]], seconds: float = SOON) -> None:
    """Wait until `condition` holds, looking often. Fails the test when it does not within `seconds`."""
    end = asyncio.get_running_loop().time() + seconds
    pause = 0.002
    while True:
        found = condition()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(f"this did not become true within {seconds:g} s")
        await asyncio.sleep(pause)
        pause = min(0.1, pause * 1.5)


def bed_for(*hosts: str) -> TestBed:
    """Lets plain http through to exactly these addresses."""
    return TestBed(allow_nets=tuple(ip_network(f"{host}/32") for host in hosts), allow_http=True)


def listener(host: str) -> socket.socket:
    """A listening socket on a free port of that address."""
    found = socket.create_server((host, 0), backlog=256)
    found.setblocking(False)
    return found


class _Server(uvicorn.Server):
    """A server that leaves the signals of the test run alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(application: Any, sock: socket.socket) -> AsyncIterator[None]:
    """Serve an ASGI application on a socket as long as the `with` lasts."""
    config = uvicorn.Config(
        application,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[sock]))
    try:
        await until(lambda: server.started or running.done())
        yield
    finally:
        server.should_exit = True
        await running


@dataclass
class Running:
    """An instance of ours that runs in this process and is reachable by real HTTP."""

    it: Instance
    origin: str

    def url(self, path: str) -> str:
        return self.origin + path

    async def get(self, path: str, accept: str = "text/html") -> tuple[int, str, bytes]:
        """Status, content type and body of what a stranger gets."""
        url = path if path.startswith("http") else self.url(path)
        async with aiohttp.ClientSession() as session, session.get(url, headers={"Accept": accept}) as answer:
            return answer.status, answer.headers.get("content-type", ""), await answer.read()


@asynccontextmanager
async def running(folder: Path, host: str, base: Config, bed: TestBed) -> AsyncIterator[Running]:
    """An instance on a free port of `host`, with its worker; data lie in `folder`."""
    sock = listener(host)
    origin = f"http://{host}:{sock.getsockname()[1]}"
    config = replace(
        base,
        instance=replace(base.instance, origin=origin),
        storage=replace(base.storage, data=str(folder)),
        testbed=bed,
    )
    instance.prepare(config)
    async with instance.opened(config) as it, serving(app.build(it), sock):
        yield Running(it, origin)


@dataclass
class Process:
    """The real `fedart` on a data folder of its own; `environment` beside what the test bed needs.

    `options` are those of `fedart serve`.
    """

    folder: Path
    origin: str
    bind: str
    nets: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    server: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "fedart.sqlite3"

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    def _environment(self) -> dict[str, str]:
        bed = {"FEDART_ALLOW_NETS": ",".join(f"{net}/32" for net in self.nets), "FEDART_ALLOW_HTTP": "1"}
        return {**os.environ, **bed, "FEDART_DETECTOR_MODEL": "", **self.environment}

    def command(self, *words: str) -> dict[str, Any]:
        """Run one `fedart` command to its end; what it prints as JSON. Fails the test unless it succeeds."""
        config = [] if words[0] == "init" else ["--config", str(self.config)]
        done = subprocess.run(
            [sys.executable, "-m", "fedart", *words, *config, "--json"],
            env=self._environment(),
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"fedart {' '.join(words)}: {done.stderr.decode()}"
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def init(self) -> None:
        self.command("init", str(self.folder), "--origin", self.origin)

    def start(self) -> None:
        """Start `fedart serve` and wait until it answers."""
        self.launch()
        self.wait_ready()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What a query finds in the database, read from outside."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(sql).fetchall()

    def launch(self) -> None:
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "fedart",
                    "serve",
                    "--config",
                    str(self.config),
                    "--bind",
                    self.bind,
                    *self.options,
                ],
                env=self._environment(),
                stdout=log,
                stderr=log,
            )

    def wait_ready(self) -> None:
        host, _, port = self.bind.rpartition(":")
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.running, self.log.read_text()[-3000:]
            with suppress(OSError), socket.create_connection((host, int(port)), timeout=1) as peer:
                peer.settimeout(5)
                peer.sendall(f"GET /healthz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
                if peer.recv(64).startswith(b"HTTP/1.1 200"):
                    return
            time.sleep(0.05)
        raise AssertionError(f"the server did not start: {self.log.read_text()[-3000:]}")

    @property
    def running(self) -> bool:
        return self.server is not None and self.server.poll() is None

    def children(self) -> list[int]:
        """The processes that the server has started."""
        assert self.server is not None
        return [int(entry.name) for entry in Path("/proc").iterdir() if _parent(entry) == self.server.pid]

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = END_SECONDS) -> int:
        """Send a signal to the server and wait for its exit code."""
        assert self.server is not None
        self.server.send_signal(how)
        return self.server.wait(seconds)

    def close(self) -> None:
        """Whatever happened, leave no server behind."""
        if self.running:
            self.end(signal.SIGKILL)


def _parent(entry: Path) -> int | None:
    """The parent of a process, by its folder in /proc."""
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1]) if entry.name.isdigit() else None
    except OSError:
        return None
