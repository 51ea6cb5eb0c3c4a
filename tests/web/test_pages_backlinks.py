"""Verified links on profiles."""

from dataclasses import replace

import pytest

from fedart.domain.actor import Field
from fedart.instance import Instance
from fedart.storage import actors, backlinks
from fedart.storage.backlinks import Backlink
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.remote import count

PAGE, OTHER = "https://maren.example/", "https://else.example/"
SINCE = 1_795_262_400_000
SAID = "Links back since 21 November 2026"


async def test_a_verified_link_of_ours_is_marked_with_its_date(client: Client, it: Instance, maren: Person) -> None:
    fields = (Field("Site", PAGE), Field("Shop", OTHER))
    await it.db.write(lambda tx: actors.edit_profile(tx, replace(maren.actor, fields=fields)))
    assert SAID not in (await client.page("/@maren/about")).text
    await it.db.write(lambda tx: backlinks.put(tx, maren.actor.id, Backlink(PAGE, SINCE, SINCE)))
    await it.db.write(lambda tx: backlinks.put(tx, maren.actor.id, Backlink(OTHER, SINCE, None)))
    text = (await client.page("/@maren/about")).text
    assert text.count(SAID) == 1
    assert text.index(PAGE) < text.index(SAID) < text.index(">else.example")


@pytest.mark.parametrize("verified", [True, False])
async def test_opening_a_profile_elsewhere_has_its_links_looked_at_later(
    verified: bool, browser: Client, client: Client, it: Instance, make: Studio
) -> None:
    value = f'<a href="{PAGE}" rel="nofollow noopener noreferrer ugc">maren.example</a>'
    ada = replace(await make.remote(), fields=(Field("Site", value),))
    await it.db.write(lambda tx: actors.refresh(tx, ada, it.clock()))
    await client.page(f"/people/{ada.id}")
    assert await count(it, "tasks", "kind = 'backlinks'") == 0
    await browser.page(f"/people/{ada.id}")
    await browser.page(f"/people/{ada.id}")
    assert await count(it, "tasks", "kind = 'backlinks' AND state = 'due'") == 1
    link = Backlink(PAGE, SINCE, SINCE if verified else None)
    await it.db.write(lambda tx: backlinks.put(tx, ada.id, link))
    assert (SAID in (await browser.page(f"/people/{ada.id}")).text) is verified
