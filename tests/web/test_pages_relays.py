"""Relays on the desk: for administrators, who see what each of them answered."""

import pytest

from fedart.domain.actor import Role
from fedart.instance import Instance
from fedart.storage import relays
from tests.support.client import Client
from tests.support.instance import Studio, network
from tests.support.remote import Stranger

INBOX = "https://relay.example/inbox"
RELAY = Stranger("relay", "https://relay.example")


@pytest.fixture
async def admin(client: Client, make: Studio) -> Client:
    return await make.signed_in(client, await make.person("hanna", Role.ADMIN))


async def ask(make: Studio, browser: Client, address: str) -> int:
    token = await make.token(browser)
    return (await browser.post("/admin/relays", {"csrf": token, "relay": address})).status


async def test_web_10_relays_are_for_administrators(
    browser: Client, desk: Client, admin: Client, it: Instance, make: Studio
) -> None:
    for other in (browser, desk):
        assert (await other.page("/admin/relays")).status == 403
        assert await ask(make, other, INBOX) == 403
    assert await it.db.read(relays.every) == []
    assert (await admin.page("/admin/relays")).status == 200
    assert await ask(make, admin, INBOX) == 303
    assert [relay.inbox for relay in await it.db.read(relays.every)] == [INBOX]


async def test_a_relay_is_listed_with_what_it_answered_and_can_be_ended(
    admin: Client, it: Instance, make: Studio
) -> None:
    network(it).serve(RELAY.uri, RELAY.document(type="Application"))
    assert await ask(make, admin, RELAY.uri) == 303
    page = (await admin.page("/admin/relays")).text
    assert RELAY.inbox in page
    assert "Litepub" in page
    assert "Asked, no answer yet" in page
    (known,) = await it.db.read(relays.every)
    path = f"/admin/relays/{known.id}/remove"
    assert path in page
    assert (await admin.post(path, {"csrf": await make.token(admin)})).status == 303
    assert "None yet." in (await admin.page("/admin/relays")).text
    assert (await admin.post(path, {"csrf": await make.token(admin)})).status == 404


@pytest.mark.parametrize("address", ["", "nothing", "https://relay.example/missing", '"><script>'])
async def test_an_address_that_is_no_relay_is_explained(
    address: str, admin: Client, it: Instance, make: Studio
) -> None:
    answer = await admin.post("/admin/relays", {"csrf": await make.token(admin), "relay": address})
    assert answer.status == 422
    assert "of its actor" in answer.text
    assert "<script>" not in answer.text
    assert await it.db.read(relays.every) == []
