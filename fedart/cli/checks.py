"""What `fedart doctor` looks at."""

import os
import shutil
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from fedart import config as configuration
from fedart import instance, share
from fedart.cli import scoring
from fedart.config import Config
from fedart.detector import installed, manifest
from fedart.domain.ids import Urls
from fedart.errors import ConfigError, FedartError
from fedart.federation.errors import FetchError
from fedart.federation.http import Http
from fedart.storage import migrate

GIB = 1024**3
EARLIEST = 1_790_000_000
MAX_SKEW = 60.0


@dataclass(frozen=True, slots=True)
class Check:
    """`level`: good, warn or bad. `text` says what was found and, unless good, what to do."""

    name: str
    level: str
    text: str

    @property
    def mark(self) -> str:
        return {"good": "✓", "warn": "!", "bad": "✗"}[self.level]


async def everything(config: Config) -> list[Check]:
    """All checks, in the order in which one would mend things."""
    found = [_writable(config), _secret(config), _database(config), _disk(config), _clock(), _https(config)]
    found.append(await _domain(config))
    found.append(await _model(config))
    found.append(_testbed(config))
    return found


def _writable(config: Config) -> Check:
    if os.access(config.data, os.W_OK | os.X_OK):
        return Check("data", "good", str(config.data))
    return Check("data", "bad", f"{config.data} cannot be written: check its owner, or run `fedart init`")


def _secret(config: Config) -> Check:
    try:
        instance.read_secret(config)
    except ConfigError as error:
        return Check("secret", "bad", str(error))
    return Check("secret", "good", "readable by its owner only")


def _database(config: Config) -> Check:
    try:
        waiting = migrate.pending(instance.database_path(config), share.path("migrations"))
    except ConfigError as error:
        return Check("database", "bad", str(error))
    if waiting:
        return Check("database", "bad", f"has to be migrated ({', '.join(waiting)}): run `fedart migrate`")
    return Check("database", "good", "up to date")


def _disk(config: Config) -> Check:
    try:
        free = shutil.disk_usage(config.data).free / GIB
    except OSError as error:
        return Check("disk", "bad", f"{config.data}: {error.strerror}")
    if free < 1:
        return Check("disk", "bad", f"only {free:.1f} GiB free: make room before uploads fail")
    return Check("disk", "warn" if free < 5 else "good", f"{free:.1f} GiB free")


def _clock() -> Check:
    now = time.time()
    if now < EARLIEST:
        return Check("clock", "bad", "the clock is in the past: signatures will be refused. Set it with NTP")
    return Check("clock", "good", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now)))


def _https(config: Config) -> Check:
    host = urlsplit(config.instance.origin).hostname or ""
    if config.https:
        return Check("https", "good", config.instance.origin)
    if configuration.loopback(host):
        return Check("https", "warn", "plain http on this machine: good for a look, but no other server can reach it")
    return Check("https", "bad", "other servers only speak https: set `instance.origin` to an https address")


async def _domain(config: Config) -> Check:
    """Ask our own address for its NodeInfo from outside the process, through the guarded client's eyes."""
    host = urlsplit(config.instance.origin).hostname or ""
    if configuration.loopback(host):
        return Check("domain", "warn", f"{host} means this machine only; people elsewhere cannot follow anybody here")
    http = Http(config.federation, config.testbed, origin="https://doctor.invalid")
    try:
        url = Urls(config.instance.origin).page("/.well-known/nodeinfo")
        answer = await http.get(url, accept="application/json", limit_bytes=65_536, seconds=10.0)
    except FetchError as error:
        return Check("domain", "warn", f"{config.instance.origin} does not answer from here ({error}): is it running?")
    finally:
        await http.close()
    skew = _skew(answer.headers.get("date", ""))
    if skew is not None and abs(skew) > MAX_SKEW:
        return Check("domain", "warn", f"answers, but its clock differs by {skew:.0f} seconds from this machine's")
    level = "good" if answer.status == 200 else "warn"
    return Check("domain", level, f"{config.instance.origin} answers {answer.status}")


def _skew(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (TypeError, ValueError):
        return None


async def _model(config: Config) -> Check:
    try:
        folder = installed.chosen(config.detector.model, config.data)
        if folder is None:
            return Check(
                "model", "warn", "none: the detector works on what files declare alone (`fedart detector fetch`)"
            )
        info = manifest.load(folder)
        async with scoring.scorer(config, folder) as judge:
            await judge.prove()
    except FedartError as error:
        return Check("model", "bad", str(error))
    return Check("model", "good", f"{info.label} ({info.sha256[:12]})")


def _testbed(config: Config) -> Check:
    if config.testbed.active:
        return Check("test bed", "warn", "FEDART_ALLOW_NETS, FEDART_ALLOW_HTTP or FEDART_TEST_RESOLVE is set")
    return Check("test bed", "good", "no test settings")
