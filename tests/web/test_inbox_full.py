"""What a server hears whose domain has too much waiting here (THREATS CAP-01)."""

import json
from pathlib import Path

import pytest

from fedart.config import Config, TaskSettings
from fedart.domain.actor import Actor
from fedart.instance import Instance
from tests.support import signing
from tests.support.client import Answer, Client
from tests.support.instance import Studio, config_in

ADA = signing.ACTOR


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, base=Config(tasks=TaskSettings(waiting_per_domain=2)))


@pytest.fixture
async def ada(make: Studio) -> Actor:
    return await make.remote()


async def like(client: Client, number: int) -> Answer:
    activity = {"id": f"{ADA}/likes/{number}", "type": "Like", "actor": ADA, "object": f"{client.origin}/objects/x"}
    data = json.dumps({"@context": "https://www.w3.org/ns/activitystreams", **activity}).encode()
    request = signing.signed("POST", "/inbox", body=data)
    headers = [(name, value) for name, value in request.headers if name != "host"]
    headers.append(("content-type", "application/activity+json"))
    return await client.request("POST", "/inbox", headers=headers, body=data)


async def test_cap_01_the_inbox_answers_429_with_a_time_to_come_back(client: Client, ada: Actor, it: Instance) -> None:
    assert [(await like(client, number)).status for number in (1, 2)] == [202, 202]
    full = await like(client, 3)
    assert full.status == 429
    assert int(full.header("retry-after") or 0) >= 60
    assert (await like(client, 1)).status == 202, "what waits already is no news"
    await it.db.write(lambda tx: tx.run("UPDATE tasks SET state = 'done'"))
    assert (await like(client, 3)).status == 202
