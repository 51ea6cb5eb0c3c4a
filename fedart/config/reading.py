"""Configuration as a value: one TOML file, parsed once into frozen dataclasses.

An unknown key is an error that suggests the right one. `FEDART_<SECTION>_<KEY>` in the environment
overrides the file; THREATS section 0 names three more variables that only test beds set.
"""

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from fedart.config.settings import (
    AccountSettings,
    Config,
    DetectorSettings,
    FederationSettings,
    InstanceSettings,
    JobSettings,
    MediaSettings,
    ServerSettings,
    StorageSettings,
    TaskSettings,
    TestBed,
)
from fedart.domain.ids import origin_of
from fedart.domain.policy import Policy
from fedart.domain.practice import roles_problem
from fedart.domain.stated import processes_problem
from fedart.errors import ConfigError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

S = TypeVar("S", bound="DataclassInstance")

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECTIONS = ("instance", "server", "storage", "accounts", "media", "detector", "federation", "jobs", "tasks")


def load(path: Path | None, environment: Mapping[str, str] | None = None) -> Config:
    """Read a configuration file (or none) and the environment. Raises ConfigError that names the setting."""
    env = os.environ if environment is None else environment
    raw: dict[str, object] = {}
    if path is not None:
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(f"{path} does not exist: create one with `fedart init`") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} is not valid TOML: {error}") from error
    _known(raw, SECTIONS, "section")

    def section(name: str, kind: type[S]) -> S:
        return _section(name, kind, raw.get(name, {}), env)

    config = Config(
        instance=section("instance", InstanceSettings),
        server=section("server", ServerSettings),
        storage=section("storage", StorageSettings),
        accounts=section("accounts", AccountSettings),
        media=section("media", MediaSettings),
        detector=section("detector", DetectorSettings),
        federation=section("federation", FederationSettings),
        jobs=section("jobs", JobSettings),
        tasks=section("tasks", TaskSettings),
        testbed=_testbed(env),
        path=path.resolve() if path else None,
    )
    _check(config)
    return config


def _known(given: Mapping[str, object], known: tuple[str, ...], what: str, where: str = "") -> None:
    for key in given:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f": did you mean `{close[0]}`?" if close else f": known are {', '.join(known)}"
            raise ConfigError(f"unknown {what} `{where}{key}`{hint}")


_REPLACED = {
    f"detector.{audience}_{what}": f"detector.{audience}"
    for audience in ("local", "remote")
    for what in ("declared", "hold", "drop")
}
"""Settings of 0.1 and what took their place."""


def _replaced(where: str) -> ConfigError:
    return ConfigError(
        f'`{where}` was replaced in 0.2: write `{_REPLACED[where]} = "ban"`, "hold", "label" or "off". Thresholds come'
        " from the model now; an admin chooses others on the desk or with `fedart detector policy`"
    )


def _section(name: str, kind: type[S], given: object, env: Mapping[str, str]) -> S:
    if not isinstance(given, dict):
        raise ConfigError(f"`{name}` must be a section: write [{name}]")
    names = tuple(f.name for f in fields(kind))
    for old in _REPLACED:
        section, _, key = old.partition(".")
        if section == name and (key in given or f"FEDART_{section}_{key}".upper() in env):
            raise _replaced(old)
    _known(given, names, "setting", f"{name}.")
    hints = get_type_hints(kind)
    values = {key: _value(f"{name}.{key}", hints[key], value) for key, value in given.items()}
    for key in names:
        variable = f"FEDART_{name}_{key}".upper()
        if variable in env:
            values[key] = _value(variable, hints[key], _from_text(hints[key], env[variable]))
    return kind(**values)


def _from_text(kind: object, text: str) -> object:
    """What an environment variable's text means for a setting of that type."""
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return [_from_text(item, part.strip()) for part in text.split(",") if part.strip()]
    options = get_args(kind) or (kind,)
    if bool in options and text.lower() in ("true", "false", "1", "0"):
        return text.lower() in ("true", "1")
    for number in (int, float):
        if number in options:
            try:
                return number(text)
            except ValueError:
                continue
    return text


