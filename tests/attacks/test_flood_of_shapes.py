"""PAR-03 at the door: every odd but real shape, and a few hundred random ones, properly signed and posted.

Never a 5xx, never an exception that nobody foresaw, in the door or in the worker; and no fetch of a context.
"""

import json
import random
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from fedart.domain.task import Room
from fedart.errors import FedartError
from fedart.instance import Instance
from fedart.services import follows as following
from fedart.services.delivery import GiveUp, TryLater
from fedart.storage import claims, tasks
from fedart.tasks.kinds import KINDS
from tests.support.client import Answer, Client
from tests.support.instance import Person
from tests.support.remote import AS2, LEASE, Json, Net, Stranger, count
from tests.support.strategies import TYPES, random_document

PASTURE = Path(__file__).parents[1] / "fixtures" / "pasture" / "activities.jsonl"
THEIRS, OURS = "https://peer.test", "https://fedart.test/users/alice"
CONTEXTS = (AS2, "https://w3id.org", "https://www.w3.org", "https://purl.archive.org", "http://schema.org")
RANDOM = 400
FORESEEN = (FedartError, GiveUp, TryLater)
"""What a task may end with; the worker calls everything else broken."""


async def post(client: Client, who: Stranger, body: bytes, when: float) -> Answer:
    headers = who.headers(body, host="gallery.example", when=when)
    sent = [(name, value) for name, value in headers.items() if name != "Host"]
    return await client.request(
        "POST", "/inbox", headers=[*sent, ("content-type", "application/activity+json")], body=body
    )


async def work_off(it: Instance) -> int:
    """Run what waits as the worker does, and fail for everything that the worker would call broken; how many ran."""
    ran = 0
    while claimed := await it.db.write(lambda tx: claims.claim(tx, it.clock(), it.clock() + LEASE, Room.of(50))):
        for task in claimed:
            ran += 1
            with suppress(*FORESEEN):
                await KINDS[task.kind].run(it, task.payload)
            await it.db.write(partial(tasks.dead, task=task.id, now=it.clock(), reason=""))
    return ran


def pasture() -> list[tuple[str, Json]]:
    lines = [json.loads(line) for line in PASTURE.read_text(encoding="utf-8").splitlines()]
    return [(line["name"], line["activity"]) for line in lines]


@pytest.fixture
async def pasturer(it: Instance, net: Net, maren: Person) -> Stranger:
    """The actor in whose name the examples are written, followed by Maren."""
    who = Stranger("pasture", THEIRS)
    net.publish(who)
    await following.follow(it, maren.actor.id, who.uri)
    return who


def addressed(activity: Json, who: Stranger, person: Person) -> bytes:
    """The example, from that actor and to ours; everything else as it was written."""
    text = json.dumps(activity).replace(f"{THEIRS}/users/pasture", who.uri).replace(OURS, person.actor.uri)
    return text.encode()


async def test_all_262_shapes_of_the_pasture_pass_without_a_5xx(
    client: Client, it: Instance, net: Net, maren: Person, pasturer: Stranger
) -> None:
    examples = pasture()
    assert len(examples) == 262
    net.fetched.clear()
    statuses: dict[int, int] = {}
    for name, activity in examples:
        answer = await post(client, pasturer, addressed(activity, pasturer, maren), it.clock() / 1000)
        assert answer.status < 500, name
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
    assert set(statuses) <= {202, 400, 403}
    assert statuses[202] > 200
    assert await work_off(it) > 200
    assert await count(it, "works", "actor_uri = :uri", uri=pasturer.uri) > 150
    wanted = b" ".join(addressed(activity["object"], pasturer, maren) for _, activity in examples).decode()
    for url in net.fetched:
        assert url == pasturer.uri or url in wanted, url
        assert not url.startswith(CONTEXTS), url


@pytest.mark.parametrize("seed", range(4))
async def test_random_documents_pass_without_a_5xx(
    seed: int, client: Client, it: Instance, net: Net, maren: Person, pasturer: Stranger
) -> None:
    luck = random.Random(seed)
    accepted = 0
    for number in range(RANDOM // 4):
        document = random_document(luck)
        if luck.random() < 0.9:
            document["actor"] = pasturer.uri
            document["id"] = f"{pasturer.origin}/random/{seed}-{number}"
            document["type"] = luck.choice(TYPES)
        if luck.random() < 0.5:
            document["object"] = {
                **random_document(luck),
                "id": f"{pasturer.origin}/objects/{seed}-{number}",
                "attributedTo": pasturer.uri,
                "type": luck.choice(TYPES),
                "to": [maren.actor.uri],
            }
        body = json.dumps(document).encode()
        answer = await post(client, pasturer, body, it.clock() / 1000)
        assert answer.status < 500, document
        accepted += answer.status == 202
    assert accepted > RANDOM // 16
    await work_off(it)
