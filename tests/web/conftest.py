"""Who looks at pages: an artist and a moderator, each in a browser."""

import pytest

from fedart.domain.actor import Role
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