def _value(where: str, kind: object, value: object) -> object:
    """Check one value against its type. Raises ConfigError that says what is expected."""
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ConfigError(f"`{where}` must be a list, not {value!r}")
        return tuple(_value(where, get_args(kind)[0], item) for item in value)
    options = get_args(kind) or (kind,)
    if Policy in options:
        if value not in list(Policy):
            raise ConfigError(f"`{where}` must be one of {', '.join(Policy)}, not {value!r}")
        return Policy(str(value))
    if float in options and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    expected = tuple(o for o in options if isinstance(o, type))
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        raise ConfigError(f"`{where}` must be {' or '.join(o.__name__ for o in expected)}, not {value!r}")
    return value


def _testbed(env: Mapping[str, str]) -> TestBed:
    try:
        nets = tuple(ipaddress.ip_network(n.strip()) for n in env.get("FEDART_ALLOW_NETS", "").split(",") if n.strip())
    except ValueError as error:
        raise ConfigError(f"FEDART_ALLOW_NETS: {error}") from error
    resolve: dict[str, tuple[str, ...]] = {}
    for pair in env.get("FEDART_TEST_RESOLVE", "").split(","):
        name, _, address = pair.strip().partition("=")
        if name and address:
            resolve[name.lower()] = (*resolve.get(name.lower(), ()), address)
    return TestBed(nets, env.get("FEDART_ALLOW_HTTP", "") == "1", resolve)


def _check(config: Config) -> None:
    """What the types cannot say. Raises ConfigError."""
    _check_numbers(config)
    _check_server(config.server)
    if problem := roles_problem(config.instance.roles):
        raise ConfigError(f"`instance.roles` {problem}")
    if problem := processes_problem(config.instance.processes):
        raise ConfigError(f"`instance.processes` {problem}")
    origin = urlsplit(config.instance.origin)
    extras = origin.path or origin.query or origin.fragment
    if origin_of(config.instance.origin) is None or extras:
        raise ConfigError("`instance.origin` must look like https://art.example, without a path or a slash at the end")
    if config.instance.source and origin_of(config.instance.source) is None:
        raise ConfigError("`instance.source` must be an https address, or empty")
    if config.instance.origin != config.instance.origin.lower():
        raise ConfigError("`instance.origin` must be in lower case")
    if origin.scheme == "http" and not loopback(origin.hostname or "") and not config.testbed.active:
        raise ConfigError("`instance.origin` must be https: plain http is only for localhost and for test beds")
    if config.testbed.active and origin.scheme == "https" and not reserved(origin.hostname or ""):
        raise ConfigError(
            "FEDART_ALLOW_NETS, FEDART_ALLOW_HTTP and FEDART_TEST_RESOLVE are for test beds only: unset them before"
            f" serving {config.instance.origin}"
        )


_MAY_BE_ZERO = frozenset(
    {
        "server.drain",
        "federation.max_redirects",
        "federation.future_seconds",
        "federation.key_refetch_seconds",
        "federation.key_failure_seconds",
        "federation.actor_cache_seconds",
        "federation.negative_cache_seconds",
        "federation.retry_delays",
        "federation.inbox_retry_delays",
        "detector.retry_delays",
        "tasks.keep_done_hours",
    }
)


def _check_numbers(config: Config) -> None:
    """A limit or a time of nothing would stop the server in ways that are hard to see; waits may be none."""
    for name in SECTIONS:
        section = getattr(config, name)
        for key in (f.name for f in fields(section)):
            given = getattr(section, key)
            values = given if isinstance(given, tuple) else (given,)
            numbers = [n for n in values if isinstance(n, int | float) and not isinstance(n, bool)]
            where = f"{name}.{key}"
            if any(not 0 <= n < float("inf") for n in numbers):
                raise ConfigError(f"`{where}` must be a number from 0 on")
            if 0 in numbers and where not in _MAY_BE_ZERO:
                raise ConfigError(f"`{where}` must be above 0")


def _check_server(server: ServerSettings) -> None:
    if bool(server.tls_cert) != bool(server.tls_key):
        raise ConfigError("`server.tls_cert` and `server.tls_key` go together: set both or none")
    if server.log_level not in LOG_LEVELS:
        raise ConfigError(f"`server.log_level` must be one of {', '.join(LOG_LEVELS)}, not {server.log_level!r}")
    for proxy in server.trusted_proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError as error:
            raise ConfigError(f"`server.trusted_proxies` must hold addresses or networks: {error}") from error


def loopback(host: str) -> bool:
    """Whether a host can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def reserved(host: str) -> bool:
    """Whether a host is a name or an address that no public server can have (RFC 2606)."""
    return loopback(host) or host.rsplit(".", 1)[-1] in ("test", "localhost", "invalid")
