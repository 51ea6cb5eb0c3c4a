"""Fixtures for everybody: a running instance on a temporary database, its application, a client, a still clock.

The server is imported by the fixtures that need it, so that tests of pure modules start at once.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from fedart.config import Config
    from fedart.instance import Instance
    from tests.support.client import Client
    from tests.support.instance import Clock, FakeHttp, Studio


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests see the configuration they write, whatever the shell has set."""
    for name in [name for name in os.environ if name.startswith("FEDART_")]:
        monkeypatch.delenv(name)
    yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data folder, migrated once for all tests."""
    from fedart import instance
    from tests.support.instance import config_in

    config = config_in(tmp_path_factory.mktemp("migrated"))
    instance.prepare(config)
    return config.data


@pytest.fixture
def clock() -> "Clock":
    from tests.support.instance import Clock

    return Clock()


@pytest.fixture
def config(tmp_path: Path) -> "Config":
    """The configuration of `it`; a test module may override this fixture."""
    from tests.support.instance import config_in

    return config_in(tmp_path)


@pytest.fixture
async def it(config: "Config", clock: "Clock", migrated: Path) -> AsyncIterator["Instance"]:
    """An open instance at https://gallery.example with a fake network and no worker."""
    from tests.support.instance import running

    async with running(config, clock, migrated=migrated) as opened:
        yield opened


@pytest.fixture
def web(it: "Instance") -> "Starlette":
    """The whole application around `it`."""
    from fedart import app

    return app.build(it, worker=False)


@pytest.fixture
def client(web: "Starlette", it: "Instance") -> "Client":
    """A visitor who is not signed in."""
    from tests.support.client import Client

    return Client(web, it.config.instance.origin)


@pytest.fixture
def make(it: "Instance") -> "Studio":
    """Makes people, works and pictures."""
    from tests.support.instance import Studio

    return Studio(it)


@pytest.fixture
def net(it: "Instance") -> "FakeHttp":
    """What other servers answer, and what they were sent."""
    from tests.support.instance import network

    return network(it)
