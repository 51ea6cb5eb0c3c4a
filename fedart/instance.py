"""What one running server holds, and the only place that constructs it."""

import asyncio
import os
import secrets
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fedart import log, share
from fedart.config import Config
from fedart.detector.detector import Detector, open_detector
from fedart.domain.ids import Urls
from fedart.errors import ConfigError, Unavailable
from fedart.federation.dialects import Dialect
from fedart.federation.http import Http
from fedart.federation.limits import Fetchers
from fedart.media.blobs import Blobs
from fedart.media.studio import Studio, open_studio
from fedart.storage import hosts, migrate
from fedart.storage.database import Database
from fedart.storage.sqlite import SqliteDatabase


def _now() -> int:
    return time.time_ns() // 1_000_000


def _uptime() -> int:
    # Of the clocks that nobody can set, the one that goes on while the machine sleeps.
    steady = time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC
    return time.clock_gettime_ns(steady) // 1_000_000


@dataclass(frozen=True, slots=True)
class StoredDialects:
    """`Dialects` in the database: every process of this server knows them, and a restart forgets none."""

    db: Database

    def get(self, host: str) -> Dialect:
        try:
            name = self.db.glance(lambda tx: hosts.dialect(tx, host))
        except Unavailable:
            return Dialect.CAVAGE
        return Dialect(name) if name else Dialect.CAVAGE

    async def put(self, host: str, dialect: Dialect) -> None:
        try:
            await self.db.write(lambda tx: hosts.speak(tx, host, dialect.value))
        except Unavailable as error:
            # What was sent has arrived; the next request finds out again.
            log.warning("dialect_not_kept", host=host, reason=str(error))


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything a use case needs. `clock` gives epoch milliseconds; `wake` tells the worker that there are tasks.

    `uptime` gives milliseconds since the machine started: the same for all processes, and nobody can set it.
    """

    config: Config
    urls: Urls
    db: Database
    blobs: Blobs
    studio: Studio
    detector: Detector
    http: Http
    secret: bytes = field(repr=False)
    clock: Callable[[], int] = _now
    uptime: Callable[[], int] = _uptime
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    fetchers: Fetchers = field(default_factory=Fetchers)


def database_path(config: Config) -> Path:
    return config.data / "fedart.sqlite3"


def prepare(config: Config) -> list[str]:
    """Make the data folder with its secret, and migrate the database; returns the migrations applied.

    Raises ConfigError when the folder cannot be written, with what to do.
    """
    try:
        for folder in (config.data, config.data / "secrets", config.data / "media", config.data / "spool"):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        secret = config.data / "secrets" / "passphrase"
        if not secret.exists():
            _write_secret(secret, secrets.token_hex(32))
    except OSError as error:
        raise ConfigError(f"{config.data} cannot be written ({error.strerror}): please check who owns it") from error
    return migrate.migrate(database_path(config), share.path("migrations"))


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)


def read_secret(config: Config) -> bytes:
    """The passphrase of our private keys. Raises ConfigError when it is missing or others may read it (OPS-03)."""
    path = config.data / "secrets" / "passphrase"
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(f"{path} can be read by other users: run `chmod 600 {path}`")
        return path.read_bytes().strip()
    except FileNotFoundError:
        raise ConfigError(f"{path} is missing: run `fedart init`, or restore it from a backup") from None


def require_ready(config: Config) -> None:
    """Refuse to start on a missing secret, a database that is unmigrated or newer, or one of another address.

    Raises ConfigError.
    """
    migrate.require_current(database_path(config), share.path("migrations"))
    read_secret(config)
    _require_origin(config)


def _require_origin(config: Config) -> None:
    """Every address in the data begins with the origin of its first start: under another one, nobody would be found."""
    known, configured = migrate.instance_actor(database_path(config)), Urls(config.instance.origin).instance_actor
    if known is not None and known != configured:
        before = known.removesuffix(urlsplit(known).path)
        raise ConfigError(
            f"the data in {config.data} belongs to {before}, and `instance.origin` says {config.instance.origin}. An"
            f" instance keeps its address for good: please set `instance.origin` back to {before}, or begin with an"
            " empty folder by `fedart init`."
        )


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Instance]:
    """A server's parts, opened and closed in order. Raises ConfigError when the database has to be migrated first."""
    require_ready(config)
    secret = read_secret(config)
    db = await SqliteDatabase.open(database_path(config), config.storage.readers)
    http = Http(config.federation, config.testbed, origin=config.instance.origin, dialects=StoredDialects(db))
    studio, detector = open_studio(config.media), open_detector(config.detector, config.data)
    try:
        yield Instance(
            config=config,
            urls=Urls(config.instance.origin),
            db=db,
            blobs=Blobs(config.data / "media"),
            studio=studio,
            detector=detector,
            http=http,
            secret=secret,
        )
    finally:
        await http.close()
        await studio.close()
        await detector.close()
        await db.close()
