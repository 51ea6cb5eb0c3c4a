"""Judging again all that is stored, with another model."""

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from fedart.domain.actor import Viewer
from fedart.domain.forms import Upload
from fedart.domain.media import Label, MediaState
from fedart.domain.policy import Action, Audience, Policy
from fedart.domain.report import ReportState
from fedart.domain.task import Room
from fedart.domain.work import WorkState
from fedart.errors import Forbidden, Invalid, Unavailable
from fedart.instance import Instance
from fedart.services import appeals, moderation, policy, rejudge
from fedart.services import works as publishing
from fedart.storage import appeals as stored
from fedart.storage import claims, media, views_admin
from fedart.storage.rejudgings import Rejudging
from tests.support.door import MODEL, Mood
from tests.support.instance import Clock, Person, Studio
from tests.support.paint import painting, png
from tests.support.pictures import with_signal
from tests.support.remote import Net, Stranger, hear, rows, settle, told
from tests.support.uploads import FORM, from_elsewhere, newest, picture_of, publish, state_of

NEXT = replace(MODEL, version="2", sha256="2" * 64)


async def whole_run(it: Instance, admin: Person, clock: Clock, *, held_only: bool = False) -> Rejudging:
    """Everything that is stored, judged again to the end."""
    clock.advance(1)
    await rejudge.start(it, admin.account, held_only=held_only)
    await settle(it)
    run = await rejudge.status(it)
    assert run is not None
    return run


