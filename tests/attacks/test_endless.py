"""Work that strangers cause comes to an end, and what it leaves behind is swept."""

from dataclasses import replace

import pytest

from fedart.config import Config
from fedart.domain.task import Room
from fedart.federation.http import Http
from fedart.instance import Instance
from fedart.services import inbox
from fedart.storage import actors, claims, tasks
from fedart.tasks.kinds import KINDS, Kind
from fedart.tasks.runner import Worker
from tests.support.instance import Clock
from tests.support.remote import Net, Stranger, count, rows

DAY = 86_400
CRASHES = 12


async def test_dur_02_a_task_that_kills_its_worker_each_time_is_put_aside_in_the_end(
    it: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture or a document that takes the process down with it would otherwise do so for ever."""
    ran: list[bytes] = []

    async def run(_: Instance, payload: bytes) -> None:
        ran.append(payload)

    def delays(_: Config) -> list[float]:
        return [1.0, 1.0, 1.0]

    monkeypatch.setitem(KINDS, "probe", Kind(run, delays))
    await it.db.write(lambda tx: tasks.add(tx, "probe", b"deadly", clock()))
    for _ in range(CRASHES):  # claimed, and then the process is gone
        claimed = await it.db.write(lambda tx: claims.claim(tx, clock(), clock() + 1000, Room.of(1)))
        assert len(claimed) == 1
        clock.advance(2)
    worker = Worker(it)
    claimed = await it.db.write(lambda tx: claims.claim(tx, clock(), clock() + 1000, Room.of(1)))
    await worker._one(claimed[0])
    assert ran == []
    assert [row["state"] for row in await rows(it, "SELECT state FROM tasks")] == ["dead"]


@pytest.mark.parametrize("host", ["127.0.0.9", "10.0.0.1", "localhost", "[::1]", "intranet", "peer.example:22"])
async def test_sig_10_keys_at_addresses_that_we_never_dial_leave_no_row(host: str, it: Instance) -> None:
    """Nobody has to prove anything to name a key: a row for each would fill the disk at the speed of requests."""
    http = Http(it.config.federation, it.config.testbed, origin=it.config.instance.origin)
    find = inbox.find_key(replace(it, http=http))
    for number in range(5):
        assert await find(f"https://{host}/actors/{number}#main-key", fresh=False) is None
    await http.close()
    assert await count(it, "remote_keys", "pem = ''") == 0


async def test_cap_03_keys_that_never_were_are_forgotten(it: Instance, net: Net, clock: Clock, ada: Stranger) -> None:
    find = inbox.find_key(it)
    assert await find("https://peer.example/actors/nobody#main-key", fresh=False) is None
    assert await find(ada.key_id, fresh=False) is not None
    assert await count(it, "remote_keys") == 2
    await Worker(it)._sweep()
    assert await count(it, "remote_keys") == 2
    clock.advance(3 * DAY)
    await Worker(it)._sweep()
    assert [row["id"] for row in await rows(it, "SELECT id FROM remote_keys")] == [ada.key_id]
    assert await it.db.read(lambda tx: actors.remote_key(tx, ada.key_id)) is not None
