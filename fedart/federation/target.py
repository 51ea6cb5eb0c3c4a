"""An address taken apart and judged before anything is dialled (THREATS NET-01)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from fedart.config import TestBed
from fedart.federation.addresses import in_nets, literal
from fedart.federation.errors import FetchRefused

MAX_URL = 2048
_DEFAULT_PORTS = {"https": 443, "http": 80}
_SAFE = "%/:=&?~+!$,;'@()*[]-._"

# The last label of a name starts with a letter, so no spelling of an IPv4 address is one: the system's
# resolver would read `127.1`, `0x7f.1` and `2130706433.` as 127.0.0.1.
_NAME = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,32}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])",
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. `host` is the name or the literal, `netloc` what the Host header says, `path` the raw
    path with its query. `bed` means: only towards the networks that a test bed allows."""

    scheme: str
    host: str
    port: int
    netloc: str
    path: str
    bed: bool

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.path}"

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def read_target(url: str, *, ports: Sequence[int], testbed: TestBed) -> Target:
    """Take `url` apart; the fragment is dropped.

    https on one of `ports` towards a name with a dot is what production takes. A test bed also takes other
    ports, IP literals and (with `allow_http`) http, but only towards its `allow_nets`. Raises FetchRefused.
    """
    if len(url) > MAX_URL or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in url) or "\\" in url:
        raise _refused("too long, or with control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
        path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    except ValueError as error:
        raise _refused("not an address") from error
    if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc or not path.startswith("/"):
        raise _refused("wrong scheme, or with user info")
    default = _DEFAULT_PORTS[parts.scheme]
    port = default if port is None else port
    host = _host(parts.hostname or "", testbed)
    bed = parts.scheme == "http" or port not in ports or literal(host) is not None
    if bed and not _permits(testbed, parts.scheme):
        raise _refused("scheme or port is not allowed")
    shown = f"[{host}]" if ":" in host else host
    return Target(parts.scheme, host, port, shown if port == default else f"{shown}:{port}", path, bed)


def redirected(target: Target, location: str) -> str:
    """The address a redirect leads to, still to be judged. Raises FetchRefused."""
    try:
        return urljoin(target.url, location.strip(" \t"))
    except ValueError as error:
        raise _refused("a redirect to no address") from error


def is_name(host: str) -> bool:
    """Whether `host` is a DNS name with a dot, in lower-case ASCII."""
    return len(host) <= 253 and _NAME.fullmatch(host) is not None


def _host(host: str, testbed: TestBed) -> str:
    """`host` in canonical form: a literal that the test bed allows, or a DNS name."""
    address = literal(host)
    if address is not None:
        if not in_nets(address, testbed.allow_nets):
            raise _refused("an IP address instead of a name")
        return host
    if any(c.isdigit() and not c.isascii() for c in host):
        raise _refused("digits of another script, which some resolvers read as numbers")
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _refused("not a host name") from error
    if not is_name(name):
        raise _refused("not a host name")
    return name


def _permits(testbed: TestBed, scheme: str) -> bool:
    return bool(testbed.allow_nets) and (scheme == "https" or testbed.allow_http)


def _refused(why: str) -> FetchRefused:
    return FetchRefused(f"address refused: {why}", rule="NET-01")
