"""The real `fedart serve` on an address of its own, and a peer that talks with it."""

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support.remote import FakePeer, fake_peer
from tests.support.server import Process

HOST, PEER = "127.0.77.21", "127.0.0.4"
SWIFT = {
    "FEDART_FEDERATION_RETRY_DELAYS": "0.3,0.3,0.3,0.5,0.5,1,1,1,2,2,2,2,2",
    "FEDART_FEDERATION_INBOX_RETRY_DELAYS": "0.3,0.3,0.3,0.5,0.5,1,1,1",
    "FEDART_FEDERATION_HOST_FETCHES_PER_MINUTE": "60000",
    "FEDART_TASKS_LEASE_SECONDS": "3",
    "FEDART_TASKS_POLL_SECONDS": "0.2",
}
"""Waits short enough for a test. A lease of three seconds is what a killed server costs its tasks."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    """An initialised instance that is not started yet."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    made = Process(tmp_path / "instance", f"http://{HOST}:{port}", f"{HOST}:{port}", (PEER,), dict(SWIFT))
    made.init()
    made.command("user", "add", "maren")
    yield made
    made.close()


@pytest.fixture
async def peer() -> AsyncIterator[FakePeer]:
    async with fake_peer(PEER) as running:
        yield running
