"""An instance for use cases: fake network that may fail, pictures judged in this process."""

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.federation import keys
from fedart.instance import Instance
from tests.support.door import Mood, in_process, mood
from tests.support.instance import Clock, Person, Studio, running
from tests.support.remote import Net, Stranger


@pytest.fixture(autouse=True)
def few_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Artists take turns with four key pairs, because making one for each takes most of a test's time."""
    monkeypatch.setattr(keys, "generate", lambda passphrase: next(_ring(passphrase)))


_make = keys.generate


@cache
def _ring(passphrase: bytes) -> Iterator[keys.KeyPair]:
    return itertools.cycle([_make(passphrase) for _ in range(4)])


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
def judge(it: Instance) -> Mood:
    """What the model will say about pictures."""
    return mood(it)


@pytest.fixture
async def maren(make: Studio) -> Person:
    """An artist here."""
    return await make.person("maren")


@pytest.fixture
def ada(net: Net) -> Stranger:
    """Somebody elsewhere whom we do not know yet."""
    stranger = Stranger("ada")
    net.publish(stranger)
    return stranger
