"""Two instances of ours in this process, each on its own address, with real HTTP between them, and a third server.

They run for all stories: what a story makes, it makes with people of its own.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.remote import FakePeer, fake_peer
from tests.support.residents import SWIFT
from tests.support.server import Running, bed_for, running

HERE, THERE, ELSEWHERE = "127.0.0.2", "127.0.0.3", "127.0.0.4"


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
