"""Judging again what a check did not finish: a work goes live, stays held, or waits for a person."""

from pathlib import Path

import orjson
import pytest

from fedart.domain.actor import Viewer
from fedart.domain.ids import MediaId
from fedart.domain.media import MediaState
from fedart.domain.policy import Action
from fedart.domain.work import WorkState
from fedart.errors import Unavailable
from fedart.instance import Instance
from fedart.services import moderation, rejudge
from fedart.storage import media, tallies
from fedart.storage.tallies import Tally
from tests.support.door import Mood
from tests.support.instance import Clock, Person, Studio
from tests.support.paint import png
from tests.support.remote import Net, Stranger, count, hear, rows, settle, told
from tests.support.uploads import from_elsewhere, newest, picture_of, publish, state_of


async def again(it: Instance, ident: MediaId) -> None:
    await rejudge.again(it, orjson.dumps({"media": ident}))


async def test_a_picture_whose_check_failed_is_judged_again_and_its_work_goes_live(
    it: Instance, net: Net, ada: Stranger, maren: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    await hear(it, ada, ada.follow(maren.actor.uri))
    judge.error = "out of memory"
    made = await publish(it, maren, tmp_path)
    assert (await picture_of(it, made)).reason == "error"
    clock.advance(60)
    with pytest.raises(Unavailable):
        await again(it, (await picture_of(it, made)).id)
    assert await state_of(it, made) is WorkState.HELD, "the post is not lost"
    judge.error = ""
    await settle(it)
    shown = await picture_of(it, made)
    assert (await state_of(it, made), shown.state, shown.reason) == (WorkState.LIVE, MediaState.KEPT, "")
    assert [a["type"] for a in net.sent(ada.shared_inbox)] == ["Create"]
    assert (await told(it, maren.actor.id))[-1] == "released"
    assert await it.db.read(lambda tx: tallies.month(tx, "2026-11")) == Tally("2026-11", checked=1, held=1)
    root = it.config.data / "media" / "quarantine"
    assert not [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("score", "reason"), [(0.95, "estimated"), (1.0, "estimated")])
async def test_an_upload_whose_check_failed_stays_held_when_the_next_one_says_so(
    it: Instance, maren: Person, judge: Mood, clock: Clock, tmp_path: Path, score: float, reason: str
) -> None:
    judge.error = "it crashed"
    made = await publish(it, maren, tmp_path)
    judge.error, judge.score = "", score
    clock.advance(60)
    await settle(it)
    held = await picture_of(it, made)
    assert (held.state, held.reason) == (MediaState.HELD, reason)
    judged = await newest(it, held.id)
    assert judged.verdict.report.estimate is not None
    assert await count(it, "verdicts", "superseded IS NULL") == 1
    asked = judge.asked
    await again(it, held.id)
    assert judge.asked == asked, "a finished check is not repeated"


async def test_a_remote_picture_whose_check_failed_is_dropped_when_the_next_one_says_so(
    it: Instance, make: Studio, judge: Mood, clock: Clock
) -> None:
    judge.error = "it stalled"
    ident = await from_elsewhere(it, make, png())
    judge.error, judge.score = "", 1.0
    clock.advance(60)
    await settle(it)
    owned = await it.db.read(lambda tx: media.by_id(tx, ident))
    assert owned is not None
    assert (owned.media.state, owned.media.reason, owned.media.renditions) == (MediaState.DROPPED, "estimated", ())
    assert not [path for path in (it.config.data / "media").rglob("*") if path.is_file()]
    expected = Tally("2026-11", checked=1, held=1, dropped=1)
    assert await it.db.read(lambda tx: tallies.month(tx, "2026-11")) == expected


async def test_at_every_start_what_failed_is_judged_at_once(
    it: Instance, maren: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    judge.error = "it crashed"
    made = await publish(it, maren, tmp_path)
    await it.db.write(lambda tx: tx.run("UPDATE tasks SET state = 'dead', finished = 1 WHERE kind = 'judge'"))
    await rejudge.at_start(it)
    await rejudge.at_start(it)
    assert await count(it, "tasks", "kind = 'judge' AND state = 'due'") == 1
    due = await rows(it, "SELECT due FROM tasks WHERE kind = 'judge' AND state = 'due'")
    assert [row["due"] for row in due] == [clock()]
    judge.error = ""
    await settle(it)
    assert await state_of(it, made) is WorkState.LIVE


async def test_what_a_person_decided_in_the_meantime_is_left_alone(
    it: Instance, maren: Person, moderator: Viewer, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    judge.error = "it crashed"
    made = await publish(it, maren, tmp_path)
    held = await picture_of(it, made)
    await moderation.decide(it, moderator, (await newest(it, held.id)).id, Action.KEEP, "Painted")
    judge.error, judge.score = "", 1.0
    clock.advance(60)
    await settle(it)
    assert (await picture_of(it, made)).state is MediaState.KEPT
    assert judge.asked == 1
