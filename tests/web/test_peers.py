"""What pages and the door pass on: a thread that is opened, and the header about followers."""

import json

from fedart.domain import synchronisation
from fedart.domain.actor import Actor
from fedart.domain.synchronisation import Stated
from fedart.instance import Instance
from tests.support import signing
from tests.support.client import Client
from tests.support.instance import Person, Studio
from tests.support.remote import count

AP = "application/activity+json"


async def test_who_is_signed_in_and_opens_a_remote_work_has_its_answers_looked_for(
    it: Instance, client: Client, browser: Client, make: Studio
) -> None:
    remote = await make.work(await make.remote())
    await client.get(f"/works/{remote.id}")
    assert await count(it, "tasks", "kind = 'thread'") == 0
    for _ in range(2):
        assert (await browser.get(f"/works/{remote.id}")).status == 200
    assert await count(it, "tasks", "kind = 'thread'") == 1


async def test_a_work_of_ours_needs_no_looking(it: Instance, browser: Client, make: Studio, maren: Person) -> None:
    work = await make.work(maren.actor)
    assert (await browser.get(f"/works/{work.id}")).status == 200
    assert await count(it, "tasks", "kind = 'thread'") == 0


async def deliver(client: Client, ada: Actor, number: int, header: str) -> int:
    body = json.dumps({"id": f"{ada.uri}/a/{number}", "type": "Arrive", "actor": ada.uri, "object": ada.uri}).encode()
    signed = signing.signed("POST", "/inbox", body=body).headers
    headers = [(name, value) for name, value in signed if name not in ("host", "content-type")]
    headers += [("content-type", AP), ("collection-synchronization", header)]
    return (await client.request("POST", "/inbox", headers=headers, body=body)).status


async def test_a_digest_that_differs_leads_to_a_comparison(
    it: Instance, client: Client, make: Studio, maren: Person
) -> None:
    ada = await make.remote()
    await make.follow(maren.actor, ada)
    url = f"{ada.uri}/followers_synchronization"
    same = synchronisation.header(Stated(ada.followers, url, synchronisation.digest([maren.actor.uri])))
    other = synchronisation.header(Stated(ada.followers, url, synchronisation.digest([])))
    for number, header in enumerate((same, "", "nonsense")):
        assert await deliver(client, ada, number, header) == 202
    assert await count(it, "tasks", "kind = 'synchronise'") == 0
    assert await deliver(client, ada, 9, other) == 202
    assert await count(it, "tasks", "kind = 'synchronise'") == 1
