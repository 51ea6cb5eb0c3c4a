"""Two instances of ours in this process, each on its own address, with real HTTP between them, and a third server.

Beside them the real `fedart serve`, and servers with bad manners, a new one for each test. Instances run for all
stories: what a story makes, it makes with people of its own.
"""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.support.household import Household, household, wait
from tests.support.remote import FakePeer, fake_peer
from tests.support.residents import SWIFT
from tests.support.rude import Canary, Rude, canary, rude
from tests.support.server import Running, bed_for, running

HERE, THERE, ELSEWHERE = "127.0.0.2", "127.0.0.3", "127.0.0.4"
HOUSE, LOUTS, FORBIDDEN = "127.0.90.1", tuple(f"127.0.91.{n}" for n in range(1, 200)), "127.0.0.9"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def here(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One instance."""
    folder = tmp_path_factory.mktemp("here") / "data"
    async with running(folder, HERE, SWIFT, bed_for(THERE, ELSEWHERE)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The other instance."""
    folder = tmp_path_factory.mktemp("there") / "data"
    async with running(folder, THERE, SWIFT, bed_for(HERE, ELSEWHERE)) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def elsewhere() -> AsyncIterator[FakePeer]:
    """A server of another kind, which serves files as they are."""
    async with fake_peer(ELSEWHERE) as peer:
        yield peer


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """The real `fedart serve`."""
    with household(tmp_path_factory.mktemp("house") / "data", HOUSE, LOUTS) as made:
        yield made


@pytest.fixture(scope="session")
def addresses() -> Iterator[str]:
    """Addresses that nobody has used yet."""
    return iter(LOUTS)


@pytest.fixture
def lout(addresses: Iterator[str]) -> Iterator[Rude]:
    """A server with bad manners, unknown so far."""
    with rude(next(addresses)) as server:
        yield server


@pytest.fixture
def neighbour(addresses: Iterator[str]) -> Iterator[Rude]:
    """Another one, on an address of its own, that nobody has taught anything bad."""
    with rude(next(addresses)) as server:
        yield server


@pytest.fixture
def bird() -> Iterator[Canary]:
    """An address inside, which nobody may touch; untouched at the end. It is shown first that it would notice."""
    with canary(FORBIDDEN) as sitting:
        socket.create_connection(sitting.address).close()
        wait(lambda: sitting.touched == 1, "the canary")
        sitting.touched = 0
        yield sitting
        assert sitting.touched == 0, "a forbidden address was touched"
