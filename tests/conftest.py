"""Fixtures for everybody: a running instance on a temporary database, its application, a client, a still clock."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette

from fedart import app
from fedart.config import Config
from fedart.instance import Instance
from tests.support.client import Client
from tests.support.instance import Clock, FakeHttp, Studio, config_in, network, running


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see the configuration they write, whatever the shell has set."""
    for name in [name for name in os.environ if name.startswith("FEDART_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def pillow_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoding sets Pillow's own limit for its process; in a test's process it must not outlive the test."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data folder of https://gallery.example, made once for all tests."""
    prepared = config_in(tmp_path_factory.mktemp("migrated"))

    async def prepare() -> None:
        async with running(prepared):
            pass

    asyncio.run(prepare())
    return prepared.data


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The configuration of `it`; a test module may override this fixture."""
    return config_in(tmp_path)


@pytest.fixture
async def it(config: Config, clock: Clock, migrated: Path) -> AsyncIterator[Instance]:
    """An open instance at https://gallery.example with a fake network and no worker."""
    async with running(config, clock, migrated=migrated) as opened:
        yield opened


@pytest.fixture
def web(it: Instance) -> Starlette:
    """The whole application around `it`."""
    return app.build(it, worker=False)


@pytest.fixture
def client(web: Starlette, it: Instance) -> Client:
    """A visitor who is not signed in."""
    return Client(web, it.config.instance.origin)


@pytest.fixture
def make(it: Instance) -> Studio:
    """Makes people, works and pictures."""
    return Studio(it)


@pytest.fixture
def net(it: Instance) -> FakeHttp:
    """What other servers answer, and what they were sent."""
    return network(it)
