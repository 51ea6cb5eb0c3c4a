"""`fedart serve` before it serves; the running process is tested with the installed wheel and under faults."""

import asyncio
import socket
from pathlib import Path

import pytest

from fedart import config as configuration
from fedart import instance
from fedart.cli import server
from fedart.errors import ConfigError
from tests.support.terminal import ORIGIN, Run


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "127.0.77.11:0", "[::1]:0", ":0"])
def test_the_server_listens_where_it_is_told(bind: str) -> None:
    with server._listen(bind) as listener:
        host, port = listener.getsockname()[:2]
        with socket.create_connection((host, port), timeout=2):
            assert host == (bind.rpartition(":")[0].strip("[]") or "127.0.0.1")


async def test_answers_do_not_wait_for_acknowledgements() -> None:
    """asyncio switches Nagle's delay off only on sockets that are known to speak TCP."""
    delays = asyncio.get_running_loop().create_future()

    def met(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        delays.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    with server._listen("127.0.0.1:0") as listener:
        async with await asyncio.start_server(met, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            assert await delays != 0
            writer.close()
            await writer.wait_closed()


def test_a_port_in_use_is_named(fedart: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        said = fedart("serve", "--bind", bind, "--json")
    assert said.status == 1
    assert f"cannot listen on {bind}" in said.json["error"]
    assert "is another server running there?" in said.err


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.0.0.1:port", "127.0.0.1:99999", "nowhere.invalid:80"])
def test_an_address_that_is_none_is_refused(bind: str) -> None:
    with pytest.raises(ConfigError, match="cannot listen"):
        server._listen(bind)


@pytest.mark.parametrize("option", ["--tls-cert", "--tls-key"])
def test_a_certificate_needs_its_key(fedart: Run, tmp_path: Path, option: str) -> None:
    said = fedart("serve", option, str(tmp_path / "file.pem"), "--bind", "127.0.0.1:0")
    assert said.status == 1
    assert "go together" in said.err


def test_data_of_another_address_is_refused_before_anybody_is_lost(fedart: Run, data: Path) -> None:
    config = data / "config.toml"
    instance.require_ready(configuration.load(config))
    config.write_text(config.read_text().replace(ORIGIN, "https://other.example"))
    said = fedart("serve")
    assert said.status != 0
    assert f"belongs to {ORIGIN}" in said.err
    assert f"set `instance.origin` back to {ORIGIN}" in said.err
