"""A commission desk as people on another instance see it: one more field of the profile, with the way to the page."""

import pytest

from fedart.services import commissions as services
from tests.support.commissions import DESK
from tests.support.residents import become_follower, resident, seen_as
from tests.support.server import Running, until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_a_desk_is_shown_on_another_instance(here: Running, there: Running) -> None:
    agnes, reader = await resident(here, "agnes"), await resident(there, "client")
    await become_follower(reader, agnes.handle)
    copy = await seen_as(there, agnes.actor.uri)
    assert copy is not None
    assert "Commissions" not in await reader.page(f"/people/{copy.id}")
    await services.save(agnes.it, agnes.viewer, DESK)

    async def told() -> bool:
        found = await seen_as(there, agnes.actor.uri)
        return found is not None and any(field.name == "Commissions" for field in found.fields)

    await until(told)
    page = await reader.page(f"/people/{copy.id}")
    assert "open, 2 of 2 slots free, from 12.50 EUR" in page
    assert f'href="{agnes.actor.url}/commissions"' in page
    status, _, body = await here.get("/@agnes/commissions")
    assert (status, b"2 of 2 slots free" in body) == (200, True)
