"""The real `fedart serve` and servers of other makers, each on an address of its own."""

from collections.abc import Iterator

import pytest

from tests.support.peer import Fedify, fedify
from tests.support.python_peer import Site, python_peer
from tests.support.served import Artist
from tests.support.server import Process

FEDART, STRICT, FEDIFY = "127.0.77.11", "127.0.77.12", "127.0.77.13"
PYTHON = {
    "mastodon": "127.0.77.41",
    "misskey": "127.0.77.42",
    "gotosocial+secure": "127.0.77.43",
    "plain": "127.0.77.44",
    "mastodon+secure-rfc9421": "127.0.77.45",
    "plain+secure-cavage": "127.0.77.46",
}
"""The sites of the Python peer: shape, and what it demands."""
CONTROL = "127.0.77.40:9100"
PEERS = (FEDIFY, *PYTHON.values())
SWIFT = {
    "FEDART_FEDERATION_RETRY_DELAYS": "0.3,0.5,1,1,2,2",
    "FEDART_FEDERATION_INBOX_RETRY_DELAYS": "0.3,0.5,1,1,2",
    "FEDART_FEDERATION_NEGATIVE_CACHE_SECONDS": "0.1",
    "FEDART_FEDERATION_HOST_FETCHES_PER_MINUTE": "60000",
    "FEDART_FEDERATION_KEY_REFETCH_SECONDS": "0.5",
    "FEDART_TASKS_POLL_SECONDS": "0.2",
    "FEDART_ACCOUNTS_FOLLOWS_PER_HOUR": "4000",
    "FEDART_ACCOUNTS_REPLIES_PER_HOUR": "4000",
    "FEDART_ACCOUNTS_MENTIONS_PER_HOUR": "4000",
}


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fedify]:
    """Bob and Carol live there."""
    media = tmp_path_factory.mktemp("peer") / "media"
    media.mkdir()
    with fedify(FEDIFY, 8101, media, "bob", "carol") as running:
        yield running


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """The sites of the Python peer; nobody lives there until a test has somebody settle."""
    media = tmp_path_factory.mktemp("python") / "media"
    with python_peer(CONTROL, media, {kind: f"http://{host}:8100" for kind, host in PYTHON.items()}) as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """Alice lives here, at http://127.0.77.11:8080."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    made = Process(folder, f"http://{FEDART}:8080", f"{FEDART}:8080", PEERS, dict(SWIFT))
    made.init()
    made.command("user", "add", "alice")
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="session")
def paula(server: Process) -> Artist:
    """Whose works people on other servers follow; she follows nobody."""
    return Artist(server, "paula")


@pytest.fixture(scope="session")
def reader(server: Process) -> Artist:
    """Who follows people on other servers, and publishes nothing."""
    return Artist(server, "reader")


@pytest.fixture(scope="session")
def sketch(paula: Artist, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A work of Paula's."""
    return paula.publish(tmp_path_factory.mktemp("sketch"), "A sketch")


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A second server of ours, in secure mode, with an Alice of its own."""
    folder = tmp_path_factory.mktemp("strict") / "instance"
    settings = {**SWIFT, "FEDART_FEDERATION_SECURE_MODE": "true"}
    made = Process(folder, f"http://{STRICT}:8080", f"{STRICT}:8080", PEERS, settings)
    made.init()
    made.command("user", "add", "alice")
    made.start()
    yield made
    made.close()
