"""Attacks use the same stage as the services: a fake network, pictures judged in this process."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.instance import Instance
from tests.support.door import in_process
from tests.support.instance import Clock, Person, Studio, running
from tests.support.remote import Net, Stranger


@pytest.fixture
async def it(config: Config, clock: Clock, migrated: Path) -> AsyncIterator[Instance]:
    """An open instance at https://gallery.example; nothing runs until a test runs it."""
    async with running(config, clock, migrated=migrated) as opened:
        net = Net(config, clock)
        yield in_process(replace(opened, http=net))
        await net.close()


@pytest.fixture
def net(it: Instance) -> Net:
    """What other servers answer, and what they were sent."""
    assert isinstance(it.http, Net)
    return it.http


@pytest.fixture
async def maren(make: Studio) -> Person:
    """An artist here."""
    return await make.person("maren")


@pytest.fixture
def ada(net: Net) -> Stranger:
    """The victim: somebody elsewhere who is known to tell the truth."""
    stranger = Stranger("ada")
    net.publish(stranger)
    return stranger


@pytest.fixture
def mallory(net: Net) -> Stranger:
    """The attacker, with a server and a key of her own."""
    stranger = Stranger("mallory", "https://evil.example")
    net.publish(stranger)
    return stranger
