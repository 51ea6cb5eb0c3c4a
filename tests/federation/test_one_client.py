"""There is exactly one place that opens outbound connections (THREATS section 3)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import fedart

ROOT = Path(fedart.__file__).parent
CLIENT = {"federation/http.py", "federation/resolver.py"}
NAMES = {"federation/txt.py"}
"""What asks the system's own name servers, as the resolver does; no address that it dials comes from a stranger."""

LISTENERS = {"cli/server.py"}
"""Modules that hold a listening socket and connect to nothing."""

DOORS = {
    "aiohttp",
    "dns",
    "ftplib",
    "http.client",
    "httpx",
    "imaplib",
    "nntplib",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "xmlrpc",
}
CALLS = {"create_connection", "create_datagram_endpoint", "getaddrinfo", "open_connection", "sock_connect", "urlopen"}


def opened(source: str) -> Iterator[str]:
    """The doors to the network that a module imports or calls."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if leads_out(name.name))
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (module for name in names if leads_out(module) or leads_out(f"{module}.{name.name}"))
            case ast.Attribute(attr=attr) if attr in CALLS:
                yield attr


def leads_out(module: str) -> bool:
    return any(module == door or module.startswith(door + ".") for door in DOORS)


def test_nothing_but_the_client_opens_connections() -> None:
    found = {
        str(path.relative_to(ROOT)): doors
        for path in sorted(ROOT.rglob("*.py"))
        if (doors := set(opened(path.read_text())))
    }
    assert set(found) - LISTENERS - NAMES == CLIENT, found
    assert set(found) >= NAMES


def test_who_listens_does_not_connect() -> None:
    for name in LISTENERS:
        source = (ROOT / name).read_text()
        assert set(opened(source)) == {"socket"}
        names = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
        assert "listen" in names or "bind" in names
        assert not names & {"connect", "connect_ex", "sendto"}


def test_what_asks_for_records_only_resolves() -> None:
    for name in NAMES:
        doors = set(opened((ROOT / name).read_text()))
        assert doors == {"dns.asyncresolver", "dns.exception", "dns.resolver", "dns.rdatatype"}


def test_the_search_finds_every_way_out() -> None:
    for source in (
        "import aiohttp",
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client as x",
        "from socket import create_connection",
        "asyncio.open_connection('x', 1)",
        "def f():\n    import httpx",
    ):
        assert list(opened(source)), source
    for source in ("from urllib.parse import urlsplit", "import ssl", "from fedart.federation.http import Http"):
        assert not list(opened(source)), source
