"""The real `fedart serve` and a server of another maker, each on an address of its own."""

from collections.abc import Iterator

import pytest

from tests.support.peer import Fedify, fedify
from tests.support.server import Process

FEDART, STRICT, FEDIFY = "127.0.77.11", "127.0.77.12", "127.0.77.13"
SWIFT = {
    "FEDART_FEDERATION_RETRY_DELAYS": "0.3,0.5,1,1,2,2",
    "FEDART_FEDERATION_INBOX_RETRY_DELAYS": "0.3,0.5,1,1,2",
    "FEDART_FEDERATION_NEGATIVE_CACHE_SECONDS": "0.1",
    "FEDART_FEDERATION_HOST_FETCHES_PER_MINUTE": "60000",
    "FEDART_FEDERATION_KEY_REFETCH_SECONDS": "0.5",
    "FEDART_TASKS_POLL_SECONDS": "0.2",
}


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fedify]:
    """Bob and Carol live there."""
    media = tmp_path_factory.mktemp("peer") / "media"
    media.mkdir()
    with fedify(FEDIFY, 8101, media, "bob", "carol") as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Alice lives here, at http://127.0.77.11:8080."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    made = Process(folder, f"http://{FEDART}:8080", f"{FEDART}:8080", (FEDIFY,), dict(SWIFT))
    made.init()
    made.command("user", "add", "alice")
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A second server of ours, in secure mode, with an Alice of its own."""
    folder = tmp_path_factory.mktemp("strict") / "instance"
    settings = {**SWIFT, "FEDART_FEDERATION_SECURE_MODE": "true"}
    made = Process(folder, f"http://{STRICT}:8080", f"{STRICT}:8080", (FEDIFY,), settings)
    made.init()
    made.command("user", "add", "alice")
    made.start()
    yield made
    made.close()
