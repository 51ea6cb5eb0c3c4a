"""An instance for use cases: fake network that may fail, pictures judged in this process."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from fedart.config import Config
from fedart.domain.actor import Role, Viewer
from fedart.domain.ids import MediaId
from fedart.domain.media import MediaState
from fedart.federation import keys
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.storage import verdicts
from tests.support.door import DECLARED, Mood, in_process, mood
from tests.support.history import World, prepared
from tests.support.instance import Clock, Person, Studio, running
from tests.support.remote import Net, Stranger, hear


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


@pytest.fixture
async def followed(it: Instance, ada: Stranger, maren: Person) -> Stranger:
    """Ada, whom Maren follows."""
    made = await following.follow(it, maren.actor.id, ada.uri)
    await hear(it, ada, ada.answer("Accept", made.uri, maren.actor.uri))
    return ada


@pytest.fixture
async def artist(maren: Person) -> Viewer:
    """Maren, signed in."""
    return Viewer(maren.account, maren.actor, "")


@pytest.fixture
async def moderator(make: Studio) -> Viewer:
    """A moderator, signed in."""
    person = await make.person("mod", Role.MODERATOR)
    return Viewer(person.account, person.actor, "")


@pytest.fixture
async def admin(make: Studio) -> Person:
    """An administrator."""
    return await make.person("hanna", Role.ADMIN)


@pytest.fixture
async def held(it: Instance, make: Studio, maren: Person) -> MediaId:
    """A held picture of Maren's; its verdict is `v1`."""
    owned = await make.picture(maren.actor, state=MediaState.HELD, role="icon")
    sha = owned.media.sha256
    await it.db.write(lambda tx: verdicts.add(tx, "v1", owned.media.id, "upload", sha, DECLARED, it.clock()))
    return owned.media.id


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> World:
    """An instance at rest that tests copy: what was said to the copies is compared."""
    return asyncio.run(prepared(tmp_path_factory.mktemp("world"), migrated))
