"""What the worker takes up when it starts: checks that did not finish, and files whose time has come."""

from dataclasses import replace

import orjson
import pytest

from fedart.domain.ids import new_id
from fedart.domain.media import MediaState
from fedart.domain.report import Appeal, ProcessFile, ReportState
from fedart.instance import Instance
from fedart.media.blobs import Area
from fedart.services import queue
from fedart.storage import appeals, media
from fedart.tasks.kinds import KINDS, Kind
from tests.support.instance import Clock, Studio
from tests.support.remote import count
from tests.support.server import until
from tests.support.worker import DELAYS, Probe, working

DAY = 24 * 3600


async def test_a_check_that_did_not_finish_is_repeated_at_the_start(
    it: Instance, make: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    judging = Probe()
    monkeypatch.setitem(KINDS, queue.JUDGE, Kind(judging, lambda _: DELAYS))
    maren = await make.person("maren")
    failed = await make.picture(maren.actor, state=MediaState.HELD, role="icon")
    await make.picture(maren.actor, state=MediaState.HELD, role="icon")
    error = replace(failed.media, reason="error")
    await it.db.write(lambda tx: media.settle(tx, error, failed.original))
    async with working(it):
        await until(lambda: bool(judging.seen))
    assert judging.seen == [orjson.dumps({"media": failed.media.id})], "those held by a verdict are left to people"


async def test_process_files_of_cases_long_closed_are_deleted(it: Instance, make: Studio, clock: Clock) -> None:
    maren = await make.person("maren")
    held = await make.picture(maren.actor, state=MediaState.HELD, role="icon")
    blob = it.blobs.put(b"%PDF-1.7 layers", Area.QUARANTINE)
    made = Appeal(new_id(), held.media.id, maren.account.id, "Please", ReportState.OPEN, clock())
    file = ProcessFile(new_id(), made.id, 0, "layers.pdf", "pdf", 15, blob)
    await it.db.write(lambda tx: appeals.add(tx, made))
    await it.db.write(lambda tx: appeals.add_file(tx, file))
    await it.db.write(lambda tx: appeals.close(tx, held.media.id, ReportState.DISMISSED, clock()))
    clock.advance(30 * DAY + 1)
    async with working(it):
        await until(lambda: not it.blobs.exists(blob, Area.QUARANTINE))
    assert await count(it, "appeal_files") == 0