async def test_a_new_model_hides_nothing_by_itself_and_asks_a_person(
    it: Instance, maren: Person, admin: Person, moderator: Viewer, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    judge.score = 0.1
    made = await publish(it, maren, tmp_path)
    judge.model, judge.score = NEXT, 1.0
    run = await whole_run(it, admin, clock)
    assert (run.checked, run.total, run.waiting, run.released, run.failed) == (1, 1, 1, 0, 0)
    assert run.finished is not None
    shown = await picture_of(it, made)
    assert (shown.state, shown.label, await state_of(it, made)) == (MediaState.KEPT, Label.NONE, WorkState.LIVE)
    judged = await newest(it, shown.id)
    assert (judged.verdict.action, judged.verdict.would) == (Action.KEEP, Action.HOLD)
    assert judged.verdict.report.estimate is not None
    assert judged.verdict.report.estimate.model_hash == NEXT.sha256
    [case] = (await it.db.read(lambda tx: views_admin.desk(tx, limit=10))).items
    assert case.would is Action.HOLD
    assert await told(it, maren.actor.id) == [], "nobody accuses her meanwhile"
    await moderation.decide(it, moderator, case.judged.id, Action.KEEP, "I know the painting")
    assert await told(it, maren.actor.id) == []
    assert (await picture_of(it, made)).state is MediaState.KEPT
    clock.advance(1)
    second = await whole_run(it, admin, clock)
    assert (second.checked, second.waiting) == (1, 0), "what a person decided is not asked again"


async def test_a_person_may_take_down_what_the_new_model_found_and_others_learn_it(
    it: Instance, net: Net, ada: Stranger, maren: Person, admin: Person, moderator: Viewer, judge: Mood,
    clock: Clock, tmp_path: Path,
) -> None:  # fmt: skip
    await hear(it, ada, ada.follow(maren.actor.uri))
    made = await publish(it, maren, tmp_path)
    await settle(it)
    judge.model, judge.score = NEXT, 1.0
    await whole_run(it, admin, clock)
    judged = await newest(it, (await picture_of(it, made)).id)
    await moderation.decide(it, moderator, judged.id, Action.DROP, "It is generated")
    await settle(it)
    assert await state_of(it, made) is WorkState.DELETED
    assert [a["type"] for a in net.sent(ada.shared_inbox)] == ["Create", "Delete"]
    assert (await told(it, maren.actor.id))[-1] == "dropped"
    root = it.config.data / "media"
    assert not [path for path in root.rglob("*") if path.is_file()]


async def test_a_work_that_loses_one_of_its_pictures_is_sent_anew(
    it: Instance, net: Net, ada: Stranger, maren: Person, admin: Person, moderator: Viewer, judge: Mood,
    clock: Clock, tmp_path: Path,
) -> None:  # fmt: skip
    await hear(it, ada, ada.follow(maren.actor.uri))
    uploads = []
    for seed in (1, 2):
        path = tmp_path / f"{seed}.png"
        path.write_bytes(png(painting(seed)))
        uploads.append(Upload(path, path.name, alt="A ferry"))
    made = await publishing.publish(it, maren.actor.id, FORM, uploads)
    await settle(it)
    judge.model, judge.score = NEXT, 1.0
    await whole_run(it, admin, clock)
    first, second = await it.db.read(lambda tx: media.by_work(tx, made.work_id))
    await moderation.decide(it, moderator, (await newest(it, first.id)).id, Action.DROP, "It is generated")
    await settle(it)
    update = net.sent(ada.shared_inbox)[-1]
    assert update["type"] == "Update"
    [attachment] = update["object"]["attachment"]
    assert second.id in attachment["url"]
    assert await state_of(it, made) is WorkState.LIVE


async def test_what_was_held_by_estimate_is_released_when_the_new_model_finds_nothing(
    it: Instance, maren: Person, admin: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    judge.score = 0.95
    made = await publish(it, maren, tmp_path)
    held = await picture_of(it, made)
    await appeals.appeal(it, Viewer(maren.account, maren.actor, ""), held.id, "Painted")
    judge.model, judge.score = NEXT, 0.2
    run = await whole_run(it, admin, clock)
    assert (run.checked, run.released) == (1, 1)
    assert (await picture_of(it, made)).state is MediaState.KEPT
    assert await state_of(it, made) is WorkState.LIVE
    assert (await told(it, maren.actor.id))[-1] == "released"
    [plea] = await it.db.read(lambda tx: stored.of_media(tx, held.id))
    assert plea.state is ReportState.RESOLVED


async def test_what_a_file_declared_itself_stays_held_until_a_person_looks(
    it: Instance, maren: Person, admin: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    made = await publish(it, maren, tmp_path, with_signal("a1111-png"))
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.LABEL)
    judge.model = NEXT
    run = await whole_run(it, admin, clock)
    assert (run.checked, run.released) == (1, 0)
    held = await picture_of(it, made)
    assert (held.state, held.reason) == (MediaState.HELD, "declared")


async def test_held_remote_media_are_never_dropped_by_a_run(
    it: Instance, make: Studio, admin: Person, judge: Mood, clock: Clock
) -> None:
    judge.score = 0.95
    ident = await from_elsewhere(it, make, png())
    judge.model, judge.score = NEXT, 1.0
    await whole_run(it, admin, clock)
    owned = await it.db.read(lambda tx: media.by_id(tx, ident))
    assert owned is not None
    assert owned.media.state is MediaState.HELD
    judged = await newest(it, ident)
    assert (judged.verdict.action, judged.verdict.would) == (Action.HOLD, Action.DROP)


async def test_renditions_are_judged_where_the_original_is_gone_and_old_evidence_counts(
    it: Instance, make: Studio, admin: Person, judge: Mood, clock: Clock
) -> None:
    await policy.choose(it, admin.account, Audience.REMOTE, Policy.LABEL)
    ident = await from_elsewhere(it, make, with_signal("a1111-png"))
    await policy.choose(it, admin.account, Audience.REMOTE, Policy.BAN)
    judge.model, judge.score = NEXT, 0.0
    run = await whole_run(it, admin, clock)
    assert (run.failed, run.waiting) == (0, 1)
    judged = await newest(it, ident)
    assert (judged.verdict.reason, judged.verdict.would) == ("declared", Action.DROP)
    assert judged.verdict.report.evidence


async def test_marks_follow_the_new_estimate_but_not_over_a_persons_decision(
    it: Instance, maren: Person, admin: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    await policy.choose(it, admin.account, Audience.LOCAL, Policy.LABEL)
    judge.score = 0.6
    made = await publish(it, maren, tmp_path)
    assert (await picture_of(it, made)).label is Label.ESTIMATED
    judge.model, judge.score = NEXT, 0.1
    await whole_run(it, admin, clock)
    assert (await picture_of(it, made)).label is Label.NONE
    ident = (await picture_of(it, made)).id
    await it.db.write(lambda tx: tx.run("UPDATE media SET label = 'decided' WHERE id = :id", id=ident))
    judge.score = 0.6
    await whole_run(it, admin, clock)
    assert (await picture_of(it, made)).label is Label.DECIDED


async def test_a_run_over_held_pictures_leaves_the_others_alone(
    it: Instance, maren: Person, admin: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    await publish(it, maren, tmp_path, seed=1)
    judge.score = 0.95
    await publish(it, maren, tmp_path, seed=2)
    asked = judge.asked
    judge.score = 0.1
    run = await whole_run(it, admin, clock, held_only=True)
    assert (run.total, run.checked, run.released) == (1, 1, 1)
    assert judge.asked == asked + 1


async def test_pictures_that_cannot_be_judged_are_counted_and_stop_nothing(
    it: Instance, maren: Person, admin: Person, judge: Mood, clock: Clock, tmp_path: Path
) -> None:
    lost, _ = await publish(it, maren, tmp_path, seed=1), await publish(it, maren, tmp_path, seed=2)
    owned = await it.db.read(lambda tx: media.by_work(tx, lost.work_id))
    found = await it.db.read(lambda tx: media.by_id(tx, owned[0].id))
    assert found is not None
    assert found.original is not None
    next((it.config.data / "media" / "private").rglob(found.original)).unlink()
    judge.model = NEXT
    run = await whole_run(it, admin, clock)
    assert (run.checked, run.failed) == (2, 1)
    judge.error = "it crashed"
    clock.advance(1)
    worse = await whole_run(it, admin, clock)
    assert (worse.checked, worse.failed) == (2, 2)
    assert (await picture_of(it, lost)).state is MediaState.KEPT


async def test_one_run_at_a_time_begun_by_an_admin(it: Instance, admin: Person, moderator: Viewer) -> None:
    assert await rejudge.status(it) is None
    with pytest.raises(Forbidden):
        await rejudge.start(it, moderator.account)
    await rejudge.start(it, admin.account)
    with pytest.raises(Invalid):
        await rejudge.start(it, admin.account)
    [audit] = await rows(it, "SELECT action, subject FROM audit")
    assert audit == {"action": "judge stored pictures again", "subject": "tiny 1"}
    await settle(it)
    run = await rejudge.status(it)
    assert run is not None
    assert run.finished is not None
    await rejudge.start(it, admin.account)


async def test_a_server_that_still_holds_the_old_model_waits_for_its_restart(
    it: Instance, admin: Person, judge: Mood
) -> None:
    judge.model = NEXT
    run = await rejudge.start(it, admin.account)
    judge.model = MODEL
    payload = orjson.dumps({"run": run.id})
    with pytest.raises(Unavailable):
        await rejudge.step(it, payload)
    await rejudge.abandon(it, payload)
    found = await rejudge.status(it)
    assert found is not None
    assert found.finished is not None, "another run may begin"
    await rejudge.step(it, payload)


async def test_a_run_goes_on_where_it_was_cut_off(
    it: Instance, maren: Person, admin: Person, judge: Mood, clock: Clock, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for seed in (1, 2, 3):
        await publish(it, maren, tmp_path, seed=seed)
        clock.advance(1)
    monkeypatch.setattr(rejudge, "BATCH", 2)
    run = await rejudge.start(it, admin.account)
    asked = judge.asked
    claimed = await it.db.write(lambda tx: claims.claim(tx, it.clock(), it.clock() + 1, Room.of(50)))
    [task] = [t for t in claimed if t.lane == "rejudge"]
    await rejudge.step(it, task.payload)
    half = await rejudge.status(it)
    assert half is not None
    assert (half.checked, half.finished) == (2, None)
    clock.advance(1)
    await settle(it)
    done = await rejudge.status(it)
    assert done is not None
    assert (done.id, done.checked, done.finished is not None) == (run.id, 3, True)
    assert judge.asked == asked + 3
