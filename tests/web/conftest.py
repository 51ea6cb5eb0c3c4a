"""Who looks at pages: an artist and a moderator, each in a browser."""

import asyncio
from pathlib import Path

import pytest

from fedart.domain.actor import Role
from tests.support.captured import PEOPLE, Stage, prepare
from tests.support.client import Client
from tests.support.instance import Person, Studio


@pytest.fixture
async def maren(make: Studio) -> Person:
    """An artist here."""
    return await make.person("maren")


@pytest.fixture
async def browser(client: Client, make: Studio, maren: Person) -> Client:
    """Maren's."""
    return await make.signed_in(client, maren)


@pytest.fixture
async def desk(client: Client, make: Studio) -> Client:
    """The browser of Hal, a moderator."""
    return await make.signed_in(client, await make.person("hal", Role.MODERATOR))


@pytest.fixture(scope="session")
def captured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The data folders of the captured servers, made once."""
    return {host: asyncio.run(prepare(tmp_path_factory.mktemp(host), host)) for host in PEOPLE}


@pytest.fixture
def play(tmp_path: Path, captured: dict[str, Path]) -> Stage:
    """Puts up a captured server."""
    return Stage(tmp_path, captured)
